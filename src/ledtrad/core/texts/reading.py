"""Read a document that somebody sent us, without letting the file near this process."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path, PurePath
from typing import IO, Any

from ledtrad.core.children import AT_ONCE, Died, answers, opened
from ledtrad.core.texts.limits import TextLimits
from ledtrad.core.texts.messages import TextRefused

KINDS = {".pdf": "pdf", ".docx": "docx", ".odt": "odt", ".txt": "txt", ".md": "txt", ".text": "txt"}
_HINTS = {".doc": "old_or_locked", ".docm": "macros", ".dotm": "macros"}


def read_text(source: Path | str | bytes, filename: str = "", *, limits: TextLimits | None = None) -> str:
    """The text, its pages parted by form feeds. Headings begin with "#" and items with "-" where the file tells.

    `filename` says what kind of file it is, by default the path's own name. Raises TextRefused with the reason.
    """
    limits = limits or TextLimits()
    if not filename and not isinstance(source, bytes):
        filename = Path(source).name
    ending = PurePath(filename).suffix.lower()
    if ending not in KINDS:
        raise TextRefused(_HINTS.get(ending, "wrong_type"), name=PurePath(filename).name[:80])
    with opened(source) as file, AT_ONCE:
        return "\f".join(_pages(file, KINDS[ending], limits))


def _pages(file: IO[bytes], kind: str, limits: TextLimits) -> Iterator[str]:
    try:
        for line in _said(file, kind, limits):
            what, *rest = line
            if what == "refused":
                code, details = rest
                raise TextRefused(code, **details)
            if what == "page":
                yield str(rest[0])
    except Died as why:
        raise TextRefused(why.code, **why.details) from None


def _said(file: IO[bytes], kind: str, limits: TextLimits) -> Iterator[list[Any]]:
    arguments = [kind, json.dumps(asdict(limits))]
    return answers(file, "ledtrad.core.texts.child", arguments, seconds=limits.seconds)
