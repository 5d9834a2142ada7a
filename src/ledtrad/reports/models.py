"""Reports of a board: a living draft, who signs it, and what was published."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ledtrad.core.fields import PeriodField
from ledtrad.core.papers.kinds import Format, SignatureKind
from ledtrad.core.papers.standing import Signed, Standing
from ledtrad.core.periods import Period, label
from ledtrad.organisation.rules import Power
from ledtrad.reports.rules import ReportState, SectionKind
from ledtrad.thread.models.followup import Written

if TYPE_CHECKING:
    from ledtrad.organisation.models import User


class ReportQuerySet(models.QuerySet["Report"]):
    """Reads of reports."""

    def visible_to(self, user: "User") -> Self:
        """What is published is open to all who log in. The rest is seen by those who read the board's inner
        things, who write in its name, or who are asked to sign."""
        access = user.access
        if access.everything:
            return self
        inner = access.units(Power.READ_INTERNAL) | access.units(Power.PLAN) | access.units(Power.EDIT)
        asked = Signature.objects.filter(function__in=access.functions).values("report")
        seen = Q(state=ReportState.PUBLISHED) | Q(unit_id__in=inner)
        return self.filter(seen | Q(pk__in=asked) if access.functions else seen)

    def published(self) -> Self:
        return self.filter(state=ReportState.PUBLISHED)

    def latest_of(self, unit_number: str, period: Period) -> "Report | None":
        """The published report of a board for a period that no later one corrects."""
        rows = self.published().filter(unit__number=unit_number, period=period)
        rows = rows.exclude(corrected_by__state=ReportState.PUBLISHED)
        return rows.order_by("-published_at", "-pk").first()


class Report(Standing, Written):
    """A follow-up report of one board for one period. A correction is a new report that names the earlier one."""

    number = models.CharField(_("nummer"), max_length=30, unique=True)
    unit = models.ForeignKey("organisation.Unit", models.PROTECT, related_name="follow_ups", verbose_name=_("nämnd"))
    period = PeriodField(_("period"))
    title = models.CharField(_("titel"), max_length=200)
    state = models.CharField(_("läge"), max_length=10, choices=ReportState, default=ReportState.DRAFT)
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by", verbose_name=_("rättar")
    )
    correction_reason = models.CharField(_("vad som rättas"), max_length=500, blank=True)
    published_at = models.DateTimeField(_("publicerad"), null=True, blank=True)
    published_by_label = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["unit", "period"])]
        constraints = [
            models.CheckConstraint(
                name="report_frozen_when_published",
                condition=~Q(state=ReportState.PUBLISHED) | (Q(content__isnull=False) & ~Q(sha256="")),
            ),
            models.UniqueConstraint(
                fields=["unit", "period"], condition=~Q(state=ReportState.PUBLISHED), name="one_open_report"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("report", args=[self.number])

    @property
    def period_label(self) -> str:
        return label(self.period)

    @property
    def is_published(self) -> bool:
        return self.state == ReportState.PUBLISHED

    @property
    def is_draft(self) -> bool:
        return self.state == ReportState.DRAFT


class OfReportQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Rows of a report, seen by whoever sees the report."""

    def visible_to(self, user: "User") -> Self:
        return self.filter(report__in=Report.objects.visible_to(user))


class ReportSection(models.Model):
    """One part of a report: the author's words, and for most kinds what the data says below them."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="sections")
    kind = models.CharField(_("slag"), max_length=12, choices=SectionKind)
    order = models.PositiveSmallIntegerField()
    heading = models.CharField(_("rubrik"), max_length=150)
    text = models.TextField(_("text"), blank=True)
    # charts: show them; only_deviating: leave out what goes as it should; left_out: keys of comments not taken along;
    # comments: those fetched from the responsible, {key: {number, text, by, when}}.
    settings: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict, blank=True)
    is_hidden = models.BooleanField(_("dold"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = OfReportQuerySet.as_manager()

    class Meta:
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return f"{self.report.number}: {self.heading}"


class Signature(Signed):
    """A function that is asked to sign, and the person who did."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="signatures")
    function = models.ForeignKey("organisation.Function", models.PROTECT, related_name="+", verbose_name=_("funktion"))
    kind = models.CharField(_("vad"), max_length=10, choices=SignatureKind)

    objects = OfReportQuerySet.as_manager()

    class Meta:
        ordering = ["-kind", "id"]
        constraints = [
            models.UniqueConstraint(fields=["report", "function"], name="signs_once"),
            models.CheckConstraint(
                name="signature_by_somebody", condition=Q(signed_at__isnull=True) | ~Q(person_label="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report.number}: {self.function_label}"


class PublishedFile(models.Model):
    """One of the files that were made when the report was published; kept by its content's hash."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="files")
    format = models.CharField(max_length=4, choices=Format)
    sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()

    objects = OfReportQuerySet.as_manager()

    class Meta:
        ordering = ["format"]
        constraints = [models.UniqueConstraint(fields=["report", "format"], name="one_file_a_format")]

    def __str__(self) -> str:
        return f"{self.report.number}.{self.format}"
