"""The map: the thread as nested list and picture, from any node up and down."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ledtrad.core.responses import actor_of, page, render_page
from ledtrad.organisation.access import Access
from ledtrad.organisation.actors import access, user_of
from ledtrad.organisation.rules import Power
from ledtrad.thread import gaps, picture, tree
from ledtrad.thread.models import Area, Node
from ledtrad.thread.rules import Kind, LinkKind, Status
from ledtrad.thread.snapshot import Knot, Snapshot, load

#: The most lines the list shows before it asks for a narrower choice.
MOST = 400
#: What the picture takes of the chosen node's surroundings before it says "and so many more".
MOST_IN_PICTURE, MOST_IN_COLUMN = 40, 10
COLUMN_TITLES = (
    gettext_lazy("Lag och fokusområde"),
    gettext_lazy("Fullmäktige"),
    gettext_lazy("Nämnd"),
    gettext_lazy("Indikator och delmål"),
    gettext_lazy("Aktivitet och enhetsmål"),
)


@dataclass(frozen=True)
class Filters:
    """What the person asked to see. The same names in the address, the form, the print and the export."""

    unit: str = ""
    area: str = ""
    level: str = ""
    status: str = ""
    gaps: bool = False

    @classmethod
    def from_query(cls, query: Any) -> "Filters":
        names = ("unit", "area", "level", "status")
        return cls(**{n: query.get(n, "") for n in names}, gaps=bool(query.get("gaps")))

    @property
    def any(self) -> bool:
        return bool(self.unit or self.area or self.level or self.status or self.gaps)


@page
def show(request: HttpRequest) -> HttpResponse:
    """The thread, or one node's thread (`nod`), narrowed by unit, area, level, status and gaps."""
    snapshot, rights = load(user_of(request)), access(actor_of(request))
    found = gaps.find(snapshot)
    counts = Counter(g.node_id for g in found)
    filters = Filters.from_query(request.GET)
    matching = _matching(snapshot, filters, counts) if filters.any else None
    chosen = _chosen(snapshot, request.GET.get("nod", ""), whole="alla" in request.GET or filters.any)
    pk = chosen.id if chosen else None
    branches = tree.build(snapshot, chosen=pk, matching=matching, gap_counts=counts, most=MOST)
    on_page = tree.kept_nodes(snapshot, chosen=pk, matching=matching)
    shown_gaps = [g for g in found if g.node_id in on_page]
    drawing, left_out = _draw(snapshot, on_page, chosen, counts, found, whole="alla" in request.GET)
    context = {
        "branches": tree.steps(branches),
        "not_listed": max(0, len(on_page) - MOST),
        "chosen": chosen,
        "chosen_node": Node.objects.filter(pk=chosen.id).with_place().first() if chosen else None,
        "picture": drawing,
        "left_out": left_out,
        "gaps": [gap_row(snapshot, g, rights) for g in shown_gaps[:50]],
        "gap_total": len(shown_gaps),
        "may_edit": rights.anywhere(Power.EDIT),
        "lead": _lead(snapshot, chosen, on_page, shown_gaps),
        "filters": filters,
        "hidden": len(snapshot.knots) - len(on_page) if filters.any else 0,
        "print_filters": _described(snapshot, filters),
        **_choices(snapshot),
    }
    return render_page(request, "thread/map.html", context)


def _matching(snapshot: Snapshot, filters: Filters, counts: Counter[int]) -> set[int]:
    found = set(snapshot.knots)
    if filters.area:
        found &= set(Node.objects.filter(areas__slug=filters.area).values_list("pk", flat=True))
    path = next((u.path for u in snapshot.units.values() if u.number == filters.unit), None)
    for pk in list(found):
        knot = snapshot.knots[pk]
        level = snapshot.level(knot)
        rooms = {knot.unit_id} | snapshot.shared.get(pk, set())
        if (
            (path is not None and not any(snapshot.units[r].path.startswith(path) for r in rooms))
            or (filters.level and filters.level not in (level.slug if level else "", knot.kind))
            or (filters.status and knot.shown != filters.status)
            or (filters.gaps and not counts.get(pk))
        ):
            found.discard(pk)
    return found


def _chosen(snapshot: Snapshot, number: str, *, whole: bool) -> Knot | None:
    """The node asked for; without one, the goal with the most below it, so that the first look shows something."""
    for knot in snapshot.knots.values():
        if knot.number == number:
            return knot
    if whole:
        return None
    goals = [k for k in snapshot.of_kind(Kind.GOAL) if snapshot.column(k) == 2]
    if len(snapshot.knots) > MOST * 4:
        goals = goals[:MOST]
    return max(goals, key=lambda k: (len(snapshot.down.get(k.id, ())), k.number), default=None)


def _draw(
    snapshot: Snapshot,
    kept: set[int],
    chosen: Knot | None,
    counts: Counter[int],
    found: list[gaps.Gap],
    *,
    whole: bool,
) -> tuple[Any, int]:
    """The picture, and how many of the nodes on the page it leaves out."""
    nodes = [
        _picture_node(snapshot, snapshot.knots[pk], counts)
        for pk in sorted(tree.within(snapshot, kept, chosen.id if chosen else None, MOST))
    ]
    ids = {n.id for n in nodes}
    links = [
        picture.PictureLink(source=str(t.source), target=str(t.target), partial=t.extent == "part")
        for t in snapshot.ties
        if str(t.source) in ids and str(t.target) in ids and t.kind != LinkKind.SHARED_WITH
    ]
    nearby = _nearby(snapshot, chosen)
    for gap in found:
        ghost = _ghost(snapshot, gap) if gap.node_id in nearby else None
        if ghost is not None and str(gap.node_id) in ids:
            nodes.append(ghost)
            links.append(picture.PictureLink(source=ghost.id, target=str(gap.node_id), cut=True))
    if not nodes:
        return None, 0
    placed = picture.layout(
        nodes,
        links,
        str(chosen.id) if chosen else None,
        expand_all=whole or chosen is None,
        most=MOST_IN_PICTURE,
        most_in_column=MOST_IN_COLUMN,
    )
    return picture.draw(placed, [str(t) for t in COLUMN_TITLES]), placed.hidden + max(0, len(kept) - MOST)


