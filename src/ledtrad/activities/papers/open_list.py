"""A board's open assignments on paper, for each of its meetings."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from ledtrad.activities.queries.assignments import OpenRow
from ledtrad.activities.words import late_words
from ledtrad.core import clock
from ledtrad.core.numbers import MISSING, format_number
from ledtrad.core.papers.blocks import FORMAT, Block, Cell, Document, cell, column, paragraph, plain, table
from ledtrad.core.periods import label_day
from ledtrad.core.tables import ColumnOut
from ledtrad.organisation.models import Unit, the_municipality


def title(day: date) -> str:
    """What the list is called."""
    return _("Öppna uppdrag per %(day)s") % {"day": label_day(day)}


def summary(rows: Sequence[OpenRow]) -> str:
    """What the list says, in a sentence."""
    if not rows:
        return _("Nämnden väntar inte på något uppdrag.")
    late = sum(1 for r in rows if r.days_late)
    said = ngettext("%(n)s uppdrag är öppet.", "%(n)s uppdrag är öppna.", len(rows)) % {"n": format_number(len(rows))}
    if late:
        return f"{said} " + ngettext(
            "%(n)s redovisning är försenad.", "%(n)s redovisningar är försenade.", late
        ) % {"n": format_number(late)}  # fmt: skip
    return f"{said} {_('Ingen redovisning är försenad.')}"


def open_document(board: Unit, day: date, rows: Sequence[OpenRow]) -> Document:
    """The list as a paper of the board. One query, for the municipality's name."""
    municipality = the_municipality()
    with translation.override(settings.LANGUAGE_CODE):
        return {
            "format": FORMAT,
            "lang": settings.LANGUAGE_CODE,
            "is_draft": False,
            "number": "",
            "kind_label": _("Uppdragslista"),
            "title": title(day),
            "board": board.name,
            "municipality": municipality.name if municipality else "",
            "period": day.isoformat(),
            "period_label": label_day(day),
            "cut_off": clock.today().isoformat(),
            "cut_off_label": label_day(clock.today()),
            "scope": _("%(board)s, öppna uppdrag per %(day)s") % {"board": board.name, "day": label_day(day)},
            "facts": [
                [_("Uppdrag"), format_number(len(rows))],
                [_("Försenade"), format_number(sum(1 for r in rows if r.days_late))],
                [_("Väntar på nämndens svar"), format_number(sum(1 for r in rows if r.waits))],
            ],
            "sections": [_section(rows)],
            "charts": {},
            "signatures": [],
        }


def _to() -> str:
    return pgettext("funktion", "Till")


def _section(rows: Sequence[OpenRow]) -> Block:
    blocks: list[Block] = [paragraph(plain(summary(rows)))]
    if rows:
        columns = [
            column(_("Uppdrag"), 34), column(_("Beslutat"), 14), column(_to(), 18), column(_("Redovisas"), 19),
            column(_("Redovisat"), 15),
        ]  # fmt: skip
        blocks.append(table(_("Öppna uppdrag, de som är försenade först"), columns, [_row(r) for r in rows]))
    return {"id": None, "kind": "assignments", "heading": _("Uppdrag som nämnden väntar på"), "blocks": blocks}


def _row(row: OpenRow) -> list[Cell]:
    a = row.assignment
    return [
        cell(f"{a.number} {a.title}", strong=True, sub=a.registration_number),
        cell(a.decided_on.isoformat(), sub=a.decided_as),
        cell(a.responsible.title if a.responsible else MISSING, sub=a.responsible.unit.name if a.responsible else ""),
        _when(row),
        cell(row.latest_on.isoformat() if row.latest_on else MISSING),
    ]


def _when(row: OpenRow) -> Cell:
    """By when, in the short form of days: the columns are narrow."""
    if row.next_due and row.days_late:
        return cell(row.next_due.isoformat(), sub=late_words(row.days_late), status="missed")
    waits = _("väntar på svar") if row.waits else ""
    if row.next_due:
        return cell(row.next_due.isoformat(), sub=waits)
    return cell(waits or _("saknar datum"), status="partly")


def columns() -> list[ColumnOut]:
    """The columns of the workbook."""
    return [
        ColumnOut(_("Nummer"), 10), ColumnOut(_("Uppdrag"), 40), ColumnOut(_("Ordagrant"), 60),
        ColumnOut(_("Beslutat"), 12), ColumnOut(_("Paragraf"), 12), ColumnOut(_("Diarienummer"), 18),
        ColumnOut(_to(), 30), ColumnOut(_("Redovisas senast"), 14), ColumnOut(_("Dagar sent"), 10, numeric=True),
        ColumnOut(_("Väntar på svar"), 12), ColumnOut(_("Senast redovisat"), 14),
    ]  # fmt: skip


def lines(rows: Sequence[OpenRow]) -> Iterator[list[object]]:
    """The rows of the workbook."""
    for r in rows:
        a = r.assignment
        yield [
            a.number, a.title, a.wording, a.decided_on, a.decided_as, a.registration_number,
            str(a.responsible) if a.responsible else "", r.next_due, r.days_late or None,
            _("Ja") if r.waits else _("Nej"), r.latest_on,
        ]  # fmt: skip
