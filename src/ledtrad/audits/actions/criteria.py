"""Tying what an audit held things against to the law, text or goal that it is in the thread."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ledtrad.audits.actions.registering import require
from ledtrad.audits.models import Audit, AuditCriterion
from ledtrad.audits.queries.criteria import KINDS
from ledtrad.core import ledger, versions
from ledtrad.core.actors import Actor
from ledtrad.core.refusals import Invalid
from ledtrad.organisation.actors import user_behind
from ledtrad.thread.models import Node


@transaction.atomic
def tie(*, audit: Audit, ties: Mapping[int, Node | None], actor: Actor, seen: int | None) -> int:
    """Say of these criteria (by key) what they are in the thread, or that they are nothing there; how many changed.

    A tie to what the actor may not see is let be. Raises MayNotRegister, Stale or Invalid.
    """
    require(actor, audit.unit_id)
    if any(node is not None and node.kind not in KINDS for node in ties.values()):
        raise Invalid(_("Ett kriterium knyts till ett styrdokument eller ett mål."))
    rows = AuditCriterion.objects.filter(audit=audit, pk__in=ties).select_related("node")
    shown = set(
        Node.objects.visible_to(user_behind(actor)).filter(pk__in=rows.values("node")).values_list("pk", flat=True)
    )
    changed = []
    for row in rows:
        wanted = ties[row.pk]
        if row.node_id == (wanted.pk if wanted else None) or (row.node_id and row.node_id not in shown):
            continue
        before, row.node = row.node, wanted
        changed.append((row, [before.number if before else "", wanted.number if wanted else ""]))
    if not changed:
        return 0
    versions.claim(audit, seen)
    AuditCriterion.objects.bulk_update([row for row, _numbers in changed], ["node"])
    ledger.record(
        actor, "criteria_tied", audit, unit_id=audit.unit_id, confidentiality=audit.confidentiality,
        changes={f"{row.order + 1}. {row.text[:100]}": numbers for row, numbers in changed},
    )  # fmt: skip
    return len(changed)
