"""A line small enough for a form or a table cell, its last value as text."""

from collections.abc import Sequence
from itertools import pairwise

from django.utils.translation import gettext as _

from ledtrad.core.charts import svg
from ledtrad.core.charts.letters import text_width
from ledtrad.core.charts.model import Chart, ChartTable, Unit
from ledtrad.core.charts.scale import Number, Scale, as_float

FONT = 13.0
Point = tuple[float, float]


def spark(
    key: str,
    title: str,
    values: Sequence[Number | None],
    labels: Sequence[str],
    *,
    unit: str = "",
    decimals: int | None = None,
    summary: str = "",
    in_cell: bool = False,
) -> Chart | None:
    """The latest values of one series. None if all are missing.

    With first and last label under the line, or for a table cell (`in_cell`) without. The scale starts at
    zero. A missing value breaks the line; where the last is missing the text is of the last there is.
    """
    svg.checked_key(key)
    if len(values) != len(labels):
        raise ValueError(f"{title}: {len(values)} values for {len(labels)} labels")
    written = Unit(unit, decimals)
    known = [index for index, value in enumerate(values) if as_float(value) is not None]
    if not known:
        return None
    cells = tuple((label, written.cell(value)) for label, value in zip(labels, values, strict=True))
    summary = summary or f"{title}: " + ", ".join(f"{label} {shown}" for label, shown in cells) + "."
    last = written.label(values[known[-1]])
    width, height = (120.0, 24.0) if in_cell else (168.0, 72.0)
    shapes = _shapes([as_float(value) for value in values], last, width, height, in_cell=in_cell)
    if not in_cell:
        shapes += _labels(labels, known[-1], _x_scale(len(values), last, width))
    drawing = svg.Drawing(width, height, tuple(shapes), "chart", key, title, summary, fixed_size=in_cell)
    table = ChartTable(title, (_("Period"), unit or _("Värde")), cells)
    return Chart(drawing.for_page(), title, summary, table, drawing)


def _x_scale(count: int, last: str, width: float) -> Scale:
    right = width - text_width(last, FONT, bold=True) - 14
    return Scale(0, max(count - 1, 1), 10, max(right, 40))


def _shapes(
    values: Sequence[float | None], last: str, width: float, height: float, *, in_cell: bool
) -> list[svg.Shape]:
    known = [value for value in values if value is not None]
    bottom, top, dot = (20.0, 4.0, 3.5) if in_cell else (50.0, 14.0, 5.0)
    low, high = min(0.0, *known, 0.0), max(0.0, *known, 0.0)
    y = Scale(low, high if high > low else low + 1, bottom, top)
    x = _x_scale(len(values), last, width)
    shapes = [svg.line(2, y(0), x.end + 8, y(0), "axis")]
    points = [None if value is None else (x(index), y(value)) for index, value in enumerate(values)]
    shapes += [svg.polyline(run, "own") for run in _runs(points) if len(run) > 1]
    shapes += [svg.circle(*run[0], dot - 1.5, "dot") for run in _runs(points) if len(run) == 1]
    px, py = next(point for point in reversed(points) if point is not None)
    middle = min(max(py, FONT * 0.4), height - 4)
    return [*shapes, svg.circle(px, py, dot, "dot"), svg.text(x.end + 11, middle + 5, last, "strong")]


def _runs(points: Sequence[Point | None]) -> list[list[Point]]:
    breaks = [-1, *(index for index, point in enumerate(points) if point is None), len(points)]
    runs = [[p for p in points[a + 1 : b] if p is not None] for a, b in pairwise(breaks)]
    return [run for run in runs if run]


def _labels(labels: Sequence[str], last: int, x: Scale) -> list[svg.Shape]:
    """The first period and that of the last value."""
    shapes = [svg.text(2, 68, labels[0])]
    half = text_width(labels[last], FONT) / 2
    if x(last) - half > 2 + text_width(labels[0], FONT) + 8:
        shapes.append(svg.text(x(last), 68, labels[last], "mid"))
    return shapes
