"""What is written to the ledger, by whom it can be read, and what the database refuses."""

import datetime as dt
import json
import threading
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import Error, connection, transaction
from django.db.models import Q

from ledtrad.core import ledger
from ledtrad.core.actors import Actor, SystemActor
from ledtrad.core.ledger import encoding, guards, models, verify
from ledtrad.core.ledger.models import AppendOnly, Head
from ledtrad.core.periods import Period
from ledtrad.organisation.models import Unit, User

TODAY = dt.date(2021, 4, 12)
SYSTEM = SystemActor(TODAY)


@pytest.fixture
def anna(db):
    return User.objects.create(username="anna", name="Anna Åkesson")


def record(obj, action="changed", actor=SYSTEM, **details):
    with transaction.atomic():
        ledger.record(actor, action, obj, **details)
    return ledger.entries().latest("sequence")


def test_an_entry_tells_who_did_what_to_what(anna):
    actor = Actor(user_id=anna.pk, label=anna.name, access=None, today=TODAY)
    entry = record(anna, "renamed", actor, changes={"name": ["Anna", "Anna Åkesson"]})
    assert (entry.actor_id, entry.actor_label, entry.action) == (anna.pk, "Anna Åkesson", "renamed")
    assert (entry.object_type, entry.object_id, entry.object_label) == (
        "organisation.user",
        str(anna.pk),
        "Anna Åkesson",
    )
    assert entry.details == {"changes": {"name": ["Anna", "Anna Åkesson"]}}
    assert abs(entry.at - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=1)


def test_the_time_is_real_though_the_clock_stands_still(anna, settings):
    settings.LEDTRAD_TODAY = TODAY
    assert record(anna).at.date() > TODAY


def test_numbers_are_gapless_also_after_a_rollback(anna):
    record(anna)
    with transaction.atomic():
        ledger.record(SYSTEM, "changed", anna)
        transaction.set_rollback(True)
    record(anna)
    assert list(ledger.entries().order_by("sequence").values_list("sequence", flat=True)) == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_written():
    anna = User.objects.create(username="anna")
    with pytest.raises(ledger.OutsideTransaction):
        ledger.record(SYSTEM, "changed", anna)


def test_what_has_no_key_cannot_be_recorded(anna):
    with pytest.raises(ValueError, match="no key"):
        record(User(username="bo"))


def test_many_are_written_in_batches_and_verify(anna, django_assert_num_queries):
    changes = [(anna, {"number": n}) for n in range(2500)]
    record(anna)
    with transaction.atomic(), django_assert_num_queries(8):
        last = ledger.record_many(SYSTEM, "imported", changes)
    assert last == 2501
    assert verify.verify_database().ok
    assert ledger.entries().get(sequence=2501).details == {"number": 2499}


def test_one_entry_costs_four_queries(anna, django_assert_num_queries):
    record(anna)
    with transaction.atomic(), django_assert_num_queries(4):
        ledger.record(SYSTEM, "changed", anna)


def test_the_objects_own_marks_are_taken_unless_others_are_given(db):
    unit = Unit(pk=7, number="U1", name="Enheten")
    unit.unit_id, unit.confidentiality = 7, "confidential"
    assert (record(unit).unit_id, record(unit).confidentiality) == (7, "confidential")
    entry = record(unit, unit_id=9, confidentiality="open")
    assert (entry.unit_id, entry.confidentiality) == (9, "open")


def test_without_a_mark_an_entry_is_internal(anna):
    assert record(anna).confidentiality == "internal"


class Reader:
    def __init__(self, seen):
        self.access = self
        self.seen = seen

    def visible_ledger(self):
        return self.seen


def test_a_page_shows_what_the_access_rules_let_through(anna, monkeypatch):
    monkeypatch.setattr(models, "_hidden", [])
    record(anna, unit_id=1)
    record(anna, unit_id=2)
    assert [e.unit_id for e in ledger.entries().visible_to(Reader(Q(unit_id=2)))] == [2]


@pytest.mark.parametrize("many", [False, True])
def test_what_is_hidden_since_takes_its_entries_with_it(anna, monkeypatch, many):
    monkeypatch.setattr(models, "_hidden", [])
    bo = User.objects.create(username="bo")
    for person in (anna, bo):
        record(person)
    reader = Reader(Q())
    assert ledger.entries().visible_to(reader).count() == 2
    ledger.hide(User, lambda user: User.objects.filter(pk=anna.pk), many=many)
    assert [e.object_id for e in ledger.entries().visible_to(reader)] == [str(bo.pk)]


def test_some_of_what_is_told_of_a_thing_can_be_for_fewer(anna, monkeypatch):
    monkeypatch.setattr(models, "_hidden", [])
    for action in ("drafted", "published"):
        record(anna, action)
    ledger.narrow(User, ["drafted"], lambda user: Q(unit_id=2))
    assert [e.action for e in ledger.entries().visible_to(Reader(Q()))] == ["published"]


