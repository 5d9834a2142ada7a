"""How registration numbers are made, and read again."""

import re
from collections.abc import Collection

from django.utils.translation import gettext as _

_PLACE = re.compile(r"\{([^{}]*)\}")
_NUMBER = re.compile(r"number(?::([1-9]))?")
_LONGEST = 40
_ANY = {"year": r"(?P<year>\d{4})", "plan": r"[0-9A-Za-z.]{1,20}"}


def default_pattern(board: str) -> str:
    """The pattern of a board for which nobody has chosen one: its number, the year, and four digits."""
    return re.sub(r"[{}]", "", board)[:20] + " {year}/{number:4}"


def problem(pattern: str) -> str:
    """What is wrong with a pattern, as a sentence; "" when it can be used."""
    places = _PLACE.findall(pattern)
    names = [_NUMBER.sub("number", place) if _NUMBER.fullmatch(place) else place for place in places]
    unknown = [name for name in names if name not in ("year", "number", "plan")]
    if unknown or "{" in _PLACE.sub("", pattern) or "}" in _PLACE.sub("", pattern):
        return _("Mönstret kan innehålla {year}, {number}, {number:4} och {plan}, men inget annat inom klamrar.")
    if names.count("number") != 1 or names.count("year") != 1 or names.count("plan") > 1:
        return _("Mönstret ska innehålla {year} och {number} en gång var.")
    if re.search(r"\}\{", pattern):
        return _("Sätt ett tecken mellan delarna, så att numret går att läsa: {year}/{number}.")
    if len(made(pattern, 2021, 1, "111")) > _LONGEST - 10:
        return _("Numret blir för långt.")
    return ""


def made(pattern: str, year: int, number: int, plan: str = "") -> str:
    """The registration number. Without a mark of the plan, its place goes and the sign before it."""
    if not plan:
        pattern = re.sub(r"[^}\w]?\{plan\}", "", pattern)
    digits = re.search(r"\{number(?::([1-9]))?\}", pattern)
    width = int(digits[1]) if digits and digits[1] else 0
    filled = {"{year}": str(year), "{plan}": plan, digits[0] if digits else "{number}": str(number).zfill(width)}
    return re.sub(r"\{[^{}]*\}", lambda place: filled.get(place[0], ""), pattern).strip()


def prefix(pattern: str, year: int) -> str:
    """What every number of that year begins with."""
    return re.split(r"\{(?:number|plan)", pattern)[0].replace("{year}", str(year))


def read(pattern: str, text: str) -> tuple[int, int] | None:
    """Year and running number of a registration number of that pattern; None for one of another."""
    parts, at = [], 0
    for place in _PLACE.finditer(pattern):
        before = re.escape(pattern[at : place.start()])
        if place[1] == "plan":  # it may be missing, with the sign before it
            parts.append(f"(?:{before}{_ANY['plan']})?" if before else f"(?:{_ANY['plan']})?")
        else:
            parts.append(before + _ANY.get(place[1], r"(?P<number>\d{1,9})"))
        at = place.end()
    parts.append(re.escape(pattern[at:]))
    found = re.fullmatch("".join(parts), text)
    return (int(found["year"]), int(found["number"])) if found else None


def next_free(last: int, taken: Collection[int]) -> int:
    """The number after the last that was given here; what a diary has given is passed over.

    Where none was given here, it goes on after the highest.
    """
    number = (last or max(taken, default=0)) + 1
    while number in taken:
        number += 1
    return number
