"""What the page of a recommendation shows beside what every node shows."""

from django import template
from django.utils.safestring import SafeString

from ledtrad.audits.rules.standing import STATUS_OF
from ledtrad.audits.words import Judgement
from ledtrad.core.marks import status_mark

register = template.Library()


@register.simple_tag
def judgement_mark(judgement: str) -> SafeString:
    """Shape and word of a judgement."""
    said = Judgement(judgement)
    return status_mark(STATUS_OF[said], said.label)
