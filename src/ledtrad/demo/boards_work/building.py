"""Plays the story through the actions, in the order it happened, with the clock set to each day."""

from collections.abc import Callable, Iterator
from datetime import date

from django.db import transaction

from ledtrad.core import clock, jobs
from ledtrad.core.actors import Actor
from ledtrad.demo.boards_work import agendas, audits, matters, plans, statements
from ledtrad.demo.boards_work.steps import Step, read
from ledtrad.organisation.actors import system_actor

Holder = Callable[[str, date], Actor]
Rows = Callable[[str], list[dict[str, str]]]


def build(rows: Rows, holder: Holder) -> None:
    """Fill the database. `rows` reads a table of the demonstration, `holder` is who had a function on a day.

    Raises Refused where a file does not fit.
    """
    with transaction.atomic(), jobs.run_inline():
        for step in sorted(_steps(rows), key=lambda step: step.on):
            with clock.at(step.on):
                step.do(holder(step.who, step.on) if step.who else system_actor("Demonstrationen"))


def _steps(rows: Rows) -> Iterator[Step]:
    """What happens on the same day happens in this order."""
    told = read("audits")
    yield from matters.series(read("matters"))
    yield from audits.steps(told)
    yield from matters.steps(read("matters"))
    yield from statements.steps(told)
    yield from agendas.announcements(rows("meetings"))
    yield from agendas.steps(read("agendas"))
    yield from plans.steps(read("action_plans"))
