"""What auditors recommended, and to whom."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ledtrad.audits.models.audits import Audit
from ledtrad.audits.words import Judgement, Position
from ledtrad.thread.models import Node, NodeQuerySet

if TYPE_CHECKING:
    from ledtrad.organisation.models import User


class Recommendation(Node):
    """A recommendation of an audit: a node of the thread. `wording` is what the paper says, `title` its short form.

    The node's unit is the audit's; which boards it is aimed at is `Addressed`.
    """

    node_ptr = models.OneToOneField(Node, models.CASCADE, parent_link=True, related_name="recommendation")
    audit = models.ForeignKey(Audit, models.PROTECT, related_name="recommendations", verbose_name=_("granskning"))
    wording = models.TextField(_("rekommendationen ordagrant"))
    order = models.PositiveSmallIntegerField(default=0)
    page = models.PositiveSmallIntegerField(_("sida"), null=True, blank=True)
    place_from = models.PositiveIntegerField(null=True, blank=True)
    place_to = models.PositiveIntegerField(null=True, blank=True)
    # The recommendation of an earlier audit that this one says again.
    repeats = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="repeated_by")

    objects = NodeQuerySet["Recommendation"].as_manager()  # type: ignore[misc]  # narrower than the node's


class AddressedQuerySet(models.QuerySet["Addressed"]):
    def visible_to(self, user: "User") -> Self:
        """Seen by whoever sees the recommendation."""
        return self.filter(recommendation__in=Recommendation.objects.visible_to(user))


class Addressed(models.Model):
    """One board that a recommendation is aimed at: what that board answered, and how it stands there.

    `position` and `judgement` are the latest of the board's adopted stand and of the follow-up, kept here so that
    lists read one table.
    """

    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="addressed")
    board = models.ForeignKey("organisation.Unit", models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    position = models.CharField(_("ställning"), max_length=14, choices=Position, blank=True, editable=False)
    judgement = models.CharField(_("bedömning"), max_length=10, choices=Judgement, blank=True, editable=False)
    closed_on = models.DateField(_("avslutad"), null=True, blank=True)

    objects = AddressedQuerySet.as_manager()

    class Meta:
        ordering = ["recommendation__order", "board__path"]
        constraints = [models.UniqueConstraint(fields=["recommendation", "board"], name="addressed_once")]
        indexes = [models.Index(fields=["board", "judgement"])]

    def __str__(self) -> str:
        return f"{self.recommendation.number}: {self.board.name}"

    def get_absolute_url(self) -> str:
        """What became of it in that board."""
        return reverse("addressed", args=[self.recommendation.number, self.board.number])
