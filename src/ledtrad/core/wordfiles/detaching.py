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
        if TIES not in archive.namelist():
            return data
        # Read as XML, as whoever opens the file does: in the bytes the word may be written in other ways.
        tree = parse_xml(archive.read(TIES))
        ties = [e for e in tree.iter("{*}Relationship") if e.get("Type", "").endswith(KIND)]
        if not ties:
            return data
        loose = {TIES: _without(tree, ties)}
        if SETTINGS in archive.namelist():
            loose[SETTINGS] = _without_name(archive.read(SETTINGS))
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
            for member in archive.infolist():
                made.writestr(member.filename, loose.get(member.filename) or archive.read(member))
    return out.getvalue()


def _without_name(part: bytes) -> bytes:
    tree = parse_xml(part)
    return _without(tree, list(tree.iter("{*}attachedTemplate")))


def _without(tree: etree._Element, gone: list[etree._Element]) -> bytes:
    for element in gone:
        if (above := element.getparent()) is not None:
            above.remove(element)
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
