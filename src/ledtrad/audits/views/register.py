"""The register of audits, and the page of one."""

from dataclasses import replace

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from ledtrad.audits.actions import registering, statements
from ledtrad.audits.models import Audit
from ledtrad.audits.queries import audits as queries
from ledtrad.audits.queries import register
from ledtrad.audits.rules import places
from ledtrad.audits.rules.standing import SHAPES, Stage
from ledtrad.audits.views.common import shared, user_of
from ledtrad.audits.words import AuditKind, AuditState
from ledtrad.core import uploads
from ledtrad.core.listing import Column, ListPage, choice, chosen, search
from ledtrad.core.marks import status_mark
from ledtrad.core.responses import actor_of, page, render_page


@require_safe
@page
def index(request: HttpRequest) -> HttpResponse:
    """Every audit, late answers first, then open recommendations; the latest first among equals."""
    actor, user = actor_of(request), user_of(request)
    offer = register.offered(user)
    found = ListPage(
        request,
        register.register(user, actor.today).order_by("stage", "-issued_on", "-pk"),
        name="audits",
        columns=_columns(),
        filters=[
            replace(search("q", _("Sök")), apply=register.narrowed),
            choice("kind", _("Slag"), AuditKind.choices, "kind"),
            choice("board", _("Nämnd"), offer.boards, "boards__number"),
            choice("year", _("År"), offer.years, "issued_on__year"),
            choice("stage", _("Läge"), Stage.choices, "stage"),
        ],
        dress=register.listed,
        prepare=register.put_boards,
        tally={
            "late": Q(stage=Stage.LATE),
            "read": Q(stage=Stage.READ),
            "open": Q(has_open=True),
        },
    )
    context = shared(
        title=_("Granskningar"),
        may_register=bool(registering.boards_to_register_in(actor)),
        empty_title=_("Ingen granskning är registrerad än."),
        empty_text=_("Läs in revisionens rapport, så hittar Ledtråd frågor och rekommendationer i den."),
    )
    return found.respond("audits/index.html", context)


def _columns() -> list[Column]:
    # Made once for the list: to translate a word for each row is a tenth of a long page's time.
    marks = {stage.value: status_mark(SHAPES[stage], stage.label) for stage in Stage}
    words = {stage.value: str(stage.label) for stage in Stage}
    open_of = _now("%(n)s av %(all)s")
    return [
        Column("title", _("Granskning"), sort="title", link=Audit.get_absolute_url,
               sub=lambda row: f"{row.number} · {chosen(row, 'kind')}"),
        Column("stage", _("Läge"), sort="stage", accessor=lambda row: words[row.stage],
               markup=lambda row: marks[row.stage]),
        Column("issued_on", _("Daterad"), sort="issued_on", num=True),
        Column("answer_due", _("Svar senast"), sort="next_due", accessor="next_due", num=True),
        Column("unclosed", _("Öppna"), sort="unclosed", num=True,
               accessor=lambda row: open_of % {"n": row.unclosed, "all": row.total} if row.total else "–",
               export="unclosed"),
        Column("boards", _("Nämnder"), accessor="boards_shown", export="board_names"),
        Column("firm", _("Revisor"), sort="firm", shown=False),
        Column("total", _("Rekommendationer"), sort="total", num=True, decimals=0, shown=False),
        Column("number", _("Nummer"), sort="number", shown=False),
        Column("kind", _("Slag"), sort="kind", accessor="get_kind_display", shown=False),
    ]  # fmt: skip


@require_safe
@page
def one(request: HttpRequest, number: str) -> HttpResponse:
    """An audit with all its parts. One that waits to be confirmed is shown where that is done."""
    user, actor = user_of(request), actor_of(request)
    audit = queries.audit_of(number, user)
    may_change = registering.may_change(actor, audit)
    if audit.state == AuditState.READ and may_change:
        return redirect("audit-confirm", audit.number)
    whole = queries.whole(audit, user, actor.today)
    asked = (a for a in whole.answers if a.is_shown and statements.is_open(a.statement))
    context = shared(
        to_answer=next((a for a in asked if statements.may_answer(actor, a.statement)), None),
        audit=audit,
        whole=whole,
        lines=whole.lines,
        stage=whole.stage.label,
        shape=SHAPES[whole.stage],
        may_change=may_change,
        original=whole.original,
        answers=whole.answers,
    )
    return render_page(request, "audits/audit.html", context)


@require_safe
@page
def text(request: HttpRequest, number: str) -> HttpResponse:
    """The paper's text, marked where each question and recommendation stands."""
    audit = queries.audit_of(number, user_of(request))
    if audit.paper is None:
        raise Http404
    rows = queries.recommendations(audit, user_of(request))
    marks = [
        places.Mark(one.number, f"{one.number}", one.place_from, one.place_to)
        for one in (row.recommendation for row in rows)
        if one.place_from is not None and one.place_to is not None
    ]
    for place, line in enumerate(queries.lines_of(audit)["questions"], start=1):
        if line.place:
            marks.append(places.Mark(f"fraga-{place}", _now("Fråga %(n)s") % {"n": place}, *line.place))
    found = places.pages(audit.paper.text, audit.paper.pages, marks)
    context = shared(audit=audit, pages=found, numbered=len(found) > 1)
    return render_page(request, "audits/text.html", context)


@require_safe
@page
def file(request: HttpRequest, number: str) -> HttpResponse:
    """The paper as it came, as a download."""
    audit = queries.audit_of(number, user_of(request))
    if audit.paper is None:
        raise Http404
    return uploads.download(audit.paper.stored_as, audit.paper.name)
