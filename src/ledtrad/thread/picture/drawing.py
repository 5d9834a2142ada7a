"""The picture as SVG: lines level and bending only before the next column, labels under their knots."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import count

from django.utils.safestring import SafeString

from ledtrad.core.charts import svg
from ledtrad.core.charts.letters import shortened, text_width
from ledtrad.thread.picture.lanes import Step
from ledtrad.thread.picture.layout import FIRST_LINE, HEAD, KNOT_IN, LINE, MARGIN, PITCH, Layout, PlacedNode
from ledtrad.thread.picture.model import NodeId, PictureLink

KNOT, CHOSEN_KNOT, HALO = 6.5, 8.0, 14.0
BEND_FROM, BEND_TO = 34.0, 8.0
"""A line bends between these distances before the knot that it runs to."""
BRACKET, BESIDE, ROUND = 14.0, 4.0, 5.0
"""How far left of the knots a link within a column runs, the next one beside it, and how round its corners are."""

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
    lines += [(_look(Step(link.target, link.source, [link]), layout), commands) for link, commands in _brackets(layout)]
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


def _brackets(layout: Layout) -> Iterable[tuple[PictureLink, str]]:
    """Links between two nodes of one column: to the left of their labels, one line down from each served node.

    Lines that would run over each other lie beside each other.
    """
    served: dict[NodeId, list[PictureLink]] = defaultdict(list)
    for link in layout.within:
        served[link.target].append(link)
    reach = {
        node: [layout.points[end][1] for end in (node, *(link.source for link in links))]
        for node, links in served.items()
    }
    taken: dict[float, list[tuple[float, float, int]]] = defaultdict(list)
    for node in sorted(served, key=lambda node: max(reach[node]) - min(reach[node])):
        x, _y = layout.points[node]
        low, high = min(reach[node]), max(reach[node])
        beside = {track for top, bottom, track in taken[x] if low < bottom and top < high}
        track = next(track for track in count() if track not in beside)
        taken[x].append((low, high, track))
        for link in served[node]:
            yield link, _bracket(layout, link, BRACKET + BESIDE * min(track, 2))


def _bracket(layout: Layout, link: PictureLink, out: float) -> str:
    (x, y1), (_x, y2) = layout.points[link.target], layout.points[link.source]
    n = svg.number
    side, turn = x - out, (ROUND if y2 > y1 else -ROUND)
    return (
        f"M{n(x)} {n(y1)}L{n(side + ROUND)} {n(y1)}Q{n(side)} {n(y1)} {n(side)} {n(y1 + turn)}"
        f"L{n(side)} {n(y2 - turn)}Q{n(side)} {n(y2)} {n(side + ROUND)} {n(y2)}L{n(x)} {n(y2)}"
    )


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
