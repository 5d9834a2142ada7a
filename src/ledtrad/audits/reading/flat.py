"""A paper whose lines were lost, each page one line, as some programs write the text of a PDF: where lines began.

Only what can hardly stand inside a sentence is taken for a beginning: the mark of an item, a number before a capital,
a heading that every such paper has, a board's name before an item, and a sentence that opens a new paragraph.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import pairwise

from ledtrad.audits.reading.marks import SURE
from ledtrad.audits.reading.verbs import begins_with_act, begins_with_directive

_AS_DASH = str.maketrans(dict.fromkeys("−‒―﹣－", "–"))
_LONGEST_EDGE = 14
"""Words in the head or foot of a page."""
_FLAT = 500
"""Characters a line on average, above which lines have been lost."""
LONG = 250
"""Characters in a line that may have been several, where others certainly were."""
_HEADINGS = (
    r"(?:Sammanfattning(?: och rekommendationer)?|Inledning|Bakgrund|Syfte|Metod|Avgränsning"
    r"|Iakttagelser?|Bedömning(?:ar)?"
    r"|Slutsats(?:er)?"
    r"|Rekommendation(?:er)?|Våra rekommendationer|Revisionsfråg(?:a|or)|Revisionskriterier|Kontrollmål"
    r"|Kommentar(?:er)?|Förslag till beslut|Ärendet|Ärendebeskrivning|Beskrivning av ärendet|Revisionell bedömning"
    r"|Sammanfattande bedömning(?: och rekommendationer)?|Vår bedömning|Bedömning och rekommendationer"
    r"|Slutsats(?:er)? och rekommendationer|Syfte och revisionsfrågor|Samlad bedömning|Källförteckning"
    r"|Uppföljning av tidigare (?:rekommendationer|granskning(?:ar)?)"
    r"|Sammanfattande slutsatser|Resultat(?: av granskningen)?|Granskningens resultat|Bakgrund och syfte"
    r"|Svar på (?:revisions|del|kontroll)?frågor(?:na)?|Iakttagelser och bedömning(?:ar)?|Inledning och bakgrund"
    r"|Samlad bedömning och rekommendationer|Syfte,? (?:revisionsfrågor|revisionsfråga) och avgränsning"
    r"|Innehållsförteckning|Innehåll|Genomförande|Vidtagna åtgärder|Uppföljning|Granskningsresultat|Inledning/bakgrund"
    r"|(?:Förvaltning|Nämnd|Styrels|Kontor)\w*s (?:svar|synpunkter|yttrande|kommentar(?:er)?|ställningstagande))"
)
_NUMBER = r"\d{1,2}(?:\.\d{1,2}){0,2}\.?\s"
_BOARD = r"(?:Till [a-zåäö]|[A-ZÅÄÖ])[\wåäö]*(?:-?,? (?:och )?[\wåäö]+){0,4}(?: ?nämnden|styrelsen| ?nämnderna|nämnder)"
_BOARD = rf"(?:{_BOARD}|[Nn]ämnden för [\wåäö-]+(?: (?:och|&) [\wåäö-]+)?)"
_MARK = rf"[{SURE}]"
_OPENING = (
    r"(?:Vi (?:rekommenderar|lämnar|bedömer|önskar|emotser|föreslår|anser)|Vår|Våra|Utifrån|Mot bakgrund"
    r"|Med anledning|Därutöver|Revisorerna|Revisionen|Stadsrevisionen|För [\wåäö ]{0,30}revisorer|Datum som"
    r"|Vidare (?:är|rekommenderar|rekommenderas|bör)|Granskningen|Svar|Yttrande)\b"
)
_LABEL = r"(?:Revis\w+ r|R)ekommendation(?:en)?\s\d{1,2}(?=\s[A-ZÅÄÖ])"
_TAG = (
    r"(?:Iakttagelser?|Bedömning|(?:Revis\w+ r|R)ekommendation(?: \d{1,2})?|Slutsats|Risk|Kommentar|Svar|Åtgärd"
    r"|Status):"
)
_TO = rf"Rekommendation(?:er)? (?:till|för) [^.:{SURE}]{{5,80}}?(?=\s(?:{_MARK}|[-–—]\s))"
_PLACED = (
    r"(?:[A-ZÅÄÖ][\wåäö]+,? (?:den )?(?:\d{1,2} [a-zåäö]+ \d{4}|\d{4}-\d{2}-\d{2})\b"
    r"|\d{4}-\d{2}-\d{2}(?=\s(?:_{4,}|[A-ZÅÄÖ][a-zåäö]+ [A-ZÅÄÖ][a-zåäö]+\s)))"
)
#: The number of a page, with or without the month: "Februari 2015 1 av 10", "Sida 3 (12)".
_FOOT = r"(?<=[.!?]\s)(?:[A-ZÅÄÖ][a-zåäö]+ \d{4} |[Ss]ida )?\d{1,3} (?:av \d{1,3}\b|\(\d{1,3}\))"
_LEAD = r"(?:Därutöver|Vidare|Dessutom|Vi) rekommendera[rs]\b"
_OTHER_BOARDS = (
    r"(?<=[.:,;]\s)(?<!-,\s)[A-ZÅÄÖa-zåäö][\wåäö,-]*(?: [\wåäö,-]+){0,9}?(?:nämnden|styrelsen|nämnderna) att:"
)
_BEGINNINGS = re.compile(
    r"(?<=\s)(?:"
    rf"(?:[-–—]\s(?={_MARK}))?{_MARK}\s*(?=\S)"
    r"|[-–—]\s(?=[A-ZÅÄÖ][a-zåäö])|(?:(?<=[.:;,?]\s)|(?<=\batt\s)|(?<=\bsamt\s)|(?<=\boch\s))[-–—]\s(?=[a-zåäö])"
    r"|(?:(?<=[.:?;]\s)|(?<=\batt\s))(?:R?\d{1,2}[.)]|R\d{1,2})\s(?=[A-ZÅÄÖ])"
    rf"|{_NUMBER}{_HEADINGS}(?=\s+[A-ZÅÄÖ\d•-])|(?<=[.?!:]\s){_HEADINGS}(?=\s+[A-ZÅÄÖ•-])"
    rf"|{_BOARD}:?(?=\s(?:{_MARK}|[-–—]\s|1[.)]\s))|{_NUMBER}{_BOARD}(?=\s\d)"
    rf"|{_OTHER_BOARDS}(?=\s(?:{_MARK}|[-–—]\s))|»\s"
    rf"|(?<=[.!?]\s){_OPENING}|Vår (?:\w+ )?bedömning (?:är|utifrån)|\*\s(?=[A-ZÅÄÖ]|att\s)"
    rf"|(?:{_NUMBER})?{_TAG}(?=\s)|{_PLACED}|{_TO}"
    rf"|{_BOARD} (?:rekommenderas\b|(?:bör|behöver):?(?=\s(?:[-–—{SURE}]|\d{{1,2}}[.)])\s))"
    rf"|{_FOOT}|{_LEAD}|(?<=\.\s){_BOARD}(?=\s(?:Vi|Nämnden)\s)|(?<=[.?:]\s)[a-h]\)\s(?=[A-ZÅÄÖ])|(?<=[.?!:)]\s)\d{{1,2}}(?:\.\d{{1,2}}){{0,2}}\.?\s(?=[A-ZÅÄÖ])"
    rf"|{_LABEL}(?=\s)|[A-ZÅÄÖ][\wåäö]+s (?:svar|kommentar\w*|yttrande|synpunkter):"
    r")"
)
_WHOLE = re.compile(
    rf"{_NUMBER}{_BOARD}(?=\s\d)|(?:{_NUMBER})?{_HEADINGS}(?=\s+[A-ZÅÄÖ\d{SURE}–—-])|{_LABEL}|{_TO}|{_BOARD}:?(?=\s(?:{_MARK}|[-–—]\s|1[.)]\s))"
)


#: Two spaces, where the sign of an item was lost between them.
_GAP = re.compile(r"(?<=[.:;,]\s{2})(?=[A-ZÅÄÖ])")
#: A mark or number that begins an item only when what follows tells what to do.
_PERHAPS = re.compile(r"(?<=\s)(?:[-–—oe]|\(?\d{1,2}[.)]|\(?[a-h]\))\s(?=\S)")
_MARKS = re.compile(rf"(?<=\s){_MARK}\s*(?=\S)")
_PAGE_NUMBER = re.compile(r"\s\d{1,3}\s*$")


def is_flat(text: str) -> bool:
    """Whether the text has so few lines for its length that they must have been lost."""
    lines = sum(1 for line in re.split(r"[\n\f]", text) if line.strip())
    pages = [page.strip() for page in text.split("\f") if page.strip()]
    if len(pages) > 2 and lines == len(pages) and len(text) > _FLAT:
        return True
    return lines > 0 and (len(text) / lines > _FLAT or (lines == 1 and len(text) > _FLAT / 2))


def is_crowded(line: str) -> bool:
    """Whether one line holds a whole list and more, as a page does whose lines were lost."""
    return len(line) > _FLAT and len(_MARKS.findall(line)) > 1


def edges(pages: Sequence[str]) -> list[set[int]]:
    """Where the head of each page ends and its foot begins: the words that most pages begin or end with."""
    worded = [list(re.finditer(r"\S+", page)) for page in pages]
    cuts: list[set[int]] = [set() for _page in pages]
    many = [number for number, words in enumerate(worded) if len(words) > 30]
    if len(many) < 3:
        return cuts
    for at_end in (False, True):
        for length in range(_LONGEST_EDGE, 1, -1):
            said = Counter(_edge(worded[number], length, at_end=at_end) for number in many)
            edge, count = said.most_common(1)[0]
            if count >= max(3, len(many) * 2 // 3):
                for number in many:
                    if _edge(worded[number], length, at_end=at_end) == edge:
                        words = worded[number]
                        cuts[number].add(words[-length].start() if at_end else words[length].start())
                break
    return cuts


def _edge(words: Sequence[re.Match[str]], length: int, *, at_end: bool) -> str:
    """The first or last words of a page, whatever number it has."""
    chosen = words[-length:] if at_end else words[:length]
    return re.sub(r"\d+", "#", " ".join(one[0] for one in chosen))


def parted(raw: str, edge: Collection[int] = ()) -> list[tuple[int, int]]:
    """The lines that a long line once was, as start and end."""
    raw = raw.translate(_AS_DASH)
    cuts = {0, len(raw), *edge}
    done = 0
    for hit in _BEGINNINGS.finditer(raw):
        if hit.start() < done:
            continue  # inside a heading: "Sammanfattande" after its own number
        cuts.add(hit.start())
        if whole := _WHOLE.match(raw, hit.start()):
            done = whole.end()
            cuts.add(done)
    if whole := _WHOLE.match(raw):
        cuts.add(whole.end())
    cuts |= {hit.start() for hit in _PERHAPS.finditer(raw) if begins_with_directive(raw[hit.end() : hit.end() + 80])}
    cuts |= {hit.start() for hit in _GAP.finditer(raw) if begins_with_act(raw[hit.start() : hit.start() + 80])}
    if number := _PAGE_NUMBER.search(raw):
        cuts.add(number.start() + 1)
    return [(start, end) for start, end in pairwise(sorted(cuts)) if raw[start:end].strip()]
