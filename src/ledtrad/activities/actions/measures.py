"""Every write about what activities cost and bring: an activity with an effect is a measure (R20, R40)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ledtrad.activities.models import Activity, EffectKind, EffectReport, Measure
from ledtrad.core.actors import Actor
from ledtrad.core.refusals import Invalid
from ledtrad.core.versions import claim
from ledtrad.organisation.actors import access
from ledtrad.thread import actions as thread
from ledtrad.thread.rules import Kind


class YearsTurned(Invalid):
    """A measure does not end before it begins."""

    message = _("Sista året kan inte komma före det första.")
    code = "years_turned"


class IndicatorMissing(Invalid):
    """An effect on an indicator says on which."""

    message = _("Välj vilken indikator som åtgärden ska påverka.")
    code = "indicator_missing"


class AmountMissing(Invalid):
    """A report of an effect says how much, in money or posts or words."""

    message = _("Skriv hur stor effekten har blivit: i kronor, i årsarbetare eller med ord.")
    code = "amount_missing"


class NotYet(Invalid):
    """An effect that has come is of a day that has been."""

    message = _("Dagen har inte varit än.")
    code = "not_yet"


def may_change(actor: Actor, activity: Activity) -> bool:
    """Whoever may change the activity may change what it is to bring."""
    rights = access(actor)
    return rights.may_edit(activity.unit_id) or rights.holds(activity.responsible_id)


def _require(actor: Actor, activity: Activity) -> None:
    if not may_change(actor, activity):
        raise thread.NotYours()


@transaction.atomic
def save_measure(*, activity: Activity, values: Mapping[str, Any], actor: Actor, seen: int | None) -> Measure:
    """Say what an activity costs and is to bring. `values` are fields of the model.

    Raises NotYours, YearsTurned, IndicatorMissing, or Stale.
    """
    _require(actor, activity)
    if values["year_to"] < values["year_from"]:
        raise YearsTurned(field="year_to")
    indicator = values.get("indicator")
    if values["kind"] == EffectKind.INDICATOR and (indicator is None or indicator.kind != Kind.INDICATOR):
        raise IndicatorMissing(field="indicator")
    Activity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
    before = Measure.objects.filter(activity=activity).first()
    made = before if before is not None else Measure(activity=activity)
    changed = {
        name: [_word(getattr(made, name)) if before else "", _word(value)]
        for name, value in values.items()
        if before is None or getattr(made, name) != value
    }
    if not changed:
        return made
    if before is not None:
        claim(made, seen)
    for name, value in values.items():
        setattr(made, name, value)
    if before is not None:
        made.save(update_fields=list(values))
    else:
        made.save(force_insert=True)
    thread.record(actor, "measure_changed" if before else "measure_made", activity, changes=changed)
    return made


@transaction.atomic
def report_effect(
    *, measure: Measure, as_of: date, amount: Decimal | None, posts: Decimal | None, comment: str, actor: Actor
) -> EffectReport:
    """Say what a measure has brought by a day, in SEK a year and posts. A record: a later one comes before it.

    Raises NotYours, AmountMissing, NotYet.
    """
    activity = measure.activity
    _require(actor, activity)
    if amount is None and posts is None and not comment.strip():
        raise AmountMissing(field="amount")
    if as_of > actor.today:
        raise NotYet(field="as_of")
    made = EffectReport.objects.create(
        measure=measure, as_of=as_of, amount=amount, posts=posts, comment=comment.strip(),
        **thread.signature(actor, activity),
    )  # fmt: skip
    thread.record(
        actor, "effect_reported", activity, as_of=as_of.isoformat(), amount=_word(amount), posts=_word(posts),
        comment=made.comment,
    )  # fmt: skip
    return made


def _word(value: Any) -> str:
    return "" if value is None else str(value)
