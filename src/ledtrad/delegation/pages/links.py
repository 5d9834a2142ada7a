"""How one decision is named and told of in lists."""

from django.template.defaultfilters import truncatechars
from django.urls import reverse
from django.utils.translation import gettext as _

from ledtrad.delegation.actions.reading import holds_client_data
from ledtrad.delegation.models import DelegatedDecision


def decision_url(pk: int) -> str:
    """The page of one decision."""
    return reverse("decision", args=[pk])


def told_shortly(decision: DelegatedDecision) -> str:
    """What was decided, in short. A list tells nothing about a person: that is on the decision's own page."""
    return _("Sekretess") if holds_client_data(decision) else truncatechars(decision.decision, 60)
