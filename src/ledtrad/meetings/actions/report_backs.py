"""A report on an assignment becomes a paper for the board."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ledtrad.activities.models import ReportBack
from ledtrad.activities.queries.report_backs import report_back_texts
from ledtrad.core.actors import Actor
from ledtrad.core.refusals import Invalid, Refused
from ledtrad.meetings.actions.matters import open_matter
from ledtrad.meetings.actions.papers import begin_paper
from ledtrad.meetings.actions.written import require_open
from ledtrad.meetings.models import Matter, Meeting, Paper, ReportBackPaper
from ledtrad.meetings.words import PaperKind
from ledtrad.organisation.rules import Confidentiality

_RANK = {
    mark: n for n, mark in enumerate((Confidentiality.OPEN, Confidentiality.INTERNAL, Confidentiality.CONFIDENTIAL))
}


class NothingReported(Refused):
    """A paper is made of what was handed in."""

    code = "nothing_reported"
    message = _("Redovisningen är inte inlämnad än. Lämna in den först, så blir den en handling.")


class PaperExists(Refused):
    """A report is laid before the board once."""

    code = "paper_exists"
    message = _("Redovisningen har redan en handling.")


class WrongMatter(Invalid):
    """The matter is another board's, or seen by more people than the assignment."""

    code = "wrong_matter"
    message = _("Ärendet måste vara nämndens eget, med minst samma sekretess som uppdraget.")


def fits(matter: Matter, report_back: ReportBack) -> bool:
    """Whether the report may stand in the matter: of the same board, and marked no lower."""
    assignment = report_back.assignment
    ranks = _RANK[Confidentiality(matter.confidentiality)], _RANK[Confidentiality(assignment.confidentiality)]
    return matter.board_id == assignment.unit_id and ranks[0] >= ranks[1]


@transaction.atomic
def begin_report_paper(
    *, report_back: ReportBack, matter: Matter | None, title: str, meeting: Meeting | None, actor: Actor
) -> Paper:
    """Begin the paper with what was reported, in `matter` or in a new one with the assignment's title and mark.

    Raises MayNotWrite, NothingReported, PaperExists, WrongMatter, or Invalid.
    """
    assignment = report_back.assignment
    require_open(actor, assignment.unit_id)
    if not report_back.is_handed_in:
        raise NothingReported()
    ReportBack.objects.select_for_update(of=("self",)).get(pk=report_back.pk)  # one at a time
    if report_back.papers.exists():
        raise PaperExists()
    if matter is None:
        matter = open_matter(
            board=assignment.unit, title=assignment.title, actor=actor, confidentiality=assignment.confidentiality
        )
    elif not fits(matter, report_back):
        raise WrongMatter(field="matter")
    paper = begin_paper(
        matter=matter, kind=PaperKind.REPORT_BACK, title=title, actor=actor, about=assignment.node_ptr,
        meeting=meeting, texts={slug: text for slug, text in report_back_texts(report_back).items() if text},
    )  # fmt: skip
    ReportBackPaper.objects.create(paper=paper, report_back=report_back)
    return paper
