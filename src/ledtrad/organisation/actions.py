"""Every write to the organisation: units, functions, people, holdings."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ledtrad.core import ledger
from ledtrad.core.actors import Actor
from ledtrad.core.refusals import Invalid, NotAllowed
from ledtrad.organisation import rules
from ledtrad.organisation.actors import access
from ledtrad.organisation.models import Function, Holding, Unit, User
from ledtrad.organisation.rules import Confidentiality


class NotAdministrator(NotAllowed):
    """Only an administrator changes accounts and organisation."""

    message = _("Bara systemförvaltare ändrar organisation och konton.")
    code = "not_administrator"


class AlreadyHeld(Invalid):
    """A function with one holder at a time has somebody on some of those days."""

    message = _("Funktionen har redan en innehavare någon av de dagarna.")
    code = "already_held"


class UnderItself(Invalid):
    """A unit cannot stand under itself."""

    message = _("En enhet kan inte ligga under sig själv.")
    code = "under_itself"


def require_administrator(actor: Actor) -> None:
    """Raises NotAdministrator unless the actor administers."""
    if not access(actor).administers:
        raise NotAdministrator()


@transaction.atomic
def save_unit(unit: Unit, *, actor: Actor) -> Unit:
    """Create or change a unit; its place in the tree, and that of everything under it, follows. Raises UnderItself."""
    require_administrator(actor)
    is_new = unit.pk is None
    if not is_new and unit.parent is not None and unit.parent.path.startswith(Unit.objects.get(pk=unit.pk).path):
        raise UnderItself(field="parent")
    before = "" if is_new else Unit.objects.get(pk=unit.pk).path
    unit.save()
    path = f"{unit.parent.path if unit.parent else ''}{unit.pk:05d}/"
    unit.path, unit.depth = path, path.count("/") - 1
    unit.save(update_fields=["path", "depth"])
    if before and before != path:
        _move(before, path)
    ledger.record(
        actor, "created" if is_new else "changed", unit, unit_id=unit.pk, confidentiality="open", name=unit.name
    )
    return unit


def _move(before: str, after: str) -> None:
    moved = list(Unit.objects.filter(path__startswith=before).exclude(path=after))
    for unit in moved:
        unit.path = after + unit.path.removeprefix(before)
        unit.depth = unit.path.count("/") - 1
    Unit.objects.bulk_update(moved, ["path", "depth"])


@transaction.atomic
def save_function(function: Function, *, actor: Actor) -> Function:
    """Create or change a function."""
    require_administrator(actor)
    is_new = function.pk is None
    function.save()
    ledger.record(
        actor,
        "created" if is_new else "changed",
        function,
        unit_id=function.unit_id,
        confidentiality="open",
        title=function.title,
        role=function.role,
    )
    return function


@transaction.atomic
def save_person(person: User, *, actor: Actor, changes: Mapping[str, Any] | None = None) -> User:
    """Create or change a person. A new one cannot log in until a password is set or OIDC brings them."""
    require_administrator(actor)
    is_new = person.pk is None
    if is_new:
        person.set_unusable_password()
    person.save()
    ledger.record(
        actor,
        "created" if is_new else "changed",
        person,
        confidentiality="internal",
        username=person.username,
        changes=dict(changes or {}),
    )
    return person


@transaction.atomic
def set_password(*, person: User, password: str, actor: Actor) -> None:
    """Give a person a password. The caller has validated it; it is never written anywhere else."""
    require_administrator(actor)
    person.set_password(password)
    person.save(update_fields=["password"])
    ledger.record(actor, "password_set", person, confidentiality="internal")


@transaction.atomic
def appoint(
    *, function: Function, person: User, valid_from: date, valid_to: date | None = None, actor: Actor
) -> Holding:
    """Let a person hold a function from `valid_from` up to, not including, `valid_to`. Raises AlreadyHeld."""
    require_administrator(actor)
    # The lock makes two simultaneous appointments wait for each other.
    Function.objects.select_for_update().get(pk=function.pk)
    _require_free(function, person, valid_from, valid_to)
    held = Holding.objects.create(function=function, person=person, valid_from=valid_from, valid_to=valid_to)
    ledger.record(
        actor,
        "appointed",
        function,
        unit_id=function.unit_id,
        confidentiality="open",
        person=person.name,
        valid_from=valid_from.isoformat(),
        valid_to=valid_to.isoformat() if valid_to else None,
    )
    return held


def _require_free(function: Function, person: User, valid_from: date, valid_to: date | None) -> None:
    if valid_to is not None and valid_to <= valid_from:
        raise Invalid(_("Sista dagen måste komma efter den första."), field="valid_to")
    others = Holding.objects.filter(function=function)
    if not function.single_holder:
        others = others.filter(person=person)
    for other in others:
        if rules.overlap(valid_from, valid_to, other.valid_from, other.valid_to):
            raise AlreadyHeld(field="valid_from")


@transaction.atomic
def end_holding(*, holding: Holding, valid_to: date, actor: Actor) -> Holding:
    """Let a holding end: `valid_to` is the first day the person no longer holds the function."""
    require_administrator(actor)
    if valid_to <= holding.valid_from:
        raise Invalid(_("Sista dagen måste komma efter den första."), field="valid_to")
    before = holding.valid_to
    holding.valid_to = valid_to
    holding.save(update_fields=["valid_to"])
    ledger.record(
        actor,
        "ended",
        holding.function,
        unit_id=holding.function.unit_id,
        confidentiality="open",
        person=holding.person.name,
        changes={"valid_to": [before.isoformat() if before else None, valid_to.isoformat()]},
    )
    return holding


@transaction.atomic
def log_look(*, reader: User, place: str, asked: Mapping[str, str], actor: Actor) -> None:
    """Tell that the reader looked in the ledger: where, and narrowed how. Once for each answer, when it is made.

    Whoever reviews the reads of the reader's board sees it.
    """
    where = access(actor).home_board_id
    ledger.record(actor, ledger.LOG_READ, reader, unit_id=where, confidentiality=Confidentiality.CONFIDENTIAL,
                  place=place, **{name: value[:200] for name, value in asked.items() if value})  # fmt: skip
