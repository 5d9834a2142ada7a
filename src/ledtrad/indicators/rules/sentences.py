"""One plain sentence per judgement: the figure, when, how far from what, and what is wanted.

30 procent 2020, 15 procentenheter under målet minst 45 procent.
107 i februari 2021, 10 under takten 117 mot minst 200.
41 till och med mars 2021, 9 under takten 50 mot minst 200.
"""

from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ledtrad.core.periods import Period, label, label_day
from ledtrad.indicators.rules.judgement import Judgement, Result, ThresholdKind
from ledtrad.indicators.rules.targets import AmountUnit, TargetKind, TargetRule
from ledtrad.indicators.rules.thresholds import Threshold, on_grid
from ledtrad.indicators.rules.words import (
    BARE_UNITS,
    difference,
    is_countable,
    own_decimals,
    quantity,
    telling_decimals,
    when,
)


def told(judgement: Judgement, rule: TargetRule, unit: str, decimals: int) -> Judgement:
    """The judgement of a number with its sentence."""
    return replace(judgement, sentence=_sentence(judgement, rule, unit, decimals))


def goal(
    kind: ThresholdKind,
    threshold: Decimal,
    upper: Decimal | None,
    unit: str,
    decimals: int,
    *,
    year_before: bool = False,
    bare: bool = False,
) -> str:
    """What is wanted: "minst 45 procent", "mellan 30 och 36 dagar", "färre än året före (245 hushåll)".

    With `bare` the unit has been said already.
    """
    if upper is not None:
        shown = max(own_decimals(threshold, decimals), own_decimals(upper, decimals))
        words = {"lower": quantity(threshold, "", shown), "upper": quantity(upper, unit, shown)}
        return pgettext("goal", "mellan %(lower)s och %(upper)s") % words
    text = {
        ThresholdKind.AT_LEAST: pgettext("goal", "minst %(threshold)s"),
        ThresholdKind.AT_MOST: pgettext("goal", "högst %(threshold)s"),
        ThresholdKind.MORE_THAN: pgettext("goal", "mer än %(threshold)s"),
        ThresholdKind.LESS_THAN: pgettext("goal", "mindre än %(threshold)s"),
    }[kind]
    if year_before and kind.strict:
        text = _year_before(kind is ThresholdKind.MORE_THAN, is_countable(unit))
    said = "" if bare and is_countable(unit) else unit
    return text % {"threshold": quantity(threshold, said, own_decimals(threshold, decimals))}


def _year_before(more: bool, counted: bool) -> str:
    if counted:
        return (
            pgettext("goal", "fler än året före (%(threshold)s)")
            if more
            else pgettext("goal", "färre än året före (%(threshold)s)")
        )
    return (
        pgettext("goal", "mer än året före (%(threshold)s)")
        if more
        else pgettext("goal", "mindre än året före (%(threshold)s)")
    )


def goal_words(rule: TargetRule, threshold: Threshold, unit: str, decimals: int) -> str:
    """What a rule wants, for a plan or a table: as `goal`, or "alla 2 steg klara senast 31 december 2021"."""
    if threshold.kind is not ThresholdKind.STAGE:
        yearly = rule.kind == TargetKind.CHANGE_FROM_YEAR_BEFORE
        return goal(threshold.kind, threshold.value, threshold.upper, unit, decimals, year_before=yearly)
    words = {"count": len(rule.all_stages), "day": label_day(rule.due)}
    if len(rule.all_stages) == 1:
        return pgettext("goal", "klart senast %(day)s") % words
    return pgettext("goal", "alla %(count)s steg klara senast %(day)s") % words


def basis(rule: TargetRule, threshold: Threshold, unit: str, decimals: int) -> str:
    """How a computed threshold came about: "100 procent mer än nuläget 100"; "" for one that was decided."""
    if threshold.origin is None:
        return ""
    amount = rule.amount or Decimal(0)
    words = {
        "amount": _amount(abs(amount), rule.amount_unit, unit),
        "origin": quantity(threshold.origin, unit, own_decimals(threshold.origin, decimals)),
        "period": label(threshold.origin_period) if threshold.origin_period else "",
        "reference": rule.reference,
    }
    if rule.kind == TargetKind.DIFFERENCE_FROM_REFERENCE:
        return _reference_basis(amount) % words
    more = threshold.kind.upward
    return (_change_basis(more, rule) if amount else _plain_basis(more, rule)) % words


def _amount(amount: Decimal, amount_unit: AmountUnit | str, unit: str) -> str:
    exact = own_decimals(amount, 0)
    return quantity(amount, "%", exact) if amount_unit == AmountUnit.PERCENT else difference(amount, unit, exact)


def _reference_basis(amount: Decimal) -> str:
    if amount == 0:
        return _("%(reference)s %(period)s: %(origin)s")
    if amount < 0:
        return _("%(amount)s under %(reference)s %(period)s, %(origin)s")
    return _("%(amount)s över %(reference)s %(period)s, %(origin)s")


