"""Control runs with their findings, and what people have said and done about a finding."""

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from ledtrad.delegation.models.lists import ReportedDecision
from ledtrad.delegation.rules.words import FindingKind, Handled
from ledtrad.organisation.rules import Confidentiality, Power
from ledtrad.thread.models.followup import Written

if TYPE_CHECKING:
    from ledtrad.organisation.models import User


class ControlRunQuerySet(models.QuerySet["ControlRun"]):
    """Reads of runs."""

    def visible_to(self, user: "User") -> Self:
        """Runs of the boards where one follows decisions as a whole."""
        access = user.access
        if access.everything:
            return self
        return self.filter(board_id__in=access.units(Power.FOLLOW_DECISIONS))


class ControlRun(Written):
    """One control of a board and period, kept whole: what was asked, what was read, what was found."""

    board = models.ForeignKey("organisation.Unit", models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    number = models.PositiveIntegerField(_("körning"))
    date_from = models.DateField(_("från och med"))
    date_to = models.DateField(_("till och med"))
    as_of = models.DateField(_("bedömt per"))
    cutoff_days = models.PositiveSmallIntegerField(_("dagar före sammanträdet"))
    # The rule set that held: [{"field", "items", "pattern"}].
    requirements: "models.JSONField[list[dict[str, str]], list[dict[str, str]]]" = models.JSONField(default=list)
    # What was read: {table: {"rows": n, "sha256": "…"}}.
    inputs: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    # {"decisions", "execution", "to_report", "reported", "in_time", "late", "missing"}.
    totals: "models.JSONField[dict[str, int], dict[str, int]]" = models.JSONField(default=dict)
    counts: "models.JSONField[dict[str, int], dict[str, int]]" = models.JSONField(default=dict)
    findings_sha256 = models.CharField(max_length=64)
    engine = models.CharField(max_length=20)
    seconds = models.FloatField()

    objects = ControlRunQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["board", "number"], name="run_number_once_a_board")]

    def __str__(self) -> str:
        return f"{self.board} {self.number}"


class ControlFindingQuerySet(models.QuerySet["ControlFinding"]):
    """Reads of findings."""

    def visible_to(self, user: "User") -> Self:
        """As the decision each is about; a finding about no decision, by whoever follows the whole board's."""
        access = user.access
        if access.everything:
            return self
        follows = access.units(Power.FOLLOW_DECISIONS)
        secret = follows & access.units(Power.READ_CONFIDENTIAL)
        plain = Q(unit_id__in=follows) & ~Q(confidentiality=Confidentiality.CONFIDENTIAL)
        return self.filter(Q(decision__holder_id=user.pk) | plain | Q(unit_id__in=secret))


class ControlFinding(models.Model):
    """One finding of one run. `key` names what it is about over all runs; `facts_sha256` changes when its facts do.

    Some of the decision's own fields stand here too, so that a page of findings reads one table by its indexes.
    """

    run = models.ForeignKey(ControlRun, models.PROTECT, related_name="findings")
    kind = models.CharField(_("fynd"), max_length=20, choices=FindingKind)
    key = models.CharField(max_length=260)
    facts: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    facts_sha256 = models.CharField(max_length=64)
    source = models.CharField(_("källa"), max_length=100, blank=True)
    source_id = models.CharField(_("beslut"), max_length=100, blank=True)
    range = models.CharField(_("nummer"), max_length=220, blank=True)
    decision = models.ForeignKey(
        "delegation.DelegatedDecision", models.PROTECT, null=True, blank=True, related_name="findings"
    )
    decided_on = models.DateField(_("beslutat"), null=True, blank=True)
    item = models.CharField(_("punkt"), max_length=30, blank=True)
    function = models.CharField(_("delegat"), max_length=150, blank=True)
    unit = models.ForeignKey("organisation.Unit", models.PROTECT, related_name="+")
    confidentiality = models.CharField(max_length=12, choices=Confidentiality, default=Confidentiality.INTERNAL)
    # Whether it had been handled, with these very facts, when the run was made or since.
    handling = models.ForeignKey(
        "delegation.FindingHandling", models.SET_NULL, null=True, blank=True, related_name="findings"
    )

    objects = ControlFindingQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["run", "kind", "decided_on"]),
            models.Index(fields=["run", "function"]),
            models.Index(fields=["run", "source_id"]),
            models.Index(fields=["run", "unit"]),
            models.Index(fields=["key"]),
            models.Index(fields=["run", "unit"], condition=Q(handling__isnull=True), name="finding_open"),
        ]

    def __str__(self) -> str:
        # Django's own way to a choice's label makes all of them hashable first; ten thousand are named at once.
        return f"{self.source_id or self.range}, {FindingKind(self.kind).label}"


class FindingHandling(Written):
    """What somebody said of a finding with certain facts: it holds for every run until the facts change."""

    board = models.ForeignKey("organisation.Unit", models.PROTECT, related_name="+")
    key = models.CharField(max_length=260)
    facts_sha256 = models.CharField(max_length=64)
    how = models.CharField(_("hanterat som"), max_length=10, choices=Handled)
    comment = models.TextField(_("kommentar"))

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["board", "key", "facts_sha256"])]

    def __str__(self) -> str:
        return f"{self.get_how_display()}: {self.key}"


class FindingTaskQuerySet(models.QuerySet["FindingTask"]):
    """Reads of what has been handed out."""

    def waiting(self) -> Self:
        """What still has to be done. A task is over when it was answered, when its decision was corrected, or when
        a decision that no list held has come on one."""
        told = ReportedDecision.objects.filter(
            board=OuterRef("board"), system=OuterRef("decision__system"), source_id=OuterRef("decision__source_id")
        )
        corrected = Q(decision__isnull=False, decision__is_current=False)
        return self.filter(done_at__isnull=True).exclude(corrected).exclude(Q(was_reported=False) & Exists(told))

    def for_person(self, user_id: int | None, functions: "frozenset[int]") -> Self:
        """One's own: handed to oneself, or to a function that one holds."""
        mine = Q(to_person__isnull=True, to_function_id__in=functions)
        return self.filter(Q(to_person_id=user_id) | mine) if user_id else self.none()


class FindingTask(Written):
    """A finding handed to whoever has to mend it; it waits in their Att göra until it is done."""

    board = models.ForeignKey("organisation.Unit", models.PROTECT, related_name="+")
    key = models.CharField(max_length=260)
    decision = models.ForeignKey(
        "delegation.DelegatedDecision", models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    to_person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    to_function = models.ForeignKey("organisation.Function", models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(_("fynd"), max_length=20, choices=FindingKind, default=FindingKind.INCOMPLETE)
    # Whether some list already held the decision when the task was handed out: then a list does not close it.
    was_reported = models.BooleanField(default=False)
    message = models.CharField(_("meddelande"), max_length=500, blank=True)
    answer = models.CharField(_("svar"), max_length=1000, blank=True)
    due_on = models.DateField(_("senast"))
    done_at = models.DateTimeField(null=True, blank=True)
    done_by_label = models.CharField(max_length=200, blank=True)

    objects = FindingTaskQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["to_person"], condition=Q(done_at__isnull=True), name="finding_task_waits"),
            models.Index(fields=["to_function"], condition=Q(done_at__isnull=True), name="finding_task_asks"),
            models.Index(fields=["board", "key"]),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.decision or ''}".strip()
