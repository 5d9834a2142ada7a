"""The process that opens a stranger's document: `python -m ledtrad.core.texts.child KIND LIMITS <FILE >LINES`.

It answers in JSON lines: ["page", text] …, then ["end"], or ["refused", code, details].
"""

import json
import sys
from collections.abc import Iterator

from ledtrad.core.children import confine, say
from ledtrad.core.tables.limits import MEGABYTE, Stop
from ledtrad.core.texts.limits import TextLimits

_ZIP, _OLE, _PDF, _RTF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"{\\rtf"
_NAMED = {"pdf": "not_pdf", "docx": "not_word", "odt": "not_odt"}


def main(kind: str, limits: TextLimits) -> None:
    """Read stdin, write lines; a refusal is a line too."""
    try:
        data = sys.stdin.buffer.read(limits.file_bytes + 1)
        _check_start(kind, data, limits)
        left = limits.characters
        empty = True
        for page in _pages(kind, data, limits):
            left -= len(page)
            if left < 0:
                raise Stop("too_many_characters")
            empty = empty and not page.strip()
            say(["page", page])
        if empty:
            raise Stop("no_text" if kind == "pdf" else "empty")
    except Stop as stop:
        say(["refused", stop.code, stop.details])
    except (MemoryError, RecursionError):
        say(["refused", "too_much_memory", {}])
    else:
        say(["end"])


def _check_start(kind: str, data: bytes, limits: TextLimits) -> None:
    """The content must be what the file's name says."""
    if len(data) > limits.file_bytes:
        raise Stop("too_big", limit=limits.file_bytes // MEGABYTE)
    if not data.strip():
        raise Stop("empty")
    if data.startswith(_OLE):
        raise Stop("old_or_locked")
    starts = {"pdf": _PDF in data[:1024], "docx": data.startswith(_ZIP), "odt": data.startswith(_ZIP)}
    if not starts.get(kind, True):
        raise Stop(_NAMED[kind])
    if kind == "txt" and data.startswith((_ZIP, _PDF, _RTF)):
        raise Stop("not_plain_text")


def _pages(kind: str, data: bytes, limits: TextLimits) -> Iterator[str]:
    """Each reader is loaded only for its own kind."""
    if kind == "pdf":
        from ledtrad.core.texts import pdf

        return pdf.pages(data, limits)
    if kind == "docx":
        from ledtrad.core.texts import word

        return word.pages(data, limits)
    if kind == "odt":
        from ledtrad.core.texts import opendocument

        return opendocument.pages(data, limits)
    from ledtrad.core.tables.text import NOT_TEXT, clean, decode

    text = clean(decode(data))
    if NOT_TEXT.search(text.replace("\f", "")):
        raise Stop("not_text")
    return iter(text.split("\f"))


if __name__ == "__main__":
    given = TextLimits(**json.loads(sys.argv[2]))
    confine(given.seconds, given.memory_bytes)
    main(sys.argv[1], given)
