"""Lists that are announced: where they begin, what their items are, and where they end."""

import re

from ledtrad.audits.reading.blocks import HEADING, ITEM, ROW, TEXT, Block
from ledtrad.audits.reading.boards import Mention, first_group, mentions
from ledtrad.audits.reading.found import boards_beside, boards_of_line, is_board_line
from ledtrad.audits.reading.gathering import Gathering
from ledtrad.audits.reading.headings import Role, role_of
from ledtrad.audits.reading.kinds import Genre
from ledtrad.audits.reading.leads import Lead, gives_below
from ledtrad.audits.reading.lines import SENDER
from ledtrad.audits.reading.signs import COLUMN, DONE, REPLY, STATUS
from ledtrad.audits.reading.verbs import begins_with_act, begins_with_directive, sentences
from ledtrad.audits.reading.wrapping import LABEL

_MOREOVER = re.compile(
    r"(?:Därutöver|Därtill|Dessutom|Vidare|Utöver detta) (?:bör|behöver|måste)\b"
    r"|(?=[A-ZÅÄÖ])(?:[\wåäö,-]+ ){0,5}?[\wåäö-]*(?:[Nn]ämnden|[Nn]ämnderna|[Ss]tyrelsen) (?:bör|behöver)"
    r" (?:även|också|därutöver|dessutom|vidare)\b"
)
#: The head of a page, between the items of a list.
_PAGE_HEAD = re.compile(
    r"^(?:Granskning av|Region|Revisionsrapport|Rapport)\b[^.:]*$"
    r"|\b(?:kommun|stad|revisionsrapport|KPMG|PwC|EY|Deloitte)$|^\S+ (?:kommun|stad)\b[^.:]*$",
    re.IGNORECASE,
)
#: An item without a mark that is one sentence: "Fordonens nyttjande bör mätas."
_OUGHT_ALONE = re.compile(r"[A-ZÅÄÖ][^.:]{3,140}\b(?:bör|behöver)\b[^.:]{3,140}\.?")
#: A recommendation that an answer repeats above its reply: a board and what it ought to do, and nothing more.
_BOARD_OUGHT = re.compile(r"\s(?:bör|behöver|måste)\b[^.:]{8,180}\.?")
#: What begins with a board and yet only tells of it, or asks it for an answer.
_TELLS = re.compile(
    r"\bsvar\b|senast|^(?:\S+ ){1,4}(?:har|hade|ansvarar|består|instämmer|delar|anser|menar|avser|kommer"
    r"|välkomnar|beslutar|bedömer|föreslår|konstaterar)\b"
)

#: What a board or its administration has done or means to do, below "Rekommendation 1" in an answer that quotes none.
_TELLS = re.compile(
    r"(?:[\wåäö-]*(?:nämnden|styrelsen)|Kommunen) (?:har|kommer att|avser|planerar|delar|instämmer|ser positivt)\b"
    r"|[\wåäö-]*(?:förvaltningen|kontoret) (?:har|ska|skall|kommer att|avser|planerar|delar|arbetar)\b"
    r"|[^.]{5,80}\bfinns (?:sedan|redan|i dag|idag)\b",
    re.IGNORECASE,
)