def test_entries_are_found_by_object_actor_action_and_time(anna):
    bo = User.objects.create(username="bo")
    mine = Actor(user_id=anna.pk, label="Anna", access=None, today=TODAY)
    first, second = record(anna, "created"), record(bo, "created", mine)
    assert list(ledger.entries().about(anna)) == [first]
    assert list(ledger.entries().of_type(User).latest_first()) == [second, first]
    assert list(ledger.entries().by(mine)) == [second]
    assert list(ledger.entries().by(anna.pk).with_action("removed")) == []
    assert list(ledger.entries().since(second.at)) in ([second], [first, second])
    assert not ledger.entries().since(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1)).exists()


def test_a_list_of_entries_with_their_changes_is_one_query(anna, django_assert_num_queries):
    record(anna, text="a")
    record(anna, text="b")
    with django_assert_num_queries(1):
        assert [e.details["text"] for e in ledger.entries().latest_first()] == ["b", "a"]


def test_the_models_refuse_change_and_deletion(anna):
    entry = record(anna)
    for forbidden in (
        entry.save,
        entry.delete,
        ledger.entries().delete,
        lambda: ledger.entries().update(action="x"),
    ):
        with pytest.raises(AppendOnly):
            forbidden()


@pytest.mark.parametrize("statement", ["UPDATE ledger_entry SET action = 'x'", "DELETE FROM ledger_entry"])
def test_the_database_refuses_change_and_deletion(anna, statement, monkeypatch):
    record(anna)
    if connection.vendor == "sqlite":  # as in an installation; a test database may be emptied
        connection.connection.create_function("ledtrad_is_test_database", 0, lambda: 0)
    try:
        with (
            pytest.raises(Error, match="ledger entries are never"),
            transaction.atomic(),
            connection.cursor() as c,
        ):
            c.execute(statement)
    finally:
        if connection.vendor == "sqlite":
            connection.connection.create_function("ledtrad_is_test_database", 0, lambda: 1)
    assert guards.installed(connection)


def test_erasing_takes_the_change_and_leaves_the_chain(anna):
    entry, later = record(anna, note="hemligt"), record(anna, note="kvar")
    with transaction.atomic():
        ledger.erase(entry, SYSTEM, "Begäran enligt artikel 17")
    entry = ledger.entries().select_related("change").get(pk=entry.pk)
    assert entry.details is None
    assert entry.change.salt == ""
    erasure = ledger.entries().get(pk=entry.change.erased_by)
    assert (erasure.action, erasure.object_type, erasure.object_id) == (
        "erased",
        "core.entry",
        str(entry.sequence),
    )
    assert erasure.details == {"reason": "Begäran enligt artikel 17"}
    assert ledger.entries().get(pk=later.pk).details == {"note": "kvar"}
    assert verify.verify_database().ok


def test_erasing_twice_keeps_the_first(anna):
    entry = record(anna, note="hemligt")
    for reason in ("ett", "två"):
        with transaction.atomic():
            ledger.erase(entry, SYSTEM, reason)
    assert ledger.Change.objects.get(pk=entry.pk).erased_by == 2
    assert verify.verify_database().ok


def test_what_is_hashed_is_the_json_that_is_documented(anna):
    entry = record(anna, note='"citat"\n och\ttecken 💡', unit_id=3)
    stored = next(iter(verify.stored_rows()))
    plain = json.dumps(["ledtrad-entry-1", *stored[:12]], ensure_ascii=False, separators=(",", ":"))
    assert encoding.leaf(*stored[:12]) == b"\0" + plain.encode()
    assert entry.previous == encoding.GENESIS


def test_details_are_kept_as_text_that_people_can_read(anna):
    details = {
        "day": TODAY,
        "amount": Decimal("1284.50"),
        "period": Period.parse("2021-T1"),
        "id": UUID(int=1),
        "units": {"b", "a"},
        "who": anna,
    }
    assert record(anna, **details).details == {
        "day": "2021-04-12",
        "amount": "1284.50",
        "period": "2021-T1",
        "id": "00000000-0000-0000-0000-000000000001",
        "units": ["a", "b"],
        "who": f"organisation.user:{anna.pk}",
    }


@pytest.mark.parametrize("value", [object(), b"bytes", float("nan")])
def test_what_cannot_be_kept_is_refused_before_anything_is_written(anna, value):
    with pytest.raises((TypeError, ValueError)):
        record(anna, value=value)
    assert not ledger.entries().exists()


def test_the_ledgers_clock_never_goes_back(anna):
    first = record(anna)
    Head.objects.update(at=2**52)
    record(anna)
    third = record(anna)
    assert third.at == ledger.entries().get(sequence=2).at > first.at


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_make_one_gapless_chain():
    anna = User.objects.create(username="anna")

    def write():
        try:
            for _ in range(10):
                record(anna)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    report = verify.verify_database()
    assert (report.ok, report.size) == (True, 40)
