"""The same table out again: the figures that stand, or the rows that wait to be filled in."""

from collections.abc import Iterable, Mapping

from ledtrad.core.actors import Actor
from ledtrad.indicators.actions.reporting import may_report
from ledtrad.indicators.figures import plain
from ledtrad.indicators.imports.planning import NUMBERS
from ledtrad.indicators.imports.reach import reportable_by, seen_by
from ledtrad.indicators.models import Indicator, Observation
from ledtrad.indicators.queries.due import missing
from ledtrad.indicators.queries.material import load
from ledtrad.indicators.queries.protection import is_hidden
from ledtrad.organisation.actors import access


def standing(actor: Actor, number: str | None) -> Iterable[Mapping[str, object]]:
    """Every current figure that the actor may report, of one indicator or of all."""
    rows = Indicator.objects.filter(seen_by(actor)).order_by("number")
    if number:
        rows = rows.filter(number=number)
    material = load(rows)
    observed = Observation.objects.current().filter(indicator__in=rows.values("pk"))
    rights = access(actor)
    ordered = observed.select_related("unit").order_by("indicator__number", "unit__path", "period_end")
    for o in ordered.iterator(chunk_size=2000):
        source = material[o.indicator_id]
        indicator = source.indicator
        if not may_report(actor, indicator, o.unit_id):
            continue
        if indicator.counts_persons and is_hidden(source, o.period, rights, {o.unit_id}):
            continue
        yield _exported(source.indicator, o)


def waiting(actor: Actor, number: str | None) -> Iterable[Mapping[str, object]]:
    """A row for each figure that the actor is to report and that is missing, to be filled in."""
    listed = [i for i in reportable_by(actor) if number in (None, "", i.number)]
    for late in missing(listed, actor.today):
        if may_report(actor, late.indicator, late.unit.pk):
            yield {
                "indicator": late.indicator.number,
                "unit": late.unit.number,
                "period": str(late.period),
                **dict.fromkeys((*NUMBERS, "comment", "version"), ""),
            }


def _exported(indicator: Indicator, o: Observation) -> dict[str, object]:
    return {
        "indicator": indicator.number,
        "unit": o.unit.number,
        "period": str(o.period),
        "value": plain(o.value) if o.value is not None else "",
        "numerator": plain(o.numerator) if o.numerator is not None else "",
        "denominator": plain(o.denominator) if o.denominator is not None else "",
        "comment": o.comment,
        "version": str(o.pk),
    }
