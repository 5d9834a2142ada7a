"""An order as the paper that a board adopts: its introduction, its items by area, and how they are read."""

from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from ledtrad.core import clock
from ledtrad.core.papers.blocks import FORMAT, Block, Document, cell, column, note, paragraph, plain, table
from ledtrad.core.papers.markup import parse
from ledtrad.core.periods import label_day
from ledtrad.delegation.models import DelegationItem, DelegationOrder
from ledtrad.delegation.queries.orders import items_of, limits_of
from ledtrad.delegation.rules.words import Onward, Reporting
from ledtrad.organisation.models import the_municipality

_SHORT = {
    Reporting.REPORTED: "A",
    Reporting.MINUTED_SEPARATELY: "P",
    Reporting.EXECUTION: "V",
}


def document(order: DelegationOrder) -> Document:
    """The order as it stands: a draft is marked as one. Three queries."""
    with translation.override(settings.LANGUAGE_CODE):
        municipality = the_municipality()
        day = order.adopted_on or clock.today()
        items = items_of([order.pk])
        period = _("Version %(name)s") % {"name": order.name}
        return {
            "format": FORMAT,
            "lang": settings.LANGUAGE_CODE,
            "is_draft": order.is_draft,
            "number": "",
            "kind_label": _("Förslag till delegationsordning") if order.is_draft else _("Antagen delegationsordning"),
            "title": _("Delegationsordning"),
            "board": order.board.name,
            "municipality": municipality.name if municipality else "",
            "period": order.name,
            "period_label": period,
            "cut_off": day.isoformat(),
            "cut_off_label": label_day(day),
            "scope": _("%(board)s, delegationsordning %(name)s") % {"board": order.board.name, "name": order.name},
            "facts": _facts(order, items),
            "sections": [*_introduction(order), _reading(), *_areas(items), *_motivations(items)],
            "charts": {},
            "signatures": [],
        }


def _facts(order: DelegationOrder, items: list[DelegationItem]) -> list[list[str]]:
    facts = [[_("Version"), order.name]]
    if order.adopted_on is not None:
        facts.append([_("Antagen"), f"{label_day(order.adopted_on)} {order.adopted_reference}".strip()])
    if order.valid_from is not None:
        begins = label_day(order.valid_from)
        if order.valid_to is not None:
            text = _("Från och med %(first)s, till %(last)s")
            facts.append([_("Gäller"), text % {"first": begins, "last": label_day(order.valid_to)}])
        else:
            facts.append([_("Gäller"), _("Från och med %(first)s") % {"first": begins}])
    else:
        facts.append([_("Läge"), _("Förslag, inte antaget")])
    if order.copied_from is not None:
        facts.append([_("Ersätter"), order.copied_from.name])
    facts.append([_("Punkter"), str(len(items))])
    return facts


def _section(heading: str, blocks: list[Block]) -> dict[str, Any]:
    return {"id": None, "kind": "order", "heading": heading, "blocks": blocks}


def _introduction(order: DelegationOrder) -> list[dict[str, Any]]:
    return [_section(_("Inledande bestämmelser"), parse(order.preamble))] if order.preamble.strip() else []


def _areas(items: list[DelegationItem]) -> list[dict[str, Any]]:
    """One section for each area, in the order's own order."""
    found: dict[str, list[DelegationItem]] = {}
    for item in items:
        found.setdefault(item.area or _("Punkter"), []).append(item)
    if not found:
        return [_section(_("Punkter"), [paragraph(plain(_("Ordningen har inga punkter än.")))])]
    columns = [
        column(_("Punkt"), 10), column(_("Vad som delegeras"), 39), column(_("Lagrum"), 19), column(_("Delegat"), 24),
        column(_("Kod"), 8),
    ]  # fmt: skip
    return [_section(area, [table(area, columns, [_row(item) for item in rows])]) for area, rows in found.items()]


def _motivations(items: list[DelegationItem]) -> list[dict[str, Any]]:
    """Why some items may be delegated although they look like what may not."""
    rows = [[cell(i.number, strong=True), cell(i.motivation, sub=i.title)] for i in items if i.motivation.strip()]
    if not rows:
        return []
    columns = [column(_("Punkt"), 10), column(_("Varför punkten får delegeras"), 90)]
    return [_section(_("Motiveringar"), [table(_("Motiveringar"), columns, rows)])]


def _row(item: DelegationItem) -> list[dict[str, Any]]:
    limits = "; ".join(limits_of(item))
    delegates = [d.label for d in item.delegates.all()]
    code = _SHORT[Reporting(item.reporting)]
    if item.onward == Onward.HEAD:
        code = f"{code}, D"
    return [
        cell(item.number, strong=True),
        cell(item.title, sub=limits[:1].upper() + limits[1:]),
        cell(item.statute or "–"),
        cell(", ".join(delegates) or "–"),
        cell(code, sub=item.onward_note),
    ]


def _reading() -> dict[str, Any]:
    """What the codes mean and what holds for every item. Only what the law itself says."""
    codes = [column(_("Kod"), 10), column(_("Betyder"), 90)]
    rows = [
        [cell("A", strong=True), cell(_("Beslutet anmäls till nämnden."))],
        [cell("P", strong=True), cell(_("Beslutet protokollförs särskilt och anmäls inte (7 kap. 8 § KL)."))],
        [cell("V", strong=True), cell(_("Verkställighet: inget beslut i lagens mening, anmäls inte."))],
        [
            cell("D", strong=True),
            cell(_("Förvaltningschefen får delegera vidare till en annan anställd (7 kap. 6 § KL).")),
        ],
    ]
    return _section(
        _("Så läses ordningen"),
        [
            paragraph(
                plain(
                    _(
                        "Delegaten beslutar på nämndens vägnar inom de villkor som står vid punkten. "
                        "Står flera delegater vid en punkt får var och en av dem besluta för sig."
                    )
                )
            ),
            paragraph(
                plain(
                    _(
                        "Nämnden får när som helst återkalla det den har delegerat, och själv avgöra ett ärende. "
                        "Det som enligt 6 kap. 38 § kommunallagen eller annan lag inte får delegeras avgör nämnden."
                    )
                )
            ),
            table(_("Koder i ordningen"), codes, rows),
            note(
                _(
                    "Är ett ärende så brådskande att nämndens avgörande inte kan avvaktas beslutar ordföranden, eller "
                    "den ledamot som nämnden har utsett, om nämnden har gett det uppdraget (6 kap. 39 § KL). "
                    "Ett sådant beslut anmäls vid nämndens nästa sammanträde."
                )
            ),
        ],
    )
