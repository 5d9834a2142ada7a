"""Boards, functions and persons as files name them, and what nobody knows yet made in a plain form.

A file from elsewhere says "Socialnämnden", "Socialsekreterare", "p104". Within one import each of these is looked up
here; with `may_make`, what is unknown becomes a new unit of kind board, a new function of that board, or a person who
cannot log in. Nothing is written before `save`.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Model, ProtectedError
from django.utils.translation import gettext as _

from ledtrad.core import ledger
from ledtrad.core.actors import Actor
from ledtrad.core.imports.registry import Made
from ledtrad.organisation.models import Function, Holding, Unit, User
from ledtrad.organisation.rules import BOARD_KINDS, Role, UnitKind

#: What the answer of an import lists under "created": boards and persons by name, functions by board and title.
BOARDS, FUNCTIONS, PERSONS, SOURCES = CREATED = ("boards", "functions", "persons", "sources")
_BODIES = BOARD_KINDS | {UnitKind.COMMITTEE}
_NUMBER = "DF-"


def folded(text: str) -> str:
    """The text with single spaces: how names are compared."""
    return " ".join(text.split())


class Unknown(Exception):  # noqa: N818 - says what it is
    """The name says nothing that may be used here. The message is for the person who sent the file."""


class Names:
    """What the names of one file mean. Four queries; then none, however many rows there are."""

    def __init__(self, *, may_make: bool) -> None:
        self.may_make = may_make
        self.units = list(Unit.objects.order_by("path"))
        self.unit_by_number = {folded(u.number): u for u in self.units}
        self.unit_by_name: dict[str, list[Unit]] = defaultdict(list)
        for unit in self.units:
            if unit.kind in _BODIES:
                self.unit_by_name[folded(unit.name)].append(unit)
        self.people = {folded(u.username): u for u in User.objects.only("username", "name")}
        self.by_name: dict[str, list[User]] = defaultdict(list)
        for person in self.people.values():
            self.by_name[folded(person.name)].append(person)
        functions = list(Function.objects.select_related("unit"))
        self.numbers = {f.number for f in functions}
        self._in_unit: dict[int, list[Function]] = defaultdict(list)
        for function in functions:
            self._in_unit[function.unit_id].append(function)
        self._functions: dict[str, dict[str, list[Function]]] = {}
        self._boards: dict[str, Unit] = {}
        self._held: dict[int, list[tuple[int, date, date | None]]] | None = None
        self.made: dict[Made, Unit | Function | User] = {}
        self._key_of: dict[int, Made] = {}

    # ── Boards ───────────────────────────────────────────────────────────────
    def board(self, text: str) -> Unit:
        """The board (or committee) of that number or name. Raises Unknown."""
        name = folded(text)
        found = self._boards.get(name)
        if found is None:
            found = self._boards[name] = self._find_board(name)
        return found

    def _find_board(self, name: str) -> Unit:
        by_number = self.unit_by_number.get(name)
        named = self.unit_by_name.get(name, [])
        if by_number is not None and by_number.kind in _BODIES:
            return by_number
        if len(named) == 1:
            return named[0]
        if len(named) > 1:
            raise Unknown(_("Flera nämnder heter ”%(name)s”. Skriv numret.") % {"name": name})
        if by_number is not None:
            raise Unknown(_("”%(name)s” är ingen nämnd.") % {"name": name})
        if not self.may_make:
            raise Unknown(_("Det finns ingen nämnd som heter ”%(name)s”.") % {"name": name[:60]})
        if len(name) > 150:
            raise Unknown(_("Namnet är för långt: högst %(count)s tecken.") % {"count": 150})
        unit = Unit(number=self._board_number(name), name=name, kind=UnitKind.BOARD, parent=self._council())
        self.unit_by_number[unit.number] = unit
        self._make((BOARDS, (("board", name),)), unit)
        return unit

    def _council(self) -> Unit | None:
        return next((u for u in self.units if u.kind == UnitKind.COUNCIL), None)

    def _board_number(self, name: str) -> str:
        if len(name) <= 30 and name not in self.unit_by_number:
            return name
        return next(n for place in range(1, 100_000) if (n := f"N-{place:02d}") not in self.unit_by_number)

    # ── Functions ────────────────────────────────────────────────────────────
    def functions(self, board: Unit, text: str) -> list[Function]:
        """Those of the board's tree with that number or title; several units may have the same title."""
        if board.number not in self._functions:
            found: dict[str, list[Function]] = defaultdict(list)
            for unit_id in self._tree(board):
                for function in self._in_unit[unit_id]:
                    for name in {folded(function.title), folded(function.number)}:
                        found[name].append(function)
            self._functions[board.number] = found
        return self._functions[board.number].get(folded(text), [])

    def function(self, board: Unit, text: str) -> Function | None:
        """The one meant; made when it may be; None when nobody can tell which of several, or what it is."""
        found = self.functions(board, text)
        if found or not self.may_make:
            return found[0] if len(found) == 1 else None
        title = folded(text)
        if not title or len(title) > 150:
            return None
        function = Function(
            number=self._function_number(), title=title, unit=board, role=Role.CASE_WORKER, single_holder=False
        )
        self._functions[board.number].setdefault(title, []).append(function)
        self._make((FUNCTIONS, (("board", board.name), ("function", title))), function)
        return function

    def held_by(self, candidates: Iterable[Function], person: User | None, day: date) -> Function | None:
        """Which of several functions of the same title the person held that day, if it was one of them."""
        if person is None or person.pk is None:
            return None
        if self._held is None:
            self._held = defaultdict(list)
            for held in Holding.objects.all():
                self._held[held.function_id].append((held.person_id, held.valid_from, held.valid_to))
        mine = [
            f
            for f in candidates
            if any(
                who == person.pk and begins <= day and (ends is None or day < ends)
                for who, begins, ends in self._held.get(f.pk or 0, ())
            )
        ]
        return mine[0] if len(mine) == 1 else None

    def _tree(self, board: Unit) -> list[int]:
        """The unit and what lies below it, but no other authority."""
        if board.pk is None:
            return []
        below: dict[int | None, list[Unit]] = defaultdict(list)
        for unit in self.units:
            below[unit.parent_id].append(unit)
        found, waiting = [], [board.pk]
        while waiting:
            current = waiting.pop()
            found.append(current)
            waiting += [u.pk for u in below[current] if u.kind not in BOARD_KINDS]
        return found

    def _function_number(self) -> str:
        if not hasattr(self, "_last_number"):
            taken = [int(m[1]) for n in self.numbers if (m := re.fullmatch(rf"{_NUMBER}([0-9]{{1,9}})", n))]
            self._last_number = max(taken, default=0)
        self._last_number += 1
        return f"{_NUMBER}{self._last_number:04d}"

    # ── People ───────────────────────────────────────────────────────────────
    def person(self, text: str) -> User | None:
        """Whoever has that user name, or alone has that name; made when they may be; None for nobody."""
        name = folded(text)
        if not name:
            return None
        if (found := self.people.get(name)) is not None:
            return found
        named = self.by_name.get(name, [])
        if named or not self.may_make or len(name) > 150:
            return named[0] if len(named) == 1 else None
        person = User(username=name, name=name)
        self.people[name] = person
        self._make((PERSONS, (("person", name),)), person)
        return person

    # ── What is new ──────────────────────────────────────────────────────────
    def _make(self, key: Made, thing: Unit | Function | User) -> None:
        self.made[key] = thing
        self._key_of[id(thing)] = key

    def new_among(self, *things: Unit | Function | User | None) -> tuple[Made, ...]:
        """The keys of those that are not there yet, for `PlannedRow.creates` and `save`."""
        return tuple(self._key_of[id(thing)] for thing in things if id(thing) in self._key_of)

    # ── Writing ──────────────────────────────────────────────────────────────
    def save(self, wanted: Iterable[Made], actor: Actor) -> dict[str, list[int]]:
        """Write those of the new that are wanted, and tell the ledger. In the caller's transaction.

        Answers with their keys by model, for `take_back`.
        """
        chosen = [self.made[key] for key in dict.fromkeys(wanted) if key in self.made]
        boards = [thing for thing in chosen if isinstance(thing, Unit)]
        functions = [thing for thing in chosen if isinstance(thing, Function)]
        people = [thing for thing in chosen if isinstance(thing, User)]
        for board in boards:
            board.save()
            board.path = f"{board.parent.path if board.parent else ''}{board.pk:05d}/"
            board.depth = board.path.count("/") - 1
            board.save(update_fields=["path", "depth"])
        for function in functions:
            function.unit = function.unit  # the unit has got its key now
        for person in people:
            person.password = make_password(None)
        Function.objects.bulk_create(functions)
        User.objects.bulk_create(people)
        for things, mark in ((boards, "open"), (functions, "open"), (people, "internal")):
            ledger.record_many(actor, "created", [(thing, {"by": "import"}) for thing in things], confidentiality=mark)
        return {
            "unit": [board.pk for board in boards],
            "function": [function.pk for function in functions],
            "user": [person.pk for person in people],
        }


def take_back(made: dict[str, list[int]]) -> None:
    """Remove what `save` made, but leave what anything else has come to rest on."""
    for name, model in (("user", User), ("function", Function), ("unit", Unit)):
        for thing in model._default_manager.filter(pk__in=made.get(name, ())):
            remove_if_free(thing)


def remove_if_free(thing: Model) -> bool:
    """Remove it unless something else rests on it; says whether it is gone."""
    try:
        with transaction.atomic():
            thing.delete()
    except ProtectedError:
        return False
    return True
