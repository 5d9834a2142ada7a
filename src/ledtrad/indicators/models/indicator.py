"""The indicator, the targets it is held against and the series it is compared with."""

from datetime import date

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ledtrad.core.fields import PeriodField
from ledtrad.core.periods import PeriodKind
from ledtrad.indicators.rules.targets import AmountUnit, Side, Stage, TargetKind, TargetRule
from ledtrad.indicators.rules.values import GoodDirection, ValueKind
from ledtrad.thread.models import Node, NodeQuerySet


class Indicator(Node):
    """Something counted at regular intervals, by the units that report it."""

    node_ptr = models.OneToOneField(Node, models.CASCADE, parent_link=True, related_name="indicator")
    definition = models.TextField(_("definition"), blank=True)
    unit_of_measure = models.CharField(_("måttenhet"), max_length=40, blank=True)
    periodicity = models.CharField(_("period"), max_length=10, choices=PeriodKind, default=PeriodKind.YEAR)
    good_direction = models.CharField(_("bra riktning"), max_length=8, choices=GoodDirection, default=GoodDirection.UP)
    value_kind = models.CharField(_("slag av värde"), max_length=10, choices=ValueKind, default=ValueKind.SUM)
    # A ratio is shown as numerator ÷ denominator × scale: 100 for percent, 1000 for "per 1 000 invånare".
    scale = models.PositiveIntegerField(_("skala"), default=100)
    decimals = models.PositiveSmallIntegerField(_("decimaler"), default=0, validators=[MaxValueValidator(6)])
    source = models.CharField(_("källa"), max_length=300, blank=True)
    reporting_units = models.ManyToManyField(
        "organisation.Unit", blank=True, related_name="reports", verbose_name=_("rapporterande enheter")
    )
    comment_required = models.BooleanField(_("kommentar krävs"), default=False)
    # Groups under five are not shown where values count persons.
    counts_persons = models.BooleanField(_("räknar personer"), default=False)
    report_days = models.PositiveSmallIntegerField(_("dagar efter perioden"), default=15)
    stages = models.JSONField(_("steg"), default=list, blank=True)
    part_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("del av")
    )
    # Another measure of nearly the same thing, shown beside this one though neither is derived from the other;
    # `note` says why they cannot be compared.
    shown_with = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("visas tillsammans med"),
    )
    question = models.CharField(_("fråga vid rapportering"), max_length=200, blank=True)
    instruction = models.CharField(_("så räknar man"), max_length=400, blank=True)
    numerator_label = models.CharField(_("täljare"), max_length=120, blank=True)
    denominator_label = models.CharField(_("nämnare"), max_length=120, blank=True)
    note = models.TextField(_("anmärkning"), blank=True)

    objects = NodeQuerySet["Indicator"].as_manager()  # type: ignore[misc]  # narrower than the node's

    @property
    def period_kind(self) -> PeriodKind:
        return PeriodKind(self.periodicity)


class Reference(models.Model):
    """A series that others publish for the same thing: the country, all municipalities, a similar one."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="references")
    slug = models.SlugField(_("kortnamn"), max_length=40)
    label = models.CharField(_("namn"), max_length=100)
    is_country = models.BooleanField(_("riket"), default=False)

    class Meta:
        ordering = ["indicator", "slug"]
        constraints = [models.UniqueConstraint(fields=["indicator", "slug"], name="reference_named_once")]

    def __str__(self) -> str:
        return self.label


class ReferenceValue(models.Model):
    """One value of a reference series."""

    reference = models.ForeignKey(Reference, models.CASCADE, related_name="values")
    period = PeriodField(_("period"))
    value = models.DecimalField(_("värde"), max_digits=21, decimal_places=6)
    source = models.CharField(_("källa"), max_length=300, blank=True)

    class Meta:
        ordering = ["reference", "period"]
        constraints = [models.UniqueConstraint(fields=["reference", "period"], name="reference_value_once")]


class Target(models.Model):
    """The rule that an indicator is held against for a period. Stored is the rule, never the threshold."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="targets")
    # A target for one unit alone; without a unit it holds for all of the indicator.
    unit = models.ForeignKey(
        "organisation.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("enhet")
    )
    period = PeriodField(_("gäller"))
    rule = models.CharField(_("regel"), max_length=32, choices=TargetKind)
    # Empty where the rule itself says, or where the indicator's good direction does.
    direction = models.CharField(_("riktning"), max_length=8, choices=Side, blank=True)
    amount = models.DecimalField(_("hur mycket"), null=True, blank=True, max_digits=21, decimal_places=6)
    amount_kind = models.CharField(_("räknat i"), max_length=8, choices=AmountUnit, default=AmountUnit.UNIT)
    baseline_period = PeriodField(_("nulägets period"), null=True, blank=True)
    baseline_value = models.DecimalField(_("nuläge"), null=True, blank=True, max_digits=21, decimal_places=6)
    reference = models.ForeignKey(
        Reference,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="targets",
        verbose_name=_("jämförs med"),
    )
    # Between is from `amount` to `upper`.
    upper = models.DecimalField(_("övre gräns"), null=True, blank=True, max_digits=21, decimal_places=6)
    stages = models.JSONField(_("steg"), default=list, blank=True)  # [{"name": …, "due": "2021-12-31"}]
    starts_on = models.DateField(_("börjar"), null=True, blank=True)
    due_on = models.DateField(_("senast"), null=True, blank=True)
    # The periods' values add up to the target ("200 trainee places in the year"), or the last one counts.
    accumulates = models.BooleanField(_("samlas under perioden"), default=False)
    decided_by = models.CharField(_("beslutat av"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = models.Manager()

    class Meta:
        ordering = ["indicator", "period"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "unit", "period"],
                condition=Q(unit__isnull=False),
                name="unit_target_once",
            ),
            models.UniqueConstraint(fields=["indicator", "period"], condition=Q(unit__isnull=True), name="target_once"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.number} {self.period}"

    def as_rule(self, reference: str = "") -> TargetRule:
        """The plain rule that the arithmetic takes; `reference` is the name of the series to compare with."""
        kind = TargetKind(self.rule)
        # An amount counts in the direction of the target: "1 lower than the country" is stored as 1, down.
        below = kind == TargetKind.DIFFERENCE_FROM_REFERENCE and self.direction == Side.DOWN
        return TargetRule(
            kind=kind,
            period=self.period,
            amount=-self.amount if below and self.amount is not None else self.amount,
            upper=self.upper,
            amount_unit=AmountUnit(self.amount_kind),
            side=Side(self.direction) if self.direction else None,
            baseline_value=self.baseline_value,
            baseline_period=self.baseline_period,
            reference=reference,
            stages=tuple(Stage(s["name"], date.fromisoformat(s["due"])) for s in self.stages),
            starts_on=self.starts_on,
            due_on=self.due_on,
            accumulates=self.accumulates,
        )
