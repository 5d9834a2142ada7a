"""Whether a line goes on with the paragraph or item before it, by its words and by the width of the text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ledtrad.audits.reading.boards import left_beside_boards
from ledtrad.audits.reading.headings import is_known
from ledtrad.audits.reading.lines import LONGEST, NUMBERED, SECTION_NUMBER, Line, is_bullet
from ledtrad.audits.reading.naming import ENDING
from ledtrad.audits.reading.signs import REPLY
from ledtrad.audits.reading.verbs import act_alike, begins_with_act, begins_with_directive

DATE_LINE = re.compile(
    r"(?:.{0,30}\bden )?\d{1,2} [a-z]+ \d{4}|\d{4}-\d{2}-\d{2}|[A-ZÅÄÖ][\wåäö]+ \d{4}(?:-\d{2}){0,2}"
    r"|[A-ZÅÄÖ][\wåäö]+(?: [A-ZÅÄÖ][\wåäö]+)?,? (?:den )?(?:\d{1,2} [a-z]+ \d{4}|\d{4}-\d{2}-\d{2})"
)
LABEL = re.compile(r"[A-ZÅÄÖ][\wåäöé ,/&-]{2,60}?\s*(?:[-–—]|:)\s+(?=[A-ZÅÄÖ])")
_OPENS = re.compile(
    r"(?:Vi|Vår|Våra|Utifrån|Mot bakgrund|Därutöver|Vidare|Revisorerna|Revisionen|Kontoret|Förvaltningen|Nämnden"
    r"|För [a-zåäö]+s? ?revis\w+|Granskningen)\b"
)
#: "Rekommendation 2: …", "Rekommendation från granskningen 2019: …".
_LABELLED = re.compile(r"(?:Revis\w+ r|R)ekommendation(?:en)?\b[^.:]{0,40}:")
#: "Patientnämnden rekommenderas att", "Vi rekommenderar nämnden:"
_LEADS = re.compile(r"[A-ZÅÄÖ].{3,110}\brekommender(?:as|ar)\b.{0,80}(?:att|:)$")
_MONTH = re.compile(r"\b(?:jan|febr|mars|april|maj|juni|juli|augusti|sept|okt|nov|dec)\w*$")
_YEAR = re.compile(r"(?:19|20)\d\d\b")
#: "… att det är av vikt att nämnden:", above what it does.
_TO_BOARD = re.compile(r"(?:nämnden|nämnderna|styrelsen)(?: att)?:$")
#: Other boards below the items of the first: "samt socialnämnden och tekniska nämnden att:".
_TO_BOARDS = re.compile(r"(?:[\wåäö,-]+ ){0,9}?[\wåäö]*" + ENDING + r"(?: rekommenderas| om)?(?: att|:| att:| bör:)")
#: A line that is nothing but a quotation: a recommendation, above the reply to it.
_QUOTED = re.compile(r"[\"”“][^\"”“]{10,200}[\"”]")
_OUGHT = re.compile(r"(?=[A-ZÅÄÖ])(?:[\wåäö,-]+ ){0,5}?[\wåäö-]*" + ENDING + r" (?:bör|behöver)\b")
_RECOMMENDS = re.compile(r"(?:Vi|Därutöver|Vidare|Dessutom) rekommendera[rs]\b")
#: What a line that begins with "att" is an item after: words that announce it, or another such item.
_THAT_BEFORE = re.compile(r"(?::| att|\brekommender\w*)$|^att .*(?<!,)(?<! och)(?<! samt)(?<! eller)$", re.DOTALL)
_OPEN = re.compile(r"\b(?:att|och|samt|eller|för|av|med|i|på|till|om|som|kan|ska|bör|inte|hur|när|där)$|[,-]$")
#: "Vi rekommenderar vattennämnden, kommunstyrelsen och", with one more board or company on the next line.
_NAMES_ON = re.compile(r"\brekommender(?:ar|as)\b[^.:]*(?:\b(?:och|samt)|,)$")
#: The last word of an item that ends with a name, alone on its line: "Halland."
_LAST_NAME = re.compile(r"[A-ZÅÄÖ][\wåäö-]+[.,;]")
#: What ends a letter or a paragraph of minutes.
_CLOSES = re.compile(
    r"(?:Revisorerna|Revisionen|Vi) (?:emotser|önskar|begär)\b|För (?:[\wåäö]+ )?(?:\w+s )?\w*revis"
    r"|Yrkanden$|Justerand|Svar önskas"
)
_LETTERED = re.compile(r"\(?[a-h]\)\s+\S")
ANNOUNCING = (":", " att", " bör")
_LONGEST_WRAPPED = 140
_GOING_ON = 0.12
"""Of the lines begin small in a text that was broken, also where a program has joined some of them."""


@dataclass(frozen=True)
class Layout:
    """Whether the lines of the text were broken to fit a page, and how wide that page is."""

    wrapped: bool
    width: int


def layout_of(lines: Sequence[Line]) -> Layout:
    """By the longest of its lines, or by how many go on in the middle of a sentence where others have been joined."""
    lengths = sorted(len(line.text) for line in lines)
    if not lengths:
        return Layout(False, 0)
    if lengths[-1] < _LONGEST_WRAPPED:
        return Layout(True, lengths[int(len(lengths) * 0.9)])
    broken = [length for length in lengths if length < _LONGEST_WRAPPED]
    going_on = sum(1 for line in lines if line.text[:1].islower() and not line.blank_before)
    wrapped = going_on > max(8, len(lines) * _GOING_ON)
    return Layout(wrapped, (broken if wrapped else lengths)[int(len(broken if wrapped else lengths) * 0.9)])


def continues(text: str, marker: str | None, before: str, lines: Sequence[Line], number: int, layout: Layout) -> bool:
    """Whether the line belongs to the block of `text`, an item when it has a `marker`, which stands after `before`."""
    line = lines[number]
    if line.blank_before or len(text) > LONGEST or _stands_alone(line):
        return False
    if marker and _is_next(marker, line.text):
        return False
    if line.text.startswith(("a) ", "1) ")):
        return False
    if _LETTERED.match(line.text) and text.endswith((*ANNOUNCING, ".", ",", ";", " samt", " och")):
        return False
    if _TO_BOARDS.fullmatch(line.text) and not text.endswith((" och", " samt", ",", " att", " för", "-")):
        return False
    if line.text.startswith("& ") or (marker and _hangs(lines, number)):
        return True
    if line.text[:1].islower():
        if marker and not text.endswith(":") and "rekommend" not in text:
            return True  # the items of this list have marks
        return not _is_item_without_mark(text, before, lines, number, layout)
    if _NAMES_ON.search(text) and not line.bold:
        return True
    if not layout.wrapped or line.bold or (SECTION_NUMBER.match(line.text) and _is_short_title(line.text)):
        return False
    return not _ends_before(text, marker, before, lines, number, layout)


def _hangs(lines: Sequence[Line], number: int) -> bool:
    """Whether the line stands further in, below the first words of its item and not below its mark."""
    line, last = lines[number], lines[number - 1]
    if is_bullet(last) is not None:
        return line.indent > last.indent
    return 0 < line.indent == last.indent and number > 1 and _hangs(lines, number - 1)


def _stands_alone(line: Line) -> bool:
    """A line that begins something new whatever is before it."""
    text = line.text
    if _LABELLED.match(text) or (REPLY.match(text) and text[:1].isupper()):
        return True
    if line.hashes or is_bullet(line) or text.startswith(("|", "[")) or (is_known(text) and not text[:1].islower()):
        return True
    return DATE_LINE.fullmatch(text) is not None


def _is_item_without_mark(text: str, before: str, lines: Sequence[Line], number: int, layout: Layout) -> bool:
    """A list that has lost its marks: below "… att:" each line that tells what to do is an item."""
    line, last = lines[number].text, lines[number - 1].text
    if not begins_with_act(line):
        return line.startswith("att ") and _THAT_BEFORE.search(text) is not None
    full = layout.wrapped and len(last) >= layout.width * 0.75
    if text.endswith(ANNOUNCING):
        return text.endswith(":") or not full
    ended = (
        text.endswith((",", ";", "."))
        or (text.endswith((" och", " samt")) and not full and begins_with_act(text))
        or (begins_with_act(text) and not full)
        or (act_alike(text, line) and not _OPEN.search(text))
    )
    return before.endswith(ANNOUNCING) and ended


def _is_short_title(text: str) -> bool:
    return len(text) < 80 and not text.endswith(".")


def _ends_before(
    text: str, marker: str | None, before: str, lines: Sequence[Line], number: int, layout: Layout
) -> bool:
    """Whether the block has ended, in a text where also a line that goes on may begin with a capital."""
    line, last = lines[number].text, lines[number - 1].text
    ended = text.endswith((".", ":", "?", "!"))
    if text.endswith(":") and (begins_with_directive(line) or (_TO_BOARD.search(text) and begins_with_act(line))):
        return True
    if _QUOTED.fullmatch(text):
        return True
    if marker is None and before.endswith(ANNOUNCING) and act_alike(text, line) and not _OPEN.search(text):
        return True
    if marker is not None and line[:1].isupper() and line.endswith(":") and not _OPEN.search(text):
        return True  # what announces the next list
    if _MONTH.search(text) and _YEAR.match(line):
        return False
    if marker is not None and not ended and _LAST_NAME.fullmatch(line):
        return False
    if _begins_list_anew(text, lines, number):
        return True
    if _LEADS.match(line) and not text.endswith((",", " att", " och", " samt")):
        return True
    if _CLOSES.match(line):
        return True
    if ended and ((line.startswith("Att ") and marker is None) or lines[number - 1].bold):
        return True
    if ended and (len(last) < layout.width * 0.85 or LABEL.match(line) or (line.endswith(":") and len(line) < 60)):
        return True
    if ended and NUMBERED.match(line):
        return True
    if not ended and len(last) < layout.width * 0.85 and text[-1:].isalnum():
        return True  # short lines one below the other: a title page, a sender, a list of names
    if ended and marker is not None and _OPENS.match(line):
        return True
    return ended and is_title_line(lines, number, layout)


def _begins_list_anew(text: str, lines: Sequence[Line], number: int) -> bool:
    """In a list without marks: another lead, a board's name above its items, or what a board ought to next."""
    line = lines[number].text
    if _OPEN.search(text):
        return False
    if _RECOMMENDS.match(line) or (_OUGHT.match(line) and _OUGHT.match(text) and text.endswith(".")):
        return True
    following = lines[number + 1].text if number + 1 < len(lines) else ""
    alone, _colon, told = line.partition(": ")
    named = line[:1].isupper() and len(alone) < 110 and not left_beside_boards(alone, default="x")
    return named and begins_with_act(told or following)


def is_title_line(lines: Sequence[Line], number: int, layout: Layout) -> bool:
    """A short line between an ended sentence and a new one, with nothing to mark it as a heading."""
    line = lines[number].text
    after = lines[number + 1].text if number + 1 < len(lines) else ""
    if (
        not layout.wrapped
        or len(line) > layout.width * 0.6
        or not line[:1].isupper()
        or line.endswith((".", ",", ":", "?"))
    ):
        return False
    ended = number > 0 and lines[number - 1].text.endswith((".", "?", "!"))
    return ended and after[:1].isupper() and len(after) > len(line)


def _is_next(marker: str, text: str) -> bool:
    """Whether the line bears the number or letter after the item's own."""
    own, new = re.search(r"\d{1,2}|[a-h](?=\))", marker), re.match(r"\(?(?:R ?)?(\d{1,2})[.:)]?\s|\(?([a-h])\)\s", text)
    if own is None or new is None:
        return False
    if new[1] and own[0].isdigit():
        return int(new[1]) == int(own[0]) + 1
    return bool(new[2]) and ord(new[2]) == ord(own[0][0]) + 1
