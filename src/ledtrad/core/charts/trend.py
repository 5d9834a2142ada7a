"""How something has developed: our line bold, others grey, the target dashed, names at the line ends."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ledtrad.core.charts import svg
from ledtrad.core.charts.letters import shortened, text_width
from ledtrad.core.charts.model import Chart, Series, Unit
from ledtrad.core.charts.placing import Box, Segment, best_spot, fits, spots_around, spread
from ledtrad.core.charts.scale import Number, Scale, as_float, decimals_of, nice_ticks, thinned
from ledtrad.core.charts.trend_text import Trend, last_known, summary_of, table_of

SMALL, BIG = 13.0, 15.0
LINE_HEIGHT = {SMALL: 16.0, BIG: 19.0}
MANY_POINTS = 13
"""From here on dots at every point would hide the line."""
MANY_LABELS = 10
"""With more names than this, lines from line ends to names would only be a tangle."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Size:
    """One of the two drawings of the same chart. Labels may take `label_room` pixels at the right."""

    classes: str
    width: float
    height: float
    top: float
    left: float
    below: float
    label_room: float
    own_size: float
    dot: float
    key_suffix: str


_WIDE = _Size("chart wide-only", 1104, 384, 22, 56, 34, 260, BIG, 5, "")
_HALF = _Size("chart wide-only", 520, 300, 18, 44, 30, 170, SMALL, 4, "")
_NARROW = _Size("chart narrow-only", 358, 352, 16, 42, 30, 138, SMALL, 4, "-n")
_PAPER = _Size("chart", 680, 300, 18, 48, 30, 190, SMALL, 4, "")
_PAPER_HALF = _Size("chart", 380, 190, 14, 42, 28, 118, SMALL, 4, "")


@dataclass(frozen=True, slots=True)
class _Label:
    """A name at the end of a line. `rank` says who gives way first when there is no room for all."""

    wanted: float
    lines: tuple[str, ...]
    size: float
    classes: str
    rank: int

    @property
    def height(self) -> float:
        return LINE_HEIGHT[self.size] + (len(self.lines) - 1) * self.size * 1.15

    @property
    def width(self) -> float:
        return max(text_width(content, self.size, bold="strong" in self.classes) for content in self.lines)


def trend(
    key: str,
    title: str,
    labels: Sequence[str],
    own: Series,
    *,
    others: Sequence[Series] = (),
    target: Number | Sequence[Number | None] | None = None,
    target_text: str = "",
    unit: str = "",
    decimals: int | None = None,
    summary: str = "",
    caption: str = "",
    first_column: str = "",
    half: bool = False,
) -> Chart | None:
    """A line chart in two drawings, wide and narrow. None if there is not one value to draw.

    `key` must be unique on the page (it becomes element ids). `labels` are the periods, as many as each
    series has values. `target` is one value, or one for each label where it has changed. `target_text`
    replaces its value in the label ("minst 45 %"). A `unit` of up to four letters follows the values, a
    longer one stands above the axis. `decimals` None shows what each value needs. Without a `summary`
    the first and last values are told. `half` draws for a column half as wide as the page.
    """
    svg.checked_key(key)
    _check_lengths(labels, [own, *others])
    drawn = Trend(labels, own, others, _target_line(target, len(labels)), target_text, Unit(unit, decimals))
    if not any(as_float(value) is not None for series in (own, *others) for value in series.values):
        return None
    summary = summary or summary_of(drawn)
    sizes = (_HALF, _NARROW, _PAPER_HALF) if half else (_WIDE, _NARROW, _PAPER)
    drawings = [_draw(drawn, size, key, title, summary) for size in sizes]
    return Chart(
        svg=SafeString(drawings[0].for_page() + drawings[1].for_page()),
        title=title,
        summary=summary,
        table=table_of(drawn, caption or (f"{title}, {unit}" if unit else title), first_column),
        paper=drawings[2],
    )


def _check_lengths(labels: Sequence[str], lines: Iterable[Series]) -> None:
    for series in lines:
        if len(series.values) != len(labels):
            raise ValueError(f"{series.name}: {len(series.values)} values for {len(labels)} labels")


def _target_line(target: Number | Sequence[Number | None] | None, count: int) -> Sequence[Number | None]:
    if target is None or not isinstance(target, Sequence):
        return [target] * count
    if len(target) != count:
        raise ValueError(f"{len(target)} targets for {count} labels")
    return target


# ── Drawing ──────────────────────────────────────────────────────────────────


