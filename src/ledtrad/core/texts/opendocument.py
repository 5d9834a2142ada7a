"""The text of an OpenDocument text. Runs in the child."""

from collections.abc import Iterator

from lxml import etree

from ledtrad.core.archives import parse_xml, parts_of
from ledtrad.core.tables.limits import Stop
from ledtrad.core.texts.limits import TextLimits

_BODY, _MANIFEST = "content.xml", "META-INF/manifest.xml"


def pages(data: bytes, limits: TextLimits) -> Iterator[str]:
    """One page: the file does not tell where its pages end. Raises Stop for what is no such document."""
    parts = parts_of(data, limits, lambda name: name in (_BODY, _MANIFEST), lambda _name: None)
    if b"encryption-data" in parts.get(_MANIFEST, b""):
        raise Stop("password")
    if _BODY not in parts:
        raise Stop("not_odt")
    body = next(parse_xml(parts[_BODY]).iter("{*}text"), None)
    if body is None:
        raise Stop("not_odt")
    yield "\n".join(_blocks(body, 0))


def _blocks(parent: etree._Element, depth: int) -> Iterator[str]:
    """A line for each heading, paragraph, item and row. Tables of contents and tracked deletions are left out."""
    for child in parent:
        name = _name(child)
        if name == "h":
            level = next((value for key, value in child.attrib.items() if str(key).endswith("outline-level")), "1")
            yield from (f"{'#' * min(int(str(level)) if str(level).isdigit() else 1, 6)} {_text(child)}", "")
        elif name == "p":
            yield from (_text(child), "")
        elif name == "list":
            yield from _list(child, depth)
        elif name == "table":
            for row in child.iter("{*}table-row"):
                yield f"| {' | '.join(' '.join(_text(cell).split()) for cell in row)} |"
            yield ""
        elif name == "section":
            yield from _blocks(child, depth)


def _list(element: etree._Element, depth: int) -> Iterator[str]:
    for item in element:
        first = True
        for child in item:
            if _name(child) == "list":
                yield from _list(child, depth + 1)
            else:
                yield f"{'  ' * depth}{'- ' if first else ''}{_text(child)}"
                first = False
    if depth == 0:
        yield ""


def _text(element: etree._Element) -> str:
    pieces: list[str] = [element.text or ""]
    for child in element:
        name = _name(child)
        if name == "line-break":
            pieces.append("\n")
        elif name in {"s", "tab"}:
            pieces.append(" ")
        elif name not in {"note", "annotation"}:
            pieces.append(_text(child))
            if name == "p":
                pieces.append("\n")
        pieces.append(child.tail or "")
    return "".join(pieces)


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
