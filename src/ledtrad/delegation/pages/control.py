"""The control page: what a run concluded, and the list to the next meeting beside it."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.template.defaultfilters import capfirst
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ledtrad.core.charts import cell_bar
from ledtrad.core.jobs import Job
from ledtrad.core.jobs.running import title_of
from ledtrad.core.numbers import NBSP, counted, format_number
from ledtrad.core.periods import Period, PeriodKind, label, label_day
from ledtrad.delegation.models import ControlRun, FindingTask
from ledtrad.delegation.queries.findings import Facets, KindRow, waiting_tasks
from ledtrad.delegation.queries.lists import Proposal, next_meeting, proposals
from ledtrad.delegation.rules.listing import Waiting
from ledtrad.delegation.rules.sentences import Figures, against_before
from ledtrad.delegation.rules.words import ListKind
from ledtrad.meetings.models import Meeting
from ledtrad.organisation.models import User

JOB_KINDS = ("import.", "delegation.")


@dataclass(frozen=True)
class Bar:
    """One kind of finding with its bar and the way to its findings."""

    row: KindRow
    svg: SafeString
    url: str


def bars(facets: Facets, run: ControlRun) -> list[Bar]:
    """What was found by kind. The bars share one scale."""
    largest = max((row.all for row in facets.kinds), default=1)
    base = reverse("findings", args=[run.pk])
    return [
        Bar(row, cell_bar(row.open, row.all, largest=largest), f"{base}?kind={row.kind.value}") for row in facets.kinds
    ]


def figure_rows(figures: Figures) -> list[tuple[str, int, bool]]:
    """The run in figures: what, how many, whether it is what matters most. What is zero and rare is left out."""
    rows = [
        (_("Beslut i perioden"), figures.decisions, False),
        (_("Verkställighet"), figures.execution, False),
        (_("Protokollförs särskilt"), figures.separately, False),
        (_("Ska anmälas"), figures.to_report, False),
        (_("Anmälda i tid"), figures.in_time, False),
        (_("Anmälda sent"), figures.late, False),
        (_("Väntar på sammanträde"), figures.waiting, False),
        (_("Inte anmälda"), figures.missing, True),
    ]
    rare = {rows[2][0], rows[6][0]}
    return [row for row in rows if row[1] or row[0] not in rare]


def period_label(first: date, last: date) -> str:
    """januari–mars 2021, or the two days when it is no calendar period."""
    for kind in PeriodKind:
        period = Period.of(kind, first)
        if (period.first_day, period.last_day) == (first, last):
            return label(period)
    return span_label(first, last)


def span_label(first: date, last: date) -> str:
    """1 januari–31 mars 2021: what the two days share is said once."""
    if first == last:
        return label_day(first)
    said = label_day(first)
    if first.year == last.year:
        said = said.rpartition(NBSP)[0]
        if first.month == last.month:
            said = said.rpartition(NBSP)[0]
    return f"{said}–{label_day(last)}"


def before_sentence(run: ControlRun, before: ControlRun | None) -> str:
    """The share in time beside that of the period before."""
    if before is None:
        return ""
    quarter = Period.of(PeriodKind.QUARTER, run.date_from)
    is_quarter = (quarter.first_day, quarter.last_day) == (run.date_from, run.date_to)
    when = _("Förra kvartalet") if is_quarter else capfirst(period_label(before.date_from, before.date_to))
    return against_before(Figures.of(run.totals).share, Figures.of(before.totals).share, when)


def running_jobs(user: User) -> list[dict[str, Any]]:
    """What this person has ordered and is being done. One query."""
    jobs = Job.objects.visible_to(user).unfinished()[:10]
    mine = [job for job in jobs if job.kind.startswith(JOB_KINDS)]
    return [{"job": j, "title": title_of(j), "progress": j.reached, "url": reverse("job", args=[j.pk])} for j in mine]


@dataclass
class NextList:
    """The list to the board's next meeting, as the control page sums it up."""

    meeting: Meeting
    proposal: Proposal
    urgent: Proposal
    since: date | None  # the meeting before: urgent decisions since then
    tasks: list[FindingTask] = field(default_factory=list)

    @property
    def url(self) -> str:
        return list_url(self.meeting, ListKind.ORDINARY)

    @property
    def urgent_url(self) -> str:
        return list_url(self.meeting, ListKind.URGENT)

    @property
    def is_laid(self) -> bool:
        return self.proposal.report is not None and self.proposal.report.is_laid

    @property
    def span_sentence(self) -> str:
        """Beslut 11 mars–14 april, och 17 som skulle ha anmälts tidigare."""
        span, late = self.proposal.span, self.proposal.late
        if span is None:
            return ""
        days = span_label(*span)
        if not late:
            return _("Beslut %(days)s") % {"days": days}
        return ngettext(
            "Beslut %(days)s, och %(n)s som skulle ha anmälts tidigare",
            "Beslut %(days)s, och %(n)s som skulle ha anmälts tidigare",
            late,
        ) % {"days": days, "n": format_number(late)}

    @property
    def asked(self) -> set[int]:
        return {t.decision_id for t in self.tasks if t.decision_id is not None}

    @property
    def unasked(self) -> list[Waiting]:
        return [row for row in self.proposal.incomplete if row.pk not in self.asked]

    @property
    def people(self) -> int:
        """How many have been asked."""
        return len({(t.to_person_id, t.to_person_id is None and t.to_function_id) for t in self.tasks})

    @property
    def must(self) -> str:
        """Sex beslut måste kompletteras först."""
        n = len(self.proposal.incomplete)
        return ngettext("%(n)s beslut måste kompletteras först.", "%(n)s beslut måste kompletteras först.", n) % {
            "n": counted(n, capital=True)
        }

    @property
    def asked_sentence(self) -> str:
        """Fyra delegater har fått uppgiften i Att göra och svarar senast den 14 april."""
        if not self.tasks:
            return _("Ingen har fått uppgiften att göra det än.")
        last = max(t.due_on for t in self.tasks)
        told = ngettext(
            "%(n)s delegat har fått uppgiften i Att göra och svarar senast den %(day)s.",
            "%(n)s delegater har fått uppgiften i Att göra och svarar senast den %(day)s.",
            self.people,
        ) % {"n": counted(self.people, capital=True), "day": label_day(last)}
        rest = len(self.unasked)
        if not rest:
            return told
        more = ngettext("%(n)s har ingen fått än.", "%(n)s har ingen fått än.", rest)
        return f"{told} {more % {'n': counted(rest, capital=True)}}"


def list_url(meeting: Meeting, kind: str) -> str:
    return reverse("decision-list", args=[meeting.board.number, meeting.held_on.isoformat(), kind])


def next_list(board_id: int, today: date, cutoff_days: int) -> NextList | None:
    """The list to the board's next meeting. Seven queries at most; None when no meeting is planned."""
    meetings = list(Meeting.objects.of(board_id).select_related("board"))
    meeting = next_meeting(board_id, today, meetings)
    if meeting is None:
        return None
    found = proposals(meeting, cutoff_days=cutoff_days, meetings=meetings)
    ordinary = found[ListKind.ORDINARY]
    earlier = [m.held_on for m in meetings if m.held_on < meeting.held_on]
    tasks = waiting_tasks(board_id, [row.pk for row in ordinary.incomplete]) if ordinary.incomplete else []
    return NextList(meeting, ordinary, found[ListKind.URGENT], max(earlier, default=None), tasks)
