"""Which fields a delegated decision must hold, for which items, and in what form."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

#: The fields that a rule can be about, in the order in which they are told of.
FIELDS = (
    "source",
    "source_id",
    "board",
    "decided_on",
    "item",
    "function",
    "person",
    "matter",
    "decision",
    "amount",
    "period_from",
    "period_to",
    "confidentiality",
    "subject",
)
#: Those that are not text, and so are empty only when there is no value at all.
TYPED = frozenset({"decided_on", "amount", "period_from", "period_to"})

DEFAULT_FIELDS = FIELDS[: FIELDS.index("amount")]

#: What `str.split` takes as white space, and so what is folded here and in SQL alike.
WHITE = (
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)


@dataclass(frozen=True, order=True)
class Requirement:
    """`field` must not be blank in decisions on `items` ("" is all, "2" is 2 and all below it), and have the form.

    `pattern` is a regular expression that the whole text must fit; "" is any text.
    """

    field: str
    items: str = ""
    pattern: str = ""

    def applies_to(self, item: str) -> bool:
        return not self.items or item == self.items or item.startswith(f"{self.items}.")

    def fits(self, text: str) -> bool:
        """Whether a text that is not blank has the form."""
        return not self.pattern or (len(text) <= LONGEST_TEXT and re.fullmatch(self.pattern, fold(text)) is not None)


DEFAULT = tuple(Requirement(field) for field in DEFAULT_FIELDS)


def fold(text: str) -> str:
    """The text with every run of white space as one space, and none around it: what is compared."""
    return " ".join(text.split())


#: A group that is repeated, and a reference back: what can make a short text take for ever.
_RISKY = re.compile(r"\)(?:[*+?]|\{\d*,?\d*\})|\(\?P=|\\[1-9]")
_UNBOUNDED = re.compile(r"[*+]|\{\d*,\}")
MOST_UNBOUNDED = 3
LONGEST_TEXT = 200
"""A text beyond this has no form that anybody would write a pattern for."""


def is_pattern(pattern: str) -> bool:
    """Whether it can be used as a form: readable, and quick on every text, since it is held against every decision."""
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        return False
    plain = re.sub(r"\\[^1-9]|\[[^\]]*\]", "x", pattern)
    return not _RISKY.search(plain) and len(_UNBOUNDED.findall(plain)) <= MOST_UNBOUNDED


def rule_set(municipal: Iterable[Requirement], of_board: Iterable[Requirement]) -> tuple[Requirement, ...]:
    """The rules that hold for a board: the municipality's (the default, if it has none), and what the board adds.

    A board can only tighten: its rules come beside the municipality's, never in place of them.
    """
    return tuple(sorted({*(tuple(municipal) or DEFAULT), *of_board}))
