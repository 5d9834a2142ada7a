"""Steering documents: law, programme, policy, plan and their quotable passages."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ledtrad.thread.models import Node, NodeQuerySet


class SteeringDocument(Node):
    """A text that steers: a law, a state grant, a programme, a plan. Its level is its type.

    A passage is a steering document of its own (level `passage`) that breaks down the whole text, so that a
    goal can be anchored in the very sentence.
    """

    node_ptr = models.OneToOneField(Node, models.CASCADE, parent_link=True, related_name="document")
    reference = models.CharField(_("beteckning"), max_length=200, blank=True)
    quote = models.TextField(_("ordagrant"), blank=True)
    source = models.CharField(_("källa"), max_length=300, blank=True)
    source_url = models.URLField(_("länk"), blank=True)
    is_national = models.BooleanField(_("statlig styrning"), default=False)

    objects = NodeQuerySet["SteeringDocument"].as_manager()  # type: ignore[misc]  # narrower than the node's
