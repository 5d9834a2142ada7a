"""What the list of indicators can be narrowed by, and how many miss their targets: one query for it all."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Count, IntegerField, Value
from django.db.models.functions import Cast
from django.utils.translation import get_language

from ledtrad.indicators.models import Standing
from ledtrad.organisation.models import Unit
from ledtrad.thread.models import Area, Node
from ledtrad.thread.rules import Kind, LinkKind, Status

if TYPE_CHECKING:
    from ledtrad.organisation.models import User

Pairs = list[tuple[str, str]]
INDENT = "\N{NO-BREAK SPACE}" * 2
UNIT, GOAL, AREA, MISSED = "1-unit", "2-goal", "3-area", "4-missed"


@dataclass
class Choices:
    """Keys and names for the drop-downs, in order."""

    units: Pairs = field(default_factory=list)
    goals: Pairs = field(default_factory=list)
    areas: Pairs = field(default_factory=list)
    missed: int = 0


def choices_for(user: "User") -> Choices:
    """Units, goals that are measured and areas that the user may see; and how many indicators miss their target."""
    seen = Node.objects.visible_to(user)
    measured = seen.filter(kind=Kind.GOAL, links_down__kind=LinkKind.MEASURES).distinct()
    missed = Standing.objects.filter(indicator__in=seen.values("pk"), status=Status.MISSED)
    english = get_language() == "en"
    parts = [
        _rows(Unit.objects.all(), UNIT, "path", "number", "name", "depth"),
        _rows(measured, GOAL, "number", "number", "title", None, "short_title"),
        _rows(Area.objects.all(), AREA, "name", "slug", "name", None, "name_en" if english else None),
        missed.order_by()
        .values("status")
        .annotate(
            what_=_text(MISSED),
            order_=_text(""),
            key_=_text(""),
            name_=_text(""),
            better_=_text(""),
            number_=Count("pk"),
        )
        .values_list("what_", "order_", "key_", "name_", "better_", "number_"),
    ]
    found = Choices()
    for what, _order, key, name, better, number in parts[0].union(*parts[1:], all=True).order_by("what_", "order_"):
        if what == UNIT:
            found.units.append((key, INDENT * number + name))
        elif what == GOAL:
            found.goals.append((key, better or name))
        elif what == AREA:
            found.areas.append((key, better or name))
        else:
            found.missed = number
    return found


def _text(value: str) -> Value:
    return Value(value, output_field=CharField())


def _rows(rows: Any, what: str, order: str, key: str, name: str, number: str | None, better: str | None = None) -> Any:
    """Rows of one shape: what, order, key, name, a better name if there is one, a number."""
    return (
        rows.order_by()
        .annotate(
            what_=_text(what),
            order_=Cast(order, CharField()),
            key_=Cast(key, CharField()),
            name_=Cast(name, CharField()),
            better_=Cast(better, CharField()) if better else _text(""),
            number_=Cast(number, IntegerField()) if number else Value(0, output_field=IntegerField()),
        )
        .values_list("what_", "order_", "key_", "name_", "better_", "number_")
    )
