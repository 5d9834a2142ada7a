"""Decisions that granted somebody something which was not carried out in time."""

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ledtrad.core.fields import PeriodField
from ledtrad.delegation.rules.unexecuted import Grant
from ledtrad.organisation.rules import Confidentiality, Power
from ledtrad.thread.models.followup import Written

if TYPE_CHECKING:
    from ledtrad.organisation.models import User


class UnexecutedGround(models.Model):
    """A paragraph that the reports rest on, for one law and purpose: data, since laws are renumbered and replaced."""

    PURPOSES = [
        ("authority", _("Rapport till tillsynsmyndigheten")),
        ("executed", _("Anmälan när beslutet har verkställts")),
        ("auditors", _("Rapport till revisorerna")),
        ("council", _("Statistik till fullmäktige")),
    ]

    law = models.CharField(_("lag"), max_length=10)
    purpose = models.CharField(_("till vad"), max_length=10, choices=PURPOSES)
    paragraph = models.CharField(_("lagrum"), max_length=120)
    valid_from = models.DateField(_("gäller från och med"))
    valid_to = models.DateField(_("gäller till"), null=True, blank=True)
    source = models.CharField(_("källa"), max_length=300)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["law", "purpose", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["law", "purpose", "valid_from"], name="ground_once_a_day"),
            models.CheckConstraint(
                name="ground_lasts", condition=Q(valid_to__isnull=True) | Q(valid_to__gt=models.F("valid_from"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.law} {self.purpose} {self.paragraph}"


class UnexecutedDecisionQuerySet(models.QuerySet["UnexecutedDecision"]):
    """Reads of decisions not carried out. All of them are about one person each: confidential."""

    def visible_to(self, user: "User") -> Self:
        access = user.access
        if access.everything:
            return self
        secret = access.units(Power.FOLLOW_DECISIONS) & access.units(Power.READ_CONFIDENTIAL)
        return self.filter(Q(unit_id__in=secret) | Q(holder_id=user.pk))


class UnexecutedDecision(Written):
    """A granted intervention that waits: since the decision, or since a break in it."""

    number = models.CharField(_("nummer"), max_length=30, unique=True)
    board = models.ForeignKey("organisation.Unit", models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    unit = models.ForeignKey("organisation.Unit", models.PROTECT, related_name="+", verbose_name=_("enhet"))
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("handläggare")
    )
    decision = models.ForeignKey(
        "delegation.DelegatedDecision", models.PROTECT, null=True, blank=True, related_name="unexecuted"
    )
    law = models.CharField(_("lag"), max_length=10)
    intervention = models.CharField(_("typ av insats"), max_length=120)
    decided_on = models.DateField(_("beslutat"))
    break_on = models.DateField(_("avbrott sedan"), null=True, blank=True)
    # "" not told, else a person for whom the authority asks the sex in its statistics.
    sex = models.CharField(_("kön"), max_length=1, blank=True, choices=[("K", _("Kvinna")), ("M", _("Man"))])
    subject = models.CharField(_("den enskilde, pseudonym"), max_length=60, blank=True)
    reason = models.CharField(_("skäl till dröjsmålet"), max_length=300, blank=True)
    executed_on = models.DateField(_("verkställt"), null=True, blank=True)
    lapsed_on = models.DateField(_("upphörde utan att verkställas"), null=True, blank=True)
    lapsed_reason = models.CharField(_("varför det upphörde"), max_length=300, blank=True)
    confidentiality = models.CharField(
        max_length=12, choices=Confidentiality, default=Confidentiality.CONFIDENTIAL, editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = UnexecutedDecisionQuerySet.as_manager()

    class Meta:
        ordering = ["decided_on", "pk"]
        indexes = [models.Index(fields=["board", "decided_on"])]
        constraints = [
            models.CheckConstraint(
                name="executed_or_lapsed", condition=Q(executed_on__isnull=True) | Q(lapsed_on__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def grant(self) -> Grant:
        """Its days, as the rules take them."""
        return Grant(self.decided_on, self.break_on, self.executed_on, self.lapsed_on)


class UnexecutedReportQuerySet(models.QuerySet["UnexecutedReport"]):
    """Reads of what was reported."""

    def visible_to(self, user: "User") -> Self:
        """Statistics by those who read the board's inner things; one by one by those who read what is confidential,
        and by the auditors, whom it is given to: it names nobody, not even by pseudonym."""
        access = user.access
        if access.everything:
            return self
        secret = access.units(Power.FOLLOW_DECISIONS) & access.units(Power.READ_CONFIDENTIAL)
        seen = Q(board_id__in=secret) | Q(to="council", board_id__in=access.units(Power.READ_INTERNAL))
        return self.filter(seen | Q(to="authority") if access.is_auditor else seen)


class UnexecutedReport(Written):
    """A quarter as it was reported: one by one to the authority and the auditors, as statistics to the council."""

    board = models.ForeignKey("organisation.Unit", models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    period = PeriodField(_("kvartal"))
    to = models.CharField(
        _("mottagare"),
        max_length=10,
        choices=[("authority", _("IVO och revisorerna")), ("council", _("Kommunfullmäktige"))],
    )
    content: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64)

    objects = UnexecutedReportQuerySet.as_manager()

    class Meta:
        ordering = ["-period", "to"]
        constraints = [models.UniqueConstraint(fields=["board", "period", "to"], name="unexecuted_report_once")]
