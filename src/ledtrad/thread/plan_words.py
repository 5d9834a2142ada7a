"""The words a plan is made of, as tables of the plan: levels and areas. They come before everything else."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledtrad.organisation.actors import access
from ledtrad.organisation.rules import Power
from ledtrad.thread import plan_tables
from ledtrad.thread.models import Area, Level
from ledtrad.thread.plan_tables import Context, RowTable, boolean, choice, enum, text, whole
from ledtrad.thread.rules import Kind

PERIODS = {"month": "month", "quarter": "quarter", "tertial": "tertial", "half_year": "half_year", "year": "year"}


class WordTable(RowTable[Any]):
    """A table of words that the whole municipality shares: those who plan, and administrators, may write it."""

    def may_write(self, obj: Any, context: Context) -> tuple[str, str] | None:
        rights = access(context.actor)
        if rights.anywhere(Power.PLAN) or rights.administers:
            return None
        return "slug", _("Bara den som planerar för en nämnd ändrar nivåer och områden.")


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
