"""How a board's part in a recommendation is written."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ledtrad.audits.models import Addressed
from ledtrad.audits.rules.standing import mark_of
from ledtrad.core.marks import status_mark

register = template.Library()


@register.simple_tag
def judgement(one: Addressed) -> SafeString:
    """Shape and word of how it stands at that board."""
    return status_mark(*mark_of(judgement=one.judgement, is_closed=one.closed_on is not None))


@register.simple_tag
def addressed_link(one: Addressed, number: str) -> SafeString:
    """The board, leading to what it has done about the recommendation."""
    url = reverse("addressed", args=[number, one.board.number])
    return format_html('<a class="ds-link quiet" href="{}">{}</a>', url, one.board.name)
