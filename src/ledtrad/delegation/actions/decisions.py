"""Decisions by hand: written in with a number of their own, and corrected without anything being lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledtrad.core import clock, ledger
from ledtrad.core.actors import Actor
from ledtrad.core.pseudonyms import Pseudonyms, holds_number
from ledtrad.core.refusals import Invalid, NotAllowed, Refused, Stale
from ledtrad.delegation.actions.locking import lock_boards
from ledtrad.delegation.actions.written import written
from ledtrad.delegation.imports.record_rows import HOLDS_NUMBER, PURPOSE
from ledtrad.delegation.models import ControlFinding, DecisionSource, DelegatedDecision, FindingTask
from ledtrad.delegation.rules import series
from ledtrad.organisation.actors import access
from ledtrad.organisation.models import Function, Unit, User
from ledtrad.organisation.plain import Names, folded
from ledtrad.organisation.rules import Confidentiality, Power

#: What a correction may say anew. Source, id and board name the decision and stay.
CORRECTABLE = (
    *("decided_on", "item", "function", "person", "matter", "decision", "amount"),
    *("period_from", "period_to", "confidentiality"),
)
_PLACES = frozenset({"function", "person", "decided_on"})


class NothingCorrected(Refused):
    """The correction says what the record says already."""

    code = "nothing_corrected"
    message = gettext_lazy("Ändra minst en uppgift, annars finns inget att rätta.")


@dataclass(frozen=True)
class Written:
    """A decision as somebody writes it in."""

    values: Mapping[str, Any]
    subject: str = ""


def may_correct(actor: Actor, decision: DelegatedDecision) -> bool:
    """Whoever made it or was asked to mend it, whoever manages its unit, and those who lay the board's lists."""
    rights = access(actor)
    return (
        rights.everything
        or (actor.user_id is not None and decision.holder_id == actor.user_id)
        or rights.manages(decision.unit_id)
        or rights.has(Power.PLAN, decision.board_id)
        or _was_asked(actor, decision)
    )


def _was_asked(actor: Actor, decision: DelegatedDecision) -> bool:
    tasks = FindingTask.objects.for_person(actor.user_id, access(actor).functions)
    return tasks.filter(decision=decision.pk, done_at__isnull=True).exists()


def boards_to_write_in(actor: Actor) -> list[int]:
    """The boards in whose name the actor may write in decisions: where one holds a function and takes part."""
    rights = access(actor)
    writes = rights.units(Power.CONTRIBUTE)
    found = {rights.tree.board_of(post.unit_id) for post in rights.posts if post.unit_id in writes}
    return sorted(board for board in found if board is not None)


@transaction.atomic
def write_in(*, board: Unit, values: Mapping[str, Any], subject: str, actor: Actor) -> DelegatedDecision:
    """Record a decision made by hand, under the next number of the board's own series. Raises NotAllowed, Invalid.

    One writes in one's own decisions; those who lay the board's lists may write in others' too.
    """
    rights = access(actor)
    if not rights.everything and board.pk not in boards_to_write_in(actor):
        raise NotAllowed
    clean = _cleaned(values, actor)
    function, person = _who(board, clean)
    own = actor.user_id is not None and person is not None and person.pk == actor.user_id
    if not own and not rights.everything and not rights.has(Power.PLAN, board.pk):
        raise Invalid(_("Du kan skriva in beslut som du själv har fattat."), field="person")
    source = _source_by_hand(board, actor)
    number = _next_number(source, clean["decided_on"].year)
    begins, serial = series.series_of(number)
    decision = DelegatedDecision.objects.create(
        system=source, source_id=number, series=begins, serial=serial, board=board,
        unit_id=function.unit_id if function is not None else board.pk, delegate=function, holder=person,
        subject=Pseudonyms(PURPOSE).of(subject), recorded_at=clock.now(), recorded_by_id=actor.user_id, **clean,
    )  # fmt: skip
    ledger.record(actor, "registered", decision, number=number)
    return decision


