"""Writing a board's statement, part by part, and what it promises."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ledtrad.activities.actions import save_activity
from ledtrad.activities.models import Activity
from ledtrad.audits.models import Addressed, Stand, StandMeasure, Statement
from ledtrad.core import clock, ledger
from ledtrad.core.actors import Actor
from ledtrad.core.pseudonyms import holds_number
from ledtrad.core.refusals import Invalid, NotAllowed, Refused, Stale
from ledtrad.core.versions import claim
from ledtrad.meetings.models import Paper
from ledtrad.organisation.actors import access
from ledtrad.organisation.models import Function, Unit
from ledtrad.organisation.rules import Confidentiality
from ledtrad.thread import actions as thread
from ledtrad.thread.models import Link
from ledtrad.thread.rules import LinkKind

FIELDS = ("position", "reasons", "counter_proposal")


class MayNotAnswer(NotAllowed):
    """Neither works with the board's papers nor has been given the statement."""

    message = _("Bara den som skriver för nämnden, eller har fått i uppgift att skriva yttrandet, kan göra det här.")
    code = "may_not_answer"


class StandsStill(Refused):
    """The paper is being signed off, or adopted."""

    message = _("Yttrandet är lämnat för godkännande eller beslutat. Det ändras inte längre.")
    code = "statement_frozen"


class NamesPerson(Invalid):
    """A personal identity number stands in a text that becomes a public record."""

    message = _("Texten innehåller ett personnummer. Skriv inget som pekar ut en enskild person.")
    code = "names_person"


class NotOfBoard(Invalid):
    """The activity or function lies in another board's part of the organisation."""

    message = _("Den hör till en annan nämnd.")
    code = "other_board"


def may_answer(actor: Actor, statement: Statement) -> bool:
    """Whether the actor writes the statement: edits for the board, or holds the function that was asked."""
    rights = access(actor)
    return rights.may_edit(statement.board_id) or rights.holds(statement.responsible_id)


def require_answer(actor: Actor, statement: Statement) -> None:
    if not may_answer(actor, statement):
        raise MayNotAnswer()


def is_open(statement: Statement) -> bool:
    """Whether stands can still be written: the paper is a draft, or not begun."""
    return statement.adopted_on is None and (statement.paper is None or statement.paper.is_draft)


