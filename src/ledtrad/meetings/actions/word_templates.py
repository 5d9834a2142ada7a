"""The municipality's own Word files that papers are written in."""

from django.db import transaction

from ledtrad.core import ledger, uploads
from ledtrad.core.actors import Actor
from ledtrad.core.papers.blocks import Document
from ledtrad.core.papers.dressing import dressed
from ledtrad.core.wordfiles import check_template, fill_template
from ledtrad.meetings.actions.written import require_keeper, written
from ledtrad.meetings.models import WordTemplate
from ledtrad.organisation.models import Unit


def add_template(
    *, kind: str, board: Unit | None, name: str, data: bytes, sample: Document, actor: Actor
) -> WordTemplate:
    """Keep a template that holds known fields alone and that a sample paper can be written in; from now on the papers
    of that kind and board are. The file is opened in a child process; what is kept is set loose from the template that
    it was made with.

    Raises MayNotSettle, WordRefused or TooLarge.
    """
    require_keeper(actor, board.pk if board else None)
    data = check_template(data)
    fill_template(data, dressed(sample))
    kept = uploads.store(data)
    with transaction.atomic():
        made = WordTemplate.objects.create(
            kind=kind, board=board, name=uploads.clean_filename(name), stored_as=kept.name, size=kept.size,
            sha256=kept.sha256, **written(actor),
        )  # fmt: skip
        _record(actor, "created", made, sha256=made.sha256)
    return made


@transaction.atomic
def use(*, template: WordTemplate, used: bool, actor: Actor) -> WordTemplate:
    """Write papers in it, or no longer. Raises MayNotSettle."""
    require_keeper(actor, template.board_id)
    now = WordTemplate.objects.select_for_update(of=("self",)).get(pk=template.pk)
    if now.is_used != used:
        before, now.is_used = now.is_used, used
        now.save(update_fields=["is_used"])
        _record(actor, "changed", now, changes={"is_used": [before, used]})
    return now


def _record(actor: Actor, action: str, template: WordTemplate, **details: object) -> None:
    ledger.record(actor, action, template, unit_id=template.board_id, confidentiality="open", **details)
