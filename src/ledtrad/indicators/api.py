"""Indicators and their figures over REST: reading them, and reporting many at once."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Query, Router
from ninja.responses import Status as Answered

from ledtrad.core import clock, rest
from ledtrad.core.imports.running import Fault, run
from ledtrad.core.periods import Period
from ledtrad.core.responses import actor_of
from ledtrad.core.tables import write_csv
from ledtrad.indicators.imports import NUMBERS, Observations
from ledtrad.indicators.models import Indicator, Observation
from ledtrad.indicators.queries import Source, is_hidden, judge_at, judged, load
from ledtrad.indicators.serializing import as_data
from ledtrad.organisation.actors import access, user_of
from ledtrad.organisation.models import Unit, User

router = Router(tags=["indicators"])

AT_ONCE = 1000
COLUMNS = ("indicator", "unit", "period", *NUMBERS, "comment", "version")
HEADER_ROWS = 1


# ── What goes out and comes in ───────────────────────────────────────────────
class IndicatorOut(rest.Answer):
    number: str
    title: str
    unit: str
    period: str | None = Field(description="The period of the figure; null when there is none.")
    value: float | None = Field(description="Null also when it concerns so few persons that you may not see it.")
    numerator: float | None
    denominator: float | None
    target: str | None = Field(description="The target in words.")
    threshold: float | None
    result: str
    distance: float | None = Field(description="What is left to the threshold; zero or below is the margin.")
    sentence: str


class Indicators(rest.Answer):
    count: int
    items: list[IndicatorOut]


class ObservationOut(rest.Answer):
    indicator: str
    unit: str
    period: str
    value: float | None
    numerator: float | None
    denominator: float | None
    comment: str | None
    hidden: bool = Field(description="True when it concerns so few persons that you may not see it.")
    reported_at: datetime | None
    version: str | None = Field(description="Send it back with a correction, to hear if somebody else corrected first.")


class ObservationList(rest.Answer):
    count: int
    items: list[ObservationOut]


class Wanted(rest.Slice):
    period: str | None = Field(
        None, max_length=8, description=f"Without it, the latest whole one of each. {rest.PERIOD}"
    )
    unit: str | None = Field(None, max_length=30, pattern=rest.NO_NUL, description="Only this unit and those below it.")


Figure = Annotated[Decimal, Field(max_digits=21, decimal_places=6)]


class ObservationIn(rest.Sent):
    indicator: Annotated[str, Field(min_length=1, max_length=30, pattern=rest.NO_NUL)]
    unit: Annotated[str, Field(min_length=1, max_length=30, pattern=rest.NO_NUL)]
    period: Annotated[str, Field(min_length=1, max_length=8, pattern=rest.NO_NUL, description=rest.PERIOD)]
    value: Figure | None = None
    numerator: Figure | None = None
    denominator: Figure | None = None
    comment: rest.Text = ""
    version: Annotated[str, Field(max_length=20, pattern=r"^[0-9]*$")] = ""


class ObservationsIn(rest.Sent):
    observations: Annotated[list[ObservationIn], Field(min_length=1, max_length=AT_ONCE)]


class Receipt(rest.Answer):
    batch: str | None = Field(description="The import in which a person can follow, and undo, what was saved.")
    new: int
    changed: int
    unchanged: int


# ── Addresses ────────────────────────────────────────────────────────────────
@router.get("/indicators", response=Indicators, operation_id="listIndicators", summary="How the indicators stand")
def indicators(request: HttpRequest, wanted: Query[Wanted]) -> Any:
    """Each indicator that you may see with its figure, its target and one sentence. As `ledtrad indicators --json`."""
    period = rest.period_of(wanted.period) if wanted.period is not None else None
    day = min(clock.today(), period.last_day) if period else clock.today()
    rows = Indicator.objects.visible_to(user_of(request)).valid_on(day).select_related("unit").order_by("number")
    if wanted.unit is not None:
        path = Unit.objects.filter(number=wanted.unit).values_list("path", flat=True).first()
        rows = rows.filter(unit__path__startswith=path) if path else rows.none()
    chosen = list(rows[wanted.offset : wanted.offset + wanted.limit])
    return {"count": rows.count(), "items": _standings(request, chosen, period)}


@router.get(
    "/indicators/{number}/observations",
    response=ObservationList,
    operation_id="listObservations",
    summary="The figures of an indicator",
)
def observations(request: HttpRequest, number: rest.Number, part: Query[rest.Slice]) -> Any:
    """The figures in force, oldest first, as each unit reported them."""
    indicator = get_object_or_404(Indicator.objects.visible_to(user_of(request)), number=number)
    rows = Observation.objects.visible_to(user_of(request)).current().filter(indicator=indicator)
    source = load([indicator])[indicator.pk]
    ordered = rows.select_related("unit").order_by("period_end", "unit__path", "id")
    return rest.sliced(ordered, part, lambda o: _observation(o, source, request))


@router.post(
    "/observations",
    response={200: Receipt, 201: Receipt},
    operation_id="reportObservations",
    summary="Report figures",
)
def report(request: HttpRequest, payload: ObservationsIn) -> Any:
    """Up to a thousand figures, all or nothing. As the import: a figure that is there already is corrected.

    Needs a token with `write-observations`. 201 when something was saved, 200 when all of it was known.
    """
    rest.require(request, rest.Scope.WRITE_OBSERVATIONS)
    result = run(Observations.key, {None: ("api.csv", _as_file(payload.observations))}, actor_of(request))
    if result.errors:
        raise rest.RowsRefused([_fault(fault) for fault in result.errors])
    known = {"batch": result.batch, "new": result.new, "changed": result.changed, "unchanged": result.unchanged}
    return Answered(201 if result.applied else 200, known)


# ── Rows as data ─────────────────────────────────────────────────────────────
def _user(request: HttpRequest) -> User:
    return user_of(request)


def _standings(request: HttpRequest, chosen: list[Indicator], period: Period | None) -> list[dict[str, Any]]:
    rights = access(actor_of(request))
    if period is not None:
        return [as_data(one) for one in judged(chosen, period, access=rights).values()]
    material, today = load(chosen), clock.today()
    found = []
    for indicator in chosen:
        source = material[indicator.pk]
        latest = source.standing_period(today)
        found.append(
            as_data(judge_at(source, latest, access=rights)) if latest is not None else _without_figure(indicator)
        )
    return found


def _without_figure(indicator: Indicator) -> dict[str, Any]:
    nothing = ("period", "value", "numerator", "denominator", "target", "threshold", "distance")
    return {
        **dict.fromkeys(nothing),
        "number": indicator.number,
        "title": indicator.title,
        "unit": indicator.unit.number,
        "result": "not_assessable",
        "sentence": _("Inget värde är rapporterat än."),
    }


def _observation(o: Observation, source: Source, request: HttpRequest) -> dict[str, Any]:
    hidden = source.indicator.counts_persons and is_hidden(source, o.period, access(actor_of(request)), {o.unit_id})
    return {
        "indicator": source.indicator.number,
        "unit": o.unit.number,
        "period": str(o.period),
        "value": None if hidden else rest.number(o.value),
        "numerator": None if hidden else rest.number(o.numerator),
        "denominator": None if hidden else rest.number(o.denominator),
        "comment": None if hidden else o.comment,
        "hidden": hidden,
        # Whose figure was corrected, and when, tells which of several hidden ones has changed.
        "reported_at": None if hidden else o.made_at,
        "version": None if hidden else str(o.pk),
    }


def _as_file(rows: Iterable[ObservationIn]) -> bytes:
    """The rows as the file that the import reads and keeps: what came in can be seen and undone like any other."""
    out = BytesIO()
    write_csv(out, COLUMNS, ([getattr(row, name) for name in COLUMNS] for row in rows))
    return out.getvalue()


def _fault(fault: Fault) -> dict[str, Any]:
    return {"row": fault.row - HEADER_ROWS if fault.row else None, "field": fault.field, "message": fault.message}
