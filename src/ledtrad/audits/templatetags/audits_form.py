"""What the form of an audit asks of what was read."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def unknown_of(unknown: Mapping[int | None, tuple[str, ...]] | str | None, key: int | None) -> tuple[str, ...]:
    """The boards' names that nobody here has: of a recommendation by its place, or of the audit itself."""
    return unknown.get(key, ()) if isinstance(unknown, Mapping) else ()


@register.filter
def unknown_at(unknown: Any, row: Any) -> tuple[str, ...]:
    """The same for a line of the form, as long as no board is chosen in it."""
    return () if row["boards"].value() else unknown_of(unknown, int(row.prefix.rpartition("-")[2]))
