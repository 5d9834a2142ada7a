"""Tables of contents, which look like lists and headings and are neither."""

import re

from ledtrad.audits.reading.headings import NUMBER, Role, is_known, role_of
from ledtrad.audits.reading.lines import SECTION_NUMBER, Line, is_bullet

_LEADERS = re.compile(r"(?:\.{3,}|…+|(?:\. ){3,}|_{3,})\s*\d{0,3}\.?$")
#: In a line that holds the whole table: "Sammanfattning...2 1. Inledning...3 1.1. Bakgrund...3".
_LED = re.compile(r"\.{3,}\s*\d{1,3}\s*")
_ENDS_IN_NUMBER = re.compile(r"\s\d{1,3}$")


def without_contents(lines: list[Line]) -> list[Line]:
    """The lines without tables of contents: what stands under "Innehåll", and whatever leads with dots to a page."""
    kept: list[Line] = []
    number = 0
    while number < len(lines):
        line = lines[number]
        if role_of(line.text) == Role.CONTENTS:
            number = _end_of_contents(lines, number + 1)
        elif _LEADERS.search(line.text):
            number += 1
        elif len(led := list(_LED.finditer(line.text))) > 2:
            kept += [line.cut(led[-1].end())] if led[-1].end() < len(line.text) else []
            number += 1
        else:
            kept.append(line)
            number += 1
    return kept


def _end_of_contents(lines: list[Line], start: int) -> int:
    """Where the paper goes on: at the first line that is no entry, or that says the first entries once more."""
    seen: set[str] = set()
    number = start
    while number < len(lines):
        text = lines[number].text
        name = _entry(text)
        if (
            name in seen
            and not _LEADERS.search(text)
            and not (_ENDS_IN_NUMBER.search(text) and not is_bullet(lines[number]))
        ):
            break
        if not _is_entry(text) and not (len(text) < 80 and _is_entry_again(lines, number + 1)):
            break
        seen.add(name)
        number += 1
    return number


def _entry(text: str) -> str:
    """An entry's words alone."""
    plain = _LEADERS.sub("", text)
    plain = _ENDS_IN_NUMBER.sub("", plain)
    return NUMBER.sub("", plain, count=1).strip(" .-–•").casefold()


def _is_entry(text: str) -> bool:
    if len(text) > 130:
        return False
    if _LEADERS.search(text) or _ENDS_IN_NUMBER.search(text):
        return True
    return SECTION_NUMBER.match(text) is not None and not text.endswith((".", ":", "?"))


def _is_entry_again(lines: list[Line], number: int) -> bool:
    following = lines[number : number + 1]
    if not following or not _is_entry(following[0].text):
        return False
    return following[0].text.split()[-1].isdigit() or is_known(lines[number - 1].text)