class _Frame:
    """Where things are in one drawing: the two scales and the room for labels beside them."""

    def __init__(self, drawn: Trend, size: _Size) -> None:
        whole = all(value == int(value) for value in drawn.all_values())
        self.ticks = nice_ticks(drawn.all_values(), whole=whole and drawn.unit.decimals in {0, None})
        self.tick_texts = _tick_texts(self.ticks, drawn.unit)
        above = 20 if drawn.unit.name and not drawn.unit.is_short else 0
        self.top, self.bottom = size.top + above, size.height - size.below
        self.left = max(size.left, max(text_width(text, SMALL) for text in self.tick_texts) + 12)
        self.y = Scale(self.ticks[0], self.ticks[-1], self.bottom, self.top)
        self.end_labels = _end_labels(drawn, size, self.y)
        half = max((label.height for label in self.end_labels), default=0) / 2 + 2
        low, high = max(self.top - 6, half), min(self.bottom + 6, size.height - half)
        placed = _placed(self.end_labels, low, high)
        self.placed = placed
        led = any(abs(at - label.wanted) > 9 for label, at in placed)
        self.gutter = (22 if led else 12) if size is _WIDE else (16 if led else 8)
        room = max((label.width for label, _at in placed), default=0)
        self.right = size.width - room - self.gutter
        self.label_x = self.right + self.gutter
        self.count = len(drawn.labels)

    def x(self, index: int) -> float:
        if self.count == 1:
            return (self.left + self.right) / 2
        return self.left + index * (self.right - self.left) / (self.count - 1)

    def runs(self, values: Sequence[Number | None]) -> list[list[Point]]:
        """The line's unbroken parts: it is broken where a value is missing."""
        runs: list[list[Point]] = [[]]
        for index, value in enumerate(map(as_float, values)):
            if value is None:
                runs.append([])
            else:
                runs[-1].append((self.x(index), self.y(value)))
        return [run for run in runs if run]


def _draw(drawn: Trend, size: _Size, key: str, title: str, summary: str) -> svg.Drawing:
    frame = _Frame(drawn, size)
    shapes = [*_axes(drawn, frame, size), *_lines(drawn, frame, size), *_names(frame)]
    point = _earlier_value(drawn, frame, size)
    return svg.Drawing(
        size.width,
        size.height,
        tuple(shapes if point is None else [*shapes, point]),
        size.classes,
        key + size.key_suffix,
        title,
        summary,
    )


def _tick_texts(ticks: Sequence[float], unit: Unit) -> list[str]:
    decimals = decimals_of(ticks[1] - ticks[0])
    texts = [unit.bare(tick, decimals) for tick in ticks]
    return [*texts[:-1], unit.label(ticks[-1], decimals)]


def _axes(drawn: Trend, frame: _Frame, size: _Size) -> Iterable[svg.Shape]:
    if frame.top > size.top:
        yield svg.text(0, size.top - 4, drawn.unit.name)
    for tick, content in zip(frame.ticks, frame.tick_texts, strict=True):
        y = frame.y(tick)
        yield svg.line(frame.left, y, frame.right, y, "axis" if tick == 0 else "grid")
        yield svg.text(frame.left - 10, y + 4.5, content, "end")
    widths = [text_width(label, SMALL) for label in drawn.labels]
    spacing = frame.x(1) - frame.x(0) if frame.count > 1 else frame.right - frame.left
    for index in thinned(widths, spacing):
        half = widths[index] / 2
        x = min(max(frame.x(index), half), size.width - half)
        yield svg.text(x, size.height - 8, drawn.labels[index], "mid")


def _lines(drawn: Trend, frame: _Frame, size: _Size) -> Iterable[svg.Shape]:
    yield from _target_shapes(drawn, frame)
    for other in drawn.others:
        yield from (_stroke(run, "other") for run in frame.runs(other.values))
    own = frame.runs(drawn.own.values)
    yield from (_stroke(run, "own") for run in own if len(run) > 1)
    yield from (svg.circle(x, y, size.dot, "dot") for x, y in _dotted(own))


def _stroke(run: list[Point], classes: str) -> svg.Shape:
    """A line; a lonely point of somebody else's becomes a small ring."""
    return svg.polyline(run, classes) if len(run) > 1 else svg.circle(*run[0], 2.5, classes)


def _dotted(runs: list[list[Point]]) -> list[Point]:
    """All points of a short line; of a long one the last, and those that stand alone."""
    points = [point for run in runs for point in run]
    if len(points) < MANY_POINTS:
        return points
    return [*(run[0] for run in runs if len(run) == 1), points[-1]]


