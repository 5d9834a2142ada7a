"""A step of the story: something that somebody did on a day."""

import json
from collections.abc import Callable
from datetime import date
from importlib.resources import files
from typing import Any, NamedTuple

from ledtrad.core.actors import Actor
from ledtrad.core.refusals import Refused
from ledtrad.meetings.actions import meetings
from ledtrad.meetings.models import Meeting, Paper
from ledtrad.meetings.words import StepKind
from ledtrad.organisation.models import Function, Unit
from ledtrad.thread.models import Node

Told = dict[str, Any]
day = date.fromisoformat


class Step(NamedTuple):
    """What the holder of a function did on a day; "" is the builder of the demonstration itself."""

    on: date
    who: str
    do: Callable[[Actor], object]


class DoesNotFit(Refused):
    """A file of the demonstration does not fit the system."""

    code = "demonstration_does_not_fit"


def read(name: str) -> Any:
    """One of the demonstration's files."""
    return json.loads(files("ledtrad.demo").joinpath("data", f"{name}.json").read_text(encoding="utf-8"))


def unit(number: str) -> Unit:
    return Unit.objects.get(number=number)


def function(number: str) -> Function:
    return Function.objects.select_related("unit").get(number=number)


def node(number: str) -> Node:
    return Node.objects.get(number=number)


def meeting(board: str, held_on: date, actor: Actor) -> Meeting:
    """The board's meeting of that day, which is put in the calendar if it is not there."""
    found = Meeting.objects.filter(board__number=board, held_on=held_on).first()
    return found or meetings.add(board=unit(board), held_on=held_on, actor=actor)


def signers(row: Told) -> list[tuple[StepKind, Function]]:
    """Who signs a paper off, in turn."""
    return [(StepKind(kind), function(number)) for kind, number in row["steps"].items()]


def expect(what: str, number: str) -> None:
    """Raises DoesNotFit unless what was made got the number that the files tell of."""
    if what != number:
        raise DoesNotFit(f"{number} blev {what}")


def fresh(paper: Paper) -> Paper:
    """The paper as it is now."""
    return Paper.objects.select_related("matter__board").get(pk=paper.pk)
