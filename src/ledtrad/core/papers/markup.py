"""What an author types becomes blocks: paragraphs, lists, sub-headings and bold. Nothing else has any meaning.

# Underrubrik        a heading inside the section; ## one level further in
- punkt              a list
**viktigt**          bold
An empty line ends a paragraph.
"""

import re

from django.utils.translation import gettext_lazy as _

from ledtrad.core.papers.blocks import Block, Runs, bullets, heading, paragraph

_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_HEADING = re.compile(r"(#{1,3})(?:\s+(.*))?$")
_BULLET = re.compile(r"[-•*]\s+(.*)$")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f￾￿]")

HELP = _("Tom rad ger nytt stycke. ”- ” först på raden ger en punkt, ”# ” en underrubrik, **ord** fet stil.")
"""What a page says beside a box in which somebody writes."""

FIRST_LEVEL = 3
"""The level of `#`: the report's title is 1, the sections' headings 2."""


def parse(text: str) -> list[Block]:
    """The blocks of a text. Never fails: what is not markup is text."""
    found: list[Block] = []
    waiting: list[str] = []
    points: list[Runs] = []
    began = 0

    def close() -> None:
        if waiting:
            found.append(paragraph(runs_of(" ".join(waiting)), began))
        if points:
            found.append(bullets(list(points), began))
        waiting.clear()
        points.clear()

    for number, raw in enumerate(_CONTROL.sub("", text).replace("\r", "").split("\n"), 1):
        line = raw.strip()
        if not line:
            close()
        elif match := _HEADING.match(line):
            close()
            level = FIRST_LEVEL - 1 + len(match[1])
            found.append(heading(level, (match[2] or "").strip(), number))
        elif match := _BULLET.match(line):
            if waiting:
                close()
            began = began if points else number
            points.append(runs_of(match[1]))
        elif points:
            points[-1] += runs_of(" " + line)  # a point goes on over the line's end
        else:
            began = began if waiting else number
            waiting.append(line)
    close()
    return found


def runs_of(text: str) -> Runs:
    """A line with **bold** as runs."""
    runs: Runs = []
    at = 0
    for match in _BOLD.finditer(text):
        if match.start() > at:
            runs.append([text[at : match.start()], False])
        runs.append([match[1], True])
        at = match.end()
    if at < len(text) or not runs:
        runs.append([text[at:], False])
    return runs
