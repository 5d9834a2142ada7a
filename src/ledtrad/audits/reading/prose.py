"""Sentences that recommend by themselves, and those that only say what ought to be done."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ledtrad.audits.reading.blocks import ITEM, TEXT, Block
from ledtrad.audits.reading.boards import Mention, first_group, mentions
from ledtrad.audits.reading.kinds import Genre
from ledtrad.audits.reading.leads import _AUDITORS, _recipients, is_earlier, says_none
from ledtrad.audits.reading.sections import Role
from ledtrad.audits.reading.verbs import begins_with_directive, sentences

_EXPLICIT = re.compile(
    r"\b(?:rekommender(?:ar|as|ades|ade|at|ats)|(?:vill|kan) (?:därför |också |även )?rekommendera|rekommendation(?:en)? är|rekommendation (?:till [^.]{4,60} )?är|uppmanas?r?|föreslår)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"(?:,\s*|\s+samt\s+|\s+och\s+|,\s*samt\s+|,\s*och\s+)(?:dels\s+)?att\s+", re.IGNORECASE)
_NOT_A_WISH = re.compile(
    r"\b(?:intervju\w*|uppge[rs]\w*|uppgivits|menar|framhåll\w*|framkommer|upplever|uttryck\w*|påpeka\w*|beskriv\w*|anger|anges|lyfter fram|lyfts|enligt (?!vår|oss|vår mening|revis\w+)"
    r"\w+|framförs|ansåg|ansågs|borde ha|lagen|socialtjänstlag\w*|kommunallag\w*|skollag\w*|kap\.|§|föreskrift\w*|allmänna råd|reglement\w+ (?:ska|anger))\b",
    re.IGNORECASE,
)
_OUGHT = re.compile(
    r"\bbör\b|\bbehöver\b|\b(?:är|anses|bedöms|bedömer vi) (?:det |därför |därmed |också |dock |även |enligt vår \w+ )*(?:som )?(?:av (?:stor |största |yttersta )?(?:vikt|betydelse)|angeläget|nödvändigt|viktigt|väsentligt|önskvärt|centralt)\b"
    r"|\bdet (?:angeläget|nödvändigt|viktigt|väsentligt|av (?:stor )?vikt)\b",
    re.IGNORECASE,
)
_IDLE = re.compile(
    r"\bbör (?:dock |även |också |här |särskilt )?(?:det )?(?:noteras|nämnas|påpekas|framhållas|tilläggas|understrykas|poängteras|kunna|ses (?:i ljuset|mot|som)|beaktas att|läsas|vara (?:möjligt|rimligt|känt))\b"
    r"|\bbehöver inte\b|\bbör inte tolkas|\bhar bedömt det\b|\bdet bör\b",
    re.IGNORECASE,
)
_PASSIVE = re.compile(r"\b(?:bör|behöver)\s+(?:\w+\s+){0,3}?\w+(?:as|es|s)\b")


@dataclass(frozen=True)
class Said:
    """What a sentence recommends: its clauses, to whom, and of which audit."""

    spans: list[tuple[int, int]]
    recipients: tuple[Mention, ...]
    earlier: bool


def clauses(sentence: str, genre: Genre, *, follow_up: bool) -> Said | None:
    """The clauses of a sentence such as "Vi rekommenderar nämnden att …, att … samt att …"."""
    from ledtrad.audits.reading.leads import _of_strangers

    said = _EXPLICIT.search(sentence)
    if said is None or says_none(sentence) or _of_strangers(sentence, said):
        return None
    word = said[0].lower()
    if not word.startswith(("rekommend", "vill", "kan")) and not (genre == Genre.AUDIT and _by_us(sentence, said)):
        return None
    if genre != Genre.AUDIT and not _AUDITORS.search(sentence):
        return None
    if genre == Genre.AUDIT and not _AUDITORS.search(sentence) and not mentions(sentence):
        return None
    that = re.search(r"\batt\s+", sentence[said.end() :])
    if that is None or that.start() > 140:
        return None
    start = said.end() + that.end()
    spans = list(_split(sentence, start))
    if not spans:
        return None
    return Said(spans, tuple(_recipients(sentence, said)), is_earlier(sentence, genre, follow_up=follow_up))


def _by_us(sentence: str, said: re.Match[str]) -> bool:
    return (
        re.search(
            r"\b(?:vi|revisorerna|revisionen|granskarna)\b",
            sentence[max(0, said.start() - 30) : said.end() + 20],
            re.IGNORECASE,
        )
        is not None
    )


def _split(sentence: str, start: int) -> Iterator[tuple[int, int]]:
    """The clause from `start`, parted where a new "att" tells of a thing to do as the first does."""
    first_directs = begins_with_directive(sentence[start:])
    pieces = [start]
    ends: list[int] = []
    for hit in _CLAUSE.finditer(sentence, start):
        rest = sentence[hit.end() :]
        if (first_directs and begins_with_directive(rest)) or (not first_directs and first_group(rest, within=1)):
            ends.append(hit.start())
            pieces.append(hit.end())
    ends.append(len(sentence))
    for first, last in zip(pieces, ends, strict=True):
        piece = sentence[first:last].rstrip()
        if len(piece.strip(" :.")) >= 8:
            yield first, first + len(piece)


def wishes(blocks: Sequence[Block]) -> Iterator[tuple[Block, int, int]]:
    """Sentences of the auditors' own assessment that say what ought to be done, for papers that recommend no other way."""
    roles = {block.role for block in blocks}
    wanted = {Role.ASSESSMENT} if Role.ASSESSMENT in roles else {Role.OTHER, Role.OBSERVATIONS}
    for block in blocks:
        if block.role not in wanted or block.kind not in (TEXT, ITEM):
            continue
        for start, end in sentences(block.text):
            if is_wish(block.text[start:end]):
                yield block, start, end


def is_wish(sentence: str) -> bool:
    """ "Nämnden bör …", "Rutinerna behöver ses över", "Det är av vikt att kommunstyrelsen …", and nobody else's words."""
    if sentence.endswith(("?", ":")) or _NOT_A_WISH.search(sentence) or _IDLE.search(sentence) or says_none(sentence):
        return False
    said = _OUGHT.search(sentence)
    if said is None:
        return False
    if said[0].lower() in {"bör", "behöver"}:
        return bool(mentions(sentence[: said.start()]) or _PASSIVE.search(sentence))
    rest = sentence[said.end() :]
    return re.match(r"\s+(?:\w+\s+){0,3}?att\b", rest) is not None and bool(
        mentions(rest) or begins_with_directive(re.sub(r"^.*?\batt\s+", "", rest))
    )
