"""What waits because of reports: signatures, drafts that are not published."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from ledtrad.core.actors import Actor
from ledtrad.core.papers.kinds import SignatureKind
from ledtrad.organisation.actors import access
from ledtrad.organisation.rules import Power
from ledtrad.reports.models import Report, Signature
from ledtrad.reports.rules import ReportState
from ledtrad.thread import todo
from ledtrad.thread.todo import Task

DAYS_TO_SIGN = timedelta(days=7)


def register() -> None:
    """Called when the app is ready."""
    todo.register("sign", signatures)
    todo.register("report_draft", drafts)


def signatures(actor: Actor, until: date) -> Iterator[Task]:
    """Reports that wait for this person's signature. One query."""
    waiting = Signature.objects.filter(
        function__in=access(actor).functions, signed_at__isnull=True, report__state=ReportState.SIGNING
    )
    for signature in waiting.select_related("report", "report__unit"):
        report = signature.report
        due_on = report.submitted_at.date() + DAYS_TO_SIGN if report.submitted_at else None
        yield Task(
            due_on=due_on,
            title=_asked(signature) % {"report": report.title},
            detail=report.unit.name,
            url=reverse("report", args=[report.number]),
            button=_("Läs och godkänn"),
            kind="sign",
            key=f"sign:{report.number}:{signature.function_id}",
            number=report.number,
            is_open=False,
            function_id=signature.function_id,
        )


def _asked(signature: Signature) -> str:
    return _("Granska %(report)s") if signature.kind == SignatureKind.REVIEWED else _("Godkänn %(report)s")


def drafts(actor: Actor, until: date) -> Iterator[Task]:
    """Reports that this person can bring further: drafts to finish, and signed ones to publish. One query."""
    boards = access(actor).units(Power.PLAN)
    if not boards:
        return
    rows = Report.objects.filter(unit__in=boards).exclude(state=ReportState.PUBLISHED).select_related("unit")
    waiting = Count("signatures", filter=Q(signatures__signed_at__isnull=True))
    for report in rows.defer("content").annotate(waiting=waiting):
        ready = report.state == ReportState.SIGNING and report.waiting == 0  # type: ignore[attr-defined]
        if report.state == ReportState.SIGNING and not ready:
            continue
        yield Task(
            due_on=None,
            title=_("Publicera %(report)s") % {"report": report.title}
            if ready
            else _("Gör klart %(report)s") % {"report": report.title},
            detail=f"{report.unit.name}, {report.get_state_display().lower()}",
            url=reverse("report", args=[report.number]),
            button=_("Publicera") if ready else _("Öppna"),
            kind="report_draft",
            key=f"report_draft:{report.number}",
            number=report.number,
            is_open=False,
        )
