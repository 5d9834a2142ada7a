"""The shell's own pages."""

from ledtrad.web.views.errors import bad_request, csrf_failure, forbidden, not_found, server_error
from ledtrad.web.views.information import accessibility, help_page
from ledtrad.web.views.personal import (
    close_calendar,
    renew_calendar,
    set_colour_scheme,
    set_language,
    settings_page,
)

__all__ = [
    "accessibility",
    "bad_request",
    "close_calendar",
    "csrf_failure",
    "forbidden",
    "help_page",
    "not_found",
    "renew_calendar",
    "server_error",
    "set_colour_scheme",
    "set_language",
    "settings_page",
]
