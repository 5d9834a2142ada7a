"""Words that announce recommendations: whose they are, whether they are of now or of an earlier audit."""

import re
from dataclasses import dataclass

from ledtrad.audits.reading.boards import Mention, first_group, group_from, mentions
from ledtrad.audits.reading.kinds import Genre
from ledtrad.audits.reading.people import AUDITORS
from ledtrad.audits.reading.verbs import begins_with_directive

_VERB = re.compile(
    r"\b(?:rekommender(?:ar|as|ade|ades|at|ats)|(?:vill|kan|väljer att)\s+(?:\w+\s+){0,3}rekommendera|uppmanar"
    r"|uppmanas|föreslår)\b",
    re.IGNORECASE,
)
_NOUN = re.compile(
    r"\b(?:rekommendation(?:en|er|erna)?|åtgärdsförslag|förbättringsförslag|förslag till (?:åtgärder|förbättringar))\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\brekommenderades\b|\bföreslog\b|\buppmanade\b|\b(?:resulterade|utmynnade|mynnade ut) i\b"
    r"|\brekommenderade\b(?! åtgärder)|\bhade rekommenderat|\b(?:lämnades|gavs|framfördes"
    r"|riktades)\b"
    r"|\b(?:lämnade|fick|fått)\b.{0,60}\brekommendation|\brekommendation\w*\b.{0,60}?\b(?:var|löd)\b|\b(?:lämnat"
    r"|framfört)s?\b.{0,40}\btidigare\b",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    r"\btidigare (?:gransk|rekommend|revis|lämna|genomför|år)|\bföregående\b|\bförra (?:årets|gransk)"
    r"|\brekommenderades? (?:vi |redan |år |under |i )*(?:19|20)\d\d\b|\bi fjol\b|\bden gången\b"
    r"|\bdå (?:rekommenderade|föreslog|uppmanade)|\b(?:rekommenderades?|föreslog|uppmanades?) då\b"
    r"|\b(?:19|20)\d\d års (?:\w+ )?(?:gransk|rapport|revis|rekommend)"
    r"|\bgranskning\w* av (?:[\wåäö-]+ ){1,4}(?:19|20)\d\d\b"
    r"|\bgranskning(?:en|ar|arna)?\b(?:,? som (?:genomfördes|gjordes))?(?: under| år)?,? (?:från |i |år "
    r"|under )?(?:19|20)\d\d\b"
    r"|\b(?:år|under|i) (?:19|20)\d\d\b.{0,60}\b(?:rekommend|gransk)|\bden (?:granskningen|ursprungliga)|\bursprunglig",
    re.IGNORECASE,
)
_NONE = re.compile(
    r"\b(?:inga|ingen|inte några|utan|föranleder (?:inte|inga|ej))\b[^.]{0,40}\brekommendation|\brekommenderas inte\b"
    r"|\binte\b[^.]{0,40}\b(?:skäl|anledning) (?:till )?att (?:lämna|ge|rikta)\b"
    r"|\blämnar (?:inte|därför inga|därmed inga)\b|\brekommendation\w* (?:saknas|lämnas inte)",
    re.IGNORECASE,
)
_STRANGERS = re.compile(
    r"\b(?:IVO|Inspektionen för|Socialstyrelsen|Länsstyrelsen|Skolinspektionen|Skolverket|SKR|SKL|Sveriges [Kk]ommuner"
    r"|Folkhälsomyndigheten|RKR|Riksarkivet|Riksrevisionen|Barnombudsmannen|Konkurrensverket|Arbetsmiljöverket|Boverket"
    r"|MSB|Myndigheten för|Delegationen|Statskontoret|Livsmedelsverket|[Rr]egeringen|[Uu]tred(?:ning|ar)en"
    r"|[Mm]yndigheten"
    r"|[Rr]ådet för|God revisionssed|[Kk]onsulten|Naturvårdsverket|DIGG|IMY|Datainspektionen"
    r"|Integritetsskyddsmyndigheten"
    r"|[Ii]nköpscentralen|[Hh]andboken|[Vv]ägledningen|[Ss]tandarden|[Aa]llmänna råd)\b"
)
_OWN_SIDE = re.compile(
    r"\b(?:\w*förvaltningen|(?!revisions)\w*kontoret|\w*direktören|\w*chefen|\w*utskottet"
    r"|tjänstemännen)\s+(?:\w+\s+){0,2}?"
    r"(?:rekommenderar|föreslår|uppmanar)\b"
    r"|(?:nämnden|styrelsen|fullmäktige)\s+rekommenderar\s+"
    r"(?!(?:\w+\s+)?(?:vi|\w*revis\w+|gransk\w+|EY|KPMG|PwC|Deloitte)\b)"
    r"|\b(?:rekommenderar|föreslår)\s+(?:därför\s+)?(?:\w*förvaltningen|(?!revisions)\w*kontoret|\w*direktören"
    r"|\w*utskottet)\b",
    re.IGNORECASE,
)
#: "I rapporten rekommenderar företagshälsovården att": who stands right after the verb says it.
_IN_ANOTHER = re.compile(
    r"(?:I|Enligt|Av)\s[^,.]{3,50}?\srekommenderar\s+(?!vi\b|jag\b|de\b|man\b|\w*revis|gransk|EY\b|KPMG|PwC|Deloitte|BDO"
    r"|Azets|\w*nämnd|\w*styrelse|kommunen\b|bolaget\b)[a-zåäö]+(?:en|et|arna|erna)\s+att\b"
)
#: "Företagarna rekommenderar kommunen att", "Vd rekommenderar dock": whoever it is, when no auditor is named.
_ANYBODY = re.compile(
    r"\b(?!gransk|revis|rapport|\w*nämnden\b|\w*styrelsen\b)(?:[\wåäö-]+(?:na|en|et|an)|[Vv]d)\s+(?:\w+\s+)?rekommenderar\b",
    re.IGNORECASE,
)
_AUDITORS = re.compile(AUDITORS, re.IGNORECASE)
_US = re.compile(r"\bvi\b|\bvår[at]?\b|\boss\b", re.IGNORECASE)
_WE_THINK = re.compile(
    r"\b(?:vi (?:anser|bedömer|menar|föreslår|ser)|vår bedömning|enligt vår (?:bedömning|mening)"
    r"|revisor\w+ (?:anser|bedömer|menar)|bedöms)\b",
    re.IGNORECASE,
)
_POINTS = re.compile(
    r"(?:de|dessa|nämnda|ovan\w*)(?: nämnda)? (?:åtgärder|brister|förslag|rekommendationer)"
    r"|vidta (?:\w+ ){0,2}åtgärder\.?$"
    r"|(?:[\w-]+ ){0,4}(?:återkomm\w+|inkomm\w+|svara\w*)\b.{0,40}(?:\brevis|\boss\b|\bsvar\b|\byttrande\b)",
    re.IGNORECASE,
)
#: What somebody takes over from the auditors: "allt som revisorerna rekommenderar kommunen att göra".
_RELATIVE = re.compile(r"\b(?:som|vad|det|vilket|vilka)\s+(?:\w+\s+)?(?:\w*revis\w+|vi|jag)\s*$", re.IGNORECASE)
_LISTING = re.compile(r"(?::|\batt|\bföljande(?: \w+)?\.?|\bnämligen|–|-)\s*$|\bföljande\b|\bnedan", re.IGNORECASE)
_MEASURES = re.compile(r"\b(?:följande|nedanstående)\b.*\båtgärd\w*", re.IGNORECASE)
_COUNTED = re.compile(
    r"\b(?:följande|nedanstående|\d+|en|två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv)\s+(?:\w+\s+)?"
    r"(?:rekommendation|åtgärdsförslag|förbättringsförslag)|\b(?:rekommendation\w*)(?:\s+[^\s.]+){0,8}?\s+(?:är"
    r"|lyder|lämnas|ges|var)\b"
    r"|^(?:\w+\s+){0,3}rekommendation(?:er|erna)?\s*:$",
    re.IGNORECASE,
)
_DEALT_WITH = re.compile(
    r"\b(?:vidta\w*|åtgärda\w*|genomför\w*|arbeta\w*|följ\w* upp|svar\w*|efterlev\w*|enligt|utifrån"
    r"|kvarstår)\b",
    re.IGNORECASE,
)
_WANTING = re.compile(
    r"\bföljande\b.*\b(?:bör|behöver|måste|förbättring\w*|förbättringsområde\w*|utvecklingsområde\w*"
    r"|utvecklingsbehov)\b",
    re.IGNORECASE,
)
_NOTED = re.compile(r"\b(?:notera\w*|iaktta\w*|identifiera\w*|sett|funnit|konstatera\w*)\b", re.IGNORECASE)
_THEY_THINK = re.compile(
    r"\b(?:revisorerna|revisionen|kommunrevisionen|granskarna|stadsrevisionen)\s+(?:\w+ ){0,2}?"
    r"(?:anser|bedömer|menar|påpekar|framhåller)\b",
    re.IGNORECASE,
)
#: "I rapporten framförs att styrelsen bör", in the answer of a board.
_IT_SAYS = re.compile(
    r"\b(?:i|av|enligt) (?:revisions|gransknings)?(?:rapporten|granskningen|skrivelsen|missivet)\s(?:\w+ ){0,2}?"
    r"(?:framförs|framhålls|anges|framgår|konstateras|bedöms|påpekas|föreslås|anförs|lyfts)\b",
    re.IGNORECASE,
)
_GIVEN_BELOW = re.compile(
    r"\bnedan\w* (?:listas|följer|återges|redovisas|framgår|anges|presenteras) (?:\w+ ){0,3}?rekommendation"
    r"|\brekommendation\w* (?:\w+ ){0,3}?(?:listas|följer|återges|redovisas|framgår|anges|presenteras)"
    r" (?:här |kursivt |i kursiv(?: stil)? |i fet(?:stil)? )?nedan",
    re.IGNORECASE,
)
_ANSWERED = re.compile(
    r"\b(?:följt av|följs av|följda av|tillsammans med|jämte|med|och)\s+(?:\w+\s+){0,2}"
    r"(?:kommentar|svar|yttrande|ställningstagande)",
    re.IGNORECASE,
)
_MEANS_TO = re.compile(
    r"\b(?:kommer|avser|planerar|planeras|vidtar|vidtas|vidtagits|åtgärder|arbetar|beslutar|instämmer|delar)\b",
    re.IGNORECASE,
)


