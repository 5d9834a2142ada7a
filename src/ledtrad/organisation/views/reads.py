"""The review of reads: who has read what is confidential, of what, and when. To review is a read of its own."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from ledtrad.core import clock, ledger
from ledtrad.core.ledger import Entry
from ledtrad.core.listing import Column, Filter, ListPage, choice, search
from ledtrad.core.refusals import NotAllowed
from ledtrad.core.responses import actor_of, page
from ledtrad.organisation.actions import log_look
from ledtrad.organisation.actors import user_of
from ledtrad.organisation.forms import DateInput
from ledtrad.organisation.models import Unit

MOST_READERS = 10

WORDS: Mapping[str, Promise] = {
    ledger.READ: _("Läste"),
    ledger.EXPORTED: _("Hämtade en fil"),
    ledger.LOG_READ: _("Läste i historiken"),
}


class MayNotReview(NotAllowed):
    """Reads are reviewed by those who lead or plan where they were made, and may read the same."""

    message = _("Vem som läst granskas av chefer och nämndsekreterare som själva får läsa sekretess.")
    code = "may_not_review"


@require_safe
@page
def index(request: HttpRequest) -> HttpResponse:
    """The reads in the units that this person answers for, newest first; who has read most; as a workbook too."""
    user = user_of(request)
    if not user.access.reviews:
        raise MayNotReview
    units = dict(Unit.objects.filter(pk__in=user.access.reviews).order_by("path").values_list("pk", "name"))
    rows = ledger.entries().visible_to(user).reads().filter(unit_id__in=units)
    found = ListPage(
        request, rows.latest_first(), name="ledger-reads", columns=_columns(units), filters=_filters(units)
    )
    readers = found.filtered.order_by().values("actor_label").annotate(n=Count("pk")).order_by("-n", "actor_label")
    context = {
        "title": _("Vem som läst"),
        "readers": readers[:MOST_READERS],
        "nav_current": "ledger",
        "empty_title": _("Ingen har läst något med sekretess."),
        "empty_text": _("Varje läsning av uppgifter med sekretess skrivs upp med vem, vad och när."),
    }
    response = found.respond("organisation/reads.html", context)
    asked = {"query": found.filter_summary, "page": request.GET.get("page", ""), "file": request.GET.get("export", "")}
    log_look(reader=user, place="vem som läst", asked=asked, actor=actor_of(request))
    return response


def _columns(units: Mapping[int, str]) -> list[Column]:
    return [
        Column("at", _("När"), accessor=_when, sort="sequence"),
        Column("who", _("Vem"), accessor="actor_label", sort="actor_label"),
        Column("event", _("Händelse"), accessor=lambda entry: str(WORDS[entry.action]), sort="action"),
        Column("what", _("Vad"), accessor=lambda entry: _detail(entry, "place", entry.object_label)),
        Column("rows", _("Rader"), accessor=lambda entry: _detail(entry, "decisions", 1), num=True, decimals=0),
        Column("unit", _("Enhet"), accessor=lambda entry: units[entry.unit_id]),
        Column("query", _("Urval"), accessor=lambda entry: _detail(entry, "query", "")),
    ]


def _when(entry: Entry) -> str:
    return entry.at.astimezone(clock.STOCKHOLM).strftime("%Y-%m-%d %H:%M")


def _detail(entry: Entry, name: str, otherwise: Any) -> Any:
    """What the entry says, unless that has been erased."""
    return (entry.details or {}).get(name, otherwise)


def _filters(units: Mapping[int, str]) -> list[Filter]:
    return [
        search("who", _("Vem"), "actor_label"),
        search("what", _("Vad"), "object_label", "change__payload"),
        choice("event", _("Händelse"), WORDS.items(), "action"),
        choice("unit", _("Enhet"), units.items(), "unit_id"),
        _day("from", _("Från och med"), "at__gte", 0),
        _day("to", _("Till och med"), "at__lt", 1),
    ]


def _day(key: str, label: Promise, lookup: str, days: int) -> Filter:
    """A day of Swedish time that the period begins or ends with."""

    def make_field() -> forms.Field:
        return forms.DateField(label=str(label), required=False, widget=DateInput())

    def narrow(rows: QuerySet[Any], value: date) -> QuerySet[Any]:
        try:
            edge = datetime.combine(value + timedelta(days=days), time.min, clock.STOCKHOLM)
        except OverflowError:
            return rows
        return rows.filter(**{lookup: edge})

    return Filter(key, label, make_field, narrow)
