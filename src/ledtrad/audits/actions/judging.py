"""A follow-up audit judges the recommendations of the audit that it follows, one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ledtrad.audits.actions import followup
from ledtrad.audits.actions.registering import require
from ledtrad.audits.models import Addressed, Audit, FollowUp
from ledtrad.audits.words import AuditState
from ledtrad.core.actors import Actor
from ledtrad.core.jobs import locks
from ledtrad.core.refusals import Refused, Stale


class FollowsNothing(Refused):
    """Only a registered audit that follows another judges its recommendations."""

    code = "audit_follows_nothing"
    message = _("Välj först vilken granskning som den här följer upp.")


@dataclass(frozen=True)
class Judged:
    """What the audit says of one board's part in one recommendation."""

    addressed: Addressed
    judgement: str
    done: str
    closes: bool


@transaction.atomic
def judge_all(
    *, audit: Audit, said: Sequence[Judged], judged_on: date, actor: Actor, seen: int | None
) -> list[FollowUp]:  # fmt: skip
    """Keep what the follow-up audit judged. `seen` is the latest judgement (by id) that the person saw, 0 for none.

    Raises MayNotRegister, FollowsNothing, Stale when somebody has judged since, or what `followup.judge` raises.
    """
    require(actor, audit.unit_id)
    if audit.follows_id is None or audit.state != AuditState.CONFIRMED:
        raise FollowsNothing
    locks.wait(f"audit judgements {audit.follows_id}")
    latest = FollowUp.objects.filter(addressed__recommendation__audit=audit.follows_id).order_by("-pk").first()
    if seen is not None and latest is not None and latest.pk > seen:
        raise Stale(current=latest)
    if any(one.addressed.recommendation.audit_id != audit.follows_id for one in said):
        raise FollowsNothing
    return [
        followup.judge(
            addressed=one.addressed,
            judgement=one.judgement,
            done=one.done,
            judged_on=judged_on,
            closes=one.closes,
            actor=actor,
            audit=audit,
        )
        for one in said
    ]
