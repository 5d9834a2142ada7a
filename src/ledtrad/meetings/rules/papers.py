"""What a paper may go through, what it must hold, and whose turn it is."""

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from django.utils.translation import gettext as _

from ledtrad.meetings.words import PaperState

_NEXT = {
    PaperState.DRAFT: {PaperState.SIGNING},
    PaperState.SIGNING: {PaperState.DRAFT, PaperState.READY},
    PaperState.READY: {PaperState.DRAFT, PaperState.ADOPTED},
    PaperState.ADOPTED: set[PaperState](),
}


def may_become(state: str, wanted: str) -> bool:
    """Whether a paper goes from one state to another. What is adopted never goes anywhere."""
    return PaperState(wanted) in _NEXT[PaperState(state)]


class Written(NamedTuple):
    """One part of a paper, as far as the rules see it."""

    heading: str
    text: str
    is_mandatory: bool
    is_live: bool = False  # whether something else stands below the text


def missing(sections: Iterable[Written]) -> list[str]:
    """What must be written before the paper can go to the board: a sentence for each empty part."""
    return [
        _("Avsnittet ”%(name)s” är tomt och måste skrivas innan handlingen är klar för nämnden.")
        % {"name": section.heading}
        for section in sections
        if section.is_mandatory and not section.text.strip() and not section.is_live
    ]


def whose_turn(signed: Sequence[bool]) -> int | None:
    """Which of the steps, in their order, is to sign now; None when all have."""
    return next((place for place, done in enumerate(signed) if not done), None)


def arranged(ids: Sequence[int], chosen: int, steps: int) -> list[int]:
    """The order after moving one so many steps down (negative: up); it stops at the ends."""
    rest = [one for one in ids if one != chosen]
    if len(rest) == len(ids):
        return list(ids)
    at = max(0, min(len(rest), list(ids).index(chosen) + steps))
    return [*rest[:at], chosen, *rest[at:]]


class Line(NamedTuple):
    """A paragraph of two texts laid beside each other: `mark` is same, gone or new."""

    mark: str
    text: str


def compared(before: str, after: str) -> list[Line]:
    """What is the same, gone and new in a text, paragraph by paragraph."""
    old, new = _paragraphs(before), _paragraphs(after)
    lines: list[Line] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            lines += [Line("same", text) for text in old[a:b]]
        else:
            lines += [Line("gone", text) for text in old[a:b]] + [Line("new", text) for text in new[c:d]]
    return lines


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.replace("\r", "").split("\n") if line.strip()]
