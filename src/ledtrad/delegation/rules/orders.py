"""Who can decide on an item today, and what is wrong with an item or an order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Worry(StrEnum):
    """What deserves to be seen first in an order, the worst first."""

    NOBODY = "nobody"  # no delegate, or none whose function anybody holds
    FORBIDDEN = "forbidden"
    EXPIRED = "expired"
    UNKNOWN = "unknown"  # a delegate that is neither a function here nor a body
    VACANT = "vacant"


@dataclass(frozen=True)
class Holder:
    """Somebody who holds a function today."""

    function_id: int
    title: str
    unit: str
    person: str


@dataclass(frozen=True)
class Decider:
    """A delegate and who that is today. A body (a committee, the chair) is somebody without being a function."""

    name: str
    functions: tuple[int, ...] = ()
    is_body: bool = False
    holders: tuple[Holder, ...] = ()
    substitutes: tuple[Holder, ...] = ()
    since: date | None = None
    onward: bool = False

    @property
    def is_known(self) -> bool:
        return self.is_body or bool(self.functions)

    @property
    def can_decide(self) -> bool:
        return self.is_body or bool(self.holders) or bool(self.substitutes)


@dataclass
class Standing:
    """An item's delegates as they are today, with what is worrying."""

    deciders: list[Decider] = field(default_factory=list)

    @property
    def worries(self) -> list[tuple[Worry, str]]:
        """Each with the delegate that it is about, "" for the item as a whole."""
        if not any(decider.can_decide for decider in self.deciders):
            return [(Worry.NOBODY, ", ".join(decider.name for decider in self.deciders))]
        found = [(Worry.UNKNOWN, d.name) for d in self.deciders if not d.is_known]
        return found + [(Worry.VACANT, d.name) for d in self.deciders if d.is_known and not d.can_decide]


_BODIES = ("utskott", "presidi", "ordförande", "ledamot", "beredning", "nämnden", "styrelsen")


def is_body(name: str, known: Iterable[str]) -> bool:
    """Whether a delegate is a body or an elected member: one of the board's committees, or called so (KL 6:37)."""
    folded = " ".join(name.split()).casefold()
    if folded in {body.casefold() for body in known}:
        return True
    return any(word in folded for word in _BODIES) and not folded.endswith("sekreterare")


def is_committee(name: str, known: Iterable[str]) -> bool:
    """Whether a delegate is a committee of elected members."""
    folded = " ".join(name.split()).casefold()
    return "utskott" in folded or folded in {body.casefold() for body in known}


def number_key(number: str) -> tuple[tuple[int, str], ...]:
    """Item numbers in the order of people: 2.9 before 2.10."""
    parts = number.replace("-", ".").split(".")
    return tuple((int(part), "") if part.isdecimal() else (10**9, part) for part in parts)


def next_number(numbers: Sequence[str], area_numbers: Sequence[str]) -> str:
    """A number to suggest for a new item: after the last of its area, or after the last of all."""
    latest = max(area_numbers or numbers, key=number_key, default="")
    head, dot, tail = latest.rpartition(".")
    if not tail.isdecimal():
        return "1.1" if not latest else ""
    if not area_numbers and dot and numbers:
        first = head.split(".")[0]
        return f"{int(first) + 1}.1" if first.isdecimal() else ""
    return f"{head}{dot}{int(tail) + 1}"
