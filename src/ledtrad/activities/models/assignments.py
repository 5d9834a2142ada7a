"""Assignments: what a board gives to a function to do and to come back about."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from ledtrad.activities.rules.assignments import Reported, Stage
from ledtrad.core.clock import STOCKHOLM
from ledtrad.thread.models import Node, NodeQuerySet
from ledtrad.thread.models.followup import Written

if TYPE_CHECKING:
    from ledtrad.organisation.models import User


class AssignmentState(models.TextChoices):
    """Open until the board itself says otherwise: nothing closes by itself."""

    OPEN = "open", _("Pågår")
    EFFECT = "effect", _("Effekten följs upp")
    CLOSED = "closed", _("Avslutat")
    WITHDRAWN = "withdrawn", _("Återtaget")


#: The board still waits for something.
UNSETTLED = (AssignmentState.OPEN, AssignmentState.EFFECT)


class Assignment(Node):
    """From a board's decision to a function. The node's unit is the board; its responsible is who got it.

    The node's title says it in short, `wording` is what the board decided, word for word.
    """

    node_ptr = models.OneToOneField(Node, models.CASCADE, parent_link=True, related_name="assignment")
    wording = models.TextField(_("uppdraget ordagrant"))
    mandate = models.TextField(_("mandat och ramar"), blank=True)
    decided_on = models.DateField(_("beslutat"))
    decided_as = models.CharField(_("paragraf"), max_length=60, blank=True)
    registration_number = models.CharField(_("diarienummer"), max_length=40, blank=True)
    state = models.CharField(_("läge"), max_length=10, choices=AssignmentState, default=AssignmentState.OPEN)
    closed_on = models.DateField(_("avslutat"), null=True, blank=True)
    closed_as = models.CharField(_("avslutat genom"), max_length=60, blank=True)
    closed_reason = models.CharField(_("varför"), max_length=500, blank=True)

    objects = NodeQuerySet["Assignment"].as_manager()  # type: ignore[misc]  # narrower than the node's

    @property
    def is_unsettled(self) -> bool:
        """Whether the board still waits for something."""
        return self.state in UNSETTLED


class ReportBackState(models.TextChoices):
    """Awaited, written, laid before the board, and what the board said."""

    AWAITED = "awaited", _("Väntas")
    WRITTEN = "written", _("Skriven")
    ACCEPTED = "accepted", _("Godkänd")
    MORE = "more", _("Ska kompletteras")
    EFFECT = "effect", _("Effekten ska redovisas")


#: The board has taken what was reported for good.
APPROVED = (ReportBackState.ACCEPTED, ReportBackState.EFFECT)


class OfAssignmentQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Rows of an assignment, seen by whoever sees the assignment."""

    def visible_to(self, user: "User") -> Self:
        return self.filter(assignment__in=Assignment.objects.visible_to(user))

    def awaited(self) -> Self:
        """What is not handed in, of assignments that the board still waits for."""
        return self.filter(reported_at__isnull=True, assignment__state__in=UNSETTLED)

    def late_on(self, day: date) -> Self:
        return self.awaited().filter(due_on__lt=day)


class ReportBack(Written):
    """One time that an assignment is reported back: when it is due, what was reported, what the board said."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="report_backs")
    nr = models.PositiveSmallIntegerField(_("nr"), default=1)  # within the assignment, in the order they were asked for
    due_on = models.DateField(_("redovisas senast"))
    asks_effect = models.BooleanField(_("gäller effekten"), default=False)
    state = models.CharField(_("läge"), max_length=8, choices=ReportBackState, default=ReportBackState.AWAITED)
    taken = models.TextField(_("vidtagna åtgärder"), blank=True)
    planned = models.TextField(_("planerade åtgärder"), blank=True)
    effect = models.TextField(_("effekt"), blank=True)
    reported_at = models.DateTimeField(_("redovisad"), null=True, blank=True)
    answer = models.TextField(_("nämndens svar"), blank=True)
    reported_by_label = models.CharField(max_length=200, blank=True)
    answered_on = models.DateField(_("besvarad"), null=True, blank=True)
    answered_as = models.CharField(_("paragraf"), max_length=60, blank=True)
    answered_by_label = models.CharField(max_length=200, blank=True)
    # The report whose answer asked for this one.
    follows = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="followed_by")
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = OfAssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "nr"]
        indexes = [models.Index(fields=["state", "due_on"])]
        constraints = [models.UniqueConstraint(fields=["assignment", "nr"], name="report_back_nr_once")]

    def __str__(self) -> str:
        return f"{self.assignment.number}, {self.due_on.isoformat()}"

    def is_late(self, today: date) -> bool:
        return self.due_on < today and self.reported_at is None

    @property
    def is_handed_in(self) -> bool:
        return self.reported_at is not None

    @property
    def stage(self) -> Stage:
        """What was said of it and which report it follows, as the rules take it; `follows` is fetched."""
        follows = self.follows.nr if self.follows is not None else None
        return Stage(self.nr, follows, self.state == ReportBackState.MORE, self.state in APPROVED)

    @property
    def fact(self) -> Reported:
        """The row as the rules take it."""
        reported_on = self.reported_at.astimezone(STOCKHOLM).date() if self.reported_at is not None else None
        return Reported(self.due_on, reported_on, self.answered_on, self.asks_effect)
