"""What the auditors recommend: lists that are announced, and sentences that recommend by themselves."""

import re
from collections.abc import Iterator

from ledtrad.audits.reading.blocks import HEADING, ITEM, ROW, TEXT, Block
from ledtrad.audits.reading.boards import first_group, mentions
from ledtrad.audits.reading.found import Found, is_board_line
from ledtrad.audits.reading.headings import Role
from ledtrad.audits.reading.kinds import Genre
from ledtrad.audits.reading.leads import (
    Lead,
    Voice,
    clause_lead,
    gives_below,
    is_earlier,
    is_of_others,
    lead_of,
    opinion_lead,
    retold_lead,
    says_none,
)
from ledtrad.audits.reading.lists import Lists
from ledtrad.audits.reading.naming import ENDING
from ledtrad.audits.reading.prose import clauses, counted_off, in_quotation
from ledtrad.audits.reading.signs import DONE, NOT_THEIRS, NUMBER_HEADING, NUMBER_LABEL, NUMBERED_SAYING, REPLY, orders
from ledtrad.audits.reading.verbs import begins_with_directive, sentences
from ledtrad.audits.reading.wishes import is_wish

_CAPITAL = re.compile(r"(?<=[\wåäö)] )(?<!\boch )(?<!\bsamt )(?<!\batt )(?<!\bför )(?<!& )(?=[A-ZÅÄÖ][a-zåäö]{2,})")
_REMARKS = re.compile(
    r"\b(?:följande|nedanstående)\b.{0,30}\b(?:synpunkter|påpekanden|slutsatser|förbättringsområden|frågor"
    r"|utvecklingsområden|områden|brister|åtgärder|förbättringar)\b(?: (?:för|hos|inom|som) [^.:]{3,60})?:$",
    re.IGNORECASE,
)
_BELOW = re.compile(r"(?:följande|nedanstående) rekommendation|\bnedan\b.*\brekommendation", re.IGNORECASE)
_ALSO = re.compile(r"\b(?:bör|behöver) (?:\w+ )?(?:även|också|dessutom|därutöver|vidare)\b|^(?:Även|Dessutom|Vidare)\b")
#: What became of a recommendation, told below its number.
_STATUS_OF = re.compile(
    r"\b[Rr]ekommendationen (?:är|bedöms|har|anses|kvarstår)\b(?! av| viktig)"
    r"|\bbedöms (?:vara )?(?:helt |delvis |inte )?(?:genomförd|åtgärdad)"
)
#: A heading above recommendations that are answered one by one.
_WITH_REPLIES = re.compile(r"\brekommendation\w*\b.*\b(?:svar|kommentar|yttrande|åtgärd)", re.IGNORECASE)
_GIVES = re.compile(r"\b(?:följande|nedanstående|rekommendera[rs]|lämna[rs]?|lämnat|ge[rs])\b", re.IGNORECASE)
_PARTS = r"(?:[\wåäö]+-? |och |samt ){0,4}[\wåäö]*" + ENDING
_ACTS = re.compile(rf"(?=[A-ZÅÄÖ]){_PARTS}(?: (?:och|samt) {_PARTS})? (?:[\wåäö]+ )?\w+(?:ar|er|r)\b")


