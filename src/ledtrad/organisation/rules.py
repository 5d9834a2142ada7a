"""Who may see and do what, as plain sentences about plain values. No database, no request.

A person acts through the functions they hold today. Each function has a role and stands in a unit; its
scope is that unit and everything below it. An administration works for the board above it, so a function
there has the board's whole scope.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class UnitKind(models.TextChoices):
    COUNCIL = "council", _("Kommunfullmäktige")
    EXECUTIVE_BOARD = "executive_board", _("Kommunstyrelse")
    BOARD = "board", _("Nämnd")
    COMMITTEE = "committee", _("Utskott")
    ADMINISTRATION = "administration", _("Förvaltning")
    DIVISION = "division", _("Verksamhetsområde")
    UNIT = "unit", _("Enhet")


#: Kinds that are authorities of their own: what is "internal" is internal to one of these.
BOARD_KINDS = frozenset({UnitKind.COUNCIL, UnitKind.EXECUTIVE_BOARD, UnitKind.BOARD})


class Role(models.TextChoices):
    ELECTED_MEMBER = "elected_member", _("Förtroendevald")
    BOARD_SECRETARY = "board_secretary", _("Nämndsekreterare")
    DIRECTOR = "director", _("Förvaltningschef")
    DIVISION_MANAGER = "division_manager", _("Verksamhetschef")
    UNIT_MANAGER = "unit_manager", _("Enhetschef")
    CONTROLLER = "controller", _("Controller")
    QUALITY_DEVELOPER = "quality_developer", _("Kvalitetsutvecklare")
    CASE_WORKER = "case_worker", _("Handläggare")
    AUDITOR = "auditor", _("Revisor")
    ADMINISTRATOR = "administrator", _("Systemförvaltare")


class Confidentiality(models.TextChoices):
    OPEN = "open", _("Öppen")
    INTERNAL = "internal", _("Intern")
    CONFIDENTIAL = "confidential", _("Sekretess")


class Power(StrEnum):
    """What a role can do within its scope."""

    READ_INTERNAL = "read_internal"
    READ_CONFIDENTIAL = "read_confidential"
    CONTRIBUTE = "contribute"  # comment, attach
    MANAGE = "manage"  # report, assess, answer for the unit
    EDIT = "edit"  # create and change nodes and links
    PLAN = "plan"  # open, adopt and close planning rounds; compose and publish reports
    FOLLOW_DECISIONS = "follow_decisions"  # see delegated decisions that others made
    ADMINISTER = "administer"  # accounts, organisation, settings


_READ = {Power.READ_INTERNAL}
_OFFICIAL = _READ | {Power.CONTRIBUTE}
_MANAGER = _OFFICIAL | {Power.READ_CONFIDENTIAL, Power.MANAGE, Power.EDIT, Power.FOLLOW_DECISIONS}

#: The whole policy in one table; tests/organisation/test_policy.py holds the same truth cell by cell.
POWERS: Mapping[Role, frozenset[Power]] = {
    Role.ELECTED_MEMBER: frozenset(_READ),
    Role.BOARD_SECRETARY: frozenset(
        _OFFICIAL | {Power.READ_CONFIDENTIAL, Power.EDIT, Power.PLAN, Power.FOLLOW_DECISIONS}
    ),
    Role.DIRECTOR: frozenset(_MANAGER | {Power.PLAN}),
    Role.DIVISION_MANAGER: frozenset(_MANAGER),
    Role.UNIT_MANAGER: frozenset(_MANAGER),
    Role.CONTROLLER: frozenset(_OFFICIAL | {Power.EDIT, Power.PLAN, Power.FOLLOW_DECISIONS}),
    Role.QUALITY_DEVELOPER: frozenset(_OFFICIAL | {Power.READ_CONFIDENTIAL, Power.EDIT, Power.FOLLOW_DECISIONS}),
    Role.CASE_WORKER: frozenset(_OFFICIAL),
    Role.AUDITOR: frozenset(_READ | {Power.FOLLOW_DECISIONS}),
    Role.ADMINISTRATOR: frozenset(_READ | {Power.ADMINISTER}),
}

#: These roles read what is internal everywhere, not only in their scope.
READS_EVERYWHERE = frozenset({Role.AUDITOR, Role.ADMINISTRATOR})
#: The powers that reach everywhere for those roles, if they have them at all.
_EVERYWHERE = frozenset({Power.READ_INTERNAL, Power.FOLLOW_DECISIONS})


@dataclass(frozen=True)
class Place:
    """One unit in the tree, as the rules need it."""

    id: int
    parent_id: int | None
    kind: str


@dataclass(frozen=True)
class Post:
    """One function that somebody holds."""

    function_id: int
    unit_id: int
    role: Role


class Tree:
    """The units of the municipality with quick answers about above and below."""

    def __init__(self, places: Iterable[Place]) -> None:
        self.places = {p.id: p for p in places}
        self.children: dict[int | None, list[int]] = {}
        for p in self.places.values():
            self.children.setdefault(p.parent_id, []).append(p.id)

    def below(self, unit_id: int) -> set[int]:
        """The unit and everything under it."""
        found: set[int] = set()
        waiting = [unit_id]
        while waiting:
            current = waiting.pop()
            if current not in found:
                found.add(current)
                waiting.extend(self.children.get(current, ()))
        return found

    def above(self, unit_id: int) -> list[int]:
        """The units over this one, nearest first; the unit itself is not among them."""
        path: list[int] = []
        place = self.places.get(unit_id)
        while place is not None and place.parent_id is not None and place.parent_id not in path:
            path.append(place.parent_id)
            place = self.places.get(place.parent_id)
        return path

    def board_of(self, unit_id: int) -> int | None:
        """The nearest unit at or above this one that is an authority of its own."""
        for candidate in [unit_id, *self.above(unit_id)]:
            place = self.places.get(candidate)
            if place is not None and place.kind in BOARD_KINDS:
                return candidate
        return None

    def scope_root(self, unit_id: int) -> int:
        """Where the scope of a function in this unit begins: at the board, if the unit is its administration."""
        place = self.places.get(unit_id)
        if place is not None and place.kind == UnitKind.ADMINISTRATION and place.parent_id is not None:
            return place.parent_id
        return unit_id


def units_within(power: Power, posts: Iterable[Post], tree: Tree) -> frozenset[int]:
    """The units in which these posts give `power`.

    Reading what is internal also reaches the units above one's own, since that is where one's goals come
    from; a unit beside one's own is not reached. Raising a mark never widens: the confidential units are
    always among the internal ones.
    """
    found: set[int] = set()
    for post in posts:
        if power not in POWERS[post.role]:
            continue
        if power in _EVERYWHERE and post.role in READS_EVERYWHERE:
            return frozenset(tree.places)
        root = tree.scope_root(post.unit_id)
        found |= tree.below(root)
        if power is Power.READ_INTERNAL:
            found.update(tree.above(root))
    return frozenset(found)


def overlap(a_from: date, a_to: date | None, b_from: date, b_to: date | None) -> bool:
    """Whether two half-open spans (from included, to excluded, None = still on) share a day."""
    return (b_to is None or a_from < b_to) and (a_to is None or b_from < a_to)
