"""What minutes tell beside the decisions: who was there, what somebody had noted, what was adjusted first."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from ledtrad.meetings.models.agenda import AgendaItem, KeptQuerySet
from ledtrad.meetings.rules.attendance import Present, Remarked
from ledtrad.meetings.words import Duty, PresentAs, RemarkKind
from ledtrad.thread.models.followup import Written


class Attendance(models.Model):
    """Somebody at a meeting, in the order of the minutes. Names: most members of a board have no login here."""

    meeting = models.ForeignKey("meetings.Meeting", models.PROTECT, related_name="attendance")
    order = models.PositiveSmallIntegerField(_("ordning"))
    present_as = models.CharField(_("närvarande som"), max_length=10, choices=PresentAs)
    name = models.CharField(_("namn"), max_length=120)
    # Party, function or firm, as it stands beside the name.
    role = models.CharField(_("parti, uppdrag eller funktion"), max_length=120, blank=True)
    serves_for = models.CharField(_("tjänstgör för"), max_length=120, blank=True)
    # The paragraphs between which the person was there; none for all of it.
    first = models.PositiveSmallIntegerField(_("från §"), null=True, blank=True)
    last = models.PositiveSmallIntegerField(_("till §"), null=True, blank=True)
    duty = models.CharField(_("i protokollet"), max_length=10, choices=Duty, blank=True)
    # When a chair or an adjuster adjusted the minutes.
    adjusted_on = models.DateField(_("justerade"), null=True, blank=True)

    objects = KeptQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def told(self) -> Present:
        """As the rules read it."""
        names = ("present_as", "name", "role", "serves_for", "first", "last", "duty")
        return Present(*(getattr(self, name) for name in names))


class RemarkQuerySet(models.QuerySet["Remark"]):
    """Reads of remarks."""

    def visible_to(self, user: Any) -> "RemarkQuerySet":
        """As the point."""
        return self.filter(item__in=AgendaItem.objects.visible_to(user))


class Remark(models.Model):
    """A conflict of interest, a reservation or a statement, noted at a point."""

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="remarks")
    order = models.PositiveSmallIntegerField(_("ordning"))
    kind = models.CharField(_("slag"), max_length=12, choices=RemarkKind)
    who = models.CharField(_("vem"), max_length=300)
    text = models.TextField(_("text"), blank=True)

    objects = RemarkQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.who}"

    @property
    def told(self) -> Remarked:
        """As the rules read it."""
        return Remarked(self.kind, self.who, self.text)


class AdjustedParagraph(Written):
    """A paragraph that was adjusted before the rest, as it was then: what `Minutes` is to the whole meeting."""

    item = models.OneToOneField(AgendaItem, models.PROTECT, related_name="kept")
    content: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.sha256[:16]}"