class Finder(Lists):
    """Goes through the blocks once and gathers what is announced."""

    def run(self) -> list[Found]:
        number = 0
        while number < len(self.blocks):
            number = self._at(number)
        return self.found

    def _at(self, number: int) -> int:
        """Look at one block; returns the number of the next to look at."""
        block = self.blocks[number]
        if block.kind == ROW:
            return self._table(number)
        if block.role in (Role.SOURCES, Role.FUNCTIONS, Role.DOCUMENTS) and block.kind != HEADING:
            return number + 1
        if (label := NUMBER_LABEL.match(block.text)) and self._is_told(block.text[label.end() :], block.kind):
            self._labelled(block, label.end(), earlier=label["year"] is not None)
            return number + 1
        if self._is_replied_to(number):
            self._item(block, Lead((), earlier=False), self._next_group(), parts=[])
            return number + 2
        if block.kind == HEADING and not self._announces(block):
            return self._section(number)
        return self._speech(number)

    def _is_replied_to(self, number: int) -> bool:
        """In an answer: "Säkerställ att …", with "Nämndens yttrande: …" right below it."""
        block, below = self.blocks[number], self.blocks[number + 1 : number + 2]
        return (
            self.voice.genre == Genre.ANSWER
            and block.kind != ROW
            and bool(below)
            and below[0].kind == TEXT
            and REPLY.match(below[0].text) is not None
            and (
                begins_with_directive(block.text)
                or (block.kind == ITEM and re.match(r"[Aa]tt\s", block.text) is not None)
            )
        )

    def _is_told(self, text: str, kind: str) -> bool:
        """Whether what follows "Rekommendation 1:" is the recommendation; a heading may only name its subject."""
        if self.voice.genre == Genre.OTHER or _STATUS_OF.search(text):
            return False
        return (
            kind != HEADING
            or begins_with_directive(text)
            or bool(re.search(r"\b(?:bör|behöver)\b", text))
            or bool(first_group(text, within=4))
        )

    def _announces(self, block: Block) -> bool:
        return block.text.endswith((":", "att", "att man", " är", " bör", " behöver", " måste"))

    def _section(self, number: int) -> int:
        """A heading: what stands under "Rekommendationer" is a list of them."""
        block = self.blocks[number]
        if (said := NUMBERED_SAYING.match(block.text)) and _says(block.text[said.end() :]):
            self._labelled(block, said.end())
            return number + 1
        if NUMBER_HEADING.match(block.text) and self._answers_follow(number):
            return self._one_below(number)
        if self.voice.genre == Genre.ANSWER and _WITH_REPLIES.search(block.text) and self._order_below(number):
            return self._list(number + 1, Lead((), False, answered=True))
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

    def _order_below(self, number: int) -> bool:
        following = self.blocks[number + 1 : number + 2]
        return bool(following) and begins_with_directive(following[0].text)

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

    def _paragraphs(self, number: int, lead: Lead) -> int:
        """Under "Rekommendationer" without a list: leads as elsewhere, and each sentence that tells what to do."""
        group = self._next_group()
        while number < len(self.blocks) and self.blocks[number].kind == TEXT:
            block = self.blocks[number]
            following = self.blocks[number + 1] if number + 1 < len(self.blocks) else None
            if NUMBER_LABEL.match(block.text) or (following is not None and self._may_be_item(following, block.text)):
                said = lead_of(block.text, self.voice) or is_of_others(block.text, None)
                if following is not None and following.kind == ITEM and not said:
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

    def _speech(self, number: int) -> int:
        """A paragraph or an item: its sentences recommend by themselves, or announce the list below."""
        block = self.blocks[number]
        following = self.blocks[number + 1] if number + 1 < len(self.blocks) else None
        spans = list(sentences(block.text))
        lead: Lead | None = None
        told = False
        for place, (start, end) in enumerate(spans):
            sentence = block.text[start:end]
            self.none_said = self.none_said or says_none(sentence)
            last = place == len(spans) - 1
            ended = block.kind == ITEM and sentence.endswith(".") and not _BELOW.search(sentence)
            if last and not ended and following is not None and self._may_be_item(following, sentence):
                lead = self._lead(sentence, block, start)
            if lead is None and self._inside(block, start, end):
                return number + 1
            if lead is None:
                told = self._sentence(block, start, end) or (told and self._besides(block, start, end))
        if lead is None and following is not None and following.kind == ITEM and len(spans) > 1:
            lead = self._lead_before_last(block, spans)
        if lead is None:
            return self._further_on(number)
        return self._list(number + 1, lead)

    def _besides(self, block: Block, start: int, end: int) -> bool:
        """Right after a sentence that recommends: "Nämnden bör även tydliggöra vem som ansvarar." """
        sentence = block.text[start:end]
        if not self.voice.is_auditors or not _ALSO.search(sentence) or not is_wish(sentence):
            return False
        self._add(block, start, end, Lead((), False), self._next_group(), listed=False)
        return True

    def _further_on(self, number: int) -> int:
        """ "Vi lämnar följande rekommendationer." with a paragraph between it and the list."""
        block = self.blocks[number]
        between, after = self.blocks[number + 1 : number + 2], self.blocks[number + 2 : number + 3]
        if not after or between[0].kind not in (TEXT, HEADING) or between[0].strong or len(between[0].text) > 250:
            return number + 1
        start, end = list(sentences(block.text))[-1]
        listed = after[0].kind == ITEM or begins_with_directive(after[0].text)
        below = _BELOW.search(block.text[start:end])
        headed = self._heads_items(number + 1) and (below or block.text.endswith(":"))
        if not headed and not (listed and below):
            return number + 1
        lead = self._lead(block.text[start:end], block, start)
        if lead is None:
            return number + 1
        return self._list(number + 1 if headed else number + 2, lead, in_sections=bool(headed))

    def _inside(self, block: Block, start: int, end: int) -> bool:
        """Take a list that goes on in its own paragraph: "… bör följande prioriteras: Nämnden ser över …"."""
        colon = re.search(r":\s+(?=[A-ZÅÄÖ])", block.text[start:end])
        said = start + colon.start() + 1 if colon else end
        first = start + colon.end() if colon else end + 1
        if not colon and not re.search(r"följande rekommendation\w*\.$", block.text[start:end], re.IGNORECASE):
            return self._counted_off(block, start, end)
        if not orders(block.text[first:]):
            return self._counted_off(block, start, end)
        lead = self._lead(block.text[start:said], block, start)
        if lead is None:
            return False
        group = self._next_group()
        pieces: list[tuple[int, int]] = []
        for one, last in _unstopped(block.text[first:]):
            if pieces and not orders(block.text[first + one : first + last]):
                pieces[-1] = (pieces[-1][0], first + last)
            else:
                pieces.append((first + one, first + last))
        for one, last in pieces:
            self._add(block, one, last, lead, group, listed=True)
        return True

    def _counted_off(self, block: Block, start: int, end: int) -> bool:
        """Take a list in one sentence: "… följande rekommendationer: 1) att nämnden …, 2) att det tas fram …"."""
        colon = block.text.find(":", start, end)
        gives = colon > 0 and _GIVES.search(block.text, start, colon)
        parts = counted_off(block.text, colon + 1, end) if gives else []
        lead = self._lead(block.text[start : colon + 1], block, start) if parts else None
        if lead is None:
            return False
        group = self._next_group()
        for first, last in parts:
            self._add(block, first, last, lead, group, listed=True)
        return True

    def _lead(self, sentence: str, block: Block, start: int) -> Lead | None:
        """What a sentence before a list announces. What a board decides or an administration means to do is none."""
        context = block.text[:start][-300:]
        own = not self.voice.is_auditors and block.role in (Role.DECISION, Role.OWN)
        own = own and "rekommender" not in sentence and not gives_below(sentence)
        lead = None if own else lead_of(sentence, self.voice, context=context)
        lead = lead or retold_lead(sentence, self.voice)
        if lead is None and block.role not in NOT_THEIRS:
            below = self._below(block)
            lead = clause_lead(sentence, below.text, self.voice) if below is not None and below.kind == ITEM else None
        if lead is None and block.role not in NOT_THEIRS:
            lead = opinion_lead(sentence, self.voice, to_boards=self._names_boards_below(block)) or (
                Lead((), False) if self._remarks(sentence, block) else None
            )
        if lead is None or block.role != Role.EARLIER:
            return lead
        return Lead(lead.recipients, lead.earlier or self._retells, lead.weak)

    def _names_boards_below(self, block: Block) -> bool:
        below = self._below(block)
        return below is not None and below.kind == ITEM and bool(first_group(below.text, within=3))

    def _remarks(self, sentence: str, block: Block) -> bool:
        """In an answer: "Revisionen begär svar på följande synpunkter:" above items that say what ought to be done."""
        if self.voice.genre != Genre.ANSWER or not _REMARKS.search(sentence) or not self.voice.is_heard_in(sentence):
            return False
        below = self._below(block)
        if below is None:
            return False
        if begins_with_directive(below.text):
            return below.kind != ROW and block.role not in (Role.OWN, Role.DECISION)
        return below.kind == ITEM and re.search(r"\b(?:bör|behöver)\b", below.text) is not None

    def _lead_before_last(self, block: Block, spans: list[tuple[int, int]]) -> Lead | None:
        start, end = spans[-2]
        sentence = block.text[start:end]
        if re.search(r"(?:följande|nedanstående) rekommendation", sentence, re.IGNORECASE):
            return lead_of(sentence, self.voice, context=block.text[:start][-300:])
        return None

    def _sentence(self, block: Block, start: int, end: int) -> bool:
        """A sentence that recommends by itself; each of its "att" clauses that tells what to do is one."""
        sentence = block.text[start:end]
        if in_quotation(block.text, start):
            return False
        said = clauses(sentence, self.voice, block.role, context=block.text[:start][-300:])
        if said is None or block.role in (Role.SOURCES, Role.CRITERIA):
            return False
        group = self._next_group()
        earlier = said.earlier or (block.role == Role.EARLIER and is_earlier(sentence, Voice(Genre.AUDIT, True)))
        for first, last in said.spans:
            self._add(block, start + first, start + last, Lead(said.recipients, earlier), group, listed=False)
        return True


def _says(text: str) -> bool:
    """Whether the words are a recommendation, and not only what it is about: "Att nämnden ser över …"."""
    return re.match(r"[Aa]tt\s", text) is not None or orders(text)


def _unstopped(text: str) -> Iterator[tuple[int, int]]:
    """Sentences, and in them the items that have lost both mark and stop: "… i familjehem Inkludera även …".

    Within a sentence only such an item has a capital on a verb that tells what to do, or on a board that does it.
    """
    for start, end in sentences(text):
        begun = start
        for hit in _CAPITAL.finditer(text, start + 1, end):
            if begins_with_directive(text[hit.start() : end]) or _ACTS.match(text[hit.start() : end]):
                yield begun, hit.start() - 1
                begun = hit.start()
        yield begun, end
