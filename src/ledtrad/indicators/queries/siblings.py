"""Parts of the same whole, read together: what one of them may tell depends on the others."""

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ledtrad.indicators.models import Indicator

if TYPE_CHECKING:
    from ledtrad.indicators.queries.material import Source


def with_siblings(listed: list[Indicator]) -> list[Indicator]:
    """These indicators, and the other parts of the same wholes where they count persons. One query, or none."""
    wholes = {i.part_of_id for i in listed if _is_part(i)}
    if not wholes:
        return listed
    known = {i.pk for i in listed}
    siblings = Indicator.objects.filter(part_of__in=wholes, counts_persons=True)
    return listed + [i for i in siblings if i.pk not in known]


def tie(sources: "Iterable[Source]") -> None:
    """Tell each source that is a part what its siblings are."""
    by_whole: dict[int | None, list[Source]] = defaultdict(list)
    for source in sources:
        if _is_part(source.indicator):
            by_whole[source.indicator.part_of_id].append(source)
    for parts in by_whole.values():
        for source in parts:
            source.siblings = [other for other in parts if other is not source]


def _is_part(indicator: Indicator) -> bool:
    return indicator.part_of_id is not None and indicator.counts_persons
