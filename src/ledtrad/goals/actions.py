"""Every write to goals and planning rounds."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from ledtrad.core import clock, ledger
from ledtrad.core.actors import Actor
from ledtrad.core.refusals import Invalid, NotAllowed, Refused
from ledtrad.core.versions import claim
from ledtrad.goals import queries, rules
from ledtrad.goals.models import Edition, Goal, PlanningRound, RoundState
from ledtrad.organisation.actors import access
from ledtrad.organisation.models import Unit
from ledtrad.organisation.rules import Confidentiality
from ledtrad.thread import actions as thread
from ledtrad.thread import rollup
from ledtrad.thread.models import Link, Node, Share
from ledtrad.thread.rules import Kind, LinkKind


class MayNotPlan(NotAllowed):
    """Only those who plan for the board open, adopt and close its rounds."""

    message = _("Bara nämndens sekreterare, förvaltningschef och controller kan göra det här med planen.")
    code = "may_not_plan"


class WrongOrder(Refused):
    """A plan goes draft → adopted → in force → closed."""

    message = _("Planen kan inte gå till det läget från där den är nu.")
    code = "wrong_order"


class RoundExists(Invalid):
    """A board has one plan a year."""

    message = _("Nämnden har redan en plan för det året.")
    code = "round_exists"


class AdoptedPlan(NotAllowed):
    """What a board has adopted is changed by the board, in a new edition."""

    message = _("Målet är antaget av nämnden. Texten ändras genom ett nytt beslut; bedömning och figurer går bra.")
    code = "adopted_plan"


#: What the board adopted: changing it takes the right to plan.
ADOPTED_FIELDS = ("title", "level", "wanted_state", "round")


def require_plan(actor: Actor, unit_id: int) -> None:
    """Raises MayNotPlan unless the actor plans for that board."""
    if not access(actor).may_plan(unit_id):
        raise MayNotPlan()


@transaction.atomic
def save_goal(
    goal: Goal | None, values: Mapping[str, Any], *, actor: Actor, seen: int | None, areas: list[Any]
) -> Goal:
    """Create (None) or change a goal.

    Raises NotYours, Stale, or AdoptedPlan when what a board adopted is changed by somebody who does not plan.
    """
    if goal is None:
        return thread.create_node(Goal(kind=Kind.GOAL, **values), actor=actor, areas=areas)
    if touched_adopted(goal, values, actor):
        raise AdoptedPlan()
    return thread.change_node(goal, values, actor=actor, seen=seen, areas=areas)


def touched_adopted(goal: Goal, values: Mapping[str, Any], actor: Actor) -> str | None:
    """The first field of `values` that changes what a board has adopted, unless the actor plans for that board."""
    plan = goal.round
    if (
        plan is None
        or plan.state not in (RoundState.ADOPTED, RoundState.IN_FORCE)
        or access(actor).may_plan(plan.unit_id)
    ):
        return None
    changed = thread.changes_between(goal, {n: v for n, v in values.items() if n in ADOPTED_FIELDS})
    return next(iter(changed), None)


@transaction.atomic
def open_round(*, unit: Unit, year: int, actor: Actor, copied_from: PlanningRound | None = None) -> PlanningRound:
    """Open a draft for a board and year, empty or copied forward from another round. Raises MayNotPlan, RoundExists."""
    require_plan(actor, unit.pk)
    if PlanningRound.objects.filter(unit=unit, year=year).exists():
        raise RoundExists(field="year")
    made = PlanningRound.objects.create(unit=unit, year=year, copied_from=copied_from)
    if copied_from is not None:
        copy_forward(copied_from, made, actor)
    _record(actor, "round_opened", made, copied_from=str(copied_from) if copied_from else None)
    return made


def copy_forward(old: PlanningRound, new: PlanningRound, actor: Actor) -> list[Goal]:
    """Copy every goal of a round that has not ended into the next, with its links.

    Links between goals of the round lead between their copies; links to anything else lead to the same
    thing. Indicators measure the copy too; activities that still run carry it out. The copies begin on the
    first day of the new year, so they do not stand in the thread before then.
    """
    first_day = date(new.year, 1, 1)
    originals = [g for g in queries.goals_of_round(old, None) if g.valid_to is None or g.valid_to > first_day]
    copies: dict[int, Goal] = {}
    for goal in originals:
        areas = list(goal.areas.all())
        copy = Goal(
            kind=Kind.GOAL,
            number=thread.next_number(Kind.GOAL),
            level=goal.level,
            title=goal.title,
            short_title=goal.short_title,
            description=goal.description,
            unit=goal.unit,
            responsible=goal.responsible,
            confidentiality=goal.confidentiality,
            valid_from=first_day,
            round=new,
            copied_from=goal,
            present_state=goal.present_state,
            wanted_state=goal.wanted_state,
        )
        copy.save()
        copy.areas.set(areas)
        copies[goal.pk] = copy
    Share.objects.bulk_create(
        Share(node=copies[s.node_id], unit_id=s.unit_id) for s in Share.objects.filter(node__in=copies)
    )
    _copy_links(copies, first_day)
    ledger.record_many(actor, "copied_forward", [(copy, {"from": str(copy.copied_from)}) for copy in copies.values()])
    return list(copies.values())


def _copy_links(copies: Mapping[int, Goal], first_day: date) -> None:
    up = Link.objects.filter(source__in=copies)
    down = Link.objects.filter(target__in=copies).exclude(source__in=copies).select_related("source")
    made = [
        Link(
            source_id=copies[t.source_id].pk,
            target_id=copies[t.target_id].pk if t.target_id in copies else t.target_id,
            kind=t.kind,
            extent=t.extent,
            note=t.note,
        )
        for t in up
    ]
    made += [
        Link(source_id=t.source_id, target_id=copies[t.target_id].pk, kind=t.kind, extent=t.extent, note=t.note)
        for t in down
        if t.kind != LinkKind.BREAKS_DOWN and (t.source.valid_to is None or t.source.valid_to > first_day)
    ]
    Link.objects.bulk_create(made)


@transaction.atomic
def adopt(*, round: PlanningRound, adopted_on: date, reference: str, actor: Actor, seen: int | None = None) -> Edition:
    """Freeze the plan as the board adopted it. Raises MayNotPlan, WrongOrder or Stale.

    A plan in force can be adopted anew after a change by the board: that gives the next edition.
    """
    require_plan(actor, round.unit_id)
    again = round.state in (RoundState.ADOPTED, RoundState.IN_FORCE)
    if not again and not rules.may_become(round.state, RoundState.ADOPTED):
        raise WrongOrder()
    claim(round, seen)
    round.adopted_on, round.adopted_reference = adopted_on, reference
    round.state = round.state if again else RoundState.ADOPTED
    round.save(update_fields=["adopted_on", "adopted_reference", "state"])
    content = edition_content(round)
    edition = Edition.objects.create(
        round=round,
        number=round.editions.count() + 1,
        content=content,
        sha256=hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest(),
        made_by_id=actor.user_id,
        made_by_label=actor.label,
        made_at=clock.now(),
    )
    _record(actor, "adopted", round, edition=edition.number, sha256=edition.sha256, reference=reference)
    return edition


@transaction.atomic
def move_round(*, round: PlanningRound, state: RoundState, actor: Actor, seen: int | None = None) -> PlanningRound:
    """Put an adopted plan in force, or close one. Closing ends its goals with the year. Raises WrongOrder, Stale."""
    require_plan(actor, round.unit_id)
    if state == RoundState.ADOPTED or not rules.may_become(round.state, state):
        raise WrongOrder()
    claim(round, seen)
    before, round.state = round.state, state
    round.save(update_fields=["state"])
    if state == RoundState.CLOSED:
        ended = Goal.objects.filter(round=round, valid_to__isnull=True)
        Node.objects.filter(pk__in=ended.values("pk")).update(
            valid_to=date(round.year + 1, 1, 1), version=F("version") + 1
        )
        rollup.refresh()
    _record(actor, "round_moved", round, changes={"state": [str(before), str(state)]})
    return round


def _record(actor: Actor, action: str, round: PlanningRound, **details: Any) -> None:
    mark = Confidentiality.INTERNAL if round.state == RoundState.DRAFT else Confidentiality.OPEN
    ledger.record(actor, action, round, unit_id=round.unit_id, confidentiality=mark, **details)


def edition_content(round: PlanningRound) -> dict[str, Any]:
    """The plan in words and figures, as plain data: what an edition keeps and the printed plan shows.

    Confidential goals are counted but their words are left out, and of what hangs on its goals only what is
    open, or adopted with it, is told. Every row keeps its mark of that day: what is internal is shown to those
    who may see it, then and now (`queries.as_seen`), so nobody is to be handed this content as it is.
    """
    goals = queries.goals_of_round(round, None)
    open_goals = [g for g in goals if g.confidentiality != Confidentiality.CONFIDENTIAL]
    found = queries.below((g.pk for g in open_goals), None, queries.day_of(round))
    return {
        "board": str(round.unit),
        "year": round.year,
        "adopted_on": round.adopted_on.isoformat() if round.adopted_on else None,
        "reference": round.adopted_reference,
        "withheld": len(goals) - len(open_goals),
        "goals": [_goal_content(g, _tellable(found[g.pk], {o.pk for o in open_goals})) for g in open_goals],
    }


def _tellable(found: queries.Below, adopted: set[int]) -> queries.Below:
    def told(node: queries.Hanging) -> bool:
        return node.confidentiality == Confidentiality.OPEN or node.pk in adopted

    return queries.Below(
        indicators=[(node, reading) for node, reading in found.indicators if told(node)],
        activities=[node for node in found.activities if told(node)],
        goals=[node for node in found.goals if told(node)],
        above=[node for node in found.above if told(node)],
        anchors=[node for node in found.anchors if told(node)],
    )


def _goal_content(goal: Goal, found: queries.Below) -> dict[str, Any]:
    return {
        "number": goal.number,
        "title": goal.title,
        "level": goal.kind_label,
        "description": goal.description,
        "unit": goal.unit.name,
        "responsible": str(goal.responsible) if goal.responsible else "",
        "present_state": goal.present_state,
        "wanted_state": goal.wanted_state,
        "copied_from": goal.copied_from.number if goal.copied_from else None,
        **_mark(goal),
        "above": [{"number": g.number, "title": g.title, **_mark(g)} for g in found.above],
        "anchored_in": [{"number": a.number, "title": a.title, **_mark(a)} for a in found.anchors],
        "indicators": [
            {
                **_mark(node),
                "number": node.number,
                "title": node.title,
                "value": reading.value if reading else "–",
                "period": str(reading.period) if reading and reading.period else "",
                "target": reading.target if reading else "",
            }
            for node, reading in found.indicators
        ],
        "activities": [
            {**_mark(a), "number": a.number, "title": a.title, "responsible": a.responsible} for a in found.activities
        ],
    }


def _mark(node: Node | queries.Hanging) -> dict[str, Any]:
    """Who might see the node on the day it was frozen."""
    return {"mark": node.confidentiality, "unit_id": node.unit_id, "responsible_id": node.responsible_id}
