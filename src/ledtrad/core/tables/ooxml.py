"""What is inside an XLSX file before anything interprets it: sizes, macros, links out, DTDs. Runs in the
child.

The parts that are needed are copied to a fresh archive, so that the reader sees exactly the bytes checked
here: a file that shows two readers two contents (double names, false sizes) cannot slip one of them
through.
"""

import io
import re
import zipfile
from dataclasses import dataclass

from lxml import etree

from ledtrad.core.archives import parse_xml, parts_of
from ledtrad.core.tables.limits import Limits, Stop

_WORKBOOK = "xl/workbook.xml"
_WORKBOOK_LINKS = "xl/_rels/workbook.xml.rels"
_LINKS_OUT = re.compile(r"/externallinks/|xl/connections\.xml|/querytables/|/webextensions/|/model/")
_EMBEDDED = re.compile(r"/embeddings/|oleobject")
_DDE = re.compile(r"\w\s*\|.*!", re.DOTALL)
_SHEET_LINK, _NEEDED_LINKS = "/worksheet", ("/worksheet", "/sharedStrings", "/styles")


@dataclass(frozen=True)
class SheetPart:
    """A sheet that a person sees, and where its XML lies in the archive."""

    name: str
    path: str


@dataclass(frozen=True)
class Package:
    """A checked workbook: its visible sheets, its parts, and a fresh archive of those parts."""

    sheets: list[SheetPart]
    parts: dict[str, bytes]
    percent_styles: frozenset[str]

    def as_archive(self) -> io.BytesIO:
        """The checked parts as an archive without compression."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
            for name, data in self.parts.items():
                archive.writestr(name, data)
        out.seek(0)
        return out


def open_package(data: bytes, limits: Limits) -> Package:
    """Check everything in the archive. Raises Stop for whatever a table has no need of."""
    parts = read_parts(data, limits)
    _check_content_types(parts)
    return _package(parts, limits)


def read_parts(data: bytes, limits: Limits, cut: tuple[str, str] = ("", "")) -> dict[str, bytes]:
    """The XML parts of a file of Word or Excel, each checked: no macros, nothing embedded, no DTD, no link out but
    hyperlinks. `cut` names the one part, and the kind of link in it, that the caller cuts before anybody follows it.
    Raises Stop."""
    parts = parts_of(data, limits, _is_xml, _check_name)
    if any(b"macroEnabled" in part for name, part in parts.items() if name.lower() == "[content_types].xml"):
        raise Stop("macros")
    for name, part in parts.items():
        if name.lower().endswith(".rels"):
            _check_links(part, cut[1] if name == cut[0] else "")
    return parts


def _check_name(name: str) -> None:
    if _LINKS_OUT.search(name):
        raise Stop("links_out")
    if _EMBEDDED.search(name):
        raise Stop("embedded")


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels", ".vml"))


def _check_content_types(parts: dict[str, bytes]) -> None:
    if _WORKBOOK not in parts or _WORKBOOK_LINKS not in parts or "[Content_Types].xml" not in parts:
        raise Stop("not_a_workbook")
    types = parts["[Content_Types].xml"].lower()
    if b"macroenabled" in types or b"vbaproject" in types:
        raise Stop("macros")


def _check_links(part: bytes, cut: str) -> None:
    """No link out of the file, except a hyperlink in a cell: Excel makes one of every e-mail address
    typed.
    """
    for link in parse_xml(part).iter("{*}Relationship"):
        kind = link.get("Type", "")
        if cut and kind.endswith(cut):
            continue
        if link.get("TargetMode", "").lower() == "external" and not kind.endswith("/hyperlink"):
            raise Stop("links_out")
        if kind.endswith(("/vbaProject", "/xlMacrosheet", "/xlIntlMacrosheet")):
            raise Stop("macros")


def _package(parts: dict[str, bytes], limits: Limits) -> Package:
    workbook = parse_xml(parts[_WORKBOOK])
    for name in workbook.iter("{*}definedName"):
        if _DDE.search(name.text or ""):
            raise Stop("dde")
    links = _workbook_links(parts)
    sheets = [
        SheetPart(sheet.get("name", ""), path)
        for sheet in workbook.iter("{*}sheet")
        if sheet.get("state", "visible") == "visible" and (path := _sheet_path(sheet, links)) is not None
    ]
    if not sheets:
        raise Stop("no_sheet")
    if len(sheets) > limits.sheets:
        raise Stop("too_many_sheets", limit=limits.sheets)
    if any(sheet.path not in parts for sheet in sheets):
        raise Stop("damaged")
    needed = {path for kind, path in links.values() if kind.endswith(_NEEDED_LINKS)}
    needed |= {"[Content_Types].xml", "_rels/.rels", _WORKBOOK, _WORKBOOK_LINKS}
    kept = {name: part for name, part in parts.items() if name in needed}
    styles = next((path for kind, path in links.values() if kind.endswith("/styles")), "")
    return Package(sheets, kept, _percent_styles(kept.get(styles)))


def _workbook_links(parts: dict[str, bytes]) -> dict[str, tuple[str, str]]:
    """Relation id → (kind, path in the archive) of what the workbook consists of."""
    return {
        link.get("Id", ""): (link.get("Type", ""), _target(link.get("Target", "")))
        for link in parse_xml(parts[_WORKBOOK_LINKS]).iter("{*}Relationship")
    }


def _target(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _sheet_path(sheet: etree._Element, links: dict[str, tuple[str, str]]) -> str | None:
    """Where the sheet's XML is; None for what is not a table, such as a sheet that is one chart."""
    ids = [value for name, value in sheet.attrib.items() if etree.QName(name).localname == "id"]
    kind, path = links.get(str(ids[0]), ("", "")) if ids else ("", "")
    return path if kind.endswith(_SHEET_LINK) else None


def _percent_styles(styles: bytes | None) -> frozenset[str]:
    """Style numbers whose cells show per cent: 0.45 in the file is 45 % to whoever typed it."""
    if styles is None:
        return frozenset()
    tree = parse_xml(styles)
    formats = {"9", "10"} | {
        form.get("numFmtId", "") for form in tree.iter("{*}numFmt") if "%" in form.get("formatCode", "")
    }
    cell_styles = next(tree.iter("{*}cellXfs"), None)
    if cell_styles is None:
        return frozenset()
    return frozenset(str(n) for n, style in enumerate(cell_styles) if style.get("numFmtId") in formats)
