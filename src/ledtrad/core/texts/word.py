"""The text of a Word document. Runs in the child.

Nothing but the document's own XML is read: no field, link, picture or object in it is opened or followed.
"""

import re
from collections.abc import Iterator

from lxml import etree

from ledtrad.core.archives import parse_xml, parts_of
from ledtrad.core.tables.limits import Stop
from ledtrad.core.texts.limits import TextLimits

_BODY, _STYLES, _TYPES = "word/document.xml", "word/styles.xml", "[Content_Types].xml"
_SKIPPED = {
    "del",
    "moveFrom",
    "instrText",
    "Fallback",
    "footnoteReference",
    "rPr",
    "pPr",
    "sectPr",
    "tblPr",
    "tcPr",
    "trPr",
}
_HEADING = re.compile(r"(?:heading|rubrik) ?([1-6])", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|innehåll) ?\d", re.IGNORECASE)


def pages(data: bytes, limits: TextLimits) -> Iterator[str]:
    """The pages as Word last broke them. Raises Stop for what is no Word document or has macros in it."""
    wanted = {_BODY, _STYLES, _TYPES}
    parts = parts_of(data, limits, lambda name: name in wanted, lambda _name: None)
    if _BODY not in parts or _TYPES not in parts:
        raise Stop("not_word")
    types = parts[_TYPES].lower()
    if b"macroenabled" in types or b"vbaproject" in types:
        raise Stop("macros")
    styles = _styles(parts.get(_STYLES))
    body = next(parse_xml(parts[_BODY]).iter("{*}body"), None)
    if body is None:
        raise Stop("damaged")
    return iter("\n".join(_blocks(body, styles)).split("\f"))


def _styles(part: bytes | None) -> dict[str, str]:
    """Style id → its name, as "heading 1"."""
    if part is None:
        return {}
    names: dict[str, str] = {}
    for style in parse_xml(part).iter("{*}style"):
        name = next(style.iter("{*}name"), None)
        names[_value(style, "styleId")] = _value(name, "val") if name is not None else ""
    return names


def _blocks(parent: etree._Element, styles: dict[str, str]) -> Iterator[str]:
    """A line for each paragraph and row, with an empty one after it."""
    for child in parent:
        name = _name(child)
        if name == "p":
            yield from (_paragraph(child, styles), "")
        elif name == "tbl":
            yield from _table(child)
        elif name in {"sdt", "sdtContent", "ins", "customXml"}:
            yield from _blocks(child, styles)


def _paragraph(paragraph: etree._Element, styles: dict[str, str]) -> str:
    text = _text(paragraph)
    plain = text.strip()
    if not plain.strip("\f"):
        return text
    style = next(paragraph.iter("{*}pStyle"), None)
    named = styles.get(_value(style, "val"), _value(style, "val")) if style is not None else ""
    if _CONTENTS.match(named):
        return ""
    if found := _HEADING.match(named):
        return f"{'#' * int(found[1])} {plain}"
    if next(paragraph.iter("{*}numPr"), None) is not None or re.match(r"list|lista|punkt", named, re.IGNORECASE):
        level = next(paragraph.iter("{*}ilvl"), None)
        depth = _value(level, "val") if level is not None else "0"
        return f"{'  ' * (int(depth) if depth.isdigit() else 0)}- {plain}"
    return text


def _table(table: etree._Element) -> Iterator[str]:
    for row in table.iter("{*}tr"):
        cells = [" ".join(_text(cell).split()) for cell in row if _name(cell) == "tc"]
        if any(cells):
            yield f"| {' | '.join(cells)} |"
    yield ""


def _text(element: etree._Element) -> str:
    """What is written in it; a page break is a form feed."""
    pieces: list[str] = []
    _gather(element, pieces)
    return "".join(pieces)


def _gather(element: etree._Element, pieces: list[str]) -> None:
    for child in element:
        name = _name(child)
        if name in _SKIPPED:
            continue
        if name == "t":
            pieces.append(child.text or "")
        elif name == "tab":
            pieces.append("\t")
        elif name == "br":
            pieces.append("\f" if _value(child, "type") == "page" else "\n")
        elif name == "lastRenderedPageBreak":
            pieces.append("\f")
        elif name == "noBreakHyphen":
            pieces.append("-")
        else:
            _gather(child, pieces)
            if name == "p":
                pieces.append("\n")


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _value(element: etree._Element, name: str) -> str:
    return next((str(value) for key, value in element.attrib.items() if etree.QName(key).localname == name), "")
