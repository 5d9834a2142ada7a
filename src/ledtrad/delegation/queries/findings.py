"""Reads of control runs and their findings, each with a fixed number of SQL queries."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from ledtrad.core.periods import Period, PeriodKind
from ledtrad.delegation.models import (
    ControlFinding,
    ControlRun,
    DelegatedDecision,
    FindingHandling,
    FindingTask,
    ReportedDecision,
)
from ledtrad.delegation.rules.words import INFORMATION, FindingKind
from ledtrad.organisation.rules import BOARD_KINDS, Confidentiality, Power

if TYPE_CHECKING:
    from ledtrad.organisation.access import Access
    from ledtrad.organisation.models import User

MOST_COUNTED = 1000
"""The menu does not count further."""

OPEN = Q(handling__isnull=True) & ~Q(kind__in=INFORMATION)


def boards_followed(access: "Access") -> list[int]:
    """The boards whose decisions this person follows as a whole, one's own first. No query."""
    follows = access.units(Power.FOLLOW_DECISIONS)
    boards = [i for i in sorted(follows) if i in access.tree.places and access.tree.places[i].kind in BOARD_KINDS]
    return sorted(boards, key=lambda i: i != access.home_board_id)


def latest_run(user: "User", board: str = "") -> ControlRun | None:
    """The latest run of the board named; else of one's own board, if one follows it and it has any; else of all.

    One query, or two when one's own board has none, as an auditor's.
    """
    rows = ControlRun.objects.visible_to(user).select_related("board")
    if board:
        return rows.filter(board__number=board).first()
    home = user.access.home_board_id
    own = rows.filter(board_id=home).first() if home in boards_followed(user.access) else None
    return own or rows.first()


def run_before(run: ControlRun) -> ControlRun | None:
    """The latest run of the same board for the period just before, of the same length. One query."""
    first, last = period_before(run.date_from, run.date_to)
    return ControlRun.objects.filter(board_id=run.board_id, date_from=first, date_to=last).first()


def period_before(first: date, last: date) -> tuple[date, date]:
    """The period just before: a quarter before a quarter, else as many days."""
    for kind in PeriodKind:
        period = Period.of(kind, first)
        if (period.first_day, period.last_day) == (first, last):
            before = period.previous()
            return before.first_day, before.last_day
    length = last - first
    day = date.fromordinal(max(first.toordinal() - 1, 1))
    return date.fromordinal(max(day.toordinal() - length.days, 1)), day


@dataclass(frozen=True)
class Facet:
    """How many findings of a run are alike in what the filters ask about, and whether this reader may see them."""

    kind: str
    function: str
    source: str
    is_open: bool
    shown: bool
    count: int


@dataclass(frozen=True)
class KindRow:
    """One kind of finding with how many are open and handled."""

    kind: FindingKind
    open: int
    handled: int

    @property
    def all(self) -> int:
        return self.open + self.handled


class Facets:
    """The findings of a run by kind, delegate and source: what the page's figures and drop-downs are made of."""

    def __init__(self, rows: Iterable[Facet]) -> None:
        self.rows = list(rows)

    @property
    def kinds(self) -> list[KindRow]:
        """What is found wrong, in the order of the kinds; most open first."""
        found: dict[str, Counter[bool]] = {}
        for row in self.rows:
            found.setdefault(row.kind, Counter())[row.is_open] += row.count
        rows = [KindRow(FindingKind(k), n[True], n[False]) for k, n in found.items() if k not in INFORMATION]
        order = list(FindingKind)
        return sorted(rows, key=lambda r: (-r.open, -r.handled, order.index(r.kind)))

    @property
    def information(self) -> int:
        return sum(row.count for row in self.rows if row.kind in INFORMATION)

    @property
    def open(self) -> int:
        return sum(row.open for row in self.kinds)

    @property
    def handled(self) -> int:
        return sum(row.handled for row in self.kinds)

    @property
    def hidden(self) -> int:
        """How many this reader may not see one by one."""
        return sum(row.count for row in self.rows if not row.shown and row.kind not in INFORMATION)

    @property
    def functions(self) -> list[str]:
        return sorted({row.function for row in self.rows if row.function and row.shown})

    @property
    def sources(self) -> list[str]:
        return sorted({row.source for row in self.rows if row.source and row.shown})

    def count(self, *, kind: str = "", function: str = "", source: str = "", state: str = "") -> int:
        """How many findings the reader sees with these filters."""
        return sum(
            row.count
            for row in self.rows
            if row.shown
            and kind in ("", row.kind)
            and function in ("", row.function)
            and source in ("", row.source)
            and (not state or (row.kind not in INFORMATION and row.is_open == (state == "open")))
        )


def facets(run: ControlRun, user: "User", word: str = "") -> Facets:
    """The findings of a run, counted. One query. `word` leaves only decisions whose name holds it."""
    rows = ControlFinding.objects.filter(run=run)
    if word:
        rows = rows.filter(Q(source_id__icontains=word) | Q(range__icontains=word))
    shown = _seen(user)
    counted = (
        rows.annotate(
            is_open=ExpressionWrapper(Q(handling__isnull=True), output_field=BooleanField()),
            shown=Case(When(shown, then=Value(True)), default=Value(False)) if shown else Value(True),
        )
        .order_by()
        .values_list("kind", "function", "source", "is_open", "shown")
        .annotate(n=Count("pk"))
    )
    return Facets(Facet(kind, f, s, bool(o), bool(v), n) for kind, f, s, o, v, n in counted)


