"""A status as pages show it: the shape says how good, the word what; colour comes on top."""

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString


def status_mark(name: str, word: Any) -> SafeString:
    """`name` is met, partly, missed or none."""
    return format_html('<span class="status" data-status="{}">{}</span>', name, word)
