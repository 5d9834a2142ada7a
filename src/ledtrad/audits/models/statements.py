"""What a board answers: a stand on each recommendation, and the paper that says so."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ledtrad.audits.models.audits import Audit
from ledtrad.audits.models.recommendations import Addressed
from ledtrad.audits.rules.statements import instead
from ledtrad.audits.words import Position
from ledtrad.meetings.words import PaperState
from ledtrad.organisation.rules import Power
from ledtrad.thread.models.followup import Written

if TYPE_CHECKING:
    from ledtrad.organisation.models import User


class StatementQuerySet(models.QuerySet["Statement"]):
    def visible_to(self, user: "User") -> Self:
        """An adopted statement is seen by whoever sees the audit. Before, by those who work for the board, whoever
        writes it and the auditors; by the board's elected members when it is ready for them."""
        access = user.access
        rows = self.filter(audit__in=Audit.objects.visible_to(user))
        if access.everything:
            return rows
        inner = access.units(Power.READ_INTERNAL)
        laid = Q(paper__state__in=[PaperState.READY, PaperState.ADOPTED])
        seen = Q(adopted_on__isnull=False) | (laid & Q(board_id__in=inner))
        return rows.filter(seen | _at_work(user))

    def drafts_visible_to(self, user: "User") -> Self:
        """Those whose drafts the user may read, also when the board has adopted."""
        rows = self.filter(audit__in=Audit.objects.visible_to(user))
        return rows if user.access.everything else rows.filter(_at_work(user))


def _at_work(user: "User") -> Q:
    """What is being written, by who works for the board or audits it, and by who writes it."""
    access = user.access
    seen = Q(responsible_id__in=access.functions)
    if access.anywhere(Power.CONTRIBUTE) or access.reads_everywhere:
        seen |= Q(board_id__in=access.units(Power.READ_INTERNAL))
    return seen


class Statement(models.Model):
    """One board's answer to one audit, in a matter of its own."""

    audit = models.ForeignKey(Audit, models.PROTECT, related_name="statements", verbose_name=_("granskning"))
    board = models.ForeignKey("organisation.Unit", models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    matter = models.ForeignKey(
        "meetings.Matter", models.PROTECT, null=True, blank=True, related_name="statements", verbose_name=_("ärende")
    )
    paper = models.OneToOneField(
        "meetings.Paper", models.SET_NULL, null=True, blank=True, related_name="statement", verbose_name=_("handling")
    )
    responsible = models.ForeignKey(
        "organisation.Function", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("skrivs av")
    )
    due_on = models.DateField(_("svar senast"), null=True, blank=True)
    adopted_on = models.DateField(_("beslutat"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["audit", "board"], name="statement_once")]

    def __str__(self) -> str:
        return f"{self.audit.number}: {self.board.name}"

    def get_absolute_url(self) -> str:
        return reverse("statement", args=[self.audit.number, self.board.number])


class OfStatementQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Rows of a statement, seen by whoever sees the statement."""

    def visible_to(self, user: "User") -> Self:
        return self.filter(statement__in=Statement.objects.visible_to(user))


class Stand(Written):
    """Where the board stands on one recommendation, and why."""

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="stands")
    addressed = models.OneToOneField(Addressed, models.CASCADE, related_name="stand")
    position = models.CharField(_("ställning"), max_length=14, choices=Position, blank=True)
    reasons = models.TextField(_("skäl"), blank=True)
    counter_proposal = models.TextField(_("förslag i stället"), blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = OfStatementQuerySet.as_manager()

    class Meta:
        ordering = ["addressed__recommendation__order"]

    def __str__(self) -> str:
        return f"{self.statement_id}: {self.addressed_id}"

    @property
    def instead(self) -> tuple[str, str]:
        """What the board proposes instead, as a sentence: how it begins, and the rest."""
        return instead(self.counter_proposal)


class StandMeasure(models.Model):
    """An activity that a board promises in its statement about a recommendation.

    `is_new` is one that was made for the statement: internal until the statement is adopted. One that was there
    before answers the recommendation in the thread from then on.
    """

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="measures")
    addressed = models.ForeignKey(Addressed, models.CASCADE, related_name="measures")
    activity = models.ForeignKey("activities.Activity", models.PROTECT, related_name="promised_in")
    is_new = models.BooleanField(default=True)

    objects = OfStatementQuerySet.as_manager()

    class Meta:
        ordering = ["activity__due_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["addressed", "activity"], name="promised_once")]

    def __str__(self) -> str:
        return f"{self.addressed_id}: {self.activity_id}"
