"""Reporting an assignment back, and the board's answer."""

from collections.abc import Mapping
from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from ledtrad.activities.actions.assignments import (
    AlreadyHandedIn,
    ask_again,
    end,
    require_answerer,
    require_unsettled,
    settle,
)
from ledtrad.activities.models import Assignment, AssignmentState, ReportBack, ReportBackState
from ledtrad.activities.rules.assignments import ASKS_AGAIN, Answer
from ledtrad.activities.words import ANSWERS
from ledtrad.core import clock
from ledtrad.core.actors import Actor
from ledtrad.core.paragraphs import as_paragraph
from ledtrad.core.refusals import Invalid, NotAllowed, Refused
from ledtrad.core.versions import claim
from ledtrad.organisation.actors import access
from ledtrad.thread import actions as thread

#: What is written in a report-back.
TEXTS = ("taken", "planned", "effect")

_STATES = {
    Answer.ACCEPT: ReportBackState.ACCEPTED,
    Answer.CLOSE: ReportBackState.ACCEPTED,
    Answer.MORE: ReportBackState.MORE,
    Answer.EFFECT: ReportBackState.EFFECT,
}


class MayNotReport(NotAllowed):
    """Whoever got the assignment reports it."""

    message = _("Bara den som har funktionen som fick uppdraget, eller leder den, redovisar det.")
    code = "may_not_report"


class NothingWritten(Invalid):
    """An empty report says nothing."""

    message = _("Skriv vad som är gjort eller planerat innan du lämnar in.")
    code = "nothing_written"


class EffectMissing(Invalid):
    """The board has asked for the effect."""

    message = _(
        "Nämnden har frågat efter effekten. Skriv vilken effekt åtgärderna har fått, eller varför den inte syns än."
    )
    code = "effect_missing"


class NotHandedIn(Refused):
    """A board answers what it has been given."""

    message = _("Redovisningen är inte inlämnad än, så det finns inget att svara på.")
    code = "not_handed_in"


class AlreadyAnswered(Refused):
    """What the board has answered stands."""

    message = _("Nämnden har redan svarat på redovisningen.")
    code = "already_answered"


class DayNeeded(Invalid):
    """What is asked for is asked for by a day."""

    message = _("Ange när det ska redovisas.")
    code = "day_needed"


class ParagraphNeeded(Invalid):
    """An answer is a decision of the board."""

    message = _("Ange paragrafen i protokollet.")
    code = "paragraph_needed"


class WrongDay(Invalid):
    """A board cannot have answered before it was told, nor tomorrow."""

    message = _("Dagen för svaret ligger mellan dagen då redovisningen lämnades in och i dag.")
    code = "wrong_day"


def may_report(actor: Actor, assignment: Assignment) -> bool:
    """Whether the actor has the function that got the assignment, or leads where it stands."""
    rights, function = access(actor), assignment.responsible
    return rights.everything or (
        function is not None and (rights.holds(function.pk) or rights.manages(function.unit_id))
    )


def require_reporter(actor: Actor, assignment: Assignment) -> None:
    """Raises MayNotReport."""
    if not may_report(actor, assignment):
        raise MayNotReport()


@transaction.atomic
def write(*, report_back: ReportBack, texts: Mapping[str, str], actor: Actor, seen: int | None) -> ReportBack:
    """Save a draft. Raises MayNotReport, Ended, AlreadyHandedIn, or Stale."""
    _require_open(report_back, actor)
    claim(report_back, seen)
    _keep(report_back, texts)
    thread.record(actor, "report_back_written", report_back.assignment, due_on=report_back.due_on.isoformat())
    return report_back


