"""What the rows of a file would do: each is read, checked and compared with the figure that stands."""

from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ledtrad.core.actors import Actor
from ledtrad.core.imports.registry import PlannedRow, RawRow, RowError
from ledtrad.core.imports.states import RowState
from ledtrad.core.periods import Period, label
from ledtrad.indicators import figures
from ledtrad.indicators.actions.reporting import CannotReport, may_report
from ledtrad.indicators.figures import Figure, plain, problems_with
from ledtrad.indicators.imports.reach import seen_by
from ledtrad.indicators.models import Indicator, Observation
from ledtrad.organisation.models import Unit

NUMBERS = ("value", "numerator", "denominator")
MANY = 1000
"""Beyond so many indicators it is quicker to read them all than to name them."""

Place = tuple[int, int, Period]


@dataclass(frozen=True)
class Planned:
    """What `plan` found out about a row that is to be written."""

    indicator: Indicator
    unit: Unit
    period: Period
    figure: Figure
    before: Observation | None


def plan(rows: Sequence[RawRow], actor: Actor) -> list[PlannedRow]:
    """What each row would do. The number of queries does not depend on the number of rows."""
    known = _Known(rows, actor)
    return [_planned(row, known, actor) for row in rows]


class _Known:
    """Everything that the rows name, fetched at once: five queries."""

    def __init__(self, rows: Sequence[RawRow], actor: Actor) -> None:
        numbers = {row["indicator"] for row in rows}
        seen = Indicator.objects.filter(seen_by(actor))
        wanted = seen if len(numbers) > MANY else seen.filter(number__in=numbers)
        self.indicators = {i.number: i for i in wanted if i.number in numbers}
        self.units = {unit.number: unit for unit in Unit.objects.all()}
        ids = [i.pk for i in self.indicators.values()]
        self.reporters: dict[int, set[int]] = defaultdict(set)
        through = Indicator.reporting_units.through.objects.all()
        narrow = through if len(ids) > MANY else through.filter(indicator__in=ids)
        for indicator_id, unit_id in narrow.values_list("indicator_id", "unit_id"):
            self.reporters[indicator_id].add(unit_id)
        current = Observation.objects.current()
        current = current if len(ids) > MANY else current.filter(indicator__in=ids)
        # Decades may have been reported; a file names a few periods.
        current = current.filter(period__in=_periods(rows))
        self.current: dict[Place, Observation] = {(o.indicator_id, o.unit_id, o.period): o for o in current}
        self.may: dict[tuple[int, int], bool] = {}

    def reports(self, indicator: Indicator, unit: Unit) -> bool:
        return unit.pk in (self.reporters.get(indicator.pk) or {indicator.unit_id})

    def may_report(self, actor: Actor, indicator: Indicator, unit: Unit) -> bool:
        where = (indicator.pk, unit.pk)
        if where not in self.may:
            self.may[where] = may_report(actor, indicator, unit.pk)
        return self.may[where]


def _periods(rows: Sequence[RawRow]) -> set[Period]:
    found = set()
    for text in {row["period"] for row in rows}:
        with suppress(ValueError):
            found.add(Period.parse(text))
    return found


def _planned(row: RawRow, known: _Known, actor: Actor) -> PlannedRow:
    errors: list[RowError] = []
    indicator, unit = known.indicators.get(row["indicator"]), known.units.get(row["unit"])
    if indicator is None:
        errors.append(RowError("indicator", _missing(row["indicator"])))
    if unit is None:
        errors.append(RowError("unit", _missing(row["unit"])))
    period = _period(row, indicator, actor, errors)
    if indicator is None or unit is None or period is None:
        figure, _bad = _figure(row, None)
        errors += _bad
        return PlannedRow.error(row, *errors, key=_key(row))
    refusals = _refusals(indicator, unit, known, actor)
    before = known.current.get((indicator.pk, unit.pk, period))
    figure, wrong = _figure(row, before)
    errors += wrong or [RowError(column, sentence) for column, sentence in problems_with(indicator, figure)]
    if not errors:
        made = _compared(row, Planned(indicator, unit, period, figure, before))
        # What others report may stand in the file unchanged; but that must not confirm a guess at a small group.
        if not refusals or (made.state is RowState.UNCHANGED and not indicator.counts_persons):
            return made
    return PlannedRow.error(row, *refusals, *errors, key=_key(row))


def _compared(row: RawRow, planned: Planned) -> PlannedRow:
    before, period = planned.before, planned.period
    words = f"{planned.indicator.short}, {planned.unit.name}, {label(period)}"
    made = PlannedRow.of(
        row,
        key=f"{planned.indicator.number} {planned.unit.number} {period}",
        label=words,
        before=_texts(before) if before is not None else None,
        after=_texts(planned.figure),
        object_id=before.pk if before is not None else None,
        data=planned,
    )
    stale = before is not None and row["version"] and row["version"] != str(before.pk)
    if made.state is RowState.CHANGED and stale:
        sentence = _("Någon har rättat värdet sedan filen hämtades.")
        return PlannedRow.conflict(row, sentence, key=made.key, label=words, before=made.before, after=made.after)
    return made


def _texts(figure: Figure | Observation) -> dict[str, str]:
    numbers = {n: getattr(figure, n) for n in NUMBERS}
    return {n: "" if v is None else f"{plain(v):f}" for n, v in numbers.items()} | {"comment": figure.comment}


def _missing(cell: str) -> str:
    return _("”%(text)s” finns inte.") % {"text": cell[:40]}


def _key(row: RawRow) -> str:
    return f"{row['indicator']} {row['unit']} {row['period']}"


def _period(row: RawRow, indicator: Indicator | None, actor: Actor, errors: list[RowError]) -> Period | None:
    try:
        period = Period.parse(row["period"])
    except ValueError as error:
        errors.append(RowError("period", str(error)))
        return None
    if indicator is not None and (problem := figures.problem_with_period(indicator, period, actor.today)):
        errors.append(RowError("period", problem))
        return None
    return period


def _refusals(indicator: Indicator, unit: Unit, known: _Known, actor: Actor) -> list[RowError]:
    if not known.reports(indicator, unit):
        return [RowError("unit", _("Enheten rapporterar inte den här indikatorn."))]
    if not known.may_report(actor, indicator, unit):
        return [RowError("indicator", str(CannotReport.message))]
    return []


def _figure(row: RawRow, before: Observation | None) -> tuple[Figure, list[RowError]]:
    """The figure that the row says; a column that the file lacks keeps what is stored."""
    numbers: dict[str, Any] = {}
    errors: list[RowError] = []
    for name in NUMBERS:
        if not row.in_file(name):
            numbers[name] = getattr(before, name, None)
            continue
        try:
            numbers[name] = figures.read_number(row[name])
        except ValueError as error:
            errors.append(RowError(name, str(error)))
    comment = row["comment"].strip() if row.in_file("comment") else getattr(before, "comment", "")
    return Figure(**numbers, comment=comment), errors
