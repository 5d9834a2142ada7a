"""A control run on paper, for the board and the auditors."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ledtrad.core.numbers import MISSING, format_number, format_percent
from ledtrad.core.papers.blocks import Block, Cell, Document, bullets, cell, column, note, paragraph, plain, table
from ledtrad.core.periods import label_day
from ledtrad.delegation.models import ControlFinding, ControlRun
from ledtrad.delegation.pages.control import before_sentence, figure_rows, period_label
from ledtrad.delegation.papers import document, section
from ledtrad.delegation.queries.findings import Facets, facets, findings_of, run_before
from ledtrad.delegation.rules.control import FIELD_LABELS, detail
from ledtrad.delegation.rules.explained import EXPLAINED
from ledtrad.delegation.rules.sentences import Figures, conclusion
from ledtrad.delegation.rules.words import INFORMATION

if TYPE_CHECKING:
    from ledtrad.organisation.models import User

MOST_ROWS = 2000
"""A paper with more findings than this is no longer read: the rest is in the workbook."""


def table_name(name: str) -> str:
    """What a table that a run read is called."""
    known = {
        "decisions": _("Beslut"), "reported": _("Anmälda beslut"), "orders": _("Delegationsordningar"),
        "items": _("Punkter i ordningen"), "delegates": _("Delegater"), "holdings": _("Förordnanden"),
        "meetings": _("Sammanträden"), "subdelegations": _("Vidaredelegation"), "substitutions": _("Ersättare"),
        "broken_series": _("Källor vars nummer får ha luckor"),
    }  # fmt: skip
    return known.get(name, name)


def requirement_rows(requirements: Sequence[Mapping[str, str]]) -> list[tuple[str, str, str]]:
    """The rule set of a run in words: which field, for which items, in what form."""
    return [
        (str(FIELD_LABELS.get(rule["field"], rule["field"])), rule.get("items") or _("alla"), rule.get("pattern") or "")
        for rule in requirements
    ]


def run_document(run: ControlRun, user: "User") -> Document:
    """What a run found, as this person may read it. Four queries."""
    with translation.override(settings.LANGUAGE_CODE):
        found = facets(run, user)
        rows = list(findings_of(run, user)[: MOST_ROWS + 1])
        period = period_label(run.date_from, run.date_to)
        figures = Figures.of(run.totals)
        summary = [paragraph(plain(conclusion(figures, found.open)))]
        if before := before_sentence(run, run_before(run)):
            summary.append(paragraph(plain(before)))
        return document(
            run.board,
            kind_label=_("Kontroll av delegationsbeslut"),
            title=_("Är alla delegationsbeslut anmälda?"),
            number=_("Körning %(n)s") % {"n": run.number},
            scope=_("%(board)s, beslut fattade %(period)s") % {"board": run.board.name, "period": period},
            day=run.as_of,
            facts=_facts(run, period),
            sections=[
                section(_("Slutsats"), summary),
                section(_("Körningen i siffror"), [_figures(figures)]),
                section(_("Fynd efter slag"), _kinds(found)),
                *_listed(rows, found),
                section(_("Underlag och kontrollsummor"), _basis(run)),
            ],
        )


def _facts(run: ControlRun, period: str) -> list[list[str]]:
    return [
        [_("Period"), period],
        [_("Bedömt per"), label_day(run.as_of)],
        [_("Körd"), _("%(day)s av %(who)s") % {"day": label_day(run.made_at.date()), "who": run.made_by_label}],
        [_("Fyndens kontrollsumma"), run.findings_sha256],
    ]


def _figures(figures: Figures) -> Block:
    columns = [column(_("Beslut"), 70), column(_("Antal"), 30, num=True)]
    rows = [[cell(what, strong=strong), cell(format_number(n))] for what, n, strong in figure_rows(figures)]
    share = figures.share
    rows.append(
        [cell(_("Anmälda i tid, andel"), strong=True), cell(format_percent(share, 1) if share is not None else MISSING)]
    )
    return table(_("Körningen i siffror"), columns, rows)


def _kinds(found: Facets) -> list[Block]:
    if not found.kinds:
        return [paragraph(plain(_("Kontrollen hittade inget.")))]
    columns = [
        column(_("Slag"), 55),
        column(_("Öppna"), 15, num=True),
        column(_("Hanterade"), 15, num=True),
        column(_("Alla"), 15, num=True),
    ]
    rows = [
        [
            cell(str(row.kind.label), sub=str(EXPLAINED[row.kind].rule), strong=True),
            *(cell(format_number(n)) for n in (row.open, row.handled, row.all)),
        ]
        for row in found.kinds
    ]
    return [table(_("Fynd efter slag"), columns, rows)]


def _listed(rows: Sequence[ControlFinding], found: Facets) -> list[Block]:
    wrong = [f for f in rows[:MOST_ROWS] if f.kind not in INFORMATION]
    sections = []
    for heading, chosen in (
        (_("Öppna fynd"), [f for f in wrong if f.handling is None]),
        (_("Hanterade fynd"), [f for f in wrong if f.handling is not None]),
    ):
        if chosen:
            sections.append(section(heading, [_findings(heading, chosen)]))
    if found.hidden and sections:
        n = format_number(found.hidden)
        words = ngettext(
            "%(n)s fynd gäller beslut med sekretess och är inte återgivet.",
            "%(n)s fynd gäller beslut med sekretess och är inte återgivna.",
            found.hidden,
        )
        sections[-1]["blocks"].append(note(words % {"n": n}))
    if len(rows) > MOST_ROWS:
        sections[-1]["blocks"].append(note(_("Fler fynd finns i Ledtråd, där de kan hämtas som Excel.")))
    return sections


def _findings(caption: str, rows: Sequence[ControlFinding]) -> Block:
    columns = [column(_("Beslut"), 24), column(_("Fynd"), 44), column(_("Delegat och punkt"), 22)]
    if rows[0].handling is not None:
        columns.append(column(_("Hanterat"), 30))
    return table(caption, columns, [_row(f) for f in rows])


def _row(finding: ControlFinding) -> list[Cell]:
    day = finding.decided_on.isoformat() if finding.decided_on else ""
    cells = [
        cell(finding.source_id or finding.range, sub=day, strong=True),
        cell(str(finding.get_kind_display()), sub=detail(finding.kind, finding.facts)),
        cell(finding.function or MISSING, sub=finding.item),
    ]
    if (said := finding.handling) is not None:
        cells.append(cell(str(said.get_how_display()), sub=f"{said.comment} {said.made_by_label}"))
    return cells


def _basis(run: ControlRun) -> list[Block]:
    columns = [column(_("Underlag"), 26), column(_("Rader"), 12, num=True), column("SHA-256", 62)]
    rows = [
        [cell(table_name(name), strong=True), cell(format_number(told.get("rows"))), cell(str(told.get("sha256", "")))]
        for name, told in sorted(run.inputs.items())
    ]
    asked = [
        _("Ett beslut ska anmälas till det första sammanträde som ligger minst %(n)s dagar efter det.")
        % {"n": run.cutoff_days},
        *(_("%(field)s krävs i punkt: %(items)s %(form)s") % {"field": f, "items": i, "form": p}
          for f, i, p in requirement_rows(run.requirements)),
    ]  # fmt: skip
    engine = _("Kontrollen gjordes av %(engine)s på %(seconds)s sekunder.") % {
        "engine": run.engine,
        "seconds": format_number(Decimal(str(run.seconds)), 1),
    }
    return [table(_("Vad som lästes"), columns, rows), bullets([plain(text) for text in asked]), note(engine)]
