"""The paper's title and date."""

import re
from collections.abc import Iterator, Sequence

from ledtrad.audits.reading.blocks import HEADING, ITEM, ROW, TEXT, Block
from ledtrad.audits.reading.boards import mentions
from ledtrad.audits.reading.dates import Dated, dates_in
from ledtrad.audits.reading.headings import Role, is_known, role_of
from ledtrad.audits.reading.lines import SECTION_NUMBER

_SUBJECT = re.compile(
    r"gransk|uppfölj|revision|årsrapport|yttrande|svar\b|rapport|dialog|remiss|förstudie|kartläggning|uppdrag"
    r"|ledning|styrning|beslut efter|redogörelse",
    re.IGNORECASE,
)
_NO_TITLE = re.compile(
    r"(?:revisions|projekt)?(?:rapport|skrivelse|promemoria|pm|missiv)|tjänsteskrivelse|tjänsteutlåtande"
    r"|granskningsrapport|(?:rapport)?sammandrag|revisorerna|stadsrevisionen"
    r"|kommunrevisionen|regionrevisionen|revisionskontoret(?:,? \w+ \d{4})?|yttrande|remissvar|datum|diarienummer"
    r"|handläggare|till"
    r"|(?:(?:genomförd|granskning) )?på uppdrag av .*|(?:projekt)?rapport från stadsrevisionen|granskade nämnder.*"
    r"|granskning nr .*|(?:\w+ )?(?:sammanträdes|protokolls?)(?:datum|utdrag|protokoll).*|handling \d{4} nr \d+"
    r"|missiv till (?!granskning).*|för revisorsgruppen\b.*|enligt uppdrag|kommunfullmäktiges? beslut|region [\wåäö -]+"
    r"|för kännedom.*|beslut|.*presidium.*|www\..*"
    r"|.{0,40}(?:kommuns? revisorer|kommuns förtroendevalda revisorer)|revisorerna i .*|building a better.*"
    r"|working world|antal sidor.*"
    r"|(?!gransk|uppfölj|revisionsb)[A-ZÅÄÖ][\wåäö -]+ (?:kommun|stad|region)(?:[ ,].{0,30})?"
    r"|(?:kpmg|pwc|ey|deloitte)(?: ab)?.{0,20}"
    r"|(?:revisions|gransknings)?rapport(?: nr\.?)? \d.*|(?:stadsrevisionen )?(?:rapport )?nr \d.*|dnr.*|[\wåäö&]+ ab",
    re.IGNORECASE,
)
#: The opening of a letter, cut where its line ended.
_SAYS = re.compile(
    r"(?:Revisorerna|Revisorskollegiet|Revisionskontoret|Stadsrevisionen|Vi)\b.*"
    r"\b(?:har|är|hänvisar|vill|anser|bedömer|rekommenderar)\b"
)
_OF_ANOTHER = re.compile(r"beslut|antagen|protokoll|granskningsrapport|tjänsteskrivelse \d", re.IGNORECASE)
_DUE = re.compile(r"\b(?:senast|svar|yttrande önskas|inkomma)\b", re.IGNORECASE)
_LISTS = (Role.SOURCES, Role.DOCUMENTS, Role.FUNCTIONS)
_SIGNED = re.compile(
    r"[A-ZÅÄÖ][\wåäö-]+(?: [A-ZÅÄÖ][\wåäö-]+)?,?\s+(?:(?:den\s+)?\d{1,2}(?::?e)?\s+[a-zåäö]+\s+\d{4}"
    r"|(?:den\s+)?\d{4}-\d{2}-\d{2})\b"
)