def require_nobody_named(values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if isinstance(value, str) and holds_number(value):
            raise NamesPerson(field=name)


def signature(actor: Actor) -> dict[str, Any]:
    """Who writes, in the first function they hold."""
    posts = access(actor).posts
    return {
        "made_by_id": actor.user_id,
        "made_by_label": actor.label,
        "function_id": posts[0].function_id if posts else None,
        "made_at": clock.now(),
    }


def told(actor: Actor, action: str, statement: Statement, **details: Any) -> None:
    """Write the ledger about a statement: internal to the board until it has adopted."""
    mark = statement.audit.confidentiality
    if mark == Confidentiality.OPEN and statement.adopted_on is None:
        mark = Confidentiality.INTERNAL
    ledger.record(
        actor, action, statement, unit_id=statement.board_id, confidentiality=mark, **details,
    )  # fmt: skip


@transaction.atomic
def write_stand(
    *, statement: Statement, addressed: Addressed, values: Mapping[str, Any], actor: Actor, seen: int | None
) -> Stand:
    """Where the board stands on one recommendation. Raises MayNotAnswer, StandsStill, NamesPerson, Stale."""
    statement = _taken(statement, actor)
    require_nobody_named(values)
    stand: Stand | None = Stand.objects.select_for_update().filter(addressed=addressed).first()
    if stand is None:
        if seen:
            raise Stale()
        stand = Stand(statement=statement, addressed=addressed)
        changes = {name: ["", values.get(name, "")] for name in FIELDS if values.get(name)}
    else:
        if seen is not None and seen != stand.version:
            raise Stale(current=stand)
        changes = {n: [getattr(stand, n), values[n]] for n in FIELDS if n in values and getattr(stand, n) != values[n]}
        if not changes:
            return stand
        claim(stand, seen)
    for name in FIELDS:
        setattr(stand, name, values.get(name, getattr(stand, name)))
    for name, value in signature(actor).items():
        setattr(stand, name, value)
    stand.save()
    told(actor, "stand_written", statement, recommendation=addressed.recommendation.number, changes=changes)
    return stand


@transaction.atomic
def promise(
    *, statement: Statement, addressed: Addressed, title: str, responsible: Function, due_on: date, actor: Actor
) -> Activity:
    """A measure that is new: an activity of the responsible function's unit, internal until the board has adopted.

    Raises MayNotAnswer, StandsStill, NamesPerson, NotOfBoard.
    """
    statement = _taken(statement, actor)
    require_nobody_named({"title": title})
    unit = _unit_within(statement, responsible, actor)
    values = {
        "title": title, "unit": unit, "responsible": responsible, "due_on": due_on,
        "confidentiality": max_mark(statement.audit.confidentiality, Confidentiality.INTERNAL),
    }  # fmt: skip
    activity = save_activity(None, values, actor=actor, seen=None, areas=[])
    _answers(activity, addressed, actor)
    StandMeasure.objects.create(statement=statement, addressed=addressed, activity=activity, is_new=True)
    _told_of(actor, "measure_promised", statement, addressed, activity)
    return activity


@transaction.atomic
def promise_existing(*, statement: Statement, addressed: Addressed, activity: Activity, actor: Actor) -> None:
    """A measure that is an activity already. Others see that it answers the recommendation when the board has adopted.

    Raises MayNotAnswer, StandsStill, NotOfBoard.
    """
    statement = _taken(statement, actor)
    if access(actor).tree.board_of(activity.unit_id) != statement.board_id:
        raise NotOfBoard(field="activity")
    _row, is_new = StandMeasure.objects.get_or_create(
        addressed=addressed, activity=activity, defaults={"statement": statement, "is_new": False}
    )
    if is_new:
        told(
            actor,
            "measure_promised",
            statement,
            recommendation=addressed.recommendation.number,
            activity=activity.number,
        )


@transaction.atomic
def take_back(*, measure: StandMeasure, actor: Actor) -> None:
    """A measure is promised no longer. The activity stays in the thread, untied. Raises MayNotAnswer, StandsStill."""
    statement = _taken(measure.statement, actor)
    addressed, activity = measure.addressed, measure.activity
    measure.delete()
    if measure.is_new:
        tied = Link.objects.filter(source=activity.pk, target=addressed.recommendation_id, kind=LinkKind.ANSWERS)
        for link in tied.select_related("source", "target"):
            thread.unlink(link=link, actor=actor)
    told(
        actor, "measure_taken_back", statement, recommendation=addressed.recommendation.number, activity=activity.number
    )


def _told_of(actor: Actor, action: str, statement: Statement, addressed: Addressed, activity: Activity) -> None:
    told(actor, action, statement, recommendation=addressed.recommendation.number, activity=activity.number)


def max_mark(*marks: str) -> str:
    """The strictest of some marks."""
    order = [Confidentiality.OPEN, Confidentiality.INTERNAL, Confidentiality.CONFIDENTIAL]
    return str(max((Confidentiality(mark) for mark in marks), key=order.index))


def _taken(statement: Statement, actor: Actor) -> Statement:
    """The statement locked, if the actor may write it and it does not stand still."""
    require_answer(actor, statement)
    if statement.paper_id is not None:  # first, as whoever sends it out does: what is signed is what the stands say
        Paper.objects.select_for_update().filter(pk=statement.paper_id).first()
    rows = Statement.objects.select_related("audit", "board", "paper").select_for_update(of=("self",))
    fresh = rows.get(pk=statement.pk)
    if not is_open(fresh):
        raise StandsStill()
    return fresh


def _unit_within(statement: Statement, responsible: Function, actor: Actor) -> Unit:
    """The function's own unit if it is the board's, and the actor may write there; else the board itself."""
    rights = access(actor)
    if rights.tree.board_of(responsible.unit_id) != statement.board_id:
        raise NotOfBoard(field="responsible")
    return responsible.unit if rights.may_edit(responsible.unit_id) else statement.board


def _answers(activity: Activity, addressed: Addressed, actor: Actor) -> None:
    thread.link(source=activity, target=addressed.recommendation, kind=LinkKind.ANSWERS, actor=actor)
