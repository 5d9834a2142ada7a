"""Following up a recommendation in one board: what shows that something was done, and whether it suffices."""

from collections.abc import Mapping
from datetime import date
from pathlib import PurePath
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ledtrad.audits.actions.recommendations import refresh
from ledtrad.audits.actions.statements import max_mark, require_nobody_named, signature
from ledtrad.audits.models import Addressed, Audit, Evidence, FollowUp
from ledtrad.audits.rules.standing import may_close
from ledtrad.audits.words import EvidenceKind
from ledtrad.core import ledger, uploads
from ledtrad.core.actors import Actor
from ledtrad.core.refusals import Invalid, NotAllowed
from ledtrad.organisation.actors import access
from ledtrad.thread import readings
from ledtrad.thread.actions import ACCEPTED, FileNotAccepted


class MayNotFollowUp(NotAllowed):
    """Does not write for the board."""

    message = _("Bara den som skriver för nämnden kan följa upp dess svar.")
    code = "may_not_follow_up"


class NotSufficient(Invalid):
    """It is closed by a judgement that what was done suffices, and by nothing else."""

    message = _("En rekommendation kan bara avslutas när det som gjorts är tillräckligt.")
    code = "not_sufficient"


class Later(Invalid):
    """Nobody has judged anything in the future."""

    message = _("Dagen har inte varit än.")
    code = "later"


def may_follow_up(actor: Actor, addressed: Addressed) -> bool:
    """Whoever edits for the board. Auditors judge by registering an audit that follows up."""
    return access(actor).may_edit(addressed.board_id)


def require_follow_up(actor: Actor, addressed: Addressed) -> None:
    if not may_follow_up(actor, addressed):
        raise MayNotFollowUp()


@transaction.atomic
def judge(
    *, addressed: Addressed, judgement: str, done: str, judged_on: date, closes: bool, actor: Actor,
    audit: Audit | None = None,
) -> FollowUp:  # fmt: skip
    """Whether what was done suffices, and whether nothing more is to be done. Never changes an earlier judgement.

    `audit` is the follow-up audit that judged. Raises MayNotFollowUp, NotSufficient, Later, NamesPerson.
    """
    if audit is None:
        require_follow_up(actor, addressed)
    elif not access(actor).may_edit(audit.unit_id):
        raise MayNotFollowUp()
    if closes and not may_close(judgement):
        raise NotSufficient(field="closes")
    if judged_on > actor.today:
        raise Later(field="judged_on")
    require_nobody_named({"done": done})
    row = Addressed.objects.select_for_update().get(pk=addressed.pk)
    made = FollowUp.objects.create(
        addressed=row, audit=audit, judgement=judgement, done=done, judged_on=judged_on, closes=closes,
        **signature(actor),
    )  # fmt: skip
    latest = row.follow_ups.all()[0]
    row.judgement, row.closed_on = latest.judgement, latest.judged_on if latest.closes else None
    row.save(update_fields=["judgement", "closed_on"])
    refresh([row.recommendation_id])
    _told(actor, "judged", addressed, judgement=judgement, done=done, judged_on=judged_on, closes=closes)
    return made


@transaction.atomic
def show(
    *, addressed: Addressed, values: Mapping[str, Any], actor: Actor, file: tuple[str, bytes] | None = None
) -> Evidence:
    """Something that shows what was done. Raises MayNotFollowUp, NamesPerson, FileNotAccepted, uploads.TooLarge.

    `values` has kind, title, dated_on, note, and node, period or paper where it is one. The figure of an indicator
    is kept as it is now: it may be revised.
    """
    require_follow_up(actor, addressed)
    require_nobody_named({name: values.get(name, "") for name in ("title", "note")})
    own = dict(values)
    if own.get("kind") == EvidenceKind.INDICATOR and own.get("node") is not None:
        reading = readings.of([own["node"].pk], period=own.get("period")).get(own["node"].pk)
        if reading is not None:
            own["value"], own["period"] = str(reading.value)[:60], reading.period
    made = Evidence.objects.create(addressed=addressed, **own, **_kept(file), **signature(actor))
    marks = [thing.confidentiality for thing in (made.node, made.paper and made.paper.matter) if thing]
    _told(
        actor, "evidence_added", addressed, *marks, kind=made.kind, title=made.title, dated_on=made.dated_on,
        node=made.node.number if made.node else "", value=made.value, sha256=made.sha256,
    )  # fmt: skip
    return made


def _kept(file: tuple[str, bytes] | None) -> dict[str, Any]:
    if file is None:
        return {}
    name = uploads.clean_filename(file[0])
    content_type = ACCEPTED.get(PurePath(name).suffix.lower())
    if content_type is None:
        raise FileNotAccepted(field="file")
    stored = uploads.store(file[1])
    return {
        "name": name, "stored_as": stored.name, "size": stored.size, "sha256": stored.sha256,
        "content_type": content_type,
    }  # fmt: skip


def _told(actor: Actor, action: str, addressed: Addressed, *marks: str, **details: Any) -> None:
    """Write the ledger about a board's part in a recommendation, as secret as the strictest of what it tells of."""
    recommendation = addressed.recommendation
    ledger.record(
        actor, action, addressed, unit_id=addressed.board_id,
        confidentiality=max_mark(recommendation.confidentiality, *marks), recommendation=recommendation.number,
        **details,
    )  # fmt: skip
