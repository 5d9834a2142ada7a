"""A recommendation that was found, and the boards that its own words are aimed at."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ledtrad.audits.reading.blocks import Block
from ledtrad.audits.reading.boards import Mention, first_group, left_beside_boards, mentions
from ledtrad.audits.reading.verbs import begins_with_directive

_BEFORE_BOARD = re.compile(
    r"^(?:\d[\d.]*\s+)?(?:rekommendation(?:er)?\s+(?:till|för|avseende)\s+|(?:samt\s+|och\s+)?(?:till|för|av)\s+)?",
    re.IGNORECASE,
)
#: What is done to a board, which is for somebody else to do: "krisledningsnämnden övas", "nämnden informeras".
_UNDERGOES = re.compile(r"\s+(?:\w+\s+)?(?!rekommenderas|uppmanas|föreslås)(?:[\wåäö]{2,}as|\w*ges|förses)\b")
_ALL = re.compile(r"(?:till )?(?:samtliga|alla|båda|bägge)(?: (?:granskade|berörda|parter))?:?", re.IGNORECASE)

#: At the end of an item: "… Avser kommunstyrelsen.", "… – kommunstyrelsen".
_TOLD_AFTER = re.compile(
    r"(?:[.;]\s(?:Avser|Gäller|Rikta[sd] till|Ansvariga?(?: nämnd\w*)?:?|Mottagare:?|Till:?|Adressat:?)|\s[–-])\s+"
    r"([^.:;]{6,120})\.?$",
    re.IGNORECASE,
)
_TICK = re.compile(r"[xX✓✔●•]|[Jj]a")
#: A column of a table that says to whom.
_WHO = re.compile(
    r"(?!.*(?:svar|åtgärd|kommentar|bedömning|status|yttrande)).*?(?:nämnd|styrelse|ansvar|mottagare|adressat|\btill\b|riktad|berör|avser|objekt|enhet|bolag)",
    re.IGNORECASE,
)


@dataclass
class Found:
    """A recommendation at its place: characters `start` to `end` of `block`, which `last` may go on."""

    block: Block
    start: int
    end: int
    mentioned: tuple[Mention, ...]
    fallback: tuple[Mention, ...]
    earlier: bool
    group: int
    listed: bool
    parts: list[Block] = field(default_factory=list)
    weak: bool = False

    @property
    def text(self) -> str:
        """As the paper writes it, with the parts of a list inside it."""
        pieces = [self.block.text[self.start : self.end].strip(), *(part.text.strip() for part in self.parts)]
        return " ".join(piece for piece in pieces if piece)

    @property
    def place(self) -> tuple[int, int]:
        """Where it stands in the text of the paper."""
        start, end = self.block.span(self.start, self.end)
        if self.parts:
            end = self.parts[-1].places[-1] + 1
        return start, end


def is_board_line(block: Block) -> bool:
    """A line that is nothing but the names of boards, perhaps with "Till" before and a colon after."""
    if len(block.text) >= 120:
        return False
    return bool(_ALL.fullmatch(block.text)) or not left_beside_boards(_BEFORE_BOARD.sub("", block.text), default="x")


def boards_of_line(text: str) -> tuple[Mention, ...]:
    """The boards that such a line names; "Samtliga" are all that were examined."""
    return (Mention("samtliga", 0, len(text)),) if _ALL.fullmatch(text) else tuple(mentions(text))


def boards_beside(cells: Sequence[Block], heads: Sequence[str], column: int) -> tuple[Mention, ...]:
    """The boards in the other cells of a row: where a column is for them, or a cell names them and says little more."""
    told: list[Mention] = []
    for place, cell in enumerate(cells):
        if place == column or len(cell.text) >= 160:
            continue
        if _TICK.fullmatch(cell.text):
            told += mentions(heads[place]) if place < len(heads) else []
        elif _ALL.fullmatch(cell.text):
            told.append(Mention("samtliga", 0, len(cell.text)))
        elif (place < len(heads) and _WHO.match(heads[place])) or len(
            left_beside_boards(cell.text, default="x" * 99)
        ) < 12:
            told += mentions(cell.text)
    return tuple(told)


def own_recipients(text: str) -> tuple[Mention, ...]:
    """The boards that the recommendation itself is aimed at: its subject, or those in a parenthesis at its end."""
    tail = re.search(r"\(([^()]{4,120})\)[.,;]?$", text)
    if tail and not left_beside_boards(tail[1], default="x"):
        return tuple(mentions(tail[1]))
    told = _TOLD_AFTER.search(text)
    if told and not left_beside_boards(told[1], default="x"):
        return tuple(mentions(told[1]))
    plain = re.sub(r"^att\s+", "", text, flags=re.IGNORECASE)
    group = first_group(plain, within=3)
    if not group:
        group = _after_opening(plain)
    return () if group and _UNDERGOES.match(plain, group[-1].end) else tuple(group)


def _after_opening(text: str) -> list[Mention]:
    """The subject after an opening such as "Vi anser att" or "Det är av vikt att"."""
    found = re.match(
        r"(?:.{0,60}?\b(?:att|rekommenderas?|behöver|bör))\s+"
        r"(?:både |såväl )?(?=(?:samtliga |respektive )?(?:\w+ )?\w*(?:nämnd|styrelse)|(?:\w+ )?\w+-,? )",
        text,
    )
    if found and not begins_with_directive(text):
        group = first_group(text[found.end() :], within=1)
        return [Mention(one.name, one.start + found.end(), one.end + found.end()) for one in group]
    return []


def board_label(text: str) -> tuple[int, tuple[Mention, ...]] | None:
    """ "Kommunstyrelsen: ta fram …" names its recipient before a colon."""
    found = re.match(r"^(?:till\s+)?([^:]{6,100}):\s+(?=\S)", text, re.IGNORECASE)
    if not found:
        return None
    if left_beside_boards(found[1], default="x"):
        return None
    return found.end(), tuple(mentions(found[1]))
