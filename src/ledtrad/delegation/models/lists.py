"""What a board was told of, meeting by meeting."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ledtrad.core.papers.kinds import Format
from ledtrad.delegation.rules.words import ListKind, ListState
from ledtrad.organisation.rules import Power
from ledtrad.thread.models.followup import Written

if TYPE_CHECKING:
    from ledtrad.organisation.models import User


class DecisionReportQuerySet(models.QuerySet["DecisionReport"]):
    """Reads of lists."""

    def visible_to(self, user: "User") -> Self:
        """A list that was laid is seen by whoever reads the board's inner things; a draft by those who follow there."""
        access = user.access
        if access.everything:
            return self
        inner, follows = access.units(Power.READ_INTERNAL), access.units(Power.FOLLOW_DECISIONS)
        return self.filter(Q(state=ListState.LAID, board_id__in=inner) | Q(board_id__in=follows))


class DecisionReport(Written):
    """The list laid before a meeting. Once laid it stands: its rows and both its papers are kept as they were."""

    board = models.ForeignKey("organisation.Unit", models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    meeting = models.ForeignKey("meetings.Meeting", models.PROTECT, related_name="decision_reports")
    kind = models.CharField(_("slag"), max_length=8, choices=ListKind, default=ListKind.ORDINARY)
    state = models.CharField(_("läge"), max_length=5, choices=ListState, default=ListState.DRAFT)
    # True when the list was laid before Ledtråd and its rows came from a file.
    imported = models.BooleanField(default=False)
    laid_at = models.DateTimeField(_("framlagd"), null=True, blank=True)
    laid_by_label = models.CharField(max_length=200, blank=True)
    full: "models.JSONField[dict[str, Any] | None, dict[str, Any] | None]" = models.JSONField(null=True, blank=True)
    public: "models.JSONField[dict[str, Any] | None, dict[str, Any] | None]" = models.JSONField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = DecisionReportQuerySet.as_manager()

    class Meta:
        ordering = ["-meeting__held_on", "kind", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "kind"], name="list_once_a_meeting", condition=Q(imported=False))
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.meeting.held_on.isoformat()}"

    @property
    def is_laid(self) -> bool:
        return self.state == ListState.LAID


class ListChoice(Written):
    """Somebody has taken a decision off the proposal to a meeting, or put one on it, and says why."""

    report = models.ForeignKey(DecisionReport, models.CASCADE, related_name="choices")
    decision = models.ForeignKey("delegation.DelegatedDecision", models.PROTECT, related_name="+")
    included = models.BooleanField()
    reason = models.CharField(_("skäl"), max_length=300)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["report", "decision"], name="list_choice_once")]

    def __str__(self) -> str:
        return f"{self.decision} {self.report}"


class ReportedDecision(models.Model):
    """One row of a laid list: what the board was told of a decision, word for word.

    `system` and `source_id` name the decision as the list did; `told` is the record that stood there then, if there
    was one. `board` and `meeting_on` are the list's own, kept here so that the control reads one table.
    """

    report = models.ForeignKey(DecisionReport, models.PROTECT, related_name="rows")
    board = models.ForeignKey("organisation.Unit", models.PROTECT, related_name="+")
    meeting_on = models.DateField(_("sammanträde"))
    system = models.ForeignKey("delegation.DecisionSource", models.PROTECT, related_name="+")
    source_id = models.CharField(_("källans beteckning"), max_length=100)
    decided_on = models.DateField(_("beslutat"), null=True, blank=True)
    item = models.CharField(_("punkt"), max_length=30, blank=True)
    function = models.CharField(_("delegat"), max_length=150, blank=True)
    matter = models.CharField(_("ärende"), max_length=100, blank=True)
    decision = models.TextField(_("beslut"), blank=True)
    told = models.ForeignKey(
        "delegation.DelegatedDecision", models.PROTECT, null=True, blank=True, related_name="reports"
    )
    batch = models.ForeignKey("core.ImportBatch", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["system", "source_id", "board", "meeting_on"], name="reported_once"),
            models.Index(fields=["board", "decided_on"]),
            models.Index(fields=["told"]),
        ]

    def __str__(self) -> str:
        return self.source_id


class OpenVersion(Written):
    """The version of a laid list that anybody may read, as it was made. A later one stands beside it, never instead.

    `masked` numbers the rows, in the order in which they froze, that it tells nothing of. When a row is marked
    confidential afterwards, the version is handed out no more to those who may not read the row.
    """

    report = models.ForeignKey(DecisionReport, models.PROTECT, related_name="open_versions")
    number = models.PositiveIntegerField()
    masked: "models.JSONField[list[int], list[int]]" = models.JSONField(default=list)
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="open_version_once")]

    def __str__(self) -> str:
        return f"{self.report} v{self.number}"


class ListFile(models.Model):
    """A paper of a laid list as it was given out. `number` is that of its open version; the full one has only 1."""

    report = models.ForeignKey(DecisionReport, models.PROTECT, related_name="files")
    is_public = models.BooleanField(_("öppen version"), default=False)
    number = models.PositiveIntegerField(default=1)
    format = models.CharField(max_length=4, choices=Format)
    stored_as = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "is_public", "number", "format"], name="list_file_once_a_format")
        ]
