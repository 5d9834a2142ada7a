"""What the board decided: paragraphs with what was noted at them, and decisions sent out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ledtrad.core import clock
from ledtrad.core.actors import Actor
from ledtrad.core.refusals import Invalid, Refused
from ledtrad.core.versions import claim, unless_taken
from ledtrad.meetings.actions import remarks
from ledtrad.meetings.actions.agenda import (
    OnAnAgenda,
    locked_item,
    locked_meeting,
    record_item,
    require_open_point,
)
from ledtrad.meetings.actions.meetings import require_planner
from ledtrad.meetings.actions.signing import adopt
from ledtrad.meetings.actions.written import record_paper
from ledtrad.meetings.models import AgendaItem, Matter, Meeting, Paper
from ledtrad.meetings.queries import agenda as queries
from ledtrad.meetings.rules import agenda as rules
from ledtrad.meetings.rules.attendance import Remarked
from ledtrad.meetings.words import MatterState, PaperState
from ledtrad.organisation.models import Unit


class NotHeldYet(Refused):
    """Nobody has decided anything before the meeting."""

    code = "not_held_yet"
    message = _("Sammanträdet har inte hållits än.")


class Standing(Invalid):
    """The paper says its paragraph."""

    code = "paragraph_stands"
    message = _("Handlingen är beslutad i den paragrafen. Numret står fast.")


class AdoptedAlready(Refused):
    """What was adopted never changes."""

    code = "adopted_already"
    message = _("Beslutet har gjort en handling beslutad, och kan inte tas bort. Texten kan ändras.")


class NotAdjusted(Refused):
    """What has not been adjusted is not sent out."""

    code = "not_adjusted"
    message = _("Protokollet är inte justerat. Beslut expedieras när det är det.")


TEXTS = ("decision", "background", "motions", "procedure", "distribution")


@dataclass(frozen=True)
class Decision:
    """What is written in of a point. Without a paragraph it gets the next one of the board's year; what is None stands
    as the point has it."""

    text: str
    distribution: str | None = None
    background: str | None = None
    motions: str | None = None
    procedure: str | None = None
    remarks: Sequence[Remarked] | None = None
    paragraph: int | None = None
    settled: bool = True


def hold_board(board_id: int) -> None:
    """Paragraphs of a board are given by one at a time, until the transaction ends. One query."""
    list(Unit.objects.select_for_update(no_key=True).filter(pk=board_id).values_list("pk", flat=True))


@transaction.atomic
def decide(*, item: AgendaItem, decision: Decision, actor: Actor, seen: int | None) -> AgendaItem:
    """Write in what the board decided, or mend what was written. A paper of the point is adopted with it; a matter
    that the board has not settled stays open, and its paper is free for another meeting.

    Raises MayNotPlanMeetings, Adjusted, NotHeldYet, Standing, WrongOrder, Invalid or Stale.
    """
    hold_board(item.meeting.board_id)
    now = locked_item(item)
    require_open_point(actor, now)
    if now.meeting.held_on > actor.today:
        raise NotHeldYet()
    if not decision.text.strip():
        raise Invalid(_("Skriv vad nämnden beslutade."), field="text")
    _check_standing(now, decision)
    before = _told(now)
    claim(now, seen)
    now.paragraph = _paragraph(now, decision.paragraph)
    for name, text in _texts(now, decision).items():
        setattr(now, name, text)
    now.settled, now.decided_at = decision.settled, now.decided_at or clock.now()
    with unless_taken(lambda: OnAnAgenda(field="settled")):
        now.save(update_fields=["paragraph", *TEXTS, "settled", "decided_at"])
    if decision.remarks is not None:
        remarks.write(now, decision.remarks)
    after = _told(now)
    record_item(actor, "decided", now, changes={n: [before[n], after[n]] for n in after if before[n] != after[n]})
    _follow(now, actor)
    return now


def _texts(item: AgendaItem, decision: Decision) -> dict[str, str]:
    """What the point says with the decision; of what is not given, what it says already."""
    given = {
        "decision": decision.text, "background": decision.background, "motions": decision.motions,
        "procedure": decision.procedure, "distribution": decision.distribution,
    }  # fmt: skip
    found = {name: (getattr(item, name) if text is None else text).strip() for name, text in given.items()}
    return found | {"distribution": "\n".join(rules.receivers(found["distribution"]))}


def _told(item: AgendaItem) -> dict[str, str]:
    """What the ledger keeps of a decision."""
    names = ("paragraph", "decision", "motions", "procedure")
    noted = [f"{remark}. {remark.text}".strip() for remark in item.remarks.all()]
    return {name: str(getattr(item, name) or "") for name in names} | {"remarks": "\n".join(noted)}


def _check_standing(item: AgendaItem, decision: Decision) -> None:
    """What an adopted paper says of its paragraph is not made untrue, and what nobody signed is not adopted."""
    if decision.settled and item.paper is not None and not item.paper.is_for_the_board:
        raise Invalid(_("Handlingen är inte klar för nämnden, och kan inte bli beslutad."), field="settled")
    if item.is_decided and item.paper is not None and item.paper.state == PaperState.ADOPTED:
        if decision.paragraph not in (None, item.paragraph):
            raise Standing(field="paragraph")
        if not decision.settled:
            raise Invalid(_("Handlingen är redan beslutad."), field="settled")


def _paragraph(item: AgendaItem, wanted: int | None) -> int:
    if wanted is None and item.paragraph is not None:
        return item.paragraph
    taken = queries.taken_paragraphs(item.meeting.board_id, item.meeting.held_on.year, item.pk)
    if wanted is None:
        return rules.next_paragraph(taken)
    if wrong := rules.paragraph_problem(wanted, taken):
        raise Invalid(wrong, field="paragraph")
    return wanted


def _follow(item: AgendaItem, actor: Actor) -> None:
    """What follows for the paper and the matter."""
    paper = item.paper
    if not item.settled:
        if paper is not None and paper.meeting_id is not None:
            claim(paper, None)
            Paper.objects.filter(pk=paper.pk).update(meeting=None)
            record_paper(actor, "changed", paper, changes={"meeting": [str(item.meeting), ""]})
        return
    if paper is not None and paper.state != PaperState.ADOPTED:
        adopt(paper=paper, on=item.meeting.held_on, paragraph=f"§ {item.paragraph}", actor=actor)
    elif item.matter_id is not None:
        Matter.objects.filter(pk=item.matter_id, state=MatterState.OPEN).update(state=MatterState.DECIDED)


@transaction.atomic
def undo_decision(*, item: AgendaItem, actor: Actor, seen: int | None) -> AgendaItem:
    """The point is undecided again; the matter stays as it is. Raises MayNotPlanMeetings, Adjusted, AdoptedAlready."""
    now = locked_item(item)
    require_open_point(actor, now)
    if now.paper is not None and (now.paper.state == PaperState.ADOPTED or not now.settled):
        raise AdoptedAlready() if now.settled else AdoptedAlready(_("Handlingen är lämnad till ett annat sammanträde."))
    claim(now, seen)
    before = {"paragraph": str(now.paragraph or ""), "decision": now.decision}
    now.paragraph, now.decision, now.decided_at, now.settled = None, "", None, True
    now.save(update_fields=["paragraph", "decision", "decided_at", "settled"])
    record_item(actor, "undecided", now, changes={name: [text, ""] for name, text in before.items()})
    return now


@transaction.atomic
def mark_sent(*, meeting: Meeting, items: Collection[int], actor: Actor) -> int:
    """These decisions have been sent to those whom they concern: when the minutes are adjusted, or the paragraph was
    before the rest. Returns how many had not been marked before.

    Raises MayNotPlanMeetings, NotAdjusted.
    """
    now = locked_meeting(meeting)
    require_planner(actor, now.board_id)
    rows = AgendaItem.objects.select_related("matter").filter(meeting=now, pk__in=items, sent_at__isnull=True)
    if not now.is_adjusted and rows.filter(adjusted_on__isnull=True).exists():
        raise NotAdjusted()
    waiting = list(rows.exclude(distribution=""))
    for item in waiting:
        item.meeting = now
        item.sent_at, item.sent_by_label = clock.now(), actor.label[:200]
        item.version += 1
        record_item(actor, "sent_out", item, receivers=rules.receivers(item.distribution))
    AgendaItem.objects.bulk_update(waiting, ["sent_at", "sent_by_label", "version"])
    return len(waiting)
