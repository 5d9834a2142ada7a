"""An action plan on paper: what is done, by whom, until when; the groups; what the measures bring."""

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from ledtrad.activities import plan_words
from ledtrad.activities.models import ActionPlan, Measure, WorkingGroup
from ledtrad.activities.queries.plans import Inside, Row
from ledtrad.core import clock
from ledtrad.core.numbers import MISSING, format_number
from ledtrad.core.papers.blocks import (
    FORMAT,
    Block,
    Cell,
    Document,
    cell,
    column,
    heading,
    note,
    paragraph,
    plain,
    table,
)
from ledtrad.core.periods import label_day
from ledtrad.organisation.models import the_municipality


def plan_document(plan: ActionPlan, inside: Inside, groups: Sequence[WorkingGroup], today: date) -> Document:
    """The plan as a paper. One query, for the municipality's name."""
    municipality = the_municipality()
    with translation.override(settings.LANGUAGE_CODE):
        counted = inside.tally(today)
        return {
            "format": FORMAT,
            "lang": settings.LANGUAGE_CODE,
            "is_draft": False,
            "number": plan.number,
            "kind_label": _("Handlingsplan"),
            "title": plan.title,
            "board": plan.unit.name,
            "municipality": municipality.name if municipality else "",
            "period": today.isoformat(),
            "period_label": label_day(today),
            "cut_off": clock.today().isoformat(),
            "cut_off_label": label_day(clock.today()),
            "scope": _("%(unit)s, %(plan)s") % {"unit": plan.unit.name, "plan": plan.number},
            "facts": [
                [_("Aktiviteter"), format_number(counted.all)],
                [_("Klara"), format_number(counted.done)],
                [_("Försenade"), format_number(counted.late)],
            ],
            "sections": _sections(plan, inside, groups, today),
            "charts": {},
            "signatures": [],
        }


def _sections(plan: ActionPlan, inside: Inside, groups: Sequence[WorkingGroup], today: date) -> list[Block]:
    first: list[Block] = [paragraph(plain(plan_words.lead(inside.tally(today))))]
    if plan.description:
        first.append(paragraph(plain(plan.description)))
    if inside.hidden:
        first.append(note(_("Planen har aktiviteter som inte visas här.")))
    if inside.rows:
        first.append(_activities(inside.rows, today))
    found = [{"id": None, "kind": "activities", "heading": _("Aktiviteter"), "blocks": first}]
    if money := [row for row in inside.rows if row.measure is not None]:
        told = [paragraph(plain(plan_words.money_lead(inside.sums(plan.deficit)))), _effects(money, today)]
        found.append({"id": None, "kind": "effects", "heading": _("Vad åtgärderna ger"), "blocks": told})
    if groups:
        blocks = [block for group in groups for block in _group(group)]
        found.append({"id": None, "kind": "groups", "heading": _("Arbetsgrupper"), "blocks": blocks})
    return found


def _activities(rows: Sequence[Row], today: date) -> Block:
    columns = [column(_("Aktivitet"), 34), column(_("Läge"), 20), column(_("Ansvarig"), 22), column(_("Tid"), 18)]
    return table(_("Planens aktiviteter, de försenade först"), columns, [_activity(row, today) for row in rows])


def _activity(row: Row, today: date) -> list[Cell]:
    one = row.activity
    shape, word = plan_words.standing(one, today)
    first = label_day(one.starts_on) if one.starts_on else MISSING
    last = label_day(one.due_on) if one.due_on else MISSING
    return [
        cell(one.title, sub=one.participants),
        cell(word, sub=one.state_reason, status=str(shape)),
        cell(one.responsible.title, sub=one.responsible.unit.name) if one.responsible else cell(MISSING),
        cell(f"{first} – {last}"),
    ]


def _effects(rows: Sequence[Row], today: date) -> Block:
    columns = [
        column(_("Åtgärd"), 34), column(_("Väntas"), 18, num=True), column(_("Har kommit"), 18, num=True),
        column(_("Läge"), 20),
    ]  # fmt: skip
    return table(_("Väntad och redovisad effekt per år"), columns, [_effect(row, today) for row in rows])


def _effect(row: Row, today: date) -> list[Cell]:
    measure, report = row.measure, row.report
    shape, word = plan_words.FLOWS[row.flow(today)]
    return [
        cell(row.activity.title, sub=" ".join(filter(None, _means(measure)))),
        cell(plan_words.kronor(measure.expected) if measure and measure.expected is not None else MISSING),
        cell(plan_words.kronor(report.amount) if report and report.amount is not None else MISSING),
        cell(str(word), status=str(shape)),
    ]


def _means(measure: Measure | None) -> tuple[str, str]:
    """What a measure costs, and where that comes from."""
    if measure is None:
        return "", ""
    financing = measure.financing.strip()
    return plan_words.cost(measure), f"{financing}." if financing and not financing.endswith(".") else financing


def _group(group: WorkingGroup) -> list[Block]:
    people = "; ".join(str(f) for f in group.members.all())
    found = [heading(3, group.name)]
    if group.observation:
        found.append(paragraph([[_("Iakttagelse:") + " ", True], [group.observation, False]]))
    if group.task:
        found.append(paragraph([[_("Uppgift:") + " ", True], [group.task, False]]))
    leader = _("Leds av %(leader)s.") % {"leader": group.leader} if group.leader else _("Ingen leder gruppen än.")
    told = [leader, _("Deltar: %(people)s.") % {"people": people} if people else ""]
    return [*found, paragraph(plain(" ".join(filter(None, told))))]
