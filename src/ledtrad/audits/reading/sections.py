"""What a heading says its section is about, and which lines are only a table of contents."""

import re
from collections.abc import Iterable
from enum import StrEnum

from ledtrad.audits.reading.lines import SECTION_NUMBER, Line, is_bullet


class Role(StrEnum):
    """What a section is, as far as the reading cares."""

    RECOMMENDATIONS = "recommendations"
    EARLIER = "earlier"
    ASSESSMENT = "assessment"
    BACKGROUND = "background"
    PURPOSE = "purpose"
    QUESTIONS = "questions"
    CRITERIA = "criteria"
    METHOD = "method"
    OBSERVATIONS = "observations"
    OWN = "own"
    DECISION = "decision"
    SOURCES = "sources"
    FUNCTIONS = "functions"
    DOCUMENTS = "documents"
    STRENGTHS = "strengths"
    DEVELOPMENT = "development"
    CONTENTS = "contents"
    OTHER = ""


_ROLES: tuple[tuple[Role, str], ...] = (
    (Role.CONTENTS, r"innehåll|innehållsförteckning|innehåll\s*:?"),
    (Role.EARLIER, r".*(?:tidigare|föregående|20\d\d)\b.*rekommendation.*|.*rekommendation\w*\s+(?:från|i|ur)\b.*"
        r"(?:20\d\d|tidigare).*|.*rekommendationen\s+om\b.*|uppföljning av (?:tidigare |lämnade )?.*(?:rekommendation|granskning).*"),
    (Role.OWN, r".*(?:förvaltning|kontor|nämnd|styrelse|utskott)\w*s\s+(?:förslag på |förslag till )?"
        r"(?:svar|yttrande|synpunkter|kommentar\w*|bedömning|ställningstagande|åtgärder|överväganden)\b.*"
        r"|(?:förslag (?:på|till) )?(?:svar|yttrande)|(?:planerade |vidtagna |föreslagna )?åtgärder|kommentarer från .*"),
    (Role.DECISION, r"förslag till (?:beslut|yttrande över)|(?:förslag till )?beslut|beslutsförslag|beslutet (?:ska )?skickas till"
        r"|beslutsunderlag|underlag för beslutet?|ekonomiska (?:och juridiska )?konsekvenser|barnets bästa|beredning|föredragning"
        r"|expedieras till|protokollsutdrag\b.*"),
    (Role.RECOMMENDATIONS, r"(?:våra |revisorernas |revisionens |samlade |sammanfattande |övriga |lämnade |nya )*"
        r"(?:rekommendation(?:er|en)?|åtgärdsförslag|förbättringsförslag|förslag till åtgärder)"
        r"(?: (?:till|för|avseende|riktade till) .*|[.:]?)"),
    (Role.STRENGTHS, r"styrkor\b.*|starka sidor"),
    (Role.DEVELOPMENT, r"(?:utvecklingsområden|förbättringsområden)\b.*|områden att utveckla"),
    (Role.QUESTIONS, r".*(?:revisionsfråg|kontrollfråg|kontrollmål|frågeställning|granskningsfråg).*"),
    (Role.PURPOSE, r"(?:uppdrag,? )?(?:granskningens |revisionens )?(?:övergripande )?syfte\b.*|uppdrag(?:et)? och syfte|mål och syfte"),
    (Role.CRITERIA, r".*(?:revisionskriteri|bedömningsgrund|bedömningskriteri|kriterier|lagstiftning|regelverk|lagkrav).*"
        r"|(?:kommunallag|socialtjänstlag|skollag|barnkonvention)\w*\b.*|reglemente\b.*|styrande dokument|rättsliga .*"),
    (Role.METHOD, r".*(?:metod|genomförande|avgränsning|tillvägagångssätt|projektorganisation).*|ansvarig(?:a)? nämnd.*"),
    (Role.FUNCTIONS, r"intervjuade\b.*|intervjuer\b.*|intervjupersoner|intervjuade funktioner.*|förteckning över intervju.*"),
    (Role.DOCUMENTS, r"(?:granskade |erhållna |studerade )?(?:dokument|handlingar|underlag)(?:ation)?\s*:?|dokumentförteckning|granskad dokumentation"),
    (Role.SOURCES, r"(?:bilaga \d*[:.]?\s*)?(?:källförteckning|källor|intervjuförteckning|referenser).*|bilag(?:a|or)\b.*"),
    (Role.ASSESSMENT, r".*(?:sammanfattning|sammanfattande|bedömning|slutsats|svar på revisionsfråg|avslutande kommentar"
        r"|revisionell|sammanvägd|avslutning|resultat av (?:vår )?granskningen och).*|kommentarer?"),
    (Role.OBSERVATIONS, r".*(?:iakttagels|granskningsresultat|resultat av granskning|granskningens resultat|resultat\b|nuläge).*"),
    (Role.BACKGROUND, r"(?:inledning|bakgrund|uppdrag|ärendet|beskrivning av ärendet|inledning och bakgrund|förutsättningar|organisation)\b.*"),
)  # fmt: skip
_COMPILED = tuple((role, re.compile(pattern, re.IGNORECASE | re.DOTALL)) for role, pattern in _ROLES)
_NUMBER = re.compile(r"(?:(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?|bilaga \d+[:.]?|[a-h]\)|[IVX]+\.)\s+)", re.IGNORECASE)
_LEADERS = re.compile(r"(?:\.{3,}|…+|(?:\. ){3,}|_{3,})\s*\d{0,3}\.?$")
_ENDS_IN_NUMBER = re.compile(r"\s\d{1,3}$")


