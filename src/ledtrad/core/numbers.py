"""Numbers as people write and read them: 1 284,5 in Swedish, 1 284.5 in English, − for minus, – for none."""

import re
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

NBSP = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
MISSING = "–"

MAX_WHOLE_DIGITS = 15
MAX_DECIMALS = 6
"""What `parse_decimal` accepts, and what a stored value may hold."""

_SPACES = " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}"
_NUMBER = re.compile(
    rf"(?P<sign>[-+{MINUS}–]?)(?P<whole>[0-9]{{1,3}}(?:[{_SPACES}][0-9]{{3}})+|[0-9]*)(?:[.,](?P<decimals>[0-9]+))?"
)


def round_to(value: Decimal, decimals: int) -> Decimal:
    """Round as taught in school, half away from zero: what a reader would write."""
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def format_number(value: Decimal | int | None, decimals: int | None = None) -> str:
    """The number in the active language, "–" for None. `decimals` None shows as many as the value needs."""
    if value is None:
        return MISSING
    number = Decimal(value)
    if not number.is_finite():
        return MISSING
    if decimals is not None:
        number = round_to(number, decimals)
    whole, _point, fraction = f"{abs(number):f}".partition(".")
    if decimals is None:
        fraction = fraction.rstrip("0")
    text = _grouped(whole) + (_decimal_mark() + fraction if fraction else "")
    return MINUS + text if number < 0 else text


def format_signed(value: Decimal | int | None, decimals: int | None = None) -> str:
    """As `format_number`, with + before what is above zero: for changes and variances."""
    text = format_number(value, decimals)
    shown_as_zero = not any(digit in text for digit in "123456789")
    return text if value is None or value <= 0 or shown_as_zero else f"+{text}"


def format_percent(value: Decimal | int | None, decimals: int | None = None) -> str:
    """A number that already counts in percent (30 → "30 %"); in English without the space."""
    text = format_number(value, decimals)
    if text == MISSING:
        return text
    return f"{text}{NBSP}%" if _is_swedish() else f"{text}%"


def counted(count: int, *, capital: bool = False) -> str:
    """Small numbers in words, as in running text: noll to tolv."""
    names = [
        _("noll"), _("en"), _("två"), _("tre"), _("fyra"), _("fem"), _("sex"),
        _("sju"), _("åtta"), _("nio"), _("tio"), _("elva"), _("tolv"),
    ]  # fmt: skip
    text = names[count] if 0 <= count < len(names) else str(count)
    return text[:1].upper() + text[1:] if capital else text


def parse_decimal(text: str) -> Decimal:
    """Read a number with comma or point and spaces between thousands.

    ValueError says in Swedish what is wrong. Never guesses: "1.234,5" and "1 23" are refused, and so is
    anything but plain digits (no exponents, no NaN, no per cent sign).
    """
    stripped = text.strip(_SPACES + "\t\r\n")
    match = _NUMBER.fullmatch(stripped)
    whole = re.sub(f"[{_SPACES}]", "", match["whole"]) if match else ""
    decimals = (match["decimals"] or "") if match else ""
    if match is None or not (whole or decimals):
        raise ValueError(_("”%(text)s” är inget tal. Skriv till exempel 1 284,5.") % {"text": stripped[:30]})
    if len(whole.lstrip("0")) > MAX_WHOLE_DIGITS:
        raise ValueError(_("Talet är för stort: högst %(count)s siffror.") % {"count": MAX_WHOLE_DIGITS})
    if len(decimals.rstrip("0")) > MAX_DECIMALS:
        raise ValueError(_("Talet har för många decimaler: högst %(count)s.") % {"count": MAX_DECIMALS})
    number = Decimal(f"{whole or '0'}.{decimals.rstrip('0') or '0'}")
    number = number.to_integral_value() if number == number.to_integral_value() else number
    return -number if match["sign"] in {"-", MINUS, "–"} and number else number


def _grouped(digits: str) -> str:
    """1284 → 1 284. Four digits are grouped too, as in the tables they stand in."""
    return f"{int(digits):,}".replace(",", NBSP)


def _is_swedish() -> bool:
    return (get_language() or "sv").startswith("sv")


def _decimal_mark() -> str:
    return "," if _is_swedish() else "."
