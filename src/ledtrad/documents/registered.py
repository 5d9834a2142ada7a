"""What steering documents hand to the thread: their page, and their table of a plan."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from ledtrad.core.actors import Actor
from ledtrad.documents import actions
from ledtrad.documents.forms import DocumentForm
from ledtrad.documents.models import SteeringDocument
from ledtrad.thread import kinds, plan_tables
from ledtrad.thread.kinds import Facts, KindPage
from ledtrad.thread.models import Node
from ledtrad.thread.plan_tables import NodeTable, boolean, level, node_fields, text
from ledtrad.thread.rules import Kind


def register() -> None:
    """Called when the app is ready. A passage is tied to its whole text by a row among the links."""
    number, *others = node_fields(Kind.DOCUMENT)
    plan_tables.register(
        NodeTable(
            name="documents",
            title=_("Styrdokument"),
            model=SteeringDocument,
            kind=Kind.DOCUMENT,
            order=10,
            fields=[
                number,
                level(Kind.DOCUMENT, "type", _("Slag av text")),
                *others,
                text("reference", _("Beteckning")),
                text("quote", _("Ordagrant")),
                text("source", _("Källa")),
                text("source_url", _("Länk")),
                boolean("is_national", _("Statlig styrning")),
            ],
        )
    )
    kinds.register(
        KindPage(
            kind=Kind.DOCUMENT,
            model=SteeringDocument,
            related="document",
            title=_("Nytt styrdokument"),
            form=DocumentForm,
            save=_save,
            facts=_facts,
            panel="documents/panel.html",
        )
    )


def _save(form: Any, actor: Actor, instance: Any, seen: int | None) -> Node:
    areas = list(form.cleaned_data["areas"])
    return actions.save_document(instance, form.values(), actor=actor, seen=seen, areas=areas)


def _facts(document: Any) -> Facts:
    kind = _("Statlig") if document.is_national else _("Lokal")
    return [(str(_("Beteckning")), document.reference), (str(_("Styrning")), kind), (str(_("Källa")), document.source)]
