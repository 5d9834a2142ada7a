"""A report on an assignment is made a paper for the board."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ledtrad.activities.models import ReportBack
from ledtrad.core.refusals import NotAllowed, Refused
from ledtrad.core.responses import actor_of, page, refuse, render_form, respond_saved
from ledtrad.meetings.actions.report_backs import begin_report_paper
from ledtrad.meetings.actions.written import require_open
from ledtrad.meetings.forms.report_backs import ReportPaperForm
from ledtrad.meetings.models import Matter
from ledtrad.meetings.views.common import FORM, HERE
from ledtrad.organisation.actors import user_of


@require_http_methods(FORM)
@page
def begin(request: HttpRequest, number: str, nr: int) -> HttpResponse:
    """Begin the paper, with what was reported in its sections."""
    rows = ReportBack.objects.visible_to(user_of(request)).select_related("assignment__unit", "assignment__responsible")
    row, actor = get_object_or_404(rows, assignment__number=number, nr=nr), actor_of(request)
    assignment = row.assignment
    require_open(actor, assignment.unit_id)
    form = ReportPaperForm(
        request.POST or None, report_back=row, reader=user_of(request), actor=actor,
        initial={"title": _("Redovisning av uppdrag: %(title)s") % {"title": assignment.title},
                 "matter": _same_number(request, assignment.registration_number)},
    )  # fmt: skip
    if form.is_valid():
        try:
            made = begin_report_paper(report_back=row, actor=actor, **form.cleaned_data)
        except NotAllowed:
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, made.get_absolute_url(), _("Handlingen är påbörjad med det som redovisades."))
    return render_form(request, "meetings/report_paper_form.html", form, assignment=assignment, row=row, **HERE)


def _same_number(request: HttpRequest, number: str) -> Matter | None:
    """The matter that the assignment says it has, if it is one that is kept here."""
    return Matter.objects.visible_to(user_of(request)).filter(registration_number=number).first() if number else None
