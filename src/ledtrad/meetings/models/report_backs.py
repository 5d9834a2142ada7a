"""Which paper a report on an assignment became."""

from typing import TYPE_CHECKING, Self

from django.db import models

from ledtrad.meetings.models.papers import Paper

if TYPE_CHECKING:
    from ledtrad.organisation.models import User


class ReportBackPaperQuerySet(models.QuerySet["ReportBackPaper"]):
    def visible_to(self, user: "User") -> Self:
        """Seen by whoever sees the paper."""
        return self.filter(paper__in=Paper.objects.visible_to(user))


class ReportBackPaper(models.Model):
    """One paper of one report-back; a report that went to two boards has two."""

    paper = models.OneToOneField(Paper, models.CASCADE, primary_key=True, related_name="of_report_back")
    report_back = models.ForeignKey("activities.ReportBack", models.PROTECT, related_name="papers")

    objects = ReportBackPaperQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.report_back_id}: {self.paper_id}"
