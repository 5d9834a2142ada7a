"""Cells that say a day, an amount or a number of days, and what is wrong when they do not."""

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache

from django.utils.translation import gettext as _

from ledtrad.core.imports.registry import PlannedRow, RawRow, RowError
from ledtrad.core.imports.states import RowState
from ledtrad.core.numbers import parse_decimal

_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]00:00(?::00)?)?")


@lru_cache(maxsize=50_000)
def _day(text: str) -> date | None:
    match = _DAY.fullmatch(text)
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def day(text: str) -> tuple[date | None, str]:
    """The date that a cell says, or None and why not. A spreadsheet's day at midnight is a day."""
    found = _day(text)
    if found is not None:
        return found, ""
    if _DAY.fullmatch(text):
        return None, _("Datumet %(text)s finns inte.") % {"text": text[:10]}
    return None, _("”%(text)s” är inget datum. Skriv till exempel 2021-04-12.") % {"text": text[:30]}


def amount(text: str) -> tuple[Decimal | None, str]:
    """The sum in kronor with at most two decimals that a cell says, or None and why not."""
    try:
        found = parse_decimal(text)
    except ValueError as problem:
        return None, str(problem)
    if found != round(found, 2) or abs(found) >= 10**12:
        return None, _("Skriv beloppet i kronor med högst två decimaler, till exempel 1 284,50.")
    return found, ""


def whole(text: str) -> tuple[int | None, str]:
    """The number of days (or other things that are counted) that a cell says, or None and why not."""
    if re.fullmatch(r"[0-9]{1,6}", text):
        return int(text), ""
    return None, _("”%(text)s” är inget helt tal.") % {"text": text[:30]}


def too_long(text: str, most: int) -> str:
    """What to say of a text that does not fit; "" when it does."""
    return _("Texten är för lång: högst %(count)s tecken.") % {"count": most} if len(text) > most else ""


def repeated(row: RawRow, key: str, seen: set[tuple[str, ...]], after: dict[str, str]) -> PlannedRow | None:
    """The plan of a row that says word for word what an earlier one said: nothing. None for the first."""
    said = (key, *after.values())
    if said in seen:
        return PlannedRow(row.table, row.number, RowState.UNCHANGED, "", key, after, after)
    seen.add(said)
    return None


def errors_of(*found: tuple[str, str]) -> list[RowError]:
    """The faults among (field, message), where an empty message is none."""
    return [RowError(field, message) for field, message in found if message]
