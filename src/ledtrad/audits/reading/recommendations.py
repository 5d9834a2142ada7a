"""What the auditors recommend: lists that are announced, sentences that recommend, and else what they say "bör" be done."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ledtrad.audits.reading.blocks import HEADING, ITEM, ROW, TEXT, Block
from ledtrad.audits.reading.boards import Mention, first_group, mentions
from ledtrad.audits.reading.kinds import Genre
from ledtrad.audits.reading.leads import Lead, is_earlier, lead_of, opinion_lead, says_none
from ledtrad.audits.reading.sections import Role
from ledtrad.audits.reading.verbs import begins_with_directive, sentences

_LABEL = re.compile(r"^[A-ZÅÄÖ][\wåäöé ,/&-]{2,60}?\s*(?:[-–—]|:)\s+(?=[A-ZÅÄÖ])")
_NUMBER_LABEL = re.compile(
    r"^(?:(?:revisionens|revisorernas|revisorns|kommunrevisionens|granskningens)\s+)?rekommendation(?:en)?\s*(?:nr\.?\s*)?(?:\d{1,2}|[a-h])?\s*[:.–—-]\s*",
    re.IGNORECASE,
)
_NUMBER_HEADING = re.compile(
    r"^(?:(?:revisionens|revisorernas|kommunrevisionens)\s+)?rekommendation(?:en)?(?:\s*(?:nr\.?\s*)?\d{1,2})?[:.]?$",
    re.IGNORECASE,
)
_REPLY = re.compile(
    r"^(?:[\wåäö]+s\s+(?:svar|kommentar\w*|yttrande|synpunkter|bedömning|ställningstagande)|svar|kommentar|åtgärd(?:er)?|yttrande|bedömning|iakttagelse\w*|status)\s*[:–-]",
    re.IGNORECASE,
)
_REPLY_HEADING = re.compile(
    r"^(?:.*s\s+)?(?:svar|kommentar(?:er)?|yttrande|synpunkter|ställningstagande|åtgärder|iakttagelser|bedömning)(?: .*)?$",
    re.IGNORECASE,
)
_END_OF_LIST = re.compile(r"\s*(?:,|;)?\s*(?:samt|och)?\s*$")


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


class Finder:
    """Goes through the blocks once and gathers what is announced."""

    def __init__(self, blocks: Sequence[Block], genre: Genre, *, follow_up: bool) -> None:
        self.blocks = blocks
        self.genre = genre
        self.follow_up = follow_up
        self.found: list[Found] = []
        self.none_said = False
        self._groups = 0

    def run(self) -> list[Found]:
        number = 0
        while number < len(self.blocks):
            number = self._at(number)
        return self.found

    def _at(self, number: int) -> int:
        """Look at one block; returns the number of the next to look at."""
        block = self.blocks[number]
        if block.role in (Role.SOURCES, Role.FUNCTIONS, Role.DOCUMENTS) and block.kind != HEADING:
            return number + 1
        if block.kind == ROW:
            return number + 1
        if block.kind == HEADING and not self._announces(block):
            return self._section(number)
        if label := _NUMBER_LABEL.match(block.text):
            self._labelled(block, label.end())
            return number + 1
        return self._speech(number)

    def _announces(self, block: Block) -> bool:
        return block.text.endswith((":", "att"))

    def _section(self, number: int) -> int:
        """A heading: what stands under "Rekommendationer" is a list of them."""
        block = self.blocks[number]
        if _NUMBER_HEADING.match(block.text) and self._answers_follow(number):
            return self._one_below(number)
        if block.role not in (Role.RECOMMENDATIONS, Role.EARLIER) or self.genre == Genre.OTHER:
            return number + 1
        if block.role == Role.EARLIER and "rekommendation" not in block.text.lower():
            return number + 1
        heading = tuple(mentions(block.text))
        earlier = block.role == Role.EARLIER
        following = self.blocks[number + 1] if number + 1 < len(self.blocks) else None
        if following is None:
            return number + 1
        if following.kind == ITEM or (following.kind == HEADING and self._is_board(following)):
            return self._list(number + 1, Lead(heading, earlier))
        if following.kind == TEXT and not earlier:
            return self._paragraphs(number + 1, heading)
        return number + 1

    def _answers_follow(self, number: int) -> bool:
        return number + 1 < len(self.blocks) and self.blocks[number + 1].kind != HEADING

    def _one_below(self, number: int) -> int:
        """ "Rekommendation 1" and, below it, what it says."""
        group = self._next_group()
        number += 1
        while number < len(self.blocks):
            block = self.blocks[number]
            if (
                block.kind == HEADING
                or _REPLY.match(block.text)
                or (block.kind == TEXT and self.found and self.found[-1].group == group)
            ):
                break
            self._item(block, Lead((), self.follow_up and self.genre == Genre.AUDIT), group, parts=[])
            number += 1
        return number

    def _labelled(self, block: Block, start: int) -> None:
        if block.text[start:].strip():
            self._add(
                block,
                start,
                len(block.text),
                Lead((), self.follow_up and self.genre == Genre.AUDIT),
                self._next_group(),
                listed=True,
            )

    def _speech(self, number: int) -> int:
        """A paragraph or an item: its sentences recommend by themselves, or announce the list below."""
        block = self.blocks[number]
        following = self.blocks[number + 1] if number + 1 < len(self.blocks) else None
        spans = list(sentences(block.text))
        lead: Lead | None = None
        for place, (start, end) in enumerate(spans):
            sentence = block.text[start:end]
            self.none_said = self.none_said or says_none(sentence)
            last = place == len(spans) - 1
            before_list = last and following is not None and self._may_be_item(following, sentence)
            one = lead_of(sentence, self.genre, follow_up=self.follow_up, before_list=before_list)
            if one is None and before_list:
                one = (
                    opinion_lead(sentence, self.genre)
                    if block.role not in (Role.BACKGROUND, Role.CRITERIA, Role.OBSERVATIONS, Role.OWN, Role.DECISION)
                    else None
                )
            if one is not None:
                lead = one
            else:
                self._sentence(block, start, end)
        if lead is None and following is not None and following.kind == ITEM and len(spans) > 1:
            lead = self._lead_before_last(block, spans)
        if lead is None:
            return number + 1
        return self._list(number + 1, lead)

    def _lead_before_last(self, block: Block, spans: list[tuple[int, int]]) -> Lead | None:
        start, end = spans[-2]
        sentence = block.text[start:end]
        if re.search(r"följande rekommendation", sentence, re.IGNORECASE):
            return lead_of(sentence, self.genre, follow_up=self.follow_up, before_list=True)
        return None

    def _may_be_item(self, block: Block, sentence: str) -> bool:
        if block.kind == ITEM:
            return True
        if not re.search(r"(?::|\batt|följande)\W*$", sentence):
            return False
        if block.kind == HEADING:
            return self._is_board(block) or begins_with_directive(block.text)
        text = block.text
        if block.kind == TEXT and (label := _LABEL.match(text)):
            text = text[label.end() :]
        return block.kind == TEXT and (
            begins_with_directive(text) or bool(first_group(text, within=8)) or self._is_board(block)
        )

    def _is_board(self, block: Block) -> bool:
        """A line that is nothing but the name of boards, perhaps with "Till" before and a colon after."""
        text = re.sub(
            r"^(?:\d[\d.]*\s+)?(?:till\s+|för\s+|rekommendationer\s+(?:till|för|avseende)\s+)?",
            "",
            block.text,
            flags=re.IGNORECASE,
        ).strip(" :.")
        found = mentions(text)
        for one in found:
            text = text.replace(self._written(block.text, one), "")
        if not found or len(block.text) > 120:
            return False
        left = text
        for one in mentions(text):
            left = left.replace(text[one.start : one.end], " ")
        return re.sub(r"\W|och|samt|att|ska|bör|rekommenderas", "", left) == ""

    @staticmethod
    def _written(text: str, one: Mention) -> str:
        return "\0"

    def _list(self, number: int, lead: Lead) -> int:
        """The items below a lead, with names of boards between them; returns where the list has ended."""
        group = self._next_group()
        current = lead
        took = False
        first_kind = ""
        while number < len(self.blocks):
            block = self.blocks[number]
            if self._is_board(block) and block.kind != ITEM:
                current = Lead(tuple(mentions(block.text)), lead.earlier)
                number += 1
                continue
            if took and self._is_other_lead(block, number):
                break
            if block.kind == ITEM and self._is_board(block) and self._has_deeper(number):
                current = Lead(tuple(mentions(block.text)), lead.earlier)
                number += 1
                continue
            if not self._is_item(block, first_kind):
                break
            first_kind = first_kind or block.kind
            parts = self._parts(number)
            self._item(block, current, group, parts)
            took = True
            number += 1 + len(parts)
        return number

    def _has_deeper(self, number: int) -> bool:
        following = self.blocks[number + 1] if number + 1 < len(self.blocks) else None
        return following is not None and following.kind == ITEM and following.level > self.blocks[number].level

    def _is_other_lead(self, block: Block, number: int) -> bool:
        following = self.blocks[number + 1] if number + 1 < len(self.blocks) else None
        if block.kind != TEXT or following is None or following.kind != ITEM:
            return False
        return block.text.endswith((":", " att"))

    def _is_item(self, block: Block, first_kind: str) -> bool:
        if block.kind == ITEM:
            return first_kind in ("", ITEM)
        if first_kind == ITEM:
            return False
        text = block.text
        if block.kind == HEADING:
            return not block.strong and begins_with_directive(text)
        if label := _LABEL.match(text):
            return begins_with_directive(text[label.end() :])
        return block.kind == TEXT and (
            begins_with_directive(text) or bool(first_group(text, within=8) and not re.search(r"\bsvar\b|senast", text))
        )

    def _parts(self, number: int) -> list[Block]:
        """Deeper items that belong to this one."""
        parts: list[Block] = []
        level = self.blocks[number].level
        for block in self.blocks[number + 1 :]:
            if block.kind != ITEM or block.level <= level:
                break
            parts.append(block)
        return parts

    def _item(self, block: Block, lead: Lead, group: int, parts: list[Block]) -> None:
        """One item: several when each of its sentences tells somebody to do something."""
        start = (
            label.end()
            if (label := _LABEL.match(block.text)) and begins_with_directive(block.text[label.end() :])
            else 0
        )
        heading = _board_label(block.text)
        if heading:
            start, boards = heading
            lead = Lead(boards, lead.earlier)
        spans = [(start + first, start + last) for first, last in sentences(block.text[start:])]
        pieces: list[tuple[int, int]] = []
        for first, last in spans:
            if pieces and not begins_with_directive(block.text[first:last]):
                pieces[-1] = (pieces[-1][0], last)
            else:
                pieces.append((first, last))
        for place, (first, last) in enumerate(pieces):
            self._add(block, first, last, lead, group, listed=True, parts=parts if place == len(pieces) - 1 else [])

    def _paragraphs(self, number: int, heading: tuple[Mention, ...]) -> int:
        """Under "Rekommendationer" without a list: leads as elsewhere, and each sentence that tells what to do."""
        group = self._next_group()
        while number < len(self.blocks) and self.blocks[number].kind == TEXT:
            block = self.blocks[number]
            following = self.blocks[number + 1] if number + 1 < len(self.blocks) else None
            if _NUMBER_LABEL.match(block.text) or (following is not None and self._may_be_item(following, block.text)):
                if (
                    following is not None
                    and following.kind == ITEM
                    and not lead_of(block.text, self.genre, follow_up=self.follow_up, before_list=True)
                ):
                    return self._list(number + 1, Lead(heading or tuple(mentions(block.text)), False))
                return number
            if _REPLY.match(block.text):
                return number + 1
            for start, end in sentences(block.text):
                sentence = block.text[start:end]
                self.none_said = self.none_said or says_none(sentence)
                if self._sentence(block, start, end):
                    continue
                if begins_with_directive(sentence) or (
                    re.search(r"\b(?:bör|behöver)\b", sentence) and self.genre == Genre.AUDIT
                ):
                    self._add(block, start, end, Lead(heading, False), group, listed=True)
            number += 1
        return number

    def _sentence(self, block: Block, start: int, end: int) -> bool:
        """A sentence that recommends by itself; each of its "att" clauses that tells what to do is one."""
        from ledtrad.audits.reading.prose import clauses

        sentence = block.text[start:end]
        said = clauses(sentence, self.genre, follow_up=self.follow_up)
        if said is None or block.role in (Role.SOURCES, Role.CRITERIA):
            return False
        group = self._next_group()
        earlier = said.earlier or (block.role == Role.EARLIER and is_earlier(sentence, Genre.AUDIT, follow_up=True))
        for first, last in said.spans:
            self._add(block, start + first, start + last, Lead(said.recipients, earlier), group, listed=False)
        return True

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
        text = block.text[start:end]
        stripped = text.strip()
        if len(stripped) < 8 or says_none(stripped):
            return
        own = own_recipients(stripped)
        self.found.append(Found(block, start, end, own, lead.recipients, lead.earlier, group, listed, parts or []))

    def _next_group(self) -> int:
        self._groups += 1
        return self._groups


def own_recipients(text: str) -> tuple[Mention, ...]:
    """The boards that the recommendation itself is aimed at: its subject, or those in a parenthesis at its end."""
    if tail := re.search(r"\(([^()]{4,120})\)[.,;]?$", text):
        found = mentions(tail[1])
        if found and len(re.sub(r"\W|och|samt", "", tail[1])) <= sum(one.end - one.start for one in found) + 3:
            return tuple(found)
    plain = re.sub(r"^att\s+", "", text, flags=re.IGNORECASE)
    group = first_group(plain, within=3)
    if not group:
        group = _after_opening(plain)
    return tuple(group)


def _after_opening(text: str) -> list[Mention]:
    """The subject after an opening such as "Vi anser att" or "Det är av vikt att"."""
    found = re.match(
        r"(?:.{0,60}?\b(?:att|rekommenderas?|behöver|bör))\s+(?=(?:samtliga |respektive )?\w*(?:nämnd|styrelse)|\w+- )",
        text,
    )
    if found and not begins_with_directive(text):
        group = first_group(text[found.end() :], within=1)
        return [Mention(one.name, one.start + found.end(), one.end + found.end()) for one in group]
    return []


def _board_label(text: str) -> tuple[int, tuple[Mention, ...]] | None:
    """ "Kommunstyrelsen: ta fram …" names its recipient before a colon."""
    found = re.match(r"^(?:till\s+)?([^:]{6,100}):\s+(?=\S)", text, re.IGNORECASE)
    if not found:
        return None
    named = mentions(found[1])
    left = found[1]
    for one in named:
        left = left.replace(found[1][one.start : one.end], "")
    return (found.end(), tuple(named)) if named and not re.sub(r"\W|och|samt|bör|ska|att", "", left) else None


def merged(found: Sequence[Found]) -> list[Found]:
    """Each recommendation once: the fuller of two wordings stands, at its own place, and a list before a sentence."""
    from ledtrad.audits.reading.merging import same

    kept: list[Found] = []
    for one in sorted(found, key=lambda one: not one.listed):
        twin = next((other for other in kept if same(one, other)), None)
        if twin is None:
            kept.append(one)
        elif _fuller(one, twin):
            kept[kept.index(twin)] = one
    return sorted(kept, key=lambda one: one.place)


def _fuller(one: Found, other: Found) -> bool:
    if one.listed != other.listed:
        return one.listed
    known, others = bool(one.mentioned or one.fallback), bool(other.mentioned or other.fallback)
    if known != others:
        return known
    return len(one.text) > len(other.text) + 8


def iterate_texts(blocks: Sequence[Block]) -> Iterator[Block]:
    """Blocks that hold sentences."""
    return (block for block in blocks if block.kind in (TEXT, ITEM))
