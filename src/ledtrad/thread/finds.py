"""What the search finds besides nodes: upper packages register their own tables here."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet

from ledtrad.core.refusals import Sentence

if TYPE_CHECKING:
    from ledtrad.organisation.models import User

MOST = 5
"""Rows of each sort that are shown; the rest are read in their own list."""


@dataclass(frozen=True)
class Found:
    url: str
    title: str
    detail: str


@dataclass(frozen=True)
class Group:
    """The first rows of a sort, and whether there are more. `more` is the address of the list that holds them all."""

    label: Sentence
    rows: list[Found]
    is_cut: bool
    more: str


@dataclass(frozen=True)
class Source:
    """A sort of thing: how its rows are read for a person, which fields are looked in, how one is told.

    `all_at` gives the address of the list, which takes `?q=`, where there is one.
    """

    label: Sentence
    read: Callable[["User"], QuerySet[Any]]
    fields: tuple[str, ...]
    tell: Callable[[Any], Found]
    all_at: Callable[[], str] | None = None


_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Add a sort, once, when the app is ready."""
    _sources[name] = source


def groups(user: "User", text: str) -> list[Group]:
    """What holds every word of the text in one of its fields, by sort. One query a sort; none for an empty text."""
    words = text.split()[:12]
    return [group for source in _sources.values() if (group := _look(source, user, words, text)).rows] if words else []


def _look(source: Source, user: "User", words: list[str], text: str) -> Group:
    rows = source.read(user)
    for word in words:
        rows = rows.filter(reduce(or_, (Q(**{f"{name}__icontains": word}) for name in source.fields)))
    found = list(rows[: MOST + 1])
    is_cut = len(found) > MOST
    more = f"{source.all_at()}?{urlencode({'q': text})}" if is_cut and source.all_at else ""
    return Group(source.label, [source.tell(row) for row in found[:MOST]], is_cut, more)
