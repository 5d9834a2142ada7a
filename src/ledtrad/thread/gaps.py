"""Where the thread is broken: a registry of small rules, each with a sentence that says what to do.

A package registers its own rules in `AppConfig.ready()`; this module runs them without knowing them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from ledtrad.thread.snapshot import Snapshot


@dataclass(frozen=True)
class Gap:
    """One broken place. `message` is a whole Swedish sentence that tells what to do about it."""

    rule: str
    node_id: int
    message: str
    function_id: int | None = None  # who mends it; None when nobody answers
    unit_id: int | None = None  # the unit that lacks something, when it is not the node's own
    url_name: str = "node"  # the page where it is mended; takes the node's number


@dataclass(frozen=True)
class GapRule:
    """A rule by name. `title` is the short name of what is missing: "Indikator saknar mål"."""

    name: str
    title: str | Promise
    find: Callable[[Snapshot], Iterable[Gap]]


_rules: dict[str, GapRule] = {}


def register(name: str, title: str | Promise, find: Callable[[Snapshot], Iterable[Gap]]) -> None:
    """Add a rule. `find` gets the whole snapshot; it may ask the database, a fixed number of times."""
    _rules[name] = GapRule(name, title, find)


def rules() -> list[GapRule]:
    """All rules, in the order they were registered: from the top of the thread downwards."""
    return list(_rules.values())


def title(rule: str) -> str:
    """A rule's name for people."""
    return str(_rules[rule].title) if rule in _rules else rule


def find(snapshot: Snapshot, only: Iterable[str] | None = None) -> list[Gap]:
    """Every gap in what the snapshot holds, rule by rule, then by the node's number."""
    wanted = set(only) if only is not None else set(_rules)
    found: list[Gap] = []
    for rule in _rules.values():
        if rule.name in wanted:
            hits = [gap for gap in rule.find(snapshot) if gap.node_id in snapshot.knots]
            found += sorted(hits, key=lambda gap: snapshot.knots[gap.node_id].number)
    return found
