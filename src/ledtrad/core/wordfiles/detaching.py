"""A Word file set loose from the template that it was made with. Runs in the child too.

Word keeps where that template lies, often on a server of the municipality's, and fetches it each time the file is
opened. Nothing in the file needs it: its styles are copied when the file is made. So the tie is cut, and nobody who
opens a paper made in the file calls a server.
"""

import io
import zipfile

from lxml import etree

from ledtrad.core.archives import parse_xml

SETTINGS, TIES = "word/settings.xml", "word/_rels/settings.xml.rels"
KIND = "/attachedTemplate"


def detached(data: bytes) -> bytes:
    """The same file without the tie; the bytes themselves when there is none. The archive has been checked."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        ties = archive.read(TIES) if TIES in archive.namelist() else b""
        loose = {TIES: _without_tie(ties)} if KIND.encode() in ties else {}
        if not loose:
            return data
        if SETTINGS in archive.namelist():
            loose[SETTINGS] = _without_name(archive.read(SETTINGS))
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
            for member in archive.infolist():
                made.writestr(member.filename, loose.get(member.filename) or archive.read(member))
    return out.getvalue()


def _without_tie(part: bytes) -> bytes:
    tree = parse_xml(part)
    return _without(tree, [e for e in tree.iter("{*}Relationship") if e.get("Type", "").endswith(KIND)])


def _without_name(part: bytes) -> bytes:
    tree = parse_xml(part)
    return _without(tree, list(tree.iter("{*}attachedTemplate")))


def _without(tree: etree._Element, gone: list[etree._Element]) -> bytes:
    for element in gone:
        if (above := element.getparent()) is not None:
            above.remove(element)
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
