"""What the page of a board or a unit shows: deviations first, then goals, then whether the year's pace is kept."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ledtrad.core import clock
from ledtrad.core.charts import Chart, ChartTable, Pace, pace_charts, pace_table
from ledtrad.core.numbers import MISSING, counted
from ledtrad.core.periods import Period, PeriodKind, label
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
from ledtrad.indicators.queries.judged import Judged, judge_at, judge_one
from ledtrad.indicators.queries.key_figures import is_key_figure, measuring
from ledtrad.indicators.queries.material import Material, load
from ledtrad.indicators.queries.protection import is_hidden
from ledtrad.organisation.models import Holding, Unit
from ledtrad.thread.models import Assessment, DueDate, Link, Node
from ledtrad.thread.queries import latest_assessments
from ledtrad.thread.rules import WORST_FIRST, Kind, LinkKind, Status, differs

if TYPE_CHECKING:
    from ledtrad.organisation.models import User


@dataclass(frozen=True)
class Figure:
    """One indicator as the page lists it."""

    judged: Judged
    responsible: str
    value: str
    when: str
    target: str
    distance: str
    trend: str

    @property
    def node(self) -> Indicator:
        return self.judged.indicator

    @property
    def deviates(self) -> bool:
        return self.judged.status != Status.MET


@dataclass(frozen=True)
class KeyFigure:
    """A figure that is followed without a target: its latest values and what was said about the last one."""

    figure: Figure
    earlier: list[tuple[str, str]]  # period, value; the nearest last
    comment: str
    waits: bool  # a comment is required and missing

    @property
    def has_earlier(self) -> bool:
        return any(value != MISSING for _period, value in self.earlier)


@dataclass(frozen=True)
class GoalRow:
    """One goal as the page lists it."""

    goal: Node
    assessment: Assessment | None
    indicators: int
    holder: str
    vacant_since: date | None

    @property
    def differs(self) -> bool:
        return differs(Status(self.goal.status), Status(self.goal.suggested))


@dataclass(frozen=True)
class Board:
    """Everything on the page."""

    unit: Unit
    period: Period
    lead: str
    figures: list[Figure]
    key_figures: list[KeyFigure]
    goals: list[GoalRow]
    paces: list[tuple[Figure, Chart]]
    pace_table: ChartTable | None
    pace_lead: str
    upcoming: list[DueDate]

    more_key_figures: int = 0

    @cached_property
    def _deviating(self) -> list[Figure]:
        return [f for f in self.figures if f.deviates]

    @property
    def deviating(self) -> list[Figure]:
        """The worst ones: a council sees thousands of indicators."""
        return self._deviating[:ROWS]

    @property
    def more_deviating(self) -> int:
        return len(self._deviating) - len(self.deviating)


ROWS, CHARTS = 50, 24
"""So many rows of a table and so many charts; the lists have the rest."""


def default_period(today: date) -> Period:
    """The quarter that was closed most recently."""
    current = Period.of(PeriodKind.QUARTER, today)
    return current if current.has_ended(today) else current.previous()


def gather(unit: Unit, period: Period, user: "User") -> Board:
    """Read and judge everything for the unit and what lies below it. Ten queries, whatever the size."""
    indicators = _indicators(unit, user)
    material = load(indicators)
    today = clock.today()
    seen_on = min(today, period.last_day)
    figures = [_figure(i, material, period, seen_on, user) for i in indicators]
    measuring_ids = measuring(indicators)
    followed = [f for f in figures if is_key_figure(f.judged, measuring_ids)]
    keys = {f.node.pk for f in followed}
    figures = [f for f in figures if f.node.pk not in keys]
    figures.sort(key=lambda f: (WORST_FIRST[f.judged.status], -relative_distance(f.judged), f.node.number))
    paces, pace_figures, left_out = _paces(figures, material, period, user)
    return Board(
        unit=unit,
        period=period,
        lead=_lead(figures),
        figures=figures,
        key_figures=_key_figures(followed[:ROWS], material, user),
        more_key_figures=max(len(followed) - ROWS, 0),
        goals=_goals(unit, user),
        paces=paces,
        pace_table=pace_figures,
        pace_lead=_pace_lead([f for f, _chart in paces], left_out),
        upcoming=_upcoming(unit, user, today),
    )


def _indicators(unit: Unit, user: "User") -> list[Indicator]:
    """Those of the unit and below. One query. Parts of another are left out: they stand on its page."""
    rows = Indicator.objects.visible_to(user).filter(unit__path__startswith=unit.path, part_of__isnull=True)
    return list(rows.valid_on(clock.today()).with_place().order_by("number"))


def _figure(indicator: Indicator, material: Material, period: Period, on: date, user: "User") -> Figure:
    source = material[indicator.pk]
    found = judge_one(source, period, on, access=user.access, unit_id=indicator.unit_id)
    return Figure(
        judged=found,
        responsible=_responsible(indicator),
        value=shown_value(found),
        when=figure_when(found, period),
        target=target_words(found),
        distance=distance_words(found),
        trend=trend_text(found, source, user.access),
    )


def _key_figures(figures: list[Figure], material: Material, user: "User") -> list[KeyFigure]:
    """Key figures with the two values before and the comment on the last. One query."""
    rows = Observation.objects.visible_to(user).current().filter(indicator__in=[f.node.pk for f in figures])
    said = {
        (indicator, period): comment
        for indicator, period, comment, unit in rows.order_by("comment").values_list(
            "indicator_id", "period", "comment", "unit_id"
        )
        if not is_hidden(material[indicator], period, user.access, {unit})
    }
    found = []
    for figure in sorted(figures, key=lambda f: f.node.number):
        period = figure.judged.period
        if period.kind != figure.node.period_kind:
            period = Period.of(figure.node.period_kind, period.last_day)
        now = judge_at(material[figure.node.pk], period, access=user.access)
        shown = replace(figure, judged=now, value=shown_value(now), when=label(period))
        earlier, step = [], period
        for _step in range(2):
            step = step.previous()
            before = judge_at(material[figure.node.pk], step, access=user.access)
            earlier.append((label(step), shown_value(before)))
        comment = "" if now.hidden else said.get((figure.node.pk, period), "")
        waits = figure.node.comment_required and not comment and not now.hidden and shown.value != MISSING
        found.append(KeyFigure(shown, list(reversed(earlier)), comment, waits))
    return found


def _responsible(node: Node) -> str:
    return f"{node.responsible.title}, {node.responsible.unit.name}" if node.responsible else ""


def _lead(figures: list[Figure]) -> str:
    """The conclusion: how many deviate, and which is furthest away."""
    if not figures:
        return _("Inga indikatorer än. När målen får indikatorer syns läget här.")
    off = [f for f in figures if f.judged.status in (Status.MISSED, Status.PARTLY)]
    unknown = [f for f in figures if f.judged.status == Status.NONE]
    text = ngettext(
        "%(off)s av %(all)s indikator avviker.", "%(off)s av %(all)s indikatorer avviker.", len(figures)
    ) % {"off": counted(len(off), capital=True), "all": len(figures)}
    if unknown:
        text += " " + ngettext("%(n)s går inte att bedöma.", "%(n)s går inte att bedöma.", len(unknown)) % {
            "n": counted(len(unknown), capital=True)
        }
    missed = [f for f in off if f.judged.status == Status.MISSED]
    due = [f for f in missed if f.judged.judgement is not None and f.judged.judgement.is_due]
    worst = max(due or missed or off, key=lambda f: relative_distance(f.judged), default=None)
    if worst is not None:
        text += " " + _("Längst bort: %(title)s. %(sentence)s") % {
            "title": worst.node.short,
            "sentence": worst.judged.sentence,
        }
    return text


def _goals(unit: Unit, user: "User") -> list[GoalRow]:
    """The unit's own goals, with the assessment in force and who answers. Five queries."""
    today = clock.today()
    rows = Node.objects.visible_to(user).filter(kind=Kind.GOAL, unit=unit) | Node.objects.visible_to(user).filter(
        kind=Kind.GOAL, shares__unit=unit
    )
    goals = list(rows.valid_on(today).with_place().distinct().order_by("level__rank", "number"))
    assessed = latest_assessments(g.pk for g in goals)
    functions = {g.responsible_id for g in goals if g.responsible_id}
    held: dict[int, str] = {}
    ended: dict[int, date] = {}
    for holding in Holding.objects.filter(function__in=functions).select_related("person").order_by("valid_from"):
        if holding.valid_from <= today and (holding.valid_to is None or holding.valid_to > today):
            held[holding.function_id] = holding.person.name
        elif holding.valid_to is not None and holding.valid_to <= today:
            ended[holding.function_id] = holding.valid_to
    counts: dict[int, int] = {}
    measures = Link.objects.filter(kind=LinkKind.MEASURES, target__in=[g.pk for g in goals])
    for (target,) in measures.values_list("target_id"):
        counts[target] = counts.get(target, 0) + 1
    return [
        GoalRow(
            g,
            assessed.get(g.pk),
            counts.get(g.pk, 0),
            held.get(g.responsible_id or 0, ""),
            ended.get(g.responsible_id or 0),
        )
        for g in goals
    ]


