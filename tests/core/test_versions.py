"""Two who write the same at once: the database lets one of them, and the other is told in words."""

import pytest
from django.db import IntegrityError, connection

from ledtrad.core.refusals import Invalid
from ledtrad.core.versions import unless_taken
from ledtrad.organisation.models import User

pytestmark = pytest.mark.django_db


def test_what_is_there_already_is_refused_in_words_and_leaves_nothing():
    User.objects.create(username="anna")
    with pytest.raises(Invalid, match="Namnet är upptaget"), unless_taken(lambda: Invalid("Namnet är upptaget.")):
        User.objects.bulk_create([User(username="bo"), User(username="anna")])
    assert list(User.objects.values_list("username", flat=True)) == ["anna"]  # and the transaction goes on


def test_any_other_fault_goes_on_up():
    with pytest.raises(IntegrityError), unless_taken(lambda: Invalid("Namnet är upptaget.")):
        User.objects.create(username="anna", name=None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


def test_what_goes_well_is_kept():
    with unless_taken(lambda: Invalid("Namnet är upptaget.")):
        User.objects.create(username="anna")
    assert User.objects.filter(username="anna").exists()
