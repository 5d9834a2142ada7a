"""The blocks of each kind of section: the author's words, then what the data says."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from ledtrad.activities.models import ActivityState
from ledtrad.core.charts import Chart, Series, for_paper, pace_charts, trend
from ledtrad.core.numbers import MISSING
from ledtrad.core.papers.blocks import Block, Cell, cell, column, paragraph, plain, table
from ledtrad.core.papers.markup import parse
from ledtrad.core.periods import label, label_day, short_label
from ledtrad.indicators.presentation import short_quantity
from ledtrad.indicators.queries import is_hidden
from ledtrad.indicators.queries.protection import hides_threshold
from ledtrad.indicators.rules import Threshold, ValueKind
from ledtrad.indicators.rules.words import is_percent
from ledtrad.reports.content.findings import Figure, Findings, GoalLine
from ledtrad.reports.models import ReportSection
from ledtrad.reports.rules import SectionKind
from ledtrad.thread import gaps
from ledtrad.thread.rules import Status

POINTS = 13
"""So many periods are drawn: a year of months and the one before."""

Charts = dict[str, str]


def blocks_of(section: ReportSection, findings: Findings, charts: Charts) -> list[Block]:
    """All blocks of a section. The pictures that they need are put in `charts`, as standalone SVG."""
    data = _DATA.get(SectionKind(section.kind))
    return parse(section.text) + (data(section.settings, findings, charts) if data else [])


def status_cell(status: str, word: str, sub: str = "") -> Cell:
    """A cell of a table that shows how something stands."""
    return cell(word, sub=sub, status=status)


# ── Summary ──────────────────────────────────────────────────────────────────
def _summary(_settings: dict[str, Any], findings: Findings, _charts: Charts) -> list[Block]:
    off = [f for f in findings.figures if f.deviates]
    if not off:
        return []
    columns = [
        column(_("Avviker från målet"), 26),
        column(_("Status"), 17),
        column(_("Utfall"), 20),
        column(_("Mål"), 15),
        column(_("Avstånd och riktning"), 22),
    ]
    return [table(_("Indikatorer som avviker från sina mål"), columns, [_deviation(f) for f in off])]


def _deviation(figure: Figure) -> list[Cell]:
    indicator = figure.indicator
    who = indicator.responsible.title if indicator.responsible else _("ingen ansvarig")
    trend_words = "" if figure.trend == MISSING else figure.trend
    return [
        cell(indicator.short, sub=who, strong=True),
        status_cell(figure.judged.status, figure.judged.word),
        cell(figure.value, sub=figure.when, strong=True),
        cell(figure.target),
        cell(figure.distance or trend_words or MISSING, sub=trend_words if figure.distance else ""),
    ]


# ── Goals ────────────────────────────────────────────────────────────────────
def _goals(_settings: dict[str, Any], findings: Findings, _charts: Charts) -> list[Block]:
    if not findings.goals:
        return [paragraph(plain(_("Nämnden har inga egna mål för perioden.")))]
    columns = [
        column(pgettext("node", "Mål"), 38),
        column(_("Bedömning"), 15),
        column(_("Förslag"), 15),
        column(_("Motivering av den ansvariga"), 32),
    ]
    return [table(_("Nämndens mål med bedömning och förslag"), columns, [_goal(g, findings) for g in findings.goals])]


def _goal(line: GoalLine, findings: Findings) -> list[Cell]:
    goal, made = line.goal, line.assessment
    place = goal.kind_label if goal.unit_id == findings.unit.pk else f"{goal.kind_label}, {goal.unit.name}"
    who = goal.responsible.title if goal.responsible else _("ingen ansvarig")
    said = f"{who}, {label_day(made.made_at.date())}" if made is not None else who
    return [
        cell(goal.title, sub=f"{place} {goal.number}", strong=True),
        status_cell(line.status, str(line.status.label)),
        status_cell(
            goal.suggested,
            str(Status(goal.suggested).label),
            sub=_("skiljer sig från bedömningen") if line.differs else "",
        ),
        cell(made.comment if made is not None and made.comment else _("Ej bedömt för perioden."), sub=said),
    ]


# ── Indicators ───────────────────────────────────────────────────────────────
def _indicators(settings: dict[str, Any], findings: Findings, charts: Charts) -> list[Block]:
    figures = [f for f in findings.figures if f.deviates or not settings.get("only_deviating")]
    if not figures:
        return [paragraph(plain(_("Ingen indikator avviker från sitt mål.")))]
    drawn = _drawn(figures, findings) if settings.get("charts", True) else {}
    blocks = []
    for figure in figures:
        chart = drawn.get(figure.indicator.number)
        if chart is not None:
            charts[figure.indicator.number] = for_paper(chart)
        blocks.append(_card(figure, chart, _comments(settings, figure)))
    return blocks


def _card(figure: Figure, chart: Chart | None, comments: list[dict[str, str]]) -> Block:
    indicator = figure.indicator
    unit = (
        ""
        if is_percent(indicator.unit_of_measure) or indicator.value_kind == ValueKind.MILESTONE
        else indicator.unit_of_measure
    )
    return {
        "kind": "indicator",
        "number": indicator.number,
        "title": indicator.title,
        "status": str(figure.judged.status),
        "word": figure.judged.word,
        "value": figure.value,
        "unit": unit if figure.value != MISSING else "",
        "when": figure.when,
        "target": figure.target,
        "distance": figure.distance,
        "trend": figure.trend if figure.trend != MISSING else "",
        "sentence": figure.judged.sentence,
        "responsible": str(indicator.responsible)
        if indicator.responsible
        else _("Ingen funktion svarar för indikatorn."),
        "chart": indicator.number if chart is not None else "",
        "chart_alt": chart.summary if chart is not None else "",
        "chart_title": chart.title if chart is not None else "",
        "chart_note": _("Procent av årets mål. Prickat: takten som krävs.") if figure.pace and chart else "",
        "chart_table": [list(chart.table.columns), *map(list, chart.table.rows)] if chart is not None else [],
        "comments": comments,
    }


def _comments(settings: dict[str, Any], figure: Figure) -> list[dict[str, str]]:
    """Those fetched and not left out, newest first. What is hidden is not explained either."""
    if figure.judged.hidden:
        return []
    left = set(settings.get("left_out", []))
    return [
        {"text": c["text"], "by": c["by"], "when": c["when"]}
        for key, c in settings.get("comments", {}).items()
        if c["number"] == figure.indicator.number and key not in left
    ]


def _drawn(figures: list[Figure], findings: Findings) -> dict[str, Chart]:
    """One picture for each that has something to draw: the year's pace, on one scale for all, or the development."""
    paced = [(f.indicator.number, f.pace) for f in figures if f.pace is not None]
    charts = dict(zip([n for n, _p in paced], pace_charts([p for _n, p in paced]), strict=True))
    found = {number: chart for number, chart in charts.items() if chart is not None}
    for figure in figures:
        if figure.indicator.number not in found and not figure.judged.hidden:
            chart = _development(figure, findings)
            if chart is not None:
                found[figure.indicator.number] = chart
    return found