def _target_shapes(drawn: Trend, frame: _Frame) -> Iterable[svg.Shape]:
    known = {value for value in map(as_float, drawn.target) if value is not None}
    if len(known) == 1 and None not in drawn.target:
        y = frame.y(known.pop())
        yield svg.line(frame.left, y, frame.right, y, "target")
        return
    half = (frame.right - frame.left) / max(2 * (frame.count - 1), 1)
    for run in frame.runs(drawn.target):  # a target holds for its whole period: level, then a step
        corners = [(max(run[0][0] - half, frame.left), run[0][1])]
        for (x, y), (_next_x, next_y) in pairwise(run):
            corners += [(x + half, y), (x + half, next_y)] if next_y != y else []
        yield svg.polyline([*corners, (min(run[-1][0] + half, frame.right), run[-1][1])], "target")


# ── Names at the line ends ───────────────────────────────────────────────────


def _end_labels(drawn: Trend, size: _Size, y: Scale) -> list[_Label]:
    labels = []
    last_target = last_known(drawn.target)
    if last_target is not None:
        shown = drawn.target_text or drawn.unit.label(last_target[1])
        labels.append(_label(y, last_target[1], _("Mål"), shown, SMALL, "strong", 1, size))
    own_classes = "strong big" if size.own_size == BIG else "strong"
    for rank, series in enumerate((drawn.own, *drawn.others)):
        last = last_known(series.values)
        if last is None:
            continue
        index, value = last
        shown = drawn.unit.label(value)
        if index < len(drawn.labels) - 1:  # an old figure says how old it is
            shown += f" ({drawn.labels[index]})"
        look = (size.own_size, own_classes, 0) if rank == 0 else (SMALL, "", rank + 1)
        labels.append(_label(y, value, series.name, shown, *look, size))
    return labels


def _label(y: Scale, value: Number, name: str, shown: str, font: float, classes: str, rank: int, size: _Size) -> _Label:
    """On one line if it fits, else the value under the name. A long name is cut, its value never."""
    bold = "strong" in classes
    lines: tuple[str, ...] = (f"{name} {shown}",)
    if text_width(lines[0], font, bold=bold) > size.label_room:
        lines = (shortened(name, size.label_room, font, bold=bold), shown)
    return _Label(y(float(value)), lines, font, classes, rank)


def _placed(labels: list[_Label], low: float, high: float) -> list[tuple[_Label, float]]:
    """Each label with its middle, none over another. The last others' go first if there is no room."""
    kept = sorted(labels, key=lambda label: label.rank)
    while len(kept) > 1 and not fits(_label_gaps(kept), low, high):
        kept.pop()
    kept.sort(key=lambda label: (label.wanted, label.rank))
    middles = spread([label.wanted for label in kept], _label_gaps(kept), low=low, high=high)
    return list(zip(kept, middles, strict=True))


def _label_gaps(labels: Sequence[_Label]) -> list[float]:
    return [(a.height + b.height) / 2 for a, b in pairwise(labels)]


def _names(frame: _Frame) -> Iterable[svg.Shape]:
    few = len(frame.placed) <= MANY_LABELS
    for label, middle in frame.placed:
        if few and abs(middle - label.wanted) > 9:  # pushed so far that the eye needs help
            yield svg.line(frame.right + 7, label.wanted, frame.label_x - 3, middle, "grid")
        pitch = label.size * 1.15
        first = middle + label.size * 0.34 - pitch * (len(label.lines) - 1) / 2
        for row, content in enumerate(label.lines):
            yield svg.text(frame.label_x, first + pitch * row, content, label.classes)


def _earlier_value(drawn: Trend, frame: _Frame, size: _Size) -> svg.Shape | None:
    """The value before the last, written where it covers neither our line nor the target."""
    last = last_known(drawn.own.values)
    if last is None or last[0] == 0:
        return None
    index = last[0] - 1
    value = drawn.own.values[index]
    height = None if value is None else as_float(value)
    if height is None:
        return None
    content = drawn.unit.label(value)
    spots = spots_around(frame.x(index), frame.y(height), text_width(content, SMALL, bold=True), 15, clear=size.dot + 4)
    rising = float(last[1]) >= height
    spots = spots if rising else [*spots[2:], *spots[:2]]
    spot = best_spot(
        spots,
        Box(frame.left, frame.top - 12, frame.right, frame.bottom),
        avoid=[*_segments(frame.runs(drawn.own.values)), *_segments(frame.runs(drawn.target))],
        prefer_not=[segment for other in drawn.others for segment in _segments(frame.runs(other.values))],
    )
    return None if spot is None else svg.text(spot.x, spot.y, content, f"strong {spot.anchor}".strip())


def _segments(runs: list[list[Point]]) -> list[Segment]:
    return [segment for run in runs for segment in (pairwise(run) if len(run) > 1 else [(run[0], run[0])])]
