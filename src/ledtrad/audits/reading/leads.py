"""Words that announce recommendations: whose they are, whether they are of now or of an earlier audit."""

import re
from dataclasses import dataclass

from ledtrad.audits.reading.boards import Mention, first_group, group_from, mentions
from ledtrad.audits.reading.kinds import Genre
from ledtrad.audits.reading.people import AUDITORS

RECOMMEND = re.compile(r"\brekommend(?:er\w*|ation\w*)", re.IGNORECASE)
_VERB = re.compile(
    r"\b(?:rekommender(?:ar|as|ade|ades|at|ats)|(?:vill|kan|väljer att) rekommendera|uppmanar|uppmanas|föreslår)\b",
    re.IGNORECASE,
)
_NOUN = re.compile(
    r"\b(?:rekommendation(?:en|er|erna)?|åtgärdsförslag|förbättringsförslag|förslag till åtgärder)\b", re.IGNORECASE
)
_PAST = re.compile(
    r"\brekommenderades\b|\brekommenderade\b(?! åtgärder)|\bhade rekommenderat|\b(?:lämnades|gavs|framfördes|riktades)\b|\blämnade (?:revis|gransk|vi\b)"
    r"|\b(?:lämnat|framfört)s?\b.{0,40}\btidigare\b",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    r"\btidigare\b|\bföregående\b|\bförra årets\b|\bi fjol\b|\b(?:19|20)\d\d års\b|\bgranskning(?:en)?(?: som genomfördes)?(?: år)?,? (?:från |i |år )?(?:19|20)\d\d\b"
    r"|\bden (?:granskningen|ursprungliga)|\bursprunglig",
    re.IGNORECASE,
)
_NONE = re.compile(
    r"\b(?:inga|ingen|inte några|utan|föranleder (?:inte|inga|ej))\b[^.]{0,40}\brekommendation|\brekommenderas inte\b|\blämnar (?:inte|därför inga|därmed inga)\b"
    r"|\brekommendation\w* (?:saknas|lämnas inte)",
    re.IGNORECASE,
)
_STRANGERS = re.compile(
    r"\b(?:IVO|Inspektionen för|Socialstyrelsen|Länsstyrelsen|Skolinspektionen|Skolverket|SKR|SKL|Sveriges [Kk]ommuner|Folkhälsomyndigheten|RKR"
    r"|Riksarkivet|Riksrevisionen|Barnombudsmannen|Konkurrensverket|Arbetsmiljöverket|Boverket|MSB|Myndigheten för|Delegationen|Statskontoret|Livsmedelsverket"
    r"|[Rr]egeringen|[Uu]tredningen|[Mm]yndigheten|[Rr]ådet för|God revisionssed|[Kk]onsulten|Naturvårdsverket|DIGG|IMY|Datainspektionen|Integritetsskyddsmyndigheten)\b"
)
_AUDITORS = re.compile(AUDITORS, re.IGNORECASE)
_OF_ALL = re.compile(r"\b(?:bör|behöver|ska|måste)\b[^.:]{0,80}:?$", re.IGNORECASE)
_WE_THINK = re.compile(
    r"\b(?:vi (?:anser|bedömer|menar|föreslår|ser)|vår bedömning|enligt vår (?:bedömning|mening)|revisor\w+ (?:anser|bedömer|menar)|bedöms)\b",
    re.IGNORECASE,
)
_LISTING = re.compile(r"(?::|\batt|\bföljande|\bnämligen|–|-)\s*$", re.IGNORECASE)
_MEASURES = re.compile(
    r"\b(?:följande|nedanstående)\b.*\b(?:åtgärd|förbättring|utvecklingsområde|förbättringsområde)\w*", re.IGNORECASE
)
_OPINION = re.compile(
    r"(?:ställer sig|delar|instämmer|håller med|anser|tillmötesgå|svar\w*|beakta\w*|åtgärd\w*|följ\w* upp|kommenter\w*|utifrån|med anledning av|i enlighet med|hörsamma\w*|genomför\w*)"
    r"[^.]{0,80}\brekommendation",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Lead:
    """Words that announce: to whom, and whether it was an earlier audit that said so."""

    recipients: tuple[Mention, ...]
    earlier: bool


def lead_of(sentence: str, genre: Genre, *, follow_up: bool, before_list: bool) -> Lead | None:
    """What the sentence announces, if the auditors announce anything in it. `before_list`: an item stands next."""
    if _NONE.search(sentence):
        return None
    verb, noun = _VERB.search(sentence), _NOUN.search(sentence)
    if not (verb or noun) or _of_strangers(sentence, verb or noun):
        return None
    listing = before_list and (
        _LISTING.search(sentence) is not None
        or re.search(r"\bföljande\b|\bnedan", sentence, re.IGNORECASE) is not None
        or verb is not None
    )
    if not listing:
        return None
    if verb and verb[0].lower() in {"föreslår", "uppmanar", "uppmanas"} and genre != Genre.AUDIT:
        return None
    if (
        noun
        and not verb
        and genre != Genre.AUDIT
        and not _AUDITORS.search(sentence)
        and not re.search(r"följande|är\s*:|:$", sentence)
    ):
        return None
    if genre != Genre.AUDIT and verb and not _AUDITORS.search(sentence) and "rekommenderas" not in sentence:
        return None
    return Lead(tuple(_recipients(sentence, verb or noun)), is_earlier(sentence, genre, follow_up=follow_up))


def opinion_lead(sentence: str, genre: Genre) -> Lead | None:
    """ "Vi anser att nämnden bör:" before a list, in the auditors' own paper."""
    if genre != Genre.AUDIT or not sentence.endswith((":", " att", "bör")) or _of_strangers(sentence, None):
        return None
    found = re.search(r"\b(?:bör|behöver|måste)\b", sentence)
    if found and (len(sentence) - found.end() < 60) and (mentions(sentence) or _WE_THINK.search(sentence)):
        return Lead(tuple(first_group(sentence, within=200)), False)
    if (
        _WE_THINK.search(sentence)
        and _MEASURES.search(sentence)
        or re.search(r"\bvi föreslår\b", sentence, re.IGNORECASE)
    ):
        return Lead(tuple(first_group(sentence, within=200)), False)
    return None


def is_earlier(sentence: str, genre: Genre, *, follow_up: bool) -> bool:
    """Whether it tells of an earlier audit. In an answer the past tense alone is about the audit that is answered."""
    past = _PAST.search(sentence) is not None
    if genre != Genre.AUDIT and not follow_up:
        return (
            past
            and re.search(r"\btidigare gransk|\bföregående|\b(?:19|20)\d\d års gransk", sentence, re.IGNORECASE)
            is not None
        )
    if genre != Genre.AUDIT:
        return past and _EARLIER.search(sentence) is not None
    return past or (_EARLIER.search(sentence) is not None and re.search(r"rekommenderat", sentence) is not None)


def says_none(sentence: str) -> bool:
    """ "Vi lämnar inga rekommendationer." """
    return _NONE.search(sentence) is not None


def _of_strangers(sentence: str, said: re.Match[str] | None) -> bool:
    """Whether somebody else than the auditors says it."""
    subject = sentence[max(0, said.start() - 70) : said.end() + 30] if said else sentence
    stranger = _STRANGERS.search(subject)
    if not stranger:
        return False
    around = sentence[max(0, said.start() - 25) : said.end() + 40] if said else sentence
    return (
        re.search(
            r"rekommender\w*\s+(?:vi|revis\w+|gransk\w+)\b|\bvi\s+rekommenderar|revis\w+ rekommenderar",
            around,
            re.IGNORECASE,
        )
        is None
    )


def _recipients(sentence: str, said: re.Match[str] | None) -> list[Mention]:
    """The boards after the verb and before "att"; those before a passive; those that a noun is "till"."""
    assert said is not None  # noqa: S101 - one of the two was found
    rest = sentence[said.end() :]
    stop = re.search(r"\batt\b", rest)
    close = _shifted(mentions(rest[: stop.start()] if stop else rest), said.end())
    if close:
        return group_from(sentence, close)
    if stop and not rest[stop.end() :].strip(" :"):
        pass
    elif stop:
        inner = first_group(rest[stop.end() :], within=12)
        if inner:
            return _shifted(inner, said.end() + stop.end())
    before = mentions(sentence[: said.start()])
    if not before:
        return []
    if said[0].lower().endswith(("as", "ades", "ats")):
        return group_from(sentence, _last_group(sentence, before))
    to = [
        one
        for one in before
        if re.search(r"\b(?:till|för|gentemot)\s+(?:både\s+)?$", sentence[: one.start], re.IGNORECASE)
    ]
    return group_from(sentence, [one for one in before if to and one.start >= to[-1].start])


def _last_group(sentence: str, found: list[Mention]) -> list[Mention]:
    """The last run of boards joined to each other."""
    start = len(found) - 1
    while start and group_from(sentence, found[start - 1 : start + 1])[-1] == found[start]:
        start -= 1
    return found[start:]


def _shifted(found: list[Mention], by: int) -> list[Mention]:
    return [Mention(one.name, one.start + by, one.end + by) for one in found]
