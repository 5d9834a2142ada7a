"""What indicators hand to the thread: their page, their tables of a plan, their gaps and their tasks."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from ledtrad.core.actors import Actor
from ledtrad.indicators import actions, gap_rules, imports, opposed, plan_tables, readings, todo_sources
from ledtrad.indicators.forms import IndicatorForm
from ledtrad.indicators.models import Indicator
from ledtrad.thread import kinds
from ledtrad.thread.kinds import KindPage
from ledtrad.thread.models import Node
from ledtrad.thread.rules import Kind


def register() -> None:
    """Called when the app is ready."""
    for part in (plan_tables, imports, gap_rules, todo_sources, readings, opposed):
        part.register()
    kinds.register(
        KindPage(
            kind=Kind.INDICATOR,
            model=Indicator,
            related="indicator",
            title=_("Ny indikator"),
            form=IndicatorForm,
            save=_save,
            page="indicator",
        )
    )


def _save(form: Any, actor: Actor, instance: Any, seen: int | None) -> Node:
    return actions.save_indicator(
        instance,
        form.values(),
        actor=actor,
        seen=seen,
        areas=list(form.cleaned_data["areas"]),
        reporting_units=list(form.cleaned_data["reporting_units"]),
    )
