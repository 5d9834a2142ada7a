"""Every write to rounds: the process leader asks how it goes, and those responsible answer (R30)."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ledtrad.activities.actions.measures import may_change
from ledtrad.activities.actions.plans import move, require_leader
from ledtrad.activities.models import SETTLED, ActionPlan, Activity, Round, RoundAnswer
from ledtrad.core import clock
from ledtrad.core.actors import Actor
from ledtrad.core.refusals import Invalid, NotAllowed, Refused
from ledtrad.core.versions import claim
from ledtrad.organisation.actors import access
from ledtrad.thread import actions as thread


class NothingToAsk(Refused):
    """A round is about activities that are not settled."""

    message = _("Planen har ingen aktivitet som väntas, pågår eller avvaktar, så det finns inget att fråga om.")
    code = "nothing_to_ask"


class RoundOpen(Refused):
    """One round at a time: two questions about the same thing get half an answer each."""

    message = _("En avstämning är redan öppen. Avsluta den först.")
    code = "round_open"


class DayHasBeen(Invalid):
    """Nobody answers yesterday."""

    message = _("Välj en dag som inte har varit.")
    code = "day_has_been"


class RoundClosed(Refused):
    """What is closed stands."""

    message = _("Avstämningen är avslutad.")
    code = "round_closed"


class NotAsked(NotAllowed):
    """The one who answers for the activity answers, or whoever may change it."""

    message = _("Den här frågan är ställd till den som svarar för aktiviteten.")
    code = "not_asked"


@transaction.atomic
def open_round(*, plan: ActionPlan, due_on: date, message: str, actor: Actor) -> Round:
    """Ask about every activity of the plan that is not settled; each who answers for one gets it in Att göra.

    Raises MayNotLead, RoundOpen, NothingToAsk, DayHasBeen.
    """
    require_leader(actor, plan)
    if due_on < actor.today:
        raise DayHasBeen(field="due_on")
    ActionPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if plan.rounds.filter(closed_at__isnull=True).exists():
        raise RoundOpen()
    rows = list(Activity.objects.filter(plan=plan).exclude(state__in=SETTLED).order_by("number"))
    if not rows:
        raise NothingToAsk()
    made = Round.objects.create(plan=plan, due_on=due_on, message=message.strip(), **thread.signature(actor, plan))
    RoundAnswer.objects.bulk_create(
        [RoundAnswer(round=made, activity=row, asked_id=row.responsible_id or plan.responsible_id) for row in rows]
    )
    thread.record(actor, "round_opened", plan, due_on=due_on.isoformat(), asked=len(rows))
    return made


def may_answer(actor: Actor, answer: RoundAnswer) -> bool:
    """Whoever was asked, and whoever may change the activity."""
    rights = access(actor)
    activity = answer.activity
    asked = rights.holds(answer.asked_id) or rights.holds(activity.responsible_id)
    return asked or rights.may_edit(activity.unit_id)


@transaction.atomic
def answer_round(
    *, answer: RoundAnswer, state: str, reason: str, comment: str, actor: Actor, seen: int | None
) -> RoundAnswer:
    """Say how one activity goes. Its state follows. May be answered again until the round is closed.

    Raises NotAsked, RoundClosed, ReasonMissing, or Stale.
    """
    if not may_answer(actor, answer):
        raise NotAsked()
    if answer.round.closed_at is not None:
        raise RoundClosed()
    claim(answer, seen)
    activity = answer.activity
    differs = state != activity.state or (reason.strip() and reason.strip() != activity.state_reason)
    if differs and may_change(actor, activity):  # the leader of a plan is asked about what nobody answers for
        move(activity=activity, state=state, reason=reason, actor=actor, seen=None)
    answer.state, answer.comment = state, comment.strip()
    answer.answered_by_label, answer.answered_at = actor.label, clock.now()
    answer.save(update_fields=["state", "comment", "answered_by_label", "answered_at"])
    thread.record(actor, "round_answered", activity, state=state, comment=answer.comment)
    return answer


@transaction.atomic
def close_round(*, round: Round, actor: Actor) -> Round:
    """No more answers. What was not answered stays so, and is seen. Raises MayNotLead, RoundClosed."""
    require_leader(actor, round.plan)
    now: Round = Round.objects.select_for_update(of=("self",)).get(pk=round.pk)
    if now.closed_at is not None:
        raise RoundClosed()
    now.closed_at = clock.now()
    now.save(update_fields=["closed_at"])
    unanswered = now.answers.filter(answered_at__isnull=True).count()
    thread.record(actor, "round_closed", round.plan, due_on=now.due_on.isoformat(), unanswered=unanswered)
    return now