@transaction.atomic
def correct(*, decision: DelegatedDecision, values: Mapping[str, Any], reason: str, actor: Actor) -> DelegatedDecision:
    """Record what is right, beside what was said before. The old record stays as it was.

    Raises NotAllowed, Stale (somebody corrected it first), NothingCorrected, Invalid.
    """
    if not may_correct(actor, decision):
        raise NotAllowed
    stored = DelegatedDecision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    if not stored.is_current:
        raise Stale(_current(stored))
    if not reason.strip():
        raise Invalid(_("Skriv varför beslutet rättas."), field="reason")
    clean = _cleaned(values, actor)
    changes = {n: [getattr(stored, n), v] for n, v in clean.items() if getattr(stored, n) != v}
    if not changes:
        raise NothingCorrected
    new = DelegatedDecision.objects.get(pk=stored.pk)
    new.pk, new._state.adding = None, True
    for name, value in clean.items():
        setattr(new, name, value)
    if _PLACES & changes.keys():
        function, person = _who(stored.board, clean)
        new.delegate, new.holder = function, person
        new.unit_id = function.unit_id if function is not None else stored.board_id
    new.replaces, new.reason, new.batch = stored, reason.strip()[:300], None
    new.recorded_at, new.recorded_by_id = clock.now(), actor.user_id
    DelegatedDecision.objects.filter(pk=stored.pk).update(is_current=False)
    new.save(force_insert=True)
    marks = {stored.confidentiality, new.confidentiality}
    secret = Confidentiality.CONFIDENTIAL if Confidentiality.CONFIDENTIAL in marks else None
    if new.confidentiality == Confidentiality.CONFIDENTIAL:
        _hide_findings(new)
    ledger.record(actor, "decision_corrected", new, confidentiality=secret, reason=new.reason, changes=changes)
    return new


def _hide_findings(decision: DelegatedDecision) -> None:
    """What was found about the decision before it was marked tells of it too, and is as confidential from now on."""
    about = ControlFinding.objects.filter(
        decision__system=decision.system_id, decision__source_id=decision.source_id
    )  # fmt: skip
    about.update(confidentiality=Confidentiality.CONFIDENTIAL)


def _current(decision: DelegatedDecision) -> DelegatedDecision | None:
    return DelegatedDecision.objects.current().filter(
        system=decision.system_id, source_id=decision.source_id
    ).first()  # fmt: skip


def _cleaned(values: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    """The values without personal identity numbers, checked. Raises Invalid."""
    clean = {name: values.get(name) for name in CORRECTABLE}
    hide = Pseudonyms(PURPOSE).hide_numbers
    for name in ("item", "function", "person", "matter", "decision"):
        clean[name] = (clean[name] or "").strip()
    for name in ("item", "function"):
        if holds_number(str(clean[name])):
            raise Invalid(HOLDS_NUMBER, field=name)
    for name in ("person", "matter", "decision"):
        clean[name] = hide(str(clean[name]))[0]
    if clean["decided_on"] is None:
        raise Invalid(_("Skriv när beslutet fattades."), field="decided_on")
    if clean["decided_on"] > actor.today:
        raise Invalid(_("Beslutet kan inte vara fattat efter i dag."), field="decided_on")
    if clean["period_from"] and clean["period_to"] and clean["period_to"] < clean["period_from"]:
        raise Invalid(_("Slutet kommer före början."), field="period_to")
    return clean


def _who(board: Unit, clean: Mapping[str, Any]) -> tuple[Function | None, User | None]:
    """Which function and person the words mean, as the imports would find it."""
    names = Names(may_make=False)
    person = names.person(clean["person"])
    found = names.functions(board, clean["function"])
    if len(found) > 1:
        return names.held_by(found, person, clean["decided_on"]), person
    return (found[0] if found else None), person


def _source_by_hand(board: Unit, actor: Actor) -> DecisionSource:
    """The board's source of decisions written by hand, locked; made when the first one comes."""
    rows = DecisionSource.objects.select_for_update(of=("self",)).filter(board=board, by_hand=True)
    if (found := rows.first()) is not None:
        return found
    lock_boards([board.pk])  # of two who write the first one at once, one makes it
    if (found := rows.first()) is not None:
        return found
    name = folded(_("Inskrivna för hand, %(board)s") % {"board": board.name})[:100]
    made = DecisionSource.objects.create(
        name=name, board=board, by_hand=True, unbroken=True, series=f"{board.number} ", **written(actor)
    )
    ledger.record(actor, "created", made, unit_id=board.pk)
    return made


def _next_number(source: DecisionSource, year: int) -> str:
    """The next number of the year's series; never one that has been used, corrected or not."""
    begins = f"{source.series}{year}-"
    taken = DelegatedDecision.objects.filter(system=source, series=begins).aggregate(last=Max("serial"))["last"]
    return f"{begins}{(taken or 0) + 1:04d}"
