"""The way of a paper to the board: sent out, signed in turn in each one's own name, adopted at the meeting."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial

from ledtrad.core.actors import Actor
from ledtrad.demo.boards_work.steps import DoesNotFit, Step, Told, fresh, meeting, signers
from ledtrad.meetings.actions import papers
from ledtrad.meetings.models import Paper
from ledtrad.meetings.words import PaperState

Find = Callable[[], Paper]


def to_the_board(
    find: Find, row: Told, *, writer: str, board: str, submitted: date, held_on: date
) -> Iterator[Step]:  # fmt: skip
    """Signed on the days that follow, one a day, and adopted by the board as `row` says."""
    yield Step(submitted, writer, partial(submit, find, row, board, held_on))
    for after, function in enumerate(row["steps"].values()):
        yield Step(submitted + timedelta(days=after), function, partial(sign, find))
    yield Step(held_on, writer, partial(_adopt, find, row, held_on))


def submit(find: Find, row: Told, board: str, held_on: date, actor: Actor) -> None:
    """Dated, meant for the meeting, and sent to those who sign."""
    values = {"meeting": meeting(board, held_on, actor), "dated_on": actor.today}
    changed = papers.change(paper=find(), values=values, actor=actor, seen=None)
    papers.submit(paper=changed, steps=signers(row), actor=actor, seen=None)


def sign(find: Find, actor: Actor) -> None:
    """The next one in turn signs."""
    papers.sign(step=find().steps.filter(signed_at=None).order_by("order")[0], actor=actor)


def _adopt(find: Find, row: Told, held_on: date, actor: Actor) -> None:
    found = fresh(find())
    if found.agenda_items.exists():  # adopted with its point: agendas.py
        return
    if found.state != PaperState.READY or found.files.count() != 2:
        raise DoesNotFit(f"{found}: {found.state}")
    papers.adopt(paper=found, on=held_on, paragraph=row["paragraph"], actor=actor)
