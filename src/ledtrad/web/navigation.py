"""The main menu: which pages it leads to, in which order, and who sees which.

An item whose page does not exist (the url name has no route) is left out, so a package that has not
landed yet leaves no dead link. A page that comes later adds itself with `register`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ledtrad.web.context_processors import shell_of

if TYPE_CHECKING:
    from ledtrad.organisation.access import Access

GROUPS: dict[str, Promise | str] = {
    "mine": _("Mitt"),
    "steer": _("Styra"),
    "follow": _("Följa upp"),
    "administer": _("Administrera"),
}


@dataclass(frozen=True)
class Item:
    """One line of the menu.

    `may` says who sees it (everyone who has logged in, when None); `count` gives the number beside it, or
    None for no number, and costs at most one query. `covers` names the packages (the part of a view's
    module after `ledtrad.`) whose pages count as lying under this item.
    """

    url_name: str
    label: Promise | str
    group: str
    order: int
    may: Callable[["Access"], bool] | None = None
    count: Callable[[HttpRequest], int | None] | None = None
    covers: tuple[str, ...] = ()


@dataclass
class Entry:
    """An item as drawn for one request."""

    item: Item
    url: str
    current: bool = False
    count: int | None = None


@dataclass
class Group:
    """A heading of the menu with its entries."""

    key: str
    label: Promise | str
    entries: list[Entry] = field(default_factory=list)


_items: dict[str, Item] = {}


def register(item: Item) -> None:
    """Add an item to the menu, or replace the one with the same url name."""
    _items[item.url_name] = item
    _url.cache_clear()


def items() -> list[Item]:
    """All items in the order of the menu."""
    groups = list(GROUPS)
    return sorted(_items.values(), key=lambda i: (groups.index(i.group), i.order))


@lru_cache(maxsize=256)
def _url(url_name: str) -> str | None:
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return None


def menu(request: HttpRequest, current: str | None = None) -> list[Group]:
    """The menu for the person who asks.

    `current` is the url name of the item that the page lies under; without it the longest address that the
    page's own address begins with is marked, or else the item that covers the package of the view.
    """
    access = getattr(request.user, "access", None)
    entries = list(_entries(request, access))
    marked = _marked(request, entries, current)
    groups = {key: Group(key, label) for key, label in GROUPS.items()}
    for entry in entries:
        entry.current = entry is marked
        groups[entry.item.group].entries.append(entry)
    return [group for group in groups.values() if group.entries]


def _entries(request: HttpRequest, access: Any) -> Iterator[Entry]:
    for item in items():
        url = _url(item.url_name)
        if url is None or access is None or (item.may is not None and not item.may(access)):
            continue
        yield Entry(item, url, count=item.count(request) if item.count else None)


def _marked(request: HttpRequest, entries: list[Entry], current: str | None) -> Entry | None:
    if current:
        return next((e for e in entries if e.item.url_name == current), None)
    leading = [e for e in entries if e.url != "/" and request.path.startswith(e.url)]
    leading += [e for e in entries if e.url == request.path]
    if leading:
        return max(leading, key=lambda e: len(e.url))
    match = request.resolver_match
    package = match.func.__module__.removeprefix("ledtrad.").split(".")[0] if match else ""
    return next((e for e in entries if package in e.item.covers), None)


def _open_findings(request: HttpRequest) -> int | None:
    return shell_of(request).open_findings


for _item in (
    Item("todo", _("Att göra"), "mine", 10),
    Item("thread", _("Tråden"), "steer", 10, covers=("thread",)),
    Item("goals", _("Mål och plan"), "steer", 20, covers=("goals",)),
    Item("indicators", _("Indikatorer"), "steer", 30, covers=("indicators",)),
    Item("activities", _("Aktiviteter"), "steer", 40, covers=("activities",)),
    Item("assignments", _("Uppdrag"), "follow", 25),
    Item("action-plans", _("Handlingsplaner"), "steer", 45),
    Item("documents", _("Styrdokument"), "steer", 50, covers=("documents",)),
    Item("areas", _("Områden"), "steer", 60),
    Item("gaps", _("Luckor"), "follow", 10),
    Item("delegation", _("Delegation"), "follow", 15, count=_open_findings, covers=("delegation",)),
    Item("audits", _("Granskningar"), "follow", 17, covers=("audits",)),
    Item("reports", _("Rapporter"), "follow", 20, covers=("reports",)),
    Item("matters", _("Ärenden"), "follow", 25),
    Item("meetings", _("Sammanträden"), "follow", 30, covers=("meetings",)),
    Item("imports", _("Import"), "administer", 10),
    Item("organisation", _("Organisation"), "administer", 20, covers=("organisation",)),
    Item("ledger", _("Historik"), "administer", 30),
):
    register(_item)
