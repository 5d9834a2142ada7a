"""Dates, statuses and counts in words. Pure; the active language decides."""

from datetime import date, datetime

from django.utils import formats, timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from ledtrad.core.numbers import counted

NBSP = "\N{NO-BREAK SPACE}"
MISSING = "–"


def status_word(name: str) -> str:
    """The usual word for one of the four statuses."""
    return {
        "met": _("Uppnått"),
        "partly": _("Delvis"),
        "missed": _("Ej uppnått"),
        "none": _("Ej bedömt"),
    }[name]


def nice_date(value: date | datetime | None) -> str:
    """12 april 2021, held together by non-breaking spaces."""
    return MISSING if value is None else _date(value, "j F Y")


def nice_time(value: datetime | None) -> str:
    """12 april 2021 kl. 08.15; in English 12 April 2021 at 08:15."""
    if value is None:
        return MISSING
    value = _local(value)
    if _swedish():
        return f"{_date(value, 'j F Y')} kl.{NBSP}{formats.date_format(value, 'H.i')}"
    return f"{_date(value, 'j F Y')} at{NBSP}{formats.date_format(value, 'H:i')}"


def short_date(value: date | datetime | None, *, today: date) -> str:
    """31 mars, with the year when it is not today's."""
    if value is None:
        return MISSING
    return _date(value, "j F" if value.year == today.year else "j F Y")


def weekday_date(value: date | datetime | None, *, today: date) -> str:
    """tors 15 april, with the year when it is not today's."""
    if value is None:
        return MISSING
    return _date(value, "D j F" if value.year == today.year else "D j F Y")


def relative_days(value: date | datetime | None, *, today: date) -> str:
    """om 3 dagar, i morgon, i dag, i går, 12 dagar sen."""
    if value is None:
        return MISSING
    day = _local(value).date() if isinstance(value, datetime) else value
    days = (day - today).days
    near = {-1: _("i går"), 0: _("i dag"), 1: _("i morgon")}
    if days in near:
        return near[days]
    text = (
        ngettext("om %(days)s dag", "om %(days)s dagar", days)
        if days > 0
        else ngettext("%(days)s dag sen", "%(days)s dagar sen", -days)
    )
    return (text % {"days": abs(days)}).replace(f"{abs(days)} ", f"{abs(days)}{NBSP}")


def days_left(value: date | None, *, today: date) -> str:
    """As `relative_days`, of a day by which something is to be done: 57 dagar försenad."""
    if value is None or value >= today:
        return relative_days(value, today=today)
    days = (today - value).days
    text = ngettext("%(days)s dag försenad", "%(days)s dagar försenad", days)
    return (text % {"days": days}).replace(" ", NBSP, 1)


def error_heading(count: int) -> str:
    """En sak behöver rättas, Två saker behöver rättas, 13 saker behöver rättas."""
    return ngettext("%(count)s sak behöver rättas", "%(count)s saker behöver rättas", count) % {
        "count": counted(count, capital=True)
    }


def error_line(label: str, message: str) -> str:
    """Which field, and what is wrong with it: "Antal i mars: skriv med siffror"."""
    if not label:
        return message
    is_sentence = message[1:2].islower()  # and not an abbreviation
    return f"{label}: {message[:1].lower() + message[1:] if is_sentence else message}"


def _local(moment: datetime) -> datetime:
    """In our own time zone; the database gives UTC."""
    return timezone.localtime(moment) if timezone.is_aware(moment) else moment


def _date(value: date | datetime, pattern: str) -> str:
    value = _local(value) if isinstance(value, datetime) else value
    return formats.date_format(value, pattern).replace(" ", NBSP)


def _swedish() -> bool:
    return (get_language() or "sv").startswith("sv")
