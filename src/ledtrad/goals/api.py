"""Goals over REST."""

from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router

from ledtrad.core import rest
from ledtrad.core.responses import actor_of
from ledtrad.goals import queries
from ledtrad.goals.models import Goal
from ledtrad.organisation.actors import user_of
from ledtrad.organisation.models import Unit
from ledtrad.thread.api import StatusWord

router = Router(tags=["goals"])


class GoalOut(rest.Answer):
    number: str
    title: str
    level: str | None
    unit: str
    function: str | None
    holder: str | None = Field(description="Who holds the responsible function today; null when it is vacant.")
    plan: str | None = Field(description="The board and year whose plan it stands in: `SN 2021`.")
    present_state: str
    wanted_state: str
    status: StatusWord
    suggested: StatusWord


class Goals(rest.Answer):
    count: int
    items: list[GoalOut]


class Wanted(rest.Slice):
    unit: str | None = Field(None, max_length=30, pattern=rest.NO_NUL, description="Only this unit and those below it.")
    level: str | None = Field(
        None, max_length=40, pattern=rest.NO_NUL, description="Only this level, by its short name."
    )


@router.get("/goals", response=Goals, operation_id="listGoals", summary="Goals")
def goals(request: HttpRequest, wanted: Query[Wanted]) -> Any:
    """The goals that hold today and that you may see, by number."""
    rows = queries.goals(user_of(request)).valid_on(actor_of(request).today)  # type: ignore[attr-defined]
    rows = rows.order_by("number")
    if wanted.unit is not None:
        path = Unit.objects.filter(number=wanted.unit).values_list("path", flat=True).first()
        rows = rows.filter(unit__path__startswith=path) if path else rows.none()
    if wanted.level is not None:
        rows = rows.filter(level__slug=wanted.level)
    return rest.sliced(rows, wanted, _goal)


def _goal(goal: Goal) -> dict[str, Any]:
    return {
        "number": goal.number,
        "title": goal.title,
        "level": goal.level.slug if goal.level else None,
        "unit": goal.unit.number,
        "function": goal.responsible.title if goal.responsible else None,
        "holder": goal.holder,  # type: ignore[attr-defined]
        "plan": f"{goal.round.unit.number} {goal.round.year}" if goal.round else None,
        "present_state": goal.present_state,
        "wanted_state": goal.wanted_state,
        "status": goal.status,
        "suggested": goal.suggested,
    }
