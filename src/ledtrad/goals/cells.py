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


class Cells:
    """Draws the cells of one list, with marks and words that are put together once for all its rows."""

    def __init__(self) -> None:
        self._marks = {status.value: status_mark(status, status.label) for status in Status}
        self._differs = format_html('<span class="sub">{}</span>', _("skiljer sig från förslaget"))
        self._none = format_html('<span class="gap">{}</span>', _("inga"))

    def status(self, goal: Any) -> SafeString:
        """The assessment, and that the thread says otherwise when it does."""
        mark = self._marks[goal.status]
        if Status.NONE in (goal.status, goal.suggested) or goal.status == goal.suggested:
            return mark
        return mark + self._differs

    def suggested(self, goal: Any) -> SafeString:
        """What the thread says."""
        return self._marks[goal.suggested]

    def indicators(self, goal: Any) -> SafeString:
        """The goal's indicators with their latest figures. Needs `queries.attach_indicators`."""
        found = goal.indicators
        if not found:
            return self._none
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
