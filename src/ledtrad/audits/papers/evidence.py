"""What happened with an audit's recommendations, as a paper."""

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext as _

from ledtrad.audits.models import Audit, Recommendation
from ledtrad.audits.queries.evidence import Followed
from ledtrad.audits.rules.statements import plain_day
from ledtrad.core import clock
from ledtrad.core.numbers import MISSING
from ledtrad.core.papers.blocks import (
    FORMAT,
    Block,
    Document,
    cell,
    column,
    heading,
    note,
    paragraph,
    plain,
    table,
)
from ledtrad.core.papers.markup import parse
from ledtrad.core.periods import label_day
from ledtrad.organisation.models import Unit, the_municipality


def document_of(audit: Audit, found: Sequence[Followed], board: Unit | None) -> Document:
    """The page as a document. One query, for the municipality's name."""
    municipality, today = the_municipality(), clock.today()
    name = board.name if board else audit.unit.name
    return {
        "format": FORMAT,
        "lang": settings.LANGUAGE_CODE,
        "is_draft": False,
        "number": audit.number,
        "kind_label": _("Uppföljning av revisorernas rekommendationer"),
        "title": audit.title,
        "board": name,
        "municipality": municipality.name if municipality else "",
        "period": today.isoformat(),
        "period_label": label_day(today),
        "cut_off": today.isoformat(),
        "cut_off_label": label_day(today),
        "scope": _("%(audit)s, %(board)s")
        % {"audit": audit.number, "board": board.name if board else _("alla nämnder")},
        "facts": [list(fact) for fact in _facts(audit, found)],
        "sections": [_section(one, with_board=board is None) for one in found],
        "charts": {},
        "signatures": [],
    }


def _facts(audit: Audit, found: Sequence[Followed]) -> list[tuple[str, str]]:
    facts = [
        (_("Granskad av"), audit.firm or _("Kommunens revisorer")),
        (_("Daterad"), label_day(audit.issued_on) if audit.issued_on else MISSING),
        (_("Uppgifter per"), label_day(clock.today())),
    ]
    closed = sum(1 for one in found if one.addressed.closed_on)
    facts.append((_("Avslutade"), _("%(closed)s av %(n)s") % {"closed": closed, "n": len(found)}))
    return facts


def _section(one: Followed, *, with_board: bool) -> Block:
    recommendation = one.recommendation
    title = f"{recommendation.number} {recommendation.short}"
    if with_board:
        title += f", {one.addressed.board.name}"
    return {
        "id": None,
        "kind": "recommendation",
        "heading": title,
        "blocks": [
            paragraph(plain(recommendation.wording or recommendation.title)),
            *_repeats(one),
            paragraph([[_("Läge:") + " ", True], [str(one.state.word), False]]),
            *_answer(one),
            *_measures(one),
            *_events(one),
            *_evidence(one),
            *_judgements(one),
        ],
    }


def _repeats(one: Followed) -> list[Block]:
    found = [(_("Upprepar:"), one.repeats.earlier)] if one.repeats.earlier else []
    found += [(_("Upprepas av:"), later) for later in one.repeats.later]
    return [paragraph([[f"{word} ", True], [_named(row), False]]) for word, row in found]


def _named(row: Recommendation) -> str:
    day = f", {label_day(row.audit.issued_on)}" if row.audit.issued_on else ""
    return f"{row.number} {row.short} ({row.audit.title}{day})"


def _answer(one: Followed) -> list[Block]:
    blocks = [heading(3, _("Nämndens svar"))]
    stand, statement = one.stand, one.statement
    if stand is None or statement is None:
        return [*blocks, note(_("Nämnden har inte svarat."))]
    blocks.append(paragraph([[stand.get_position_display() or _("Ingen ställning"), True]]))
    blocks += parse(stand.reasons)
    if stand.counter_proposal:
        begins, own = stand.instead
        blocks.append(paragraph([[f"{begins} ", True], [" ".join(own.split()), False]]))
    told = _("Utkast, inte beslutat.")
    if statement.adopted_on:
        number = one.paper.matter.registration_number if one.paper else ""
        told = _("Beslutat %(day)s.") % {"day": plain_day(statement.adopted_on)} + (f" {number}" if number else "")
    return [*blocks, note(told)]


def _measures(one: Followed) -> list[Block]:
    if not one.measures and not one.others:
        return []
    rows = [
        [
            cell(a.title, sub=a.number, strong=True),
            cell(a.get_state_display(), status=a.suggested,
                 sub=_("klar %(day)s") % {"day": plain_day(a.done_on)} if a.done_on else ""),
            cell(plain_day(a.due_on) or MISSING),
            cell(str(a.responsible or MISSING)),
        ]
        for a in one.measures
    ]  # fmt: skip
    rows += [
        [cell(n.title, sub=n.number, strong=True), cell(n.kind_label), cell(MISSING),
         cell(str(n.responsible or MISSING))]
        for n in one.others
    ]  # fmt: skip
    columns = [column(_("Åtgärd"), 42), column(_("Läge"), 20), column(_("Klar senast"), 18), column(_("Ansvarig"), 24)]
    return [heading(3, _("Åtgärder")), table(_("Åtgärder"), columns, rows)]


def _events(one: Followed) -> list[Block]:
    if not one.events:
        return []
    rows = [[cell(e.on.isoformat()), cell(e.what, sub=e.detail)] for e in one.events]
    return [
        heading(3, _("Vad hände när?")),
        table(_("Händelser"), [column(_("Dag"), 16), column(_("Händelse"), 84)], rows),
    ]


def _evidence(one: Followed) -> list[Block]:
    if not one.evidence:
        return []
    rows = [
        [
            cell(row.title, sub=row.node.number if row.node else row.name, strong=True),
            cell(row.get_kind_display()),
            cell(f"{row.value} ({row.period})" if row.value else MISSING),
            cell(row.note or MISSING),
        ]
        for row in one.evidence
    ]
    columns = [column(_("Vad"), 34), column(_("Slag"), 16), column(_("Värde"), 18), column(_("Vad det visar"), 32)]
    return [heading(3, _("Det här visar det")), table(_("Det här visar det"), columns, rows)]


def _judgements(one: Followed) -> list[Block]:
    blocks: list[Block] = []
    for row in one.follow_ups:
        who = row.audit.title if row.audit else one.addressed.board.name
        blocks.append(
            paragraph([
                [f"{row.get_judgement_display()} ", True],
                [f"({who}, {plain_day(row.judged_on)}): {' '.join(row.done.split())}", False],
            ])
        )  # fmt: skip
    return [heading(3, _("Hur det har bedömts")), *blocks] if blocks else []
