"""What a board takes up at a meeting, and what it decided."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ledtrad.meetings.models.matters import Matter

if TYPE_CHECKING:
    from ledtrad.organisation.models import User


class AgendaItemQuerySet(models.QuerySet["AgendaItem"]):
    """Reads of points of an agenda."""

    def visible_to(self, user: "User") -> Self:
        """A point without a matter is seen by all; with one, by whoever sees the matter."""
        return self.filter(Q(matter__isnull=True) | Q(matter__in=Matter.objects.visible_to(user)))


class AgendaItem(models.Model):
    """A point of an agenda; a numbered paragraph of the minutes when it has been decided."""

    meeting = models.ForeignKey("meetings.Meeting", models.PROTECT, related_name="agenda")
    order = models.PositiveSmallIntegerField(_("ordning"))
    title = models.CharField(_("rubrik"), max_length=300)
    matter = models.ForeignKey(
        Matter, models.PROTECT, null=True, blank=True, related_name="agenda_items", verbose_name=_("ärende")
    )
    paper = models.ForeignKey(
        "meetings.Paper", models.PROTECT, null=True, blank=True, related_name="agenda_items", verbose_name=_("underlag")
    )
    proposed_decision = models.TextField(_("förslag till beslut"), blank=True)
    paragraph = models.PositiveSmallIntegerField(_("paragraf"), null=True, blank=True)
    decision = models.TextField(_("beslut"), blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    # To whom the decision is sent, a line each, and when it went.
    distribution = models.TextField(_("beslutet skickas till"), blank=True)
    sent_at = models.DateTimeField(_("expedierat"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "paragraph"], condition=Q(paragraph__isnull=False), name="paragraph_once_a_meeting"
            )
        ]

    def __str__(self) -> str:
        return self.title
