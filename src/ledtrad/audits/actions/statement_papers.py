"""The paper of a statement: begun with proposed texts, shown live, checked, and what happens when it is adopted."""

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from ledtrad.activities.models import Activity
from ledtrad.audits.actions.statements import StandsStill, max_mark, require_answer, told
from ledtrad.audits.models import Addressed, StandMeasure, Statement
from ledtrad.audits.queries import statements as queries
from ledtrad.audits.rules import statements as rules
from ledtrad.core.actors import Actor
from ledtrad.core.refusals import Invalid, Refused
from ledtrad.core.versions import claim
from ledtrad.meetings.actions.matters import open_matter
from ledtrad.meetings.actions.papers import begin_paper
from ledtrad.meetings.models import Matter, Paper
from ledtrad.meetings.words import PaperKind
from ledtrad.organisation.rules import Confidentiality
from ledtrad.thread import actions as thread
from ledtrad.thread.rules import LinkKind


class Begun(Refused):
    """A statement has one paper."""

    code = "statement_begun"
    message = _("Yttrandet är redan påbörjat.")


class OtherBoard(Invalid):
    """A board answers in a matter of its own."""

    code = "matter_of_other_board"
    message = _("Ärendet hör till en annan nämnd.")


@transaction.atomic
def begin(*, statement: Statement, actor: Actor, matter: Matter | None = None, registration_number: str = "") -> Paper:
    """The statement's paper, in that matter or in a new one, with texts that it proposes.

    Raises MayNotAnswer, StandsStill, Begun, OtherBoard, and what `open_matter` and `begin_paper` raise.
    """
    require_answer(actor, statement)
    rows = Statement.objects.select_for_update(of=("self",))
    now = rows.select_related("audit", "board", "matter", "responsible").get(pk=statement.pk)
    if now.adopted_on is not None:
        raise StandsStill()
    if now.paper_id is not None:
        raise Begun()
    if matter is not None and matter.board_id != now.board_id:
        raise OtherBoard(field="matter")
    with translation.override(settings.LANGUAGE_CODE):  # the paper's language, whoever writes it
        title = rules.title(now.audit.title)
        now.matter = matter or open_matter(
            board=now.board, title=title, actor=actor, responsible=now.responsible,
            registration_number=registration_number, confidentiality=now.audit.confidentiality,
        )  # fmt: skip
        texts = rules.proposed_texts(queries.facts(now, queries.parts(now, None)))
    claim(now, None)
    now.paper = begin_paper(matter=now.matter, kind=PaperKind.STATEMENT, title=title[:300], actor=actor, texts=texts)
    now.save(update_fields=["matter", "paper"])
    told(actor, "statement_begun", now, registration_number=now.matter.registration_number)
    return now.paper


def adopted(paper: Paper, actor: Actor) -> None:
    """The board has adopted: its stands hold, its measures are open and answer the recommendations.

    Called in the transaction of the adoption.
    """
    statement = Statement.objects.select_related("audit", "board").filter(paper=paper).first()
    if statement is None:
        return
    claim(statement, None)
    statement.adopted_on = paper.adopted_on
    statement.save(update_fields=["adopted_on"])
    for part in queries.parts(statement, None):
        stand, addressed = part.stand, part.addressed
        if stand is None:
            continue
        Addressed.objects.filter(pk=addressed.pk).update(position=stand.position)
        told(
            actor, "stand_adopted", statement, recommendation=addressed.recommendation.number, position=stand.position,
            reasons=stand.reasons, counter_proposal=stand.counter_proposal,
            measures=[m.activity.number for m in part.measures],
        )  # fmt: skip
    _confirm_measures(statement, actor)
    told(actor, "statement_adopted", statement, adopted_on=paper.adopted_on, adopted_as=paper.adopted_as)


def _confirm_measures(statement: Statement, actor: Actor) -> None:
    """New ones get the audit's own mark, unless somebody has chosen a stricter; those that were there are tied."""
    promised = StandMeasure.objects.filter(statement=statement).select_related(
        "activity", "activity__unit", "activity__responsible", "addressed__recommendation"
    )
    for row in promised:
        activity = row.activity
        if not row.is_new:
            recommendation = row.addressed.recommendation
            thread.link(source=activity, target=recommendation, kind=LinkKind.ANSWERS, actor=actor)
        elif activity.confidentiality == Confidentiality.INTERNAL:
            _open(activity, max_mark(statement.audit.confidentiality), actor)


def _open(activity: Activity, mark: str, actor: Actor) -> None:
    thread.change_node(activity, {"confidentiality": mark}, actor=actor, seen=None)
