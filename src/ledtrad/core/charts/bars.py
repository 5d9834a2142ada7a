"""Level bars with their values in a column at the right, for comparisons and shares."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ledtrad.core.charts import svg
from ledtrad.core.charts.letters import text_width, wrapped
from ledtrad.core.charts.model import Chart, ChartTable, Unit
from ledtrad.core.charts.scale import Number, Scale, as_float

FONT = 13.0
PITCH, THICKNESS = 32.0, 18.0
WIDE, NARROW, PAPER = 520.0, 358.0, 600.0
HEADER = 22.0
"""Room above the bars for the target's value."""


@dataclass(frozen=True, slots=True)
class BarRow:
    """One bar. `own` marks ours among others'; `shown` replaces the value as text."""

    label: str
    value: Number | None
    own: bool = False
    shown: str = ""


@dataclass(frozen=True, slots=True)
class _Bars:
    rows: Sequence[BarRow]
    target: float | None
    target_text: str
    unit: Unit

    def shown(self, row: BarRow) -> str:
        return row.shown or self.unit.label(row.value)

    @property
    def span(self) -> tuple[float, float]:
        values = [v for v in (*(as_float(row.value) for row in self.rows), self.target) if v is not None]
        low, high = min(0.0, *values, 0.0), max(0.0, *values, 0.0)
        return low, high if high > low else low + 1


def bars(
    key: str,
    title: str,
    rows: Sequence[BarRow],
    *,
    target: Number | None = None,
    target_text: str = "",
    unit: str = "",
    decimals: int | None = None,
    summary: str = "",
    caption: str = "",
    columns: tuple[str, str] = ("", ""),
) -> Chart | None:
    """Bars in the order given, drawn wide and narrow. None if there is not one value to draw.

    With any row marked `own` the others are grey; with none all are ours. Values below zero go left.
    `columns` are the table's two headings.
    """
    svg.checked_key(key)
    drawn = _Bars(rows, as_float(target), "", Unit(unit, decimals))
    shown_target = "" if drawn.target is None else target_text or drawn.unit.label(target)
    drawn = _Bars(rows, drawn.target, shown_target, drawn.unit)
    if all(as_float(row.value) is None for row in rows):
        return None
    summary = summary or _summary(drawn)
    wide = _drawing(drawn, WIDE, "chart bars wide-only", key, title, summary)
    narrow = _drawing(drawn, NARROW, "chart narrow-only", f"{key}-n", title, summary)
    own = next((index for index, row in enumerate(rows) if row.own), None)
    cells = tuple((row.label, _cell(drawn, row)) for row in rows)
    return Chart(
        svg=SafeString(wide.for_page() + narrow.for_page()),
        title=title,
        summary=summary,
        table=ChartTable(caption or (f"{title}, {unit}" if unit else title), columns, cells, own),
        paper=_drawing(drawn, PAPER, "chart", key, title, summary),
    )


def _cell(drawn: _Bars, row: BarRow) -> str:
    return drawn.shown(row) if as_float(row.value) is not None else _("saknas")


def _summary(drawn: _Bars) -> str:
    told = ", ".join(f"{row.label} {_cell(drawn, row)}" for row in drawn.rows) + "."
    if drawn.target is None:
        return told
    return told + " " + _("Mål: %(target)s.") % {"target": drawn.target_text}


def _drawing(drawn: _Bars, width: float, classes: str, key: str, title: str, summary: str) -> svg.Drawing:
    header = HEADER if drawn.target is not None else 0.0
    height = header + PITCH * len(drawn.rows) + 2
    shapes = tuple(_shapes(drawn, width, header, height))
    return svg.Drawing(width, height, shapes, classes, key, title, summary)