def _change_basis(more: bool, rule: TargetRule) -> str:
    if rule.kind == TargetKind.CHANGE_FROM_YEAR_BEFORE:
        return (
            _("%(amount)s mer än %(period)s, %(origin)s") if more else _("%(amount)s mindre än %(period)s, %(origin)s")
        )
    return _("%(amount)s mer än nuläget %(origin)s") if more else _("%(amount)s mindre än nuläget %(origin)s")


def _plain_basis(more: bool, rule: TargetRule) -> str:
    if rule.kind == TargetKind.CHANGE_FROM_YEAR_BEFORE:
        return _("mer än %(period)s, %(origin)s") if more else _("mindre än %(period)s, %(origin)s")
    return _("mer än nuläget %(origin)s") if more else _("mindre än nuläget %(origin)s")


# ── The sentence ─────────────────────────────────────────────────────────────
def _sentence(judgement: Judgement, rule: TargetRule, unit: str, decimals: int) -> str:
    value, threshold, kind = judgement.value, judgement.threshold, judgement.threshold_kind
    if value is None or threshold is None or kind is None:
        return judgement.sentence
    against_pace = _against_pace(judgement)
    edge = _nearest_edge(value, threshold, judgement.threshold_upper)
    held_against = judgement.pace if against_pace and judgement.pace is not None else edge
    shown = telling_decimals(decimals, (value, held_against), (value, edge))
    yearly = rule.kind == TargetKind.CHANGE_FROM_YEAR_BEFORE and kind.strict
    apart = "" if yearly and is_countable(unit) else unit
    left = abs(value - held_against)
    words = {
        "value": quantity(value, unit, shown),
        "when": when(judgement.period, so_far_from=_sum_begins(judgement, rule), bare=_is_bare(unit)),
        "distance": difference(left, apart, own_decimals(left, shown) if on_grid(value, shown) else shown),
        "pace": quantity(held_against, unit, shown),
        "goal": goal(kind, threshold, judgement.threshold_upper, unit, shown, year_before=yearly, bare=yearly),
        "day": label_day(judgement.due_on),
    }
    if against_pace:
        return _pace_sentence(value, held_against) % words
    if judgement.threshold_upper is not None and judgement.result is Result.MET:
        return _("%(value)s %(when)s, inom målet %(goal)s.") % words
    return _goal_sentence(judgement, value, edge, year_before=yearly) % words


def _against_pace(judgement: Judgement) -> bool:
    """Whether the pace is what the figure is told against: until the target is due, met or lost."""
    if judgement.pace is None or judgement.result is Result.MET or judgement.is_due:
        return False
    return not judgement.is_lost


def _nearest_edge(value: Decimal, lower: Decimal, upper: Decimal | None) -> Decimal:
    return lower if upper is None or value < lower else upper


def _sum_begins(judgement: Judgement, rule: TargetRule) -> Period | None:
    if not rule.accumulates:
        return None
    return Period.of(judgement.period.kind, rule.period.first_day)


def _is_bare(unit: str) -> bool:
    return unit.strip().lower() in BARE_UNITS


def _pace_sentence(value: Decimal, pace: Decimal) -> str:
    if value == pace:
        return _("%(value)s %(when)s, precis i takt mot %(goal)s.")
    if value < pace:
        return _("%(value)s %(when)s, %(distance)s under takten %(pace)s mot %(goal)s.")
    return _("%(value)s %(when)s, %(distance)s över takten %(pace)s mot %(goal)s.")


def _goal_sentence(judgement: Judgement, value: Decimal, edge: Decimal, *, year_before: bool) -> str:
    if value == edge:
        if judgement.result is Result.MET:
            return _("%(value)s %(when)s, precis på målet %(goal)s.")
        return _("%(value)s %(when)s, men målet är %(goal)s.")
    waits = judgement.result is Result.NOT_MET and not judgement.is_due and not judgement.is_lost
    if year_before:
        return _year_before_sentence(value < edge, waits)
    if value < edge:
        if waits:
            return _("%(value)s %(when)s, %(distance)s under målet %(goal)s senast %(day)s.")
        return _("%(value)s %(when)s, %(distance)s under målet %(goal)s.")
    if waits:
        return _("%(value)s %(when)s, %(distance)s över målet %(goal)s senast %(day)s.")
    return _("%(value)s %(when)s, %(distance)s över målet %(goal)s.")


def _year_before_sentence(is_below: bool, waits: bool) -> str:
    """Two sentences: a goal that is told by its comparison would be read as the distance."""
    if is_below:
        if waits:
            return _("%(value)s %(when)s. Målet är %(goal)s senast %(day)s; det är %(distance)s under.")
        return _("%(value)s %(when)s. Målet är %(goal)s; det är %(distance)s under.")
    if waits:
        return _("%(value)s %(when)s. Målet är %(goal)s senast %(day)s; det är %(distance)s över.")
    return _("%(value)s %(when)s. Målet är %(goal)s; det är %(distance)s över.")
