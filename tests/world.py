"""A small municipality that most tests share: one board with two sibling units, another board, one person a role.

council KF
└─ executive board KS
└─ board SN ─ administration SN-F ─ division SN-V ─┬ unit AFE   (Anna manages)
   │                                               └ unit 1824  (Cecilia manages)
   └─ (functions of the board itself)
└─ board BSN ─ unit SKOLA
"""

from dataclasses import dataclass, field
from datetime import date

from ledtrad.core.actors import Actor
from ledtrad.organisation.actors import actor_for
from ledtrad.organisation.models import Function, Unit, User
from ledtrad.organisation.rules import Role, UnitKind
from tests.factories import FunctionFactory, HoldingFactory, MunicipalityFactory, UnitFactory, UserFactory

TODAY = date(2021, 4, 12)


@dataclass
class World:
    """Units by number, functions and people by role or name."""

    units: dict[str, Unit] = field(default_factory=dict)
    functions: dict[str, Function] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)

    def unit(self, number: str) -> Unit:
        return self.units[number]

    def person(self, name: str) -> User:
        """A fresh copy, so that no earlier answer about rights is remembered."""
        return User.objects.get(pk=self.people[name].pk)

    def actor(self, name: str) -> Actor:
        return actor_for(self.person(name))

    def add_unit(self, number: str, kind: UnitKind, parent: str | None) -> Unit:
        above = self.units[parent] if parent else None
        self.units[number] = UnitFactory(number=number, name=number, kind=kind, parent=above)
        return self.units[number]

    def add_person(self, name: str, role: Role, unit: str, title: str = "") -> User:
        """A person, their function in a unit, and the holding between them."""
        function = FunctionFactory(
            number=f"f-{name}", role=role, unit=self.units[unit], title=title or Role(role).label
        )
        person = UserFactory(username=name, name=name.capitalize())
        HoldingFactory(function=function, person=person)
        self.functions[name], self.people[name] = function, person
        return person


def build() -> World:
    """The municipality above, in the database."""
    MunicipalityFactory()
    w = World()
    w.add_unit("KF", UnitKind.COUNCIL, None)
    w.add_unit("KS", UnitKind.EXECUTIVE_BOARD, "KF")
    w.add_unit("SN", UnitKind.BOARD, "KF")
    w.add_unit("SN-F", UnitKind.ADMINISTRATION, "SN")
    w.add_unit("SN-V", UnitKind.DIVISION, "SN-F")
    w.add_unit("AFE", UnitKind.UNIT, "SN-V")
    w.add_unit("1824", UnitKind.UNIT, "SN-V")
    w.add_unit("BSN", UnitKind.BOARD, "KF")
    w.add_unit("SKOLA", UnitKind.UNIT, "BSN")
    w.add_person("elsa", Role.ELECTED_MEMBER, "SN")
    w.add_person("eva", Role.BOARD_SECRETARY, "SN")
    w.add_person("dag", Role.DIRECTOR, "SN-F", "Socialdirektör")
    w.add_person("johan", Role.DIVISION_MANAGER, "SN-V", "Verksamhetschef, Vuxna")
    w.add_person("anna", Role.UNIT_MANAGER, "AFE")
    w.add_person("cecilia", Role.UNIT_MANAGER, "1824")
    w.add_person("kim", Role.CONTROLLER, "SN-F")
    w.add_person("karin", Role.QUALITY_DEVELOPER, "SN-F")
    w.add_person("bo", Role.CASE_WORKER, "AFE")
    w.add_person("disa", Role.AUDITOR, "KF")
    w.add_person("adam", Role.ADMINISTRATOR, "KS")
    w.add_person("sven", Role.UNIT_MANAGER, "SKOLA")
    w.people["nils"] = UserFactory(username="nils", name="Nils")  # holds nothing
    return w
