"""The real settings on a home of their own, thrown away afterwards.

DATABASE_URL chooses the database as in an installation. It is taken out of the environment once
read: a test that starts `ledtrad` as a command of its own gives it a home of its own, and that
command must not write to the database that the tests stand in.
"""

import atexit
import os
import shutil
import tempfile
from datetime import date

TEST_DATABASE = "LEDTRAD_TEST_DATABASE_URL"  # what pytest-xdist's workers inherit in its place

for _name in [name for name in os.environ if name.startswith("LEDTRAD_") and name != TEST_DATABASE]:
    if _name not in {"LEDTRAD_NO_SKIPS", "LEDTRAD_CHROMIUM", "LEDTRAD_SECOND_DATABASE"}:
        del os.environ[_name]
if TEST_DATABASE in os.environ:
    os.environ["DATABASE_URL"] = os.environ[TEST_DATABASE]
os.environ["LEDTRAD_HOME"] = tempfile.mkdtemp(prefix="ledtrad-test-")
atexit.register(shutil.rmtree, os.environ["LEDTRAD_HOME"], ignore_errors=True)

from ledtrad.settings import *  # noqa: E402, F403
from ledtrad.settings import DATABASES, HOME  # noqa: E402

if "DATABASE_URL" in os.environ:
    os.environ[TEST_DATABASE] = os.environ.pop("DATABASE_URL")
    DATABASES["default"]["CONN_MAX_AGE"] = 0
else:
    # A file, as in an installation: several connections must see one another's writes.
    DATABASES["default"]["TEST"] = {"NAME": str(HOME.path / "test.sqlite3")}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
LEDTRAD_TODAY = date(2021, 4, 12)  # the clock stands still on the day of tests/world.py
