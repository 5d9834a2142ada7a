"""Orders: all of them, one as it stands, compared, side by side, and as files."""

import io
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ledtrad.core import papers, uploads
from ledtrad.core.imports import exports, registry
from ledtrad.core.papers.kinds import Format
from ledtrad.core.papers.markup import parse
from ledtrad.core.responses import actor_of, page, render_page
from ledtrad.delegation import order_paper
from ledtrad.delegation.models import DelegationOrder
from ledtrad.delegation.queries import orders as queries
from ledtrad.delegation.rules.comparing import Outcome
from ledtrad.delegation.views.common import user_of
from ledtrad.organisation.actors import access
from ledtrad.organisation.rules import Power

HERE = {"nav_current": "delegation"}


def order_of(request: HttpRequest, pk: int) -> DelegationOrder:
    """The order that one may see, or 404. One query."""
    rows = DelegationOrder.objects.visible_to(user_of(request)).select_related("board", "copied_from")
    return get_object_or_404(rows, pk=pk)


@require_safe
@page
def index(request: HttpRequest) -> HttpResponse:
    """Every board's order in force, its drafts and its earlier versions."""
    actor = actor_of(request)
    rows = list(queries.orders_of(user_of(request)))
    groups: dict[str, dict[str, Any]] = {}
    for order in rows:
        group = groups.setdefault(order.board.name, {"board": order.board, "now": None, "drafts": [], "others": []})
        if order.is_draft:
            group["drafts"].append(order)
        elif group["now"] is None and _holds(order, actor.today):
            group["now"] = order
        else:
            group["others"].append(order)
    context = {
        "groups": list(groups.values()),
        "without": sum(group["now"] is None for group in groups.values()),
        "may_write": access(actor).anywhere(Power.PLAN),
        "today": actor.today,
        **HERE,
    }
    return render_page(request, "delegation/orders.html", context)


def _holds(order: DelegationOrder, day: Any) -> bool:
    return bool(order.valid_from and order.valid_from <= day and (order.valid_to is None or order.valid_to > day))


@require_safe
@page
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One order: what to look at first, then every item by area."""
    order, actor = order_of(request, pk), actor_of(request)
    rights = access(actor)
    may_write = rights.may_plan(order.board_id)
    context = {
        "order": order,
        "board": order.board,
        "sheet": queries.sheet(order, rights.tree, actor.today),
        "others": list(queries.orders_of(user_of(request)).filter(board=order.board_id).exclude(pk=pk)),
        "preamble": parse(order.preamble),
        "holds": _holds(order, actor.today),
        "coming": bool(order.valid_from and order.valid_from > actor.today),
        "may_write": may_write,
        "may_edit": may_write and order.is_draft,
        **HERE,
    }
    return render_page(request, "delegation/order.html", context)


@require_safe
@page
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """What this order says otherwise than another (`mot`); a draft by default against what it was copied from."""
    order = order_of(request, pk)
    others = list(queries.orders_of(user_of(request)).filter(board=order.board_id).exclude(pk=pk))
    asked = request.GET.get("mot", "")
    other = next((o for o in others if str(o.pk) == asked), None)
    if asked and other is None:
        raise Http404
    if other is None:
        other = next((o for o in others if o.pk == order.copied_from_id), None) or _before(order, others)
    rows = queries.compared(other, order) if other is not None else []
    counts = {outcome: sum(row.outcome == outcome for row in rows) for outcome in Outcome}
    context = {
        "order": order, "board": order.board, "other": other, "others": others,
        "rows": [row for row in rows if row.outcome != Outcome.SAME],
        "added": counts[Outcome.ADDED], "removed": counts[Outcome.REMOVED], "changed": counts[Outcome.CHANGED],
        "same": counts[Outcome.SAME], **HERE,
    }  # fmt: skip
    return render_page(request, "delegation/order_compare.html", context)


def _before(order: DelegationOrder, others: list[DelegationOrder]) -> DelegationOrder | None:
    """The adopted order that came before this one; for a draft the latest of all."""
    adopted = [o for o in others if o.valid_from is not None]
    earlier = [o for o in adopted if order.valid_from is None or (o.valid_from or order.valid_from) < order.valid_from]
    return earlier[0] if earlier else None


@require_safe
@page
def side_by_side(request: HttpRequest) -> HttpResponse:
    """Several boards' orders in force, item by item. `namnd` says which; all by default."""
    orders = list(queries.orders_of(user_of(request), day=actor_of(request).today))
    asked = request.GET.getlist("namnd")
    chosen = [o for o in orders if not asked or o.board.number in asked]
    only = request.GET.get("visa", "")
    table = queries.side_by_side(chosen) if len(chosen) > 1 else []
    differing = [row for row in table if row.differing]
    shown = {"olika": differing, "gemensamma": [row for row in table if row.shared > 1]}.get(only, table)
    context = {
        "orders": orders, "chosen": chosen, "asked": asked, "only": only, "rows": shown, "differing": len(differing),
        "shared": sum(row.shared > 1 for row in table), "total": len(table), **HERE,
    }  # fmt: skip
    return render_page(request, "delegation/orders_side_by_side.html", context)


@require_safe
@page
def paper(request: HttpRequest, pk: int, format: str) -> HttpResponse:
    """The order as the paper that the board adopts: PDF or Word."""
    order = order_of(request, pk)
    if format not in (Format.PDF, Format.DOCX):
        raise Http404
    data = papers.render(order_paper.document(order), Format(format))
    name = _("Delegationsordning %(board)s %(version)s") % {"board": order.board.number, "version": order.name}
    return uploads.attachment(data, f"{name.replace('/', '-')}.{format}")


@require_safe
@page
def workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """The order as Excel: the same table that the import takes."""
    order, out = order_of(request, pk), io.BytesIO()
    exports.write(registry.get("orders"), actor_of(request), "xlsx", out, order=str(order.pk))
    name = _("Delegationsordning %(board)s %(version)s") % {"board": order.board.number, "version": order.name}
    return uploads.attachment(out.getvalue(), f"{name.replace('/', '-')}.xlsx")
