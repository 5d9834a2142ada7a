"""From a file to text and a proposal: opened in a child process, then read by rules alone."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ledtrad.audits.reading import read
from ledtrad.core.texts.reading import read_text


@dataclass(frozen=True)
class ReadPaper:
    """A paper as read: its text, where each page begins in it, and what the reader proposes."""

    text: str
    pages: Sequence[int] = (0,)
    proposal: Mapping[str, Any] = field(default_factory=dict)


def read_paper(data: bytes, name: str) -> ReadPaper:
    """Raises core.texts.messages.TextRefused with a sentence that says why the file is not read."""
    text = read_text(data, name)
    starts = [0, *(found.end() for found in re.finditer("\f", text))]
    return ReadPaper(text, starts, read(text).as_dict())
