"""A paper as blocks: headings, items of lists, paragraphs, rows of tables; each knows where in the text it stands.

Lines that a page or a column broke are whole again: hyphens, letterheads and page breaks inside a sentence are gone.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ledtrad.audits.reading.contents import without_contents
from ledtrad.audits.reading.headings import Role, is_known, role_of
from ledtrad.audits.reading.lines import NUMBERED, SECTION_NUMBER, Line, is_bullet, lines_of
from ledtrad.audits.reading.marks import SURE
from ledtrad.audits.reading.verbs import begins_with_act, begins_with_directive
from ledtrad.audits.reading.wrapping import ANNOUNCING, DATE_LINE, Layout, continues, is_title_line, layout_of

HEADING, ITEM, TEXT, ROW = "heading", "item", "text", "row"
_ENDED = (".", "!", "?", ":", ";", ",", "”", '"')
_AND = re.compile(r"(?:och|eller|samt|respektive|till|/)\b")
_BROKEN_WORD = re.compile(r"(?<=[a-zåäö]{2})- (?!och\b|eller\b|samt\b|respektive\b|till\b|/)(?=[a-zåäö]{2,})")
#: A sentence, and no heading, however it is laid out.
_SPEAKS = re.compile(
    r"^(?:Vi|Revisorerna|Revisionen|Granskarna)\s+[a-zåäö]+(?:ar|er)\b|\b(?:bör|behöver|rekommenderar|rekommenderas)\b"
)
_BOLD, _GUESSED = 4, 5
"""The levels of a heading that is only bold, and of one that only stands alone."""
_GOES_ON = (Role.ASSESSMENT,)
#: After a list: "samt socialnämnden och miljönämnden att:", above another.
_TO_OTHERS = re.compile(r"(?:samt|och)\s(?=.{0,120}(?:nämnd|styrelse)).{5,160}(?:\batt|:)$", re.DOTALL)
#: "R1 Fastställa riktlinjer": an item, and no heading.
_CODED = re.compile(r"R ?\d{1,2}\b")
_INLINE = re.compile(rf"(?:(?<=[.:;,?])\s+[-–—]|\s+[{SURE}])\s+(?=\S)")


@dataclass
class Block:
    """A piece of the paper. `places` has the offset in the text of each character of `text`."""

    kind: str
    text: str
    places: list[int]
    page: int
    level: int = 0
    strong: bool = False
    marker: str = ""
    role: Role = Role.OTHER
    path: tuple[str, ...] = ()
    cells: list["Block"] = field(default_factory=list)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where characters `start` to `end` of this block stand in the paper."""
        return self.places[start], self.places[end - 1] + 1


def blocks_of(text: str) -> list[Block]:
    """The whole paper, in order, each block with the role of its section."""
    lines = without_contents(lines_of(text))
    joined = _joined(list(_raw_blocks(lines)))
    return _with_roles([part for block in joined for part in _parted(block) if part.text])


def _raw_blocks(lines: list[Line]) -> Iterator[Block]:
    layout = layout_of(lines)
    before = ""
    current: Block | None = None
    indents: list[int] = []
    for number, line in enumerate(lines):
        if current is not None and current.kind in (TEXT, ITEM):
            mark = current.marker if current.kind == ITEM else None
            if continues(current.text, mark, before, lines, number, layout):
                _append(current, line.text, line.places)
                continue
        if current is not None:
            if current.kind != TEXT or not begins_with_act(current.text):
                before = current.text
            yield current
        current = _block(lines, number, indents, layout)
    if current is not None:
        yield current


def _parted(block: Block) -> Iterator[Block]:
    """A paragraph with the items of a list in it ("… följande: • Se över … • Ta fram …") is that list."""
    marks = [hit for hit in _INLINE.finditer(block.text) if hit.start() > 0]
    if block.kind != TEXT or len(marks) < 2:
        yield block
        return
    starts = [0, *(hit.end() for hit in marks)]
    ends = [*(hit.start() for hit in marks), len(block.text)]
    for start, end in zip(starts, ends, strict=True):
        kind = TEXT if start == 0 else ITEM
        yield Block(kind, block.text[start:end], block.places[start:end], block.page, marker="-")


def _block(lines: list[Line], number: int, indents: list[int], layout: Layout) -> Block:
    """The block that this line begins."""
    line = lines[number]
    if line.text.startswith("|"):
        return Block(ROW, line.text, list(line.places), line.page, cells=list(_cells(line)))
    if bullet := is_bullet(line):
        mark = bullet[0].strip()
        rest = line.cut(bullet.end())
        number_in = NUMBERED.match(rest.text)
        if number_in and rest.text[number_in.end() :][:1].isupper():
            rest = rest.cut(number_in.end())
        return Block(
            ITEM, rest.text, list(rest.places), line.page, _item_level(line.indent, mark, indents), marker=mark
        )
    if _is_heading(lines, number, layout):
        strong = bool(line.hashes or line.bold or SECTION_NUMBER.match(line.text)) or is_known(line.text)
        return Block(HEADING, line.text, list(line.places), line.page, _heading_level(line), strong)
    if found := NUMBERED.match(line.text):
        rest = line.cut(found.end())
        return Block(
            ITEM,
            rest.text,
            list(rest.places),
            line.page,
            _item_level(line.indent, "1", indents),
            marker=found[0].strip(),
        )
    return Block(TEXT, line.text, list(line.places), line.page, strong=line.bold)