def _seen(user: "User") -> Q:
    """As `visible_to`, as a condition: nothing for whoever sees everything."""
    access = user.access
    if access.everything:
        return Q()
    follows = access.units(Power.FOLLOW_DECISIONS)
    secret = follows & access.units(Power.READ_CONFIDENTIAL)
    plain = Q(unit_id__in=follows) & ~Q(confidentiality=Confidentiality.CONFIDENTIAL)
    own = DelegatedDecision.objects.filter(pk=OuterRef("decision"), holder=user.pk)
    return Q(Exists(own)) | plain | Q(unit_id__in=secret)


def ranked(rows: QuerySet[ControlFinding]) -> QuerySet[ControlFinding]:
    """Worst first, then by day."""
    order = [When(kind=kind, then=Value(n)) for n, kind in enumerate(FindingKind)]
    rank = Case(*order, default=Value(len(order)), output_field=IntegerField())
    return rows.alias(rank=rank).order_by("rank", "decided_on", "pk")


def findings_of(run: ControlRun, user: "User") -> QuerySet[ControlFinding]:
    """The findings of a run that this person sees, with the matter and whether somebody has been asked."""
    asked = FindingTask.objects.waiting().filter(board=run.board_id, key=OuterRef("key"))
    rows = ControlFinding.objects.visible_to(user).filter(run=run)
    rows = rows.select_related("decision", "handling").annotate(asked=Exists(asked))
    return ranked(rows)


def open_count(user: "User") -> QuerySet[ControlFinding] | None:
    """Open findings of the latest run of one's own board that concern this person; None for whoever has no board.

    Whoever follows the board as a whole counts all of them; others those of decisions they may see.
    """
    access = user.access
    home = access.home_board_id
    if home is None:
        return None
    newest = ControlRun.objects.filter(board_id=home).order_by("-made_at", "-pk")
    rows = ControlFinding.objects.filter(OPEN, run_id=Subquery(newest.values("pk")[:1])).order_by()
    return rows if access.has(Power.FOLLOW_DECISIONS, home) else rows.filter(_seen(user))


# ── One finding ───────────────────────────────────────────────────────────────
def history(finding: ControlFinding) -> list[ControlFinding]:
    """The same finding in all runs of the board, newest first, with what was said of it. One query."""
    rows = ControlFinding.objects.filter(key=finding.key, run__board_id=finding.run.board_id)
    return list(rows.select_related("run", "handling").order_by("-run__made_at", "-run_id"))


def gone_in(finding: ControlFinding, found: Sequence[ControlFinding]) -> ControlRun | None:
    """The first run of the same period that no longer finds it, after the last that did. One query."""
    last = found[0].run if found else finding.run
    same = ControlRun.objects.filter(board_id=last.board_id, date_from=last.date_from, date_to=last.date_to)
    later = same.filter(Q(made_at__gt=last.made_at) | Q(made_at=last.made_at, pk__gt=last.pk))
    return later.order_by("made_at", "pk").first()


def handlings(finding: ControlFinding) -> list[FindingHandling]:
    """Everything said of the finding, newest first. One query."""
    return list(FindingHandling.objects.filter(board_id=finding.run.board_id, key=finding.key))


def tasks_of(finding: ControlFinding) -> list[FindingTask]:
    """To whom it has been handed, newest first; each with `.waits`. One query."""
    rows = FindingTask.objects.filter(board_id=finding.run.board_id, key=finding.key)
    waits = FindingTask.objects.waiting().filter(pk=OuterRef("pk"))
    rows = rows.select_related("to_person", "to_function", "to_function__unit", "decision").annotate(
        waits=Exists(waits)
    )
    return list(rows.order_by("-made_at", "-pk"))


def reports_of_decision(board_id: int, source: str, source_id: str) -> list[ReportedDecision]:
    """Every row of a laid list that holds the decision, by meeting. One query."""
    rows = ReportedDecision.objects.filter(board_id=board_id, system__name=source, source_id=source_id)
    return list(rows.select_related("report", "report__meeting", "report__board").order_by("meeting_on", "pk"))


def corrections_of(decision: DelegatedDecision) -> list[DelegatedDecision]:
    """The records of one decision, oldest first. One query."""
    rows = DelegatedDecision.objects.filter(system_id=decision.system_id, source_id=decision.source_id)
    return list(rows.order_by("recorded_at", "pk"))


# ── Tasks ─────────────────────────────────────────────────────────────────────
def waiting_tasks(board_id: int, decisions: Iterable[int]) -> list[FindingTask]:
    """What waits about these decisions, with whom. One query."""
    rows = FindingTask.objects.waiting().filter(board_id=board_id, decision__in=list(decisions))
    return list(rows.select_related("to_person", "to_function", "to_function__unit"))
