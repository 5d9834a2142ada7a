"""Sentences that recommend by themselves, and those that only say what ought to be done."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ledtrad.audits.reading.blocks import ITEM, TEXT, Block
from ledtrad.audits.reading.boards import Mention, first_group, mentions
from ledtrad.audits.reading.headings import Role
from ledtrad.audits.reading.leads import (
    Voice,
    is_earlier,
    is_of_others,
    is_relative,
    points_elsewhere,
    recipients_of,
    says_none,
)
from ledtrad.audits.reading.merging import matter
from ledtrad.audits.reading.naming import ENDING
from ledtrad.audits.reading.verbs import begins_with_directive, sentences

_EXPLICIT = re.compile(
    r"\b(?:rekommender(?:ar|as|ades|ade|at|ats)|(?:vill|kan)\s+(?:\w+\s+){0,3}rekommendera"
    r"|(?:lämna|gav|gett|ge|få|fick|framför|rikta)\w* (?:\w+ ){0,5}rekommendation(?:en)?"
    r"(?= (?:till [^.:]{4,60}? )?(?:om )?att\b)"
    r"|rekommendation(?:en)? (?:till [^.]{4,60} )?(?:är|blir)|uppmanas?r?|föreslår)\b",
    re.IGNORECASE,
)
#: "… och socialnämnden att öva": the next board and what it is to do, under the same verb.
_TO_ANOTHER = re.compile(
    r"(?<!-)(?:,|\s)\s*(?:och|samt)\s+"
    r"(?=(?:[\wåäö]+-,? (?:och )?)*(?:(?:tekniska|sociala) )?[\wåäö-]*" + ENDING + r" att )"
)
_CLAUSE = re.compile(
    r"(?:[,;]\s*(?:samt\s+|och\s+)?|\s+samt\s+|\s+och\s+)(?:dels\s+att|att|dels|\(?\d\))\s+", re.IGNORECASE
)
_NUMBER = re.compile(r"(?:\s*[,;]?\s*(?:samt|och)?\s)?\(?(\d{1,2})[).]\s+(?=[^\W\d])")
_THAT = re.compile(r"\s*[,;]\s*(?:samt\s|och\s)?\s*att\s+|\s+(?:samt|och)\s+att\s+")
_COUNTED_OFF = re.compile(r"(?:\(?1\)|dels)\s+")
_OTHERS_SAY = re.compile(
    r"\b(?:intervju\w*|uppge[rs]\w*|uppgivits|menar|framhåll(?!a vikten)\w*|framkommer|upplever|uttryck\w*|påpeka\w*"
    r"|beskriv\w*|anger"
    r"|anges|lyfter fram|lyfts|framförs|ansåg|ansågs|borde ha"
    r"|säger|sade|enligt \w*fullmäktige\w*"
    r"|handläggarna|cheferna|medarbetarna (?:anser|tycker)|förvaltningen (?:anser|bedömer|avser))\b",
    re.IGNORECASE,
)
#: What a law or a rule says, where it stands before what ought to be done: "Enligt skollagen ska …".
_BY_LAW = re.compile(
    r"\b(?:enligt (?!vår|oss|vår mening|revis\w+)\w+|lagen|socialtjänstlag\w*|kommunallag\w*|skollag\w*|kap\.|§"
    r"|föreskrift\w*|allmänna råd|reglement\w+ (?:ska|anger))",
    re.IGNORECASE,
)
#: What only sums up how things are, and tells nobody what to do, when it names no board.
_SUMS_UP = re.compile(r"\b(?:sammanfattningsvis|sammantaget|sammantagna?|samlade?|sammanfattande)\b", re.IGNORECASE)
#: "Vi anser också att", before what ought to be done.
_WE_SAY = re.compile(
    r"(?:\w+ ){0,2}?(?:vi|revisorerna|revisionen|\w*revisionen|granskarna|revisionskontoret|EY|KPMG|PwC|Deloitte)"
    r"(?: \w+)? (?:anser|bedömer|menar|konstaterar|ser|vill framhålla)(?: \w+){0,3}? att\s+(?=\w)",
    re.IGNORECASE,
)
_SOMEBODY = re.compile(
    r"\b(?!vi\b|revis|gransk|stadsrevis|kommunrevis|lekmannarevis|kollegiet|revisorskollegiet|EY\b|KPMG|PwC"
    r"|Deloitte|BDO|Azets)"
    r"[\wåäö]+\s+(?:\w+\s+)?(?:anser|tycker|svarar|berättar|önskar|efterfrågar|ser gärna)\b",
    re.IGNORECASE,
)
_WEIGHT = (
    r"(?:av (?:stor |största |yttersta )?(?:vikt|betydelse)|angeläget|nödvändigt|viktigt|väsentligt|önskvärt|centralt"
    r"|lämpligt|värdefullt|eftersträvansvärt)"
)
_OUGHT = re.compile(
    r"\bbör\b|\bbehöver\b|\bmåste\b"
    rf"|\b(?:är|anses|bedöms|bedömer vi|ser vi) (?:det |därför |därmed |också |dock |även "
    rf"|enligt vår \w+ )*(?:som )?{_WEIGHT}\b"
    rf"|\b(?:vore|skulle vara) (?:därför |också |även )?{_WEIGHT}\b"
    rf"|\bdet {_WEIGHT}|\bdet (?:\w+ )?som {_WEIGHT}|\b(?:understryka|framhålla|betona|poängtera|(?:peka|trycka) på"
    r"|lyfta(?: fram)?) vikten av\b"
    r"|\b(?:finns|ser(?: vi)?) (?:ett |också |även )?behov av\b|\bfinns (?:det )?anledning (?:för|till)\b"
    r"|\bbehov (?:föreligger|finns) (?:av )?att\b",
    re.IGNORECASE,
)
#: "Det är enligt vår mening angeläget att", before the board that is to do it.
_IT_WEIGHS = re.compile(rf"(?:[\wåäö]+ ){{1,8}}?(?:(?:som )?{_WEIGHT}|vikten av) (?P<clause>att\s+)", re.IGNORECASE)
_IDLE = re.compile(
    r"\bbör (?:dock |även |också |här |särskilt |vidare )?(?:det )?(?:noteras|nämnas|påpekas|framhållas"
    r"|tilläggas|understrykas"
    r"|poängteras|kunna|ses (?:i ljuset|mot|som)|beaktas att|läsas|vara (?:möjligt|rimligt|känt))\b"
    r"|\b(?:bör|behöver|måste) (?:de|vi|man|den|ni|jag)\b|\b(?:av|i) (?:svaret|yttrandet) bör\b"
    r"|\b(?:önskar|begär|emotser)\b.{0,80}\b(?:svar|yttrande|synpunkter)\b"
    r"|\b(?:ett antal|flera|vissa|några) (?:områden|avseenden|delar)\b"
    r"|^det (?:betyder|innebär) att\b|\bsom är (?:av (?:\w+ )?(?:vikt|betydelse)|viktig|central|väsentlig)"
    r"|\bgranskning\w* (?:\w+ ){0,3}bör (?:göras|genomföras)\b"
    r"|\b(?:behöver|bör|måste) inte\b|\bhar bedömt det\b|\bdet bör\b|\bvi bör\b",
    re.IGNORECASE,
)
_VERDICT = re.compile(
    r"(?:(?:[Dd]elvis|[Ii]nte|[Ee]j|[Ii] huvudsak) (?:uppfyll[td]|tillräckligt?)|[Uu]ppfyll[td]|[Jj]a|[Nn]ej"
    r"|[Dd]elvis)\.?\s+(?=[A-ZÅÄÖ])",
)
_TURN = re.compile(r",? (?:men|samt|och) att (?=(?:\w+ ){1,4}(?:bör|behöver|måste)\b)")
#: A clause that tells what is to be done, and not by whom: "en funktion inrättas", "den utvärderas efter ett år".
_WHOLE = re.compile(r"(?!.*\batt\b)")
_DONE_TO = re.compile(r"(?!.*\batt\b)(?:[\wåäö-]+ ){1,5}?(?:[\wåäö]{3,}(?:as|es)|tas|ges|ses|görs|förs)\b")
#: What a board tells of the auditors' opinion in its answer to them.
_THEY_THINK = re.compile(
    r"(?:\w+ ){0,3}?(?:revisorerna|revisionen|kommunrevisionen|granskarna|stadsrevisionen|revisionskontoret)\s+"
    r"(?:\w+ ){0,2}?(?:anser|bedömer|menar|påpekar|framhåller|konstaterar|ser|lyfter)\s+(?:\w+ ){0,3}?att\s+",
    re.IGNORECASE,
)
_IT_SAYS = re.compile(
    r"(?:\w+ ){0,2}?i (?:\w*rapporten|granskningen) (?:framförs|framhålls|påpekas|konstateras|anges|lyfts(?: fram)?)"
    r"(?: \w+){0,3}? att\s+",
    re.IGNORECASE,
)
_PASSIVE = re.compile(
    r"\b(?:bör|behöver|måste)\s+(?:\w+\s+){0,3}?\w+(?:as|es|s)\b"
    r"|\b(?:bör|behöver|måste)\s+(?:\w+\s+){0,5}?(?:framgå|ske|ingå|fortsätta|omfatta|innehålla)\b"
)
_DESCRIBING = (Role.BACKGROUND, Role.CRITERIA, Role.OBSERVATIONS)


@dataclass(frozen=True)
class Said:
    """What a sentence recommends: its clauses, to whom, and of which audit."""

    spans: list[tuple[int, int]]
    recipients: tuple[Mention, ...]
    earlier: bool


def clauses(sentence: str, voice: Voice, role: Role, *, context: str = "") -> Said | None:
    """The clauses of a sentence such as "Vi rekommenderar nämnden att …, att … samt att …"."""
    said = _EXPLICIT.search(sentence)
    if said is None or says_none(sentence) or is_of_others(sentence, said):
        return None
    if not _counts(sentence, said, voice, role, context) and not _goes_on(sentence, said, voice, context):
        return None
    that = re.search(r"\batt\s+", sentence[said.end() :])
    if that is None or that.start() > 140 or is_relative(sentence, said):
        return None
    start = said.end() + that.end()
    if points_elsewhere(sentence[start:]):
        return None
    if re.match(r"(?:\w+ )?revisor(?:er|erna)\b", sentence[said.end() + that.end() :]):
        return None  # what they mean to do themselves: "Vi föreslår att revisorerna granskar …"
    if mark := _COUNTED_OFF.match(sentence, start):
        start = mark.end()
    spans = list(_split(sentence, start))
    if not spans:
        return None
    return Said(spans, tuple(recipients_of(sentence, said)), is_earlier(sentence, voice, context=context))


def _counts(sentence: str, said: re.Match[str], voice: Voice, role: Role, context: str) -> bool:
    """Whether it is the auditors that recommend, and not a text that they describe."""
    word = said[0].lower()
    heard = voice.is_heard_in(sentence) or _they_go_on(sentence, voice, context)
    if not word.startswith(("rekommend", "vill", "kan")) and "rekommend" not in word:
        asked = word == "uppmanas" and role not in _DESCRIBING and bool(mentions(sentence[: said.start()]))
        return voice.is_auditors and (_by_us(sentence, said) or asked)
    if not voice.is_auditors:
        return heard
    if role in _DESCRIBING and word == "rekommenderas":
        return heard
    if word == "rekommenderar" and not heard and not mentions(sentence[said.end() :]):
        return False  # the board is the one that recommends
    noun = word.startswith("rekommendation") and role not in _DESCRIBING  # "En annan rekommendation är att …"
    return heard or noun or bool(mentions(sentence))


def _they_go_on(sentence: str, voice: Voice, context: str) -> bool:
    """ "De rekommenderar också …" after a sentence about the auditors."""
    before = [context[start:end] for start, end in sentences(context)]
    return bool(before) and re.match(r"(?:De|Man|Dessa)\b", sentence) is not None and voice.is_heard_in(before[-1])


def _goes_on(sentence: str, said: re.Match[str], voice: Voice, context: str) -> bool:
    """ "I rapporten rekommenderas … Skolnämnden rekommenderas dessutom att …" in somebody else's paper."""
    passive = said[0].lower() == "rekommenderas" and bool(mentions(sentence[: said.start()]))
    return passive and "rekommender" in context and voice.is_heard_in(context)