def _shapes(drawn: _Bars, width: float, header: float, height: float) -> Iterable[svg.Shape]:
    values_room = max(text_width(drawn.shown(row), FONT, bold=True) for row in drawn.rows)
    widest = max(text_width(row.label, FONT, bold=row.own) for row in drawn.rows)
    labels_room = min(max(widest, width * 0.18), width * (0.42 if width == NARROW else 0.38))
    left, right = labels_room + 14, width - values_room - 16
    x = Scale(*drawn.span, left, right)
    any_own = any(row.own for row in drawn.rows)
    for index, row in enumerate(drawn.rows):
        middle = header + PITCH * (index + 0.5) + 2
        strong = "strong" if row.own else ""
        yield from _name(row, middle, labels_room, strong)
        value = as_float(row.value)
        if value is not None:
            fill = "own-fill" if row.own or not any_own else "other-fill"
            start, end = sorted((x(0), x(value)))
            yield svg.rect(start, middle - THICKNESS / 2, end - start, THICKNESS, fill)
        yield svg.text(width, middle + 4.5, drawn.shown(row), f"{strong} end".strip())
    if drawn.target is not None:
        yield from _target(drawn, x(drawn.target), width, header, height)
    yield svg.line(x(0), header + 2, x(0), height, "axis")


def _name(row: BarRow, middle: float, room: float, classes: str) -> Iterable[svg.Shape]:
    """The row's label on one line or two."""
    lines = wrapped(row.label, room, FONT, bold=row.own, most=2)
    baseline = middle + 4.5 - 7 * (len(lines) - 1)
    return (svg.text(0, baseline + 14 * index, content, classes) for index, content in enumerate(lines))


def _target(drawn: _Bars, x: float, width: float, header: float, height: float) -> Iterable[svg.Shape]:
    yield svg.line(x, header + 2, x, height, "target")
    content = f"{_('Mål')} {drawn.target_text}"
    half = text_width(content, FONT, bold=True) / 2
    yield svg.text(min(max(x, half), width - half), 14, content, "strong mid")


# ── One bar ──────────────────────────────────────────────────────────────────

BULLET_WIDTH, BULLET_HEIGHT = 300.0, 44.0


def bullet(
    key: str,
    title: str,
    share: Number | None,
    *,
    mark: Number | None = None,
    label: str = "",
    summary: str,
) -> Chart | None:
    """How much of a whole: a bar on a track, and a dashed mark with a label under it. None without a share.

    `share` and `mark` are parts of 1; above 1 the track ends at the larger of them.
    """
    svg.checked_key(key)
    value, at = as_float(share), as_float(mark)
    if value is None:
        return None
    x = Scale(0, max(1.0, value, at or 0.0), 0, BULLET_WIDTH)
    shapes = [
        svg.rect(0, 6, BULLET_WIDTH, 12, "track"),
        svg.rect(0, 6, x(max(value, 0)), 12, "own-fill"),
    ]
    if at is not None:
        shapes.append(svg.line(x(at), 1, x(at), 23, "target"))
    if label:
        shapes.append(_under(label, BULLET_WIDTH if at is None else x(at)))
    drawing = svg.Drawing(BULLET_WIDTH, BULLET_HEIGHT, tuple(shapes), "chart", key, title, summary)
    percent = Unit("%", 1)
    rows: list[tuple[str, ...]] = [(title, percent.label(value * 100))]
    if at is not None:
        rows.append((label or _("Mål"), percent.label(at * 100)))
    return Chart(drawing.for_page(), title, summary, ChartTable(title, ("", _("Andel")), tuple(rows)), drawing)


def _under(label: str, x: float) -> svg.Shape:
    """The mark's label, from the mark rightwards if there is room, else up to it."""
    if x + text_width(label, FONT) <= BULLET_WIDTH:
        return svg.text(x, 40, label)
    return svg.text(max(x, text_width(label, FONT)), 40, label, "end")


CELL_WIDTH, CELL_HEIGHT = 176.0, 14.0


def cell_bar(part: Number, whole: Number | None = None, *, largest: Number) -> SafeString:
    """A bar for a table cell: `part` in our colour in front of `whole` in grey, on a scale up to `largest`.

    Decoration only: write the numbers in the cells beside it.
    """
    x = Scale(0, max(as_float(largest) or 0.0, 1e-9), 0, CELL_WIDTH - 6)
    lengths = [(whole, "other-fill"), (part, "own-fill")]
    shapes = tuple(
        svg.rect(0, 1, min(x(as_float(value) or 0.0), CELL_WIDTH), 12, fill, 1)
        for value, fill in lengths
        if value is not None
    )
    return svg.Drawing(CELL_WIDTH, CELL_HEIGHT, shapes, fixed_size=True).for_page()
