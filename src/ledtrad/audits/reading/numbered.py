"""Recommendations given to their boards by number, in a sentence beside the list: "1 och 2 riktas till nämnden"."""

import re
from collections.abc import Sequence

from ledtrad.audits.reading.blocks import ITEM, TEXT, Block
from ledtrad.audits.reading.boards import group_from, mentions, names
from ledtrad.audits.reading.found import Found
from ledtrad.audits.reading.verbs import sentences

_NUMBERS = re.compile(
    r"(?:rekommendation(?:erna|en|er)?|punkt(?:erna|en|er)?|nummer|nr|[,;]|\boch|\bsamt)\s+(?:nr\s|nummer\s)?"
    r"(?P<numbers>\d{1,2}(?:(?:\s?[-–]\s?|,\s?|\s(?:och|samt|till)\s)\d{1,2})*)"
    r"(?:\s(?:riktas|riktar sig|ställs|lämnas|avser|gäller|berör|är riktade?|rör))?(?:\s(?:till|mot|för))?\s",
    re.IGNORECASE,
)
_AIMS = re.compile(r"\b(?:riktas|riktar sig|ställs|lämnas|avser|gäller|berör|är riktade?|rör)\b", re.IGNORECASE)


def boards_by_number(blocks: Sequence[Block]) -> dict[int, list[str]]:
    """The boards of each number that a sentence gives to some: "… och rekommendation 3 till tekniska nämnden"."""
    given: dict[int, list[str]] = {}
    for block in blocks:
        for start, end in sentences(block.text) if block.kind in (TEXT, ITEM) else ():
            sentence = block.text[start:end]
            if not _AIMS.search(sentence):
                continue
            for hit in _NUMBERS.finditer(sentence):
                rest = sentence[hit.end() :]
                boards = mentions(rest)
                if boards and boards[0].start < 6 and all(one.is_named for one in boards[:1]):
                    for number in _all(hit["numbers"]):
                        given.setdefault(number, names(group_from(rest, boards)))
    return given


def number_of(one: Found, found: Sequence[Found]) -> int:
    """The recommendation's own number, else its place in its list."""
    if digits := re.match(r"\D{0,3}(\d{1,2})\b", one.block.marker):
        return int(digits[1])
    return [id(other) for other in found if other.group == one.group].index(id(one)) + 1


def _all(said: str) -> list[int]:
    """ "1–3 och 5" are 1, 2, 3 and 5."""
    numbers: list[int] = []
    for first, last in re.findall(r"(\d+)(?:\s?(?:[-–]|till)\s?(\d+))?", said):
        numbers += range(int(first), int(last or first) + 1)
    return numbers
