"""The gaps that figures show: no target, a target that cannot be computed, no value."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledtrad.core.periods import Period, PeriodKind, between, label
from ledtrad.indicators.models import Indicator, Standing, Target
from ledtrad.indicators.queries.due import missing
from ledtrad.indicators.queries.material import Source, load
from ledtrad.indicators.rules import GoodDirection, Reason, ReasonCode, Result, TargetKind
from ledtrad.thread import gaps
from ledtrad.thread.gaps import Gap
from ledtrad.thread.rules import Kind
from ledtrad.thread.snapshot import Snapshot


def register() -> None:
    """Called when the app is ready."""
    for name, title, find in (
        ("indicator_without_target", gettext_lazy("Indikator utan mål"), indicator_without_target),
        ("target_not_computable", gettext_lazy("Mål som inte går att räkna ut"), target_not_computable),
        ("value_missing", gettext_lazy("Värde saknas för en avslutad period"), value_missing),
    ):
        gaps.register(name, title, find)


def indicator_without_target(snapshot: Snapshot) -> Iterator[Gap]:
    """An indicator with a good direction, not just a part of another, and no target that holds today. Two queries."""
    today = Period.of(PeriodKind.MONTH, snapshot.today)
    knots = {k.id: k for k in snapshot.of_kind(Kind.INDICATOR)}
    holding = {pk for pk, period in Target.objects.values_list("indicator_id", "period") if period.contains(today)}
    held_to = Indicator.objects.filter(part_of=None).exclude(good_direction=GoodDirection.NONE)
    for pk in held_to.order_by("number").values_list("pk", flat=True):
        if pk in knots and pk not in holding:
            yield Gap(
                "indicator_without_target",
                pk,
                _("Sätt ett mål för %(year)s, eller säg att indikatorn bara beskriver.")
                % {"year": snapshot.today.year},
                knots[pk].function_id,
                url_name="indicator",
            )


COMPUTED = (
    TargetKind.CHANGE_FROM_BASELINE,
    TargetKind.CHANGE_FROM_YEAR_BEFORE,
    TargetKind.DIFFERENCE_FROM_REFERENCE,
)
"""The rules whose threshold is made of other figures, which may be missing."""

JUDGED = (Result.MET, Result.ON_TRACK, Result.NOT_MET)


def _doubtful(snapshot: Snapshot) -> list[int]:
    """The indicators whose computed target is not already seen to work, in their standing. Two queries.

    Only of these is everything that has been reported read: a municipality has some thousands of indicators.
    """
    targets = Target.objects.filter(rule__in=COMPUTED)
    works = set(Standing.objects.filter(result__in=JUDGED, target__in=targets).values_list("target_id", flat=True))
    return sorted({
        indicator
        for pk, indicator, period in targets.values_list("pk", "indicator_id", "period")
        if pk not in works and indicator in snapshot.knots and period.last_day >= snapshot.today - LATEST_CLOSED
    })  # fmt: skip


LATEST_CLOSED = timedelta(days=366)


UNCOMPUTABLE = frozenset(
    {
        ReasonCode.BASELINE_MISSING,
        ReasonCode.BASELINE_ZERO,
        ReasonCode.REFERENCE_MISSING,
        ReasonCode.REFERENCE_ZERO,
        ReasonCode.RULE_UNFINISHED,
    }
)
OF_REFERENCE = frozenset({ReasonCode.REFERENCE_MISSING, ReasonCode.REFERENCE_ZERO})


def target_not_computable(snapshot: Snapshot) -> Iterator[Gap]:
    """A target whose threshold lacks what it is computed from, and what that is."""
    doubtful = _doubtful(snapshot)
    material = load(Indicator.objects.filter(pk__in=doubtful)) if doubtful else None
    for pk in doubtful:
        if material is None or pk not in material.sources:
            continue
        knot, source = snapshot.knots[pk], material[pk]
        for target in source.targets:
            reason = _why_not(source, target, snapshot)
            if reason is not None:
                yield Gap("target_not_computable", knot.id, reason.sentence, knot.function_id, url_name="indicator")
                break


def _why_not(source: Source, target: Target, snapshot: Snapshot) -> Reason | None:
    """Only for what holds now, or held in the latest period that has closed; a reference may come later."""
    first = Period.of(source.kind, target.period.first_day)
    if not target.period.contains(first) or target.period.first_day > snapshot.today:
        return None
    parts = between(first, Period.of(source.kind, target.period.last_day))
    ended = [p for p in parts if target.period.contains(p) and p.has_ended(snapshot.today)]
    if target.period.last_day < snapshot.today and not _is_latest(source, ended, snapshot):
        return None
    found = source.threshold(target, ended[-1] if ended else first)
    if not isinstance(found, Reason) or found.code not in UNCOMPUTABLE:
        return None
    return None if found.code in OF_REFERENCE and not ended else found


def _is_latest(source: Source, ended: list[Period], snapshot: Snapshot) -> bool:
    return bool(ended) and ended[-1] == Period.of(source.kind, snapshot.today).previous()


ASKED_OF = ("number", "unit", "responsible", "periodicity", "report_days", "valid_from", "valid_to")
"""What decides which figures an indicator should have, and who is asked."""


def value_missing(snapshot: Snapshot) -> Iterator[Gap]:
    """A unit that has not reported a period although the time for it has run out: one gap per unit."""
    ids = [k.id for k in snapshot.of_kind(Kind.INDICATOR)]
    told: set[tuple[int, int]] = set()
    for late in missing(Indicator.objects.filter(pk__in=ids).only(*ASKED_OF), snapshot.today):
        where = (late.indicator.pk, late.unit.pk)
        if late.due_on >= snapshot.today or where in told:
            continue
        told.add(where)
        words = {"unit": late.unit.name, "period": label(late.period), "reason": late.reason}
        text = _("%(unit)s: rapportera värdet för %(period)s.") % words
        if late.reason:
            text += " " + _("Sagt om varför: %(reason)s") % words
        yield Gap(
            "value_missing",
            late.indicator.pk,
            text,
            late.function_id,
            late.unit.pk,
            url_name="indicator",
        )
