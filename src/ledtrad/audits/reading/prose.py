"""Sentences that recommend by themselves, each with its clauses."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ledtrad.audits.reading.boards import Mention, first_group, mentions
from ledtrad.audits.reading.headings import Role
from ledtrad.audits.reading.kinds import Genre
from ledtrad.audits.reading.leads import (
    Voice,
    is_earlier,
    is_of_others,
    is_of_somebody,
    is_relative,
    points_elsewhere,
    recipients_of,
    says_none,
)
from ledtrad.audits.reading.naming import ENDING
from ledtrad.audits.reading.people import AUDITORS
from ledtrad.audits.reading.verbs import begins_with_directive, sentences

_EXPLICIT = re.compile(
    r"\b(?:rekommender(?:ar|as|ades|ade|at|ats)|(?:vill|kan)\s+(?:\w+\s+){0,3}rekommendera"
    r"|(?:lämna|gav|gett|ge|få|fick|framför|rikta)\w* (?:\w+ ){0,5}rekommendation(?:en)?"
    r"(?= (?:till [^.:]{4,60}? )?(?:om )?att\b)"
    r"|med (?:en )?rekommendation(?:en)?(?= (?:om )?att\b)"
    r"|rekommendation(?:en)? (?:till [^.]{4,60} )?(?:är|blir)|uppmanas?r?|föreslår|föreslog|förutsätter|utgår från"
    r"|(?:vill|önskar) (?:också |även |gärna )*se)\b(?=.{0,120}\batt\b)",
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
_PARTLY = re.compile(r"(?:\s*,?\s(?:samt |och )?|^)dels (?:att )?")
_NUMBER = re.compile(r"(?:\s*[,;]?\s*(?:samt|och)?\s)?\(?(\d{1,2})[).]\s+(?=[^\W\d])")
_THAT = re.compile(r"\s*[,;]\s*(?:samt\s|och\s)?\s*att\s+|\s+(?:samt|och)\s+att\s+")
#: "Revisionen pekar på att det saknas en rutin och rekommenderar nämnden att ta fram en sådan."
_SUCH = re.compile(r"\b(?:en sådan|ett sådant|sådana)\b")
_NOTED_THAT = re.compile(r"[A-ZÅÄÖ](?:[\wåäö-]+ ){1,5}(?:att\s+)(?=.{20,200}\b(?:och|men|samt) rekommenderar\b)")
_COUNTED_OFF = re.compile(r"(?:\(?1\)|dels)\s+")
_WHOLE = re.compile(r"(?!.*\batt\b)")
_DONE_TO = re.compile(r"(?!.*\batt\b)(?:[\wåäö-]+ ){1,5}?(?:[\wåäö]{3,}(?:as|es|förs|görs)|tas|ges|ses|görs|förs)\b")
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
    if (such := _SUCH.search(sentence, start)) and (noted := _NOTED_THAT.match(sentence)) and such.start() - start < 40:
        start = noted.end()
    if re.match(r"(?:\w+ )?revisor(?:er|erna)\b", sentence[said.end() + that.end() :]):
        return None  # what they mean to do themselves: "Vi föreslår att revisorerna granskar …"
    if mark := _COUNTED_OFF.match(sentence, start):
        start = mark.end()
    spans = list(parted_at_clauses(sentence, start))
    if not spans:
        return None
    return Said(spans, tuple(recipients_of(sentence, said)), is_earlier(sentence, voice, context=context))


def _counts(sentence: str, said: re.Match[str], voice: Voice, role: Role, context: str) -> bool:
    """Whether it is the auditors that recommend, and not a text that they describe."""
    word = said[0].lower()
    heard = voice.is_heard_in(sentence) or _they_go_on(sentence, voice, context)
    if "rekommend" not in word:
        asked = word == "uppmanas" and role not in _DESCRIBING and bool(mentions(sentence[: said.start()]))
        return (voice.is_auditors and asked) or _by_them(sentence, said, voice)
    if not voice.is_auditors:
        return heard or (voice.genre == Genre.ANSWER and _is_told(sentence, said, role, context))
    if word in ("rekommenderade", "rekommenderat"):
        return heard and re.search(rf"{AUDITORS}|\b(?:vi|jag|de|man)\b", sentence, re.IGNORECASE) is not None
    if role in _DESCRIBING and word == "rekommenderas":
        return heard
    if word == "rekommenderar" and not heard and not mentions(sentence[said.end() :]):
        return False  # the board is the one that recommends
    # "En annan rekommendation är att …", and not "Förvaltningen anser att rekommendationen är svår …"
    noun = word.startswith("rekommendation") and role not in _DESCRIBING and not is_of_somebody(sentence)
    return heard or noun or bool(mentions(sentence))


def _they_go_on(sentence: str, voice: Voice, context: str) -> bool:
    """ "De rekommenderar också …" after a sentence about the auditors."""
    before = [context[start:end] for start, end in sentences(context)]
    return bool(before) and re.match(r"(?:De|Man|Dessa)\b", sentence) is not None and voice.is_heard_in(before[-1])


def _goes_on(sentence: str, said: re.Match[str], voice: Voice, context: str) -> bool:
    """ "I rapporten rekommenderas … Skolnämnden rekommenderas dessutom att …" in somebody else's paper."""
    passive = said[0].lower() == "rekommenderas" and bool(mentions(sentence[: said.start()]))
    return passive and "rekommender" in context and voice.is_heard_in(context)


def _by_them(sentence: str, said: re.Match[str], voice: Voice) -> bool:
    """Whether the auditors are who suggests it; in a paper of somebody else's, right beside the verb."""
    near = 60 if voice.is_auditors else 15
    around = sentence[max(0, said.start() - near) : said.end() + 20]
    we = r"vi|" if voice.is_auditors else ""
    them = rf"\b(?:{we}revisorerna|\w*revisionen|granskarna|revisionskontoret)\b"
    return voice.genre != Genre.OTHER and re.search(them, around, re.IGNORECASE) is not None


def _is_told(sentence: str, said: re.Match[str], role: Role, context: str) -> bool:
    """In an answer: what was recommended a board, by whom the paper has said: "… rekommenderas styrelsen att …"."""
    if role in (Role.OWN, Role.DECISION) or not said[0].lower().endswith(("as", "ades")):
        return False
    examined = "rekommend" in context or re.search(r"\bgransk\w+|\brevis\w+", context + sentence, re.IGNORECASE)
    after = re.match(r"\s+(?:\w+ )?att besluta\b", sentence[said.end() :])
    known = examined or re.match(r"(?:Med anledning|Mot bakgrund|Utifrån)\b", sentence)
    return bool(known) and (bool(mentions(sentence)) or "rekommend" in context) and after is None


def parted_at_clauses(sentence: str, start: int) -> Iterator[tuple[int, int]]:
    """The clause from `start`, parted where a new "att" tells of a thing to do as the first does."""
    if len(parts := list(_parts_of(sentence, start))) > 1:
        yield from parts
        return
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


def _parts_of(sentence: str, start: int) -> Iterator[tuple[int, int]]:
    """The parts that are counted off with "dels", the first of which may have been passed already."""
    marks = list(_PARTLY.finditer(sentence, start))
    if marks and sentence[:start].rstrip().endswith("dels"):
        yield start, marks[0].start()
    stops = [*(mark.start() for mark in marks[1:]), len(sentence)]
    yield from ((mark.end(), stop) for mark, stop in zip(marks, stops, strict=False))


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
