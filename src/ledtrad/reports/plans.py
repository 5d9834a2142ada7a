"""A board's plan on paper (R38): every goal with its indicators' present and wanted state."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import translation
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from ledtrad.core import clock
from ledtrad.core.papers.blocks import FORMAT, Block, Document, cell, column, note, paragraph, plain
from ledtrad.core.periods import Period, label, label_day
from ledtrad.goals.actions import edition_content
from ledtrad.goals.models import Edition, PlanningRound
from ledtrad.goals.queries import as_seen
from ledtrad.organisation.models import the_municipality

if TYPE_CHECKING:
    from ledtrad.organisation.models import User


def plan_document(round: PlanningRound, edition: Edition | None, user: "User") -> Document:
    """The plan as the board adopted it (`edition`), or as it stands now, marked as a draft; as this reader sees it."""
    with translation.override(settings.LANGUAGE_CODE):
        whole = edition.content if edition is not None else edition_content(round)
        content = as_seen(whole, user)
        municipality = the_municipality()
        day = edition.made_at.date() if edition is not None else clock.today()
        return {
            "format": FORMAT,
            "lang": settings.LANGUAGE_CODE,
            "is_draft": edition is None,
            "number": "",
            "kind_label": _("Antagen plan") if edition is not None else _("Utkast till plan"),
            "title": _("Verksamhetsplan %(year)s") % {"year": content["year"]},
            "board": content["board"],
            "municipality": municipality.name if municipality else "",
            "period": str(content["year"]),
            "period_label": str(content["year"]),
            "cut_off": day.isoformat(),
            "cut_off_label": label_day(day),
            "scope": _("%(unit)s, plan för %(year)s") % {"unit": content["board"], "year": content["year"]},
            "facts": _facts(content, edition),
            "sections": _sections(content),
            "charts": {},
            "signatures": [],
        }


def _facts(content: dict[str, Any], edition: Edition | None) -> list[list[str]]:
    facts = [[_("År"), str(content["year"])]]
    adopted = parse_date(content["adopted_on"] or "")
    if adopted is not None:
        facts.append([_("Antagen"), f"{label_day(adopted)}. {content['reference']}".strip()])
    if edition is None:
        facts.append([_("Läge"), _("Utkast, inte antaget")])
    else:
        facts.append([_("Utgåva"), str(edition.number)])
        facts.append([_("Kontrollsumma"), edition.sha256])
    return facts


def _sections(content: dict[str, Any]) -> list[Block]:
    """One section for each level of goal, in the plan's own order."""
    found: dict[str, list[Block]] = {}
    for goal in content["goals"]:
        found.setdefault(goal["level"], []).append(_goal(goal))
    sections: list[Block] = [
        {"id": None, "kind": "plan", "heading": level, "blocks": blocks} for level, blocks in found.items()
    ]
    if not sections:
        empty = [paragraph(plain(_("Planen har inga mål än.")))]
        sections = [{"id": None, "kind": "plan", "heading": _("Mål"), "blocks": empty}]
    if content.get("withheld"):
        text = _("%(n)s mål som inte är öppna är inte återgivna.") % {"n": content["withheld"]}
        sections[-1]["blocks"].append(note(text))
    return sections


def _goal(goal: dict[str, Any]) -> Block:
    facts = [
        [_("Bryter ned"), goal.get("above", "")],
        [_("Förankrat i"), "; ".join(goal.get("anchored_in", []))],
        [_("Nuläge"), goal.get("present_state", "")],
        [_("Önskat läge"), goal.get("wanted_state", "")],
        [_("Ansvarig"), goal.get("responsible", "") or _("ingen")],
    ]
    return {
        "kind": "plan_goal",
        "number": goal["number"],
        "title": goal["title"],
        "level": goal["level"],
        "unit": goal["unit"],
        "description": goal.get("description", ""),
        "facts": [fact for fact in facts if fact[1]],
        "table": _indicators(goal),
        "nothing": _("Målet har ingen indikator än."),
        "activities": "; ".join(a["title"] for a in goal.get("activities", [])),
    }


def _indicators(goal: dict[str, Any]) -> Block | None:
    if not goal.get("indicators"):
        return None
    columns = [column(_("Indikator"), 46), column(_("Nuläge"), 24), column(_("Önskat läge"), 30)]
    rows = [
        [
            cell(i["title"], sub=i["number"], strong=True),
            cell(i["value"], sub=label(Period.parse(i["period"])) if i["period"] else ""),
            cell(i["target"] or _("mål saknas")),
        ]
        for i in goal["indicators"]
    ]
    return {"kind": "table", "caption": goal["title"], "columns": columns, "rows": rows}
