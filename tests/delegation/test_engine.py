"""The same findings whatever holds the tables: SQLite, PostgreSQL, Parquet, and plain Python."""

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings

from ledtrad.delegation.engine import Question, control
from ledtrad.delegation.rules.words import FindingKind
from tests.delegation import reference
from ledtrad.delegation.engine.parquet import Folder
from tests.delegation.populations import organisation, populations, questions, store, write_parquet


class Undo(Exception):
    pass


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
    with pytest.raises(Undo), transaction.atomic():
        organisation()
        store(population)
        outcome = control(connection, asked(question))
        assert told(outcome) == expected
        assert {name: outcome.totals[name] for name in totals} == totals
        raise Undo


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(population=populations(), question=questions)
def test_parquet_says_what_the_reference_says(tmp_path_factory, population, question):
    population.subdelegations = population.substitutions = []
    expected, totals = reference.control(population, **question)
    folder = tmp_path_factory.mktemp("parquet")
    write_parquet(folder, population)
    outcome = control(Folder(folder), asked(question))
    assert told(outcome) == expected
    assert {name: outcome.totals[name] for name in totals} == totals
