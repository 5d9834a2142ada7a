"""The boards' statements: stands, measures, the paper, those who sign it, the meeting that adopts it."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from ledtrad.activities.actions import save_activity
from ledtrad.activities.models import Activity
from ledtrad.audits.actions import statement_papers, statements
from ledtrad.audits.models import StandMeasure, Statement
from ledtrad.core.actors import Actor
from ledtrad.demo.boards_work import papers
from ledtrad.demo.boards_work.audits import addressed
from ledtrad.demo.boards_work.steps import DoesNotFit, Step, Told, day, function, unit
from ledtrad.meetings.actions.matters import open_matter
from ledtrad.meetings.models import Matter, Paper

#: Who writes a board's statements.
WRITERS = {"SN": "SN-SEK", "KS": "KS-SEK", "BSN": "BSN-SEK", "KFN": "KFN-DIR"}


def steps(told: list[Told]) -> Iterator[Step]:
    """Every statement that was begun."""
    for audit in told:
        for row in audit.get("statements", ()):
            yield from _one(audit["number"], row)


def _one(audit: str, row: Told) -> Iterator[Step]:
    """Written three weeks before the notice, signed in turn, adopted at the meeting; or written and left a draft."""
    writer, adopted = WRITERS[row["board"]], "meeting" in row
    written = day(row["meeting"]) - timedelta(days=35) if adopted else day(row["written_on"])
    yield Step(day(row["opened_on"]), writer, partial(_open, audit, row))
    yield Step(written, writer, partial(_stands, audit, row))
    yield Step(written + timedelta(days=2), writer, partial(_begin, audit, row))
    if adopted:
        yield from papers.to_the_board(
            partial(_paper, audit, row["board"]), row, writer=writer, board=row["board"],
            submitted=written + timedelta(days=7), held_on=day(row["meeting"]),
        )  # fmt: skip
        yield from _measures(audit, row)


def _statement(audit: str, board: str) -> Statement:
    rows = Statement.objects.select_related("audit", "board", "matter", "paper", "responsible")
    return rows.get(audit__number=audit, board__number=board)


def _paper(audit: str, board: str) -> Paper:
    found = _statement(audit, board).paper
    if found is None:
        raise DoesNotFit(f"{audit} {board} saknar handling")
    return found


def _open(audit: str, row: Told, actor: Actor) -> None:
    found = _statement(audit, row["board"])
    open_matter(
        board=unit(row["board"]), title=f"Yttrande: {found.audit.title}"[:300], actor=actor,
        responsible=found.responsible, registration_number=row["registration_number"],
    )  # fmt: skip


def _stands(audit: str, row: Told, actor: Actor) -> None:
    found = _statement(audit, row["board"])
    for number, told in row["stands"].items():
        part = addressed(number, row["board"])
        values = {name: told.get(name, "") for name in statements.FIELDS}
        statements.write_stand(statement=found, addressed=part, values=values, actor=actor, seen=None)
        for measure in told.get("measures", ()):
            statements.promise(
                statement=found, addressed=part, title=measure["title"], responsible=function(measure["function"]),
                due_on=day(measure["due_on"]), actor=actor,
            )  # fmt: skip


def _begin(audit: str, row: Told, actor: Actor) -> None:
    matter = Matter.objects.get(registration_number=row["registration_number"])
    statement_papers.begin(statement=_statement(audit, row["board"]), actor=actor, matter=matter)


def _measures(audit: str, row: Told) -> Iterator[Step]:
    """What was promised is begun, and some of it done."""
    for told in row["stands"].values():
        for measure in told.get("measures", ()):
            starts_on = day(measure["starts_on"])
            carry_out = partial(_carry_out, audit, measure["title"])
            yield Step(starts_on, measure["function"], partial(carry_out, "ongoing", starts_on))
            if measure["state"] == "done":
                yield Step(day(measure["due_on"]), measure["function"], partial(carry_out, "done", starts_on))


def _carry_out(audit: str, title: str, state: str, starts_on: date, actor: Actor) -> None:
    promised = StandMeasure.objects.get(statement__audit__number=audit, activity__title=title)
    activity = Activity.objects.get(pk=promised.activity_id)
    save_activity(activity, {"state": state, "starts_on": starts_on}, actor=actor, seen=None, areas=[])