def _development(figure: Figure, findings: Findings) -> Chart | None:
    """The figures up to the period that the report is about, or None when there are not two of them."""
    source, indicator = figure.source, figure.indicator
    periods = [p for p in source.series() if p.last_day <= findings.seen_on][-POINTS:]
    shown = [p for p in periods if not is_hidden(source, p, findings.reader.access)]
    values = [source.value(p).value if p in shown else None for p in periods]
    if sum(value is not None for value in values) < 2 or indicator.value_kind == ValueKind.MILESTONE:
        return None
    targets = [_threshold(figure, p, findings) if p in shown else None for p in periods]
    last = next((t for t in reversed(targets) if t is not None), None)
    known = [(v, p) for v, p in zip(values, periods, strict=True) if v is not None]
    told = ", ".join(f"{short_quantity(v, indicator)} {short_label(p)}" for v, p in (known[0], known[-1]))
    aim = _("Mål %(value)s.") % {"value": short_quantity(last, indicator)} if last is not None else ""
    return trend(
        f"utveckling-{indicator.pk}",
        indicator.short,
        [short_label(p) for p in periods],
        Series(_("Utfall"), values),
        target=targets,
        target_text=short_quantity(last, indicator) if last is not None else "",
        unit="%" if is_percent(indicator.unit_of_measure) else "",
        decimals=indicator.decimals,
        summary=f"{indicator.short}: {told}. {aim}".strip(),
        half=True,
    )


def _threshold(figure: Figure, period: Any, findings: Findings) -> Any:
    target = figure.source.target(period)
    if target is None or hides_threshold(figure.source, target, period, findings.reader.access):
        return None
    if target.accumulates:
        return None  # what adds up over the year is no line to hold single periods against
    found = figure.source.threshold(target, period)
    return found.value if isinstance(found, Threshold) else None


