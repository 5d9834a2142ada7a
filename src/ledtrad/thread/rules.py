"""When may someone assess a node, what does its thread suggest, which links make sense? No database, no request."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    DOCUMENT = "document", _("Styrdokument")
    GOAL = "goal", pgettext_lazy("node", "Mål")
    INDICATOR = "indicator", _("Indikator")
    ACTIVITY = "activity", _("Aktivitet")
    ASSIGNMENT = "assignment", pgettext_lazy("node", "Uppdrag")
    ACTION_PLAN = "action_plan", _("Handlingsplan")
    RECOMMENDATION = "recommendation", _("Rekommendation")


class Status(models.TextChoices):
    """How a node stands. The page shows shape + word + colour, never one of them alone."""

    MET = "met", _("Uppnått")
    PARTLY = "partly", _("Delvis")
    MISSED = "missed", _("Ej uppnått")
    NONE = "none", _("Ej bedömt")


#: In what order statuses are listed where what goes badly is to be read first.
WORST_FIRST = {Status.MISSED: 0, Status.PARTLY: 1, Status.NONE: 2, Status.MET: 3}


class LinkKind(models.TextChoices):
    """Every link goes from what serves to what is served: upwards, towards law and council."""

    BREAKS_DOWN = "breaks_down", _("bryter ned")
    MEASURES = "measures", _("mäter")
    CARRIES_OUT = "carries_out", _("genomför")
    ANCHORED_IN = "anchored_in", _("är förankrad i")
    ANSWERS = "answers", _("besvarar")
    SHARED_WITH = "shared_with", _("delas med")


class Extent(models.TextChoices):
    """How far the lower node meets the upper one."""

    WHOLE = "whole", _("helt")
    PART = "part", _("delvis")


#: Which kinds each link may join, as (from, to).
ALLOWED: Mapping[LinkKind, frozenset[tuple[Kind, Kind]]] = {
    LinkKind.BREAKS_DOWN: frozenset(
        {(Kind.GOAL, Kind.GOAL), (Kind.DOCUMENT, Kind.DOCUMENT), (Kind.GOAL, Kind.INDICATOR)}
    ),
    LinkKind.MEASURES: frozenset({(Kind.INDICATOR, Kind.GOAL), (Kind.INDICATOR, Kind.ACTIVITY)}),
    LinkKind.CARRIES_OUT: frozenset(
        {
            (Kind.GOAL, Kind.DOCUMENT),
            (Kind.ACTIVITY, Kind.DOCUMENT),
            (Kind.ACTIVITY, Kind.GOAL),
            (Kind.ACTIVITY, Kind.INDICATOR),
            (Kind.DOCUMENT, Kind.DOCUMENT),
            (Kind.ASSIGNMENT, Kind.DOCUMENT),
            (Kind.ASSIGNMENT, Kind.GOAL),
            (Kind.ACTION_PLAN, Kind.DOCUMENT),
            (Kind.ACTION_PLAN, Kind.GOAL),
        }
    ),
    LinkKind.ANCHORED_IN: frozenset(
        {(Kind.GOAL, Kind.DOCUMENT), (Kind.ACTIVITY, Kind.DOCUMENT), (Kind.DOCUMENT, Kind.DOCUMENT)}
    ),
    LinkKind.SHARED_WITH: frozenset({(Kind.GOAL, Kind.GOAL)}),
    LinkKind.ANSWERS: frozenset(
        (answer, asked)
        for answer in (Kind.ACTIVITY, Kind.ASSIGNMENT, Kind.ACTION_PLAN, Kind.GOAL, Kind.DOCUMENT)
        for asked in (Kind.RECOMMENDATION, Kind.ASSIGNMENT)
        if answer != asked
    ),
}


def may_link(kind: LinkKind, source: Kind, target: Kind) -> bool:
    """Whether a link of this kind may go from one kind of node to another."""
    return (source, target) in ALLOWED[kind]


def would_close_circle(source: int, target: int, above: Mapping[int, Collection[int]]) -> bool:
    """Whether `source` breaking down `target` would make something its own ancestor.

    `above` gives, for each node, the nodes it already breaks down.
    """
    waiting, seen = [target], set[int]()
    while waiting:
        current = waiting.pop()
        if current == source:
            return True
        if current not in seen:
            seen.add(current)
            waiting.extend(above.get(current, ()))
    return False


def may_assess(*, holds_responsible: bool, manages_unit: bool) -> bool:
    """The holder of the responsible function may, and whoever manages that unit."""
    return holds_responsible or manages_unit


def suggested_status(evidence: Iterable[Status]) -> Status:
    """What indicators, activities and sub-goals together suggest for their goal.

    All met → met; all missed → missed; otherwise partly. What cannot be assessed says nothing; if nothing
    else is there, the goal is not assessed.
    """
    telling = {s for s in evidence if s is not Status.NONE}
    if not telling:
        return Status.NONE
    if telling == {Status.MET}:
        return Status.MET
    return Status.MISSED if telling == {Status.MISSED} else Status.PARTLY


@dataclass(frozen=True)
class Evidence:
    """What one node can say: an indicator's or activity's result, or a goal's given assessment."""

    id: int
    is_goal: bool
    status: Status


