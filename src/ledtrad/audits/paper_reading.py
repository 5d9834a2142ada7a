"""From a file to text and a proposal: the seam to `audits.reading`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any


@dataclass(frozen=True)
class ReadPaper:
    """A paper as read: its text, where each page begins in it, and what the reader proposes."""

    text: str
    pages: Sequence[int] = (0,)
    proposal: Mapping[str, Any] = field(default_factory=dict)


def read_paper(data: bytes, name: str) -> ReadPaper:
    """Open the file in a child process and read it. Raises a refusal that says why the file is not read."""
    reading: Any = import_module("ledtrad.audits.reading")
    found = reading.read_file(data, name)
    return ReadPaper(found.text, found.pages, found.as_dict())
