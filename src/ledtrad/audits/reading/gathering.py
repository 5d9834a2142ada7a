"""What has been found so far: the recommendations of a paper with their places, gathered one by one."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ledtrad.audits.reading.blocks import TEXT, Block
from ledtrad.audits.reading.boards import Mention, first_group, left_beside_boards, mentions
from ledtrad.audits.reading.found import Found, board_label, own_recipients
from ledtrad.audits.reading.headings import Role, role_of
from ledtrad.audits.reading.leads import Lead, Voice, says_none
from ledtrad.audits.reading.marks import SURE
from ledtrad.audits.reading.naming import ENDING
from ledtrad.audits.reading.verbs import begins_with_directive, sentences
from ledtrad.audits.reading.wrapping import LABEL

#: A sentence below "Rekommendationer" that announces itself: "Socialnämnden rekommenderas att följa upp …".
_ANNOUNCED = re.compile(
    r"(?P<to>[^.:;]{0,100}?)\brekommendera[rs]\b(?P<after>[^.:;]{0,80}?)\s+(?:att\s+)?(?=\S)", re.IGNORECASE
)

#: A clause that names its board first: "… och socialnämnden att öva".
_TO_BOARD = re.compile(
    r"(?P<to>(?:[\wåäö]+-,? (?:och )?)*(?:(?:tekniska|sociala) )?[\wåäö-]*" + ENDING + r")(?P<after>) att ",
    re.IGNORECASE,
)


def _past_announcement(text: str, announcing: re.Pattern[str]) -> tuple[int, tuple[Mention, ...]]:
    """How many characters announce what the sentence says, and the boards named in them."""
    said = announcing.match(text)
    if said is None or not begins_with_directive(text[said.end() :]):
        return 0, ()
    return said.end(), (*mentions(said["to"]), *mentions(said["after"]))


_RECOMMENDED = re.compile(r"(?:[\wåäö&-]+,? ){1,14}rekommenderas att ")
#: What opens an item and only says its matter: "Rutiner. Fastställa …".
_MATTER = re.compile(r"[A-ZÅÄÖ][\wåäö-]+(?: (?:och |av |för |kring )?[\wåäö-]+){0,3}\.\s+(?=[A-ZÅÄÖ])")
#: A sentence in an item that says of another thing what ought to be done: "Dessutom bör avskrivning tillämpas …".
_BESIDES = re.compile(r"(?:Dessutom|Därutöver|Därtill|Vidare|Även) (?:bör|behöver|måste)\b")
_ASKS = re.compile(r"(?:Vilka|Vilken|Vad|Hur|När|Vem|Har|Är|Finns|Följer|Sker|På vilket sätt)\b[^.]{10,300}\?\s")
#: What is to be done, and not by whom: "Attestreglementet revideras."
_IS_DONE = re.compile(
    r"[A-ZÅÄÖ][\wåäö-]+(?: [\wåäö-]+){0,9}? (?!finns\b|saknas\b|krävs\b|bedöms\b|anses\b|upplevs\b)"
    r"(?:[a-zåäö]{3,}(?:as|es|ställs|läggs|sätts|känns)|tas|ges|ses|görs|förs|hålls|följs|stärks)\b"
    r"(?! (?:inte|ej)\b)[^.]{0,60}\."
)
#: What somebody says to a newspaper.
_SPOKEN = re.compile(r",? (?:säger|menar|berättar|förklarar|kommenterar) (?!att\b)[^.]{3,90}\.?$")


def _begins_another(sentence: str) -> bool:
    """Whether a sentence in an item is a recommendation of its own, and not more about the one before."""
    if begins_with_directive(sentence) or _BESIDES.match(sentence):
        return True
    board = first_group(sentence, within=1)
    if board and re.match(r"\s(?:bör|behöver|måste|ska)\b", sentence[board[-1].end :]):
        return True
    cut, boards = _past_announcement(sentence, _ANNOUNCED)
    return cut > 0 and bool(boards)


#: Where an item's own words are over, in a text that has lost its lines: "Vi emotser svar …", "För revisorerna …".
_SPEAKS_ANEW = re.compile(
    r"(?:Vi|Vår|Våra|Utifrån|Mot bakgrund|Med anledning|Därutöver|\w*[Rr]evisorerna|\w*[Rr]evisionen|Kontoret"
    r"|Förvaltningen|Granskningens?|Svaret|Svar|Yttrandet|Yttrande|Datum|Beslutet|På \w+ vägnar"
    r"|För [\wåäö ]{0,25}revis\w+)\b"
)


#: The last item of a list that goes on as one sentence: "samt redovisa resultatet".
_JOINED = re.compile(r"\s*(?:samt|och)\s+")
_CELL_MARK = re.compile(rf"[{SURE}–-]\s+|\d{{1,2}}[.)]\s+")


def _lines_of_cell(cell: Block) -> Iterator[Block]:
    """The lines of a cell that each tell somebody to do something; a cell of one such line is itself."""
    starts = [0]
    for hit in re.finditer(r"\s", cell.text):
        after = hit.end()
        mark = _CELL_MARK.match(cell.text, after)
        said = cell.text[mark.end() if mark else after :]
        parted = cell.places[after] - cell.places[hit.start()] > 1 if after < len(cell.places) else False
        if (parted or mark) and said[:1].isupper() and begins_with_directive(said):
            starts.append(after)
    for start, end in pairwise([*starts, len(cell.text)]):
        mark = _CELL_MARK.match(cell.text, start)
        first = mark.end() if mark and len(starts) > 1 else start
        yield Block(TEXT, cell.text[first:end].rstrip(), cell.places[first:end], cell.page)


class Gathering:
    """The paper's blocks, who speaks in it, and what has been found."""

    def __init__(self, blocks: Sequence[Block], voice: Voice) -> None:
        self.blocks = blocks
        self.voice = voice
        self.found: list[Found] = []
        self.none_said = False
        self._groups = 0
        self._numbers = {id(block): number for number, block in enumerate(blocks)}

    def _below(self, block: Block) -> Block | None:
        """The next block of the paper."""
        number = self._numbers[id(block)] + 1
        return self.blocks[number] if number < len(self.blocks) else None

    @property
    def _retells(self) -> bool:
        """A follow-up by the auditors numbers the recommendations that it follows up."""
        return self.voice.follow_up and self.voice.is_auditors

    def _labelled(self, block: Block, start: int, *, earlier: bool = False) -> None:
        """What follows "Rekommendation:"; each sentence that recommends to a board of its own is one."""
        lead, group = Lead((), earlier or self._retells), self._next_group()
        pieces: list[tuple[int, int]] = []
        for first, last in sentences(block.text[start:]):
            if pieces and not _ANNOUNCED.match(block.text[start + first : start + last]):
                pieces[-1] = (pieces[-1][0], start + last)
            else:
                pieces.append((start + first, start + last))
        for first, last in pieces:
            self._add(block, first, last, lead, group, listed=True)

    def _item(self, block: Block, lead: Lead, group: int, parts: list[Block]) -> None:
        """One item: several when each of its sentences tells somebody to do something."""
        label = LABEL.match(block.text) or (None if begins_with_directive(block.text) else _MATTER.match(block.text))
        start = label.end() if label and begins_with_directive(block.text[label.end() :]) else 0
        heading = board_label(block.text)
        if heading:
            start, boards = heading
            lead = Lead(boards, lead.earlier, lead.weak)
        spans = [(start + first, start + last) for first, last in sentences(block.text[start:])]
        pieces: list[tuple[int, int]] = []
        done_to = len(spans) > 1 and all(_IS_DONE.fullmatch(block.text[first:last]) for first, last in spans)
        for first, last in spans:
            that = block.text.startswith("Att ") and block.text.startswith("Att ", first)
            if pieces and _SPEAKS_ANEW.match(block.text, first):
                break
            if pieces and not (that or done_to or _begins_another(block.text[first:last])):
                pieces[-1] = (pieces[-1][0], last)
            else:
                pieces.append((first, last))
        for place, (first, last) in enumerate(pieces):
            self._add(block, first, last, lead, group, listed=True, parts=parts if place == len(pieces) - 1 else [])

    def _cell(self, block: Block, lead: Lead, group: int) -> None:
        """A cell; rows that ran into each other are parted where each says that somebody is recommended something."""
        said = [
            (start + found.end(), end, found)
            for start, end in sentences(block.text)
            if (found := _RECOMMENDED.search(block.text[start:end]))
        ]
        if len(said) < 2:
            for part in _lines_of_cell(block):
                self._item(part, lead, group, parts=[])
            return
        for start, end, found in said:
            self._add(
                block, start, end, Lead(tuple(mentions(found[0])) or lead.recipients, lead.earlier), group, listed=True
            )

    def _add(
        self,
        block: Block,
        start: int,
        end: int,
        lead: Lead,
        group: int,
        *,
        listed: bool,
        parts: list[Block] | None = None,
    ) -> None:
        cut, told = _past_announcement(block.text[start:end], _ANNOUNCED if listed else _TO_BOARD)
        if listed and block.kind != TEXT:
            cut, told = 0, ()
        start += cut
        if listed and (joined := _JOINED.match(block.text, start, end)):
            start = joined.end()
        stripped = block.text[start:end].strip()
        beside = left_beside_boards(re.sub(r"[\d-]{4,}$", "", stripped), default="x")
        if len(stripped) < 8 or says_none(stripped) or not beside:
            return
        if (
            listed
            and not stripped.endswith(".")
            and role_of(stripped) == Role.QUESTIONS
            and not begins_with_directive(stripped)
        ):
            return  # a heading whose section is empty, or whose list has lost its marks
        if stripped.endswith("?") or _ASKS.match(stripped) or _SPOKEN.search(stripped):
            return
        own = own_recipients(stripped) or told
        self.found.append(
            Found(block, start, end, own, lead.recipients, lead.earlier, group, listed, parts or [], lead.weak)
        )

    def _next_group(self) -> int:
        self._groups += 1
        return self._groups
