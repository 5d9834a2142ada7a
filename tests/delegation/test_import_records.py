"""Decisions and reports from files: what is written, what is told, and what never gets in."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledtrad.core import ledger, uploads
from ledtrad.core.imports import ImportBatch, ImportRow, actions
from ledtrad.core.imports import run as run_import
from ledtrad.delegation.imports.decisions import DecisionsUsed
from ledtrad.delegation.models import DecisionReport, DecisionSource, DelegatedDecision, ReportedDecision
from ledtrad.meetings.models import Meeting
from ledtrad.organisation.actors import system_actor
from ledtrad.organisation.models import Function, Unit, User
from ledtrad.organisation.rules import Role
from tests.delegation.conftest import WHEN
from tests.delegation.files import COLUMNS, DECISION, REPORT, content, load, load_file, sound
from tests.factories import FunctionFactory, HoldingFactory

pytestmark = pytest.mark.django_db
NUMBER = "19121212-1212"


def decision(**more):
    return {**DECISION, **more}


def report(**more):
    return {**REPORT, **more}


def fault(result):
    """The one fault of the result, as row and field."""
    (only,) = result.errors
    return only.row, only.field


def nothing_in():
    return not DelegatedDecision.objects.exists() and not DecisionSource.objects.exists() and not Unit.objects.exists()


# ── A population from elsewhere ──────────────────────────────────────────────
def test_what_nobody_knew_is_made_plain_and_listed():
    result = sound("decisions", decision())
    assert result.as_json()["created"] == {
        "boards": ["SN"],
        "functions": [{"board": "SN", "function": "Socialsekreterare"}],
        "persons": ["p1"],
        "sources": ["Procapita"],
    }
    made = DelegatedDecision.objects.get()
    assert (made.unit.name, made.delegate.title, made.holder.username) == ("SN", "Socialsekreterare", "p1")
    assert (made.series, made.serial, made.system.board.name) == ("EB 2021-", 612, "SN")
    assert not User.objects.get(username="p1").has_usable_password()
    assert not Function.objects.get().single_holder


def test_the_same_file_again_changes_nothing():
    rows = (decision(), decision(source_id="EB 2021-00613", amount="1 284,50", period_from="2021-02-01"))
    assert sound("decisions", *rows).new == 2
    before = list(DelegatedDecision.objects.values())
    again = sound("decisions", *rows)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)
    assert not any(again.created.values())
    assert list(DelegatedDecision.objects.values()) == before


def test_a_rehearsal_writes_nothing():
    result = sound("decisions", decision(), dry_run=True)
    assert (result.new, result.batch, result.created["persons"]) == (1, None, ["p1"])
    assert nothing_in()
    assert not ImportBatch.objects.exists()


def test_a_known_decision_told_otherwise_is_told_and_nothing_gets_in():
    sound("decisions", decision())
    result = load("decisions", decision(item="2.4", decision="Bifall"), decision(source_id="EB 2021-00613"))
    assert (result.new, result.changed) == (1, 1)
    assert [(e.row, e.field) for e in result.errors] == [(2, "item"), (2, "decision")]
    assert result.errors[0].message == "Beslutet finns redan med annat innehåll: 2.1 → 2.4."
    assert DelegatedDecision.objects.get().item == "2.1"


def test_what_was_corrected_since_is_still_the_same_decision():
    sound("decisions", decision())
    old = DelegatedDecision.objects.get()
    DelegatedDecision.objects.update(is_current=False)
    DelegatedDecision.objects.create(
        replaces=old, system=old.system, source_id=old.source_id, board=old.board, unit=old.unit, item="2.2",
        decided_on=old.decided_on, recorded_at=old.recorded_at,
    )  # fmt: skip
    assert sound("decisions", decision()).unchanged == 1


def test_blank_words_are_for_the_control_to_find():
    sound("decisions", decision(item="", function="", person="", matter="", decision=""))
    made = DelegatedDecision.objects.get()
    assert (made.item, made.delegate, made.holder, made.amount, made.confidentiality) == (
        "",
        None,
        None,
        None,
        "internal",
    )


def test_words_in_swedish_and_numbers_as_people_write_them():
    sound("decisions", decision(confidentiality="Sekretess", amount="48 200,50", period_to="2021-03-01"))
    made = DelegatedDecision.objects.get()
    assert (made.confidentiality, made.amount, made.period_to) == (
        "confidential",
        Decimal("48200.50"),
        date(2021, 3, 1),
    )


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"source": ""}, "source"),
        ({"source_id": ""}, "source_id"),
        ({"board": ""}, "board"),
        ({"decided_on": ""}, "decided_on"),
        ({"decided_on": "2021-02-30"}, "decided_on"),
        ({"decided_on": "3 februari"}, "decided_on"),
        ({"period_to": "2021-13-01"}, "period_to"),
        ({"amount": "12 000 kr"}, "amount"),
        ({"amount": "1.234.5"}, "amount"),
        ({"amount": "0,001"}, "amount"),
        ({"confidentiality": "kanske"}, "confidentiality"),
        ({"source_id": "x" * 101}, "source_id"),
        ({"item": "x" * 31}, "item"),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_gets_in(changed, field):
    result = load("decisions", decision(source_id="A1"), decision(**changed))
    assert fault(result) == (3, field)
    assert nothing_in()


def test_two_rows_that_tell_one_decision_differently():
    result = load("decisions", decision(), decision(item="2.9"))
    assert fault(result) == (3, "source_id")
    assert "rad 2" in result.errors[0].message


def test_two_rows_that_say_the_same_are_one_decision():
    result = sound("decisions", decision(), decision())
    assert (result.new, result.unchanged) == (1, 1)


def test_several_files_stand_and_fall_together():
    good, bad = content("decisions", decision()), content("decisions", decision(source_id="B1", decided_on="x"))
    result = run_import("decisions", {0: ("a.csv", good), 1: ("b.csv", bad)}, system_actor())
    (error,) = result.errors
    assert (error.file, error.row, error.field) == ("b.csv", 2, "decided_on")
    assert nothing_in()
    both = run_import(
        "decisions", {0: ("a.csv", good), 1: ("b.csv", content("decisions", decision(source_id="B1")))}, system_actor()
    )
    assert (both.new, both.errors) == (2, [])


def test_a_board_that_is_none_of_ours_is_refused_when_the_number_is_taken(world):
    assert fault(load("decisions", decision(board="AFE"))) == (2, "board")


def test_the_function_that_the_person_held_is_chosen_among_equals(world):
    sound("decisions", decision(function="Enhetschef", person="anna"))
    made = DelegatedDecision.objects.get()
    assert (made.delegate, made.unit, made.holder) == (
        world.functions["anna"], world.unit("AFE"), world.people["anna"],
    )  # fmt: skip


# ── People ───────────────────────────────────────────────────────────────────
def test_whom_it_is_about_is_kept_by_pseudonym_only():
    result = sound("decisions", decision(subject=NUMBER, decision=f"Bifall för {NUMBER}", person=NUMBER))
    made = DelegatedDecision.objects.get()
    assert made.subject.startswith("P1-")
    assert made.decision == f"Bifall för {made.subject}"
    assert made.person == made.holder.username == made.subject
    assert result.warnings == ["2 personnummer i filen ersätts av pseudonymer."]
    assert sound(
        "decisions", decision(subject="191212121212", decision=f"Bifall för {NUMBER}", person=made.person)
    ).unchanged


@pytest.mark.parametrize("column", ["source", "source_id", "item", "function"])
def test_a_number_where_a_name_should_stand_is_refused(column):
    assert fault(load("decisions", decision(**{column: NUMBER}))) == (2, column)
    assert not DelegatedDecision.objects.exists()
    assert fault(load("reported", report(**{column: NUMBER}))) == (2, column)
    assert not ReportedDecision.objects.exists()


@pytest.mark.parametrize("number", [NUMBER, "121212-1212", "1212121212", "121212+1212", f"EB {NUMBER} b"])
def test_a_source_id_that_is_somebodys_number_is_refused_with_what_to_do_and_kept_nowhere(number):
    result = load("decisions", decision(), decision(source_id=number))
    [error] = result.errors
    assert (error.row, error.field) == (3, "source_id")
    assert error.message == (
        "Källans beteckning innehåller ett personnummer och kan inte sparas. "
        "Låt filen ha ärendesystemets eget nummer på beslutet i stället."
    )
    kept = repr(list(ImportRow.objects.values())) + repr(list(ImportBatch.objects.values()))
    kept += repr(list(ledger.entries().values()))
    assert number not in kept
    assert nothing_in()


@pytest.mark.parametrize("name", ["EB 2021-00612", "SN 2021/12", "2021-0412-1", "AN-1212121213", "P1"])
def test_a_number_of_the_case_systems_own_is_none_of_anybody(name):
    assert sound("decisions", decision(source_id=name)).new == 1


def test_nothing_that_is_kept_holds_the_number(django_db_blocker):
    rows = [decision(subject=NUMBER, source_id=str(n)) for n in range(3)]
    load("decisions", *rows, decision(subject=NUMBER, decided_on="x", decision=f"Om {NUMBER}"))
    sound("decisions", *rows)
    kept = repr(list(ImportRow.objects.values())) + repr(list(ImportBatch.objects.values()))
    kept += repr(list(ledger.entries().values())) + repr(list(DelegatedDecision.objects.values()))
    assert "1212-1212" not in kept
    for batch in ImportBatch.objects.all():
        for file in batch.files:
            assert b"1212-1212" not in uploads.read(file["stored"])
            assert b"1212-1212" in actions.file_content(file)


# ── Files that are no such files ─────────────────────────────────────────────
HEADER = COLUMNS["decisions"].encode()


@pytest.mark.parametrize(
    ("data", "row"),
    [
        (HEADER + b"\nA;B\x00\n", 2),
        (
            HEADER
            + "\nProcapita,1,Nämnden,2021-01-01,,,,,,,,,,\n".encode()
            + "Proc,2,Nämnd,2021-01-01,".encode("latin-1"),
            3,
        ),
        (HEADER + b',"\nx', 1),
        (b"", 0),
        ((HEADER + b"," + b",".join(b"k%d" % n for n in range(200))) + b"\n", 1),
        (HEADER + b"\n" + b"x" * 26 * 1024 * 1024, 0),
    ],
    ids=["binary", "mixed encodings", "quotes", "empty", "200 columns", "too large"],
)
def test_what_cannot_be_read_is_refused_whole(data, row):
    result = load_file("decisions", data)
    assert result.errors[0].row == row
    assert result.errors[0].message
    assert nothing_in()


def test_columns_that_are_missing_are_named():
    result = load_file("decisions", b"board,held_on\nSN,2021-01-01\n")
    assert {error.field for error in result.errors} == {"source", "source_id", "decided_on"}


def test_too_many_rows():
    row = b"P,%d,SN,2021-01-01,,,,,,,,,,\n"
    result = load_file("decisions", HEADER + b"\n" + b"".join(row % n for n in range(200_001)))
    assert "200000" in result.errors[0].message
    assert nothing_in()


# ── Many ─────────────────────────────────────────────────────────────────────
def test_of_many_rows_only_a_few_are_kept_with_the_batch_and_one_entry_tells_of_them():
    before = ledger.entries().count()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        sound("decisions", *(decision(source_id=f"EB-{n}") for n in range(500)))
    assert ImportRow.objects.count() == 20
    told = ledger.entries().filter(action="imported").get().change.details
    assert (told["new"], len(told["rows_sha256"]), told["sha256"]) == (500, 64, ImportBatch.objects.get().sha256)
    assert ledger.entries().count() - before < 10
    assert len(queries) < 75


def test_undo_takes_everything_back_until_something_rests_on_it():
    sound("decisions", decision())
    batch = ImportBatch.objects.get()
    actions.undo(batch, system_actor())
    assert nothing_in()
    assert not User.objects.exists()
    sound("decisions", decision())
    sound("reported", report())
    with pytest.raises(DecisionsUsed):
        actions.undo(ImportBatch.objects.filter(importer="decisions").first(), system_actor())


def test_a_job_that_is_killed_and_run_again_ends_the_same(monkeypatch):
    batch = actions.preview(
        actions.open_batch("decisions", {None: ("d.csv", content("decisions", decision()))}, system_actor()),
        system_actor(),
    )

    class Killed(BaseException):
        pass

    def die():
        raise Killed

    with pytest.raises(Killed):
        actions.apply(batch, system_actor(), complete=die)
    assert nothing_in()
    batch.refresh_from_db()
    actions.apply(batch, system_actor())
    actions.apply(batch, system_actor())
    assert DelegatedDecision.objects.count() == 1


# ── Reports ──────────────────────────────────────────────────────────────────
def test_a_list_from_before_is_kept_word_for_word():
    sound("decisions", decision())
    result = sound("reported", report())
    assert result.created["meetings"] == [{"board": "SN", "held_on": "2021-02-17"}]
    row = ReportedDecision.objects.get()
    assert (row.report.imported, row.report.state, row.told) == (True, "laid", DelegatedDecision.objects.get())
    assert row.report.meeting == Meeting.objects.get()


def test_a_decision_that_was_reported_twice_is_twice_there_and_the_file_again_changes_nothing():
    rows = (report(), report(), report(meeting_on="2021-03-17"))
    assert sound("reported", *rows).new == 3
    again = sound("reported", *rows)
    assert (again.new, again.unchanged) == (0, 3)
    third = sound("reported", report(), report(), report())
    assert (third.new, third.unchanged) == (1, 2)
    assert DecisionReport.objects.count() == 2


def test_a_report_told_otherwise_is_a_conflict():
    sound("reported", report())
    result = load("reported", report(matter="SN 2021/99"))
    assert (result.changed, fault(result)) == (1, (2, "matter"))
    assert ReportedDecision.objects.count() == 1


def test_undo_of_reports_takes_lists_and_meetings_back():
    sound("reported", report())
    actions.undo(ImportBatch.objects.get(), system_actor())
    assert not DecisionReport.objects.exists()
    assert not Meeting.objects.exists()
    assert nothing_in()


def test_whoever_only_follows_a_board_writes_nothing_there(world):
    """Disa plans for one board, and audits all: that gives her no right to write in the others' names."""
    DecisionSource.objects.create(name="Procapita", made_by_label="Prov", made_at=WHEN)
    post = FunctionFactory(number="f-disa-bsn", role=Role.BOARD_SECRETARY, unit=world.unit("BSN"))
    HoldingFactory(function=post, person=world.people["disa"])
    disa = world.actor("disa")
    for kind, row in (("decisions", decision()), ("reported", report())):
        assert fault(load(kind, row, actor=disa)) == (2, "board")
        sound(kind, {**row, "board": "BSN"}, actor=disa)
