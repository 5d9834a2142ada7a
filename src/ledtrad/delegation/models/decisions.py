"""Delegated decisions as their sources tell them, and what such a record must hold."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from ledtrad.organisation.rules import Confidentiality, Power
from ledtrad.thread.models.followup import Written

if TYPE_CHECKING:
    from ledtrad.organisation.access import Access
    from ledtrad.organisation.models import User


class DecisionSource(Written):
    """Where decisions come from: a case system, payroll, or the form for those made by hand. Set up once."""

    name = models.CharField(_("namn"), max_length=100, unique=True)
    board = models.ForeignKey(
        "organisation.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("nämnd")
    )
    # {our column: the file's own heading}, as confirmed at the live preview.
    mapping: "models.JSONField[dict[str, str], dict[str, str]]" = models.JSONField(default=dict, blank=True)
    # What the source's own codes mean: {"item": {"EB01": "2.1"}, "confidentiality": {"K": "sekretess"}}.
    codes: "models.JSONField[dict[str, dict[str, str]], dict[str, dict[str, str]]]" = models.JSONField(
        default=dict, blank=True
    )
    # Values for columns that the file lacks: {"confidentiality": "confidential", "item": "5.1"}.
    fixed: "models.JSONField[dict[str, str], dict[str, str]]" = models.JSONField(default=dict, blank=True)
    unbroken = models.BooleanField(_("numren följer på varandra utan luckor"), default=True)
    by_hand = models.BooleanField(_("beslut skrivs in för hand"), default=False)
    series = models.CharField(_("nummerserie"), max_length=40, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class DelegatedDecisionQuerySet(models.QuerySet["DelegatedDecision"]):
    """Reads of decisions. `visible_to` is where every one of them begins."""

    def visible_to(self, user: "User") -> Self:
        """One's own; those of one's scope for whoever follows decisions there, confidential ones by that right too."""
        return self.filter(seen_with(user.access, user.pk))

    def current(self) -> Self:
        """The population: without records that a later one corrects."""
        return self.filter(is_current=True)

    def between(self, first: date, last: date) -> Self:
        """Decided from `first` to `last`, both included."""
        return self.filter(decided_on__range=(first, last))


def seen_with(access: "Access", user_id: int | None) -> Q:
    """The condition for decisions that this person may see.

    What was corrected is as confidential as what stands now: a mark that was wrong from the start hides the old too.
    """
    if access.everything:
        return Q()
    follows = access.units(Power.FOLLOW_DECISIONS)
    secret = follows & access.units(Power.READ_CONFIDENTIAL)
    plain = Q(unit_id__in=follows) & ~Q(confidentiality=Confidentiality.CONFIDENTIAL)
    plain &= Q(is_current=True) | Q(~now_confidential())
    return Q(holder_id=user_id or 0) | plain | Q(unit_id__in=secret)


def now_confidential() -> Exists:
    """Whether the decision that a row names by its source and id is confidential as it stands now."""
    stands = DelegatedDecision.objects.current().filter(confidentiality=Confidentiality.CONFIDENTIAL)
    return Exists(stands.filter(system=OuterRef("system"), source_id=OuterRef("source_id")))


class DelegatedDecision(models.Model):
    """One decision, as its source told it. Never changed: a correction is a new record that names the old one.

    `system` and `source_id` name it. `item`, `function` and `person` are the words of the source, which the control
    compares; `delegate`, `holder` and `unit` are what they were found to mean when the record came in. `series` and
    `serial` are the source's id without its last run of digits, and that run as a number.
    """

    system = models.ForeignKey(DecisionSource, models.PROTECT, related_name="decisions", verbose_name=_("källa"))
    source_id = models.CharField(_("källans beteckning"), max_length=100)
    series = models.CharField(max_length=100, blank=True, editable=False)
    serial = models.BigIntegerField(null=True, blank=True, editable=False)
    board = models.ForeignKey("organisation.Unit", models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    unit = models.ForeignKey("organisation.Unit", models.PROTECT, related_name="+", verbose_name=_("enhet"))
    decided_on = models.DateField(_("beslutat"))
    item = models.CharField(_("punkt"), max_length=30, blank=True)
    function = models.CharField(_("delegat"), max_length=150, blank=True)
    delegate = models.ForeignKey("organisation.Function", models.PROTECT, null=True, blank=True, related_name="+")
    person = models.CharField(_("person"), max_length=150, blank=True)
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    matter = models.CharField(_("ärende"), max_length=100, blank=True)
    decision = models.TextField(_("beslut"), blank=True)
    amount = models.DecimalField(_("belopp"), max_digits=14, decimal_places=2, null=True, blank=True)
    period_from = models.DateField(_("från"), null=True, blank=True)
    period_to = models.DateField(_("till"), null=True, blank=True)
    confidentiality = models.CharField(
        _("sekretess"), max_length=12, choices=Confidentiality, default=Confidentiality.INTERNAL
    )
    subject = models.CharField(_("den enskilde, pseudonym"), max_length=60, blank=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    reason = models.CharField(_("varför det rättas"), max_length=300, blank=True)
    is_current = models.BooleanField(default=True, editable=False)
    batch = models.ForeignKey("core.ImportBatch", models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = DelegatedDecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-decided_on", "-pk"]
        indexes = [
            # With what names it in a list, and its item: what is due and held by no list is found here alone.
            models.Index(
                fields=["board", "decided_on", "system", "source_id", "item"],
                name="decision_by_day",
                condition=Q(is_current=True),
            ),
            models.Index(fields=["unit", "decided_on"]),
            models.Index(fields=["holder", "decided_on"]),
            models.Index(fields=["system", "series", "serial"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["system", "source_id"], name="decision_once_a_source", condition=Q(is_current=True)
            )
        ]

    def __str__(self) -> str:
        return self.source_id


class FormRequirement(models.Model):
    """A field that a decision must hold, and in what form. Without a board it is the municipality's; a board adds."""

    board = models.ForeignKey(
        "organisation.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("nämnd")
    )
    field = models.CharField(_("uppgift"), max_length=20)
    # Which items: "" is all, "2" is 2 and everything below it (2.1, 2.4.3).
    items = models.CharField(_("punkter"), max_length=30, blank=True)
    # A form that the text must have, such as "SN \d{4}/\d+"; "" is any.
    pattern = models.CharField(_("form"), max_length=200, blank=True)
    explanation = models.CharField(_("så ska den se ut"), max_length=200, blank=True)

    class Meta:
        ordering = ["field", "items"]
        constraints = [
            models.UniqueConstraint(fields=["board", "field", "items"], name="requirement_once_a_board"),
            models.UniqueConstraint(
                fields=["field", "items"], name="requirement_once", condition=Q(board__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field} {self.items}".strip()
