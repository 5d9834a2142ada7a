"""Björkvalla in the database, for all who look at it."""

from collections import Counter
from types import SimpleNamespace

import pytest
from django.db import connection, transaction

from ledtrad.demo import boards_work, build
from tests.delegation.plans import analyze


@pytest.fixture(scope="package")
def demo(django_db_setup, django_db_blocker):
    """Built once for the tests of this folder and taken away after them; whatever one of them writes is undone.

    Gives how many statements were asked of the database for what the boards were asked and did.
    """
    asked = Counter()

    def counted(execute, *args):
        asked["statements"] += 1
        return execute(*args)

    def counting(rows, holder):
        with connection.execute_wrapper(counted):
            boards_work.build(rows, holder)

    with django_db_blocker.unblock(), transaction.atomic():
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(build, "boards_work", SimpleNamespace(build=counting))
            build.build(lambda _message: None)
        connection.check_constraints()  # now, and not again after each test
        analyze(connection.introspection.table_names())
        yield asked
        transaction.set_rollback(True)
