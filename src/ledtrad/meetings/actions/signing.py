"""From draft to what the board adopts: sent out, signed in turn, ready, adopted."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ledtrad.core import jobs
from ledtrad.core.actors import Actor
from ledtrad.core.paragraphs import as_paragraph
from ledtrad.core.refusals import Invalid
from ledtrad.core.versions import claim
from ledtrad.meetings import composing, content
from ledtrad.meetings.actions.refusals import NobodySigns, NotReady, NotYourTurn, SentOut, WrongOrder
from ledtrad.meetings.actions.written import MayNotWrite, locked_paper, may_write_paper, record_paper, require_plan
from ledtrad.meetings.models import Matter, Paper, PaperStep
from ledtrad.meetings.rules import papers as rules
from ledtrad.meetings.words import MatterState, PaperState, StepKind
from ledtrad.organisation.actors import access
from ledtrad.organisation.models import Function
from ledtrad.thread.queries import holders

FILES = "paper.files"
"""The job that makes the files of a paper that is ready."""


@transaction.atomic
def submit(*, paper: Paper, steps: Sequence[tuple[StepKind, Function]], actor: Actor, seen: int | None) -> Paper:
    """Make the paper stand still and ask for signatures, in the order of `steps`. What is signed is what the board
    gets.

    Raises MayNotWrite, WrongOrder, NotReady, Unreadable, NotAccessible, NobodySigns or Stale.
    """
    now = locked_paper(paper)
    if not may_write_paper(actor, now):
        raise MayNotWrite()
    if not rules.may_become(now.state, PaperState.SIGNING):
        raise WrongOrder()
    claim(now, seen)
    if sentences := content.missing(now):
        raise NotReady(sentences)
    document = content.document_of(now)
    now.state = PaperState.SIGNING
    now.stand_still(document)
    asked = _ask(now, steps)
    record_paper(actor, "submitted", now, sha256=now.sha256, asked=[s.function_label for s in asked])
    return now


def _ask(paper: Paper, steps: Sequence[tuple[StepKind, Function]]) -> list[PaperStep]:
    chosen: list[tuple[StepKind, Function]] = []
    for kind, function in steps:
        if function.pk not in {f.pk for _kind, f in chosen}:
            chosen.append((kind, function))
    if not chosen:
        raise NobodySigns()
    held = holders(function.pk for _kind, function in chosen)
    for _kind, function in chosen:
        if function.pk not in held:
            raise NobodySigns(_("Ingen har funktionen %(function)s nu. Välj en annan.") % {"function": function})
    return PaperStep.objects.bulk_create(
        PaperStep(paper=paper, order=place, kind=kind, function=function, function_label=str(function))
        for place, (kind, function) in enumerate(chosen, 1)
    )


@transaction.atomic
def sign(*, step: PaperStep, actor: Actor) -> Paper:
    """Sign in the step's function, when it is its turn. The last signature makes the paper ready for the board, and
    orders its files.

    Raises NotYourTurn or WrongOrder.
    """
    paper = locked_paper(step.paper)
    if paper.state != PaperState.SIGNING:
        raise WrongOrder()
    steps = list(paper.steps.all())
    turn = rules.whose_turn([s.signed_at is not None for s in steps])
    now = steps[turn] if turn is not None else None
    if now is None or now.pk != step.pk or actor.user_id is None or not access(actor).holds(now.function_id):
        raise NotYourTurn()
    now.put(actor, paper.sha256)
    claim(paper, None)
    if turn == len(steps) - 1:
        paper.state = PaperState.READY
        paper.conclude(content.final(paper.content or {}, steps))
    record_paper(actor, "signed", paper, sha256=now.sha256, functions=[now.function_label])
    if paper.state == PaperState.READY:
        jobs.enqueue(FILES, actor, paper=paper.pk, sha256=paper.sha256)
    return paper


@transaction.atomic
def send_back(*, paper: Paper, reason: str, actor: Actor) -> Paper:
    """Make it a draft again; what was signed no longer counts.

    Those asked to sign may, those who write it, and those who plan for the board; when it is ready for the board only
    the last, and not when it has gone out with the notice. Raises NotYourTurn, WrongOrder, SentOut, Invalid.
    """
    now = locked_paper(paper)
    plans = access(actor).may_plan(now.matter.board_id)
    asked = now.steps.filter(function__in=access(actor).functions).exists() or may_write_paper(actor, now)
    if not plans and not (asked and now.state == PaperState.SIGNING):
        raise NotYourTurn()
    if not rules.may_become(now.state, PaperState.DRAFT):
        raise WrongOrder()
    if now.state == PaperState.READY and now.meeting is not None and now.meeting.notice_sent_at is not None:
        raise SentOut()
    if not reason.strip():
        raise Invalid(_("Skriv varför, så att den som skriver vet vad som ska ändras."), field="reason")
    hashed = now.sha256
    claim(now, None)
    now.steps.all().delete()
    now.files.all().delete()
    now.state = PaperState.DRAFT
    now.loosen(reason)
    record_paper(actor, "sent_back", now, reason=now.returned_reason, sha256=hashed)
    return now


@transaction.atomic
def adopt(*, paper: Paper, on: date, paragraph: str, actor: Actor) -> Paper:
    """The board has decided as the paper proposes, on that day and in that paragraph. It never changes again.

    Packages above are told in the same transaction. Raises MayNotSettle, WrongOrder or Invalid.
    """
    now = locked_paper(paper)
    require_plan(actor, now.matter.board_id)
    if not rules.may_become(now.state, PaperState.ADOPTED):
        raise WrongOrder()
    if on > actor.today:
        raise Invalid(_("Den dagen har inte varit än."), field="on")
    if not paragraph.strip():
        raise Invalid(_("Skriv paragrafen i protokollet, till exempel § 41."), field="paragraph")
    claim(now, None)
    now.state, now.adopted_on, now.adopted_as = PaperState.ADOPTED, on, as_paragraph(paragraph)[:40]
    now.save(update_fields=["state", "adopted_on", "adopted_as"])
    Matter.objects.filter(pk=now.matter_id, state=MatterState.OPEN).update(state=MatterState.DECIDED)
    record_paper(actor, "adopted", now, sha256=now.sha256, adopted_on=on, adopted_as=now.adopted_as)
    composing.tell_adopted(now, actor)
    return now
