"""The list of assignments, and what is done to one beside reporting it."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods

from ledtrad.activities.actions import assignments as actions
from ledtrad.activities.forms.assignments import DateForm, WithdrawForm, boards
from ledtrad.activities.models import Assignment, AssignmentState, ReportBack
from ledtrad.activities.queries import assignments as queries
from ledtrad.activities.rules import assignments as rules
from ledtrad.activities.views.common import FORM, ask, asks_first, assignment_of, report_back_of, shared
from ledtrad.activities.words import LOOKS, late_words
from ledtrad.core.listing import Column, ListPage, choice, flag, search
from ledtrad.core.marks import status_mark
from ledtrad.core.periods import label_day
from ledtrad.core.refusals import NotAllowed, Refused, Stale
from ledtrad.core.responses import actor_of, page, refuse, render_form, respond_saved, seen_version
from ledtrad.organisation.actors import access, user_of
from ledtrad.organisation.rules import Power

_ONE, _TO = pgettext_lazy("node", "Uppdrag"), pgettext_lazy("funktion", "Till")


@page
def index(request: HttpRequest) -> HttpResponse:
    """Assignments the person may see: late ones first, then by their next day, what is ended last."""
    actor = actor_of(request)
    today = actor.today
    late = Q(next_due__lt=today)
    rows = queries.with_dates(Assignment.objects.visible_to(user_of(request)).with_place())

    def looks(row: Any) -> rules.Look:
        return rules.look(state=row.state, due_on=row.next_due, waits=row.is_waiting, today=today)

    def days_late(row: Any) -> int:
        return max((today - row.next_due).days, 0) if row.next_due else 0

    def word(row: Any) -> str:
        return late_words(days_late(row)) if days_late(row) else str(LOOKS[looks(row)][1])

    def mark(row: Any) -> SafeString:
        return status_mark(LOOKS[looks(row)][0], word(row))

    listing = ListPage(
        request,
        queries.late_first(rows),
        name="assignments",
        columns=[
            Column("title", _ONE, sort="title", link=Assignment.get_absolute_url, sub="number"),
            Column("state", _("Läge"), sort="state", markup=mark, export=word),
            Column("next_due", _("Redovisas senast"), sort="next_due"),
            Column("responsible", _TO, accessor="responsible.title", sort="responsible__title"),
            Column("unit", _("Nämnd"), accessor="unit.name", sort="unit__path"),
            Column("decided_on", _("Beslutat"), sort="decided_on", sub="decided_as"),
            Column("late", _("Dagar sent"), accessor=lambda r: days_late(r) or None, num=True, shown=False),
            Column("wording", _("Ordagrant"), shown=False),
            Column("registration_number", _("Diarienummer"), sort="registration_number", shown=False),
            Column("closed_on", _("Avslutat"), sort="closed_on", shown=False),
        ],
        filters=[
            search("q", _("Sök"), "title", "number", "wording", "registration_number"),
            choice("unit", _("Nämnd"), boards, "unit__path__startswith"),
            search("till", _("Till funktion"), "responsible__title"),
            choice("state", _("Läge"), AssignmentState.choices),
            flag("late", _("Bara försenade"), late),
        ],
        tally={"late": late, "waits": Q(is_waiting=True), "open": Q(state__in=("open", "effect"))},
    )
    context = shared(
        request, title=_("Uppdrag"), may_give=access(actor).anywhere(Power.EDIT),
        empty_title=_("Inga uppdrag än."),
        empty_text=_("Det som nämnderna ger i uppdrag, till vem, och när det ska redovisas syns här."),
    )  # fmt: skip
    return listing.respond("activities/assignments.html", context)


@require_http_methods(FORM)
@page
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """The board takes the assignment back."""
    assignment, actor = assignment_of(request, number), actor_of(request)
    actions.require_answerer(actor, assignment.unit_id)
    actions.require_unsettled(assignment)
    form = WithdrawForm(request.POST or None, initial={"version": assignment.version})
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.withdraw(
                assignment=assignment, on=data["on"], paragraph=data["paragraph"], reason=data["reason"],
                actor=actor, seen=data["version"],
            )  # fmt: skip
        except (Stale, NotAllowed):
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, assignment.get_absolute_url(), _now("Uppdraget är återtaget."))
    return _small(request, form, assignment, _("Återta uppdraget"), _("Återta"))


@require_http_methods(FORM)
@page
def add_date(request: HttpRequest, number: str) -> HttpResponse:
    """One more day to report back."""
    assignment, actor = assignment_of(request, number), actor_of(request)
    actions.require_giver(actor, assignment.unit_id)
    actions.require_unsettled(assignment)
    form = DateForm(request.POST or None)
    if form.is_valid():
        try:
            actions.add_date(
                assignment=assignment, due_on=form.cleaned_data["due_on"], actor=actor,
                asks_effect=form.cleaned_data["asks_effect"],
            )  # fmt: skip
        except NotAllowed:
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, _steps(assignment), _now("Dagen är tillagd."))
    return _small(request, form, assignment, _("Ny dag att redovisa"), _("Lägg till"))


@require_http_methods(FORM)
@page
def change_date(request: HttpRequest, number: str, nr: int) -> HttpResponse:
    """Another day, or none."""
    row, actor = report_back_of(request, number, nr), actor_of(request)
    assignment = row.assignment
    actions.require_giver(actor, assignment.unit_id)
    actions.require_unsettled(assignment)
    start = {"due_on": row.due_on, "asks_effect": row.asks_effect, "version": row.version}
    if asks_first(request):
        day = {"day": label_day(row.due_on)}
        return ask(
            request, where=str(assignment), where_url=_steps(assignment), heading=_now("Ta bort %(day)s") % day,
            told=_now("Ingen redovisning väntas då mer."), button=_("Ta bort dagen"), back=request.path,
            **start, nav_current="assignments",
        )  # fmt: skip
    form = DateForm(request.POST or None, initial=start)
    if "remove" in request.POST or form.is_valid():
        try:
            _change_date(row, form, actor, seen=seen_version(request), removes="remove" in request.POST)
        except (Stale, NotAllowed):
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            done = _now("Dagen är borttagen.") if "remove" in request.POST else _now("Dagen är ändrad.")
            return respond_saved(request, _steps(assignment), done)
    return _small(request, form, assignment, _("Ändra dagen"), _("Spara"), removable=True)


def _change_date(row: ReportBack, form: DateForm, actor: Any, *, seen: int | None, removes: bool) -> None:
    if removes:
        actions.remove_date(report_back=row, actor=actor, seen=seen)
    else:
        data = form.cleaned_data
        actions.move_date(
            report_back=row, due_on=data["due_on"], asks_effect=data["asks_effect"], actor=actor, seen=seen
        )


def _steps(assignment: Assignment) -> str:
    return assignment.get_absolute_url() + "#redovisningar"


def _small(
    request: HttpRequest, form: Any, assignment: Assignment, heading: Any, button: Any, **more: Any
) -> HttpResponse:
    context = shared(request, assignment=assignment, heading=heading, button=button, **more)
    return render_form(request, "activities/assignment_form.html", form, **context)
