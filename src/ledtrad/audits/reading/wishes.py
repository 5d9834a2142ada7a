"""Sentences that only say what ought to be done, in the auditors' own assessment or as an answer retells it."""

import re
from collections.abc import Iterable, Iterator, Sequence

from ledtrad.audits.reading.blocks import ITEM, TEXT, Block
from ledtrad.audits.reading.boards import first_group, mentions
from ledtrad.audits.reading.headings import Role
from ledtrad.audits.reading.leads import (
    is_of_somebody,
    says_none,
)
from ledtrad.audits.reading.merging import matter
from ledtrad.audits.reading.prose import parted_at_clauses
from ledtrad.audits.reading.verbs import begins_with_directive, sentences

_OTHERS_SAY = re.compile(
    r"\b(?:intervju\w*|uppge[rs]\w*|uppgivits|menar|framhåll(?!a vikten)\w*|framkommer|upplever|uttryck\w*|påpeka\w*"
    r"|beskriv\w*|anger"
    r"|anges|lyfter fram|lyfts|framförs|ansåg|ansågs|borde ha"
    r"|säger|sade?|sagt|tyckte|skriv(?:er|it)|skrev|enligt \w*fullmäktige\w*"
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
    r"(?: \w+)? (?:anser|bedömer|menar|konstaterar|ser|vill framhålla)(?: \w+){0,3}? att\s+(?=\w)"
    r"|det är (?:\w+ )?vår (?:bedömning|uppfattning|mening|åsikt) att\s+(?=\w)"
    r"|vår (?:bedömning|uppfattning|mening|åsikt) är (?:\w+ ){0,2}?att\s+(?=\w)",
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
    rf"|^[Aa]v (?:\w+ )?vikt är\b|\bdet (?:vara )?{_WEIGHT}|\bdet (?:\w+ )?som {_WEIGHT}"
    r"|\b(?:understryka|framhålla|betona|poängtera|(?:peka|trycka) på"
    r"|lyfta(?: fram)?) (?:vikten|behovet) av\b"
    r"|\b(?:finns|ser(?: vi)?) (?:ett |också |även )?behov av\b|\bfinns (?:det )?(?:anledning|skäl) (?:för|till)\b"
    r"|\bbehov (?:föreligger|finns) (?:av )?att\b",
    re.IGNORECASE,
)
_WE_NEED = re.compile(
    r"\b(?:vi (?:ser|bedömer) (?:\w+ )?(?:ett )?|ser vi (?:\w+ )?(?:ett )?)behov av (?:en |ett )?(?:\w+ )?\w+",
    re.IGNORECASE,
)
_WEIGHS = re.compile(rf"\b{_WEIGHT}|\b(?:vikten|understryka behovet) av\b", re.IGNORECASE)
_PRESSING = re.compile(r"\b(?:angeläget|nödvändigt|väsentligt|vikt|betydelse)\b", re.IGNORECASE)
#: Somebody or something does it, or it is done: "varje rapport innehåller …", "arbetet tas upp igen".
_FINITE = re.compile(
    r"(?!\b(?:det|de|den|man|vi|dessa|detta|kommunen|kommunens?|verksamheten|dialogen)\b)"
    r"(?:[\wåäö-]+ ){1,9}?(?:[\wåäö]{3,}(?:as|es|ar|er)|tas|ges|ses|görs|förs|finns|får|sker)\b"
)
#: "Det är enligt vår mening angeläget att", before the board that is to do it.
_IT_WEIGHS = re.compile(
    rf"(?:[\wåäö]+ ){{1,8}}?(?:(?:som )?{_WEIGHT}|(?:vikten|behovet) av|vikt är(?: \w+)?) (?P<clause>att\s+)",
    re.IGNORECASE,
)
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
#: "De bör också …", after what was wished of them.
_THEY_TOO = re.compile(r"(?:De|Den|Dessa|Denna)\s+(?:bör|behöver|måste)\b")
_THEY_OUGHT = re.compile(
    r"(?:(?:De|Dessa)|För [^,.]{4,80} gäller att (?:de|dessa))\s+(?:bör|behöver|måste)\s+(?:också\s+|även\s+)?"
)
_VERDICT = re.compile(
    r"(?:(?:[Dd]elvis|[Ii]nte|[Ee]j|[Ii] huvudsak) (?:uppfyll[td]|tillräckligt?)|[Uu]ppfyll[td]|[Jj]a|[Nn]ej"
    r"|[Dd]elvis)\.?\s+(?=[A-ZÅÄÖ])",
)
_TURN = re.compile(r",? (?:men|samt|och) att (?=(?:\w+ ){1,4}(?:bör|behöver|måste)\b)")
#: "Vi förstår att …, men andelen kontroller måste öka."
_BUT = re.compile(r"(?:Vi|Visserligen|Även om|Trots)\b.{15,160}?, men (?=(?:[\wåäö-]+ ){1,5}(?:bör|behöver|måste)\b)")
#: A clause that tells what is to be done, and not by whom: "en funktion inrättas", "den utvärderas efter ett år".
_TURNED = re.compile(r"(?:[A-ZÅÄÖ][a-zåäö]+ )(?:[a-zåäö]+ )?(?:bör|behöver|måste)\s+")
_OUGHT_NEXT = re.compile(r"\s+(?:bör|behöver|måste)\b")
#: What a board tells of the auditors' opinion in its answer to them.
_THEY_THINK = re.compile(
    r"(?:\w+ ){0,3}?(?:revisorerna|revisionen|kommunrevisionen|granskarna|stadsrevisionen|revisionskontoret)\s+"
    r"(?:\w+ ){0,2}?(?:anser|bedömer|menar|påpekar|framhåller|konstaterar|ser|lyfter|betonar|poängterar|understryker)"
    r"\s+(?:\w+ ){0,4}?att\s+",
    re.IGNORECASE,
)
_THINK_THEY = re.compile(
    r"(?:\w+ ){1,4}?(?:anser|bedömer|menar) (?:revisorerna|revisionen|\w*revisionen|granskarna) (?:\w+ )?att\s+",
    re.IGNORECASE,
)
_AND_THINK = re.compile(
    r"(?:\w+ ){0,3}?(?:revisorerna|\w*revisionen|granskarna)\b[^.]{5,150}?\s(?:och|men|samt) (?:anser|bedömer|menar)"
    r" (?:\w+ )?att\s+(?=(?:[\w-]+ ){1,6}(?:bör|behöver|måste)\b)",
    re.IGNORECASE,
)
_IT_SAYS = re.compile(
    r"(?:\w+ ){0,2}?i (?:\w*rapporten|granskningen) (?:framförs|framhålls|påpekas|konstateras|anges|lyfts(?: fram)?)"
    r"(?: \w+){0,3}? att\s+",
    re.IGNORECASE,
)
_THAT = re.compile(r"\s*[,;]\s*(?:samt\s|och\s)?\s*att\s+|\s+(?:samt|och)\s+att\s+")
_PASSIVE = re.compile(
    r"\b(?:bör|behöver|måste)\s+(?:\w+\s+){0,3}?\w+(?:as|es|s)\b"
    r"|\b(?:bör|behöver|måste)\s+(?:\w+\s+){0,5}?(?:framgå|ske|ingå|fortsätta|omfatta|innehålla|öka|minska)\b"
)


