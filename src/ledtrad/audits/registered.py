"""What audits hand to the packages below: their kind of node, jobs, importers, things to do, words of the ledger."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ledtrad.audits import imports, jobs, todo_sources
from ledtrad.audits.actions import recommendations
from ledtrad.audits.forms.recommendation import OneRecommendationForm
from ledtrad.audits.models import Audit, Recommendation
from ledtrad.audits.queries.criteria import held_against
from ledtrad.audits.queries.recommendations import open_of, parts_of, repeats_of
from ledtrad.audits.rules.standing import STANDINGS
from ledtrad.core.actors import Actor
from ledtrad.core.listing import chosen
from ledtrad.core.periods import label_day
from ledtrad.organisation.actors import user_behind
from ledtrad.organisation.models import Unit, User
from ledtrad.thread import finds, kinds, ledger_words, node_panels, unit_panels
from ledtrad.thread.finds import Found, Source
from ledtrad.thread.kinds import Facts, KindPage
from ledtrad.thread.models import Node
from ledtrad.thread.rules import Kind

MOST_AUDITS = 10
"""Audits that the page of a law or a goal names one by one."""


def register() -> None:
    """Called when the app is ready."""
    imports.register()
    jobs.register()
    todo_sources.register()
    kinds.register(
        KindPage(
            kind=Kind.RECOMMENDATION,
            model=Recommendation,
            related="recommendation",
            title=_("Ny rekommendation"),
            form=OneRecommendationForm,
            save=_save,
            facts=_facts,
            panel="audits/recommendation_panel.html",
            also=("recommendation__audit",),
            words=STANDINGS,
            above="audits/parts/origin.html",
            answering="audits/parts/answering.html",
            shows=_shows,
        )
    )
    finds.register(
        "audits",
        Source(
            label=_("Granskningar"), read=lambda user: Audit.objects.visible_to(user).order_by("-issued_on", "-pk"),
            fields=("number", "title", "firm"), all_at=lambda: reverse("audits"),
            tell=lambda row: Found(row.get_absolute_url(), row.title, f"{row.number} · {chosen(row, 'kind')}"),
        ),
    )  # fmt: skip
    unit_panels.register("recommendations", "audits/unit_panel.html", _of_board)
    node_panels.register("criteria", "audits/criterion_panel.html", _held_against, kinds=[Kind.DOCUMENT])
    ledger_words.register(
        actions={
            "registered": _("registrerade"),
            "audit_read": _("läste in"),
            "confirmed": _("bekräftade"),
            "judged": _("bedömde"),
            "criteria_tied": _("knöt kriterier till tråden i"),
            "removed": _("tog bort"),
        },
        fields={
            "recommendations": _("rekommendationer"),
            "judgement": _("bedömning"),
            "repeats": _("upprepar"),
            "wording": _("rekommendationen ordagrant"),
        },
    )


def _of_board(unit: Unit, user: User) -> dict[str, Any] | None:
    """What auditors have recommended the board, if anything. One query, and none for what is no board."""
    told = open_of(unit, user) if unit.is_board else {}
    return {"unit": unit, **told} if told.get("total") else None


def _held_against(node: Node, user: User) -> dict[str, Any] | None:
    """The audits that held something against this text, the latest first. One query: a goal's page has none to spare,
    and the audit's own page tells which goals it held things against."""
    audits = list(held_against(node, user)[: MOST_AUDITS + 1])
    return (
        {"audits": audits[:MOST_AUDITS], "shown": MOST_AUDITS if len(audits) > MOST_AUDITS else 0} if audits else None
    )


def _shows(recommendation: Any, actor: Actor) -> dict[str, Any]:
    """Its boards with who answers for it there, and what it says again. Three queries."""
    reader = user_behind(actor)
    return {
        "parts": parts_of(recommendation, reader),
        "repeats": repeats_of([recommendation], reader)[recommendation.pk],
    }


def _save(form: Any, actor: Actor, instance: Any, seen: int | None) -> Node:
    chosen = form.cleaned_data
    return recommendations.save(
        instance, form.values(), boards=list(chosen["boards"]), areas=list(chosen["areas"]), actor=actor, seen=seen
    )


def _facts(recommendation: Any) -> Facts:
    return [
        (str(_("Granskning")), recommendation.audit.title),
        (str(_("Daterad")), label_day(issued) if (issued := recommendation.audit.issued_on) else ""),
        (str(_("Sida i rapporten")), recommendation.page),
    ]
