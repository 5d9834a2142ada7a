"""A paper that is about nothing, to try a template on: every sort of block once."""

from django.conf import settings
from django.utils import translation

from ledtrad.core.papers.blocks import FORMAT, Block, Document, cell, column, table
from ledtrad.core.papers.markup import parse
from ledtrad.meetings.rules.builtin import BUILT_IN, DISTRIBUTION, Part
from ledtrad.meetings.words import PaperKind
from ledtrad.organisation.models import the_municipality

TEXT = (
    "Det här är ett prov. Texten visar hur stycken, **fetstil** och rader ser ut i mallen, och hur långa rader bryts "
    "när de inte ryms.\n\n# En underrubrik\n\n- en punkt\n- en punkt till"
)


def sample_document(kind: str) -> Document:
    """A sample of that kind of paper, or of a memorandum."""
    chosen = PaperKind(kind or PaperKind.MEMORANDUM)
    municipality = the_municipality()
    with translation.override(settings.LANGUAGE_CODE):
        sections = [_section(part) for part in BUILT_IN[chosen]]
        return {
            "format": FORMAT, "layout": "letter", "lang": settings.LANGUAGE_CODE, "is_draft": False,
            "kind": str(chosen), "kind_label": str(chosen.label), "number": "SN 2021/0001",
            "title": "Prov av kommunens mall", "board": "Socialnämnden", "department": "Socialförvaltningen",
            "municipality": municipality.name if municipality else "Kommunen",
            "contact": municipality.contact_email if municipality else "", "dated_label": "2021-04-12",
            "handler": {"name": "Förnamn Efternamn", "title": "Nämndsekreterare"}, "addressee": "Socialnämnden",
            "scope": "", "charts": {}, "sections": [s for s in sections if s["slug"] != DISTRIBUTION],
            "tail": [s for s in sections if s["slug"] == DISTRIBUTION],
            "signatures": [{"name": "Förnamn Efternamn", "title": "Förvaltningschef", "when": "12 april 2021"}],
        }  # fmt: skip


def _section(part: Part) -> Block:
    blocks = parse(TEXT)
    if part.slug == "economy":
        rows = [[cell("Utbildning", strong=True), cell("120 000 kr")]]
        blocks.append(table("Kostnader", [column("Vad", 60), column("Belopp", 40)], rows))
    return {"slug": part.slug, "heading": part.heading, "blocks": blocks}
