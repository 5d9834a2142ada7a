"""Registering an audit: written by hand, or confirmed from its paper; then changed."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ledtrad.audits.actions import parts
from ledtrad.audits.models import Audit
from ledtrad.audits.rules.told import Told
from ledtrad.audits.words import AuditState
from ledtrad.core import clock, ledger, versions
from ledtrad.core.actors import Actor
from ledtrad.core.refusals import Invalid, NotAllowed, Refused
from ledtrad.organisation.actors import access
from ledtrad.organisation.models import Unit
from ledtrad.organisation.rules import BOARD_KINDS, Confidentiality, Power
from ledtrad.thread.models import NumberSeries

PREFIX = "GR"


class MayNotRegister(NotAllowed):
    """Audits are registered by those who edit for a board."""

    code = "may_not_register_audits"
    message = _("Bara de som redigerar för en nämnd kan registrera granskningar där.")


class NotWaiting(Refused):
    """What is confirmed is not confirmed again, and not thrown away."""

    code = "audit_not_waiting"
    message = _("Granskningen är redan registrerad.")


def boards_to_register_in(actor: Actor) -> list[int]:
    """The boards (and the council) that an audit of this person's may stand under, from the top."""
    rights = access(actor)
    units = rights.units(Power.EDIT)
    places = rights.tree.places
    return [pk for pk in places if pk in units and places[pk].kind in BOARD_KINDS]


def require(actor: Actor, unit_id: int | None) -> None:
    """Raises MayNotRegister unless the actor may register audits under that board."""
    if unit_id not in boards_to_register_in(actor):
        raise MayNotRegister


def may_change(actor: Actor, audit: Audit) -> bool:
    return access(actor).may_edit(audit.unit_id)


@transaction.atomic
def register(*, values: Told, actor: Actor) -> Audit:
    """An audit written by hand, registered at once. Raises MayNotRegister, Invalid."""
    unit: Unit = values.fields["unit"]
    require(actor, unit.pk)
    _check(values)
    audit = Audit(number=next_number(), **values.fields)
    _sign(audit, actor)
    audit.save()
    parts.write(audit, values, actor)
    _tell(actor, "registered", audit, title=audit.title, recommendations=len(values.recommendations))
    return audit


@transaction.atomic
def confirm(*, audit: Audit, values: Told, actor: Actor, seen: int | None) -> Audit:
    """What was read from the paper, as a person has looked it through. Raises MayNotRegister, NotWaiting, Stale,
    Invalid.

    Each recommendation becomes a node of the thread, and each board that one is aimed at gets a statement to write.
    """
    require(actor, audit.unit_id)
    require(actor, values.fields["unit"].pk)
    _check(values)
    versions.claim(audit, seen)
    if audit.state != AuditState.READ:
        raise NotWaiting
    _set(audit, values.fields)
    _sign(audit, actor)
    audit.save()
    parts.write(audit, values, actor)
    _tell(actor, "confirmed", audit, title=audit.title, recommendations=len(values.recommendations))
    return audit


@transaction.atomic
def change(*, audit: Audit, values: Told, actor: Actor, seen: int | None) -> Audit:
    """Change a registered audit. Raises MayNotRegister, Stale, Invalid, or parts.Answered when what is to be removed
    has been answered."""
    require(actor, audit.unit_id)
    require(actor, values.fields["unit"].pk)
    _check(values)
    versions.claim(audit, seen)
    if audit.state != AuditState.CONFIRMED:
        raise NotWaiting
    changed = {
        name: [_plain(getattr(audit, name)), _plain(new)]
        for name, new in values.fields.items()
        if getattr(audit, name) != new
    }
    _set(audit, values.fields)
    audit.save()
    parts.write(audit, values, actor)
    _tell(actor, "changed", audit, changes=changed)
    return audit


@transaction.atomic
def discard(*, audit: Audit, actor: Actor, seen: int | None) -> None:
    """Throw away what was read and not confirmed; the file may be read again. Raises MayNotRegister, NotWaiting,
    Stale."""
    require(actor, audit.unit_id)
    versions.claim(audit, seen)
    if audit.state != AuditState.READ:
        raise NotWaiting
    ledger.record(
        actor, "discarded", audit, unit_id=audit.unit_id, confidentiality=Confidentiality.CONFIDENTIAL,
        title=audit.title,
    )  # fmt: skip
    paper = audit.paper
    audit.delete()
    if paper is not None:
        paper.delete()


def next_number() -> str:
    """The next free number. Must run inside the transaction that uses it."""
    series, _made = NumberSeries.objects.select_for_update().get_or_create(kind="audit", defaults={"prefix": PREFIX})
    while True:
        series.last += 1
        number = f"{series.prefix}-{series.last:03d}"
        if not Audit.objects.filter(number=number).exists():
            series.save(update_fields=["last"])
            return number


def _check(values: Told) -> None:
    told = values.fields
    if told.get("period_from") and told.get("period_to") and told["period_to"] < told["period_from"]:
        raise Invalid(_("Perioden kan inte sluta innan den börjar."), field="period_to")
    if told.get("issued_on") and told.get("answer_due") and told["answer_due"] < told["issued_on"]:
        raise Invalid(_("Svaret kan inte vara begärt före granskningens datum."), field="answer_due")
    if any(not said.boards for said in values.recommendations):
        raise Invalid(_("Varje rekommendation ska gälla minst en nämnd."))


def _set(audit: Audit, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        setattr(audit, name, value)


def _sign(audit: Audit, actor: Actor) -> None:
    audit.state = AuditState.CONFIRMED
    audit.confirmed_at, audit.confirmed_by_label = clock.now(), actor.label[:200]


def _plain(value: Any) -> Any:
    return str(value) if value is not None and not isinstance(value, str | int | bool) else value


def _tell(actor: Actor, action: str, audit: Audit, **details: Any) -> None:
    ledger.record(actor, action, audit, unit_id=audit.unit_id, confidentiality=audit.confidentiality, **details)
