"""Audits as they were registered, what follows them up, and what shows that something was done."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

from ledtrad.activities.models import Activity
from ledtrad.audits.actions import criteria, followup, judging, recommendations, registering
from ledtrad.audits.models import Addressed, Audit, Recommendation
from ledtrad.audits.rules.told import LISTS, Question, Said
from ledtrad.audits.rules.told import Told as Telling
from ledtrad.core.actors import Actor
from ledtrad.core.periods import Period
from ledtrad.demo.boards_work.steps import Step, Told, day, expect, node, unit
from ledtrad.thread import actions as thread
from ledtrad.thread.rules import Kind, LinkKind

SECRETARY = "SN-SEK"
PLAIN = ("title", "kind", "firm", "ordered_by", "purpose", "method", "conclusions")
DAYS = ("issued_on", "period_from", "period_to", "answer_due")


def steps(told: list[Told]) -> Iterator[Step]:
    """Each audit is registered the second day after its own; one of several boards by nobody in particular."""
    for row in told:
        registered, who = registered_on(row), SECRETARY if row["unit"] == "SN" else ""
        yield Step(registered, who, partial(_register, row))
        if "ties" in row:
            yield Step(registered, who, partial(_tie, row))
        if "judgements" in row:
            yield Step(registered, who, partial(_judge, row))
        for said in row.get("recommendations", ()):
            yield from _afterwards(said, registered)


def registered_on(row: Told) -> date:
    return day(row["issued_on"]) + timedelta(days=2)


def addressed(recommendation: str, board: str) -> Addressed:
    """One board's part in a recommendation."""
    rows = Addressed.objects.select_related("recommendation", "board")
    return rows.get(recommendation__number=recommendation, board__number=board)


def _register(row: Told, actor: Actor) -> None:
    said = row.get("recommendations", [])
    fields: dict[str, Any] = {name: row.get(name, "") for name in PLAIN} | {"unit": unit(row["unit"])}
    fields |= {name: day(row[name]) if name in row else None for name in DAYS}
    fields["follows"] = Audit.objects.get(number=row["follows"]) if "follows" in row else None
    boards = row.get("boards") or [board for one in said for board in one["boards"]] or [row["unit"]]
    made = registering.register(
        values=Telling(
            fields=fields,
            boards=_ids(boards),
            questions=tuple(Question(one["text"], one["answer"]) for one in row.get("questions", ())),
            recommendations=tuple(Said(one["text"], _ids(one["boards"])) for one in said),
            lines={name: tuple(row.get(name, ())) for name in LISTS},
        ),
        actor=actor,
    )
    expect(made.number, row["number"])
    for one, stored in zip(said, made.recommendations.order_by("order"), strict=True):
        expect(stored.number, one["number"])
        _name(stored, one, actor)


def _tie(row: Told, actor: Actor) -> None:
    """Each criterion to the text in the thread that it is."""
    audit = Audit.objects.get(number=row["number"])
    ties = {audit.criteria.get(text=text).pk: node(number) for text, number in row["ties"].items()}
    criteria.tie(audit=audit, ties=ties, actor=actor, seen=None)


def _ids(boards: list[str]) -> frozenset[int]:
    return frozenset(unit(number).pk for number in boards)


def _name(stored: Recommendation, said: Told, actor: Actor) -> None:
    """What it is called in narrow places, and which earlier one it says again."""
    values: dict[str, Any] = {"wording": stored.wording, "short_title": said["short"]}
    if "repeats" in said:
        values["repeats"] = Recommendation.objects.get(number=said["repeats"])
    boards = [unit(number) for number in said["boards"]]
    recommendations.save(stored, values, boards=boards, areas=[], actor=actor, seen=None)


def _judge(row: Told, actor: Actor) -> None:
    said = [
        judging.Judged(
            addressed(one["recommendation"], one["board"]), one["judgement"], one["done"], one.get("closes", False)
        )
        for one in row["judgements"]
    ]
    audit = Audit.objects.get(number=row["number"])
    judging.judge_all(audit=audit, said=said, judged_on=day(row["issued_on"]), actor=actor, seen=None)


def _afterwards(said: Told, registered: date) -> Iterator[Step]:
    """Activities that answer it, what shows that something was done, and how the board judged itself."""
    for number in said.get("answers", ()):
        starts_on = Activity.objects.get(number=number).starts_on or registered
        yield Step(max(registered, starts_on), SECRETARY, partial(_answer, number, said["number"]))
    for shown in said.get("evidence", ()):
        yield Step(day(shown["dated_on"]), SECRETARY, partial(_show, said["number"], shown))
    if "follow_up" in said:
        judged = said["follow_up"]
        yield Step(day(judged["judged_on"]), judged["function"], partial(_judge_self, said["number"], judged))


def _answer(activity: str, recommendation: str, actor: Actor) -> None:
    thread.link(source=node(activity), target=node(recommendation), kind=LinkKind.ANSWERS, actor=actor)


def _show(recommendation: str, shown: Told, actor: Actor) -> None:
    found = node(shown["node"])
    dated_on = day(shown["dated_on"])
    values = {name: shown[name] for name in ("kind", "title", "note")} | {"dated_on": dated_on, "node": found}
    if found.kind == Kind.INDICATOR:
        values["period"] = Period.parse(str(dated_on.year - 1))
    followup.show(addressed=addressed(recommendation, "SN"), values=values, actor=actor)


def _judge_self(recommendation: str, judged: Told, actor: Actor) -> None:
    followup.judge(
        addressed=addressed(recommendation, "SN"), judgement=judged["judgement"], done=judged["done"],
        judged_on=day(judged["judged_on"]), closes=False, actor=actor,
    )  # fmt: skip
