"""A paper whose lines were lost, each page one line, as some programs write the text of a PDF: where lines began.

Only what can hardly stand inside a sentence is taken for a beginning: the mark of an item, a number before a capital,
a heading that every such paper has, a board's name before an item, and a sentence that opens a new paragraph.
"""

import re
from itertools import pairwise

_FLAT = 500
"""Characters a line on average, above which lines have been lost."""
_HEADINGS = (
    r"(?:Sammanfattning|Inledning|Bakgrund|Syfte|Metod|Avgränsning|Iakttagelser?|Bedömning(?:ar)?|Slutsats(?:er)?"
    r"|Rekommendation(?:er)?|Våra rekommendationer|Revisionsfråg(?:a|or)|Revisionskriterier|Kontrollmål"
    r"|Kommentar(?:er)?|Förslag till beslut|Ärendet|Ärendebeskrivning|Beskrivning av ärendet|Revisionell bedömning"
    r"|Sammanfattande bedömning(?: och rekommendationer)?|Vår bedömning|Bedömning och rekommendationer"
    r"|Slutsats(?:er)? och rekommendationer|Syfte och revisionsfrågor|Samlad bedömning|Källförteckning"
    r"|Innehållsförteckning|Innehåll|Genomförande|Vidtagna åtgärder|Uppföljning|Granskningsresultat|Inledning/bakgrund"
    r"|(?:Förvaltning|Nämnd|Styrels|Kontor)\w*s (?:svar|synpunkter|yttrande|kommentar(?:er)?|ställningstagande))"
)
_NUMBER = r"\d{1,2}(?:\.\d{1,2}){0,2}\.?\s"
_BOARD = r"[A-ZÅÄÖ][\wåäö]*(?:-? (?:och )?[\wåäö]+){0,4}(?:nämnden|styrelsen|nämnderna|nämnder)"
_MARK = r"[▶►➢➤●▪■□•\uf0b7\uf0a7]"
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
_TO = rf"Rekommendation(?:er)? (?:till|för) [^.:{'▶►●▪■•'}]{{5,80}}?(?=\s(?:{_MARK}|[-–—]\s))"
_PLACED = r"[A-ZÅÄÖ][\wåäö]+,? (?:den )?\d{1,2} [a-zåäö]+ \d{4}\b"
_BEGINNINGS = re.compile(
    r"(?<=\s)(?:"
    rf"(?:[-–—]\s(?={_MARK}))?{_MARK}\s*(?=\S)"
    r"|[-–—]\s(?=[A-ZÅÄÖ][a-zåäö])|(?:(?<=[.:;,?]\s)|(?<=\batt\s)|(?<=\bsamt\s)|(?<=\boch\s))[-–—]\s(?=[a-zåäö])"
    r"|(?:(?<=[.:?;]\s)|(?<=\batt\s))(?:R?\d{1,2}[.)]|R\d{1,2})\s(?=[A-ZÅÄÖ])"
    rf"|{_NUMBER}{_HEADINGS}(?=\s+[A-ZÅÄÖ\d•-])|(?<=[.?!:]\s){_HEADINGS}(?=\s+[A-ZÅÄÖ•-])"
    rf"|{_BOARD}:?(?=\s(?:{_MARK}|[-–—]\s|1[.)]\s))"
    rf"|(?<=[.!?]\s){_OPENING}|Vår (?:\w+ )?bedömning (?:är|utifrån)|\*\s(?=[A-ZÅÄÖ]|att\s)"
    rf"|(?:{_NUMBER})?{_TAG}(?=\s)|{_PLACED}|{_TO}|{_BOARD} (?:rekommenderas\b|(?:bör|behöver)(?=\s[-–—•▶]\s))"
    rf"|{_LABEL}(?=\s)|[A-ZÅÄÖ][\wåäö]+s (?:svar|kommentar\w*|yttrande|synpunkter):"
    r")"
)
_WHOLE = re.compile(rf"(?:{_NUMBER})?{_HEADINGS}(?=\s)|{_LABEL}|{_TO}|{_BOARD}:?(?=\s(?:{_MARK}|[-–—]\s|1[.)]\s))")


def is_flat(text: str) -> bool:
    """Whether the text has so few lines for its length that they must have been lost."""
    lines = sum(1 for line in re.split(r"[\n\f]", text) if line.strip())
    return lines > 0 and (len(text) / lines > _FLAT or (lines == 1 and len(text) > _FLAT / 2))


def parted(raw: str) -> list[tuple[int, int]]:
    """The lines that a long line once was, as start and end."""
    cuts = {0, len(raw)}
    for hit in _BEGINNINGS.finditer(raw):
        cuts.add(hit.start())
        if whole := _WHOLE.match(raw, hit.start()):
            cuts.add(whole.end())
    return [(start, end) for start, end in pairwise(sorted(cuts)) if raw[start:end].strip()]
