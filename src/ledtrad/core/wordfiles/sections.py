"""A paper that somebody has edited in Word, read back as headings and what stands under them. Runs in the child."""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from ledtrad.core.archives import parse_xml
from ledtrad.core.tables.limits import Limits, Stop
from ledtrad.core.wordfiles.checking import LIMITS, parts_of

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SIGNATURE = "underskrift"
_LIVE = "ledtrad_live_"
_MOST = 500_000
_NAMED = re.compile(r"heading ([1-6])")


def sections_of(data: bytes, limits: Limits = LIMITS) -> list[tuple[str, str]]:
    """Each heading of the first level with its text in our markup. Raises Stop."""
    parts = parts_of(data, limits)
    styles = _Styles(parts.get("word/styles.xml"))
    body = parse_xml(parts["word/document.xml"]).find(f"{_W}body")
    if body is None:
        raise Stop("not_word")
    found: list[tuple[str, list[str]]] = []
    for level, text, is_point in _lines(body, styles):
        if level == 1:
            found.append((_plain(text), []))
        elif found:
            lines = found[-1][1]
            if level > 1:
                lines += ["", f"{'#' * min(level - 1, 3)} {_plain(text)}"]
            elif is_point:
                lines += [f"- {text}"] if lines and lines[-1].startswith("- ") else ["", f"- {text}"]
            else:
                lines += ["", text]
    if not found:
        raise Stop("no_headings")
    told = [(heading, "\n".join(lines).strip()) for heading, lines in found]
    if sum(len(text) for _heading, text in told) > _MOST:
        raise Stop("too_much_text", limit=_MOST)
    return told


class _Styles:
    """Which paragraph styles are headings, points of a list, or a signature, by their id."""

    def __init__(self, part: bytes | None) -> None:
        self.levels: dict[str, int] = {}
        self.points: set[str] = set()
        self.signatures: set[str] = set()
        for style in parse_xml(part).iter(f"{_W}style") if part else ():
            key, name = style.get(f"{_W}styleId") or "", _val(style.find(f"{_W}name")).lower()
            level = _NAMED.fullmatch(name)
            outline = style.find(f"{_W}pPr/{_W}outlineLvl")
            if level:
                self.levels[key] = int(level[1])
            elif outline is not None and _val(outline).isdecimal() and int(_val(outline)) < 6 and name != "title":
                self.levels[key] = int(_val(outline)) + 1
            if name.startswith("list ") or style.find(f"{_W}pPr/{_W}numPr") is not None:
                self.points.add(key)
            if name == _SIGNATURE:
                self.signatures.add(key)


def _lines(body: Any, styles: _Styles) -> Iterator[tuple[int, str, bool]]:
    """Paragraphs that people wrote: level of a heading or 0, text, whether it is a point. Tables are not theirs."""
    live: set[str] = set()
    for element in body:
        if element.tag in (f"{_W}bookmarkStart", f"{_W}bookmarkEnd"):
            _follow(element, live)
            continue
        for mark in element.iter(f"{_W}bookmarkStart"):
            _follow(mark, live)
        if element.tag == f"{_W}p" and not live:
            properties = element.find(f"{_W}pPr")
            style = _val(properties.find(f"{_W}pStyle")) if properties is not None else ""
            outline = properties.find(f"{_W}outlineLvl") if properties is not None else None
            level = styles.levels.get(style, 0)
            if outline is not None and _val(outline).isdecimal() and int(_val(outline)) < 6:
                level = int(_val(outline)) + 1
            numbered = properties is not None and properties.find(f"{_W}numPr") is not None
            text = _marked(element)
            is_point = level == 0 and (numbered or style in styles.points or text.startswith("– "))
            if text.strip() and style not in styles.signatures:
                yield level, text.removeprefix("– ").strip(), is_point
        for mark in element.iter(f"{_W}bookmarkEnd"):
            _follow(mark, live)


def _follow(mark: Any, live: set[str]) -> None:
    key = mark.get(f"{_W}id") or ""
    if mark.tag == f"{_W}bookmarkStart" and (mark.get(f"{_W}name") or "").startswith(_LIVE):
        live.add(key)
    elif mark.tag == f"{_W}bookmarkEnd":
        live.discard(key)


def _marked(paragraph: Any) -> str:
    """The words as they would be with every change accepted; bold within a paragraph keeps its marks."""
    runs: list[tuple[str, bool]] = []
    for run in paragraph.iter(f"{_W}r"):
        if any(etree.QName(up).localname in ("del", "moveFrom") for up in run.iterancestors()):
            continue
        text = "".join(_words(run))
        bold = run.find(f"{_W}rPr/{_W}b")
        is_bold = bold is not None and (bold.get(f"{_W}val") or "1") not in ("0", "false", "off")
        if text and runs and runs[-1][1] == is_bold:
            runs[-1] = (runs[-1][0] + text, is_bold)
        elif text:
            runs.append((text, is_bold))
    return "".join(_bold(text) if is_bold else text for text, is_bold in runs)


def _bold(text: str) -> str:
    inner = text.strip()
    if not inner:
        return text
    at = text.index(inner)
    return f"{text[:at]}**{inner}**{text[at + len(inner) :]}"


def _words(run: Any) -> Iterator[str]:
    for element in run:
        name = etree.QName(element).localname if isinstance(element.tag, str) else ""
        if name == "t":
            yield element.text or ""
        elif name in ("tab", "br", "cr"):
            yield " "
        elif name == "noBreakHyphen":
            yield "-"


def _plain(text: str) -> str:
    return " ".join(text.replace("**", "").split())


def _val(element: Any) -> str:
    return (element.get(f"{_W}val") or "") if element is not None else ""
