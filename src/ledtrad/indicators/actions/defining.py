"""Making and changing indicators, and the targets they are held against."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ledtrad.core import ledger
from ledtrad.core.actors import Actor
from ledtrad.core.refusals import Invalid
from ledtrad.core.versions import claim
from ledtrad.indicators import standings
from ledtrad.indicators.models import Indicator, Target
from ledtrad.indicators.rules import rule_problems
from ledtrad.organisation.models import Unit
from ledtrad.thread import actions as thread
from ledtrad.thread.rules import Kind


class HasFigures(Invalid):
    """What a reported figure means cannot be changed once there are figures."""

    message = _("Det finns rapporterade värden. Skapa en ny indikator i stället för att ändra vad värdena betyder.")
    code = "has_figures"


class TargetExists(Invalid):
    """There is a target for that period already."""

    message = _("Det finns redan ett mål för perioden. Ändra det i stället.")
    code = "target_exists"


MEANING = ("value_kind", "periodicity")
"""What decides how reported figures are read."""


@transaction.atomic
def save_indicator(
    indicator: Indicator | None,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    seen: int | None,
    areas: list[Any],
    reporting_units: Collection[Unit] | None = None,
) -> Indicator:
    """Create (None) or change an indicator, and work out anew how it stands.

    Raises NotYours, HasFigures, or Stale when somebody saved after version `seen`.
    """
    if indicator is None:
        indicator = thread.create_node(Indicator(kind=Kind.INDICATOR, **values), actor=actor, areas=areas)
    else:
        _require_same_meaning(indicator, values)
        indicator = thread.change_node(indicator, values, actor=actor, seen=seen, areas=areas)
    if reporting_units is not None:
        _set_reporters(indicator, reporting_units, actor)
    standings.recompute([indicator.pk])
    return indicator


def _require_same_meaning(indicator: Indicator, values: Mapping[str, Any]) -> None:
    changed = [name for name in MEANING if name in values and values[name] != getattr(indicator, name)]
    if changed and indicator.observations.exists():
        raise HasFigures(field=changed[0])


def _set_reporters(indicator: Indicator, units: Collection[Unit], actor: Actor) -> None:
    before = {unit.pk: unit.number for unit in indicator.reporting_units.all()}
    after = {unit.pk: unit.number for unit in units}
    if before.keys() == after.keys():
        return
    indicator.reporting_units.set(after)
    changes = {"reporting_units": [sorted(before.values()), sorted(after.values())]}
    thread.record(actor, "changed", indicator, changes=changes)


@transaction.atomic
def set_target(
    *,
    indicator: Indicator,
    values: Mapping[str, Any],
    actor: Actor,
    target: Target | None = None,
    seen: int | None = None,
) -> Target:
    """Say what the indicator is held against for a period: a new target (None), or one that is changed.

    Raises NotYours, TargetExists, Invalid at the field that keeps the rule from being computed, or Stale.
    """
    thread.require_edit(actor, indicator.unit_id)
    made = Target(indicator=indicator) if target is None else Target.objects.get(pk=target.pk)
    before = {name: _plain(getattr(made, name)) for name in values} if target is not None else {}
    for name, value in values.items():
        setattr(made, name, value)
    _require_sound(made, indicator)
    _require_free(made)
    if target is not None:
        claim(made, seen)
    made.save()
    after = {name: _plain(getattr(made, name)) for name in values}
    standings.recompute([indicator.pk])
    thread.record(
        actor,
        "target_set" if target is None else "target_changed",
        indicator,
        period=str(made.period),
        changes={n: [before.get(n), new] for n, new in after.items() if before.get(n) != new},
    )
    return made


def _require_sound(target: Target, indicator: Indicator) -> None:
    reference = target.reference.label if target.reference is not None else ""
    problems = rule_problems(target.as_rule(reference), good_direction=indicator.good_direction)
    for column, sentence in problems:
        raise Invalid(sentence, field={"side": "direction"}.get(column, column))


def _require_free(target: Target) -> None:
    others = Target.objects.filter(indicator=target.indicator, unit=target.unit, period=target.period)
    if others.exclude(pk=target.pk).exists():
        raise TargetExists(field="period")


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | bool | list) else str(value)


@transaction.atomic
def delete_target(*, target: Target, actor: Actor) -> None:
    """Take a target away; what it was stays in the history. Raises NotYours."""
    indicator = target.indicator
    thread.require_edit(actor, indicator.unit_id)
    ledger.record(
        actor,
        "target_removed",
        indicator,
        unit_id=indicator.unit_id,
        confidentiality=indicator.confidentiality,
        period=str(target.period),
        rule=target.rule,
        amount=target.amount,
    )
    target.delete()
    standings.recompute([indicator.pk])
