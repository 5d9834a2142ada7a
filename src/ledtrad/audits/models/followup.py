"""What was done about a recommendation, what shows it, and whether it suffices."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from ledtrad.audits.models.audits import Audit
from ledtrad.audits.models.recommendations import Addressed
from ledtrad.audits.words import EvidenceKind, Judgement
from ledtrad.core.fields import PeriodField
from ledtrad.thread.models.followup import Written

if TYPE_CHECKING:
    from ledtrad.organisation.models import User


class OfAddressedQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Rows about one board's part in a recommendation, seen by whoever sees the recommendation."""

    def visible_to(self, user: "User") -> Self:
        return self.filter(addressed__in=Addressed.objects.visible_to(user))


class FollowUp(Written):
    """How one board's part in a recommendation was judged, by whom. Never changed; a later one comes before.

    `audit` is the follow-up audit that judged it; empty when the board or its administration judged itself.
    """

    addressed = models.ForeignKey(Addressed, models.CASCADE, related_name="follow_ups")
    audit = models.ForeignKey(Audit, models.PROTECT, null=True, blank=True, related_name="judgements")
    judged_on = models.DateField(_("bedömt"))
    judgement = models.CharField(_("bedömning"), max_length=10, choices=Judgement)
    done = models.TextField(_("vad som gjorts"))
    closes = models.BooleanField(_("inget mer behöver göras"), default=False)

    objects = OfAddressedQuerySet.as_manager()

    class Meta:
        ordering = ["-judged_on", "-made_at", "-pk"]


class Evidence(Written):
    """Something that shows what was done: a node of the thread, a paper, a file, or a reference in words."""

    addressed = models.ForeignKey(Addressed, models.CASCADE, related_name="evidence")
    kind = models.CharField(_("slag"), max_length=10, choices=EvidenceKind)
    title = models.CharField(_("vad"), max_length=300)
    dated_on = models.DateField(_("datum"))
    note = models.TextField(_("vad det visar"), blank=True)
    node = models.ForeignKey("thread.Node", models.PROTECT, null=True, blank=True, related_name="+")
    # An indicator's figure as it stood when it became evidence.
    period = PeriodField(_("period"), null=True, blank=True)
    value = models.CharField(_("värde"), max_length=60, blank=True)
    paper = models.ForeignKey("meetings.Paper", models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(_("fil"), max_length=200, blank=True)
    stored_as = models.CharField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    content_type = models.CharField(max_length=100, blank=True)

    objects = OfAddressedQuerySet.as_manager()

    class Meta:
        ordering = ["dated_on", "pk"]
