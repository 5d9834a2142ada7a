"""What the page of a recommendation shows beside what every node shows."""

from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from ledtrad.audits.models import Addressed, Recommendation
from ledtrad.audits.queries.recommendations import parts_of
from ledtrad.audits.rules.standing import STATUS_OF
from ledtrad.audits.words import Judgement
from ledtrad.core.marks import status_mark

register = template.Library()


@register.simple_tag(takes_context=True)
def recommendation_parts(context: Context, recommendation: Recommendation) -> list[Addressed]:
    """The boards of the recommendation, with what was judged there. Two queries."""
    request: Any = context["request"]
    return parts_of(recommendation, request.user)


@register.simple_tag
def judgement_mark(judgement: str) -> SafeString:
    """Shape and word of a judgement."""
    said = Judgement(judgement)
    return status_mark(STATUS_OF[said], said.label)
