"""Homes for commands that tests start. Making the tables takes ten seconds; that it is done, test_cli.py looks at."""

import shutil
import sqlite3
from pathlib import Path

from django.conf import settings
from django.db import connection

from ledtrad.home import Home

COPY = "migrated.sqlite3"


def keep_a_copy() -> None:
    """Of the tests' own database as migrations left it, before any test has written in it."""
    if connection.vendor == "sqlite":
        with sqlite3.connect(settings.HOME.path / COPY) as copy:
            connection.ensure_connection()
            connection.connection.backup(copy)
        copy.close()


def migrated(path: Path) -> Path:
    """An installation's home with its tables made and nothing in them.

    On another database there is no such file to copy: there the command that is started makes the tables itself.
    """
    home = Home(path)
    home.prepare()
    if (made := settings.HOME.path / COPY).exists():
        shutil.copyfile(made, home.database)
    return path
