"""The document of a paper: frozen if it stands still, else made of what is written and what is live."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.utils import translation

from ledtrad.core.papers.blocks import FORMAT, Block, Document
from ledtrad.core.papers.markup import parse
from ledtrad.core.periods import label_day
from ledtrad.meetings import composing
from ledtrad.meetings.models import Paper, PaperSection, PaperStep
from ledtrad.meetings.rules import papers as rules
from ledtrad.meetings.rules.builtin import DISTRIBUTION
from ledtrad.meetings.words import PaperKind, StepKind
from ledtrad.organisation.models import Function, Unit, the_municipality
from ledtrad.organisation.rules import UnitKind
from ledtrad.thread.queries import holders

BY_LINE = frozenset({"proposed_decision", "decision", "basis", DISTRIBUTION})
"""Sections in which a new line is a new paragraph."""


def document_of(paper: Paper) -> Document:
    """What the paper says, as `core.papers` draws it."""
    if paper.content is not None:
        return paper.content
    with translation.override(settings.LANGUAGE_CODE):
        return _put_together(paper, list(paper.sections.all()))


def missing(paper: Paper, live: dict[str, list[Block]] | None = None) -> list[str]:
    """What stands between the draft and the board, a sentence for each thing."""
    sections = list(paper.sections.all())
    below = live if live is not None else live_blocks(paper, sections)
    told = [rules.Written(s.heading, s.text, s.is_mandatory, bool(below.get(s.slug))) for s in sections]
    return rules.missing(told) + composing.unready(paper)


def live_blocks(paper: Paper, sections: Iterable[PaperSection]) -> dict[str, list[Block]]:
    """By section, what packages above put below what is written, in the paper's language whoever looks at it."""
    with translation.override(settings.LANGUAGE_CODE):
        return {section.slug: composing.blocks(paper, section.slug) for section in sections}


def final(content: Document, steps: Sequence[PaperStep]) -> Document:
    """What was signed, with who signed it in the capacity of manager or director; alone, the writer signs."""
    deciding = [step for step in steps if step.kind != StepKind.WRITER] or list(steps)
    with translation.override(settings.LANGUAGE_CODE):
        return {**content, "is_draft": False, "signatures": [_signature(step) for step in reversed(deciding)]}


def _signature(step: PaperStep) -> dict[str, str]:
    return {
        "name": step.person_label,
        "title": step.function_label,
        "when": label_day(step.signed_at.date()) if step.signed_at else "",
    }


def _put_together(paper: Paper, sections: list[PaperSection]) -> Document:
    matter, municipality = paper.matter, the_municipality()
    told = [_section(section, composing.blocks(paper, section.slug)) for section in sections]
    filled = [section for section in told if section["blocks"]]
    return {
        "format": FORMAT,
        "layout": "letter",
        "lang": settings.LANGUAGE_CODE,
        "is_draft": True,
        "kind": paper.kind,
        "kind_label": str(PaperKind(paper.kind).label),
        "number": matter.registration_number,
        "title": paper.title,
        "board": matter.board.name,
        "department": department(matter.board),
        "municipality": municipality.name if municipality else "",
        "contact": municipality.contact_email if municipality else "",
        "dated": paper.dated_on.isoformat(),
        "dated_label": paper.dated_on.isoformat(),
        "handler": _handler(paper),
        "addressee": matter.board.name,
        "scope": "",
        "sections": [section for section in filled if section["slug"] != DISTRIBUTION],
        "tail": [section for section in filled if section["slug"] == DISTRIBUTION],
        "charts": {},
        "signatures": [],
    }


def _section(section: PaperSection, live: list[Block]) -> Block:
    """What is written first, and how many blocks that is; then what is live."""
    blocks = written_blocks(section.slug, section.text)
    return {
        "id": section.pk,
        "slug": section.slug,
        "heading": section.heading,
        "written": len(blocks),
        "blocks": blocks + live,
    }


def written_blocks(slug: str, text: str) -> list[Block]:
    """What somebody wrote in a section. In some each line is a thing of its own: a decision, a paper, a receiver."""
    if slug in BY_LINE:
        text = re.sub(r"\n+(?![-•*#] )", "\n\n", text.replace("\r", ""))
    return parse(text)


def says_the_same(slug: str, one: str, other: str) -> bool:
    """Whether two texts of a section come out as the same paper."""
    first, second = ([{**b, "line": None} for b in written_blocks(slug, text)] for text in (one, other))
    return first == second


def department(board: Unit) -> str:
    """The administration that writes in the board's name; a paper of a board without one is the board's own."""
    below = Unit.objects.filter(path__startswith=board.path, kind=UnitKind.ADMINISTRATION).first()
    return below.name if below is not None else board.name


def _handler(paper: Paper) -> dict[str, str]:
    """Who has written it, with function: the matter's responsible function and its holder, else who began it."""
    function: Function | None = paper.matter.responsible
    if function is None:
        return {"name": paper.made_by_label, "title": paper.function.title if paper.function else ""}
    held: Any = holders([function.pk]).get(function.pk)
    return {"name": str(held.person) if held is not None else paper.made_by_label, "title": function.title}
