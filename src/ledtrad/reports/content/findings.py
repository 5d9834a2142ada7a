"""Everything that a report of a board and a period is made of, read once, as somebody who holds no function sees it.

A published report is open to all who log in. So it holds what is open and nothing else: what is internal or
confidential is counted, never named, and figures about few persons are hidden.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Q, QuerySet

from ledtrad.activities.models import Activity
from ledtrad.core import clock
from ledtrad.core.charts import Pace
from ledtrad.core.periods import Period
from ledtrad.indicators.models import Indicator, Observation
from ledtrad.indicators.presentation import (
    distance_words,
    figure_when,
    relative_distance,
    shown_value,
    target_words,
    trend_text,
    year_pace,
)
from ledtrad.indicators.queries import Judged, Material, Source, is_hidden, judge_one, load
from ledtrad.indicators.queries.key_figures import is_key_figure, measuring
from ledtrad.organisation.access import Access, load_tree
from ledtrad.organisation.models import Unit, User
from ledtrad.organisation.rules import Confidentiality
from ledtrad.thread import gaps, snapshot
from ledtrad.thread.gaps import Gap
from ledtrad.thread.models import Assessment, Comment, Node
from ledtrad.thread.queries import latest_assessments
from ledtrad.thread.rules import WORST_FIRST, Kind, Status, differs
from ledtrad.thread.snapshot import Snapshot


@dataclass(frozen=True)
class Figure:
    """One indicator as the report tells it."""

    judged: Judged
    source: Source
    value: str
    when: str
    target: str
    distance: str
    trend: str
    pace: Pace | None

    @property
    def indicator(self) -> Indicator:
        return self.judged.indicator

    @property
    def deviates(self) -> bool:
        return self.judged.status in (Status.MISSED, Status.PARTLY)


@dataclass(frozen=True)
class GoalLine:
    """One goal with the assessment made for the period, if there is one."""

    goal: Node
    assessment: Assessment | None

    @property
    def status(self) -> Status:
        return Status(self.assessment.status) if self.assessment else Status.NONE

    @property
    def differs(self) -> bool:
        return self.assessment is not None and differs(self.status, Status(self.goal.suggested))


@dataclass(frozen=True)
class Remark:
    """What a responsible person wrote about an indicator for the period. `key` is stable."""

    key: str
    number: str
    text: str
    by: str
    period: Period


@dataclass(frozen=True)
class GapLine:
    """A gap with the node it is about and who mends it."""

    gap: Gap
    number: str
    title: str
    who: str


def public_reader() -> User:
    """Somebody who has logged in and holds nothing: sees what all see. One query."""
    reader = User(username="", name="")
    reader.__dict__["access"] = Access(posts=(), tree=load_tree())
    return reader


class Findings:
    """What there is to say about a board and a period. Each part is read when first asked for."""

    def __init__(self, unit: Unit, period: Period, *, on: date | None = None) -> None:
        self.unit, self.period = unit, period
        self.today = on or clock.today()
        self.seen_on = min(self.today, period.last_day)
        self.reader = public_reader()

    def _within(self) -> Q:
        return Q(unit__path__startswith=self.unit.path)

    # ── Indicators ───────────────────────────────────────────────────────────
    @cached_property
    def _all_indicators(self) -> list[Indicator]:
        rows = Indicator.objects.filter(self._within(), part_of__isnull=True).valid_on(self.seen_on)
        return list(rows.with_place().order_by("number"))

    @cached_property
    def indicators(self) -> list[Indicator]:
        return [i for i in self._all_indicators if i.confidentiality == Confidentiality.OPEN]

    @cached_property
    def material(self) -> Material:
        return load(self.indicators)

    @cached_property
    def figures(self) -> list[Figure]:
        """The board's indicators, furthest from the target first."""
        found = [self._figure(indicator) for indicator in self.indicators]
        return sorted(found, key=_urgency)

    @cached_property
    def held(self) -> list[Figure]:
        """The figures that are held against something: what "17 indicators" counts, here as on the board's page."""
        ids = measuring(self.indicators)
        return [f for f in self.figures if not is_key_figure(f.judged, ids)]

    def _figure(self, indicator: Indicator) -> Figure:
        source = self.material[indicator.pk]
        judged = judge_one(source, self.period, self.seen_on, access=self.reader.access, unit_id=indicator.unit_id)
        return Figure(
            judged=judged,
            source=source,
            value=shown_value(judged),
            when=figure_when(judged, self.period),
            target=target_words(judged),
            distance=distance_words(judged),
            trend=trend_text(judged, source, self.reader.access),
            pace=year_pace(judged, source, self.period, self.reader.access),
        )

    # ── Comments ─────────────────────────────────────────────────────────────
    def remarks(self) -> list[Remark]:
        """What the responsible wrote about the period, newest first for each indicator. Two queries besides.

        Where the report shows an older figure, the year before's say, what was written about that one counts too.
        """
        by_id = {f.indicator.pk: f for f in self.figures if not f.judged.hidden}
        ends = [self.period.first_day, *(f.judged.period.last_day for f in by_id.values())]
        inside = {"period_end__gte": min(ends), "period_end__lte": self.period.last_day}
        explained = Observation.objects.current().filter(indicator__in=by_id, **inside).exclude(comment="")
        found = [
            Remark(
                f"figure-{row.pk}",
                by_id[row.indicator_id].indicator.number,
                row.comment,
                _who(row, by_id[row.indicator_id].indicator),
                row.period,
            )
            for row in explained.select_related("function__unit").order_by("-period_end", "-pk")
            if self._tells(by_id[row.indicator_id], row.period)
            and not is_hidden(by_id[row.indicator_id].source, row.period, self.reader.access, {row.unit_id})
        ]
        spoken = Comment.objects.filter(node__in=by_id, period__isnull=False)
        for comment in spoken.select_related("function__unit").order_by("-made_at", "-pk"):
            indicator = by_id[comment.node_id].indicator
            if comment.period is not None and self._tells(by_id[comment.node_id], comment.period):
                who = _who(comment, indicator)
                found.append(Remark(f"comment-{comment.pk}", indicator.number, comment.text, who, comment.period))
        return sorted(found, key=lambda r: r.period, reverse=True)

    def _tells(self, figure: Figure, said_of: Period) -> bool:
        """Whether something said of a period is about what the report shows."""
        return said_of == figure.judged.period or self.period.contains(said_of)

    # ── Goals ────────────────────────────────────────────────────────────────
    @cached_property
    def _all_goals(self) -> list[Node]:
        """The board's own goals that are to be measured, and those that others share with it. One query."""
        rows = Node.objects.filter(Q(unit=self.unit) | Q(shares__unit=self.unit), kind=Kind.GOAL)
        rows = rows.exclude(level__needs_indicator=False).valid_on(self.seen_on)
        return list(rows.with_place().distinct().order_by("level__rank", "number"))

    @cached_property
    def goals(self) -> list[GoalLine]:
        """Worst first, then as the plan has them."""
        seen = [g for g in self._all_goals if g.confidentiality == Confidentiality.OPEN]
        made = latest_assessments((g.pk for g in seen), period=self.period)
        lines = [GoalLine(g, self._of_period(made.get(g.pk))) for g in seen]
        order = {line.goal.pk: place for place, line in enumerate(lines)}
        return sorted(lines, key=lambda line: (WORST_FIRST[line.status], order[line.goal.pk]))

    def _of_period(self, assessment: Assessment | None) -> Assessment | None:
        """An assessment of a time before this period says nothing about it."""
        if assessment is None or assessment.period_end < self.period.first_day:
            return None
        return assessment

    # ── Activities and gaps ──────────────────────────────────────────────────
    @cached_property
    def _all_activities(self) -> list[Activity]:
        rows = Activity.objects.filter(self._within()).valid_on(self.seen_on).with_place()
        return list(rows.order_by("due_on", "number"))

    @cached_property
    def activities(self) -> list[Activity]:
        """Late ones first, then by their last day."""
        seen = [a for a in self._all_activities if a.confidentiality == Confidentiality.OPEN]
        return sorted(seen, key=lambda a: WORST_FIRST[Status(a.suggested)])

    @cached_property
    def gaps(self) -> list[GapLine]:
        """Looked for in the whole thread, since what is hidden from the reader still fills a gap; told where open."""
        whole: Snapshot = snapshot.load(None)
        ids = {u.pk for u in whole.units.values() if u.path.startswith(self.unit.path)}
        seen: QuerySet[Node] = Node.objects.visible_to(self.reader).filter(unit__in=ids)
        shown = set(seen.values_list("pk", flat=True))
        lines = []
        for gap in gaps.find(whole):
            if gap.node_id in shown:
                knot = whole.knots[gap.node_id]
                lines.append(GapLine(gap, knot.number, knot.short, _mender(whole, gap)))
        return lines

    # ── What is left out ─────────────────────────────────────────────────────
    @property
    def withheld(self) -> int:
        """How many goals, indicators and activities are not open, and so not told."""
        rows: Iterable[Node] = [*self._all_goals, *self._all_indicators, *self._all_activities]
        return sum(1 for node in rows if node.confidentiality != Confidentiality.OPEN)


def _urgency(figure: Figure) -> tuple[int, float, str]:
    """Missed, behind, not possible to judge, met; last what has no target and only describes."""
    rank = WORST_FIRST[figure.judged.status] if figure.judged.target is not None else len(WORST_FIRST)
    return rank, -relative_distance(figure.judged), figure.indicator.number


def _who(row: Observation | Comment, indicator: Indicator) -> str:
    """The person and their function; for what came by import, the function that answers for the indicator."""
    function = row.function or indicator.responsible
    place = f"{function.title}, {function.unit.name}" if function is not None else ""
    if row.made_by_id is None:
        return place
    return f"{row.made_by_label}, {place[:1].lower()}{place[1:]}" if place else row.made_by_label


def _mender(whole: Snapshot, gap: Gap) -> str:
    post = whole.posts.get(gap.function_id) if gap.function_id is not None else None
    return f"{post.title}, {whole.units[post.unit_id].name}" if post is not None else ""
