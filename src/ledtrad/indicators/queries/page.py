"""What an indicator's own page shows, in a handful of queries."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, OuterRef, Q, Subquery, TextField, Value
from django.db.models.functions import Cast

from ledtrad.core import clock
from ledtrad.core.periods import Period
from ledtrad.indicators.models import Indicator, Observation
from ledtrad.organisation.models import Holding, Municipality
from ledtrad.thread.models import Assessment, Comment, Link, Node
from ledtrad.thread.rules import LinkKind

if TYPE_CHECKING:
    from ledtrad.organisation.models import User


@dataclass(frozen=True)
class Family:
    """An indicator with its parts, and with the measure it is shown beside and that one's parts."""

    own: Indicator
    beside: Indicator | None
    parts: list[Indicator]
    beside_parts: list[Indicator]

    @property
    def municipality(self) -> str:
        """The municipality's short name, for the line that is ours."""
        return Municipality(name=getattr(self.own, "municipality_name", None) or "").short_name

    @property
    def everyone(self) -> list[Indicator]:
        found = [self.own, *self.parts, *([self.beside] if self.beside else []), *self.beside_parts]
        return list({i.pk: i for i in found}.values())


def family(number: str, user: "User") -> Family | None:
    """The indicator of that number and those it is shown with; None if it cannot be seen. One query."""
    holder = Holding.objects.current().filter(function=OuterRef("responsible")).order_by("valid_from")
    latest = Observation.objects.current().filter(indicator=OuterRef("pk")).order_by("-period_end", "-id")
    near = Q(number=number) | Q(part_of__number=number)
    near |= Q(pk__in=Indicator.objects.filter(number=number).values("shown_with"))
    near |= Q(part_of__in=Indicator.objects.filter(number=number).values("shown_with"))
    rows = (
        Indicator.objects.visible_to(user)
        .filter(near)
        .with_place()
        .annotate(
            holder=Subquery(holder.values("person__name")[:1]),
            held_since=Subquery(holder.values("valid_from")[:1]),
            municipality_name=Subquery(Municipality.objects.values("name")[:1]),
            latest_made=Subquery(latest.values("made_at")[:1]),
            latest_batch=Subquery(latest.values("batch_id")[:1]),
            latest_source=Subquery(latest.values("source")[:1]),
        )
        .order_by("number")
    )
    by_id = {i.pk: i for i in rows}
    own = next((i for i in by_id.values() if i.number == number), None)
    if own is None:
        return None
    beside = by_id.get(own.shown_with_id or 0)
    return Family(
        own=own,
        beside=beside,
        parts=[i for i in by_id.values() if i.part_of_id == own.pk],
        beside_parts=[i for i in by_id.values() if beside is not None and i.part_of_id == beside.pk],
    )


@dataclass(frozen=True)
class Remark:
    """A comment on the indicator, or on one of its figures."""

    text: str
    period: Period | None
    by: str
    function: str
    unit: str
    made_at: datetime
    unit_id: int | None = None  # the unit whose figure it explains


def remarks(indicator: Indicator) -> list[Remark]:
    """What is said about the indicator and its figures, newest first. One query."""
    common = ("made_by_label", "function__title", "function__unit__name", "made_at")
    nothing = Cast(Value(None), CharField())
    spoken = (
        Comment.objects.filter(node=indicator.pk)
        .annotate(when=Cast("period", CharField()), about=nothing)
        .values_list("when", Cast("text", TextField()), "about", *common)
    )
    given = (
        Assessment.objects.filter(node=indicator.pk)
        .annotate(when=Cast("period", CharField()), about=nothing)
        .values_list("when", Cast("comment", TextField()), "about", *common)
    )
    explained = (
        Observation.objects.current()
        .filter(indicator=indicator)
        .exclude(comment="")
        .annotate(when=Cast("period", CharField()), about=Cast("unit_id", CharField()))
        .values_list("when", Cast("comment", TextField()), "about", *common)
    )
    rows = spoken.order_by().union(given.order_by(), explained.order_by(), all=True)
    found = [_remark(*row) for row in rows]
    return sorted((r for r in found if r.text), key=lambda r: _newest(r), reverse=True)


def _newest(remark: Remark) -> tuple[Any, datetime]:
    last = remark.period.last_day if remark.period is not None else remark.made_at.date()
    return last, remark.made_at


def _remark(
    when: Any,
    text: str,
    about: Any,
    by: str,
    title: str | None,
    unit: str | None,
    made_at: datetime,
) -> Remark:
    period = Period.parse(str(when)) if when else None
    return Remark(text, period, by, title or "", unit or "", made_at, int(about) if about else None)


@dataclass(frozen=True)
class Place:
    """Where an indicator stands in the thread: what it serves, what that serves, and what serves it."""

    above: list[Node]
    goals: list[Node]
    below: list[Node]


def place(indicator: Indicator, user: "User") -> Place:
    """The neighbours that the user may see, two steps up and one down. One query."""
    seen = Node.objects.visible_to(user).valid_on(clock.today()).values("pk")
    plain = Link.objects.exclude(kind=LinkKind.SHARED_WITH).values("pk")
    served = Link.objects.filter(source=indicator.pk).exclude(kind=LinkKind.SHARED_WITH).values("target")
    # By key, so that the database goes by its indexes and not through every link there is.
    near = plain.filter(source=indicator.pk).union(plain.filter(target=indicator.pk), plain.filter(source__in=served))
    rows = Link.objects.filter(pk__in=near, source__in=seen, target__in=seen).select_related(
        "source__level", "target__level"
    )
    ties = list(rows)
    goals = _unique(t.target for t in ties if t.source_id == indicator.pk)
    ids = {g.pk for g in goals}
    return Place(
        above=_unique(t.target for t in ties if t.source_id in ids and t.target_id not in ids),
        goals=goals,
        below=_unique(t.source for t in ties if t.target_id == indicator.pk),
    )


def _unique(nodes: Any) -> list[Node]:
    found = {node.pk: node for node in nodes}
    return sorted(found.values(), key=lambda n: (n.level.rank if n.level else 99, n.number))
