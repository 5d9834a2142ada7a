"""Which indicators somebody may see and report, as the importer and its files want to know."""

from django.db.models import Q

from ledtrad.core.actors import Actor
from ledtrad.indicators.models import Indicator
from ledtrad.indicators.queries.due import with_reporters
from ledtrad.organisation.actors import access, user_behind
from ledtrad.organisation.rules import Power
from ledtrad.thread.models import Node


def seen_by(actor: Actor) -> Q:
    """The condition on indicators that the actor may see them."""
    return Q(pk__in=Node.objects.visible_to(user_behind(actor)).values("pk"))


def reportable_by(actor: Actor) -> list[Indicator]:
    """The indicators that the actor may report for some unit."""
    rights = access(actor)
    led = rights.units(Power.MANAGE)
    mine = Q(responsible__in=rights.functions) | Q(reporting_units__in=led) | Q(unit__in=led)
    rows = Indicator.objects.filter(seen_by(actor))
    if not rights.everything:
        rows = rows.filter(pk__in=Indicator.objects.filter(mine).values("pk"))
    return list(with_reporters(rows).order_by("number"))
