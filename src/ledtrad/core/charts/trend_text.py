"""What a trend shows, whatever its size, and the same told in a sentence and as a table."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ledtrad.core.charts.model import ChartTable, Series, Unit
from ledtrad.core.charts.scale import Number, as_float

MANY_PERIODS = 8
"""From here on the table has one row for each period instead of one column."""
MANY_OTHERS = 6
"""More others than this are told of together."""


@dataclass(frozen=True, slots=True)
class Trend:
    """What is drawn, whatever the size."""

    labels: Sequence[str]
    own: Series
    others: Sequence[Series]
    target: Sequence[Number | None]
    target_text: str
    unit: Unit

    def all_values(self) -> list[float]:
        lines = (self.own.values, self.target, *(other.values for other in self.others))
        return [value for line in lines for value in map(as_float, line) if value is not None]


def last_known(values: Sequence[Number | None]) -> tuple[int, Number] | None:
    """The last value there is, with its place."""
    for index in range(len(values) - 1, -1, -1):
        value = values[index]
        if value is not None and as_float(value) is not None:
            return index, value
    return None


def summary_of(drawn: Trend) -> str:
    """The chart in sentences: from what to what, the target, and how others stand."""
    unit = drawn.unit
    sentences = []
    own = [
        (label, unit.label(value))
        for label, value in zip(drawn.labels, drawn.own.values, strict=True)
        if as_float(value) is not None
    ]
    if len(own) > 1:
        sentences.append(
            _("%(name)s: %(first)s %(from)s, %(last)s %(to)s.")
            % {
                "name": drawn.own.name,
                "first": own[0][1],
                "from": own[0][0],
                "last": own[-1][1],
                "to": own[-1][0],
            }
        )
    elif own:
        sentences.append(
            _("%(name)s: %(value)s %(period)s.") % {"name": drawn.own.name, "value": own[0][1], "period": own[0][0]}
        )
    target = last_known(drawn.target)
    if target is not None:
        shown = drawn.target_text or unit.label(target[1])
        sentences.append(_("Mål: %(target)s.") % {"target": shown})
    ends = [(other.name, last_known(other.values)) for other in drawn.others]
    told = [f"{name} {unit.label(last[1])}" for name, last in ends if last is not None]
    if len(told) > MANY_OTHERS:
        values = [float(last[1]) for _name, last in ends if last is not None]
        span = {"count": len(told), "low": unit.label(min(values)), "high": unit.label(max(values))}
        sentences.append(_("%(count)s andra ligger mellan %(low)s och %(high)s.") % span)
    elif told:
        sentences.append(_("Andra: %(others)s.") % {"others": ", ".join(told)})
    if unit.name and not unit.is_short:
        sentences.append(_("Enhet: %(unit)s.") % {"unit": unit.name})
    return " ".join(sentences)


def table_of(drawn: Trend, caption: str, first_column: str) -> ChartTable:
    """The chart's numbers: a row for each point in time, a column for each line."""
    lines = [(series.name, series.values) for series in (drawn.own, *drawn.others)]
    if last_known(drawn.target) is not None:
        lines.append((_("Mål"), drawn.target))
    cells = [[drawn.unit.cell(value) for value in values] for _name, values in lines]
    names = [name for name, _values in lines]
    if len(drawn.labels) >= MANY_PERIODS:
        rows = [(label, *column) for label, *column in zip(drawn.labels, *cells, strict=True)]
        return ChartTable(caption, (first_column or _("Period"), *names), tuple(rows))
    rows = [(name, *row) for name, row in zip(names, cells, strict=True)]
    return ChartTable(caption, (first_column, *drawn.labels), tuple(rows), own_row=0)
