"""The whole reading of a paper, put together."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from ledtrad.audits.reading import facts
from ledtrad.audits.reading.abbreviations import shortened, shortened_again, spell_out, spell_out_initials
from ledtrad.audits.reading.blocks import ITEM, TEXT, Block, blocks_of
from ledtrad.audits.reading.dates import due_in
from ledtrad.audits.reading.found import Found, own_recipients
from ledtrad.audits.reading.kinds import Genre, genre_of, is_about_audit, kind_of, names_audit
from ledtrad.audits.reading.leads import Voice
from ledtrad.audits.reading.merging import merged
from ledtrad.audits.reading.people import addressees, auditor_of, examined_boards
from ledtrad.audits.reading.questions import questions_of
from ledtrad.audits.reading.recipients import aim
from ledtrad.audits.reading.recommendations import Finder
from ledtrad.audits.reading.titles import date_of, title_of
from ledtrad.audits.reading.verbs import sentences
from ledtrad.audits.reading.verdicts import answers_of, conclusions_of
from ledtrad.audits.reading.wishes import besides, retold, wishes

_SHORT = 40
"""Blocks in a letter, or a report of a page or two."""


@dataclass(frozen=True)
class Recommendation:
    """One recommendation, with its place: `quote` is the paper's own characters from `start` to `end`."""

    text: str
    recipients: list[str]
    earlier: bool
    page: int
    start: int
    end: int
    quote: str


@dataclass(frozen=True)
class Reading:
    """What the paper is taken to say. Dates are ISO, or a year and month when no day is said."""

    title: str
    auditor: str | None
    date: str | None
    recipients: list[str]
    questions: list[str]
    recommendations: list[Recommendation]
    answer_due: str | None
    kind: str
    purpose: str = ""
    criteria: list[str] = field(default_factory=list)
    method: str = ""
    conclusions: str = ""
    sources: dict[str, list[str]] = field(default_factory=lambda: {"functions": [], "documents": []})
    areas: list[str] = field(default_factory=list)
    strengths: list[str] = field(default_factory=list)
    development_areas: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    """The auditors' answer to each of `questions`, empty where the paper gives none."""

    def as_dict(self) -> dict[str, Any]:
        """Plain values, as the command answers with."""
        return asdict(self)


def reading_from(told: dict[str, Any]) -> Reading:
    """The reading that `as_dict` made plain values of."""
    found = [Recommendation(**one) for one in told["recommendations"]]
    return Reading(**{**told, "recommendations": found})


def read(text: str) -> Reading:
    """Read the text of a paper; form feeds part its pages. Never fails: what it does not find is empty."""
    blocks = blocks_of(text)
    short = shortened(blocks)
    spell_out(blocks, short)
    short |= spell_out_initials(blocks)
    title = title_of(blocks)
    genre = genre_of(blocks)
    kind = kind_of(genre, title, blocks)
    written = date_of(blocks)
    sent_to = addressees(blocks) if genre == Genre.AUDIT else []
    examined = examined_boards(blocks, title, text)
    found = _recommendations(blocks, genre, kind)
    aimed = aim(found, blocks, sent_to, examined)
    recommendations = [_placed(one, text, boards, short) for one, boards in zip(found, aimed, strict=True)]
    if not recommendations and genre == Genre.ANSWER and not names_audit(title):
        genre, kind = Genre.OTHER, "other"
    questions = questions_of(blocks) if genre != Genre.OTHER else []
    return Reading(
        title=title,
        auditor=auditor_of(text) if genre != Genre.OTHER or recommendations else None,
        date=written,
        recipients=_all_recipients(recommendations, sent_to),
        questions=questions,
        answers=answers_of(blocks, questions),
        recommendations=recommendations,
        answer_due=_due(blocks, written, genre),
        kind=kind,
        **_facts(blocks, kind),
    )


def _facts(blocks: Sequence[Block], kind: str) -> dict[str, Any]:
    """What is told of the audit beside its recommendations; nothing when the paper is about no audit."""
    if kind == "other":
        return {}
    dialogue = kind == "dialogue"
    return {
        "purpose": facts.purpose_of(blocks),
        "criteria": facts.criteria_of(blocks),
        "method": facts.method_of(blocks),
        "conclusions": conclusions_of(blocks),
        "sources": facts.sources_of(blocks),
        "areas": facts.areas_of(blocks) if dialogue else [],
        "strengths": facts.strengths_of(blocks, dialogue=dialogue),
        "development_areas": facts.development_of(blocks, dialogue=dialogue),
    }


def _recommendations(blocks: Sequence[Block], genre: Genre, kind: str) -> list[Found]:
    if not is_about_audit(blocks):
        return []
    finder = Finder(blocks, Voice(genre, kind == "follow_up", kind == "dialogue"))
    found = merged(finder.run())
    if any(one.listed and not one.weak and not one.earlier for one in found):
        found = [one for one in found if not one.weak]
    listed = any(one.listed and not one.earlier for one in found)
    if genre == Genre.ANSWER and not listed:
        return merged(found + _found(retold(blocks)))
    said = [one for one in found if not one.earlier]
    if genre == Genre.AUDIT and not listed and (said or not finder.none_said):
        wished, short = wishes(blocks, talk=kind == "dialogue"), len(blocks) < _SHORT
        found += _found(besides(wished, [one.block for one in said], anywhere=short) if said else wished)
        found = merged(found)
    return found


def _found(said: Iterable[tuple[Block, int, int]]) -> list[Found]:
    """Sentences that recommend without being announced."""
    return merged(
        [
            Found(block, start, end, own_recipients(block.text[start:end]), (), False, 10_000 + number, listed=False)
            for number, (block, start, end) in enumerate(said)
        ]
    )


def _placed(found: Found, text: str, boards: list[str], short: dict[str, str]) -> Recommendation:
    start, end = found.place
    plain = re.sub(r"[,;]?\s*(?:samt|och)?\s*$", "", found.text) if found.listed else found.text
    return Recommendation(
        text=shortened_again(plain.strip(), text[start:end], short),
        recipients=boards,
        earlier=found.earlier,
        page=found.block.page,
        start=start,
        end=end,
        quote=text[start:end],
    )


def _all_recipients(recommendations: Sequence[Recommendation], sent_to: list[str]) -> list[str]:
    """The boards that something is recommended to; else those that the letter is sent to."""
    new = [name for one in recommendations if not one.earlier for name in one.recipients]
    return list(dict.fromkeys(new or sent_to))


def _due(blocks: Sequence[Block], written: str | None, genre: Genre) -> str | None:
    if genre == Genre.OTHER:
        return None
    for block in blocks:
        if block.kind in (TEXT, ITEM):
            for start, end in sentences(block.text):
                if due := due_in(block.text[start:end], written):
                    return due
    return None
