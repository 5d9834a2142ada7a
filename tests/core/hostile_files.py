"""Workbooks that somebody might send, made part by part so that a test can spoil any of them."""

import io
import zipfile
from collections.abc import Mapping

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"


def text(place: str, value: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'


HEADER = f'<row r="1">{text("A1", "namn")}{text("B1", "antal")}</row>'
PLAIN = f'<row r="2">{text("A2", "Ek")}<c r="B2"><v>5</v></c></row>'


def sheet(*rows: str, start: str = "") -> str:
    data = f"<sheetData>{''.join(rows)}</sheetData>"
    return f'<?xml version="1.0" encoding="UTF-8"?>{start}<worksheet xmlns="{MAIN}">{data}</worksheet>'


def relationships(*links: tuple[str, str, str], mode: str = "Internal") -> str:
    rows = "".join(
        f'<Relationship Id="{i}" Type="{LINKS}/{kind}" Target="{to}" TargetMode="{mode}"/>' for i, kind, to in links
    )
    return f'<Relationships xmlns="{PACKAGE_LINKS}">{rows}</Relationships>'


def parts(*rows: str) -> dict[str, str | bytes]:
    """A sound workbook with one sheet "Blad1" holding these rows of XML."""
    return {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": relationships(("r1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>'
        '<sheet name="Blad1" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relationships(("r1", "worksheet", "worksheets/sheet1.xml")),
        "xl/worksheets/sheet1.xml": sheet(*(rows or (HEADER, PLAIN))),
    }


def zipped(members: Mapping[str, str | bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def workbook(*rows: str, **extra: str | bytes) -> bytes:
    """A workbook of these rows; `extra` replaces or adds parts, `/` in their names written as `__`."""
    return zipped({**parts(*rows), **{name.replace("__", "/"): data for name, data in extra.items()}})


def with_parts(more: Mapping[str, str | bytes]) -> bytes:
    return zipped({**parts(), **more})
