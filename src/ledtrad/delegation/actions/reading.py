"""That somebody read what is confidential: one entry in the ledger for each answer that holds it."""

from django.db import models, transaction

from ledtrad.core import ledger
from ledtrad.core.actors import Actor
from ledtrad.core.ledger import READ
from ledtrad.delegation.models import DelegatedDecision
from ledtrad.delegation.models.decisions import now_confidential
from ledtrad.delegation.rules.reading import tells_of_somebody
from ledtrad.organisation.models import User
from ledtrad.organisation.rules import Confidentiality


def holds_client_data(decision: DelegatedDecision) -> bool:
    """Whether what the record says is about a person."""
    return tells_of_somebody(
        confidentiality=decision.confidentiality,
        subject=decision.subject,
        words=f"{decision.matter} {decision.decision} {decision.source_id}",
    )


def log_read(*, decision: DelegatedDecision, actor: Actor) -> None:
    """Tell that the decision was read, if it holds client data or has been marked confidential since. One query."""
    if holds_client_data(decision) or _marked_since(decision):
        with transaction.atomic():
            ledger.record(actor, READ, decision, confidentiality=Confidentiality.CONFIDENTIAL)


def _marked_since(decision: DelegatedDecision) -> bool:
    if decision.is_current:
        return False
    return DelegatedDecision.objects.filter(now_confidential(), pk=decision.pk).exists()


def log_rows(*, reader: User, place: str, count: int, query: str, actor: Actor, action: str = READ) -> None:
    """Tell that the reader was shown, or took home (EXPORTED), so many rows of any units that tell of somebody.

    `place` says of what, in words.
    """
    if not count:
        return
    where = reader.access.home_board_id
    with transaction.atomic():
        ledger.record(actor, action, reader, unit_id=where, confidentiality=Confidentiality.CONFIDENTIAL,
                      place=place, decisions=count, query=query)  # fmt: skip


def log_list(*, what: models.Model, unit_id: int, count: int, actor: Actor) -> None:
    """Tell that a list was read in which so many rows hold client data."""
    if not count:
        return
    with transaction.atomic():
        ledger.record(actor, READ, what, unit_id=unit_id, confidentiality=Confidentiality.CONFIDENTIAL, decisions=count)
