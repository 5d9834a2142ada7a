"""A list for one request."""

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ledtrad.core import clock
from ledtrad.core.listing.columns import Column, draw, opening
from ledtrad.core.listing.filters import Filter, FilterForm
from ledtrad.core.listing.models import SavedView
from ledtrad.core.refusals import Sentence
from ledtrad.core.responses import wants_fragment
from ledtrad.core.tables import ColumnOut, SheetOut, write_xlsx

PER_PAGE = 50
MOST_LISTED = 500
"""Rows that a question before a change of many names one by one; the rest are counted."""
EXPORT_CHUNK = 1000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class BulkAction:
    """A button that posts the chosen rows to `url`, which asks before it does anything with them."""

    url: str
    label: Sentence


@dataclass(frozen=True)
class Row:
    """One row as drawn."""

    object: Any
    markup: SafeString
    """The heading and the cells. Made here: the template's own loops are half a long page's time."""


class _Counted(Paginator[Any]):
    """A paginator that is told how many there are."""

    def __init__(self, rows: QuerySet[Any], per_page: int, total: int) -> None:
        super().__init__(rows, per_page)
        self._total = total

    @property
    def count(self) -> int:
        return self._total


class ListPage:
    """What to show of `queryset`, as the address (or a saved view) says. `name` is the list's own."""

    def __init__(
        self,
        request: HttpRequest,
        queryset: QuerySet[Any],
        *,
        name: str,
        columns: Sequence[Column],
        filters: Iterable[Filter] = (),
        bulk: Sequence[BulkAction] = (),
        per_page: int = PER_PAGE,
        prepare: Callable[[list[Any]], None] | None = None,
        tally: Mapping[str, Q] | None = None,
        dress: Callable[[QuerySet[Any]], QuerySet[Any]] | None = None,
    ) -> None:
        """`prepare` gets the rows about to be drawn, to fetch in one query what their cells need.

        `dress` annotates the rows of the page with what costs too much to work out for all that are sorted; nothing
        sorts or filters by it.

        `tally` names what the lead counts among the filtered rows; `counts` has the numbers.
        """
        self.request = request
        self.queryset = queryset
        self.name = name
        self.all_columns = list(columns)
        self.filters = list(filters)
        self.bulk = list(bulk)
        self.per_page = per_page
        self.prepare = prepare
        self.tally = dict(tally or {})
        self.dress = dress

    # ── How the list is asked for ────────────────────────────────────────────
    @cached_property
    def views(self) -> list[SavedView]:
        """Saved views that this person can choose among. One query."""
        user: Any = self.request.user
        return list(SavedView.objects.visible_to(user).for_list(self.name).select_related("owner"))

    @property
    def my_views(self) -> list[SavedView]:
        return [v for v in self.views if v.owner_id == self.request.user.pk]

    @property
    def shared_views(self) -> list[SavedView]:
        return [v for v in self.views if v.owner_id != self.request.user.pk]

    @cached_property
    def view(self) -> SavedView | None:
        """The saved view that is shown: the one in the address, or one's default when it says nothing."""
        asked = self.request.GET.get("view")
        if asked is not None:
            return next((v for v in self.views if str(v.pk) == asked), None)
        if self.request.GET:
            return None
        return next((v for v in self.my_views if v.default), None)

    @cached_property
    def query(self) -> QueryDict:
        """The query that holds: the address's own, or the saved view's when the address only names that."""
        own = self.request.GET
        if self.view is None or set(own) - {"view", "page", "export"}:
            return own
        query = QueryDict(self.view.query, mutable=True)
        query["view"] = str(self.view.pk)
        for key in ("page", "export"):
            if key in own:
                query[key] = own[key]
        return query

    @cached_property
    def form(self) -> FilterForm:
        return FilterForm(self.filters, self.query)

    @cached_property
    def columns(self) -> list[Column]:
        """The chosen columns, or those shown when nobody has chosen. The first one is always there."""
        chosen = set(self.query.getlist("col"))
        if not chosen & {c.key for c in self.all_columns[1:]}:
            return [c for c in self.all_columns if c.shown]
        return [c for n, c in enumerate(self.all_columns) if n == 0 or c.key in chosen]

    @property
    def sort(self) -> str:
        return self.query.get("sort", "")

    @property
    def sorts(self) -> list[tuple[str, Sentence, bool]]:
        """Ways to sort, for the phone's drop-down: value, label, whether descending."""
        return [(sign + c.key, c.label, sign == "-") for c in self.all_columns if c.sort for sign in ("", "-")]

    # ── What is in it ────────────────────────────────────────────────────────
    @cached_property
    def filtered(self) -> QuerySet[Any]:
        """The rows that pass the filters, in order."""
        return self._ordered(self.form.narrow(self.queryset))

    def _ordered(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        key, descending = self.sort.removeprefix("-"), self.sort.startswith("-")
        column = next((c for c in self.all_columns if c.key == key and c.sort), None)
        if column is not None:
            return rows.order_by(*column.ordering(descending=descending), "pk")
        if rows.ordered:
            return rows
        return rows.order_by("pk")

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many rows pass the filters, `total`, and how many of them are of each kind in the tally. One query."""
        parts = {name: Count("pk", filter=condition) for name, condition in self.tally.items()}
        return self.filtered.order_by().aggregate(total=Count("pk"), **parts)

    @cached_property
    def page(self) -> Page[Any]:
        """The page that is shown. Two queries: how many, and these."""
        return _Counted(self.filtered, self.per_page, self.counts["total"]).get_page(self.query.get("page"))

    @property
    def total(self) -> int:
        return self.page.paginator.count

    @cached_property
    def rows(self) -> list[Row]:
        rows: Any = self.page.object_list
        if self.dress is not None:
            rows = self.dress(self._ordered(self.queryset.filter(pk__in=rows.values("pk"))))
        return list(self._drawn(rows))

    def _drawn(self, objects: Iterable[Any]) -> Iterator[Row]:
        rows = list(objects)
        if self.prepare is not None:
            self.prepare(rows)
        first, *others = self.columns
        opened = [(column, opening(column)) for column in others]
        for one in rows:
            heading = format_html('<th scope="row" role="rowheader">{}</th>', draw(first, one))
            # Both parts are markup already; to ask that again of each cell is a tenth of a long page's time.
            cells = "".join([f"{start}{draw(c, one)}</div></td>" for c, start in opened])
            yield Row(one, SafeString(heading + cells))

    @property
    def is_filtered(self) -> bool:
        return bool(self.form.summary())

    @property
    def filter_summary(self) -> str:
        """The filters in words, for the printed page: "Status: Ej uppnått · Enhet: Vuxna"."""
        return " · ".join(self.form.summary())

    # ── Answers ──────────────────────────────────────────────────────────────
    def respond(self, template: str = "web/list.html", context: Mapping[str, Any] | None = None) -> HttpResponse:
        """The page, or its table alone when a script asks, or the workbook for `?export=xlsx`."""
        if self.request.GET.get("export") == "xlsx":
            return self.export()
        whole = {"listing": self, "print_filters": self.filter_summary, **(context or {})}
        fragment = wants_fragment(self.request)
        response = render(self.request, "web/parts/list_table.html" if fragment else template, whole)
        patch_vary_headers(response, ["HX-Request"])
        return response

    def export(self) -> HttpResponse:
        """Exactly the filtered rows, in order, with the chosen columns, as a workbook."""
        rows = ([c.exported(one) for c in self.columns] for one in self._every_row())
        widths = [16 if c.num else 28 for c in self.columns]
        return workbook_response(self.name, [str(c.label) for c in self.columns], rows, widths)

    def _every_row(self) -> Iterator[Any]:
        dressed = self.filtered if self.dress is None else self.dress(self.filtered)
        rows = dressed.iterator(chunk_size=EXPORT_CHUNK)
        while chunk := list(islice(rows, EXPORT_CHUNK)):
            if self.prepare is not None:
                self.prepare(chunk)
            yield from chunk

    # ── Many rows at once ────────────────────────────────────────────────────
    def chosen(self) -> QuerySet[Any]:
        """The rows that were ticked on the page, or all that pass the filters when "all" was ticked.

        Always a part of `queryset`: what a person may not see cannot be chosen.
        """
        sent = self.request.POST
        if sent.get("all") == "1":
            return self.filtered
        keys = [key for key in sent.getlist("pk") if key.isdecimal()]
        return self.queryset.filter(pk__in=keys)


def confirm_bulk(
    request: HttpRequest,
    chosen: Sequence[Model],
    *,
    title: Sentence,
    button: Sentence,
    back: str,
    text: Sentence = "",
    fields: Any = None,
    version: str = "",
) -> HttpResponse:
    """The page that asks before many rows are changed; sends the same choice again with `confirmed`.

    `chosen` is what will be changed, read once; `fields` is a form with what the change needs, if anything;
    `version` comes back in the answer, to tell whether what was chosen is still the same.
    """
    context = {
        "title": title,
        "text": text,
        "button": button,
        "back": back,
        "chosen": chosen,
        "listed": chosen[:MOST_LISTED],
        "more": max(0, len(chosen) - MOST_LISTED),
        "form": fields,
        "version": version,
        "query": request.GET.urlencode(),
        "everything": request.POST.get("all") == "1",
    }
    return render(request, "web/confirm.html", context)


def workbook_response(
    name: str, columns: Sequence[str], rows: Iterable[Sequence[object]], widths: Sequence[int] = ()
) -> HttpResponse:
    """A workbook with one sheet, as a download named after it and the day."""
    sized = [ColumnOut(label, width=widths[n] if widths else 28) for n, label in enumerate(columns)]
    out = io.BytesIO()
    write_xlsx(out, [SheetOut(name[:31], sized, rows)])
    filename = f"{name}-{clock.today().isoformat()}.xlsx"
    return HttpResponse(
        out.getvalue(),
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{filename}"'},
    )