def _cells(line: Line) -> Iterator[Block]:
    """The cells of a row, each a paragraph of its own."""
    for hit in re.finditer(r"(?<=\|)[^|]*(?=\|)|(?<=\|)[^|]+$", line.text):
        start = hit.end() - len(hit[0].lstrip())
        end = hit.start() + len(hit[0].rstrip())
        cell = Block(TEXT, line.text[start:end] if end > start else "", list(line.places[start:end]), line.page)
        _mend(cell)
        yield cell


def _item_level(indent: int, mark: str, indents: list[int]) -> int:
    """How deep in its list an item stands, by how far in it begins. A small ring is a mark of the second level."""
    while indents and indent < indents[-1]:
        indents.pop()
    if not indents or indent > indents[-1]:
        indents.append(indent)
    return max(len(indents) - 1, 1 if mark in {"o", "○", "◦"} else 0)


def _heading_level(line: Line) -> int:
    if found := SECTION_NUMBER.match(line.text):
        return found[1].count(".") + 1
    return line.hashes or (_BOLD if line.bold else _GUESSED)


def _is_heading(lines: list[Line], number: int, layout: Layout) -> bool:
    line = lines[number]
    text = line.text
    if line.hashes:
        return True
    if is_known(text):
        return True
    if len(text) > 110 or not text[:1].isalnum() or text.endswith((".", ",", ";", ":", " att", " samt", " och")):
        return False
    if _CODED.match(text):
        return False
    if line.bold:
        return True
    after = lines[number + 1] if number + 1 < len(lines) else None
    if found := SECTION_NUMBER.match(text):
        if "." in found[1]:
            return True
        before = lines[number - 1] if number else None
        if _SPEAKS.search(text):
            return False
        return not (_numbered_like(after, int(found[1]) + 1) or _numbered_like(before, int(found[1]) - 1)) and not (
            begins_with_directive(text[found.end() :]) or text.startswith(("Att ", "att "), found.end())
        )
    return _looks_like_heading(line, after) or (not line.blank_before and is_title_line(lines, number, layout))


def _numbered_like(line: Line | None, wanted: int) -> bool:
    found = SECTION_NUMBER.match(line.text) if line else None
    return found is not None and found[1] == str(wanted)


def _looks_like_heading(line: Line, after: Line | None) -> bool:
    """A short line alone, with something to head below it."""
    text = line.text
    if not line.blank_before or after is None or not text[:1].isupper() or len(text.split()) > 13 or len(text) > 90:
        return False
    if text.endswith("?") or _SPEAKS.search(text) or DATE_LINE.fullmatch(text) or text.startswith("["):
        return False
    if after.blank_before or is_bullet(after) is not None:
        return True
    return len(after.text) > len(text) and not after.text[:1].islower()


def _append(block: Block, text: str, places: Sequence[int]) -> None:
    """Put the next line to the block; a word that was broken between them is one again."""
    first = text[:1]
    if block.text.endswith("-") and len(block.text) > 2 and block.text[-2].isalpha() and not _AND.match(text):
        if first.islower():
            block.text, block.places = block.text[:-1], block.places[:-1]
    elif block.text and not block.text.endswith(" "):
        block.text += " "
        block.places.append(block.places[-1] + 1)
    block.text += text
    block.places.extend(places)


def _joined(blocks: list[Block]) -> list[Block]:
    """Blocks whose sentence went on after a page break or an empty line are one, and broken words are mended."""
    done: list[Block] = []
    announced = False
    for block in blocks:
        last = done[-1] if done else None
        if last is not None and _goes_on(last, block, announced):
            _append(last, block.text, block.places)
        else:
            if last is not None and not (announced and begins_with_act(last.text)):
                announced = last.text.endswith(ANNOUNCING)
            done.append(block)
    for block in done:
        _mend(block)
    return done


def _goes_on(last: Block, block: Block, announced: bool) -> bool:
    if block.kind != TEXT or last.kind not in (TEXT, ITEM) or not block.text[:1].islower():
        return False
    if last.text.endswith(_ENDED) or len(last.text) < 15 or _TO_OTHERS.match(block.text):
        return False
    if re.match(r"att\s", block.text) and (begins_with_directive(block.text) or re.match(r"att\s", last.text)):
        return False  # an item of a list without marks: "att ta fram …", each on a line of its own
    if announced and last.kind == TEXT and begins_with_act(last.text) and begins_with_act(block.text):
        return False  # items that have lost their marks
    return not last.text.endswith((" att", " samt", " och")) or not begins_with_directive(block.text)


def _mend(block: Block) -> None:
    """Words that were broken on a line of their own: "rättvi- sande"."""
    while found := _BROKEN_WORD.search(block.text):
        start, end = found.span()
        block.text = block.text[:start] + block.text[end:]
        block.places = block.places[:start] + block.places[end:]


def _with_roles(blocks: list[Block]) -> list[Block]:
    """Each block with the role of the heading above it. A deeper heading that says nothing keeps its chapter's role."""
    stack: list[tuple[int, Role, str]] = []
    for block in blocks:
        if block.kind == HEADING:
            before = stack[-1] if stack else None
            while stack and stack[-1][0] >= block.level:
                stack.pop()
            role = role_of(block.text) if block is not blocks[0] else Role.OTHER
            if role == Role.OTHER and before and before[0] == block.level == _GUESSED and before[1] in _GOES_ON:
                role = before[1]  # how deep they are is not known: what says nothing is below what says much
            elif role == Role.OTHER and stack:
                role = stack[-1][1]
            stack.append((block.level, role, block.text))
        block.role = stack[-1][1] if stack else Role.OTHER
        block.path = tuple(heading for _level, _role, heading in stack)
        for cell in block.cells:
            cell.path, cell.role = block.path, block.role
    return blocks
