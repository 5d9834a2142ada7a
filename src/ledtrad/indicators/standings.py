"""Keeps one row per indicator that says how it stands now, in step with figures and targets.

Lists, the start page and the thread read these rows and never add anything up. Called in the transaction of
whatever changed; for a whole import, once.
"""

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from ledtrad.core import clock
from ledtrad.core.periods import Period
from ledtrad.indicators.models import Indicator, Standing
from ledtrad.indicators.queries.judged import Judged, judge_at
from ledtrad.indicators.queries.material import MANY, Source, load
from ledtrad.indicators.queries.protection import concerns_few
from ledtrad.indicators.rules import (
    Judgement,
    Reason,
)
from ledtrad.organisation.access import nobody
from ledtrad.thread import rollup
from ledtrad.thread.rules import Status

FIELDS = (
    "period",
    "period_end",
    "value",
    "numerator",
    "denominator",
    "is_complete",
    "previous",
    "target",
    "threshold",
    "distance",
    "result",
    "status",
    "concerns_few",
    "data",
)
SIX = Decimal("0.000001")


def recompute(indicator_ids: Collection[int] | None = None) -> None:
    """Work out how these indicators (all if none are given) stand, store it, and let their goals follow.

    Some ten queries, however many there are.
    """
    indicators = Indicator.objects.all()
    if indicator_ids is not None and len(indicator_ids) <= MANY:
        indicators = indicators.filter(pk__in=indicator_ids)
    material = load(indicators)  # with the other parts of the same wholes, which these figures may give away
    today = clock.today()
    rows = [_standing(source, source.standing_period(today)) for source in material.sources.values()]
    Standing.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["indicator"], update_fields=FIELDS, batch_size=1000
    )
    rollup.set_results({row.indicator_id: Status(row.status) for row in rows})


def _standing(source: Source, period: Period | None) -> Standing:
    row = Standing(indicator_id=source.indicator.pk)
    if period is None:
        row.status = Status.NONE
        return row
    judged = judge_at(source, period, access=nobody())
    _put_figure(row, judged)
    row.concerns_few = judged.hidden
    if judged.judgement is not None:
        row.data = _put_verdict(row, judged.judgement)
        row.target = judged.target
    if judged.hidden:
        few = concerns_few(source.indicator, judged.value)
        row.data = {**row.data, "few": few, "between": list(judged.between or ())}
    return row


def _put_figure(row: Standing, judged: Judged) -> None:
    value = judged.value
    row.period, row.period_end = judged.period, judged.period.last_day
    row.value, row.numerator, row.denominator = (
        _six(value.value),
        _six(value.numerator),
        _six(value.denominator),
    )
    row.is_complete = value.complete
    row.previous = _six(judged.previous.value) if judged.previous else None


def _put_verdict(row: Standing, judgement: Judgement) -> dict[str, Any]:
    row.threshold, row.distance = _six(judgement.threshold), _six(judgement.distance)
    row.result, row.status = judgement.result.value, Status(judgement.status.value)
    return {
        "judged": _text(judgement.value),
        "threshold": _text(judgement.threshold),
        "upper": _text(judgement.threshold_upper),
        "kind": judgement.threshold_kind.value if judgement.threshold_kind else None,
        "distance": _text(judgement.distance),
        "pace": _text(judgement.pace),
        "progress": _text(judgement.progress),
        "movement": judgement.movement,
        "due_on": judgement.due_on.isoformat(),
        "reason": _reason_as_data(judgement.reason),
    }


def _six(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(SIX)


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _reason_as_data(reason: Reason | None) -> dict[str, Any] | None:
    if reason is None:
        return None
    return {
        "code": reason.code.value,
        "period": str(reason.period) if reason.period else None,
        "name": reason.name,
        "present": reason.present,
        "expected": reason.expected,
    }