def _nearby(snapshot: Snapshot, chosen: Knot | None) -> set[int]:
    """The chosen node and what it is linked to: where the picture draws what is missing."""
    if chosen is None:
        return set()
    ends = [t.target for t in snapshot.up.get(chosen.id, ())] + [t.source for t in snapshot.down.get(chosen.id, ())]
    return {chosen.id, *ends}


def _picture_node(snapshot: Snapshot, knot: Knot, counts: Counter[int]) -> picture.PictureNode:
    return picture.PictureNode(
        id=str(knot.id),
        column=snapshot.column(knot),
        kind_label=snapshot.kind_label(knot),
        title=knot.short,
        status=_status(knot),
        gaps=counts.get(knot.id, 0),
        url=f"{reverse('thread')}?nod={knot.number}",
        loose=knot.kind == Kind.INDICATOR,
    )


def _status(knot: Knot) -> str | None:
    """As in the list: goals by their assessment (the suggestion until there is one); texts have none."""
    if knot.kind == Kind.DOCUMENT:
        return None
    if knot.kind == Kind.GOAL and (knot.status != Status.NONE or knot.suggested == Status.NONE):
        return str(knot.status)
    return str(knot.suggested)


def _ghost(snapshot: Snapshot, gap: gaps.Gap) -> picture.PictureNode | None:
    """What is missing, drawn as an empty knot at the end of a cut thread."""
    if gap.rule == "goal_without_indicator":
        title, column = _("Indikator"), 3
    elif gap.rule == "unit_broke_nothing_down" and gap.unit_id is not None:
        title, column = _("%(unit)s har inte brutit ned målet") % {"unit": snapshot.units[gap.unit_id].name}, 4
    else:
        return None
    return picture.PictureNode(
        id=f"{gap.rule}-{gap.node_id}-{gap.unit_id}",
        column=column,
        kind_label=_("Saknas"),
        title=title,
        status="none",
        gaps=0,
        url="",
        ghost=True,
    )


def gap_row(snapshot: Snapshot, gap: gaps.Gap, rights: Access) -> dict[str, Any]:
    """One line of a gap table: with the way to mend it for those who may, else to the node."""
    knot = snapshot.knots[gap.node_id]
    works_there = rights.manages(knot.unit_id) if gap.url_name == "node-assess" else rights.may_edit(knot.unit_id)
    may_mend = works_there or rights.holds(knot.function_id)
    post = snapshot.posts.get(gap.function_id) if gap.function_id is not None else None
    return {
        "rule": gap.rule,
        "title": gaps.title(gap.rule),
        "knot": knot,
        "kind": snapshot.kind_label(knot),
        "message": gap.message,
        "who": f"{post.title}, {snapshot.units[post.unit_id].name}" if post else "",
        "unit": snapshot.units[gap.unit_id or knot.unit_id],
        "may_mend": may_mend,
        "url": reverse(gap.url_name if may_mend else "node", args=[knot.number]),
    }


def _lead(snapshot: Snapshot, chosen: Knot | None, kept: set[int], found: list[gaps.Gap]) -> str:
    """The conclusion: how many gaps, and whether they lie above or below the chosen node."""
    if chosen is None:
        return ngettext(
            "%(nodes)s noder från lag till aktivitet. En lucka att laga.",
            "%(nodes)s noder från lag till aktivitet. %(gaps)s luckor att laga.",
            len(found),
        ) % {"nodes": len(kept), "gaps": len(found)}
    above = snapshot.reach([chosen.id], upwards=True) - {chosen.id}
    upwards = sum(1 for g in found if g.node_id in above)
    if not found:
        return _("”%(title)s” har en hel tråd: inga luckor uppåt eller nedåt.") % {"title": chosen.short}
    return ngettext(
        "Från lag och fokusområde till enhetens aktiviteter. ”%(title)s” har en lucka i sin tråd.",
        "Från lag och fokusområde till enhetens aktiviteter. ”%(title)s” har %(gaps)s luckor i sin tråd: "
        "%(up)s uppåt, %(down)s här och nedåt.",
        len(found),
    ) % {"title": chosen.short, "gaps": len(found), "up": upwards, "down": len(found) - upwards}


def _choices(snapshot: Snapshot) -> dict[str, Any]:
    used = {k.unit_id for k in snapshot.knots.values()}
    levels = {k.level_id for k in snapshot.knots.values()}
    return {
        "units": [u for u in sorted(snapshot.units.values(), key=lambda u: u.path) if u.pk in used],
        "levels": [level for level in snapshot.levels.values() if level.pk in levels],
        "kinds": [(k.value, k.label) for k in (Kind.INDICATOR, Kind.ACTIVITY)],
        "areas": Area.objects.all(),
        "statuses": Status.choices,
    }


def _described(snapshot: Snapshot, filters: Filters) -> str:
    """The filters in words, for the printed footer."""
    names = {u.number: u.name for u in snapshot.units.values()}
    parts = [names.get(filters.unit, ""), filters.area, filters.level]
    parts += [str(Status(filters.status).label) if filters.status in Status.values else ""]
    parts += [_("bara det som har luckor") if filters.gaps else ""]
    return ", ".join(p for p in parts if p)
