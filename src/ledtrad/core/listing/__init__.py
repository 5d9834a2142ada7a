"""The one machinery behind every list page: filter, sort, page, choose columns, save as a view, export.

    listing = ListPage(
        request,
        Indicator.objects.visible_to(request.user).select_related("unit"),
        name="indicators",
        columns=[
            Column("title", _("Indikator"), sort="title", link=Indicator.get_absolute_url, sub="unit.name"),
            Column("status", _("Status"), sort="status", markup=status_of),
            Column("latest", _("Utfall"), num=True, decimals=1),
        ],
        filters=[search("q", _("Sök"), "title", "number"), choice("status", _("Status"), Status.choices)],
    )
    return listing.respond("indicators/list.html")

`indicators/list.html` extends `web/list.html`. Three queries (saved views, count, one page of rows) and
whatever the queryset prefetches; never the whole table, except to export exactly the rows that pass.
"""

from ledtrad.core.listing.columns import Column, chosen
from ledtrad.core.listing.filters import Filter, choice, flag, search
from ledtrad.core.listing.page import BulkAction, ListPage, confirm_bulk

__all__ = ["BulkAction", "Column", "Filter", "ListPage", "choice", "chosen", "confirm_bulk", "flag", "search"]
