"""What the law does not let a board hand over, recognised by words; and laws that have ceased to hold.

A program cannot read law. It knows an item by words that such items use, says which paragraph it thinks of and
why, and asks for a change or a motivation: a person decides.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

_WORD = re.compile(r"\w+(?:[:-]\w+)*")
_SFS = re.compile(r"\d{4}[:/]\d{1,4}")


@dataclass(frozen=True)
class Matter:
    """What may not be delegated. A group of words fits when each of them is there.

    `ord*` is the beginning of a word, `*ord*` a part of one.
    """

    code: str
    statute: str
    explanation: str
    groups: tuple[tuple[str, ...], ...]
    blocks: bool = False
    committee_may: bool = False
    valid_from: date | None = None
    valid_to: date | None = None


class Only(StrEnum):
    """What all delegates of an item are."""

    COMMITTEES = "committees"
    ELECTED = "elected"


@dataclass(frozen=True)
class Warned:
    """An item looks like something that may not be delegated. `words` are those of the item that say so."""

    matter: Matter
    words: tuple[str, ...]
    explained: bool

    @property
    def blocks(self) -> bool:
        """Whether the order cannot be adopted until the item is changed or explained."""
        return self.matter.blocks and not self.explained


@dataclass(frozen=True)
class Law:
    """A law that items rest on: "SoL (2001:453)"."""

    reference: str
    valid_from: date | None = None
    valid_to: date | None = None
    replaced_by: str = ""

    @property
    def short(self) -> str:
        return self.reference.split(" ", 1)[0]

    @property
    def number(self) -> str:
        found = _SFS.search(self.reference)
        return found[0] if found else ""


def groups_of(words: str) -> tuple[tuple[str, ...], ...]:
    """A matter's words as it is stored: one group a line."""
    return tuple(tuple(line.casefold().split()) for line in words.splitlines() if line.strip())


def holds(valid_from: date | None, valid_to: date | None, day: date) -> bool:
    """Half-open: the first day is included, the last is not. No day is no limit."""
    return (valid_from is None or valid_from <= day) and (valid_to is None or day < valid_to)


def words_for(text: str, groups: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """The words of the text that make one of the groups fit; none if none fits."""
    there = list(dict.fromkeys(_WORD.findall(text.casefold())))
    for group in groups:
        found = [next((word for word in there if _fits(word, wanted)), "") for wanted in group]
        if found and all(found):
            return tuple(found)
    return ()


def _fits(word: str, wanted: str) -> bool:
    if wanted.startswith("*"):
        return wanted.strip("*") in word
    return word.startswith(wanted[:-1]) if wanted.endswith("*") else word == wanted


def warnings(
    text: str, *, matters: Iterable[Matter], day: date, only: "Only | None" = None, motivation: str = ""
) -> list[Warned]:
    """What the item's text looks like that may not be delegated on that day.

    `only`: every delegate is a committee, or at least elected. What a committee alone may decide is `blocks`;
    what is asked of elected members only, such as the chair, does not block.
    """
    found = []
    for matter in matters:
        may = matter.committee_may and (only == Only.COMMITTEES or (only == Only.ELECTED and not matter.blocks))
        if may or not holds(matter.valid_from, matter.valid_to, day):
            continue
        if words := words_for(text, matter.groups):
            found.append(Warned(matter, words, bool(motivation.strip())))
    return found


def expired(text: str, laws: Collection[Law], *, written_on: date, day: date) -> Iterator[Law]:
    """The laws that the text rests on and that no longer hold on `day`.

    A law is named by its number, or by its abbreviation alone: then the one is meant that held when the order was
    written.
    """
    numbers = set(_SFS.findall(text.replace("/", ":"))) | set(_SFS.findall(text))
    words = {word.casefold() for word in _WORD.findall(text)}
    named_by_number = {law.short for law in laws if law.number in numbers}
    for law in laws:
        if law.valid_to is None or law.valid_to > day:
            continue
        if law.number in numbers or (
            law.short.casefold() in words
            and law.short not in named_by_number
            and holds(law.valid_from, law.valid_to, written_on)
        ):
            yield law
