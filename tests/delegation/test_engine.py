"""The same findings whatever holds the tables: SQLite, PostgreSQL, Parquet, and plain Python."""

from datetime import date

from benchmarks import population
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings

from ledtrad.delegation.engine import Question, control, parquet_match
from ledtrad.delegation.engine.parquet import Folder
from ledtrad.delegation.rules.words import FindingKind
from tests.delegation import reference
from tests.delegation.populations import organisation, populations, questions, store, write_parquet


def told(outcome):
    """Findings as the reference tells them."""
    rows = []
    for found in outcome.findings:
        facts, extra = found.facts, ""
        if found.kind == FindingKind.GAP:
            extra = f"{facts['series']}:{facts['first']}-{facts['last']}"
        elif found.kind == FindingKind.ORPHAN:
            extra = facts["meeting_on"]
        elif found.kind in (FindingKind.MISSING, FindingKind.LATE):
            extra = facts["due_on"]
        elif found.kind == FindingKind.INCOMPLETE:
            extra = ",".join(facts["empty"])
        elif found.kind == FindingKind.DUPLICATE:
            extra = str(len(facts["meetings"]))
        rows.append((str(found.kind), found.board, found.source, found.source_id, extra))
    return sorted(rows)


def asked(question):
    return Question(**{**question, "broken": frozenset(question["broken"])})


def with_meetings_of_reports(population):
    """In our tables a list belongs to a meeting, so each day that a list was laid is a meeting day."""
    extra = {(row["board"], row["meeting_on"]) for row in population.reported}
    extra |= {(row["board"], row["held_on"]) for row in population.meetings}
    population.meetings = [{"board": board, "held_on": held_on} for board, held_on in sorted(extra)]
    return population


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(population=populations(), question=questions)
def test_our_tables_say_what_the_reference_says(db, population, question):
    population = with_meetings_of_reports(population)
    expected, totals = reference.control(population, **question)
    with transaction.atomic():
        organisation()
        store(population)
        outcome = control(connection, asked(question))
        transaction.set_rollback(True)
    assert told(outcome) == expected
    assert {name: outcome.totals[name] for name in totals} == totals


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(population=populations(), question=questions)
def test_parquet_says_what_our_tables_say_word_for_word(db, tmp_path_factory, population, question):
    population.subdelegations = population.substitutions = []
    population = with_meetings_of_reports(population)
    folder = tmp_path_factory.mktemp("parquet")
    write_parquet(folder, population)
    by_files = control(Folder(folder), asked(question))
    expected, totals = reference.control(population, **question)
    assert told(by_files) == expected
    assert {name: by_files.totals[name] for name in totals} == totals
    with transaction.atomic():
        organisation()
        store(population)
        by_tables = control(connection, asked(question))
        transaction.set_rollback(True)
    assert [found._replace(ref=None) for found in by_files.findings] == [
        found._replace(ref=None) for found in by_tables.findings
    ]
    assert by_files.totals == by_tables.totals


def test_more_decisions_than_a_share(tmp_path, monkeypatch):
    """Reports are matched in shares, and words of which there are many are compared as they are."""
    monkeypatch.setattr(parquet_match, "SHARE", 70)
    monkeypatch.setattr(parquet_match, "FEW", 3)
    monkeypatch.setattr(population, "CYCLE", 97)
    monkeypatch.setattr(population, "FAULTS", {kind: 3 + 7 * at for at, kind in enumerate(population.FAULTS)})
    population.write(tmp_path, 4000, boards=7)
    outcome = control(Folder(tmp_path), Question(None, date(2021, 1, 1), date(2021, 12, 31), date(2022, 3, 1)))
    assert outcome.counts == population.expected(4000, boards=7)
