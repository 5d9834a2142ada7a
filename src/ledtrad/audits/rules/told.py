"""What a paper, a form or a file tells of an audit, before anything is stored. No database, no request."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Place = tuple[int, int]
TITLE, SHORT = 300, 80
_SENTENCE = re.compile(r"(?<=[a-zåäö0-9)])[.;:]\s+(?=[A-ZÅÄÖ])")


@dataclass(frozen=True)
class Question:
    """A question that was asked, its answer, and where it stands."""

    text: str
    answer: str = ""
    place: Place | None = None


@dataclass(frozen=True)
class Said:
    """A recommendation: its words, the boards by id, where it stands; `id` when it is stored already."""

    wording: str
    boards: frozenset[int] = frozenset()
    place: Place | None = None
    page: int | None = None
    id: int | None = None


@dataclass(frozen=True)
class Told:
    """Everything about an audit. `fields` are the audit's own; `lines` the plain lists, by name (`LISTS`)."""

    fields: Mapping[str, Any]
    boards: frozenset[int] = frozenset()
    questions: tuple[Question, ...] = ()
    recommendations: tuple[Said, ...] = ()
    lines: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


#: The plain lists of an audit: one line each.
LISTS = ("criteria", "findings", "functions", "documents", "topics", "strengths", "developments")


def title_of(wording: str) -> str:
    """The title of a recommendation: all of it, or its first sentence, or as many words as there is room for."""
    text = " ".join(wording.split())
    if len(text) <= TITLE:
        return text
    first = _SENTENCE.split(text, maxsplit=1)[0]
    return first if len(first) <= TITLE else cut(text, TITLE)


def short_of(wording: str) -> str:
    """A name for narrow places."""
    return cut(" ".join(wording.split()), SHORT)


def cut(text: str, most: int) -> str:
    """As many whole words as there is room for, and a mark that there was more, if there was."""
    if len(text) <= most:
        return text
    shortened = text[: most - 1]
    if text[most - 1 : most] not in ("", " "):
        shortened = shortened.rpartition(" ")[0] or shortened
    return shortened.rstrip(" ,;:–-") + "…"


def lines_of(text: str) -> tuple[str, ...]:
    """The filled lines of a text, without the marks of a list."""
    found = (re.sub(r"^\s*(?:[-–•▶*·]\s+)?", "", line).strip() for line in text.splitlines())
    return tuple(line for line in found if line)
