"""Goals, and the planning rounds in which a board adopts them."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from ledtrad.thread.models import Node, NodeQuerySet
from ledtrad.thread.models.followup import Written

if TYPE_CHECKING:
    from ledtrad.organisation.models import User


class RoundState(models.TextChoices):
    DRAFT = "draft", _("Utkast")
    ADOPTED = "adopted", _("Antagen")
    IN_FORCE = "in_force", _("I kraft")
    CLOSED = "closed", _("Avslutad")


class PlanningRoundQuerySet(models.QuerySet["PlanningRound"]):
    def visible_to(self, user: "User") -> Self:
        """Adopted plans are open to all who log in; a draft is seen where its board's inner things are seen."""
        from ledtrad.organisation.rules import Power

        if user.access.everything:
            return self
        inner = user.access.units(Power.READ_INTERNAL)
        return self.filter(~models.Q(state=RoundState.DRAFT) | models.Q(unit_id__in=inner))


class PlanningRound(models.Model):
    """One board's plan for one year: draft → adopted (a frozen edition) → in force → closed."""

    unit = models.ForeignKey("organisation.Unit", models.PROTECT, related_name="planning_rounds")
    year = models.PositiveSmallIntegerField(_("år"))
    state = models.CharField(_("läge"), max_length=10, choices=RoundState, default=RoundState.DRAFT)
    adopted_on = models.DateField(_("antagen"), null=True, blank=True)
    adopted_reference = models.CharField(_("protokoll"), max_length=100, blank=True)
    copied_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = PlanningRoundQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "unit__path"]
        constraints = [models.UniqueConstraint(fields=["unit", "year"], name="one_round_a_year")]

    def __str__(self) -> str:
        return f"{self.unit} {self.year}"


class Goal(Node):
    """Something to be reached; its level says of what sort."""

    node_ptr = models.OneToOneField(Node, models.CASCADE, parent_link=True, related_name="goal")
    round = models.ForeignKey(PlanningRound, models.PROTECT, null=True, blank=True, related_name="goals")
    present_state = models.TextField(_("nuläge"), blank=True)
    wanted_state = models.TextField(_("önskat läge"), blank=True)
    copied_from = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="copies")

    objects = NodeQuerySet["Goal"].as_manager()  # type: ignore[misc]  # narrower than the node's


class Edition(Written):
    """What a board adopted, word for word and figure for figure. Never changed."""

    round = models.ForeignKey(PlanningRound, models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["round", "number"], name="edition_numbered_once")]