def _by_us(sentence: str, said: re.Match[str]) -> bool:
    around = sentence[max(0, said.start() - 60) : said.end() + 20]
    return re.search(r"\b(?:vi|revisorerna|revisionen|granskarna)\b", around, re.IGNORECASE) is not None


def _split(sentence: str, start: int) -> Iterator[tuple[int, int]]:
    """The clause from `start`, parted where a new "att" tells of a thing to do as the first does."""
    first_directs = begins_with_directive(sentence[start:])
    passive = not first_directs and not first_group(sentence[start:], within=1)
    cuts: list[tuple[int, int]] = []
    clauses = list(_CLAUSE.finditer(sentence, start))
    for hit in clauses:
        rest = sentence[hit.end() :]
        before = sentence[cuts[-1][1] if cuts else start : hit.start()]
        parallel = (
            not first_directs and _DONE_TO.match(rest) and (_DONE_TO.match(before) if passive else _WHOLE.match(before))
        )
        if (
            (first_directs and begins_with_directive(rest))
            or (not first_directs and first_group(rest, within=1))
            or parallel
        ):
            cuts.append(hit.span())
    cuts += [hit.span() for hit in _TO_ANOTHER.finditer(sentence, start)] if first_directs else []
    cuts.sort()
    if not cuts and len(clauses) > 1:
        cuts = [hit.span() for hit in clauses]  # "… att tillse att A, att B samt att C" are three things
    pieces = zip(
        [start, *(end for _begin, end in cuts)], [*(begin for begin, _end in cuts), len(sentence)], strict=True
    )
    for first, last in pieces:
        piece = sentence[first:last].rstrip()
        if len(piece.strip(" :.")) >= 8:
            yield first, first + len(piece)


