"""The lines of a paper, each character with its place in the text, and without what only dresses the page."""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from ledtrad.audits.reading.columns import Piece, rows_at, single_spaced
from ledtrad.audits.reading.flat import edges, is_flat, parted
from ledtrad.audits.reading.headings import is_known
from ledtrad.audits.reading.marks import AT_START, LETTER, SURE
from ledtrad.audits.reading.verbs import begins_with_act

BULLET = re.compile(rf"(?:(?:[{SURE}{AT_START}]|{LETTER})\s+)+|[{SURE}]\s*")
NUMBERED = re.compile(
    r"(?:R ?\d{1,2}(?:[.:)]|(?=\s+[A-ZÅÄÖ]))|\(?\d{1,2}[.)](?!\d)|\(?[a-h]\)|\d{1,2}(?=\s+[A-ZÅÄÖ]))\s+"
)
SECTION_NUMBER = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,3})\.?\s+(?=[A-ZÅÄÖ”\"])")
PAGE_NUMBER = re.compile(
    r"(?:sida|sid\.?|s\.)?\s*[-–]?\s*\d{1,3}\s*[-–]?(?:\s*(?:\(\d{1,3}\)|av\s+\d{1,3}|/\s*\d{1,3}))?|\(\d{1,3}\)",
    re.IGNORECASE,
)
_DATE = r"\d{4}-\d{2}-\d{2}"
_LETTERHEAD = re.compile(
    rf"(?:datum|diarienummer|diarienr\.?|dnr\b.*|ert? dnr.*|vår beteckning.*|handläggare|dokumenttyp|{_DATE}"
    r"|[A-ZÅÄÖ]{2,5}[ -]?\d{4}[/:-]\d+[\d.]*|\d{4}[/-]\d{1,5}(?:[-.]\d+)?|\[(?:namn|telefon|e-post|adress)\])",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"(?:post|besöks)?adress(?:\b|:)|besök\b|telefon\b|tfn\b|tel\b|fax\b|e-post\b|org\.? ?nr|organisationsnummer"
    r"|bankgiro|plusgiro|hemsida\b|webbplats|www\.|\d{3} ?\d{2} [A-ZÅÄÖ]",
    re.IGNORECASE,
)
#: The foot of a firm's pages: "© 2023 KPMG AB, a Swedish limited liability company … KPMG Public".
_COPYRIGHT = re.compile(r"©|\(c\) \d{4}|document classification", re.IGNORECASE)
SENDER = re.compile(r"[A-ZÅÄÖ -]+ (?:KOMMUN|STAD|REGION)")
_BOARDS = re.compile(r"(?:[\wåäö,-]+ ){0,5}[\wåäö-]*(?:nämnden|nämnderna|styrelsen|nämnder)")
_FOOTNOTE = re.compile(r"[¹²³⁴⁵⁶⁷⁸⁹⁰]+\s*\S")
_SUPERSCRIPT = re.compile(r"[¹²³⁴⁵⁶⁷⁸⁹⁰]+")
_EMPHASIS = re.compile(r"\*{1,3}(?=\S)|(?<=\S)\*{1,3}|(?<!\w)_{1,2}(?=\S)|(?<=\S)_{1,2}(?!\w)")
_DROPPED = re.compile(
    r"<!--.{0,200}?-->|<br\s*/?>|</?[a-z][a-z0-9]{0,10}>|[\u00ad\u200b\u200c\u200d\ufeff]|\\(?=[-*_#.])|^>+\s?"
)
#: Letters that a font has drawn as one: "traﬁknämnden".
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"}
#: In a line of capitals: what tells who recommends and to whom, which the rules know in small letters.
_SHOUTED = re.compile(r"REKOMMEND|NÄMND|STYRELSE")
_BREAK = re.compile(r"<br\s*/?>")
_LONE_MARK = re.compile(rf"[{SURE}–—·o-]")
LONGEST = 6_000
"""Longer than any paragraph that a person has written: what is longer is parted, so that no search takes for ever."""
_PIECE = re.compile(rf"[^\n\f]{{0,{LONGEST}}}[\n\f]|[^\n\f]{{1,{LONGEST}}}")
_HASHES = re.compile(r"(#{1,6})\s+")


@dataclass(frozen=True)
class Line:
    """A line without its dress: `text` folded, `places` the offset of each character, `indent` in columns."""

    text: str
    places: tuple[int, ...]
    page: int
    indent: int
    blank_before: bool
    bold: bool
    hashes: int

    def cut(self, start: int) -> "Line":
        """The line from this character on."""
        return Line(
            self.text[start:], self.places[start:], self.page, self.indent, self.blank_before, self.bold, self.hashes
        )


def lines_of(text: str) -> list[Line]:
    """The lines that say something, in order. Form feeds in `text` part the pages."""
    lines = list(_split(text))
    repeated = _repeated(lines)
    kept: list[Line] = []
    seen: set[str] = set()
    said: set[str] = set()
    blank = False
    for line, address in zip(_with_marks(lines), _addresses(lines), strict=True):
        blank = blank or line.blank_before
        if not line.text:
            blank = True
            continue
        key = _key(line.text)
        again = key in seen and (
            key in repeated or (line.text in said and _LETTERHEAD.fullmatch(line.text) is not None)
        )
        if address or _is_furniture(line, again):
            continue
        seen.add(key)
        said.add(line.text)
        kept.append(line if line.blank_before == blank else _with_blank(line, blank))
        blank = False
    return kept


def _with_marks(lines: list[Line]) -> Iterator[Line]:
    """A mark that stands on a line of its own belongs to the next line that says something.

    Where several stand one below the other, the others belong to the items that follow: a PDF's marks may come first.
    """
    marks: list[Line] = []
    ended, used = True, False
    for line in lines:
        if _LONE_MARK.fullmatch(line.text):
            marks, ended, used = [*marks, line], True, False
            yield Line("", (), line.page, line.indent, line.blank_before, False, 0)
            continue
        if BULLET.match(line.text) or (used and line.text and ended and not begins_with_act(line.text)):
            marks = []
        if marks and line.text and ended:
            used = True
            mark = marks.pop(0)
            blank = mark.blank_before or line.blank_before
            places = (line.places[0],) * 2 + line.places
            yield Line(f"• {line.text}", places, line.page, mark.indent, blank, line.bold, 0)
        else:
            yield line
        ended = line.text.endswith((".", ",", ";", ":")) if line.text else ended


def is_bullet(line: Line) -> re.Match[str] | None:
    """The mark that makes the line an item of a list, if one does."""
    if line.hashes:
        return None
    return BULLET.match(line.text)


def _split(text: str) -> Iterator[Line]:
    pieces = single_spaced(list(_pieces(text)))
    number, blank = 0, True
    while number < len(pieces):
        rows, taken = rows_at(pieces, number)
        for row in rows:
            yield Line(row.text, row.places, row.page, 0, blank, False, 0)
        if not taken:
            line = _line(pieces[number].raw, pieces[number].offset, pieces[number].page, blank)
            yield line
        blank = not taken and not line.text
        number += taken or 1


def _pieces(text: str) -> Iterator[Piece]:
    page, offset, flat = 1, 0, is_flat(text)
    raws = _PIECE.findall(text)
    edge = edges(raws) if flat else []
    for number, raw in enumerate(raws):
        if flat and raw:
            for start, end in parted(raw, edge[number]):
                yield Piece(raw[start:end], offset + start, page)
                yield Piece("", offset + end, page)
        elif raw:
            yield Piece(raw, offset, page)
        offset += len(raw)
        page += raw.count("\f")


def _line(raw: str, offset: int, page: int, blank: bool) -> Line:
    """One line of the text: emphasis, tags and soft hyphens away, white space folded."""
    body = raw.rstrip()
    indent = len(body.expandtabs(4)) - len(body.expandtabs(4).lstrip())
    start = len(body) - len(body.lstrip())
    body = body[start:]
    if body.startswith("|") and body.endswith("|") and body.count("|") == 2:
        start, body = start + 1, body[1:-1].rstrip()  # the side of a box, and no table of one column
        start, body = start + len(body) - len(body.lstrip()), body.lstrip()
    hashes = 0
    if found := _HASHES.match(body):
        hashes, start, body = len(found[1]), start + found.end(), body[found.end() :]
    bullet = BULLET.match(body)
    skip = {place for hit in _DROPPED.finditer(body) for place in range(*hit.span())}
    inner = bullet.end() if bullet else 0
    skip |= {inner + place for hit in _EMPHASIS.finditer(body[inner:]) for place in range(*hit.span())}
    skip |= {place for hit in _SUPERSCRIPT.finditer(body) if hit.start() > 0 for place in range(*hit.span())}
    text, places = _folded(body, offset + start, skip)
    if _SHOUTED.search(body) and body.isupper():
        text = text[:1] + "".join(one.lower() if len(one.lower()) == 1 else one for one in text[1:])
    bare = body[inner:].strip()
    bold = bare.startswith("**") and bare.endswith("**") and len(bare) > 4
    return Line(text, places, page, indent, blank, bold, hashes)


def _folded(body: str, offset: int, skip: Collection[int]) -> tuple[str, tuple[int, ...]]:
    """The characters that are kept, each with its place: one space for many, and two letters for those drawn as one."""
    characters: list[str] = []
    places: list[int] = []
    broken = {hit.start() for hit in _BREAK.finditer(body)}
    for place, character in enumerate(body):
        if place in broken and characters and characters[-1] != " ":
            characters.append(" ")
            places.append(offset + place)
        if place in skip:
            continue
        if character in _LIGATURES:
            characters += _LIGATURES[character]
            places += [offset + place] * len(_LIGATURES[character])
            continue
        space = character.isspace()
        if space and (not characters or characters[-1] == " "):
            continue
        characters.append(" " if space else character)
        places.append(offset + place)
    return "".join(characters), tuple(places)


def _with_blank(line: Line, blank: bool) -> Line:
    return Line(line.text, line.places, line.page, line.indent, blank, line.bold, line.hashes)


def _key(text: str) -> str:
    return re.sub(r"\d+", "#", text).casefold()


def _repeated(lines: list[Line]) -> set[str]:
    """What stands on several pages: short, the same but for its numbers, and no part of a list or sentence."""
    counts = Counter(_key(line.text) for line in lines if line.text and len(line.text) < 90 and _may_repeat(line))
    exact = Counter(line.text for line in lines if 25 <= len(line.text) < 160 and not _is_announcing(line))
    return {key for key, count in counts.items() if count >= 3} | {
        _key(text) for text, count in exact.items() if count >= 3
    }


def _is_announcing(line: Line) -> bool:
    """What may well be said again: items, headings, questions, boards, and words before a list."""
    plain = line.text
    if (
        plain.startswith("|")
        or is_bullet(line)
        or NUMBERED.match(plain)
        or line.hashes
        or line.bold
        or plain.endswith((":", " att", "?"))
    ):
        return True
    return is_known(plain) or _BOARDS.fullmatch(plain) is not None


def _may_repeat(line: Line) -> bool:
    return not _is_announcing(line) and not line.text[:1].islower() and not line.text.endswith(".")


def _is_furniture(line: Line, again: bool) -> bool:
    text = line.text
    if PAGE_NUMBER.fullmatch(text) or _FOOTNOTE.match(text) or not any(c.isalnum() for c in text):
        return True
    return again


def _addresses(lines: list[Line]) -> list[bool]:
    """Which lines stand in a letterhead or an address: whole groups of short lines between blank ones."""
    marks = [False] * len(lines)
    seen: set[str] = set()
    before: tuple[int, int] | None = None
    for start, end in _groups(lines):
        group = [line.text for line in lines[start:end]]
        last, before = before, (start, end)
        if _COPYRIGHT.match(group[0]):
            marks[start:end] = [True] * (end - start)
            continue
        if any(len(text) > 70 for text in group):
            continue
        address = any(_ADDRESS.match(text) for text in group)
        head = all(_LETTERHEAD.fullmatch(text) for text in group)
        known = " ".join(group)
        if (address and not any(is_bullet(line) for line in lines[start:end])) or (head and known in seen):
            marks[start:end] = [True] * (end - start)
            if address and last and last[1] - last[0] == 1 and SENDER.fullmatch(lines[last[0]].text):
                marks[last[0]] = True
        seen.add(known)
    return marks


def _groups(lines: list[Line]) -> Iterator[tuple[int, int]]:
    start = None
    for number, line in enumerate(lines):
        if line.text and start is None:
            start = number
        elif not line.text and start is not None:
            yield start, number
            start = None
    if start is not None:
        yield start, len(lines)
