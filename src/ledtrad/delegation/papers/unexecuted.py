"""The quarterly reports: what is frozen, and how it stands on paper. The council's holds totals alone."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ledtrad.core import clock
from ledtrad.core.numbers import MISSING, format_number
from ledtrad.core.papers.blocks import Block, Cell, Document, cell, column, note, paragraph, plain, table
from ledtrad.core.periods import Period, label, label_day
from ledtrad.core.small_groups import is_small
from ledtrad.core.tables.writing import ColumnOut
from ledtrad.delegation.models import UnexecutedReport
from ledtrad.delegation.papers import document, section
from ledtrad.delegation.queries.unexecuted import ToldOf, grounds, told_of
from ledtrad.delegation.rules.unexecuted import Counted, Line, Told, statistics
from ledtrad.organisation.models import Unit

AUTHORITY = "authority"
OTHER = ""
"""All kinds of help that so few have been granted that the kinds are not told."""
#: Whole months waited, at least, and the group's code.
TIMES = ((12, "12"), (6, "6"), (0, "3"))


def told_words() -> dict[str, str]:
    return {
        Told.FIRST: _("Inte verkställt, rapporteras första gången"),
        Told.AGAIN: _("Inte verkställt, rapporterat tidigare"),
        Told.EXECUTED: _("Verkställt under kvartalet"),
        Told.LAPSED: _("Upphörde utan att verkställas"),
    }


def time_words() -> dict[str, str]:
    return {"3": _("Tre till sex månader"), "6": _("Sex till tolv månader"), "12": _("Tolv månader eller mer")}


def sex_words() -> dict[str, str]:
    return {"K": _("Kvinnor"), "M": _("Män"), "": _("Inte angivet")}


# ── What is frozen ────────────────────────────────────────────────────────────
def content_of(board: Unit, quarter: Period, to: str) -> dict[str, Any]:
    """The report as plain data. Two queries."""
    rows = told_of([board.pk], quarter)
    found = grounds(quarter.last_day)
    purposes = ("authority", "executed", "auditors") if to == AUTHORITY else ("council",)
    laws = sorted({law for law, _purpose in found})
    told = {
        f"{law} {purpose}": found[law, purpose].paragraph
        for law in laws
        for purpose in purposes
        if (law, purpose) in found
    }
    facts = {"board": board.number, "period": str(quarter), "to": to, "paragraphs": told}
    if to == AUTHORITY:
        return facts | {"rows": [_row(row, quarter) for row in rows]}
    return facts | _totals(rows, quarter)


def _row(pair: ToldOf, quarter: Period) -> dict[str, Any]:
    """One decision: no name and no pseudonym, its number says which it is."""
    row, told = pair
    return {
        "number": row.number, "law": row.law, "intervention": row.intervention,
        "decided_on": row.decided_on.isoformat(), "break_on": row.break_on.isoformat() if row.break_on else "",
        "sex": row.sex, "told": str(told), "reason": row.reason,
        "executed_on": row.executed_on.isoformat() if told == Told.EXECUTED and row.executed_on else "",
        "lapsed_on": row.lapsed_on.isoformat() if told == Told.LAPSED and row.lapsed_on else "",
        "lapsed_reason": row.lapsed_reason if told == Told.LAPSED else "",
        "days": row.grant.days_waited(quarter.last_day),
    }  # fmt: skip


def _totals(rows: Sequence[ToldOf], quarter: Period) -> dict[str, Any]:
    counted = [
        Counted(
            kind=f"{row.law}: {row.intervention}",
            time=next(code for months, code in TIMES if row.grant.months_waited(quarter.last_day) >= months),
            sex=row.sex,
            told=str(told),
        )
        for row, told in rows
    ]
    orders = {"told": tuple(map(str, Told)), "kind": (), "time": ("3", "6", "12"), "sex": ("K", "M", "")}
    found = statistics(counted, orders)
    tables: dict[str, list[list[Any]]] = {
        name: [[line.label, line.count] for line in lines] for name, lines in found.tables.items()
    }
    kinds = found.tables.get("kind", ())
    if any(line.count is None for line in kinds):
        # What sort of help a few have been granted may itself tell who they are.
        shown = [(line.label, line.count) for line in kinds if line.count is not None]
        rest = len(rows) - sum(count for _label, count in shown)  # which anybody can reckon from the total
        tables["kind"] = [*map(list, shown), [OTHER, None if is_small(rest) else rest]]
    return {"total": found.total, "tables": tables}


# ── On paper ──────────────────────────────────────────────────────────────────
def report_document(board: Unit, content: Mapping[str, Any], given: UnexecutedReport | None = None) -> Document:
    """The paper of a report, the same whenever it is drawn; a draft until it is given. One query."""
    with translation.override(settings.LANGUAGE_CODE):
        quarter = Period.parse(content["period"])
        one_by_one = content["to"] == AUTHORITY
        title = _("Ej verkställda beslut, %(quarter)s") if one_by_one else _(
            "Statistik över ej verkställda beslut, %(quarter)s"
        )  # fmt: skip
        to = _("Till Inspektionen för vård och omsorg och kommunens revisorer") if one_by_one else _(
            "Till kommunfullmäktige"
        )  # fmt: skip
        return document(
            board,
            kind_label=to,
            title=title % {"quarter": label(quarter)},
            scope=_("%(board)s, läget %(day)s") % {"board": board.name, "day": label_day(quarter.last_day)},
            day=_day_of(given),
            facts=_facts(content, given),
            sections=_one_by_one(content) if one_by_one else _statistics(content),
            is_draft=given is None,
        )


def _day_of(given: UnexecutedReport | None) -> date:
    return clock.today() if given is None else given.made_at.astimezone(clock.STOCKHOLM).date()


def _facts(content: Mapping[str, Any], given: UnexecutedReport | None) -> list[list[str]]:
    paragraphs = ", ".join(dict.fromkeys(content["paragraphs"].values())) or MISSING
    who = given.made_by_label if given is not None else ""
    when = _("%(day)s av %(who)s") % {"day": label_day(_day_of(given)), "who": who}
    standing = _("Lämnad %(when)s") % {"when": when} if given is not None else _("Förhandsgranskning, inte lämnad")
    return [
        [_("Lagrum"), paragraphs],
        [_("Antal"), how_many(content)],
        [_("Läge"), standing],
    ]


def how_many(content: Mapping[str, Any]) -> str:
    """So many decisions, or that they are too few to say."""
    n = len(content["rows"]) if content["to"] == AUTHORITY else content["total"]
    if n is None:
        return _("Färre än fem beslut")
    return ngettext("%(n)s beslut", "%(n)s beslut", n) % {"n": format_number(n)}


def _one_by_one(content: Mapping[str, Any]) -> list[Block]:
    found = []
    for told, heading in told_words().items():
        rows = [row for row in content["rows"] if row["told"] == told]
        if rows:
            columns = [column(_("Beslut"), 20), column(_("Typ av insats"), 28), column(_("Väntat"), 14, num=True),
                       column(_("Skäl"), 38)]  # fmt: skip
            found.append(section(heading, [table(heading, columns, [_told_row(row) for row in rows])]))
    return found or [section(_("Inget att rapportera"), [paragraph(plain(nothing()))])]


def nothing() -> str:
    return _("Inget beslut har väntat tre månader eller mer under kvartalet, och inget sådant har verkställts.")


def _told_row(row: Mapping[str, Any]) -> list[Cell]:
    since = _("avbrott %(day)s") % {"day": row["break_on"]} if row["break_on"] else ""
    sex = {"K": _("kvinna"), "M": _("man")}.get(row["sex"], "")
    ended = _("verkställt %(day)s") % {"day": row["executed_on"]} if row["executed_on"] else (
        _("upphörde %(day)s: %(why)s") % {"day": row["lapsed_on"], "why": row["lapsed_reason"]}
        if row["lapsed_on"] else ""
    )  # fmt: skip
    return [
        cell(row["number"], sub=" · ".join(filter(None, [row["decided_on"], since])), strong=True),
        cell(row["intervention"], sub=" · ".join(filter(None, [row["law"], sex]))),
        cell(_("%(n)s dagar") % {"n": format_number(row["days"])}),
        cell(row["reason"] or MISSING, sub=ended),
    ]


def _statistics(content: Mapping[str, Any]) -> list[Block]:
    if content["total"] is None:
        text = _("Färre än fem beslut. Uppgifterna redovisas inte, eftersom enskilda kan kännas igen.")
        return [section(_("Antal"), [paragraph(plain(text))])]
    if not content["total"]:
        return [section(_("Inget att rapportera"), [paragraph(plain(nothing()))])]
    made = []
    for name, (heading, word) in _headings().items():
        lines = [Line(text, count) for text, count in content["tables"][name]]
        columns = [column(heading, 70), column(_("Beslut"), 30, num=True)]
        rows = [[cell(word(line.label)), cell(_count(line))] for line in lines]
        rows.append([cell(_("Summa"), strong=True), cell(format_number(content["total"]), strong=True)])
        made.append(section(heading, [table(heading, columns, rows)]))
    if any(count is None for lines in content["tables"].values() for _label, count in lines):
        made[-1]["blocks"].append(note(_("Grupper med färre än fem visas inte, och inte det som skulle röja dem.")))
    return made


def _headings() -> dict[str, tuple[str, Callable[[str], str]]]:
    told, time, sex = told_words(), time_words(), sex_words()
    return {
        "told": (_("Vad som har hänt"), lambda code: told.get(code, code)),
        "kind": (_("Typ av insats"), lambda kind: kind or _("Övriga typer")),
        "time": (_("Hur länge de har väntat"), lambda code: time.get(code, code)),
        "sex": (_("Kvinnor och män"), lambda code: sex.get(code, code)),
    }


def _count(line: Line) -> str:
    return _("visas inte") if line.count is None else format_number(line.count)


# ── As a file ─────────────────────────────────────────────────────────────────
def columns() -> list[ColumnOut]:
    """Of the file with the decisions one by one."""
    return [
        ColumnOut(str(text), width=width)
        for text, width in (
            (_("Nummer"), 16), (_("Lag"), 8), (_("Typ av insats"), 34), (_("Beslutat"), 14), (_("Avbrott"), 14),
            (_("Kön"), 8), (_("Vad rapporten säger"), 40), (_("Skäl"), 50), (_("Verkställt"), 14),
            (_("Upphörde"), 14), (_("Varför det upphörde"), 40), (_("Dagar"), 10),
        )
    ]  # fmt: skip


def lines(content: Mapping[str, Any]) -> list[list[object]]:
    words = told_words()
    names = ("number", "law", "intervention", "decided_on", "break_on", "sex")
    return [
        [*(row[n] for n in names), words[row["told"]], row["reason"], row["executed_on"], row["lapsed_on"],
         row["lapsed_reason"], row["days"]]
        for row in content["rows"]
    ]  # fmt: skip