def in_quotation(text: str, start: int) -> bool:
    """Whether a sentence goes on in what somebody else is quoted as saying: "… en rektor: ”Nu räcker det. Vi …"."""
    before = text[:start]
    if "“" in before:
        return before.count("“") > before.count("”")
    return (before.count("”") + before.count('"')) % 2 == 1


def counted_off(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The parts that are counted "1) …, 2) …", or that all begin with "att", in this piece of a text; two at least."""
    marks = list(_NUMBER.finditer(text, start, end))
    if [mark[1] for mark in marks] != [str(number) for number in range(1, len(marks) + 1)]:
        marks = []
    if not marks and (first := re.compile(r"\s*att\s+").match(text, start)):
        marks = [first, *_THAT.finditer(text, first.end(), end)]
    if len(marks) < 2:
        return []
    stops = [*(mark.start() for mark in marks[1:]), end]
    return [(mark.end(), stop) for mark, stop in zip(marks, stops, strict=True)]


def wishes(blocks: Sequence[Block]) -> Iterator[tuple[Block, int, int]]:
    """Sentences of the auditors' own assessment that say what ought to be done; of its questions when it says none."""
    assessed = any(block.role == Role.ASSESSMENT or _answers(block) for block in blocks)
    found = list(_wishes_in(blocks, {Role.ASSESSMENT} if assessed else {Role.OTHER, Role.OBSERVATIONS}))
    found = [one for one in found if not _summed_up(one, found)]
    yield from found or (_wishes_in(blocks, {Role.QUESTIONS, Role.OTHER}) if assessed else ())


def _answers(block: Block) -> bool:
    """Whether it stands below "Svar" in the auditors' own paper, which answers their questions there."""
    return bool(block.path) and block.path[-1].strip(" .:").lower() == "svar"


def _summed_up(wish: tuple[Block, int, int], found: Sequence[tuple[Block, int, int]]) -> bool:
    """Whether a wish in the summary only says in short what the chapters wish of the same boards."""
    block, start, end = wish
    if not _in_summary(block):
        return False
    said = block.text[start:end]
    boards = {one.name for one in mentions(said)}
    fuller = [other.text[first:last] for other, first, last in found if not _in_summary(other)]
    own, rest = ({word[:5] for word in matter(text)} for text in (said, " ".join(fuller)))
    return bool(boards) and len(own & rest) >= len(own) * 0.4


def _in_summary(block: Block) -> bool:
    return any(re.search(r"\bsammanfattning\b", heading, re.IGNORECASE) for heading in block.path)


def _wishes_in(blocks: Sequence[Block], wanted: set[Role]) -> Iterator[tuple[Block, int, int]]:
    for block in blocks:
        if block.role == Role.DEVELOPMENT and block.kind == ITEM:
            yield block, 0, len(block.text)
        answers = Role.ASSESSMENT in wanted and _answers(block)
        if not (block.role in wanted or answers) or block.kind not in (TEXT, ITEM):
            continue
        for start, end in sentences(block.text):
            if verdict := _VERDICT.match(block.text, start, end):
                start = verdict.end()
            if is_wish(block.text[start:end]):
                yield block, start + _wish_start(block.text[start:end]), end


def retold(blocks: Sequence[Block]) -> Iterator[tuple[Block, int, int]]:
    """In an answer: "Revisorerna anser att nämnden bör …", from the board on."""
    for block in blocks:
        if block.kind not in (TEXT, ITEM):
            continue
        for start, end in sentences(block.text):
            said = _THEY_THINK.match(block.text, start, end) or _IT_SAYS.match(block.text, start, end)
            if said and is_wish(block.text[said.end() : end]):
                yield from ((block, first, last) for first, last in _ought_parts(block.text, said.end(), end))


def _ought_parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """ "… att nämnden behöver A, att B behöver göras samt att C bör ses över" are three."""
    marks = [hit for hit in _THAT.finditer(text, start, end) if _OUGHT.search(text, hit.end(), end)]
    begins = [start, *(hit.end() for hit in marks)]
    yield from zip(begins, [*(hit.start() for hit in marks), end], strict=True)


def _wish_start(sentence: str) -> int:
    """Past a long judgement that only leads up to it: "Vår bedömning är att …, men att nämnden bör …"."""
    turns = [hit.end() for hit in _TURN.finditer(sentence) if hit.start() > 60]
    if turns:
        return turns[0]
    if (weighed := _IT_WEIGHS.match(sentence)) and first_group(sentence[weighed.end() :], within=12):
        return weighed.start("clause")
    said = _WE_SAY.match(sentence)
    return said.end() if said and first_group(sentence[said.end() :], within=12) else 0


def is_wish(sentence: str) -> bool:
    """ "Nämnden bör …", "Rutinerna behöver ses över", "Det är av vikt att styrelsen …", in nobody else's words."""
    if (
        sentence.endswith(("?", ":"))
        or _OTHERS_SAY.search(sentence)
        or _of_somebody(sentence)
        or _IDLE.search(sentence)
        or says_none(sentence)
    ):
        return False
    said = _OUGHT.search(sentence)
    if said is None or _BY_LAW.search(sentence[: said.start()]):
        return False
    if _SUMS_UP.search(sentence[: said.start()]) and not mentions(sentence):
        return False
    if said[0].lower() in {"bör", "behöver", "måste"}:
        acting = mentions(sentence[: said.start()]) or first_group(sentence[said.end() :], within=2)
        return bool(acting) or _PASSIVE.search(sentence) is not None
    rest = sentence[said.end() :]
    that = re.match(r"\s+(?:\w+\s+){0,3}?(?:att\s+)?", rest)
    follows = rest[that.end() :] if that else rest
    return (
        bool(mentions(rest))
        or begins_with_directive(follows)
        or begins_with_directive(re.sub(r"^.*?\batt\s+", "", rest))
    )


def _of_somebody(sentence: str) -> bool:
    """Whether it tells what others than the auditors think: "Presidiet anser att …"."""
    found = _SOMEBODY.search(sentence)
    return (
        found is not None
        and re.search(r"\b(?:vi|revisor\w*|granskarna)\s+(?:\w+\s+)?anser\b", sentence, re.IGNORECASE) is None
    )
