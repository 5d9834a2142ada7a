"""Importing figures: one row is one figure for one indicator, unit and period."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledtrad.core import clock, ledger
from ledtrad.core.actors import Actor
from ledtrad.core.imports import registry
from ledtrad.core.imports.models import ImportBatch
from ledtrad.core.imports.registry import VERSION, Column, Importer, PlannedRow, RawRow, RowError, Table
from ledtrad.core.imports.states import RowState
from ledtrad.core.periods import Period, label
from ledtrad.core.refusals import Refused
from ledtrad.indicators import figures, standings
from ledtrad.indicators.actions.reporting import CannotReport, may_report, signature
from ledtrad.indicators.figures import Figure, plain, problems_with
from ledtrad.indicators.models import Indicator, Observation
from ledtrad.indicators.queries.due import missing, with_reporters
from ledtrad.indicators.queries.material import load
from ledtrad.indicators.queries.protection import is_hidden, ledger_mark
from ledtrad.organisation.actors import access
from ledtrad.organisation.models import Unit
from ledtrad.organisation.rules import Power
from ledtrad.thread.models import Node

NUMBERS = ("value", "numerator", "denominator")
CHUNK = 1000
Place = tuple[int, int, Period]


def register() -> None:
    """Called when the app is ready."""
    registry.register(Observations())


class ChangedSince(Refused):
    """A figure of the batch has been corrected after it came in."""

    code = "changed_since"

    def __init__(self, what: str) -> None:
        super().__init__(_("Det går inte att ångra: %(what)s har rättats sedan importen.") % {"what": what})


@dataclass(frozen=True)
class Planned:
    """What `plan` found out about a row that is to be written."""

    indicator: Indicator
    unit: Unit
    period: Period
    figure: Figure
    before: Observation | None


def _indicator_numbers(actor: Actor) -> list[str]:
    return [i.number for i in _reportable(actor)]


def _unit_numbers(actor: Actor) -> list[str]:
    return sorted({u.number for i in _reportable(actor) for u in i.reporting_units.all() or [i.unit]})


def _reportable(actor: Actor) -> list[Indicator]:
    """The indicators that the actor may report for some unit."""
    rights = access(actor)
    led = rights.units(Power.MANAGE)
    mine = Q(responsible__in=rights.functions) | Q(reporting_units__in=led) | Q(unit__in=led)
    rows = Indicator.objects.filter(_seen(actor))
    if not rights.everything:
        rows = rows.filter(pk__in=Indicator.objects.filter(mine).values("pk"))
    return list(with_reporters(rows).order_by("number"))


def _seen(actor: Actor) -> Q:
    return Q(pk__in=Node.objects.visible_to(as_user(actor)).values("pk"))


def as_user(actor: Actor) -> Any:
    """Whoever acts, as the reads want it; the command line is nobody in the database, yet sees everything."""
    from ledtrad.organisation.models import User

    user = User(pk=actor.user_id)
    user.access = access(actor)
    return user


class Observations(Importer):
    """Figures from a file: new ones, corrections, and what is there already."""

    key = "observations"
    label = gettext_lazy("Utfall för indikatorer")
    description = gettext_lazy("En rad per indikator, enhet och period. Rättade värden finns kvar i historiken.")
    filters = ("indicator", "due")
    tables = (
        Table(
            "observations",
            gettext_lazy("Utfall"),
            (
                Column(
                    "indicator",
                    gettext_lazy("Indikator"),
                    required=True,
                    help=gettext_lazy("Indikatorns nummer, till exempel I-014."),
                    choices=_indicator_numbers,
                ),
                Column(
                    "unit",
                    gettext_lazy("Enhet"),
                    required=True,
                    help=gettext_lazy("Enhetens nummer."),
                    choices=_unit_numbers,
                ),
                Column(
                    "period",
                    gettext_lazy("Period"),
                    required=True,
                    help=gettext_lazy("2021, 2021-T1, 2021-Q1, 2021-H1 eller 2021-03."),
                ),
                Column("value", gettext_lazy("Värde"), numeric=True, aliases=("utfall",)),
                Column("numerator", gettext_lazy("Täljare"), numeric=True),
                Column("denominator", gettext_lazy("Nämnare"), numeric=True),
                Column("comment", gettext_lazy("Kommentar"), width=60),
                VERSION,
            ),
        ),
    )

    def may_use(self, actor: Actor) -> bool:
        rights = access(actor)
        if rights.anywhere(Power.MANAGE):
            return True
        return Indicator.objects.filter(responsible__in=rights.functions).exists()

    def sees_all(self, actor: Actor) -> bool:
        # A batch holds every figure as it came, also those about few persons.
        return access(actor).everything

    def result_url(self, batch: ImportBatch) -> str:
        return reverse("indicators")

    # ── Plan ─────────────────────────────────────────────────────────────────
    def plan(self, rows: Mapping[str, Sequence[RawRow]], actor: Actor) -> list[PlannedRow]:
        given = rows["observations"]
        known = _Known(given, actor)
        return [_planned(row, known, actor) for row in given]

    # ── Apply ────────────────────────────────────────────────────────────────
    def apply(self, batch: ImportBatch, planned: Sequence[PlannedRow], actor: Actor) -> None:
        wanted: list[Planned] = [row.data for row in planned]
        _retire([w.before.pk for w in wanted if w.before is not None])
        made = Observation.objects.bulk_create([_record(w, batch, actor) for w in wanted], batch_size=CHUNK)
        for row, observation in zip(planned, made, strict=True):
            row.object_id = observation.pk
        standings.recompute({w.indicator.pk for w in wanted})
        _tell(wanted, actor)

    # ── Undo ─────────────────────────────────────────────────────────────────
    def undo(self, batch: ImportBatch, planned: Sequence[PlannedRow], actor: Actor) -> None:
        mine = list(
            Observation.objects.select_for_update(of=("self",))
            .filter(batch=batch)
            .select_related("indicator", "unit", "replaces")
        )
        for observation in mine:
            if not observation.is_current:
                raise ChangedSince(str(observation))
        _retire([o.pk for o in mine])
        earlier = [o.replaces_id for o in mine if o.replaces_id is not None]
        for chunk in _chunks(earlier):
            Observation.objects.filter(pk__in=chunk).update(is_current=True)
        standings.recompute({o.indicator_id for o in mine})
        entries = [(o.indicator, _undone(o)) for o in mine]
        ledger.record_many(actor, "import_undone", entries)

    # ── Export ───────────────────────────────────────────────────────────────
    def export(self, actor: Actor, table: str, **filters: str) -> Iterable[Mapping[str, object]]:
        """Every current figure that the actor may report; with `due` instead the rows that wait to be filled in.

        What others report is had from the indicators' own pages, as tables that are not read back.
        """
        rows = Indicator.objects.filter(_seen(actor)).order_by("number")
        if number := filters.get("indicator"):
            rows = rows.filter(number=number)
        if filters.get("due"):
            yield from _waiting(actor, number)
            return
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


def _waiting(actor: Actor, number: str | None) -> Iterable[Mapping[str, object]]:
    listed = [i for i in _reportable(actor) if number in (None, "", i.number)]
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


# ── Reading a row ────────────────────────────────────────────────────────────
class _Known:
    """Everything that the rows name, fetched at once: five queries."""

    def __init__(self, rows: Sequence[RawRow], actor: Actor) -> None:
        numbers = {row["indicator"] for row in rows}
        seen = Indicator.objects.filter(_seen(actor))
        wanted = seen if len(numbers) > CHUNK else seen.filter(number__in=numbers)
        self.indicators = {i.number: i for i in wanted if i.number in numbers}
        self.units = {unit.number: unit for unit in Unit.objects.all()}
        ids = [i.pk for i in self.indicators.values()]
        self.reporters: dict[int, set[int]] = defaultdict(set)
        through = Indicator.reporting_units.through.objects.all()
        narrow = through if len(ids) > CHUNK else through.filter(indicator__in=ids)
        for indicator_id, unit_id in narrow.values_list("indicator_id", "unit_id"):
            self.reporters[indicator_id].add(unit_id)
        current = Observation.objects.current()
        current = current if len(ids) > CHUNK else current.filter(indicator__in=ids)
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


# ── Writing ──────────────────────────────────────────────────────────────────
def _record(wanted: Planned, batch: ImportBatch, actor: Actor) -> Observation:
    return Observation(
        indicator=wanted.indicator,
        unit=wanted.unit,
        period=wanted.period,
        period_end=wanted.period.last_day,
        value=wanted.figure.value,
        numerator=wanted.figure.numerator,
        denominator=wanted.figure.denominator,
        comment=wanted.figure.comment,
        source=wanted.indicator.source,
        batch=batch,
        replaces=wanted.before,
        **signature(actor, wanted.indicator),
    )


def _retire(ids: Sequence[int]) -> None:
    for chunk in _chunks(ids):
        Observation.objects.filter(pk__in=chunk).update(is_current=False)


def _chunks(ids: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (ids[start : start + 5000] for start in range(0, len(ids), 5000))


def _tell(wanted: Sequence[Planned], actor: Actor) -> None:
    """One entry a figure; those about few persons carry a mark that few may read."""
    by_mark: dict[tuple[int, str], list[tuple[Indicator, dict[str, Any]]]] = defaultdict(list)
    for w in wanted:
        mark = ledger_mark(w.indicator, w.figure, w.before)
        by_mark[w.unit.pk, mark].append((w.indicator, _told(w)))
    for (unit_id, mark), entries in by_mark.items():
        ledger.record_many(actor, "imported", entries, unit_id=unit_id, confidentiality=mark)


def _told(w: Planned) -> dict[str, Any]:
    old = figures.shown(w.indicator, w.before) if w.before is not None else None
    return {
        "unit": w.unit.number,
        "period": str(w.period),
        "changes": {"figure": [old, figures.shown(w.indicator, w.figure)]},
    }


def _undone(o: Observation) -> dict[str, Any]:
    now = figures.shown(o.indicator, o.replaces) if o.replaces is not None else None
    return {"unit": o.unit.number, "period": str(o.period), "figure_is": now, "at": clock.now().isoformat()}
