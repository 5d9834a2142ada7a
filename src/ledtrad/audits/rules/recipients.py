"""Which of the municipality's boards a paper means when it names them. No database, no request."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ledtrad.organisation.rules import UnitKind

_SPLIT = re.compile(r"[,;/]|\bsamt\b|(?<!-)\s+och\s+(?=\w)|&")
_FILLING = re.compile(
    r"\b((?:\w+\s+)?kommun(?:ens?|s)?|de|den|berörda?|samtliga|alla|övriga|respektive|granskade|aktuella)\b"
)
_BOARDS = {"nämnderna", "nämnder", "facknämnderna", "facknämnder"}
_THE_BOARD = {"nämnden", "nämnd"}
_KINDS = {
    "kommunstyrelsen": UnitKind.EXECUTIVE_BOARD,
    "kommunstyrelse": UnitKind.EXECUTIVE_BOARD,
    "styrelsen": UnitKind.EXECUTIVE_BOARD,
    "kommunfullmäktige": UnitKind.COUNCIL,
    "fullmäktige": UnitKind.COUNCIL,
}


@dataclass(frozen=True)
class Board:
    """A board as it is called here."""

    id: int
    number: str
    name: str
    kind: str


@dataclass(frozen=True)
class Matched:
    """The boards that were meant, in the municipality's order, and the names that nobody here has."""

    boards: tuple[int, ...] = ()
    unknown: tuple[str, ...] = ()


def folded(name: str) -> str:
    """A name without case, hyphens and doubled spaces: "Vård- och omsorgsnämnden" → "vård och omsorgsnämnden"."""
    return " ".join(name.casefold().replace("-", " ").replace("–", " ").split())


def match(names: Iterable[str], boards: Sequence[Board], examined: Iterable[int] = ()) -> Matched:
    """The boards that these names mean.

    `examined` are the boards that the audit is about: "nämnderna" means those of them that are not the executive
    board, or every board when none are told; "nämnden" means the only one.
    """
    here = set(examined)
    found: set[int] = set()
    unknown: list[str] = []
    for name in names:
        rest = _take_known(name, boards, found)
        for part in _SPLIT.split(rest):
            word = " ".join(_FILLING.sub(" ", part.casefold()).split()).strip(" .:-")
            if word and not _take_general(word, boards, here, found) and word not in ("och", "samt"):
                unknown.append(part.strip())
    order = {board.id: place for place, board in enumerate(boards)}
    return Matched(tuple(sorted(found, key=order.__getitem__)), tuple(dict.fromkeys(unknown)))


def _take_known(name: str, boards: Sequence[Board], found: set[int]) -> str:
    """Put every board that is named in full into `found`; what is left of the name. The longest names first."""
    rest = folded(name)
    for board in sorted(boards, key=lambda b: -len(b.name)):
        stem = folded(board.name).removesuffix("en")
        rest, hits = re.subn(rf"\b{re.escape(stem)}(en)?s?\b" if stem else r"(?!)", ",", rest)
        if hits:
            found.add(board.id)
    if any(rest == board.number.casefold() for board in boards):
        found.update(board.id for board in boards if rest == board.number.casefold())
        return ""
    return rest if rest != folded(name) else name


def _take_general(word: str, boards: Sequence[Board], examined: set[int], found: set[int]) -> bool:
    """A word that says a sort of board, or a number."""
    if word in _BOARDS:
        ordinary = [b.id for b in boards if b.kind == UnitKind.BOARD]
        found.update([pk for pk in ordinary if pk in examined] or ordinary)
        return True
    if word in _THE_BOARD and len(examined) == 1:
        found.update(examined)
        return True
    if word in _KINDS:
        of_kind = [b.id for b in boards if b.kind == _KINDS[word]]
        found.update(of_kind)
        return bool(of_kind)
    numbered = [b.id for b in boards if b.number.casefold() == word]
    found.update(numbered)
    return bool(numbered)
