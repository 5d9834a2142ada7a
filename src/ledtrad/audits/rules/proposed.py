"""From what the reader found in a paper to what is proposed on the form. No database, no request."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ledtrad.audits.rules import places, recipients
from ledtrad.audits.rules.recipients import Board
from ledtrad.audits.rules.told import Question, Said, Told
from ledtrad.audits.words import AuditKind

#: How the reader's keys are called here, for what is told in running text.
TEXTS = {"purpose": "purpose", "method": "method", "conclusions": "conclusions", "ordered_by": "ordered_by"}
TITLE, FIRM, MOST = 300, 150, 200
SAYS = 15
"""Characters from which a title says which audit it is."""
_ANY = ("gransk", "uppfölj", "tidigare", "genomför", "avseende", "kommun", "nämnd", "revision", "inriktning", "fokus")
_AUDITED = re.compile(
    r"\b(?:gransk\w*|revision\w*|rapport\w*)\s+(?:från|av|år|under)\s+(?:år\s+)?(20\d\d)\b"
    r"|\b(20\d\d)\s+års\s+(?:\w+\s+){0,2}(?:gransk|revision|rapport)"
)


@dataclass(frozen=True)
class Proposed:
    """What is proposed, which boards' names nobody here has (by recommendation, None for the audit), what is old."""

    told: Told
    unknown: Mapping[int | None, tuple[str, ...]]
    earlier: tuple[Said, ...] = ()


def propose(proposal: Mapping[str, Any], text: str, boards: Sequence[Board]) -> Proposed:
    """Read leniently: a key that is missing or of another sort proposes nothing."""
    whole = recipients.match(_texts(proposal.get("recipients")), boards)
    unknown: dict[int | None, tuple[str, ...]] = {None: whole.unknown}
    new: list[Said] = []
    earlier: list[Said] = []
    addressed: set[int] = set(whole.boards)
    for row in _rows(proposal.get("recommendations"))[:MOST]:
        matched = recipients.match(_texts(row.get("recipients")), boards, whole.boards)
        said = Said(
            sentence(_text(row.get("text"))), frozenset(matched.boards), _place(row, text), _number(row.get("page"))
        )
        if not said.wording:
            continue
        if row.get("earlier"):
            earlier.append(said)
            continue
        if matched.unknown:
            unknown[len(new)] = matched.unknown
        addressed |= said.boards
        new.append(said)
    told = Told(
        fields=_fields(proposal),
        boards=frozenset(addressed),
        questions=tuple(_questions(proposal.get("questions"), proposal.get("answers"), text)),
        recommendations=tuple(new),
        lines=_lines(proposal),
    )
    return Proposed(told, {key: names for key, names in unknown.items() if names}, tuple(earlier))


def _fields(proposal: Mapping[str, Any]) -> dict[str, Any]:
    kind = proposal.get("kind")
    return {
        "title": _text(proposal.get("title"))[:TITLE],
        "kind": kind if kind in AuditKind.values else AuditKind.IN_DEPTH.value,
        "firm": _text(proposal.get("auditor"))[:FIRM],
        "issued_on": _day(proposal.get("date")),
        "answer_due": _day(proposal.get("answer_due")),
        **{name: "\n\n".join(_texts(proposal.get(key))) for name, key in TEXTS.items()},
    }


def _lines(proposal: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    sources = proposal.get("sources")
    told = sources if isinstance(sources, Mapping) else {}
    return {
        "criteria": _texts(proposal.get("criteria")),
        "findings": _texts(proposal.get("findings")),
        "functions": _texts(told.get("functions")),
        "documents": _texts(told.get("documents")),
        "topics": _texts(proposal.get("topics") or proposal.get("areas")),
        "strengths": _texts(proposal.get("strengths")),
        "developments": _texts(proposal.get("development_areas")),
    }


def _questions(value: Any, answers: Any, text: str) -> Iterable[Question]:
    """Each question with its answer: its own, or the one at its place among the answers."""
    told_apart = answers if isinstance(answers, list | tuple) else ()
    for place, row in enumerate(value[:MOST] if isinstance(value, list | tuple) else ()):
        told = row if isinstance(row, Mapping) else {"text": row}
        answer = _text(told.get("answer")) or _text(told_apart[place] if place < len(told_apart) else "")
        if words := _text(told.get("text")):
            yield Question(words, answer, _place(told, text) or places.find(words, text))


def _place(row: Mapping[str, Any], text: str) -> tuple[int, int] | None:
    begins, ends = row.get("start"), row.get("end")
    if isinstance(begins, int) and isinstance(ends, int) and 0 <= begins < ends <= len(text):
        return begins, ends
    return places.find(_text(row.get("quote")), text) or places.find(_text(row.get("text")), text)


def _rows(value: Any) -> list[Mapping[str, Any]]:
    found = value if isinstance(value, list | tuple) else ()
    return [row if isinstance(row, Mapping) else {"text": row} for row in found]


def _texts(value: Any) -> tuple[str, ...]:
    """One text or several, without line breaks inside."""
    several = value if isinstance(value, list | tuple) else [value]
    return tuple(text for one in several if (text := _text(one)))


def _text(value: Any) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) and 0 < value < 32_000 else None


def _day(value: Any) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


@dataclass(frozen=True)
class Known:
    """An audit that is registered already, as far as it tells which one a new paper speaks of."""

    id: int
    title: str
    issued_on: date | None


def original_of(text: str, title: str, issued_on: date | None, known: Iterable[Known]) -> int | None:
    """The earlier audit that a paper follows up; None when it does not say.

    The one that the text calls by its title, the longest title if several; else the only one from a year that the
    text speaks of audits from ("granskningen från 2018", "2018 års granskning") whose title shares two telling words
    with the paper's own. Never the paper itself, nor one of the same day or later.
    """
    own, folded = _folded(title), _folded(text)
    earlier = [
        one for one in known
        if not (issued_on and one.issued_on and one.issued_on >= issued_on)
        and (_folded(one.title) != own or (issued_on and one.issued_on))
    ]  # fmt: skip
    called = [(len(one.title), one.id) for one in earlier if len(one.title) >= SAYS and _folded(one.title) in folded]
    if called:
        return max(called)[1]
    years = {int(next(filter(None, found))) for found in _AUDITED.findall(folded)}
    akin = [
        one.id for one in earlier
        if one.issued_on and one.issued_on.year in years and len(_telling(own) & _telling(_folded(one.title))) >= 2
    ]  # fmt: skip
    return akin[0] if len(akin) == 1 else None


def twin_of(title: str, issued_on: date | None, known: Iterable[Known]) -> int | None:
    """The registered audit that this paper seems to be once more: the same title and day."""
    own = _folded(title)
    return next((one.id for one in known if own and _folded(one.title) == own and one.issued_on == issued_on), None)


def sentence(text: str) -> str:
    """What stood after "rekommenderar … att", as a line of its own begins."""
    return text[:1].upper() + text[1:]


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _telling(folded: str) -> set[str]:
    """The words of a title that say what it is about; what any audit may be called says nothing."""
    return {word for word in re.findall(r"\w{5,}", folded) if not word.startswith(_ANY)}
