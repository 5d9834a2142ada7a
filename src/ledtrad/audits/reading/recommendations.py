"""What the auditors recommend: lists that are announced, and sentences that recommend by themselves."""

import re
from collections.abc import Sequence

from ledtrad.audits.reading.blocks import HEADING, ITEM, ROW, TEXT, Block
from ledtrad.audits.reading.boards import first_group, mentions
from ledtrad.audits.reading.found import Found, board_label, is_board_line, left_beside_boards, own_recipients
from ledtrad.audits.reading.headings import Role
from ledtrad.audits.reading.kinds import Genre
from ledtrad.audits.reading.leads import Lead, Voice, is_earlier, lead_of, opinion_lead, says_none
from ledtrad.audits.reading.prose import clauses
from ledtrad.audits.reading.signs import COLUMN, DONE, NOT_THEIRS, NUMBER_HEADING, NUMBER_LABEL, REPLY, STATUS, orders
from ledtrad.audits.reading.verbs import begins_with_directive, sentences
from ledtrad.audits.reading.wrapping import LABEL


class Finder:
    """Goes through the blocks once and gathers what is announced."""

    def __init__(self, blocks: Sequence[Block], voice: Voice) -> None:
        self.blocks = blocks
        self.voice = voice
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
            return self._table(number)
        if (label := NUMBER_LABEL.match(block.text)) and self._is_told(block.text[label.end() :], block.kind):
            self._labelled(block, label.end())
            return number + 1
        if block.kind == HEADING and not self._announces(block):
            return self._section(number)
        return self._speech(number)

    def _is_told(self, text: str, kind: str) -> bool:
        """Whether what follows "Rekommendation 1:" is the recommendation; a heading may only name its subject."""
        if self.voice.genre == Genre.OTHER:
            return False
        return (
            kind != HEADING
            or begins_with_directive(text)
            or bool(re.search(r"\b(?:bör|behöver)\b", text))
            or bool(first_group(text, within=4))
        )

    @property
    def _retells(self) -> bool:
        """A follow-up by the auditors numbers the recommendations that it follows up."""
        return self.voice.follow_up and self.voice.is_auditors

    def _announces(self, block: Block) -> bool:
        return block.text.endswith((":", "att", "att man", " är", " bör", " behöver", " måste"))

    def _section(self, number: int) -> int:
        """A heading: what stands under "Rekommendationer" is a list of them."""
        block = self.blocks[number]
        if NUMBER_HEADING.match(block.text) and self._answers_follow(number):
            return self._one_below(number)
        mixed = block.role == Role.ASSESSMENT and self._lists_orders(number)
        if (block.role not in (Role.RECOMMENDATIONS, Role.EARLIER) and not mixed) or self.voice.genre == Genre.OTHER:
            return number + 1
        if block.role == Role.EARLIER and "rekommendation" not in block.text.lower():
            return number + 1
        heading = tuple(mentions(block.text))
        earlier = block.role == Role.EARLIER or (self._retells and self._is_followed_up(number))
        following = self.blocks[number + 1] if number + 1 < len(self.blocks) else None
        if following is None:
            return number + 1
        if following.kind == ITEM or (following.kind == HEADING and is_board_line(following)):
            return self._list(number + 1, Lead(heading, earlier))
        if following.kind == TEXT:
            return self._paragraphs(number + 1, Lead(heading, earlier))
        return number + 1

    def _lists_orders(self, number: int) -> bool:
        """ "Slutsatser och rekommendationer" with a list right below it whose items tell what to do."""
        following = self.blocks[number + 1] if number + 1 < len(self.blocks) else None
        named = "rekommendation" in self.blocks[number].text.lower()
        return named and following is not None and following.kind == ITEM and orders(following.text)

    def _is_followed_up(self, number: int) -> bool:
        """In a follow-up: what was recommended then stands above what was done, as a section beside it."""
        level = self.blocks[number].level
        for block in self.blocks[number + 1 : number + 40]:
            if block.kind == HEADING and block.level <= level:
                return block.level == level and DONE.search(block.text) is not None
        return False

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
                or REPLY.match(block.text)
                or (block.kind == TEXT and self.found and self.found[-1].group == group)
            ):
                break
            self._item(block, Lead((), self._retells), group, parts=[])
            number += 1
        return number

    def _table(self, number: int) -> int:
        """A table with a column of recommendations; the boards may have a column of their own."""
        end = number
        while end < len(self.blocks) and self.blocks[end].kind == ROW:
            end += 1
        heads = [cell.text for cell in self.blocks[number].cells]
        column = next((place for place, head in enumerate(heads) if COLUMN.search(head) and len(head) < 80), None)
        about_audit = self.voice.genre != Genre.OTHER and self.blocks[number].role not in (Role.SOURCES, Role.DOCUMENTS)
        if column is None or not about_audit:
            return end
        earlier = self.voice.is_auditors and (self.voice.follow_up or any(STATUS.search(head) for head in heads))
        group = self._next_group()
        for row in self.blocks[number + 1 : end]:
            if column < len(row.cells) and row.cells[column].text:
                others = " ".join(
                    cell.text for place, cell in enumerate(row.cells) if place != column and len(cell.text) < 60
                )
                to = tuple(mentions(others)) or tuple(mentions(heads[column]))
                self._item(row.cells[column], Lead(to, earlier), group, parts=[])
        return end

    def _labelled(self, block: Block, start: int) -> None:
        if block.text[start:].strip():
            self._add(
                block,
                start,
                len(block.text),
                Lead((), self._retells),
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
            if last and following is not None and self._may_be_item(following, sentence):
                lead = self._lead(sentence, block, start)
            if lead is None and self._inside(block, start, end):
                return number + 1
            if lead is None:
                self._sentence(block, start, end)
        if lead is None and following is not None and following.kind == ITEM and len(spans) > 1:
            lead = self._lead_before_last(block, spans)
        if lead is None:
            return self._further_on(number)
        return self._list(number + 1, lead)

    def _further_on(self, number: int) -> int:
        """ "Vi lämnar följande rekommendationer." with a paragraph between it and the list."""
        block = self.blocks[number]
        between, after = self.blocks[number + 1 : number + 2], self.blocks[number + 2 : number + 3]
        if not after or after[0].kind != ITEM or between[0].kind != TEXT or len(between[0].text) > 250:
            return number + 1
        start, end = list(sentences(block.text))[-1]
        if not re.search(r"(?:följande|nedanstående) rekommendation", block.text[start:end], re.IGNORECASE):
            return number + 1
        lead = self._lead(block.text[start:end], block, start)
        return number + 1 if lead is None else self._list(number + 2, lead)

    def _inside(self, block: Block, start: int, end: int) -> bool:
        """Take a list that goes on in its own paragraph: "… bör följande prioriteras: Nämnden ser över …"."""
        colon = re.search(r":\s+(?=[A-ZÅÄÖ])", block.text[start:end])
        said = start + colon.start() + 1 if colon else end
        first = start + colon.end() if colon else end + 1
        if not colon and not re.search(r"följande rekommendation\w*\.$", block.text[start:end], re.IGNORECASE):
            return False
        if not orders(block.text[first:]):
            return False
        lead = self._lead(block.text[start:said], block, start)
        if lead is None:
            return False
        group = self._next_group()
        pieces: list[tuple[int, int]] = []
        for one, last in sentences(block.text[first:]):
            if pieces and not orders(block.text[first + one : first + last]):
                pieces[-1] = (pieces[-1][0], first + last)
            else:
                pieces.append((first + one, first + last))
        for one, last in pieces:
            self._add(block, one, last, lead, group, listed=True)
        return True

    def _lead(self, sentence: str, block: Block, start: int) -> Lead | None:
        """What a sentence before a list announces. What a board decides or an administration means to do is none."""
        context = block.text[:start][-300:]
        own = not self.voice.is_auditors and block.role in (Role.DECISION, Role.OWN)
        lead = None if own and "rekommender" not in sentence else lead_of(sentence, self.voice, context=context)
        if lead is None and block.role not in NOT_THEIRS:
            lead = opinion_lead(sentence, self.voice)
        if lead is None or block.role != Role.EARLIER:
            return lead
        return Lead(lead.recipients, lead.earlier or self._retells, lead.weak)

    def _lead_before_last(self, block: Block, spans: list[tuple[int, int]]) -> Lead | None:
        start, end = spans[-2]
        sentence = block.text[start:end]
        if re.search(r"(?:följande|nedanstående) rekommendation", sentence, re.IGNORECASE):
            return lead_of(sentence, self.voice, context=block.text[:start][-300:])
        return None

    def _may_be_item(self, block: Block, sentence: str) -> bool:
        if block.kind == ITEM:
            return True
        if not re.search(r"(?::|\batt|(?:följande|nedanstående)(?: \w+)?)\W*$", sentence):
            return False
        if block.kind == HEADING:
            return is_board_line(block) or begins_with_directive(block.text)
        text = block.text
        if block.kind == TEXT and (label := LABEL.match(text)):
            text = text[label.end() :]
        return block.kind == TEXT and (
            begins_with_directive(text) or bool(first_group(text, within=8)) or is_board_line(block)
        )

    def _list(self, number: int, lead: Lead) -> int:
        """The items below a lead, with names of boards between them; returns where the list has ended."""
        group = self._next_group()
        current = lead
        took = False
        first_kind = ""
        while number < len(self.blocks):
            block = self.blocks[number]
            if is_board_line(block):
                current = Lead(tuple(mentions(block.text)), lead.earlier, lead.weak)
                number += 1
                continue
            if took and self._is_other_lead(block, number):
                break
            if not self._is_item(block, first_kind):
                again = self._after_reply(number) if took and not self.voice.is_auditors else None
                if again is None:
                    break
                number = again
                continue
            first_kind = first_kind or block.kind
            parts = self._parts(number)
            self._item(block, current, group, parts)
            took = True
            number += 1 + len(parts)
        return number

    def _after_reply(self, number: int) -> int | None:
        """In an answer that replies to each recommendation in turn: where the next numbered one stands."""
        before = self.blocks[number - 1]
        if not before.marker[:1].isdigit():
            return None
        wanted = int(re.sub(r"\D", "", before.marker)) + 1
        for place in range(number, min(number + 12, len(self.blocks))):
            block = self.blocks[place]
            if block.kind == ITEM and re.sub(r"\D", "", block.marker) == str(wanted):
                return place
            if block.kind == HEADING and block.strong:
                return None
        return None

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
        if text.endswith((":", " att")):
            return False
        if block.kind == HEADING:
            return not block.strong and begins_with_directive(text)
        if label := LABEL.match(text):
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
            if (label := LABEL.match(block.text)) and begins_with_directive(block.text[label.end() :])
            else 0
        )
        heading = board_label(block.text)
        if heading:
            start, boards = heading
            lead = Lead(boards, lead.earlier, lead.weak)
        spans = [(start + first, start + last) for first, last in sentences(block.text[start:])]
        pieces: list[tuple[int, int]] = []
        for first, last in spans:
            if pieces and not begins_with_directive(block.text[first:last]):
                pieces[-1] = (pieces[-1][0], last)
            else:
                pieces.append((first, last))
        for place, (first, last) in enumerate(pieces):
            self._add(block, first, last, lead, group, listed=True, parts=parts if place == len(pieces) - 1 else [])

    def _paragraphs(self, number: int, lead: Lead) -> int:
        """Under "Rekommendationer" without a list: leads as elsewhere, and each sentence that tells what to do."""
        group = self._next_group()
        while number < len(self.blocks) and self.blocks[number].kind == TEXT:
            block = self.blocks[number]
            following = self.blocks[number + 1] if number + 1 < len(self.blocks) else None
            if NUMBER_LABEL.match(block.text) or (following is not None and self._may_be_item(following, block.text)):
                if following is not None and following.kind == ITEM and not lead_of(block.text, self.voice):
                    return self._list(number + 1, Lead(lead.recipients or tuple(mentions(block.text)), lead.earlier))
                return number
            if REPLY.match(block.text):
                return number + 1
            for start, end in sentences(block.text):
                sentence = block.text[start:end]
                self.none_said = self.none_said or says_none(sentence)
                if self._sentence(block, start, end):
                    continue
                if begins_with_directive(sentence) or (
                    re.search(r"\b(?:bör|behöver)\b", sentence) and self.voice.genre == Genre.AUDIT
                ):
                    self._add(block, start, end, lead, group, listed=True)
            number += 1
        return number

    def _sentence(self, block: Block, start: int, end: int) -> bool:
        """A sentence that recommends by itself; each of its "att" clauses that tells what to do is one."""
        sentence = block.text[start:end]
        said = clauses(sentence, self.voice, block.role, context=block.text[:start][-300:])
        if said is None or block.role in (Role.SOURCES, Role.CRITERIA):
            return False
        group = self._next_group()
        earlier = said.earlier or (block.role == Role.EARLIER and is_earlier(sentence, Voice(Genre.AUDIT, True)))
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
        if len(stripped) < 8 or says_none(stripped) or not left_beside_boards(stripped, default="x"):
            return
        own = own_recipients(stripped)
        self.found.append(
            Found(block, start, end, own, lead.recipients, lead.earlier, group, listed, parts or [], lead.weak)
        )

    def _next_group(self) -> int:
        self._groups += 1
        return self._groups