def role_of(heading: str) -> Role:
    """The role that a heading announces; OTHER when its words say nothing of it."""
    plain = _NUMBER.sub("", heading.strip(), count=1).strip(" .:*#")
    if len(plain) > 110:
        return Role.OTHER
    return next((role for role, pattern in _COMPILED if pattern.fullmatch(plain)), Role.OTHER)


_KNOWN = re.compile(
    r"(?:sammanfattning|bakgrund|inledning|syfte|metod|avgränsning|iakttagelser|bedömning(?:ar)?|slutsats(?:er)?|rekommendation(?:er)?"
    r"|revisionsfråg(?:a|or)|revisionskriterier|kontrollmål|kommentar(?:er)?|förslag till beslut|granskningsresultat|ärendet"
    r"|våra rekommendationer|sammanfattande bedömning|vår bedömning|styrkor|utvecklingsområden|innehåll(?:sförteckning)?"
    r"|beslutet skickas till|genomförande|källförteckning|svar|rekommendation \d{1,2}|syfte och revisionsfrågor"
    r"|sammanfattande bedömning och rekommendationer|bedömning och rekommendation(?:er)?|slutsats(?:er)? och rekommendationer)",
    re.IGNORECASE,
)


def is_known(text: str) -> bool:
    """Whether the line is one of the headings that every such paper has, whatever it looks like."""
    return _KNOWN.fullmatch(_NUMBER.sub("", text.strip(), count=1).strip(" .:")) is not None


def without_contents(lines: list[Line]) -> list[Line]:
    """The lines without tables of contents: what stands under "Innehåll", and whatever leads with dots to a page."""
    kept: list[Line] = []
    number = 0
    while number < len(lines):
        line = lines[number]
        if role_of(line.text) == Role.CONTENTS:
            number = _end_of_contents(lines, number + 1)
        elif _LEADERS.search(line.text):
            number += 1
        else:
            kept.append(line)
            number += 1
    return kept


def _end_of_contents(lines: list[Line], start: int) -> int:
    """Where the paper goes on: at the first line that is no entry, or that says the first entries once more."""
    seen: set[str] = set()
    number = start
    while number < len(lines):
        text = lines[number].text
        name = _entry(text)
        if (
            name in seen
            and not _LEADERS.search(text)
            and not (_ENDS_IN_NUMBER.search(text) and not is_bullet(lines[number]))
        ):
            break
        if not _is_entry(text) and not (len(text) < 80 and _is_entry_again(lines, number + 1)):
            break
        seen.add(name)
        number += 1
    return number


def _entry(text: str) -> str:
    """An entry's words alone."""
    plain = _LEADERS.sub("", text)
    plain = _ENDS_IN_NUMBER.sub("", plain)
    return _NUMBER.sub("", plain, count=1).strip(" .-–•").casefold()


def _is_entry(text: str) -> bool:
    if len(text) > 130:
        return False
    if _LEADERS.search(text) or _ENDS_IN_NUMBER.search(text):
        return True
    return SECTION_NUMBER.match(text) is not None and not text.endswith((".", ":", "?"))


def _is_entry_again(lines: Iterable[Line], number: int) -> bool:
    following = list(lines)[number : number + 1]
    return bool(following) and _is_entry(following[0].text) and following[0].text.split()[-1].isdigit()
