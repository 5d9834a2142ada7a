"""A paper that stands still while it is signed, and for ever after: what is signed is what is kept.

Abstract tables. Who may send out, sign and take back, and in which order, each package says for its own papers.
"""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ledtrad.core import clock
from ledtrad.core.actors import Actor
from ledtrad.core.papers.accessibility import Problem, accessibility_problems
from ledtrad.core.papers.blocks import Document, fingerprint
from ledtrad.core.papers.files import render
from ledtrad.core.papers.kinds import Format
from ledtrad.core.refusals import Refused

KEPT = ("content", "sha256", "state")


class Unreadable(Refused):
    """Some people could not read it. `problems` tell where and what to do; `sentences` say the same in a line each."""

    message = _("Det finns fel som hindrar någon från att läsa handlingen. Rätta dem först.")
    code = "unreadable"

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        self.sentences = [f"{problem.place}: {problem.message}" for problem in problems]
        super().__init__()


class Standing(models.Model):
    """What stands still: the whole document with its fingerprint. Neither is there while it is a draft.

    Who inherits has a `state`. It is set before any of these is called, and saved with the rest.
    """

    content: "models.JSONField[dict[str, Any] | None, dict[str, Any] | None]" = models.JSONField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    # Why somebody who was asked to sign sent it back; emptied when it is sent out anew.
    returned_reason = models.CharField(_("skäl"), max_length=500, blank=True)

    class Meta:
        abstract = True

    def stand_still(self, document: Document) -> None:
        """Keep the document as it is from now on, and save. Raises Unreadable, NotAccessible.

        Its PDF is drawn once and thrown away: what cannot be drawn must not be signed.
        """
        if problems := accessibility_problems(document):
            raise Unreadable(problems)
        render(document, Format.PDF)
        self.content, self.sha256 = document, fingerprint(document)
        self.submitted_at, self.returned_reason = clock.now(), ""
        self._keep("submitted_at", "returned_reason")

    def loosen(self, reason: str) -> None:
        """Make it a draft again, with why, and save."""
        self.content, self.sha256 = None, ""
        self.submitted_at, self.returned_reason = None, reason.strip()[:500]
        self._keep("submitted_at", "returned_reason")

    def conclude(self, document: Document, *more: str) -> None:
        """Keep what was signed together with the signatures, and save; `more` are further columns that were set."""
        self.content, self.sha256 = document, fingerprint(document)
        self._keep(*more)

    def _keep(self, *more: str) -> None:
        self.save(update_fields=[*KEPT, *more])


class Signed(models.Model):
    """A function that is asked to sign, and the person who did. The words stay when titles and people change."""

    function_label = models.CharField(max_length=300)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    person_label = models.CharField(max_length=200, blank=True)
    signed_at = models.DateTimeField(_("undertecknad"), null=True, blank=True)
    # What was signed: the fingerprint of the document at that moment.
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        abstract = True

    def put(self, actor: Actor, sha256: str) -> None:
        """The actor signs what has this fingerprint, now; saved."""
        self.person_id, self.person_label = actor.user_id, actor.label[:200]
        self.signed_at, self.sha256 = clock.now(), sha256
        self.save(update_fields=["person", "person_label", "signed_at", "sha256"])
