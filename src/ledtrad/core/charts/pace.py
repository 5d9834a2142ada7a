"""Is the year's target within reach? Small multiples: percent of the target, and the pace that it takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.dates import MONTHS_AP
from django.utils.translation import gettext as _

from ledtrad.core.charts import svg
from ledtrad.core.charts.letters import text_width
from ledtrad.core.charts.model import Chart, ChartTable, Unit
from ledtrad.core.charts.placing import Box, Segment, Spot, best_spot, spots_around
from ledtrad.core.charts.scale import Number, Scale, as_float

WIDTH, HEIGHT = 336.0, 156.0
LEFT, RIGHT, TOP, BOTTOM = 36.0, 328.0, 14.0, 134.0
FONT, DOT = 12.5, 5.0
HEADROOM = 110.0
"""The scale always reaches this far, so that the target line is not at the very edge."""

CEILING = 300.0
"""Higher values are drawn at the top: one odd figure must not press all the others flat. Words tell it."""

_PERCENT = Unit("%", 0)

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Pace:
    """One target for a year and how it has gone so far.

    `values` are the figures after each period, from the first; None where one is missing, and no need to
    fill up the year. `start` is the figure as the year began, from which the pace runs straight to `target`.
    `now` is the number of the latest period that has ended. `labels` are the year's periods, months if not
    given. `shown` replaces the last value in the label ("steg 1 av 4"), `target_text` the target ("minst 4").
    """

    key: str
    title: str
    values: Sequence[Number | None]
    target: Number
    start: Number = 0
    now: int | None = None
    labels: Sequence[str] = ()
    shown: str = ""
    target_text: str = ""
    unit: str = ""
    decimals: int | None = None
    summary: str = ""


@dataclass(frozen=True, slots=True)
class _Run:
    """A pace worked out: percents of the target, None where missing."""

    given: Pace
    percents: tuple[float | None, ...]
    start: float
    labels: tuple[str, ...]

    @property
    def last(self) -> int | None:
        """The place of the last value there is."""
        return next((i for i in reversed(range(len(self.percents))) if self.percents[i] is not None), None)

    def required(self, period: int) -> float:
        """Percent of the target that the pace asks for after so many periods."""
        return self.start + (100 - self.start) * period / len(self.labels)


def pace_charts(paces: Sequence[Pace]) -> list[Chart | None]:
    """Charts to be read side by side, all on one scale. None for each whose target is zero or less."""
    runs = [_run(pace) for pace in paces]
    top = _shared_top([run for run in runs if run is not None])
    return [None if run is None else _chart(run, top) for run in runs]


def pace_chart(pace: Pace) -> Chart | None:
    """A single one; several that stand together belong in `pace_charts`."""
    return pace_charts([pace])[0]


def pace_table(paces: Sequence[Pace], caption: str = "") -> ChartTable:
    """All of them in one table: percent of the target for each period so far, then figure and target."""
    runs = [run for run in map(_run, paces) if run is not None]
    so_far = max((max(len(run.given.values), run.given.now or 0) for run in runs), default=0)
    labels = max((run.labels for run in runs), key=len, default=())[:so_far]
    columns = (_("Indikator"), *labels, _("Utfall"), _("Mål"))
    return ChartTable(caption or _("Procent av årets mål"), columns, tuple(_row(run, so_far) for run in runs))


def _run(pace: Pace) -> _Run | None:
    svg.checked_key(pace.key)
    target = as_float(pace.target)
    if target is None or target <= 0:
        return None
    labels = tuple(pace.labels) or tuple(str(name) for name in MONTHS_AP.values())
    if len(pace.values) > len(labels):
        raise ValueError(f"{pace.title}: {len(pace.values)} values for {len(labels)} periods")
    percents = tuple(None if v is None else v / target * 100 for v in map(as_float, pace.values))
    return _Run(pace, percents, float(pace.start) / target * 100, labels)


def _shared_top(runs: Sequence[_Run]) -> float:
    """110, or the next half hundred above the highest value."""
    highest = max((value for run in runs for value in (*run.percents, run.start) if value is not None), default=0.0)
    return HEADROOM if highest <= HEADROOM else min(-(-highest // 50) * 50.0, CEILING)


def _chart(run: _Run, top: float) -> Chart:
    given = run.given
    summary = given.summary or _summary(run)
    drawing = svg.Drawing(WIDTH, HEIGHT, tuple(_shapes(run, top)), "chart", given.key, given.title, summary)
    return Chart(drawing.for_page(), given.title, summary, pace_table([given], given.title), drawing)


# ── Drawing ──────────────────────────────────────────────────────────────────


def _shapes(run: _Run, top: float) -> list[svg.Shape]:
    count = len(run.labels)
    x, y = Scale(0, count, LEFT, RIGHT), Scale(0, top, BOTTOM, TOP)
    start = (x(0), y(_drawable(run.start, top)))
    pace = (start, (x(count), y(100)))
    values = [None if p is None else (x(at), y(_drawable(p, top))) for at, p in enumerate(run.percents, 1)]
    lines = _unbroken(start, values)
    lonely = [line[0] for line in lines if len(line) == 1 and line[0] != start]
    return [
        *_scale_lines(y, top),
        svg.polyline(pace, "pace"),
        *(svg.polyline(line, "own") for line in lines if len(line) > 1),
        *(svg.circle(*point, DOT - 1.5, "dot") for point in lonely),
        *_months(run, x),
        *_last_value(run, x, y, lines, pace),
    ]


def _drawable(percent: float, top: float) -> float:
    return min(max(percent, 0.0), top)


def _scale_lines(y: Scale, top: float) -> list[svg.Shape]:
    shapes = []
    for mark in range(0, int(top) + 1, 50 if top <= 200 else 100):
        kind = "axis" if mark == 0 else "target" if mark == 100 else "grid"
        shapes += [
            svg.line(LEFT, y(mark), RIGHT, y(mark), kind),
            svg.text(LEFT - 6, y(mark) + 4, _PERCENT.bare(mark), "end"),
        ]
    return shapes


def _unbroken(start: Point, points: Sequence[Point | None]) -> list[list[Point]]:
    lines: list[list[Point]] = [[start]]
    for point in points:
        if point is None:
            lines.append([])
        else:
            lines[-1].append(point)
    return [line for line in lines if line]


def _months(run: _Run, x: Scale) -> list[svg.Shape]:
    """First and last period, and the latest one between them if it does not touch either."""
    count = len(run.labels)
    first, last = run.labels[0], run.labels[-1]
    shapes = [svg.text(LEFT, HEIGHT - 4, first), svg.text(RIGHT, HEIGHT - 4, last, "end")]
    now = run.given.now or (0 if run.last is None else run.last + 1)
    if not 1 <= now <= count:
        return shapes
    half = text_width(run.labels[now - 1], FONT) / 2
    clear_of_first = x(now) - half > LEFT + text_width(first, FONT) + 6
    clear_of_last = x(now) + half < RIGHT - text_width(last, FONT) - 6
    if clear_of_first and clear_of_last:
        shapes.append(svg.text(x(now), HEIGHT - 4, run.labels[now - 1], "mid"))
    return shapes


def _last_value(run: _Run, x: Scale, y: Scale, lines: list[list[Point]], pace: Segment) -> list[svg.Shape]:
    if run.last is None:
        return [svg.text(RIGHT - 4, y(0) - 10, _("inga värden än"), "end")]
    px, py = x(run.last + 1), y(_drawable(run.percents[run.last] or 0.0, y.high))
    dot = svg.circle(px, py, DOT, "dot")
    unit = Unit(run.given.unit, run.given.decimals)
    content = run.given.shown or unit.label(run.given.values[run.last])
    own = [pair for line in lines for pair in pairwise(line)]
    spot = _clear_spot(content, px, py, own, pace, ((LEFT, y(100)), (RIGHT, y(100))))
    return [dot, svg.text(spot.x, spot.y, content, f"strong {spot.anchor}".strip())]


def _clear_spot(content: str, px: float, py: float, own: list[Segment], pace: Segment, target: Segment) -> Spot:
    """Beside the dot, off our line, the pace and the target; if it must, over the pace."""
    width = text_width(content, FONT, bold=True)
    above, right, *rest = spots_around(px, py, width, 14, clear=DOT + 4)
    spots = [right, above, *rest]
    middle = min(max(px, LEFT + width / 2 + 5), WIDTH - width / 2 - 3)
    for left in (0.0, 70.0, 140.0):  # at the right edge, where a steep line leaves room only further off
        for away in (0, 12, -12, 24, -24, 36, 48, 60, 72):
            spots += spots_around(middle - left, py + away, width, 14, clear=DOT + 4)[0:3:2]
    bounds = Box(LEFT + 2, 2, WIDTH, BOTTOM - 1)
    on_axis = ((LEFT, BOTTOM), (RIGHT, BOTTOM))
    for avoid in ([*own, pace, target, on_axis], [*own, target], own):
        spot = best_spot(spots, bounds, avoid=avoid, prefer_not=[pace, target])
        if spot is not None:
            return spot
    return next((spot for spot in spots if spot.box.within(bounds)), spots[0])


# ── In words ─────────────────────────────────────────────────────────────────


def _target_text(run: _Run) -> str:
    return run.given.target_text or Unit(run.given.unit, run.given.decimals).label(run.given.target)


def _figure(run: _Run) -> str:
    if run.last is None:
        return _("saknas")
    return run.given.shown or Unit(run.given.unit, run.given.decimals).label(run.given.values[run.last])


def _summary(run: _Run) -> str:
    if run.last is None:
        return _("Inga värden än. Mål: %(target)s.") % {"target": _target_text(run)}
    told = _("%(period)s: %(figure)s, %(percent)s av årets mål (%(target)s). Takten kräver %(required)s.") % {
        "period": run.labels[run.last],
        "figure": _figure(run),
        "percent": _PERCENT.label(run.percents[run.last]),
        "target": _target_text(run),
        "required": _required(run, run.last + 1),
    }
    now = run.given.now
    if now is not None and now > run.last + 1 and now <= len(run.labels):
        told += " " + _("Värde saknas: %(period)s.") % {"period": run.labels[now - 1]}
    return told


def _required(run: _Run, period: int) -> str:
    """What the pace asks for: in the figure's own terms, or in percent where that is given in words."""
    percent = run.required(period)
    if run.given.shown:
        return _PERCENT.label(percent)
    value = percent * float(run.given.target) / 100
    unit = Unit(run.given.unit, run.given.decimals if run.given.decimals is not None else 0 if value >= 10 else 1)
    return unit.label(value)


def _row(run: _Run, so_far: int) -> tuple[str, ...]:
    filled = [*run.percents, *[None] * so_far][:so_far]
    percents = [_("saknas") if p is None else _PERCENT.label(p) for p in filled]
    return (run.given.title, *percents, _figure(run), _target_text(run))