#: What those who sign a report call themselves.
_SIGNS = re.compile(
    r"\b(?:(?:uppdrags|projekt)(?:ledare|ansvarig)|(?:verksamhets|kommunal |auktoriserad )\w*revisor|kundansvarig"
    r"|(?:revisions|verksamhets)?konsult|revisionschef|[Rr]evisionsdirektör|yrkesrevisor|för revisorerna)\b|_{6,}",
    re.IGNORECASE,
)
#: A title page whose lines were lost: "Granskning av krisberedskap Myrviks kommun KPMG AB 14 november 2022".
_COVER = re.compile(
    r"((?:Granskning|Uppföljning|Uppföljande granskning|Förstudie) \S.{6,90}?)\s+(?=[A-ZÅÄÖ\d])"
    r"(?:[A-ZÅÄÖ][\wåäö]+(?: [A-ZÅÄÖ][\wåäö]+)? (?:kommun|stad)\b|Region [A-ZÅÄÖ]|KPMG|PwC|EY\b|Deloitte|BDO"
    r"|Revisionsrapport|Antal sidor|Innehåll|(?:\d{1,2} )?[A-Za-z]+ (?:19|20)\d\d|\d{4}-\d{2}-\d{2})"
    r"(?=.*(?:\d{4}|KPMG|PwC|EY|Deloitte|Innehåll))"
)
_IN_TEXT = re.compile(r"\b(?:Granskning av|Uppföljning av|Uppföljande granskning av|Yttrande över)\s[^.:\n]{8,90}")
_CLOSED = re.compile(r"\b(?:avslutat|genomfört) (?:granskningen|en granskning) ((?:av|avseende) [^.;]{8,110})(?=[.;])")
_OF_A_NAME = re.compile(r"(?:Stads?|Kommuns?)\b")
_WANTS_MORE = re.compile(r"(?:\b(?:och|inom|av|för|i|med|avseende|hos|på|till|kring|vid|om|samt)|-|–)$", re.IGNORECASE)


def title_of(blocks: Sequence[Block]) -> str:
    """The first line that names the matter. Lines of a title that was broken are put together."""
    candidates: list[str] = []
    for number, block in enumerate(blocks[:25]):
        if block.kind in (ITEM, ROW) or not _may_be_title(block):
            if candidates and (block.kind == ITEM or len(block.text) > 200):
                break
            continue
        text = block.text
        following = blocks[number + 1] if number + 1 < len(blocks) else None
        while following is not None and _goes_on(text, following):
            text = f"{text} {following.text}"
            number += 1
            following = blocks[number + 1] if number + 1 < len(blocks) else None
        candidates.append(text)
    told = _told_by_letter(blocks)
    short = [text for text in candidates if any(text.casefold() in one.casefold() for one in told)]
    named = [text for text in candidates if _SUBJECT.search(text)] or short or told or candidates or [""]
    inner = next((text for text in named[1:] if len(text) > 12 and text in named[0]), named[0])
    return _bare(inner) or next((hit[0].strip() for block in blocks if (hit := _IN_TEXT.search(block.text))), "")


def _told_by_letter(blocks: Sequence[Block]) -> list[str]:
    """What a letter before the report says of it: "Revisorerna har avslutat granskningen av …"."""
    told = (_CLOSED.search(block.text) for block in blocks[:15])
    return [f"Granskning {found[1]}" for found in told if found]


def _bare(title: str) -> str:
    """The title without the number of a paragraph, the sort of paper before it, and quotation marks."""
    if cover := _COVER.search(title):
        title = cover[1]
    plain = re.sub(r"^(?:§ ?\d+[.:]?|Ärende:)\s+", "", title.strip(" ."))
    plain = re.sub(r"^Missiv (?:till|för) granskningen\b", "Granskning", plain)
    found = re.match(
        r"(?:revisionsrapport|granskningsrapport|rapport|revisionsskrivelse)\s*[:–”\"-]*\s*", plain, re.IGNORECASE
    )
    if (
        found
        and len(plain) - found.end() > 12
        and _SUBJECT.search(plain[found.end() :])
        and plain[found.end()].isupper()
    ):
        plain = plain[found.end() :]
    return plain.strip(' .”"') if plain.count("”") + plain.count('"') != 2 else plain


