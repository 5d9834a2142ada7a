"""Planning rounds and editions, as plain values. No database, no request."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

#: Which state a round may go to from each.
NEXT: Mapping[str, frozenset[str]] = {
    "draft": frozenset({"adopted"}),
    "adopted": frozenset({"in_force"}),
    "in_force": frozenset({"closed"}),
    "closed": frozenset(),
}

#: The fields of a goal that an edition holds and a comparison shows.
COMPARED = ("title", "level", "description", "responsible", "present_state", "wanted_state", "above")
LISTED = ("indicators", "activities", "anchored_in")
OUTCOMES = ("added", "changed", "removed", "same")

#: What the fields are called where a comparison is shown.
FIELDS: Mapping[str, Any] = {
    "title": _("Rubrik"),
    "level": _("Nivå"),
    "description": _("Beskrivning"),
    "responsible": _("Ansvarig"),
    "present_state": _("Nuläge"),
    "wanted_state": _("Önskat läge"),
    "above": _("Bryter ned"),
    "indicators": _("Indikatorer"),
    "activities": _("Aktiviteter"),
    "anchored_in": _("Genomför"),
}


def may_become(state: str, wanted: str) -> bool:
    """Whether a round in `state` may go to `wanted`: draft → adopted → in force → closed, never back."""
    return wanted in NEXT[state]


Row = Mapping[str, Any]


def told_to(content: Row, sees: Callable[[Row], bool]) -> dict[str, Any]:
    """A frozen plan without the rows that a reader may not see, in the words that pages and papers show.

    Goals left out are counted with those that were never written down.
    """
    goals = [goal for goal in content["goals"] if sees(goal)]
    left_out = len(content["goals"]) - len(goals)
    return {
        **content,
        "withheld": content.get("withheld", 0) + left_out,
        "goals": [_goal_told(goal, sees) for goal in goals],
    }


def _goal_told(goal: Row, sees: Callable[[Row], bool]) -> dict[str, Any]:
    seen = {name: [row for row in goal.get(name, ()) if sees(row)] for name in ("above", *LISTED)}
    return {
        **goal,
        **seen,
        "above": "; ".join(f"{row['number']} {row['title']}" for row in seen["above"]),
        "anchored_in": [row["title"] for row in seen["anchored_in"]],
    }


def numbers_in(content: Row) -> set[str]:
    """The numbers of everything that a frozen plan names."""
    rows = [*content["goals"]]
    rows += [row for goal in content["goals"] for name in ("above", *LISTED) for row in goal.get(name, ())]
    return {row["number"] for row in rows}


@dataclass(frozen=True)
class Change:
    """One field of a goal that differs between two editions."""

    field: str
    before: str
    after: str

    @property
    def label(self) -> str:
        """The field in words."""
        return str(FIELDS.get(self.field, self.field))


@dataclass(frozen=True)
class Compared:
    """What became of one goal from one edition to the next."""

    number: str
    title: str
    outcome: str  # added, removed, changed, same
    changes: tuple[Change, ...] = ()


def compare(old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> list[Compared]:
    """Goal by goal, in the new edition's order with the removed ones last.

    A goal is the same in both if the number is the same, or if the new one was copied from the old one
    (`copied_from` holds the old number).
    """
    before = {g["number"]: g for g in old}
    found: list[Compared] = []
    met: set[str] = set()
    for goal in new:
        origin = before.get(goal["number"]) or before.get(goal.get("copied_from") or "")
        if origin is None:
            found.append(Compared(goal["number"], goal["title"], "added"))
            continue
        met.add(origin["number"])
        changes = tuple(_changes(origin, goal))
        found.append(Compared(goal["number"], goal["title"], "changed" if changes else "same", changes))
    found += [Compared(g["number"], g["title"], "removed") for g in old if g["number"] not in met]
    return found


def _changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    changed = [
        Change(name, str(old.get(name) or ""), str(new.get(name) or ""))
        for name in COMPARED
        if (old.get(name) or "") != (new.get(name) or "")
    ]
    for name in LISTED:
        before, after = (sorted(_line(row) for row in goal.get(name) or ()) for goal in (old, new))
        if before != after:
            changed.append(Change(name, "; ".join(before), "; ".join(after)))
    return changed


def _line(row: Any) -> str:
    """One indicator, activity or anchor in a line: its title and what is wanted of it."""
    if not isinstance(row, Mapping):
        return str(row)
    wanted = f" ({row['target']})" if row.get("target") else ""
    return f"{row['title']}{wanted}"