_SOMEBODY = re.compile(
    r"\b(?!vi\b|revis|gransk|stadsrevis|kommunrevis|lekmannarevis|kollegiet|revisorskollegiet|EY\b|KPMG|PwC"
    r"|Deloitte|BDO|Azets)"
    r"[\wåäö]+\s+(?:\w+\s+)?(?:anser|tycker|svarar|berättar|önskar|efterfrågar|ser gärna)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Lead:
    """Words that announce: to whom, and whether it was an earlier audit that said so."""

    recipients: tuple[Mention, ...]
    earlier: bool
    weak: bool = False
    """What was noted, and is no recommendation when the paper has a list of those."""
    answered: bool = False
    """Each is followed by what the board or its administration says to it."""


@dataclass(frozen=True)
class Voice:
    """Who speaks in the paper, and whether it follows up what was said before."""

    genre: Genre
    follow_up: bool = False
    is_talk: bool = False
    """A dialogue: what is to be developed is an area, and no recommendation."""

    @property
    def is_auditors(self) -> bool:
        """The auditors' own paper: "vi" is they."""
        return self.genre == Genre.AUDIT

    def is_heard_in(self, sentence: str) -> bool:
        """Whether the sentence speaks for the auditors."""
        if _AUDITORS.search(sentence):
            return True
        return self.is_auditors and _US.search(sentence) is not None


def lead_of(sentence: str, voice: Voice, *, context: str = "") -> Lead | None:
    """What a sentence before a list announces, if it is the auditors that do. `context` is what stands before it."""
    verb, noun = _VERB.search(sentence), _NOUN.search(sentence)
    said = verb or noun
    if voice.genre == Genre.OTHER and not voice.is_heard_in(sentence):
        return None
    if said is None or says_none(sentence) or is_of_others(sentence, said):
        return None
    announced = _LISTING.search(sentence) or _COUNTED.search(sentence)
    if verb is None and not announced and (not voice.is_auditors or _DEALT_WITH.search(sentence)):
        return None
    if verb is not None and is_relative(sentence, verb):
        return None
    if verb is not None and not (_may_announce(sentence, verb, voice) and (announced or not _is_said(sentence, verb))):
        return None
    if verb is None and not voice.is_auditors and not _quotes(sentence):
        return None
    answered = not voice.is_auditors and _ANSWERED.search(sentence) is not None
    return Lead(tuple(recipients_of(sentence, said)), is_earlier(sentence, voice, context=context), answered=answered)


_WE_EXPECT = re.compile(
    r"\b(?:vi föreslår|förväntar (?:vi )?(?:oss|sig)|vi (?:utgår från|förutsätter)|vi (?:vill|önskar) (?:\w+ )?se)\b",
    re.IGNORECASE,
)
_OUGHT_TO = re.compile(
    r"\b(?:bör|behöver|måste|(?:(?:av (?:\w+ )?vikt)|angeläget|viktigt|väsentligt|nödvändigt|lämpligt) att)\b",
    re.IGNORECASE,
)


def opinion_lead(sentence: str, voice: Voice, *, to_boards: bool = False) -> Lead | None:
    """ "Vi anser att nämnden bör:" before a list, in the auditors' own paper; `to_boards` when its items name those."""
    if (
        not voice.is_auditors
        or voice.is_talk
        or not sentence.endswith((":", " att", "bör", " behöver", " måste"))
        or is_of_others(sentence, None)
        or is_of_somebody(sentence)
    ):
        return None
    found = _OUGHT_TO.search(sentence)
    ought = (
        found is not None
        and len(sentence) - found.end() < 60
        and bool(mentions(sentence) or _WE_THINK.search(sentence) or to_boards)
    )
    measures = (_WE_THINK.search(sentence) and _MEASURES.search(sentence)) or _WANTING.search(sentence)
    if ought or measures or _WE_EXPECT.search(sentence):
        return Lead(
            tuple(first_group(sentence, within=200)), False, weak=not ought and _NOTED.search(sentence) is not None
        )
    return None


#: "Revisorerna anser med anledning av detta", above items that each say "att … ska".
_THAT_LEAD = re.compile(
    r"(?:vi|revisorerna|\w*revisionen|granskarna) (?:\w+ ){0,2}?(?:anser|menar|bedömer|föreslår"
    r"|förväntar oss|önskar|vill)\b"
    r"[^.:]{0,80}:?$",
    re.IGNORECASE,
)


def clause_lead(sentence: str, below: str, voice: Voice) -> Lead | None:
    """ "Vi anser med anledning av detta" with "att nämnden ska …" `below` it, in the auditors' own paper."""
    if not voice.is_auditors or voice.is_talk or not _THAT_LEAD.search(sentence) or is_of_others(sentence, None):
        return None
    told = re.match(r"att\s+(?P<what>.*)", below, re.IGNORECASE | re.DOTALL)
    if told is None or not (re.search(r"\b(?:ska|skall|bör|behöver|måste)\b", below[:160])):
        return None
    return Lead(tuple(first_group(sentence, within=200)), False)


def retold_lead(sentence: str, voice: Voice) -> Lead | None:
    """ "Revisorerna anser dock att nämnden bör:" before a list, in the answer of a board."""
    said = _THEY_THINK.search(sentence) or _IT_SAYS.search(sentence)
    if voice.genre != Genre.ANSWER or said is None or not re.search(r"\b(?:bör|behöver|måste)(?: att)?:?$", sentence):
        return None
    return Lead(tuple(mentions(sentence[said.end() :])), False)


def is_earlier(sentence: str, voice: Voice, *, context: str = "") -> bool:
    """Whether it tells of an earlier audit: in a follow-up by the past tense, elsewhere by a word for it as well."""
    past = _PAST.search(sentence) is not None
    marked = _EARLIER.search(sentence) is not None or _EARLIER.search(context) is not None
    if voice.is_auditors and voice.follow_up:
        present = re.search(r"\brekommender(?:ar|as)\b", sentence, re.IGNORECASE)
        return past or (_EARLIER.search(sentence) is not None and present is None)
    return (past and marked) or (marked and re.search(r"\brekommenderat\b", sentence) is not None)


def says_none(sentence: str) -> bool:
    """ "Vi lämnar inga rekommendationer." """
    return _NONE.search(sentence) is not None


def gives_below(sentence: str) -> bool:
    """ "Nedan återges revisorernas rekommendationer följda av kontorets svar." """
    return _GIVEN_BELOW.search(sentence) is not None


def is_of_others(sentence: str, said: re.Match[str] | None) -> bool:
    """Whether an authority, a handbook or the administration says it, and not the auditors."""
    if _OWN_SIDE.search(sentence) or _IN_ANOTHER.match(sentence):
        return True
    if _ANYBODY.search(sentence) and not (_AUDITORS.search(sentence) or _US.search(sentence)):
        return True
    around = sentence[max(0, said.start() - 70) : said.end() + 30] if said else sentence
    if not _STRANGERS.search(around):
        return False
    close = sentence[max(0, said.start() - 25) : said.end() + 40] if said else sentence
    ours = r"rekommender\w*\s+(?:vi|revis\w+|gransk\w+)\b|\bvi\s+rekommenderar|revis\w+ rekommenderar"
    return re.search(ours, close, re.IGNORECASE) is None


def is_of_somebody(sentence: str) -> bool:
    """Whether it tells what others than the auditors think: "Presidiet anser att …"."""
    found = _SOMEBODY.search(sentence)
    return (
        found is not None
        and re.search(
            r"\b(?:vi|revisor\w*|granskarna)\s+(?:\w+\s+)?anser\b|\banser (?:vi|revisor\w*|revisionen)\b",
            sentence,
            re.IGNORECASE,
        )
        is None
    )


def recipients_of(sentence: str, said: re.Match[str]) -> list[Mention]:
    """The boards after the verb and before "att"; those before a passive; those that a noun is "till"."""
    rest = sentence[said.end() :]
    stop = re.search(r"\batt\b", rest)
    close = _shifted(mentions(rest[: stop.start()] if stop else rest), said.end())
    if close:
        return group_from(sentence, close)
    told = rest[stop.end() :] if stop else ""
    if stop and not begins_with_directive(told) and (inner := first_group(told, within=12)):
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


def _is_said(sentence: str, verb: re.Match[str]) -> bool:
    """Whether the sentence says the recommendation itself: "De rekommenderar styrelsen att redovisa kostnaderna." """
    that = re.search(r"\batt\s+", sentence[verb.end() :])
    said = sentence[verb.end() + that.end() :] if that else ""
    return sentence.endswith(".") and begins_with_directive(said) and not points_elsewhere(said)


def is_relative(sentence: str, verb: re.Match[str]) -> bool:
    """ "Utöver vad revisionen rekommenderar anser förvaltningen …" tells of it, and does not say it."""
    return _RELATIVE.search(sentence[: verb.start()]) is not None


def points_elsewhere(said: str) -> bool:
    """ "Vi rekommenderar att de åtgärder som nämns ovan vidtas" recommends what is said elsewhere."""
    return _POINTS.match(said) is not None


def _may_announce(sentence: str, verb: re.Match[str], voice: Voice) -> bool:
    if voice.is_auditors:
        return True
    if not verb[0].lower().startswith(("rekommend", "vill", "kan")):
        return False
    return _AUDITORS.search(sentence) is not None or "rekommenderas" in sentence


def _quotes(sentence: str) -> bool:
    """Whether somebody else's paper tells what the auditors recommend, and not what it means to do about it."""
    if _MEANS_TO.search(sentence) and not re.search(r"följande rekommendation", sentence, re.IGNORECASE):
        return False
    return _COUNTED.search(sentence) is not None or gives_below(sentence)


def _last_group(sentence: str, found: list[Mention]) -> list[Mention]:
    """The last run of boards joined to each other."""
    start = len(found) - 1
    while start and group_from(sentence, found[start - 1 : start + 1])[-1] == found[start]:
        start -= 1
    return found[start:]


def _shifted(found: list[Mention], by: int) -> list[Mention]:
    return [Mention(one.name, one.start + by, one.end + by) for one in found]
