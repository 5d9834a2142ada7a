"""An audit paper as somebody sent it: its text, and what the rules take it to say."""

import json
from pathlib import Path

from ledtrad.audits.reading import Reading, reading_from
from ledtrad.core.children import AT_ONCE, Died, answers, opened
from ledtrad.core.texts.messages import TextRefused
from ledtrad.core.texts.reading import read_text

SECONDS, MEMORY_BYTES = 60, 1024 * 1024 * 1024


def read_paper(source: Path | str | bytes, filename: str = "") -> tuple[str, Reading]:
    """The paper's text, form feeds between its pages, and the reading whose places are places in that text.

    Both are made in child processes with limits. Raises TextRefused with the reason.
    """
    text = read_text(source, filename)
    return text, read_in_child(text)


def read_in_child(text: str, *, seconds: int = SECONDS) -> Reading:
    """The reading of a text that a stranger wrote. Raises TextRefused when it takes too long."""
    limits = json.dumps({"seconds": seconds, "memory_bytes": MEMORY_BYTES})
    try:
        with opened(text.encode("utf-8")) as file, AT_ONCE:
            lines = list(answers(file, "ledtrad.audits.reading.child", [limits], seconds=seconds))
    except Died as why:
        raise TextRefused(why.code, **why.details) from None
    return reading_from(lines[0][1])
