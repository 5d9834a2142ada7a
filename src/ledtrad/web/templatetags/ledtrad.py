"""What pages are built of: `{% load ledtrad %}`."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.http import HttpRequest, QueryDict
from django.template import Context
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from ledtrad.core import clock, numbers
from ledtrad.core.marks import status_mark
from ledtrad.web import navigation as nav
from ledtrad.web import words

register = template.Library()

STATUSES = ("met", "partly", "missed", "none")


# ── Status and numbers ───────────────────────────────────────────────────────
@register.simple_tag
def status(value: Any, word: Any = None) -> SafeString:
    """`{% status goal.status %}`, `{% status "partly" "Efter takten" %}`: shape says how good, word what.

    `value` is met, partly, missed or none (or nothing, which is none); without `word` the usual one is used.
    """
    name = str(value or "none")
    if name not in STATUSES:
        name = "none"
    return status_mark(name, word if word else words.status_word(name))


@register.filter
def number(value: Decimal | int | None, decimals: int | None = None) -> str:
    """`{{ value|number:2 }}`: as people write it, – for nothing. A float is read by its text."""
    return numbers.format_number(_decimal(value), decimals)


@register.filter
def percent(value: Decimal | int | None, decimals: int | None = None) -> str:
    """`{{ share|percent }}`: 30 → 30 %."""
    return numbers.format_percent(_decimal(value), decimals)


@register.filter
def signed(value: Decimal | int | None, decimals: int | None = None) -> str:
    """`{{ change|signed }}`: with + before what is above zero."""
    return numbers.format_signed(_decimal(value), decimals)


def _decimal(value: Any) -> Decimal | int | None:
    if value is None or value == "":
        return None
    return value if isinstance(value, Decimal | int) else Decimal(str(value))


# ── Dates ────────────────────────────────────────────────────────────────────
@register.filter
def nice_date(value: date | datetime | None) -> str:
    """12 april 2021."""
    return words.nice_date(value)


@register.filter
def day_before(value: date) -> date:
    """The last day of what ends when `value` begins, as people say it: till och med 31 december."""
    return value - timedelta(days=1)


@register.filter
def nice_time(value: datetime | None) -> str:
    """12 april 2021 kl. 08.15."""
    return words.nice_time(value)


@register.filter
def short_date(value: date | datetime | None) -> str:
    """31 mars, with the year when it is not this one."""
    return words.short_date(value, today=clock.today())


@register.filter
def weekday_date(value: date | datetime | None) -> str:
    """tors 15 april, with the year when it is not this one."""
    return words.weekday_date(value, today=clock.today())


@register.filter
def relative_days(value: date | datetime | None) -> str:
    """om 3 dagar, i dag, 12 dagar sen."""
    return words.relative_days(value, today=clock.today())


@register.filter
def days_left(value: date | None) -> str:
    """om 3 dagar, i dag, 57 dagar försenad."""
    return words.days_left(value, today=clock.today())


# ── Where one is ─────────────────────────────────────────────────────────────
@register.simple_tag
def url_or_root(url_name: str, *args: Any) -> str:
    """The address of a page, or / if the page does not exist."""
    try:
        return reverse(url_name, args=args)
    except NoReverseMatch:
        return "/"


@register.inclusion_tag("web/parts/navigation.html", takes_context=True)
def navigation(context: Context) -> dict[str, Any]:
    """The main menu."""
    request: HttpRequest = context["request"]
    return {
        "groups": nav.menu(request, context.get("nav_current")),
        "shell": context["shell"],
        "request": request,
    }


@register.inclusion_tag("web/parts/breadcrumbs.html", takes_context=True)
def breadcrumbs(context: Context, *trail: Any) -> dict[str, Any]:
    """`{% breadcrumbs "Indikatorer" url "Till arbete" %}`: text and address by turns, the page last.

    The municipality comes first by itself.
    """
    steps = [(str(trail[i]), trail[i + 1] if i + 1 < len(trail) else "") for i in range(0, len(trail), 2)]
    return {"steps": steps[:-1], "here": steps[-1][0] if steps else "", "shell": context["shell"]}


@register.simple_tag(takes_context=True)
def querystring(context: Context, **changes: Any) -> str:
    """`{% querystring page=2 %}`: the page's own query with these changes; None or "" takes a key away."""
    query = _query(context).copy()
    for key, value in changes.items():
        if value is None or value == "":
            query.pop(key, None)
        elif isinstance(value, list | tuple):
            query.setlist(key, [str(v) for v in value])
        else:
            query[key] = str(value)
    return f"?{query.urlencode()}"