def _may_be_title(block: Block) -> bool:
    text = block.text
    if not 6 < len(text) <= 200 or is_known(text) or text.endswith((":", "?")) or text[:1].islower():
        return False
    if block.kind != HEADING and (text.endswith(".") or len(text) > 130):
        return False
    if SECTION_NUMBER.match(text) and role_of(text) not in (Role.OTHER, Role.QUESTIONS, Role.EARLIER):
        return False  # "1.1 Uppdrag"
    if _NO_TITLE.fullmatch(text) or _SAYS.match(text) or _SIGNED.match(text) or "@" in text:
        return False
    if role_of(text) in (Role.DECISION, Role.BACKGROUND, Role.CONTENTS, Role.METHOD) and not _SUBJECT.search(text):
        return False
    left = text
    for one in mentions(text):
        left = left.replace(text[one.start : one.end], "")
    left = re.sub(r"\d{4}-\d{2}-\d{2}", "", left)
    return len(re.sub(r"\W|\d", "", left)) > 5


def _goes_on(text: str, following: Block) -> bool:
    """A title that the page broke: the next line begins small or goes on with a municipality's name, or this one ends
    with a word that wants more."""
    if following.kind == ITEM or len(following.text) > 80 or text.endswith("."):
        return False
    return (
        following.text[:1].islower()
        or _OF_A_NAME.match(following.text) is not None
        or _WANTS_MORE.search(text) is not None
    )


def date_of(blocks: Sequence[Block]) -> str | None:
    """The day it was signed or dated; the month when that is all it says."""
    said = [block for block in blocks if block.kind in (TEXT, HEADING) and block.role not in _LISTS]
    signed = [found for block in said if (found := _signed(block))]
    if signed:
        return signed[-1].iso
    if (below := _above_names(blocks)) is not None:
        return below.iso
    alone = list(_standing_alone(blocks[:30]))
    days = [one for one, other in alone if one.day is not None and not other]
    months = [one for one, _other in alone if one.day is None]
    for dated in (days, months, [one for one, _other in alone]):
        if dated:
            return dated[0].iso
    opening = next(dates_in(blocks[0].text[:120]), None) if blocks else None
    handled = (_handled(block.text) for block in blocks[:12])
    return opening.iso if opening else next((day for day in handled if day), None)


def _above_names(blocks: Sequence[Block]) -> Dated | None:
    """The day at the end of a report with those who sign it below: "2021-01-29", then "Lena Sund", "Uppdragsledare"."""
    for number in range(len(blocks) - 1, max(len(blocks) * 2 // 3, 6), -1):
        block = blocks[number]
        first = next(dates_in(block.text), None) if block.kind in (TEXT, HEADING) and len(block.text) < 140 else None
        if first is None or first.day is None or first.start > 4 or block.role in _LISTS:
            continue
        below = " ".join([block.text[first.end :], *(one.text for one in blocks[number + 1 : number + 7])])
        if _SIGNS.search(below):
            return first
    return None


def _standing_alone(blocks: Sequence[Block]) -> Iterator[tuple[Dated, bool]]:
    """Dates with little beside them, and whether it is of another paper or a decision that they tell."""
    for block in blocks:
        for one in dates_in(block.text):
            if len(block.text) - (one.end - one.start) < 45 and not _DUE.search(block.text):
                yield one, _OF_ANOTHER.search(block.text) is not None


def _handled(text: str) -> str | None:
    """ "Revisorerna har den 17 mars 2020 behandlat bifogad rapport." """
    if not re.search(r"\b(?:behandlat|överlämna[rt]|beslutat)\b", text):
        return None
    return next((one.iso for one in dates_in(text) if one.day is not None), None)


def _signed(block: Block) -> Dated | None:
    if len(block.text) > 90:
        return None
    found = _SIGNED.match(block.text)
    if found is None or re.match(
        r"(?:Protokoll|Rapport|Datum|Beslut|Delårsrapport|Tjänsteskrivelse|Tjänsteutlåtande|Version|Reviderad|Antagen|Skriven)\b",
        block.text,
    ):
        return None
    first = next(dates_in(found[0]), None)
    return first if first and first.day is not None else None
