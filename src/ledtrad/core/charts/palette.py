"""What the drawing classes look like on paper: the style sheet's light colours as fixed attributes.

Must say the same as the chart and thread sections of the page's style sheet. A paper has none of its own,
and Typst and Word understand neither CSS variables nor `light-dark()`.
"""

from collections.abc import Mapping

FONT = "Inter, 'Liberation Sans', Arial, sans-serif"
"""Typst picks the first that it is given; ship Inter with the papers."""

PAPER = "#ffffff"
TEXT = "#15252a"
MUTED = "#4c5b60"
LINE = "#d5dcdd"
BORDER = "#72838a"
OWN = "#0d5660"
OTHERS = "#7f8c90"
OTHERS_FILL = "#b9c0c2"
"""`--others` at 55 percent on white: PDF/A-1 readers and old printers dislike transparency."""
TRACK = "#e6ebeb"
TINT = "#e6f1f1"
THREAD = "#cf1446"
MET, PARTLY, MISSED = "#1f6b45", "#8a5a00", "#ad3a09"


def _stroke(colour: str, width: str, dash: str = "", **more: str) -> dict[str, str]:
    look = {"fill": "none", "stroke": colour, "stroke-width": width}
    if dash:
        look["stroke-dasharray"] = dash
    return look | {name.replace("_", "-"): value for name, value in more.items()}


_TEXT_BASE = {"fill": MUTED, "font-family": FONT, "font-size": "13"}
_PICTURE_TEXT = {"fill": TEXT, "font-family": FONT, "font-size": "12.5"}
_HALO = {"paint-order": "stroke", "stroke": PAPER, "stroke-width": "4", "stroke-linejoin": "round"}
_ROUND = {"stroke_linejoin": "round", "stroke_linecap": "round"}

_TEXT_LOOKS: Mapping[str, dict[str, str]] = {
    "end": {"text-anchor": "end"},
    "mid": {"text-anchor": "middle"},
    "strong": {"fill": TEXT, "font-weight": "600", **_HALO},
    "big": {"font-size": "15"},
    "level": {"fill": MUTED, "font-size": "12"},
    "kind-label": {"fill": MUTED, "font-size": "11.5"},
    "badge-text": {"fill": TEXT, "font-size": "11"},
    "chosen-text": {"fill": TEXT, "font-size": "13.5", "font-weight": "600"},
}

_SHAPE_LOOKS: Mapping[str, dict[str, str]] = {
    "grid": _stroke(LINE, "1"),
    "axis": _stroke(BORDER, "1"),
    "own": _stroke(OWN, "3", **_ROUND),
    "own-fill": {"fill": OWN},
    "dot": {"fill": OWN, "stroke": PAPER, "stroke-width": "2"},
    "other": _stroke(OTHERS, "1.5", stroke_linejoin="round"),
    "other-fill": {"fill": OTHERS_FILL},
    "track": {"fill": TRACK},
    "target": _stroke(TEXT, "1.5", "5 4"),
    "pace": _stroke(BORDER, "1.25", "1 3", stroke_linecap="round"),
    "badge": {"fill": PAPER, "stroke": BORDER, "stroke-dasharray": "2.5 2"},
    "red": _stroke(THREAD, "2.25", stroke_linecap="round"),
    "partial": {"stroke-width": "1.25"},
    "link": _stroke(OTHERS, "1.25"),
    "cut": _stroke(BORDER, "1.5", "3 4"),
    "knot": {"fill": PAPER, "stroke": TEXT, "stroke-width": "1.75"},
    "halo": {"fill": TINT},
    "met": {"fill": MET},
    "partly": {"fill": PARTLY},
    "missed": {"fill": MISSED},
    "none": {"fill": PAPER, "stroke": BORDER, "stroke-width": "2"},
    "open": {"fill": PAPER, "stroke": BORDER, "stroke-width": "1.5", "stroke-dasharray": "2.5 2.5"},
}


def paper_attributes(tag: str, classes: str, *, picture: bool = False) -> dict[str, str]:
    """The attributes that give an element of these classes its look; a later class wins over an earlier.

    In a `picture` (the thread) plain text is a node's name, in a chart it is an axis label.
    """
    looks = _TEXT_LOOKS if tag == "text" else _SHAPE_LOOKS
    attributes = dict(_PICTURE_TEXT if picture else _TEXT_BASE) if tag == "text" else {}
    for name in classes.split():
        attributes.update(looks.get(name, {}))
    return attributes
