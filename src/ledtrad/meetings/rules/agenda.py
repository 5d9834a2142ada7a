"""How paragraphs are numbered, and what a meeting may go through."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

HIGHEST = 9999
"""No board has so many paragraphs in a year; the column holds a little more."""

STANDING = ("Upprop", "Val av justerare och tid för justering", "Fastställande av dagordningen")
"""What a board's first agenda begins with, until it has one of its own to begin from. In Swedish: words of papers."""


def next_paragraph(taken: Iterable[int]) -> int:
    """The number after the highest of the year: they run on, and a gap is never filled by itself."""
    return max(taken, default=0) + 1


def paragraph_problem(wanted: int, taken: Iterable[int]) -> str:
    """Why that number cannot be given; empty when it can."""
    if not 1 <= wanted <= HIGHEST:
        return _("Paragrafen är ett tal mellan 1 och %(highest)s.") % {"highest": HIGHEST}
    if wanted in set(taken):
        return _("Nämnden har redan en § %(number)s i år.") % {"number": wanted}
    return ""


def span(paragraphs: Iterable[int]) -> str:
    """The paragraphs of a meeting, as people write them: § 41, §§ 41–47, §§ 41–43, 45."""
    numbers = sorted(set(paragraphs))
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    told = ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in runs)
    return "" if not numbers else f"{'§' if len(numbers) == 1 else '§§'} {told}"


def receivers(text: str) -> list[str]:
    """To whom a decision is sent: a line each, without marks of lists."""
    lines = (line.strip().lstrip("-•*").strip() for line in text.replace("\r", "\n").split("\n"))
    return [line for line in lines if line]


def leading(matterless: Sequence[tuple[str, bool]]) -> list[str]:
    """The titles that an agenda begins with, up to the first point that has a matter or a paper."""
    found: list[str] = []
    for title, is_plain in matterless:
        if not is_plain:
            break
        found.append(title)
    return found


def stage(*, held_on: date, today: date, called: bool, undecided: int, points: int, adjusted: bool) -> str:
    """planned → called → held (something lacks a decision) → decided → adjusted."""
    if adjusted:
        return "adjusted"
    if points and not undecided:
        return "decided"
    if held_on <= today:
        return "held"
    return "called" if called else "planned"


class Change(NamedTuple):
    """What differs between two notices: what it is, and new, gone, changed."""

    mark: str
    text: str


def changes(before: Sequence[tuple[int, str, str]], after: Sequence[tuple[int, str, str]]) -> list[Change]:
    """What has come, gone and changed among the points; each is its key, its title and the rest of what it says."""
    old = {key: (title, rest) for key, title, rest in before}
    new = {key: (title, rest) for key, title, rest in after}
    told = [Change("new", title) for key, (title, _rest) in new.items() if key not in old]
    told += [Change("changed", new[key][0]) for key in new if key in old and new[key] != old[key]]
    told += [Change("gone", title) for key, (title, _rest) in old.items() if key not in new]
    kept_before, kept_after = [k for k in old if k in new], [k for k in new if k in old]
    if kept_before != kept_after:
        told.append(Change("moved", _("Ordningen")))
    return told
