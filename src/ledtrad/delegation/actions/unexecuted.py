"""Granted decisions that wait: told of, and what becomes of them. All of it is confidential."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Length
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ledtrad.core import ledger
from ledtrad.core.actors import Actor
from ledtrad.core.jobs import locks
from ledtrad.core.pseudonyms import Pseudonyms, holds_number
from ledtrad.core.refusals import Invalid, NotAllowed, Stale
from ledtrad.delegation.actions.written import written
from ledtrad.delegation.models import UnexecutedDecision
from ledtrad.delegation.queries.unexecuted import secret_units
from ledtrad.organisation.actors import access
from ledtrad.organisation.models import Unit
from ledtrad.organisation.rules import Confidentiality, Power, Role

PURPOSE = "decisions"
SECRET = Confidentiality.CONFIDENTIAL
#: Told in words; nobody's personal identity number may stand there.
TEXTS = ("intervention", "reason", "lapsed_reason")


class MayNotRegister(NotAllowed):
    """It takes the right to follow decisions and read what is confidential there, or to handle the case oneself."""

    code = "may_not_register_unexecuted"
    message = _(
        "Bara handläggaren, och de som följer enhetens beslut med sekretess, kan föra in ej verkställda beslut."
    )


class NotBroken(Invalid):
    code = "not_broken"
    message = _("Ett avbrott gäller något som har verkställts. Det här beslutet väntar redan.")


def units_to_register_in(actor: Actor) -> frozenset[int]:
    """Where one may tell of a decision that waits."""
    rights = access(actor)
    own = {post.unit_id for post in rights.posts if post.role == Role.CASE_WORKER}
    return frozenset(rights.units(Power.EDIT) & secret_units(rights)) | own


def may_change(actor: Actor, row: UnexecutedDecision) -> bool:
    rights = access(actor)
    if rights.everything or (actor.user_id is not None and row.holder_id == actor.user_id):
        return True
    return row.unit_id in rights.units(Power.EDIT) & secret_units(rights)


@transaction.atomic
def register(*, unit: Unit, values: Mapping[str, Any], subject: str, actor: Actor) -> UnexecutedDecision:
    """Tell of a granted decision that is not carried out. Raises MayNotRegister, Invalid.

    A case worker tells of those that they handle themselves.
    """
    rights = access(actor)
    if not rights.everything and unit.pk not in units_to_register_in(actor):
        raise MayNotRegister()
    board_id = rights.tree.board_of(unit.pk)
    if board_id is None:
        raise Invalid(_("Enheten hör inte till någon nämnd."), field="unit")
    given = dict(values)
    if not rights.everything and unit.pk not in secret_units(rights):
        given["holder_id"] = actor.user_id
    check_days(given, actor.today)
    _check_texts(given)
    made = UnexecutedDecision.objects.create(
        number=next_number(given["decided_on"].year), board_id=board_id, unit=unit,
        subject=Pseudonyms(PURPOSE).of(subject), **given, **written(actor),
    )  # fmt: skip
    _tell(actor, "created", made, decided_on=made.decided_on, law=made.law)
    return made


def next_number(year: int, taken: int = 0) -> str:
    """The number after the highest of that year, whichever board has it; nobody else gets one meanwhile."""
    locks.wait("unexecuted number")
    start = f"EV {year}-"
    numbers = UnexecutedDecision.objects.filter(number__startswith=start).order_by(-Length("number"), "-number")
    highest = numbers.values_list("number", flat=True).first()
    return f"{start}{(int(highest.removeprefix(start)) if highest else 0) + 1 + taken:04d}"


@transaction.atomic
def give_reason(*, row: UnexecutedDecision, reason: str, actor: Actor, seen: int | None) -> UnexecutedDecision:
    """Why it is not carried out. Raises MayNotRegister, Stale, Invalid."""
    return _change(row, {"reason": reason}, actor, seen)


@transaction.atomic
def execute(*, row: UnexecutedDecision, executed_on: date, actor: Actor, seen: int | None) -> UnexecutedDecision:
    """It has been carried out; also to set a day right. Raises MayNotRegister, Stale, Invalid."""
    values = {"executed_on": executed_on, "lapsed_on": None, "lapsed_reason": ""}
    return _change(row, values, actor, seen)


@transaction.atomic
def lapse(
    *, row: UnexecutedDecision, lapsed_on: date, lapsed_reason: str, actor: Actor, seen: int | None
) -> UnexecutedDecision:
    """It will not be carried out: withdrawn, moved, died. Raises MayNotRegister, Stale, Invalid."""
    if not lapsed_reason.strip():
        raise Invalid(_("Skriv varför beslutet inte ska verkställas."), field="lapsed_reason")
    values = {"lapsed_on": lapsed_on, "lapsed_reason": lapsed_reason, "executed_on": None}
    return _change(row, values, actor, seen)


@transaction.atomic
def break_off(
    *, row: UnexecutedDecision, break_on: date, reason: str, actor: Actor, seen: int | None
) -> UnexecutedDecision:
    """What had been carried out has broken off: it waits anew, as a record of its own.

    Raises MayNotRegister, NotBroken, Stale, Invalid.
    """
    if not may_change(actor, row):
        raise MayNotRegister()
    if row.executed_on is None:
        raise NotBroken(field="break_on")
    if break_on < row.executed_on:
        raise Invalid(_("Avbrottet kommer efter att beslutet verkställdes."), field="break_on")
    _claim(row, seen)
    kept = {
        name: getattr(row, name)
        for name in ("board_id", "unit_id", "holder_id", "decision_id", "law", "intervention", "decided_on", "sex",
                     "subject")
    }  # fmt: skip
    given = {**kept, "break_on": break_on, "reason": reason.strip()}
    check_days(given, actor.today)
    _check_texts(given)
    made = UnexecutedDecision.objects.create(number=next_number(break_on.year), **given, **written(actor))
    _tell(actor, "created", made, broken_off=row.number, break_on=break_on)
    return made


def check_days(values: Mapping[str, Any], today: date) -> None:
    """Days in their order and none to come. Raises Invalid at the field."""
    decided, broke = values.get("decided_on"), values.get("break_on")
    for name in ("decided_on", "break_on", "executed_on", "lapsed_on"):
        day = values.get(name)
        if day is not None and day > today:
            raise Invalid(_("Dagen har inte varit än."), field=name)
    if decided is not None and broke is not None and broke < decided:
        raise Invalid(_("Avbrottet kommer efter beslutet."), field="break_on")
    since = broke or decided
    for name in ("executed_on", "lapsed_on"):
        day = values.get(name)
        if day is not None and since is not None and day < since:
            raise Invalid(_("Dagen kommer före beslutet eller avbrottet."), field=name)
    if values.get("executed_on") and values.get("lapsed_on"):
        raise Invalid(_("Ett beslut kan inte både ha verkställts och ha upphört."), field="lapsed_on")


def _check_texts(values: Mapping[str, Any]) -> None:
    for name in TEXTS:
        if holds_number(str(values.get(name) or "")):
            raise Invalid(_("Skriv inget personnummer här."), field=name)


def _change(row: UnexecutedDecision, values: dict[str, Any], actor: Actor, seen: int | None) -> UnexecutedDecision:
    if not may_change(actor, row):
        raise MayNotRegister()
    values = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
    days = {name: getattr(row, name) for name in ("decided_on", "break_on")}
    check_days(days | values, actor.today)
    _check_texts(values)
    old = {name: getattr(row, name) for name in values}
    changes = {name: [old[name], value] for name, value in values.items() if old[name] != value}
    if not changes:
        return row
    _claim(row, seen, **values)
    row.refresh_from_db()
    _tell(actor, "changed", row, changes=changes)
    return row


def _claim(row: UnexecutedDecision, seen: int | None, **values: Any) -> None:
    """Write if nobody wrote since `seen`. Raises Stale."""
    rows = UnexecutedDecision.objects.filter(pk=row.pk, **({} if seen is None else {"version": seen}))
    if not rows.update(version=F("version") + 1, **values):
        raise Stale(current=UnexecutedDecision.objects.get(pk=row.pk))


def _tell(actor: Actor, action: str, row: UnexecutedDecision, **details: Any) -> None:
    ledger.record(actor, action, row, unit_id=row.unit_id, confidentiality=SECRET, **details)


def log_read(*, row: UnexecutedDecision, actor: Actor) -> None:
    """One entry for each answer that holds it."""
    with transaction.atomic():
        _tell(actor, "read", row)


def sexes() -> list[tuple[str, str]]:
    """For forms: the sex that the statistics ask for, or not told."""
    return [("", _now("Inte angivet")), ("K", _now("Kvinna")), ("M", _now("Man"))]
