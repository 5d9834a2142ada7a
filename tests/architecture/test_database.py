"""The suite runs on the database that was asked for, in pytest-xdist's workers too."""

import os

from django.db import connection


def test_the_database_is_the_one_asked_for(db):
    asked_for = os.environ.get("LEDTRAD_TEST_DATABASE_URL", "sqlite://")
    assert connection.vendor == ("postgresql" if asked_for.startswith("postgres") else "sqlite")
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
