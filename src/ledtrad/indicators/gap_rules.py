"""The gaps that figures show: no target, a target that cannot be computed, no value."""

from collections.abc import Iterator
from weakref import WeakKeyDictionary

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledtrad.core.periods import Period, PeriodKind, between, label
from ledtrad.indicators.models import Indicator, Target
from ledtrad.indicators.queries.due import missing, with_reporters
from ledtrad.indicators.queries.material import Material, Source, load
from ledtrad.indicators.rules import GoodDirection, Reason, ReasonCode
from ledtrad.thread import gaps
from ledtrad.thread.gaps import Gap
from ledtrad.thread.rules import Kind
from ledtrad.thread.snapshot import Knot, Snapshot


def register() -> None:
    """Called when the app is ready."""
    for name, title, find in (
        ("indicator_without_target", gettext_lazy("Indikator utan mål"), indicator_without_target),
        ("target_not_computable", gettext_lazy("Mål som inte går att räkna ut"), target_not_computable),
        ("value_missing", gettext_lazy("Värde saknas för en avslutad period"), value_missing),
    ):
        gaps.register(name, title, find)


_read: "WeakKeyDictionary[Snapshot, Material]" = WeakKeyDictionary()


def _material(snapshot: Snapshot) -> Material:
    """Read once for all rules that look at the same snapshot. Five queries."""
    if snapshot not in _read:
        ids = [k.id for k in snapshot.of_kind(Kind.INDICATOR)]
        _read[snapshot] = load(Indicator.objects.filter(pk__in=ids))
    return _read[snapshot]


def _sources(snapshot: Snapshot) -> Iterator[tuple[Knot, Source]]:
    material = _material(snapshot)
    for knot in snapshot.of_kind(Kind.INDICATOR):
        if knot.id in material.sources:
            yield knot, material[knot.id]


def indicator_without_target(snapshot: Snapshot) -> Iterator[Gap]:
    """An indicator with a good direction, not just a part of another, and no target that holds today."""
    today = Period.of(PeriodKind.MONTH, snapshot.today)
    for knot, source in _sources(snapshot):
        indicator = source.indicator
        if indicator.good_direction == GoodDirection.NONE or indicator.part_of_id is not None:
            continue
        if not any(t.period.contains(today) for t in source.targets):
            yield Gap(
                "indicator_without_target",
                knot.id,
                _("Sätt ett mål för %(year)s, eller säg att indikatorn bara beskriver.")
                % {"year": snapshot.today.year},
                knot.function_id,
                url_name="indicator",
            )


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
    for knot, source in _sources(snapshot):
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


def value_missing(snapshot: Snapshot) -> Iterator[Gap]:
    """A unit that has not reported a period although the time for it has run out: one gap per unit."""
    ids = [k.id for k in snapshot.of_kind(Kind.INDICATOR)]
    told: set[tuple[int, int]] = set()
    for late in missing(with_reporters(Indicator.objects.filter(pk__in=ids)), snapshot.today):
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
