"""The door for a WSGI server; `ledtrad serve` starts granian with it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ledtrad.settings")
application = get_wsgi_application()

from ledtrad.core.settling import settle  # noqa: E402 - the settings must be there

settle()