class Lists(Gathering):
    """Takes lists, of whatever form, once something has announced them."""

    def _list(self, number: int, lead: Lead, *, in_sections: bool = False) -> int:
        """The items below a lead, with names of boards between them; returns where the list has ended.

        `in_sections`: each group of items has a heading of its own, which may name the board.
        """
        group = self._next_group()
        current = lead
        took = False
        first_kind = ""
        while number < len(self.blocks):
            block = self.blocks[number]
            if (boards := self._heads_part(number, lead, in_sections=in_sections)) is not None:
                current = Lead(boards, lead.earlier, lead.weak)
                number, first_kind = number + 1, "" if in_sections else first_kind
                continue
            if took and self._is_other_lead(block, number):
                break
            if took and REPLY.match(block.text) and self._goes_on(number + 1, first_kind) and not self._replies(number):
                number += 1
                continue
            replied = took and lead.answered and block.kind != ITEM and not _is_order(block.text)
            if replied or not self._is_item(block, first_kind):
                again = self._further(number, first_kind, lead) if took else None
                if again is None or again == number:
                    break
                number = again
                continue
            if took and self._is_of_another(number):
                break
            first_kind = first_kind or block.kind
            parts = self._parts(number)
            self._item(block, current, group, parts)
            took = True
            number += 1 + len(parts)
        if took and self.voice.is_auditors and number < len(self.blocks):
            self._moreover(self.blocks[number], lead, group)
        return number

    def _further(self, number: int, first_kind: str, lead: Lead) -> int | None:
        """Where a list goes on past what is no item: below a page's head, or below the reply to an item."""
        again = self._past_page(number, first_kind)
        if again is None and not self.voice.is_auditors:
            again = self._after_reply(number, lead)
        return again

    def _heads_part(self, number: int, lead: Lead, *, in_sections: bool) -> tuple[Mention, ...] | None:
        """The boards that the following items are for, where the block is a line of boards or a section's heading."""
        block = self.blocks[number]
        if is_board_line(block):
            return boards_of_line(block.text)
        if in_sections and self._heads_items(number):
            return tuple(mentions(block.text)) or lead.recipients
        return None

    def _heads_items(self, number: int) -> bool:
        """A heading that says nothing of what its section is, with an item below it that tells what to do."""
        block, below = self.blocks[number], self.blocks[number + 1 : number + 2]
        if block.kind != HEADING or block.strong or len(block.text) > 90 or role_of(block.text) != Role.OTHER:
            return False
        return bool(below) and below[0].kind == ITEM and begins_with_act(below[0].text)

    def _is_of_another(self, number: int) -> bool:
        """Whether the item belongs to another list: words before it announce that, or its mark is new and no verb."""
        block, before = self.blocks[number], self.blocks[number - 1]
        if block.kind != ITEM or before.kind != ITEM or block.level > before.level:
            return False
        announced = before.text.endswith(":") and len(list(sentences(before.text))) > 1
        marks = {block.marker[:1], before.marker[:1]}
        other = len(marks) == 2 and not any(mark.isalnum() for mark in marks)
        return announced or (other and block.level == before.level and not begins_with_act(block.text))

    def _replies(self, number: int) -> bool:
        """Whether the items below "Nämndens svar:" are what is replied, and not the next recommendations."""
        if not self.blocks[number].text.endswith(":"):
            return False
        own, below = (re.sub(r"\D", "", self.blocks[place].marker) for place in (number - 1, number + 1))
        return not own or below != str(int(own) + 1)

    def _goes_on(self, number: int, first_kind: str) -> bool:
        """Whether another item stands below the reply to the one before."""
        return number < len(self.blocks) and self._is_item(self.blocks[number], first_kind)

    def _moreover(self, block: Block, lead: Lead, group: int) -> None:
        """Right below a list: "Därutöver bör socialnämnden kartlägga behovet." """
        if block.kind != TEXT or lead.earlier or lead.weak:
            return
        for start, end in sentences(block.text):
            said = block.text[start:end]
            if _MOREOVER.match(said) and mentions(said) and not said.endswith(":"):
                self._add(block, start, end, Lead((), False), group, listed=True)

    def _may_be_item(self, block: Block, sentence: str) -> bool:
        if block.kind == ITEM:
            return True
        if gives_below(sentence) and block.kind in (HEADING, TEXT) and _is_order(block.text):
            return True
        unmarked = block.kind == TEXT and block.text.startswith("att ") and begins_with_directive(block.text)
        if not unmarked and not re.search(r"(?::|\batt|(?:följande|nedanstående)(?: \w+)?)\W*$", sentence):
            return False
        if block.kind == HEADING:
            return is_board_line(block) or begins_with_act(block.text)
        text = block.text
        if block.kind == TEXT and (label := LABEL.match(text)):
            text = text[label.end() :]
        return block.kind == TEXT and (
            begins_with_act(text)
            or _begins_with_that(text)
            or _OUGHT_ALONE.fullmatch(text) is not None
            or bool(first_group(text, within=8))
            or is_board_line(block)
        )

    def _is_item(self, block: Block, first_kind: str) -> bool:
        if block.kind == ITEM:
            return first_kind in ("", ITEM)
        if first_kind == ITEM:
            return False
        text = block.text
        if text.endswith((":", " att")) and len(list(sentences(text))) == 1:
            return False
        if block.kind == HEADING:
            return not block.strong and begins_with_directive(text)
        if label := LABEL.match(text):
            return begins_with_directive(text[label.end() :])
        return block.kind == TEXT and (
            begins_with_act(text)
            or _begins_with_that(text)
            or _OUGHT_ALONE.fullmatch(text) is not None
            or bool(first_group(text, within=8) and not _TELLS.search(text))
        )

    def _is_other_lead(self, block: Block, number: int) -> bool:
        following = self.blocks[number + 1] if number + 1 < len(self.blocks) else None
        if block.kind != TEXT or following is None or following.kind != ITEM:
            return False
        return block.text.endswith((":", " att"))

    def _after_reply(self, number: int, lead: Lead) -> int | None:
        """In an answer that replies to each recommendation in turn: where the next numbered one stands."""
        before = self.blocks[number - 1]
        if before.kind == TEXT and _begins_with_that(before.text):
            return self._next_that(number)
        if (lead.answered or _is_board_ought(before.text)) and not before.marker[:1].isdigit():
            return self._next_order(number)
        if not before.marker[:1].isdigit():
            return None
        wanted = int(re.sub(r"\D", "", before.marker)) + 1
        for place in range(number, min(number + 12, len(self.blocks))):
            block = self.blocks[place]
            if block.kind == ITEM and re.sub(r"\D", "", block.marker) == str(wanted):
                return place
            if block.text.endswith((":", " att")) and mentions(block.text):
                return None
            if block.kind == HEADING and block.strong:
                return None
        return None

    def _next_that(self, number: int) -> int | None:
        """The next clause on a line of its own, past the reply to the one before."""
        for place, block in enumerate(self.blocks[number : number + 5], start=number):
            if block.kind == TEXT and block.text.startswith("att ") and begins_with_directive(block.text):
                return place
            if block.kind != TEXT or block.role in (Role.DECISION, Role.SOURCES):
                return None
        return None

    def _past_page(self, number: int, first_kind: str) -> int | None:
        """Where the list goes on below the head and foot of a page.

        It is not at its end when its last item ends with a comma, or when what parts it from more items has been said.
        """
        if first_kind != ITEM:
            return None
        open_still = self.blocks[number - 1].text.endswith((",", ";", " samt", " och"))
        if SENDER.fullmatch(self.blocks[number].text):
            number, open_still = number + 1, True
        before = {block.text for block in self.blocks[:number]}
        goes_on = self._item_after_head(number)
        if goes_on is not None:
            return goes_on
        for place, block in enumerate(self.blocks[number : number + 6], start=number):
            if block.kind == ITEM:
                return place
            if len(block.text) > 90 or not (open_still or block.text in before) or block.text.endswith((".", ":")):
                return None
        return None

    def _item_after_head(self, number: int) -> int | None:
        """The item that tells what to do below a page's head: a line or two with the municipality's name."""
        for place, block in enumerate(self.blocks[number : number + 3], start=number):
            if block.kind == ITEM:
                return place if place > number and begins_with_act(block.text) else None
            if block.strong or len(block.text) > 90 or not _PAGE_HEAD.search(block.text):
                return None
        return None

    def _next_order(self, number: int) -> int | None:
        """The next short line that tells what to do, past the reply to the one before."""
        for place, block in enumerate(self.blocks[number : number + 8], start=number):
            if block.kind in (TEXT, HEADING) and len(block.text) < 200 and _is_order(block.text):
                return place
        return None

    def _parts(self, number: int) -> list[Block]:
        """Deeper items that belong to this one."""
        parts: list[Block] = []
        level = self.blocks[number].level
        for block in self.blocks[number + 1 :]:
            if block.kind != ITEM or block.level <= level:
                break
            parts.append(block)
        return parts

    def _one_below(self, number: int) -> int:
        """ "Rekommendation 1" and, below it, what it says."""
        group = self._next_group()
        number += 1
        while number < len(self.blocks):
            block = self.blocks[number]
            if (
                block.kind == HEADING
                or REPLY.match(block.text)
                or (self.voice.genre == Genre.ANSWER and _TELLS.match(block.text))
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
        role = self.blocks[number].role
        told = any(DONE.search(head) for head in heads)  # an appendix may tell what became of each
        about_audit = self.voice.genre != Genre.OTHER and (told or role not in (Role.SOURCES, Role.DOCUMENTS))
        if column is None or not about_audit:
            return end
        earlier = self.voice.is_auditors and (self.voice.follow_up or any(STATUS.search(head) for head in heads))
        group = self._next_group()
        for row in self.blocks[number + 1 : end]:
            if column < len(row.cells) and row.cells[column].text:
                to = boards_beside(row.cells, heads, column) or tuple(mentions(heads[column]))
                self._cell(row.cells[column], Lead(to, earlier), group)
        return end


def _is_order(text: str) -> bool:
    """ "Upprätta en plan för …", "Kommunstyrelsen bör upprätta en plan för …", as a whole paragraph."""
    return begins_with_directive(text) or _is_board_ought(text)


def _is_board_ought(text: str) -> bool:
    board = first_group(text, within=1)
    return bool(board) and _BOARD_OUGHT.fullmatch(text, board[-1].end) is not None


def _begins_with_that(text: str) -> bool:
    """An item without a mark that is a clause: "Att nödvändiga beslut fattas …"."""
    return re.match(r"[Aa]tt\s+\w", text) is not None
