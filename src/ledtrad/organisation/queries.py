"""Reads of the organisation, each with a fixed number of SQL queries."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery

from ledtrad.core import clock
from ledtrad.organisation.models import Function, Holding, Unit, User


@dataclass
class Post:
    """A function, who holds it today, and since when it has been vacant if nobody does."""

    function: Function
    holders: list[Holding] = field(default_factory=list)
    vacant_since: date | None = None

    @property
    def is_vacant(self) -> bool:
        return not self.holders


@dataclass
class Room:
    """A unit with its functions."""

    unit: Unit
    posts: list[Post] = field(default_factory=list)


def chart(path: str = "") -> list[Room]:
    """The organisation from a unit down (all of it if no path is given), in tree order. Three queries."""
    today = clock.today()
    rooms = {u.pk: Room(u) for u in Unit.objects.filter(path__startswith=path).order_by("path")}
    posts = {f.pk: Post(f) for f in Function.objects.filter(unit__in=rooms).order_by("number")}
    holdings = Holding.objects.filter(function__in=posts).select_related("person").order_by("valid_from")
    for holding in holdings:
        post = posts[holding.function_id]
        if holding.valid_from <= today and (holding.valid_to is None or holding.valid_to > today):
            post.holders.append(holding)
        elif holding.valid_to is not None and holding.valid_to <= today:
            post.vacant_since = max(holding.valid_to, post.vacant_since or holding.valid_to)
    for post in posts.values():
        rooms[post.function.unit_id].posts.append(post)
    return list(rooms.values())


def people() -> QuerySet[User]:
    """Everybody, with the function they hold first today. One query when evaluated."""
    held = Holding.objects.current().filter(person=OuterRef("pk")).order_by("valid_from")
    return User.objects.annotate(
        function_title=Subquery(held.values("function__title")[:1]),
        function_unit=Subquery(held.values("function__unit__name")[:1]),
    ).order_by("name", "username")


def holdings_of(function: Function) -> list[Holding]:
    """Everybody who has held, holds or will hold a function, newest first. One query."""
    return list(Holding.objects.filter(function=function).select_related("person").order_by("-valid_from"))


def functions_by_person(person: User) -> dict[bool, list[Holding]]:
    """A person's holdings: True for those that run today. One query."""
    today = clock.today()
    found: dict[bool, list[Holding]] = defaultdict(list)
    rows = Holding.objects.filter(person=person).select_related("function", "function__unit").order_by("-valid_from")
    for holding in rows:
        runs = holding.valid_from <= today and (holding.valid_to is None or holding.valid_to > today)
        found[runs].append(holding)
    return dict(found)  # a template would make a defaultdict answer `found["items"]`
