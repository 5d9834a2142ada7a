"""The list to a meeting on paper: in full for the board, and as the version that anybody may read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ledtrad.core import clock
from ledtrad.core.numbers import MISSING, format_number
from ledtrad.core.papers.blocks import (
    Block,
    Cell,
    Document,
    cell,
    column,
    fingerprint,
    heading,
    note,
    paragraph,
    plain,
    table,
)
from ledtrad.core.periods import label_day
from ledtrad.delegation.papers import document, section
from ledtrad.delegation.queries.lists import Proposal
from ledtrad.delegation.rules.listing import Group, Waiting, mask_needed
from ledtrad.delegation.rules.words import ListKind

_STATUTE = {ListKind.ORDINARY: "7 kap. 8 § KL", ListKind.URGENT: "6 kap. 39 och 40 §§ KL"}


@dataclass(frozen=True)
class Remade:
    """That an open version was made after the list was laid: which, when the list was laid, and who makes it now."""

    number: int
    laid_at: datetime | None
    made_by: str


def list_document(proposal: Proposal, *, public: bool, laid_by: str = "", remade: Remade | None = None) -> Document:
    """The paper of a proposal; with `laid_by` as it is laid, otherwise marked as a draft. One query."""
    with translation.override(settings.LANGUAGE_CODE):
        meeting = proposal.meeting
        day, board = label_day(meeting.held_on), meeting.board
        urgent = proposal.kind == ListKind.URGENT
        title = (
            _("Ordförandebeslut i brådskande ärenden till sammanträdet %(day)s")
            if urgent
            else _("Delegationsbeslut till sammanträdet %(day)s")
        ) % {"day": day}
        version = _("Öppen version") if public else _("Fullständig version, kan innehålla uppgifter med sekretess")
        return document(
            board,
            kind_label=version,
            title=title,
            scope=_("%(board)s, beslut som anmäls %(day)s") % {"board": board.name, "day": day},
            day=clock.today(),
            facts=_facts(proposal, laid_by, remade, public=public),
            sections=_sections(proposal, public=public),
            is_draft=not laid_by,
        )


def rows_hash(proposal: Proposal) -> str:
    """The hash of what the list tells, row by row: the same in both versions."""
    rows = sorted(
        [r.system, r.source_id, r.decided_on.isoformat(), r.item, r.function, r.matter, r.decision]
        for r in proposal.rows
    )
    return fingerprint(rows)


def _facts(proposal: Proposal, laid_by: str, remade: Remade | None, *, public: bool) -> list[list[str]]:
    n = len(proposal.rows)
    facts = [
        [_("Anmäls enligt"), _STATUTE[ListKind(proposal.kind)]],
        [_("Antal"), ngettext("%(n)s beslut", "%(n)s beslut", n) % {"n": format_number(n)}],
    ]
    if proposal.rows:
        days = [r.decided_on for r in proposal.rows]
        facts.append([_("Beslutade"), f"{label_day(min(days))} – {label_day(max(days))}"])
    if public:
        hidden = sum(1 for r in proposal.rows if mask_needed(r, proposal.pseudonyms))
        facts.append([_("Varav med sekretess"), format_number(hidden)])
    else:
        facts.append([_("Ofullständiga"), format_number(len(proposal.incomplete))])
    laid_at = remade.laid_at if remade is not None else None
    when = _signed(laid_at.astimezone(clock.STOCKHOLM).date() if laid_at is not None else clock.today(), laid_by)
    facts.append([_("Läge"), _("Framlagd %(when)s") % {"when": when} if laid_by else _("Förslag, inte framlagt")])
    if remade is not None:
        facts.append([_("Version"), _("%(n)s, gjord %(when)s. Ersätter den som lades fram.")
                      % {"n": remade.number, "when": _signed(clock.today(), remade.made_by)}])  # fmt: skip
    if not public:  # whoever has the hash of a short secret can guess the secret
        facts.append([_("Kontrollsumma"), rows_hash(proposal)])
    return facts


def _signed(day: date, who: str) -> str:
    return _("%(day)s av %(who)s") % {"day": label_day(day), "who": who}


def _sections(proposal: Proposal, *, public: bool) -> list[Block]:
    if not proposal.rows:
        return [section(_("Inga beslut"), [paragraph(plain(_("Inga beslut att anmäla till sammanträdet.")))])]
    found = [_summary(proposal.groups)]
    pseudonyms = proposal.pseudonyms
    for group in proposal.groups:
        blocks: list[Block] = []
        for name, rows in _by_delegate(group).items():
            blocks.append(heading(3, name or _("Delegat saknas")))
            blocks.append(_table(name, rows, pseudonyms) if public else _full_table(name, rows))
        if public and any(mask_needed(r, pseudonyms) for r in group.rows):
            blocks.append(note(_("Beslut som rör enskilda återges utan uppgifter som omfattas av sekretess.")))
        found.append(section(group.area or _("Utan område"), blocks))
    return found


def _summary(groups: Sequence[Group]) -> Block:
    columns = [column(_("Område"), 40), column(_("Delegater"), 44), column(_("Beslut"), 16, num=True)]
    rows = [
        [
            cell(g.area or _("Utan område"), strong=True),
            cell(", ".join(f"{name or _('okänd')} {format_number(n)}" for name, n in g.delegates)),
            cell(format_number(len(g.rows))),
        ]
        for g in groups
    ]
    rows.append([cell(_("Summa"), strong=True), cell(""), cell(format_number(sum(len(g.rows) for g in groups)))])
    return section(_("Sammanfattning"), [table(_("Beslut efter område"), columns, rows)])


def _by_delegate(group: Group) -> Mapping[str, list[Waiting]]:
    found: dict[str, list[Waiting]] = {}
    for row in group.rows:
        found.setdefault(row.function, []).append(row)
    return {
        name: sorted(rows, key=lambda r: (r.decided_on, r.source_id))
        for name, rows in sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    }


def _full_table(name: str, rows: Sequence[Waiting]) -> Block:
    columns = [
        column(_("Beslut"), 19),
        column(_("Punkt"), 22),
        column(_("Ärende"), 19),
        column(_("Vad som beslutades"), 40),
    ]
    return table(name, columns, [_full_row(row) for row in rows])


def _full_row(row: Waiting) -> list[Cell]:
    about = [row.amount and _("%(amount)s kr") % {"amount": row.amount}, row.period]
    marks = [_("omfattas av sekretess")] if row.confidentiality == "confidential" else []
    missing = [_("ofullständigt")] if row.missing else []
    who = [_("den enskilde: %(who)s") % {"who": row.subject}] if row.subject else []
    return [
        cell(row.source_id or MISSING, sub=row.decided_on.isoformat(), strong=True),
        cell(row.item or MISSING, sub=row.title),
        cell(row.matter or MISSING),
        cell(
            row.decision or MISSING,
            sub=" · ".join(filter(None, [*about, row.person, *marks, *missing, *who])),
        ),
    ]


def _table(name: str, rows: Sequence[Waiting], pseudonyms: Mapping[str, object]) -> Block:
    columns = [
        column(_("Beslutat"), 17),
        column(_("Punkt"), 27),
        column(_("Ärende"), 22),
        column(_("Vad som beslutades"), 34),
    ]
    return table(name, columns, [_public_row(row, pseudonyms) for row in rows])


def _public_row(row: Waiting, pseudonyms: Mapping[str, object]) -> list[Cell]:
    day, item = cell(row.decided_on.isoformat(), strong=True), cell(row.item or MISSING, sub=row.title)
    if mask_needed(row, pseudonyms):
        return [day, item, cell(MISSING), cell(_("Omfattas av sekretess"))]
    return [day, item, cell(row.matter or MISSING, sub=row.source_id), cell(row.decision or MISSING)]
