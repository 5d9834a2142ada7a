"""What delegation gives out on paper: documents as plain data, drawn by `core.papers`."""

from collections.abc import Sequence
from datetime import date

from django.conf import settings

from ledtrad.core.papers.blocks import FORMAT, Block, Document
from ledtrad.core.periods import label_day
from ledtrad.organisation.models import Unit, the_municipality


def document(
    board: Unit,
    *,
    kind_label: str,
    title: str,
    scope: str,
    day: date,
    facts: Sequence[Sequence[str]],
    sections: Sequence[Block],
    is_draft: bool = False,
    number: str = "",
) -> Document:
    """A paper of a board. One query, for the municipality's name."""
    municipality = the_municipality()
    return {
        "format": FORMAT,
        "lang": settings.LANGUAGE_CODE,
        "is_draft": is_draft,
        "number": number,
        "kind_label": kind_label,
        "title": title,
        "board": board.name,
        "municipality": municipality.name if municipality else "",
        "period": day.isoformat(),
        "period_label": label_day(day),
        "cut_off": day.isoformat(),
        "cut_off_label": label_day(day),
        "scope": scope,
        "facts": [list(fact) for fact in facts],
        "sections": list(sections),
        "charts": {},
        "signatures": [],
    }


def section(heading: str, blocks: Sequence[Block]) -> Block:
    return {"id": None, "kind": "delegation", "heading": heading, "blocks": list(blocks)}
