"""Small tables of a plan: levels and areas, which come before everything else, and which units share a node."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledtrad.organisation.actors import access
from ledtrad.organisation.rules import Power
from ledtrad.thread import plan_tables
from ledtrad.thread.models import Area, Level, Node, Share
from ledtrad.thread.plan_tables import Column, Context, Field, RowTable, boolean, choice, enum, text, unit, whole
from ledtrad.thread.plan_tables.fields import look_up, number_of
from ledtrad.thread.rules import Kind

if TYPE_CHECKING:
    from ledtrad.organisation.models import User

PERIODS = {"month": "month", "quarter": "quarter", "tertial": "tertial", "half_year": "half_year", "year": "year"}


class WordTable(RowTable[Any]):
    """A table of words that the whole municipality shares: those who plan, and administrators, may write it."""

    def may_write(self, obj: Any, context: Context) -> tuple[str, str] | None:
        rights = access(context.actor)
        if rights.anywhere(Power.PLAN) or rights.administers:
            return None
        return "slug", _("Bara den som planerar för en nämnd ändrar nivåer och områden.")


class ShareTable(RowTable[Share]):
    """Which other units a node stands in."""

    def __init__(self) -> None:
        column = Column("node", gettext_lazy("Nummer"), required=True)
        super().__init__(
            name="shares",
            title=gettext_lazy("Delade mål"),
            model=Share,
            order=95,
            key=("node", "unit"),
            fields=[
                Field(column, "node", lambda cell, c: look_up(c.nodes.get(cell), cell), number_of, default=None),
                unit("unit", gettext_lazy("Delas av enheten")),
            ],
        )

    def queryset(self) -> "models.QuerySet[Share]":
        return Share.objects.select_related("node", "unit").order_by("node__number", "unit__number")

    def visible(self, user: "User") -> "models.QuerySet[Share]":
        return self.queryset().filter(node__in=Node.objects.visible_to(user))

    def may_write(self, obj: Share, context: Context) -> tuple[str, str] | None:
        if context.may_edit(obj.node.unit_id):
            return None
        return "node", _("Du kan inte ändra i den här enhetens del av tråden.")


def register() -> None:
    """Called when the app is ready."""
    plan_tables.register(
        WordTable(
            name="levels",
            title=gettext_lazy("Nivåer"),
            model=Level,
            order=1,
            key=("slug",),
            fields=[
                enum("kind", gettext_lazy("Slag"), Kind, required=True),
                text("slug", gettext_lazy("Kortnamn"), required=True),
                text("name", gettext_lazy("Namn"), required=True),
                text("name_en", gettext_lazy("Namn på engelska")),
                whole("rank", gettext_lazy("Ordning uppifrån"), default=50),
                whole("column", gettext_lazy("Kolumn i bilden"), default=2),
                boolean("needs_indicator", gettext_lazy("Ska mätas"), default=True),
                boolean("needs_anchor", gettext_lazy("Ska vara förankrad"), default=True),
                choice("assess_every", gettext_lazy("Bedöms varje"), PERIODS, default=""),
                whole("assess_days", gettext_lazy("Dagar efter perioden"), default=30),
            ],
        )
    )
    plan_tables.register(
        WordTable(
            name="areas",
            title=gettext_lazy("Områden"),
            model=Area,
            order=2,
            key=("slug",),
            fields=[
                text("slug", gettext_lazy("Kortnamn"), required=True),
                text("name", gettext_lazy("Namn"), required=True),
                text("name_en", gettext_lazy("Namn på engelska")),
            ],
        )
    )
    plan_tables.register(ShareTable())
