"""A drawing as plain values, written either for a page (colours by CSS class) or for a paper (fixed colours).

Nothing here knows what is drawn. Every text and attribute is escaped on the way out, so callers may pass
titles that users have written.
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString

from ledtrad.core.charts.palette import paper_attributes

_NOT_XML = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
"""Characters that no XML document may hold, not even escaped: one of them would stop a PDF."""

_SAFE_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class Shape:
    """One SVG element. `classes` says what it is; page or paper decides how that looks."""

    tag: str
    attributes: tuple[tuple[str, str], ...] = ()
    classes: str = ""
    text: str = ""
    children: tuple["Shape", ...] = ()


@dataclass(frozen=True, slots=True)
class Drawing:
    """A finished drawing: a size in pixels, its shapes from back to front, and what it is called.

    With `key` it is an image with a name (`title`) and a description; without, it is decoration that
    assistive technology skips because the same thing stands in text beside it.
    """

    width: float
    height: float
    shapes: tuple[Shape, ...]
    classes: str = "chart"
    key: str = ""
    title: str = ""
    description: str = ""
    fixed_size: bool = False

    def for_page(self) -> SafeString:
        """SVG whose colours come from the page's style sheet, light or dark."""
        size = f' width="{number(self.width)}" height="{number(self.height)}"' if self.fixed_size else ""
        inside = "".join(_page_markup(shape) for shape in self.shapes)
        return SafeString(
            f'<svg class="{escape(self.classes)}"{size} viewBox="{self._view_box()}" {self._naming()}{inside}</svg>'
        )

    def for_paper(self) -> str:
        """A standalone SVG document: no classes, no style sheet, colours and font as attributes."""
        picture = "picture" in self.classes.split()
        inside = "".join(_paper_markup(shape, picture) for shape in self.shapes)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{number(self.width)}" '
            f'height="{number(self.height)}" viewBox="{self._view_box()}">{inside}</svg>'
        )

    def _view_box(self) -> str:
        return f"0 0 {number(self.width)} {number(self.height)}"

    def _naming(self) -> str:
        if not self.key:
            return 'aria-hidden="true" focusable="false">'
        title, description = f"{self.key}-t", f"{self.key}-d"
        # What is inside an image is not there for assistive technology, and so must not be anything to go to.
        role = "group" if any(shape.tag == "a" for shape in self.shapes) else "img"
        return (
            f'role="{role}" aria-labelledby="{title} {description}">'
            f'<title id="{title}">{clean(self.title)}</title>'
            f'<desc id="{description}">{clean(self.description)}</desc>'
        )


def checked_key(key: str) -> str:
    """The caller's id for a drawing, unique on its page. ValueError if it could not stand in an attribute."""
    if not _SAFE_ID.fullmatch(key):
        raise ValueError(f"not usable as an id: {key!r}")
    return key


def number(value: float) -> str:
    """A coordinate with at most one decimal. ValueError for NaN and infinity: they hide a drawing."""
    if not math.isfinite(value):
        raise ValueError("a coordinate must be a finite number")
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def clean(text: str) -> str:
    """Escaped for text and attributes, without characters that XML forbids."""
    return str(escape(_NOT_XML.sub("", text)))


def path(commands: str, classes: str) -> Shape:
    """A path of SVG commands."""
    return Shape("path", (("d", commands),), classes)


def line(x1: float, y1: float, x2: float, y2: float, classes: str) -> Shape:
    """A straight line; level and upright ones in the short form."""
    end = f"H{number(x2)}" if y1 == y2 else f"V{number(y2)}" if x1 == x2 else f"L{number(x2)} {number(y2)}"
    return path(f"M{number(x1)} {number(y1)}{end}", classes)


def polyline(points: Iterable[tuple[float, float]], classes: str) -> Shape:
    """Never filled, whatever the style sheet says of its class."""
    commands = "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)
    return Shape("path", (("d", commands), ("fill", "none")), classes)


def circle(x: float, y: float, radius: float, classes: str) -> Shape:
    """A dot."""
    return Shape("circle", (("cx", number(x)), ("cy", number(y)), ("r", number(radius))), classes)


def rect(x: float, y: float, width: float, height: float, classes: str, rounding: float = 1.5) -> Shape:
    """A bar; its width is never below nothing."""
    values = (("x", x), ("y", y), ("width", max(width, 0.0)), ("height", height), ("rx", rounding))
    return Shape("rect", tuple((name, number(value)) for name, value in values), classes)


def text(x: float, y: float, content: str, classes: str = "") -> Shape:
    """`y` is the baseline. Classes `mid` and `end` anchor the text at its middle or end."""
    return Shape("text", (("x", number(x)), ("y", number(y))), classes, content)


def link(href: str, children: Iterable[Shape]) -> Shape:
    """A link that the keyboard skips: the same link stands in the list beside the drawing."""
    return Shape("a", (("href", href), ("tabindex", "-1")), children=tuple(children))


def group(children: Iterable[Shape]) -> Shape:
    """Shapes that are one thing."""
    return Shape("g", children=tuple(children))


def _page_markup(shape: Shape) -> str:
    classes = (("class", shape.classes),) if shape.classes else ()
    return _element(shape.tag, (*classes, *shape.attributes), shape.text, map(_page_markup, shape.children))


def _paper_markup(shape: Shape, picture: bool) -> str:
    if shape.tag == "title":  # a tooltip; on paper nobody points
        return ""
    tag, attributes = ("g", ()) if shape.tag == "a" else (shape.tag, shape.attributes)
    look = paper_attributes(shape.tag, shape.classes, picture=picture)
    children = (_paper_markup(child, picture) for child in shape.children)
    return _element(tag, (dict(attributes) | look).items(), shape.text, children)


def _element(tag: str, attributes: Iterable[tuple[str, str]], content: str, children: Iterable[str]) -> str:
    opening = "".join(f' {name}="{clean(value)}"' for name, value in attributes)
    inside = clean(content) + "".join(children)
    return f"<{tag}{opening}>{inside}</{tag}>" if inside else f"<{tag}{opening}/>"