def wishes(blocks: Sequence[Block], *, talk: bool) -> Iterator[tuple[Block, int, int]]:
    """Sentences of the auditors' own assessment that say what ought to be done; of its questions when it says none.

    After a dialogue, a `talk`, only those that name a board: the others tell of its areas of development.
    """
    assessed = any(block.role == Role.ASSESSMENT or _answers(block) for block in blocks)
    found = list(_wishes_in(blocks, {Role.ASSESSMENT} if assessed else {Role.OTHER, Role.OBSERVATIONS}))
    found = [one for one in found if not _summed_up(one, found)]
    if talk:
        yield from (one for one in found if one[0].role != Role.DEVELOPMENT and mentions(one[0].text[one[1] : one[2]]))
        return
    yield from found or (_wishes_in(blocks, {Role.QUESTIONS, Role.OTHER}) if assessed else ())


def besides(
    found: Iterable[tuple[Block, int, int]], recommending: Sequence[Block], *, anywhere: bool
) -> Iterator[tuple[Block, int, int]]:
    """Of the wishes, where sentences recommend as well: those that say what a board ought to do.

    In a long report only those of the same section; in a short one `anywhere`.
    """
    paths = {block.path for block in recommending}
    for block, start, end in found:
        sentence = block.text[start:end]
        if (anywhere or block.path in paths) and _ought_first(sentence):
            yield block, start, end