def _query(context: Context) -> QueryDict:
    """The query that a list goes by (its saved view, if that is what is shown), else the request's own."""
    listing = context.get("listing")
    if listing is not None:
        found: QueryDict = listing.query
        return found
    request: HttpRequest = context["request"]
    return request.GET


@register.inclusion_tag("web/parts/sort_link.html", takes_context=True)
def sort_link(context: Context, key: str, label: str, *, numeric: bool = False) -> dict[str, Any]:
    """A heading that sorts: the whole `<th>`, with aria-sort. First click ascending, second descending."""
    query = _query(context).copy()
    current = query.get("sort", "")
    query.pop("page", None)
    query["sort"] = f"-{key}" if current == key else key
    state = {key: "ascending", f"-{key}": "descending"}.get(current, "none")
    return {"href": f"?{query.urlencode()}", "label": label, "state": state, "numeric": numeric}


@register.inclusion_tag("web/parts/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any]) -> dict[str, Any]:
    """Links to the other pages; nothing when there is only one."""
    query = _query(context).copy()
    query.pop("page", None)
    base = f"&{query.urlencode()}" if query else ""
    pages = [
        (n, f"?page={n}{base}") if isinstance(n, int) else None
        for n in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]
    links = {entry[0]: entry[1] for entry in pages if entry is not None}
    previous = page.number - 1 if page.has_previous() else None
    following = page.number + 1 if page.has_next() else None
    return {
        "page": page,
        "pages": pages,
        "previous": links.get(previous) if previous else None,
        "next": links.get(following) if following else None,
    }


# ── Parts ────────────────────────────────────────────────────────────────────
@register.simple_tag
def field(bound: BoundField) -> SafeString:
    """A form field with label, help, input and errors tied together."""
    return bound.as_field_group()


@register.inclusion_tag("web/parts/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """What must be put right, each with a link to its field. Nothing when there is nothing."""
    errors = [("", str(message)) for message in form.non_field_errors()]
    for bound in form:
        anchor = bound.id_for_label or bound.auto_id
        errors += [(anchor, words.error_line(str(bound.label), str(message))) for message in bound.errors]
    return {"errors": errors, "heading": words.error_heading(len(errors))}


@register.simple_tag
def empty(title: Any, text: Any = "") -> SafeString:
    """`{% empty "Inga mål än." "När nämnden …" %}`: what is empty, and what turns up here or to do first."""
    return format_html('<div class="empty"><strong>{}</strong>{}</div>', title, text)


@register.simple_tag
def chart(drawing: Any, summary: Any = None) -> SafeString:
    """A `core.charts.Chart`: the pictures, and the figures as a table underneath."""
    if drawing is None:
        return SafeString("")
    context: Mapping[str, Any] = {"chart": drawing, "summary": summary or _("Visa diagrammet som tabell")}
    return render_to_string("web/parts/chart.html", dict(context))


@register.simple_tag
def fields(form: BaseForm) -> SafeString:
    """All fields of a form, without the errors of the form as a whole: those are in the error summary."""
    shown = [bound.as_field_group() for bound in form.visible_fields()]
    return mark_safe("\n".join([*shown, *(str(bound) for bound in form.hidden_fields())]))  # noqa: S308 - rendered by Django
