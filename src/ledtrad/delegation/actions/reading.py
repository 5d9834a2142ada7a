"""That somebody read what is confidential: one entry in the ledger for each answer that holds it."""

from django.db import models, transaction

from ledtrad.core import ledger
from ledtrad.core.actors import Actor
from ledtrad.core.pseudonyms import holds_pseudonym
from ledtrad.delegation.models import DelegatedDecision
from ledtrad.organisation.models import User
from ledtrad.organisation.rules import Confidentiality

READ, EXPORTED = "read", "exported"


def holds_client_data(decision: DelegatedDecision) -> bool:
    """Whether what it says is about a person: confidential, with a subject, or with a pseudonym in its words."""
    if decision.confidentiality == Confidentiality.CONFIDENTIAL or decision.subject:
        return True
    return holds_pseudonym(f"{decision.matter} {decision.decision}")


def log_read(*, decision: DelegatedDecision, actor: Actor) -> None:
    """Tell that the decision was read, if it holds client data."""
    if holds_client_data(decision):
        with transaction.atomic():
            ledger.record(actor, READ, decision, confidentiality=Confidentiality.CONFIDENTIAL)


def log_export(*, reader: User, count: int, query: str, actor: Actor) -> None:
    """Tell that the reader took home a file with so many decisions that hold client data."""
    if not count:
        return
    where = reader.access.home_board_id
    with transaction.atomic():
        ledger.record(actor, EXPORTED, reader, unit_id=where, confidentiality=Confidentiality.CONFIDENTIAL,
                      decisions=count, query=query)  # fmt: skip


def log_list(*, what: models.Model, unit_id: int, count: int, actor: Actor) -> None:
    """Tell that a list was read in which so many rows hold client data."""
    if not count:
        return
    with transaction.atomic():
        ledger.record(actor, READ, what, unit_id=unit_id, confidentiality=Confidentiality.CONFIDENTIAL, decisions=count)
