"""Files on a node."""

from pathlib import PurePath

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ledtrad.core import uploads
from ledtrad.core.actors import Actor
from ledtrad.core.refusals import Invalid
from ledtrad.thread.actions.assessing import require_contribution
from ledtrad.thread.actions.nodes import record, signature
from ledtrad.thread.models import Attachment, Node

#: What may be attached, by ending, and how it is described. Always served as a download, never shown in place.
ACCEPTED = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".csv": "text/csv",
    ".txt": "text/plain",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
}


class FileNotAccepted(Invalid):
    """Programs and pages are not kept: what is attached is a document, a picture or a table."""

    message = _("Den sortens fil kan inte läggas till. Använd dokument, bild eller tabell.")
    code = "file_not_accepted"


@transaction.atomic
def attach(*, node: Node, name: str, data: bytes, actor: Actor) -> Attachment:
    """Put a file on a node. Raises NotYours, FileNotAccepted, or uploads.TooLarge."""
    require_contribution(actor, node)
    clean = uploads.clean_filename(name)
    kind = ACCEPTED.get(PurePath(clean).suffix.lower())
    if kind is None:
        raise FileNotAccepted(field="file")
    stored = uploads.store(data)
    made = Attachment.objects.create(
        node=node,
        name=clean,
        stored_as=stored.name,
        size=stored.size,
        sha256=stored.sha256,
        content_type=kind,
        **signature(actor, node),
    )
    record(actor, "attached", node, name=clean, sha256=stored.sha256)
    return made
