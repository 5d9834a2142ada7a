"""The picture as SVG: lines level and bending only before the next column, labels under their knots."""

import re
from collections.abc import Iterable, Sequence

from django.utils.safestring import SafeString

from ledtrad.core.charts import svg
from ledtrad.core.charts.letters import shortened, text_width
from ledtrad.thread.picture.lanes import Step
from ledtrad.thread.picture.layout import FIRST_LINE, HEAD, KNOT_IN, LINE, MARGIN, PITCH, Layout, PlacedNode

KNOT, CHOSEN_KNOT, HALO = 6.5, 8.0, 14.0
BEND_FROM, BEND_TO = 34.0, 8.0
"""A line bends between these distances before the knot that it runs to."""

_SCHEME = re.compile(r"\s*[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_WEB = re.compile(r"https?://", re.IGNORECASE)


def draw(layout: Layout, titles: Sequence[str] = ()) -> SafeString:
    """SVG for the page. Hidden from assistive technology, skipped by the keyboard: the list has it all.

    `titles` stand above the columns, from the left; a column with a title is there even if empty.
    """
    return _drawing(layout, titles).for_page()


def draw_for_paper(layout: Layout, titles: Sequence[str] = ()) -> str:
    """The same with fixed colours, for a PDF in landscape."""
    return _drawing(layout, titles).for_paper()


def _drawing(layout: Layout, titles: Sequence[str]) -> svg.Drawing:
    width = layout.left - MARGIN + 3 + PITCH * max(layout.columns, len(titles))
    shapes = [
        svg.text(layout.left + PITCH * index, 16, shortened(title, PITCH - 10, 12), "level")
        for index, title in enumerate(titles)
    ]
    shapes.append(svg.line(layout.left, HEAD, width, HEAD, "grid"))
    shapes += _lines(layout)
    shapes += [_node(placed) for placed in layout.nodes]
    return svg.Drawing(width, layout.height, tuple(shapes), "chart picture")


# ── Lines ────────────────────────────────────────────────────────────────────

_BACK_TO_FRONT = ("link", "cut", "red partial", "red")


def _lines(layout: Layout) -> list[svg.Shape]:
    lines = [(_look(step, layout), _step_path(step, layout)) for step in layout.steps]
    for index, link in enumerate(layout.within):
        step = Step(link.target, link.source, [link])
        lines.append((_look(step, layout), _within_path(step, layout, index)))
    lines.sort(key=lambda line: _BACK_TO_FRONT.index(line[0]))
    return [svg.path(commands, look) for look, commands in lines]


def _look(step: Step, layout: Layout) -> str:
    """Red if any whole link over the step is on the thread; dashed only if all of them are cut."""
    whole = [link for link in step.links if not link.cut]
    if not whole:
        return "cut"
    red = [link for link in whole if link in layout.red]
    if not red:
        return "link"
    return "red partial" if all(link.partial for link in red) else "red"


def _step_path(step: Step, layout: Layout) -> str:
    (x1, y1), (x2, y2) = layout.points[step.start], layout.points[step.end]
    n = svg.number
    if n(y1) == n(y2):
        return f"M{n(x1)} {n(y1)}H{n(x2)}"
    bend, end = x2 - BEND_FROM, x2 - BEND_TO
    curve = f"C{n(bend + 18)} {n(y1)} {n(end - 24)} {n(y2)} {n(end)} {n(y2)}"
    return f"M{n(x1)} {n(y1)}H{n(bend)}{curve}H{n(x2)}"


def _within_path(step: Step, layout: Layout, index: int) -> str:
    """A link between two nodes of one column: a bracket on their left, clear of the labels."""
    (x, y1), (_x, y2) = layout.points[step.start], layout.points[step.end]
    n = svg.number
    out = x - 14 - 4 * (index % 3)
    there = f"C{n(out)} {n(y1)} {n(out)} {n(y1)} {n(out)} {n((y1 + y2) / 2)}"
    return f"M{n(x)} {n(y1)}{there}S{n(out)} {n(y2)} {n(x)} {n(y2)}"


# ── Knots and labels ─────────────────────────────────────────────────────────


def _node(placed: PlacedNode) -> svg.Shape:
    shapes = [*_knot(placed), *_badge(placed), *_label(placed)]
    if any(line.endswith("…") for line in placed.lines):
        shapes.insert(0, svg.Shape("title", text=placed.node.title))
    href = placed.node.url
    safe = href and (_WEB.match(href) or not _SCHEME.match(href))
    return svg.link(href, shapes) if safe else svg.group(shapes)


def _knot(placed: PlacedNode) -> Iterable[svg.Shape]:
    x, y = placed.x, placed.y
    if placed.is_chosen:
        yield svg.circle(x, y, HALO, "halo")
    yield svg.circle(x, y, CHOSEN_KNOT if placed.is_chosen else KNOT, "open" if placed.node.ghost else "knot")
    if not placed.node.ghost:
        yield from _status(placed.node.status, x, y)


def _status(status: str | None, x: float, y: float) -> Iterable[svg.Shape]:
    """● ◆ ▲ ○ inside the knot: the shape tells it without the colour."""
    n = svg.number
    if status == "met":
        yield svg.circle(x, y, 3.6, "met")
    elif status == "partly":
        yield svg.path(f"M{n(x)} {n(y - 4.6)}l4.6 4.6l-4.6 4.6l-4.6 -4.6z", "partly")
    elif status == "missed":
        yield svg.path(f"M{n(x)} {n(y - 4.6)}l4.6 7.8h-9.2z", "missed")
    elif status == "none":
        yield svg.circle(x, y, 3.4, "none")


def _badge(placed: PlacedNode) -> Iterable[svg.Shape]:
    if placed.badge:
        width = text_width(placed.badge, 11) + 14
        yield svg.rect(placed.x + 14, placed.y - 24, width, 17, "badge", 3)
        yield svg.text(placed.x + 21, placed.y - 11.5, placed.badge, "badge-text")


def _label(placed: PlacedNode) -> Iterable[svg.Shape]:
    x = placed.x - KNOT_IN
    yield svg.text(x, placed.y + 24, placed.node.kind_label, "kind-label")
    classes = "chosen-text" if placed.is_chosen else ""
    for index, content in enumerate(placed.lines):
        yield svg.text(x, placed.y + FIRST_LINE + LINE * index, content, classes)