def suggestions(nodes: Mapping[int, Evidence], below: Mapping[int, Collection[int]]) -> dict[int, Status]:
    """The suggested status of every goal in `nodes`.

    `below` gives, for each goal, the nodes linked to it from underneath: indicators that measure it,
    activities that carry it out, goals that break it down. A goal's evidence is every indicator and
    activity that can be reached downwards, each counted once however many ways lead to it. A sub-goal with
    nothing telling underneath speaks through its own assessment instead. Links may come in any order.
    Raises ValueError on a circle.
    """
    known: dict[int, frozenset[int]] = {}
    for start in nodes:
        if nodes[start].is_goal:
            _gather(start, nodes, below, known)
    return {goal: suggested_status(nodes[e].status for e in evidence if e != goal) for goal, evidence in known.items()}


def _gather(
    start: int,
    nodes: Mapping[int, Evidence],
    below: Mapping[int, Collection[int]],
    known: dict[int, frozenset[int]],
) -> None:
    """Fill `known` with the evidence under `start`. Depth first without recursion: a thread may be deep."""
    on_path: set[int] = set()
    waiting = [(start, False)]
    while waiting:
        goal, children_done = waiting.pop()
        if children_done:
            on_path.discard(goal)
            known[goal] = _evidence_of(goal, nodes, below, known)
        elif goal in on_path:
            raise ValueError(f"node {goal} is its own ancestor")
        elif goal not in known:
            on_path.add(goal)
            waiting.append((goal, True))
            waiting.extend((c, False) for c in below.get(goal, ()) if c in nodes and nodes[c].is_goal)


def _evidence_of(
    goal: int,
    nodes: Mapping[int, Evidence],
    below: Mapping[int, Collection[int]],
    known: Mapping[int, frozenset[int]],
) -> frozenset[int]:
    gathered: set[int] = set()
    for child in below.get(goal, ()):
        if child not in nodes:
            continue
        if not nodes[child].is_goal:
            gathered.add(child)
        elif any(nodes[e].status is not Status.NONE for e in known[child] if e != child):
            gathered |= known[child]
        else:
            gathered.add(child)
    return frozenset(gathered)


#: How good a status is, for telling how far apart two of them are.
RANK = {Status.MISSED: 0, Status.PARTLY: 1, Status.MET: 2}


def differs(given: Status, suggested: Status) -> bool:
    """Whether the given assessment and the suggestion say different things; silence differs from nothing."""
    return Status.NONE not in (given, suggested) and given is not suggested


def far_apart(given: Status, suggested: Status) -> bool:
    """Whether one says met and the other missed."""
    return differs(given, suggested) and abs(RANK[given] - RANK[suggested]) == 2
