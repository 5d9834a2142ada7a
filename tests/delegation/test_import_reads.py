"""What a file makes the database read: what the file names and nothing else, in a fixed number of questions."""

from datetime import date, timedelta

import pytest

from ledtrad.core import bulk
from ledtrad.core.imports import RawRow, registry
from ledtrad.delegation.models import DecisionReport, UnexecutedDecision
from ledtrad.meetings.models import Meeting
from ledtrad.organisation.actors import system_actor
from ledtrad.organisation.models import Holding
from tests.delegation.files import REPORT, load, sound
from tests.factories import FunctionFactory, HoldingFactory

pytestmark = pytest.mark.django_db

WAITS = {"unit": "AFE", "law": "LSS", "intervention": "Kontaktperson", "holder": "bo", "sex": "K"}


def day(n):
    return (date(2020, 11, 2) + timedelta(days=n)).isoformat()


def planned(key, rows):
    """The plan of these rows, and how many stored rows were made into objects or values on the way."""
    importer = registry.get(key)
    raw = [RawRow(key, n, values) for n, values in enumerate(rows, start=2)]
    if isinstance(importer, registry.RecordImporter):
        return importer.plan_records(raw, system_actor())
    return importer.plan({key: raw}, system_actor())


def held(n):
    return {"board": "SN", "function": f"F-{n}", "person": f"p{n}", "valid_from": day(n), "valid_to": ""}


def waiting(n):
    return {**WAITS, "decided_on": day(n), "subject": f"1985041{n}-0000"}


def told(n):
    return {**REPORT, "meeting_on": day(n), "source_id": f"EB 2021-0000{n}"}


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("key", "row", "queries"), [("holdings", held, 5), ("unexecuted", waiting, 6), ("reported", told, 8)]
)
def test_a_plan_asks_as_often_for_three_rows_as_for_one(world, django_assert_num_queries, rows, key, row, queries):
    for n in range(3):
        FunctionFactory(number=f"F-{n}", unit=world.unit("AFE"))
    sound("reported", told(9))
    planned(key, [row(0)])  # what is asked once in a process
    with django_assert_num_queries(queries):
        planned(key, [row(n) for n in range(rows)])


def test_other_rows_than_those_of_the_file_are_not_read(world, monkeypatch):
    for n in range(3):
        HoldingFactory(function=FunctionFactory(number=f"F-{n}", unit=world.unit("AFE")), valid_from=date(2020, 1, 1))
    sound("reported", *[told(n) for n in range(3)])
    sound("unexecuted", *[waiting(n) for n in range(3)])
    read = []
    for model in (Holding, UnexecutedDecision, Meeting, DecisionReport):
        monkeypatch.setattr(model, "from_db", classmethod(_noting(model.from_db.__func__, read)))
    planned("unexecuted", [waiting(0)])
    assert read == [UnexecutedDecision]
    read.clear()
    sound("reported", told(1) | {"source_id": "EB 2021-00099"})
    assert [model for model in read if model in (Meeting, DecisionReport)].count(DecisionReport) == 1
    assert set(read) == {Meeting, DecisionReport}
    assert read.count(Meeting) == 4  # twice at the plan, when it is written, and with its list


def _noting(made, read):
    def from_db(cls, *args):
        read.append(cls)
        return made(cls, *args)

    return from_db


def test_what_is_known_is_found_also_in_more_than_one_question(world, monkeypatch):
    monkeypatch.setattr(bulk, "LOOKED_UP", 2)
    for n in range(3):
        HoldingFactory(
            function=FunctionFactory(number=f"F-{n}", unit=world.unit("AFE"), single_holder=True),
            person__username=f"p{n}", valid_from=date.fromisoformat(day(n)),
        )  # fmt: skip
    assert load("holdings", *[held(n) for n in range(3)]).unchanged == 3
    taken = load("holdings", *[{**held(n), "person": "bo"} for n in range(3)])
    assert [(e.row, e.field) for e in taken.errors] == [(2, "valid_from"), (3, "valid_from"), (4, "valid_from")]
    for key, row in (("unexecuted", waiting), ("reported", told)):
        assert sound(key, *[row(n) for n in range(3)]).new == 3
        assert sound(key, *[row(n) for n in range(3)]).unchanged == 3
    assert Meeting.objects.count() == DecisionReport.objects.count() == 3
