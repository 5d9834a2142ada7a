"""What waits because of decisions that are not carried out. Numbers alone: nothing tells of a person."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from ledtrad.core.actors import Actor
from ledtrad.core.periods import PeriodKind, label, latest_ended
from ledtrad.delegation.queries import unexecuted as queries
from ledtrad.delegation.rules.unexecuted import MONTHS, months_after
from ledtrad.organisation.actors import access
from ledtrad.organisation.models import Unit
from ledtrad.organisation.rules import BOARD_KINDS, Power
from ledtrad.thread import todo
from ledtrad.thread.todo import Task

REPORT_DAYS = timedelta(days=30)
"""A quarter is reported within so many days after its end."""


def register() -> None:
    """Called when the app is ready."""
    todo.register("unexecuted_reason", reasons)
    todo.register("unexecuted_report", reports)


def reasons(actor: Actor, until: date) -> Iterator[Task]:
    """Decisions that this person handles and that soon have waited three months without a reason. One query."""
    if actor.user_id is None:
        return
    for row in queries.waiting(actor.user_id, until):
        late_from = months_after(row.grant.since, MONTHS)
        if late_from <= until:
            yield Task(
                due_on=late_from,
                title=_("Skriv varför %(number)s inte är verkställt") % {"number": row.number},
                detail=_("Då har beslutet väntat tre månader och ska rapporteras."),
                url=reverse("unexecuted-one", args=[row.number]),
                button=_("Skriv skälet"),
                kind="unexecuted_reason",
                key=f"unexecuted_reason:{row.number}",
                number=row.number,
                is_open=True,
            )


def reports(actor: Actor, until: date) -> Iterator[Task]:
    """The quarter that has ended, for those who report it. Three queries at the most."""
    rights, quarter = access(actor), latest_ended(PeriodKind.QUARTER, actor.today)
    places = rights.tree.places
    due_on = quarter.last_day + REPORT_DAYS
    may = rights.units(Power.PLAN) & queries.secret_units(rights)
    boards = sorted(pk for pk in may if pk in places and places[pk].kind in BOARD_KINDS)
    if not boards or due_on > until:
        return
    waiting = {row.board_id for row, _told in queries.told_of(boards, quarter)}
    if not waiting:
        return
    done = queries.reported(waiting, quarter)
    for board in Unit.objects.filter(pk__in=waiting).order_by("path"):
        left = [to for to in ("authority", "council") if (board.pk, to) not in done]
        if left:
            yield Task(
                due_on=due_on,
                title=_("Rapportera ej verkställda beslut för %(quarter)s") % {"quarter": label(quarter)},
                detail=board.name,
                url=reverse("unexecuted-report", args=[board.number, str(quarter), left[0]]),
                button=_("Granska rapporten"),
                kind="unexecuted_report",
                key=f"unexecuted_report:{board.number}:{quarter}",
                number=board.number,
                is_open=True,
            )
