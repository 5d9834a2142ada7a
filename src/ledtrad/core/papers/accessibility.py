"""What in a document would shut some readers out, told where it stands and what to do about it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ledtrad.core.papers.blocks import Block, Document, text_of


@dataclass(frozen=True)
class Problem:
    """Something that would shut a reader out. `section` is the key of the section, where there is one."""

    code: str
    message: str
    place: str
    section: int | None = None


def accessibility_problems(document: Document) -> list[Problem]:
    """Everything in the document that would break its accessibility, in reading order."""
    problems = []
    if not str(document.get("title", "")).strip():
        problems.append(Problem("title_missing", _("Titeln saknas. Skriv en."), _("Titeln")))
    if not str(document.get("lang", "")).strip():
        problems.append(Problem("language_missing", _("Det står inte vilket språk det är på."), _("Språket")))
    for section in [*document.get("sections", []), *document.get("tail", [])]:
        problems += _in_section(section, document.get("charts", {}))
    return problems


def _in_section(section: Block, charts: Block) -> Iterator[Problem]:
    name = str(section.get("heading", "")).strip()
    key = section.get("id")
    where = _("Avsnittet ”%(name)s”") % {"name": name} if name else _("Ett avsnitt utan rubrik")
    if not name:
        yield Problem("heading_empty", _("Avsnittet saknar rubrik. Skriv en, eller ta bort avsnittet."), where, key)
    blocks = section.get("blocks", [])
    if not blocks:
        yield Problem("section_empty", _("Rubriken har inget under sig. Skriv text, eller dölj avsnittet."), where, key)
    level = 2
    for block in blocks:
        place = _("%(where)s, rad %(line)s") % {"where": where, "line": block["line"]} if block.get("line") else where
        if block["kind"] == "heading":
            yield from _heading(block, level, place, key)
            level = block["level"]
        elif block["kind"] in ("indicator", "plan_goal"):
            level = 3
            yield from _card(block, charts, where, key)
        elif block["kind"] == "table":
            yield from _table(block, where, key)
        elif block["kind"] == "paragraph" and _looks_like_heading(block):
            message = _("Raden är bara fetstil och ser ut som en rubrik. Börja den med # så blir den en rubrik.")
            yield Problem("bold_heading", message, place, key)


def _heading(block: Block, level: int, place: str, key: int | None) -> Iterator[Problem]:
    if not block["text"].strip():
        yield Problem("heading_empty", _("Rubriken är tom. Skriv något, eller ta bort #."), place, key)
    if block["level"] > level + 1:
        message = _("Rubriken hoppar över en nivå. Använd färre #-tecken, eller lägg en rubrik ovanför.")
        yield Problem("heading_skipped", message, place, key)


def _looks_like_heading(block: Block) -> bool:
    text = text_of(block["runs"]).strip()
    return all(run[1] for run in block["runs"]) and len(text) < 80 and not text.endswith((".", "!", "?"))


def _card(block: Block, charts: Block, where: str, key: int | None) -> Iterator[Problem]:
    place = f"{where}, {block['number']}"
    if not block["title"].strip():
        yield Problem("heading_empty", _("Rubriken är tom."), place, key)
    if block.get("chart"):
        if block["chart"] not in charts:
            yield Problem("image_missing", _("Diagrammet finns inte."), place, key)
        if not str(block.get("chart_alt", "")).strip():
            message = _("Diagrammet saknar text för den som inte ser det.")
            yield Problem("image_without_text", message, place, key)


def _table(block: Block, where: str, key: int | None) -> Iterator[Problem]:
    place = _("%(where)s, tabellen ”%(name)s”") % {"where": where, "name": block["caption"]}
    if not block["columns"] or any(not c["text"].strip() for c in block["columns"]):
        yield Problem("table_without_header", _("En kolumn i tabellen saknar rubrik."), place, key)
    if not block["caption"].strip():
        yield Problem("table_without_name", _("Tabellen har inget namn."), where, key)
    if any(len(row) != len(block["columns"]) for row in block["rows"]):
        yield Problem("table_uneven", _("Tabellens rader har inte lika många celler som rubriker."), place, key)
