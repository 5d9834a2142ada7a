"""Action plans: activities that belong together, the groups that work on them, the rounds of follow-up."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from ledtrad.activities.models.activities import Activity, ActivityState
from ledtrad.thread.models import Node, NodeQuerySet
from ledtrad.thread.models.followup import Written

if TYPE_CHECKING:
    from ledtrad.organisation.models import User


class PlanPurpose(models.TextChoices):
    """What a plan is for. One for a balanced budget sums what its measures are to save."""

    DEVELOPMENT = "development", _("Utveckling")
    BALANCE = "balance", _("Budget i balans")


class ActionPlan(Node):
    """Activities that are planned and followed together. Its responsible function leads the process."""

    node_ptr = models.OneToOneField(Node, models.CASCADE, parent_link=True, related_name="action_plan")
    purpose = models.CharField(_("syfte"), max_length=12, choices=PlanPurpose, default=PlanPurpose.DEVELOPMENT)
    # What a plan for a balanced budget has to save a year, in SEK.
    deficit = models.DecimalField(_("att spara per år (kr)"), max_digits=14, decimal_places=2, null=True, blank=True)

    objects = NodeQuerySet["ActionPlan"].as_manager()  # type: ignore[misc]  # narrower than the node's


class OfPlanQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Rows of a plan, seen by whoever sees the plan."""

    def visible_to(self, user: "User") -> Self:
        return self.filter(plan__in=ActionPlan.objects.visible_to(user))


class WorkingGroup(models.Model):
    """Some functions that work with one thing within a plan: what was observed, and what they are to do."""

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="groups")
    name = models.CharField(_("namn"), max_length=150)
    observation = models.TextField(_("iakttagelse"), blank=True)
    task = models.TextField(_("uppgift"), blank=True)
    leader = models.ForeignKey(
        "organisation.Function", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("leds av")
    )
    members = models.ManyToManyField("organisation.Function", blank=True, related_name="+", verbose_name=_("deltagare"))
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = OfPlanQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["plan", "name"], name="group_once_a_plan")]

    def __str__(self) -> str:
        return self.name


class Round(Written):
    """The process leader asks those responsible how it goes: one question about each open activity."""

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="rounds")
    due_on = models.DateField(_("svara senast"))
    message = models.TextField(_("hälsning"), blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = OfPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-due_on", "-pk"]

    def __str__(self) -> str:
        return self.due_on.isoformat()


class RoundAnswer(models.Model):
    """What was asked about one activity, and what was answered."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="answers")
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="round_answers")
    asked = models.ForeignKey("organisation.Function", models.PROTECT, null=True, related_name="+")
    state = models.CharField(_("läge"), max_length=10, choices=ActivityState, blank=True)
    comment = models.TextField(_("hur det går"), blank=True)
    answered_by_label = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = models.Manager["RoundAnswer"]()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "activity"], name="asked_once_a_round")]
