"""Goals that pull apart: the same indicator measures both, and what their units want of it cannot both be."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from django.utils.translation import gettext as _

from ledtrad.core import clock
from ledtrad.core.periods import Period
from ledtrad.indicators.models import Indicator
from ledtrad.indicators.queries.material import Source, load
from ledtrad.indicators.queries.protection import hides_threshold
from ledtrad.indicators.rules import Threshold, goal_words
from ledtrad.indicators.rules.opposition import Opposition, opposition
from ledtrad.organisation.access import load_tree, nobody
from ledtrad.organisation.rules import Tree
from ledtrad.thread import overlaps
from ledtrad.thread.models import Link, Node
from ledtrad.thread.rules import LinkKind


def register() -> None:
    """Called when the app is ready."""
    overlaps.register(find)


def find(goals: dict[int, Node]) -> Iterator[tuple[int, int, str]]:
    """Pairs of these goals that pull apart, each with a sentence saying why. Seven queries at most."""
    measured: dict[int, list[int]] = defaultdict(list)
    ties = Link.objects.filter(kind=LinkKind.MEASURES, target__in=goals).order_by("id")
    for measure, goal in ties.values_list("source_id", "target_id"):
        measured[measure].append(goal)
    shared = {pk: found for pk, found in measured.items() if len(found) > 1}
    if not shared:
        return
    indicators = list(Indicator.objects.filter(pk__in=shared))
    material, tree = load(indicators), load_tree()
    for indicator in indicators:
        yield from _opposed(indicator, material[indicator.pk], [goals[pk] for pk in shared[indicator.pk]], tree)


def _opposed(indicator: Indicator, source: Source, goals: list[Node], tree: Tree) -> Iterator[tuple[int, int, str]]:
    wanted = [(goal, _wanted(source, goal, tree)) for goal in goals]
    for (one, first), (other, second) in combinations(wanted, 2):
        if first is None or second is None:
            continue
        found = opposition(first[0], second[0])
        if found is not None:
            yield one.pk, other.pk, _why(found, indicator, first[1], second[1])


def _wanted(source: Source, goal: Node, tree: Tree) -> tuple[Threshold, str] | None:
    """What the goal's unit, or the nearest unit above it with a target of its own, wants this year; in words too."""
    year = Period.of(source.kind, clock.today())
    for unit in [goal.unit_id, *tree.above(goal.unit_id)]:
        target = source.target(year, unit)
        if target is None or target.unit_id not in (unit, None):
            continue
        if hides_threshold(source, target, year, nobody()):
            continue
        threshold = source.threshold(target, year)
        if isinstance(threshold, Threshold):
            rule = target.as_rule(target.reference.label if target.reference else "")
            indicator = source.indicator
            return threshold, goal_words(rule, threshold, indicator.unit_of_measure, indicator.decimals)
    return None


def _why(found: Opposition, indicator: Indicator, first: str, second: str) -> str:
    words = {"indicator": indicator.short, "first": first, "second": second}
    if found is Opposition.IMPOSSIBLE:
        return _("Båda mäts med %(indicator)s, men det ena vill ha %(first)s och det andra %(second)s. Inget värde räcker till båda.") % words  # fmt: skip  # noqa: E501
    return _("Båda mäts med %(indicator)s, men det ena vill ha %(first)s och det andra %(second)s.") % words