# ── Activities, gaps, sources ────────────────────────────────────────────────
def _activities(settings: dict[str, Any], findings: Findings, _charts: Charts) -> list[Block]:
    rows = [a for a in findings.activities if a.suggested != Status.MET or not settings.get("only_deviating")]
    if not rows:
        return [paragraph(plain(_("Inga aktiviteter att redovisa.")))]
    columns = [
        column(_("Aktivitet"), 37),
        column(_("Läge"), 14),
        column(_("Klar senast"), 21),
        column(_("Ansvarig"), 28),
    ]
    return [table(_("Aktiviteter med läge och ansvarig"), columns, [_activity(a, findings) for a in rows])]


def _activity(activity: Any, findings: Findings) -> list[Cell]:
    late = activity.is_late(findings.today)
    word = _("Försenad") if late else str(ActivityState(activity.state).label)
    who = activity.responsible
    return [
        cell(activity.title, sub=activity.number, strong=True),
        status_cell(activity.suggested, word),
        cell(label_day(activity.due_on) if activity.due_on else MISSING),
        cell(who.title if who else _("ingen ansvarig"), sub=who.unit.name if who else ""),
    ]


def _gaps(_settings: dict[str, Any], findings: Findings, _charts: Charts) -> list[Block]:
    if not findings.gaps:
        return [paragraph(plain(_("Inga luckor återstår: tråden är hel.")))]
    columns = [column(_("Det som saknas och vad som ska göras"), 38), column(_("Gäller, och vem som gör det"), 62)]
    by_need: dict[tuple[str, str], list[str]] = {}
    for line in findings.gaps:
        who = line.who or _("ingen ansvarig")
        by_need.setdefault((line.gap.rule, line.gap.message), []).append(f"{line.number} {line.title} ({who})")
    rows = [
        [cell(gaps.title(rule), sub=message, strong=True), cell("\n".join(places))]
        for (rule, message), places in by_need.items()
    ]
    count = len(findings.gaps)
    lead = ngettext(
        "%(n)s lucka återstår i tråden från lag och mål till det som enheterna gör.",
        "%(n)s luckor återstår i tråden från lag och mål till det som enheterna gör.",
        count,
    ) % {"n": count}
    return [paragraph(plain(lead)), table(_("Luckor i tråden och vad som ska göras"), columns, rows)]


def _sources(_settings: dict[str, Any], findings: Findings, _charts: Charts) -> list[Block]:
    scope = _(
        "Rapporten gäller %(unit)s med underliggande enheter för %(period)s. Uppgifterna är de som fanns i Ledtråd "
        "den %(day)s."
    ) % {"unit": findings.unit.name, "period": label(findings.period), "day": label_day(findings.today)}
    care = _("Grupper på färre än fem personer redovisas inte, och inte heller siffror som skulle avslöja dem.")
    if findings.withheld:
        care += " " + ngettext(
            "Ett mål, en indikator eller en aktivitet som inte är öppen är utelämnad.",
            "%(n)s mål, indikatorer och aktiviteter som inte är öppna är utelämnade.",
            findings.withheld,
        ) % {"n": findings.withheld}
    shapes = _(
        "Tecknen: ● uppnått eller i takt, ◆ delvis eller efter takten, ▲ ej uppnått eller inte påbörjat, ○ ej bedömt."
    )
    blocks = [paragraph(plain(scope)), paragraph(plain(care)), paragraph(plain(shapes))]
    by_source: dict[str, list[str]] = {}
    for figure in findings.figures:
        by_source.setdefault(figure.indicator.source or _("Källa är inte angiven"), []).append(figure.indicator.number)
    rows = [
        [cell(source, strong=True), cell(", ".join(sorted(numbers)))] for source, numbers in sorted(by_source.items())
    ]
    if rows:
        blocks.append(table(_("Källor"), [column(_("Källa"), 62), column(_("Indikatorer"), 38)], rows))
    return blocks


_DATA: dict[SectionKind, Callable[[dict[str, Any], Findings, Charts], list[Block]]] = {
    SectionKind.SUMMARY: _summary,
    SectionKind.GOALS: _goals,
    SectionKind.INDICATORS: _indicators,
    SectionKind.ACTIVITIES: _activities,
    SectionKind.GAPS: _gaps,
    SectionKind.SOURCES: _sources,
}
