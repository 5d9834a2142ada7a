"""What a board answers: a stand on each recommendation, and the paper that says so."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from ledtrad.audits.models.audits import Audit
from ledtrad.audits.models.recommendations import Addressed
from ledtrad.audits.words import Position
from ledtrad.organisation.rules import Power
from ledtrad.thread.models.followup import Written

if TYPE_CHECKING:
    from ledtrad.organisation.models import User


class StatementQuerySet(models.QuerySet["Statement"]):
    def visible_to(self, user: "User") -> Self:
        """An adopted statement is seen by whoever sees the audit; before, by those who work for the board."""
        access = user.access
        rows = self.filter(audit__in=Audit.objects.visible_to(user))
        if access.everything:
            return rows
        return rows.filter(
            models.Q(adopted_on__isnull=False) | models.Q(board_id__in=access.units(Power.READ_INTERNAL))
        )


class Statement(models.Model):
    """One board's answer to one audit, in a matter of its own."""

    audit = models.ForeignKey(Audit, models.PROTECT, related_name="statements", verbose_name=_("granskning"))
    board = models.ForeignKey("organisation.Unit", models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    matter = models.ForeignKey(
        "meetings.Matter", models.PROTECT, null=True, blank=True, related_name="statements", verbose_name=_("ärende")
    )
    paper = models.OneToOneField(
        "meetings.Paper", models.PROTECT, null=True, blank=True, related_name="statement", verbose_name=_("handling")
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
        return f"{self.audit_id}: {self.board_id}"


class Stand(Written):
    """Where the board stands on one recommendation, and what it means to do. Measures are activities linked to it."""

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="stands")
    addressed = models.OneToOneField(Addressed, models.CASCADE, related_name="stand")
    position = models.CharField(_("ställning"), max_length=14, choices=Position, blank=True)
    reasons = models.TextField(_("skäl"), blank=True)
    counter_proposal = models.TextField(_("förslag i stället"), blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["addressed__recommendation__order"]
