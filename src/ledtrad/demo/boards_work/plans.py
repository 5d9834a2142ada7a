"""Action plans: their activities from the first day to where they stand, groups, effects, and a round of follow-up."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from ledtrad.activities.actions import measures, plans, rounds, save_activity
from ledtrad.activities.models import ActionPlan, Activity, ActivityState, Measure, Round, RoundAnswer, WorkingGroup
from ledtrad.core.actors import Actor
from ledtrad.demo.boards_work.steps import Step, Told, day, expect, function, node, unit
from ledtrad.thread import actions as thread
from ledtrad.thread.rules import LinkKind

LEADS = "SN-DIR"
SOON = timedelta(days=180)
NUMBERS = ("expected", "cost", "posts", "amount")


def steps(told: list[Told]) -> Iterator[Step]:
    """Plan by plan; in time they lie between each other."""
    for row in told:
        begins = day(row["valid_from"])
        yield Step(begins, LEADS, partial(_plan, row))
        for group in row.get("groups", ()):
            yield Step(begins, row["responsible"], partial(_group, row["number"], group))
        for number, group in row.get("existing", {}).items():
            starts_on = Activity.objects.get(number=number).starts_on or begins
            yield Step(max(begins, starts_on), row["responsible"], partial(_place, number, row["number"], group))
        for one in row["activities"]:
            yield from _activity(row, one)
        for asked in row.get("rounds", ()):
            yield from _round(row["number"], asked)


def _plan(row: Told, actor: Actor) -> None:
    values = {name: row[name] for name in ("number", "title", "purpose", "description")}
    values |= {"unit": unit(row["unit"]), "responsible": function(row["responsible"])}
    values |= {"valid_from": day(row["valid_from"])}
    values |= {"deficit": Decimal(row["deficit"])} if "deficit" in row else {}
    made = plans.save_plan(None, values, actor=actor, seen=None, areas=[])
    expect(made.number, row["number"])
    for number in row.get("answers", ()):
        thread.link(source=made.node_ptr, target=node(number), kind=LinkKind.ANSWERS, actor=actor)


def _group(plan: str, row: Told, actor: Actor) -> None:
    values = {name: row[name] for name in ("name", "observation", "task")} | {"leader": function(row["leader"])}
    members = [function(number) for number in row["members"]]
    plans.save_group(plan=_found(plan), group=None, values=values, members=members, actor=actor, seen=None)


def _found(plan: str) -> ActionPlan:
    return ActionPlan.objects.get(number=plan)


def _place(number: str, plan: str, group: str, actor: Actor) -> None:
    chosen = WorkingGroup.objects.get(plan__number=plan, name=group) if group else None
    plans.place(activity=_act(number), plan=_found(plan), group=chosen, actor=actor, seen=None)


def _act(number: str) -> Activity:
    return Activity.objects.select_related("plan", "responsible", "unit").get(number=number)


# ── One activity ──────────────────────────────────────────────────────────────
def _activity(plan: Told, row: Told) -> Iterator[Step]:
    """Planned when the plan began, or shortly before its own first day; then as far as it has come."""
    begins, starts_on = day(plan["valid_from"]), day(row["starts_on"])
    planned = begins if starts_on - begins < SOON else starts_on - timedelta(days=14)
    owner = LEADS if row["unit"].startswith("SN") else row["function"]
    yield Step(planned, owner, partial(_create, row))
    yield Step(planned, LEADS, partial(_place, row["number"], plan["number"], row.get("group", "")))
    if "waits_for" in row:
        yield Step(planned, LEADS, partial(_wait, row))
    if "measure" in row:
        yield Step(planned, owner, partial(_measure, row))
    if row["state"] != ActivityState.PLANNED:
        yield Step(max(planned, starts_on), row["function"], partial(_move, row["number"], "ongoing", ""))
    if row["state"] not in (ActivityState.PLANNED, ActivityState.ONGOING):
        yield Step(_came_so_far(row), row["function"],
                   partial(_move, row["number"], row["state"], row.get("state_reason", "")))  # fmt: skip
    for report in row.get("measure", {}).get("reports", ()):
        yield Step(day(report["as_of"]) + timedelta(days=8), report["function"], partial(_effect, row, report))


def _came_so_far(row: Told) -> date:
    if "state_on" in row:
        return day(row["state_on"])
    return day(row["due_on"]) if row["state"] == ActivityState.DONE else day(row["starts_on"]) + timedelta(days=14)


def _create(row: Told, actor: Actor) -> None:
    values = {
        "number": row["number"], "title": row["title"], "unit": unit(row["unit"]),
        "responsible": function(row["function"]), "starts_on": day(row["starts_on"]), "due_on": day(row["due_on"]),
    }  # fmt: skip
    save_activity(None, values, actor=actor, seen=None, areas=[])


def _wait(row: Told, actor: Actor) -> None:
    on = Activity.objects.filter(number__in=row["waits_for"])
    plans.wait_for(activity=_act(row["number"]), on=on, actor=actor, seen=None)


def _measure(row: Told, actor: Actor) -> None:
    told = {name: value for name, value in row["measure"].items() if name != "reports"}
    values: dict[str, Any] = told | _decimals(told)
    if "expected_on" in told:
        values["expected_on"] = day(told["expected_on"])
    if "indicator" in told:
        values["indicator"] = node(told["indicator"])
    measures.save_measure(activity=_act(row["number"]), values=values, actor=actor, seen=None)


def _decimals(told: Told) -> dict[str, Decimal]:
    return {name: Decimal(told[name]) for name in NUMBERS if name in told}


def _move(number: str, state: str, reason: str, actor: Actor) -> None:
    plans.move(activity=_act(number), state=state, reason=reason, actor=actor, seen=None)


def _effect(row: Told, report: Told, actor: Actor) -> None:
    come = _decimals(report)
    measures.report_effect(
        measure=Measure.objects.select_related("activity").get(activity__number=row["number"]),
        as_of=day(report["as_of"]), amount=come.get("amount"), posts=come.get("posts"), comment=report["comment"],
        actor=actor,
    )  # fmt: skip


# ── Rounds of follow-up ───────────────────────────────────────────────────────
def _round(plan: str, row: Told) -> Iterator[Step]:
    made_on, due_on = day(row["made_on"]), day(row["due_on"])
    yield Step(made_on, row["function"], partial(_ask, plan, row))
    for number, (who, state, comment) in row["answers"].items():
        yield Step(made_on + timedelta(days=8), who, partial(_reply, plan, number, state, comment))
    yield Step(due_on + timedelta(days=1), row["function"], partial(_close, plan))


def _ask(plan: str, row: Told, actor: Actor) -> None:
    rounds.open_round(plan=_found(plan), due_on=day(row["due_on"]), message=row["message"], actor=actor)


def _reply(plan: str, number: str, state: str, comment: str, actor: Actor) -> None:
    rows = RoundAnswer.objects.select_related("round__plan", "activity", "asked")
    asked = rows.get(round__plan__number=plan, activity__number=number)
    rounds.answer_round(answer=asked, state=state, reason="", comment=comment, actor=actor, seen=None)


def _close(plan: str, actor: Actor) -> None:
    rounds.close_round(round=Round.objects.select_related("plan").get(plan__number=plan), actor=actor)
