"""What waits because of statements that are adopted: measures that are late, recommendations that nobody has judged."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ledtrad.activities import waiting
from ledtrad.activities.models import Activity
from ledtrad.activities.models.activities import SETTLED
from ledtrad.audits.models import Addressed, Recommendation, StandMeasure
from ledtrad.audits.rules.followup import JUDGE_AFTER, judge_by
from ledtrad.core.actors import Actor
from ledtrad.organisation.actors import access, user_behind
from ledtrad.organisation.rules import Confidentiality
from ledtrad.thread import todo
from ledtrad.thread.todo import Task


def register() -> None:
    """Called when the app is ready."""
    waiting.register_undecided("audits", proposed)
    todo.register("audit_measure", measures)
    todo.register("audit_judge", unjudged)


def proposed() -> QuerySet[Any, Any]:
    """Activities made for a statement that no board has adopted yet."""
    rows = StandMeasure.objects.filter(is_new=True, statement__adopted_on__isnull=True)
    return rows.values("activity")


def measures(actor: Actor, until: date) -> Iterator[Task]:
    """Measures that a board has promised and that are late, for whoever wrote the statement. One query.

    The function that is to carry them out has them among its activities.
    """
    functions = access(actor).functions
    if not functions:
        return
    seen = Activity.objects.visible_to(user_behind(actor))
    rows = StandMeasure.objects.filter(
        statement__responsible__in=functions, statement__adopted_on__isnull=False,
        activity__in=seen, activity__due_on__lt=actor.today,
    ).exclude(activity__state__in=SETTLED).exclude(activity__responsible__in=functions)  # fmt: skip
    told = set[int]()
    for row in rows.select_related("activity", "addressed__recommendation", "statement__board"):
        activity = row.activity
        if activity.pk in told:  # one measure may answer several recommendations
            continue
        told.add(activity.pk)
        yield Task(
            due_on=activity.due_on,
            title=_("Försenad åtgärd: %(title)s") % {"title": activity.title},
            detail=_("%(board)s har lovat revisorerna: %(recommendation)s")
            % {"board": row.statement.board.name, "recommendation": row.addressed.recommendation.short},
            url=activity.get_absolute_url(),
            button=_("Öppna"),
            kind="audit_measure",
            key=f"audit_measure:{activity.number}",
            number=activity.number,
            is_open=activity.confidentiality == Confidentiality.OPEN,
            function_id=row.statement.responsible_id,
        )


def unjudged(actor: Actor, until: date) -> Iterator[Task]:
    """Recommendations that were answered a year ago and that nobody has judged since. One query."""
    functions = access(actor).functions
    if not functions:
        return
    rows = Addressed.objects.filter(
        Recommendation.objects.visible_to(user_behind(actor)).named_by("recommendation"),
        stand__statement__responsible__in=functions,
        stand__statement__adopted_on__lte=until - JUDGE_AFTER,
        judgement="",
    )
    for row in rows.select_related("recommendation", "board", "stand__statement"):
        statement = row.stand.statement
        assert statement.adopted_on is not None  # noqa: S101 - filtered so
        yield Task(
            due_on=judge_by(statement.adopted_on),
            title=_("Bedöm vad som gjorts åt %(recommendation)s") % {"recommendation": row.recommendation.short},
            detail=f"{row.board.name} · {row.recommendation.number}",
            url=row.get_absolute_url(),
            button=_("Bedöm"),
            kind="audit_judge",
            key=f"audit_judge:{row.recommendation.number}:{row.board.number}",
            number=row.recommendation.number,
            is_open=row.recommendation.is_open,
            function_id=statement.responsible_id,
        )
