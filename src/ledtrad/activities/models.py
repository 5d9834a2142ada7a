"""Activities: what is done so that goals are reached."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from ledtrad.thread.models import Node, NodeQuerySet


class ActivityState(models.TextChoices):
    PLANNED = "planned", _("Planeras")
    ONGOING = "ongoing", _("Pågår")
    ON_HOLD = "on_hold", _("Avvaktar")
    DONE = "done", _("Klar")


class Activity(Node):
    """Something that is done, by a function, between two dates."""

    node_ptr = models.OneToOneField(Node, models.CASCADE, parent_link=True, related_name="activity")
    state = models.CharField(_("läge"), max_length=10, choices=ActivityState, default=ActivityState.PLANNED)
    starts_on = models.DateField(_("börjar"), null=True, blank=True)
    due_on = models.DateField(_("klar senast"), null=True, blank=True)
    participants = models.CharField(_("vilka deltar"), max_length=300, blank=True)

    objects = NodeQuerySet["Activity"].as_manager()  # type: ignore[misc]  # narrower than the node's

    def is_late(self, today: date) -> bool:
        return self.due_on is not None and self.due_on < today and self.state != ActivityState.DONE
