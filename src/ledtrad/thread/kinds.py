"""What the thread's own pages need to know about each kind of node. Packages register their kind when ready."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.functional import Promise

from ledtrad.core.actors import Actor
from ledtrad.organisation.actors import access
from ledtrad.thread.models import Node
from ledtrad.thread.rules import Kind, Status

Facts = list[tuple[str, Any]]


def _no_facts(node: Any) -> Facts:
    return []


@dataclass(frozen=True)
class KindPage:
    """One kind: its model, its form, and what its page shows beside what every node shows.

    `form(data, actor=…, instance=…)` is a form whose cleaned data are fields of the model, `areas` apart.
    `save(form, actor, instance, seen)` runs the kind's own action and returns the node; instance None means new.
    `facts(node)` are rows for "Om …"; `panel` a template given `node` (the child instance). `page` is the url
    name of the kind's own page, if it has one instead of the thread's.
    """

    kind: Kind
    model: type[Node]
    related: str  # the name from the node to its own table: "goal"
    title: str | Promise  # "Nytt mål"
    form: Callable[..., forms.BaseForm]
    save: Callable[[Any, Actor, Any, int | None], Node]
    facts: Callable[[Any], Facts] = field(default=_no_facts)
    panel: str = ""
    page: str = ""
    nav: str = "thread"  # the url name of the menu item that its page lies under
    above: str = ""  # a template in place of "Inget ligger ovanför", for what has its origin elsewhere
    shows_days: bool = False  # its own table has days of its own; what is set beside is said to be other ones
    answering: str = ""  # a template in place of "ingen ansvarig", for what others answer for than one function
    shows: Callable[[Any, Actor], Mapping[str, Any]] | None = None  # what `panel` is given as `shown`
    may_change: Callable[[Any, Actor], bool] | None = None  # who changes it, when that is not as of other nodes
    also: tuple[str, ...] = ()  # what `facts` reads beside, from the node: "goal__round"
    words: Mapping[Status, str | Promise] = field(default_factory=dict)  # what each status is called for this kind
    word: Callable[[Any], str] | None = None  # what it is called for one, by its own table: "Pågår"


_pages: dict[str, KindPage] = {}


def register(page: KindPage) -> None:
    """Called by a package when it is ready."""
    _pages[page.kind] = page


def page_of(kind: str) -> KindPage | None:
    """What a kind of node has registered about its pages, if anything."""
    return _pages.get(kind)


def all_pages() -> list[KindPage]:
    """What every kind has registered."""
    return list(_pages.values())


def related_names() -> list[str]:
    """What to join to fetch a node with its own table in one query."""
    return [name for page in _pages.values() for name in (page.related, *page.also)]


def word(kind: str, status: str) -> str:
    """What a status is called for this kind: an activity is not "Uppnått" but "Enligt plan"."""
    page = page_of(kind)
    return str((page.words if page is not None else {}).get(Status(status), Status(status).label))


def word_of(node: Node, status: str) -> str:
    """The same for one node, by its own table where its kind tells more. No query when it was fetched with
    `related_names` or `worded`."""
    page = page_of(node.kind)
    if page is None or page.word is None:
        return word(node.kind, status)
    return page.word(getattr(node, page.related))


def worded(prefix: str) -> list[str]:
    """What to join so that `word_of` the node at `prefix` asks nothing."""
    return [prefix + page.related for page in _pages.values() if page.word is not None]


def as_own_kind(node: Node) -> Node:
    """The node as its own model. No query when the node was fetched with `related_names`."""
    page = page_of(node.kind)
    return getattr(node, page.related) if page is not None else node


def may_change(node: Node, actor: Actor) -> bool:
    """Whether the actor may change the node: as its kind says, else by editing in its unit or answering for it."""
    page = page_of(node.kind)
    if page is not None and page.may_change is not None:
        return page.may_change(node, actor)
    rights = access(actor)
    return rights.may_edit(node.unit_id) or rights.holds(node.responsible_id)
