"""A milestone in stages: "introduced and evaluated during 2021". The value is the number of stages reached.

On track while every stage that is due by the period's end is reached; met when all are.
"""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import npgettext

from ledtrad.core.numbers import format_number
from ledtrad.core.periods import Period, label_day
from ledtrad.indicators.rules.judgement import Judgement, Result, Status, ThresholdKind
from ledtrad.indicators.rules.reasons import Reason, ReasonCode
from ledtrad.indicators.rules.targets import TargetRule
from ledtrad.indicators.rules.words import when


def judge_milestone(rule: TargetRule, *, period: Period, stage: Decimal) -> Judgement:
    """How far a milestone has come on the period's last day."""
    stages = rule.all_stages
    if stage != stage.to_integral_value() or not 0 <= stage <= len(stages):
        return _no_such_stage(rule, period, stage)
    reached = int(stage)
    required = rule.stages_due(period.last_day)
    result, status = _standing(reached, required, len(stages), is_due=period.last_day >= rule.due)
    return Judgement(
        period=period,
        result=result,
        status=status,
        due_on=rule.due,
        sentence=_sentence(rule, period, reached, required),
        value=stage,
        threshold=Decimal(len(stages)),
        threshold_kind=ThresholdKind.STAGE,
        distance=len(stages) - stage,
        distance_unit=npgettext("unit of measure", "steg", "steg", 2),
        pace=Decimal(required),
        progress=stage / len(stages),
        movement=1 if reached else 0,
    )


def stage_words(rule: TargetRule, stage: Decimal | int) -> str:
    """A stage reached, in words: "steg 1 av 4 (infört)", or "klart" / "inte klart" when there is one."""
    stages, reached = rule.all_stages, int(stage)
    if len(stages) == 1:
        return _("klart") if reached else _("inte klart")
    words = {"reached": reached, "count": len(stages), "name": stages[reached - 1].name if reached else ""}
    return (
        _("steg %(reached)s av %(count)s (%(name)s)") if words["name"] else _("steg %(reached)s av %(count)s")
    ) % words


def _standing(reached: int, required: int, last: int, *, is_due: bool) -> tuple[Result, Status]:
    if reached >= last:
        return Result.MET, Status.MET
    if is_due:
        return Result.NOT_MET, Status.MISSED
    if reached >= required:
        return Result.ON_TRACK, Status.MET
    return Result.NOT_MET, Status.PARTLY if reached else Status.MISSED


def _sentence(rule: TargetRule, period: Period, reached: int, required: int) -> str:
    stages = rule.all_stages
    words = {
        "stage": _capitalized(stage_words(rule, reached)),
        "count": len(stages),
        "when": when(period),
    }
    if reached == len(stages):
        return (_("%(stage)s %(when)s.") if len(stages) == 1 else _("Alla %(count)s steg är klara %(when)s.")) % words
    following = stages[reached]
    words |= {"number": reached + 1, "next": following.name, "day": label_day(following.due_on)}
    if reached < required:
        return _late(len(stages), following.name) % words
    return _waiting(len(stages), following.name) % words


def _late(count: int, name: str) -> str:
    if count == 1:
        return _("%(stage)s %(when)s, men skulle vara klart %(day)s.")
    if name:
        return _("%(stage)s %(when)s, men steg %(number)s, ”%(next)s”, skulle vara klart %(day)s.")
    return _("%(stage)s %(when)s, men steg %(number)s skulle vara klart %(day)s.")


def _waiting(count: int, name: str) -> str:
    if count == 1:
        return _("%(stage)s %(when)s, ska vara klart senast %(day)s.")
    if name:
        return _("%(stage)s %(when)s, och steg %(number)s, ”%(next)s”, ska vara klart senast %(day)s.")
    return _("%(stage)s %(when)s, och steg %(number)s ska vara klart senast %(day)s.")


def _capitalized(text: str) -> str:
    return text[:1].upper() + text[1:]


def _no_such_stage(rule: TargetRule, period: Period, stage: Decimal) -> Judgement:
    reason = Reason(ReasonCode.NO_SUCH_STAGE, name=format_number(stage), expected=len(rule.all_stages))
    return Judgement(
        period=period,
        result=Result.NOT_ASSESSABLE,
        status=Status.NONE,
        due_on=rule.due,
        sentence=reason.sentence,
        value=stage,
        threshold=Decimal(len(rule.all_stages)),
        threshold_kind=ThresholdKind.STAGE,
        reason=reason,
    )
