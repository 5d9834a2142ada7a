"""Receiving an audit's paper: the file is kept, read, and what was read waits for a person to confirm it."""

from pathlib import PurePath

from django.db import transaction
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ledtrad.audits.actions.registering import next_number, require
from ledtrad.audits.models import Audit, AuditPaper
from ledtrad.audits.paper_reading import read_paper
from ledtrad.audits.queries.boards import as_named, boards
from ledtrad.audits.rules.proposed import propose
from ledtrad.audits.words import AuditState
from ledtrad.core import clock, ledger, uploads
from ledtrad.core.actors import Actor
from ledtrad.core.jobs import locks
from ledtrad.core.refusals import Invalid, Refused
from ledtrad.organisation.actors import access, user_behind
from ledtrad.organisation.models import Unit
from ledtrad.organisation.rules import Confidentiality

#: What can be read, by ending.
ACCEPTED = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".txt": "text/plain",
}


class AlreadyRead(Refused):
    """The same file is there; `audit` has it, if the reader may see that."""

    code = "audit_already_read"
    message = _("Den här filen är redan inläst.")

    def __init__(self, audit: Audit | None) -> None:
        self.audit = audit
        super().__init__()


class NotAPaper(Invalid):
    code = "audit_not_a_paper"
    message = _("Granskningen ska vara en PDF, ett Worddokument (.docx eller .odt) eller en textfil (.txt).")


def keep(*, name: str, data: bytes, unit: Unit, actor: Actor) -> uploads.Stored:
    """Keep the file before it is read. Raises MayNotRegister, NotAPaper, AlreadyRead, or uploads.TooLarge."""
    require(actor, unit.pk)
    if PurePath(name).suffix.lower() not in ACCEPTED:
        raise NotAPaper(field="file")
    stored = uploads.store(data)
    _refuse_known(stored.sha256, actor)
    return stored


def receive(*, stored_as: str, name: str, unit: Unit, actor: Actor) -> Audit:
    """Read a kept file and propose an audit of it, once. Raises MayNotRegister, AlreadyRead, uploads.FileLost, or what
    the reader says of a file that it cannot or will not read."""
    require(actor, unit.pk)
    data = uploads.read(stored_as)
    read = read_paper(data, name)
    proposed = propose(read.proposal, read.text, as_named(boards()))
    with transaction.atomic():
        locks.wait("audit paper")
        _refuse_known(stored_as[3:], actor)
        paper = AuditPaper.objects.create(
            name=uploads.clean_filename(name),
            stored_as=stored_as,
            size=len(data),
            sha256=stored_as[3:],
            content_type=ACCEPTED[PurePath(name).suffix.lower()],
            text=read.text,
            pages=list(read.pages),
            proposal=dict(read.proposal),
            **_written(actor),
        )
        told = dict(proposed.told.fields)
        title = told.pop("title") or PurePath(paper.name).stem
        audit = Audit.objects.create(
            number=next_number(), title=title, unit=unit, paper=paper, state=AuditState.READ, **told
        )
        audit.boards.set(proposed.told.boards)
        # Nobody has looked it through: what it is called is for those who confirm it.
        ledger.record(actor, "audit_read", audit, unit_id=unit.pk, confidentiality=Confidentiality.CONFIDENTIAL,
                      name=paper.name, sha256=paper.sha256)  # fmt: skip
    return audit


def _refuse_known(sha256: str, actor: Actor) -> None:
    known = Audit.objects.filter(paper__sha256=sha256)
    if known.exists():
        raise AlreadyRead(known.visible_to(user_behind(actor)).first())


def _written(actor: Actor) -> dict[str, object]:
    posts = access(actor).posts
    return {
        "made_by_id": actor.user_id,
        "made_by_label": actor.label[:200] or _now("Ledtråd"),
        "function_id": posts[0].function_id if posts else None,
        "made_at": clock.now(),
    }
