"""Which indicators measure a goal, and which are key figures: followed, but held against nothing."""

from collections.abc import Iterable

from ledtrad.indicators.models import Indicator
from ledtrad.indicators.queries.judged import Judged
from ledtrad.thread.models import Link
from ledtrad.thread.rules import Kind, LinkKind


def measuring(indicators: Iterable[Indicator]) -> set[int]:
    """The ids of those that measure a goal. One query."""
    ids = [i.pk for i in indicators]
    ties = Link.objects.filter(kind=LinkKind.MEASURES, source__in=ids, target__kind=Kind.GOAL)
    return set(ties.values_list("source_id", flat=True))


def is_key_figure(judged: Judged, measuring_ids: set[int]) -> bool:
    """Neither measures a goal nor has a target: board pages and reports count it apart, never as "not assessed"."""
    return judged.target is None and judged.indicator.pk not in measuring_ids
