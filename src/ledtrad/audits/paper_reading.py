"""From a file to text with its pages and a proposal: all of it in child processes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ledtrad.audits import files


@dataclass(frozen=True)
class ReadPaper:
    """A paper as read: its text, where each page begins in it, and what the reader proposes."""

    text: str
    pages: Sequence[int] = (0,)
    proposal: Mapping[str, Any] = field(default_factory=dict)


def read_paper(data: bytes, name: str) -> ReadPaper:
    """Raises core.texts.messages.TextRefused with a sentence that says why the file is not read."""
    text, reading = files.read_paper(data, name)
    starts = [0, *(found.end() for found in re.finditer("\f", text))]
    return ReadPaper(text, starts, reading.as_dict())