@transaction.atomic
def hand_in(*, report_back: ReportBack, texts: Mapping[str, str], actor: Actor, seen: int | None) -> ReportBack:
    """Give the report to the board.

    Raises MayNotReport, Ended, AlreadyHandedIn, NothingWritten, EffectMissing, or Stale.
    """
    _require_open(report_back, actor)
    if not any(texts.get(name, "").strip() for name in TEXTS):
        raise NothingWritten(field="taken")
    if report_back.asks_effect and not texts.get("effect", "").strip():
        raise EffectMissing(field="effect")
    claim(report_back, seen)
    _keep(report_back, texts)
    report_back.state, report_back.reported_at = ReportBackState.WRITTEN, clock.now()
    report_back.reported_by_label = actor.label
    report_back.save(update_fields=["state", "reported_at", "reported_by_label"])
    said = {name: getattr(report_back, name) for name in TEXTS if getattr(report_back, name)}
    thread.record(actor, "reported_back", report_back.assignment, due_on=report_back.due_on.isoformat(), **said)
    settle(report_back.assignment)
    return report_back


@transaction.atomic
def answer(
    *,
    report_back: ReportBack,
    answer: Answer,
    on: date,
    paragraph: str,
    actor: Actor,
    seen: int | None,
    words: str = "",
    again_on: date | None = None,
) -> ReportBack:
    """Write down what the board said. Only `Answer.CLOSE` ends the assignment.

    With MORE or EFFECT a new report is awaited by `again_on`. Raises MayNotAnswer, Ended, NotHandedIn,
    AlreadyAnswered, ParagraphNeeded, WrongDay, DayNeeded, SameDay, or Stale.
    """
    assignment = report_back.assignment
    require_answerer(actor, assignment.unit_id)
    require_unsettled(assignment)
    paragraph = as_paragraph(paragraph)
    _require_answerable(report_back, answer, on, paragraph, again_on)
    claim(report_back, seen)
    report_back.state, report_back.answer = _STATES[answer], words.strip()
    report_back.answered_on, report_back.answered_as = on, paragraph
    report_back.answered_by_label = actor.label
    report_back.save(update_fields=["state", "answer", "answered_on", "answered_as", "answered_by_label"])
    if answer in ASKS_AGAIN and again_on is not None:
        effect = answer is Answer.EFFECT or report_back.asks_effect
        ask_again(report_back, again_on, actor, effect=effect)
    thread.record(
        actor, "report_back_answered", assignment, answer=_in_words(answer), on=on.isoformat(), paragraph=paragraph,
        text=report_back.answer, due_on=again_on.isoformat() if again_on else None,
    )  # fmt: skip
    if answer is Answer.CLOSE:
        thread.claim(assignment, None)
        end(assignment, AssignmentState.CLOSED, on, paragraph, report_back.answer)
    settle(assignment)
    return report_back


def _in_words(answer: Answer) -> str:
    """The answer as the ledger keeps it: in the municipality's language, whoever writes."""
    with translation.override(settings.LANGUAGE_CODE):
        return str(ANSWERS[answer])


def _require_open(report_back: ReportBack, actor: Actor) -> None:
    require_reporter(actor, report_back.assignment)
    require_unsettled(report_back.assignment)
    if report_back.is_handed_in:
        raise AlreadyHandedIn()


def _require_answerable(
    report_back: ReportBack, answer: Answer, on: date, paragraph: str, again_on: date | None
) -> None:
    reported_on = report_back.fact.reported_on
    if reported_on is None:
        raise NotHandedIn()
    if report_back.answered_on is not None:
        raise AlreadyAnswered()
    if not paragraph:
        raise ParagraphNeeded(field="paragraph")
    if not reported_on <= on <= clock.today():
        raise WrongDay(field="on")
    if answer in ASKS_AGAIN and again_on is None:
        raise DayNeeded(field="again_on")
    if answer in ASKS_AGAIN and again_on is not None and again_on <= on:
        raise DayNeeded(_("Dagen måste komma efter nämndens svar."), field="again_on")


def _keep(report_back: ReportBack, texts: Mapping[str, str]) -> None:
    for name in TEXTS:
        if name in texts:
            setattr(report_back, name, texts[name].replace("\r\n", "\n").strip())
    report_back.save(update_fields=list(TEXTS))
