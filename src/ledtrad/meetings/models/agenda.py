"""What a board takes up at a meeting, and what it decided."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ledtrad.meetings.models.matters import Matter
from ledtrad.thread.models.followup import Written

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
    # What the matter is about in short, and what the decision rests on: for the minutes, taken from the paper.
    background = models.TextField(_("ärendet i korthet"), blank=True)
    basis = models.TextField(_("underlag"), blank=True)
    paragraph = models.PositiveSmallIntegerField(_("paragraf"), null=True, blank=True)
    decision = models.TextField(_("beslut"), blank=True)
    # What was proposed at the meeting, and in which order the chair put it, with votes.
    motions = models.TextField(_("yrkanden"), blank=True)
    procedure = models.TextField(_("beslutsgång"), blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    # False when the board sent the matter back or put it off: a paper of the point is then free for another meeting.
    settled = models.BooleanField(_("avgjort"), default=True)
    # To whom the decision is sent, a line each, and when it went.
    distribution = models.TextField(_("beslutet skickas till"), blank=True)
    sent_at = models.DateTimeField(_("expedierat"), null=True, blank=True)
    sent_by_label = models.CharField(max_length=200, blank=True)
    # When the paragraph was adjusted before the rest, and its announcement put up and taken down.
    adjusted_on = models.DateField(_("omedelbart justerad"), null=True, blank=True)
    announced_on = models.DateField(_("anslaget uppsatt"), null=True, blank=True)
    taken_down_on = models.DateField(_("anslaget nedtaget"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "paragraph"], condition=Q(paragraph__isnull=False), name="paragraph_once_a_meeting"
            ),
            models.UniqueConstraint(
                fields=["paper"], condition=Q(paper__isnull=False, settled=True), name="paper_on_one_agenda"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{reverse('meeting', args=[self.meeting_id])}#punkt-{self.pk}"

    @property
    def is_decided(self) -> bool:
        return self.paragraph is not None

    @property
    def is_adjusted(self) -> bool:
        """Whether it was adjusted before the rest of the meeting."""
        return self.adjusted_on is not None


class KeptQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Reads of what is kept of a meeting."""

    def visible_to(self, user: "User") -> Self:
        """That it is there is known to everybody who logs in; what it says is narrowed when it is read."""
        return self.filter(pk__isnull=not user.is_active)


class Notice(Written):
    """A notice as it went out. `points` are what it told, each with the matter that decides who may read it."""

    meeting = models.ForeignKey("meetings.Meeting", models.PROTECT, related_name="notices")
    number = models.PositiveSmallIntegerField(_("nummer"))
    head: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()
    points: "models.JSONField[list[dict[str, Any]], list[dict[str, Any]]]" = models.JSONField()
    sha256 = models.CharField(max_length=64)
    letters = models.PositiveSmallIntegerField(_("brev"), default=0)

    objects = KeptQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="notice_once_a_number")]

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.number}"


class Minutes(Written):
    """The minutes as they were adjusted, by whoever marked them so. `content["points"]` say which matter each is in."""

    meeting = models.OneToOneField("meetings.Meeting", models.PROTECT, related_name="minutes")
    content: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()
    sha256 = models.CharField(max_length=64)

    objects = KeptQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.sha256[:16]}"
