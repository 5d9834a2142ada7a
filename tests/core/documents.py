"""Documents that somebody might send, made part by part so that a test can spoil any of them."""

import io
import zlib
from collections.abc import Mapping

from docx import Document
from docx.oxml import OxmlElement
from tests.core.hostile_files import zipped

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def pdf(*pages: str, count: int = 0, more: str = "") -> bytes:
    """A PDF of these pages, a line for each line, or of one page shown `count` times; `more` goes into the catalog."""
    shown = count or len(pages)
    kids = [3 if count else 3 + 2 * number for number in range(shown)]
    objects = [
        f"<</Type/Catalog/Pages 2 0 R{more}>>".encode(),
        f"<</Type/Pages/Count {shown}/Kids[{' '.join(f'{kid} 0 R' for kid in kids)}]>>".encode(),
    ]
    font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
    for number, text in enumerate(pages):
        drawn = " ".join(f"({escaped(line)}) Tj T*" for line in text.split("\n"))
        content = f"BT /F1 11 Tf 14 TL 60 780 Td {drawn} ET".encode("cp1252")
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {4 + 2 * number} 0 R"
            f"/Resources<</Font<</F1 {font}>>>>>>".encode()
        )
        objects.append(stream(content))
    return written(objects)


def stream(content: bytes, filters: str = "", times: int = 0) -> bytes:
    """A stream object, packed `times` times over."""
    for _ in range(times):
        content = zlib.compress(content, 9)
    named = f"/Filter[{filters}]" if filters else ""
    return f"<</Length {len(content)}{named}>>stream\n".encode() + content + b"\nendstream"


def written(objects: list[bytes]) -> bytes:
    """The objects as a file with its table."""
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n".encode() + body + b"\nendobj\n")
    start = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    for place in places:
        out.write(f"{place:010} 00000 n \n".encode())
    out.write(f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF".encode())
    return out.getvalue()


def escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def word(*paragraphs: tuple[str, str]) -> bytes:
    """A Word document of (style, text); the style "page" breaks the page."""
    document = Document()
    for style, text in paragraphs:
        if style == "page":
            document.add_page_break()
        else:
            document.add_paragraph(text, style=style)
    return saved(document)


def saved(document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def deleted(paragraph, text: str) -> None:
    """A tracked deletion at the paragraph's end."""
    gone, run, words = OxmlElement("w:del"), OxmlElement("w:r"), OxmlElement("w:delText")
    words.text = text
    run.append(words)
    gone.append(run)
    paragraph._p.append(gone)


def word_parts(body: str = "<w:p><w:r><w:t>Hej</w:t></w:r></w:p>", **more: str | bytes) -> bytes:
    """The least Word document there is; `more` replaces or adds parts, `/` in their names written as `__`."""
    parts: Mapping[str, str | bytes] = {
        "[Content_Types].xml": TYPES,
        "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
        **{name.replace("__", "/"): data for name, data in more.items()},
    }
    return zipped(parts)


def opendocument(body: str, **more: str | bytes) -> bytes:
    names = f'xmlns:office="{OFFICE}" xmlns:text="{TEXT}" xmlns:table="{TABLE}"'
    inner = f"<office:body><office:text>{body}</office:text></office:body>"
    content = f"<office:document-content {names}>{inner}</office:document-content>"
    return zipped({"content.xml": content, **{name.replace("__", "/"): data for name, data in more.items()}})