def _paces(
    figures: Iterable[Figure], material: Material, period: Period, user: "User"
) -> tuple[list[tuple[Figure, Chart]], ChartTable | None, bool]:
    """Small multiples for what has a target at the end of the year, month by month, on one scale.

    The worst come first and are as many as a page bears; the last of the answer is whether some were left out.
    """
    chosen: list[tuple[Figure, Pace]] = []
    left_out = False
    for figure in figures:
        pace = year_pace(figure.judged, material[figure.node.pk], period, user.access)
        if pace is not None and len(chosen) == CHARTS:
            left_out = True
            break
        if pace is not None:
            chosen.append((figure, pace))
    chosen.sort(key=lambda pair: pair[0].node.number)
    paces = [pace for _figure, pace in chosen]
    charts = pace_charts(paces)
    drawn = [(f, chart) for (f, _pace), chart in zip(chosen, charts, strict=True) if chart is not None]
    return drawn, pace_table(paces) if paces else None, left_out


def _pace_lead(figures: list[Figure], left_out: bool) -> str:
    kept = sum(1 for f in figures if f.judged.status == Status.MET)
    behind = sum(1 for f in figures if f.judged.status == Status.PARTLY)
    rest = len(figures) - kept - behind
    text = _("Procent av årets mål, samma skala i alla diagram.")
    if left_out:
        text += " " + _("Här visas de %(n)s som ligger sämst till.") % {"n": len(figures)}
    parts = [
        ngettext("%(n)s är i takt", "%(n)s är i takt", kept) % {"n": counted(kept)},
        ngettext("%(n)s ligger efter", "%(n)s ligger efter", behind) % {"n": counted(behind)},
    ]
    if rest:
        parts.append(
            ngettext("%(n)s har inte kommit i gång", "%(n)s har inte kommit i gång", rest) % {"n": counted(rest)}
        )
    said = ", ".join(parts)
    return f"{text} {said[:1].upper()}{said[1:]}."


def _upcoming(unit: Unit, user: "User", today: date) -> list[DueDate]:
    """What is due within the unit during the coming three weeks, late things first. One query."""
    rows = DueDate.objects.visible_to(user).open().due_by(today + timedelta(days=21))
    rows = rows.filter(node__unit__path__startswith=unit.path)
    return list(rows.select_related("node", "function", "function__unit").order_by("due_on")[:8])