def _ought_first(sentence: str) -> bool:
    """ "Nämnden bör …", "Därtill bör nämnden …"."""
    board = first_group(sentence, within=1)
    if board:
        return _OUGHT_NEXT.match(sentence, board[-1].end) is not None
    turned = _TURNED.match(sentence)
    return turned is not None and bool(first_group(sentence[turned.end() :], within=2))


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
        wished = False
        for start, end in sentences(block.text):
            if verdict := _VERDICT.match(block.text, start, end):
                start = verdict.end()
            sentence = block.text[start:end]
            wished = is_wish(sentence) or (wished and _THEY_TOO.match(sentence) is not None)
            if wished:
                yield block, start + _wish_start(sentence), end


def retold(blocks: Sequence[Block]) -> Iterator[tuple[Block, int, int]]:
    """In an answer: "Revisorerna anser att nämnden bör …", from the board on."""
    for block in blocks:
        if block.kind not in (TEXT, ITEM):
            continue
        for start, end in sentences(block.text):
            said = _THEY_THINK.match(block.text, start, end) or _THINK_THEY.match(block.text, start, end)
            said = _AND_THINK.match(block.text, start, end) or said or _IT_SAYS.match(block.text, start, end)
            if said and _is_retold(said[0], block.text[said.end() : end]):
                parts = parted_at_clauses(block.text[:end], said.end()) if _WEIGHS.search(said[0]) else None
                yield from ((block, *span) for span in parts or _ought_parts(block.text, said.end(), end))


def _ought_parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """ "… att nämnden behöver A, att B behöver göras samt att C bör ses över" are three."""
    marks = [hit for hit in _THAT.finditer(text, start, end) if _OUGHT.search(text, hit.end(), end)]
    begins = [start, *(hit.end() for hit in marks)]
    yield from zip(begins, [*(hit.start() for hit in marks), end], strict=True)


def _is_retold(opening: str, clause: str) -> bool:
    """Whether it says what ought to be done: "… anser att nämnden bör …", "… ser det som angeläget att nämnden …"."""
    return (_WEIGHS.search(opening) is not None and bool(mentions(clause))) or is_wish(clause)


def _wish_start(sentence: str) -> int:
    """Past a long judgement that only leads up to it: "Vår bedömning är att …, men att nämnden bör …"."""
    if (they := _THEY_OUGHT.match(sentence)) and begins_with_directive(sentence[they.end() :]):
        return they.end()
    if past := _BUT.match(sentence) or _AND_THINK.match(sentence):
        return past.end()
    turns = [hit.end() for hit in _TURN.finditer(sentence) if hit.start() > 60]
    if turns:
        return turns[0]
    if (weighed := _IT_WEIGHS.match(sentence)) and first_group(sentence[weighed.end() :], within=12):
        return weighed.start("clause")
    said = _WE_SAY.match(sentence)
    return said.end() if said and first_group(sentence[said.end() :], within=12) else 0


def is_wish(sentence: str) -> bool:
    """ "Nämnden bör …", "Rutinerna behöver ses över", "Det är av vikt att styrelsen …", in nobody else's words."""
    ours = _AND_THINK.match(sentence) or _WE_SAY.match(sentence)
    said_by_us = ours.end() if ours else 0
    if (
        sentence.endswith(("?", ":"))
        or _OTHERS_SAY.search(sentence, said_by_us)
        or is_of_somebody(sentence[said_by_us:])
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
    weighed = _IT_WEIGHS.match(sentence)
    if weighed and _PRESSING.search(weighed[0]) and _FINITE.match(sentence, weighed.end()):
        return True
    if _WE_NEED.search(sentence):
        return True
    rest = sentence[said.end() :]
    that = re.match(r"\s+(?:\w+\s+){0,3}?(?:att\s+)?", rest)
    follows = rest[that.end() :] if that else rest
    return (
        bool(mentions(rest))
        or begins_with_directive(follows)
        or begins_with_directive(re.sub(r"^.*?\batt\s+", "", rest))
    )
