"""The cells of the list of goals, made without templates: a long page has hundreds of them."""

from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ledtrad.core.marks import status_mark
from ledtrad.core.numbers import MISSING
from ledtrad.thread.rules import Status

SHOWN = 4
"""So many of a goal's indicators; the rest are counted."""


def status(goal: Any) -> SafeString:
    """The assessment, and that the thread says otherwise when it does."""
    mark = status_mark(goal.status, Status(goal.status).label)
    if Status.NONE in (goal.status, goal.suggested) or goal.status == goal.suggested:
        return mark
    return format_html('{}<span class="sub">{}</span>', mark, _("skiljer sig från förslaget"))


def suggested(node: Any) -> SafeString:
    """What the thread says."""
    return status_mark(node.suggested, Status(node.suggested).label)


def indicators(goal: Any) -> SafeString:
    """The goal's indicators with their latest figures. Needs `queries.attach_below`."""
    found = goal.below.indicators
    if not found:
        return format_html('<span class="gap">{}</span>', _("inga"))
    line = '<span class="sub"><a class="ds-link quiet" href="{}">{}</a> {}</span>'
    lines = format_html_join(
        "",
        line,
        (
            (node.get_absolute_url(), node.short, reading.value if reading else MISSING)
            for node, reading in found[:SHOWN]
        ),
    )
    if len(found) <= SHOWN:
        return lines
    return format_html('{}<span class="sub">{}</span>', lines, _("%(n)s i allt") % {"n": len(found)})
