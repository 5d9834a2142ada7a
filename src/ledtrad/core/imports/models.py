"""A file that somebody imports, and its rows with what each of them does."""

import re
from typing import Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ledtrad.core.actors import Actor
from ledtrad.core.imports import registry
from ledtrad.core.imports.states import BLOCKS, WRITES, BatchState, RowState
from ledtrad.core.jobs.models import Job

_NUMBER = re.compile(r"B-0*([1-9][0-9]{0,17})")


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    """Reads of batches."""

    def visible_to(self, actor: Actor) -> Self:
        """Those that the actor made, and all of the kinds whose importer lets the actor see everyone's."""
        mine = models.Q(created_by_id=actor.user_id) if actor.user_id else models.Q(pk=None)
        return self.filter(mine | models.Q(importer__in=registry.keys_seen_by(actor)))

    def numbered(self, number: str) -> Self:
        """The batch with this number, such as B-0012."""
        match = _NUMBER.fullmatch(number)
        return self.filter(pk=int(match[1])) if match else self.none()


class ImportBatch(models.Model):
    """One upload and what became of it. Its rows stay as the receipt, and as what undo needs."""

    importer = models.CharField(_("slag"), max_length=60)
    state = models.CharField(_("läge"), max_length=12, choices=BatchState, default=BatchState.UPLOADED)
    file_name = models.CharField(_("fil"), max_length=255)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField(_("storlek"))
    files = models.JSONField(default=list)
    """Each file: {"name", "stored", "sha256", "size", "sealed"}; `stored` finds it in `core.uploads`."""
    sources = models.JSONField(default=list)
    """Each table found in them: {"file", "sheet", "header", "samples", "rows"}."""
    mapping = models.JSONField(default=dict)
    """By table: {"source": number in `sources`, "columns": {column name: place in its header}, "more": [the same for
    each further file of the table]}."""
    options = models.JSONField(default=dict)
    """What was said with the file, such as the source that it comes from."""
    counts = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)
    """What else the preview found and the writing did: {"sha256", "warnings", "created", "made"}."""
    message = models.TextField(blank=True)
    skip_errors = models.BooleanField(default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_by_label = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(_("uppladdad"))
    applied_at = models.DateTimeField(_("inläst"), null=True)
    undone_at = models.DateTimeField(_("ångrad"), null=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        app_label = "core"
        verbose_name = _("import")
        verbose_name_plural = _("importer")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.number} {self.file_name}"

    def get_absolute_url(self) -> str:
        return reverse("import-batch", args=[self.number])

    @property
    def number(self) -> str:
        """B-0001 and on: the key itself, so that no number can be taken twice."""
        return f"B-{self.pk:04d}"

    @property
    def kind(self) -> registry.Importer:
        """What reads it."""
        return registry.get(self.importer)

    def count(self, *states: RowState) -> int:
        """How many rows the preview found in these states."""
        return sum(int(self.counts.get(state.value, 0)) for state in states)

    @property
    def writes(self) -> int:
        """Rows that will be, or were, written."""
        return self.count(*WRITES)

    @property
    def blocked(self) -> int:
        """Rows in error or conflict."""
        return self.count(*BLOCKS)


class ImportRow(models.Model):
    """One row of the file: what it says, what it does, what is wrong with it."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField()
    table = models.CharField(max_length=60)
    number = models.PositiveIntegerField(_("rad"))
    state = models.CharField(_("läge"), max_length=10, choices=RowState)
    key = models.TextField(blank=True)
    label = models.TextField(blank=True)
    values = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    errors = models.JSONField(default=list)
    unreadable = models.BooleanField(default=False)
    """The file itself was at fault (a formula, a missing value): no importer has seen the row."""
    object_id = models.BigIntegerField(null=True)

    class Meta:
        app_label = "core"
        verbose_name = _("rad i import")
        verbose_name_plural = _("rader i import")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["batch", "position"], name="import_row_place")]
        indexes = [models.Index(fields=["batch", "state", "position"], name="import_row_state")]

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.table} {self.number}"
