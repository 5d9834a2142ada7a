"""The assignments of the demonstration: given, reported and answered through the actions, each on its own day."""

import json
from collections.abc import Callable
from datetime import date
from importlib.resources import files
from typing import Any

from ledtrad.activities.actions import assignments as actions
from ledtrad.activities.actions import report_backs as reports
from ledtrad.activities.models import Assignment, ReportBack
from ledtrad.activities.rules.assignments import Answer
from ledtrad.core import clock
from ledtrad.core.actors import Actor
from ledtrad.organisation.actors import system_actor
from ledtrad.organisation.models import Function, Unit
from ledtrad.thread import actions as thread
from ledtrad.thread.models import Node
from ledtrad.thread.rules import LinkKind

Holder = Callable[[str, date], Actor]


def build(holder: Holder) -> None:
    """Everything that `assignments.json` tells. `holder` is who had a function on a day."""
    told = json.loads(files("ledtrad.demo").joinpath("data", "assignments.json").read_text(encoding="utf-8"))
    for row in told:
        _one(row, holder)


def _one(row: dict[str, Any], holder: Holder) -> None:
    decided_on = date.fromisoformat(row["decided_on"])
    given = ("number", "title", "wording", "mandate", "decided_as", "registration_number")
    first = [date.fromisoformat(back["due_on"]) for back in row["report_backs"][:1]]
    with clock.at(decided_on):
        made = actions.give(
            {name: row[name] for name in given}
            | {"unit": Unit.objects.get(number=row["board"]), "decided_on": decided_on}
            | {"responsible": Function.objects.get(number=row["function"])},
            report_on=first, actor=system_actor("Demonstrationen"),
        )  # fmt: skip
    for back in row["report_backs"]:
        _report(made, back, row, holder)
    for number in row.get("answered_by", ()):
        thread.link(
            source=Node.objects.get(number=number), target=Node.objects.get(pk=made.pk), kind=LinkKind.ANSWERS,
            actor=system_actor("Demonstrationen"),
        )  # fmt: skip


def _report(given: Assignment, back: dict[str, Any], row: dict[str, Any], holder: Holder) -> None:
    if "reported_on" not in back:
        return
    reported_on = date.fromisoformat(back["reported_on"])
    waiting = ReportBack.objects.select_related("assignment__responsible").get(assignment=given, reported_at=None)
    with clock.at(reported_on):
        texts = {name: back.get(name, "") for name in reports.TEXTS}
        reports.hand_in(report_back=waiting, texts=texts, actor=holder(back["function"], reported_on), seen=None)
    if "answered_on" in back:
        _answer(waiting, back, row)


def _answer(report_back: ReportBack, back: dict[str, Any], row: dict[str, Any]) -> None:
    on = date.fromisoformat(back["answered_on"])
    closes = row.get("closed_on") == back["answered_on"]
    answer = {"more": Answer.MORE, "effect": Answer.EFFECT, "accepted": Answer.ACCEPT}[back["answer"]]
    with clock.at(on):
        reports.answer(
            report_back=report_back, answer=Answer.CLOSE if closes else answer, on=on,
            paragraph=back["answered_as"], words=back["answer_text"], actor=system_actor("Demonstrationen"), seen=None,
            again_on=date.fromisoformat(back["next"]) if "next" in back else None,
        )  # fmt: skip
