"""Words of the thread for templates: `{% load thread_words %}`."""

from django import template
from django.utils.safestring import SafeString

from ledtrad.core.ledger.models import Entry
from ledtrad.core.marks import status_mark
from ledtrad.core.periods import Period, label
from ledtrad.thread import kinds
from ledtrad.thread import ledger_words as words

register = template.Library()


@register.filter
def period_label(period: Period | None) -> str:
    """`{{ note.period|period_label }}`: januari–mars 2021."""
    return label(period) if period is not None else ""


@register.simple_tag
def standing(kind: str, status: str) -> SafeString:
    """`{% standing node.kind node.suggested %}`: shape and word, the word as that kind of node has it."""
    return status_mark(status, kinds.word(kind, status))


@register.filter
def ledger_words(action: str) -> str:
    """What was done, as the end of a sentence that begins with who did it. An unknown action is shown as it is."""
    return words.actions().get(action, action)


@register.filter
def ledger_lines(entry: Entry) -> list[words.Line]:
    """`{% for line in entry|ledger_lines %}`: what the entry tells, in words."""
    return words.lines(entry)


@register.filter
def ledger_address(entry: Entry) -> str:
    """Where the thing that the entry is about is read; empty when it has no page."""
    return words.address(entry)


@register.simple_tag
def ledger_events() -> list[tuple[str, str]]:
    """Everything that can have been done, for a drop-down: code and words."""
    return sorted(words.actions().items(), key=lambda item: item[1])
