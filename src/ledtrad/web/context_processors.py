"""What every page has around it: municipality, units to go to, the person's own settings.

Everything is lazy: a fragment that shows none of it costs no query.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ledtrad.core import clock
from ledtrad.delegation.queries.findings import MOST_COUNTED, open_count
from ledtrad.organisation.models import Function, Municipality, Unit
from ledtrad.organisation.rules import BOARD_KINDS, Power

MENU_LENGTH = 30
_UNIT_COLUMNS = ("id", "number", "name", "kind", "depth")


@dataclass(frozen=True)
class MenuUnit:
    """A unit that one can go to from the top bar."""

    id: int
    number: str
    name: str
    is_board: bool
    indent: int
    title: str

    @property
    def url(self) -> str:
        """The unit's page, or nothing if there is none."""
        try:
            return reverse("unit", args=[self.number])
        except NoReverseMatch:
            return ""


class Shell:
    """The surroundings of a page. One query for names and units, asked when first needed."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.demo: bool = settings.LEDTRAD_DEMO

    @property
    def user(self) -> Any:
        return getattr(self.request, "user", None)

    @property
    def logged_in(self) -> bool:
        return bool(self.user is not None and self.user.is_authenticated)

    @property
    def language(self) -> str:
        return (get_language() or "sv")[:2]

    @property
    def colour_scheme(self) -> str:
        """auto, light or dark, as the person has chosen."""
        return getattr(self.user, "colour_scheme", "auto") if self.logged_in else "auto"

    @cached_property
    def today(self) -> date:
        return clock.today()

    @cached_property
    def now(self) -> datetime:
        """When the figures on the page were fetched; stands still with the demonstration."""
        return clock.now()

    @property
    def home_unit_id(self) -> int | None:
        return self.user.access.home_unit_id if self.logged_in else None

    @cached_property
    def units(self) -> list[MenuUnit]:
        """Boards within sight, then the way from one's own board to one's own unit and the units under it."""
        return [MenuUnit(**row) for row in self._rows]

    @property
    def home_unit(self) -> MenuUnit | None:
        return next((u for u in self.units if u.id == self.home_unit_id), None)

    @property
    def function_title(self) -> str:
        """What the person is in their own unit: "Enhetschef"."""
        return self.home_unit.title if self.home_unit else ""

    @cached_property
    def municipality(self) -> Municipality | None:
        """Name and address for comments; read together with the units for those who have logged in."""
        self._rows  # noqa: B018 - fills _municipality on the way
        return self._municipality if self._municipality is not None else Municipality.objects.first()

    @property
    def municipality_name(self) -> str:
        return self.municipality.name if self.municipality else _("Kommunen")

    @property
    def municipality_short_name(self) -> str:
        return self.municipality.short_name if self.municipality else _("Kommunen")

    @property
    def open_findings(self) -> int | None:
        """Open findings about delegated decisions that concern the person; comes with the units."""
        return self._findings if self._rows else None

    _municipality: Municipality | None = None
    _findings: int | None = None

    @cached_property
    def _rows(self) -> list[dict[str, Any]]:
        ids = self._unit_ids()
        if not ids:
            return []
        own = Function.objects.filter(pk__in=self.user.access.functions, unit__in=ids)
        titles = Subquery(own.filter(unit=OuterRef("pk")).order_by("number").values("title")[:1])
        rows = list(
            Unit.objects.filter(pk__in=ids)
            .order_by("path")
            .annotate(title=Coalesce(titles, Value("")), **_municipality_columns(), findings=self._count_findings())
            .values(*_UNIT_COLUMNS, "title", "m_code", "m_name", "m_email", "findings")[:MENU_LENGTH]
        )
        return self._menu_rows(rows)

    def _menu_rows(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        top = min((row["depth"] for row in rows), default=0)
        found = []
        for row in rows:
            code, name, email = row.pop("m_code"), row.pop("m_name"), row.pop("m_email")
            self._findings = row.pop("findings")
            if name is not None:
                self._municipality = Municipality(code=code, name=name, contact_email=email)
            row["is_board"] = row.pop("kind") in BOARD_KINDS
            row["indent"] = min(row.pop("depth") - top, 4)
            found.append(row)
        return found

    def _count_findings(self) -> Any:
        found = open_count(self.user)
        return Value(0) if found is None else _Counted(found.values("pk")[:MOST_COUNTED])

    def _unit_ids(self) -> set[int]:
        if not self.logged_in:
            return set()
        access = self.user.access
        places = access.tree.places
        ids = {i for i in access.units(Power.READ_INTERNAL) if i in places and places[i].kind in BOARD_KINDS}
        home = access.home_unit_id
        if home is not None:
            ids |= {home, *access.tree.above(home), *access.tree.children.get(home, ())}
        return ids


class _Counted(Subquery):
    """How many rows a query gives, as a part of another."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def _municipality_columns() -> dict[str, Any]:
    one = Municipality.objects.order_by("pk")
    return {
        "m_code": Subquery(one.values("code")[:1]),
        "m_name": Subquery(one.values("name")[:1]),
        "m_email": Subquery(one.values("contact_email")[:1]),
    }


def shell_of(request: HttpRequest) -> Shell:
    """The one shell of a request."""
    found: Shell | None = getattr(request, "ledtrad_shell", None)
    if found is None:
        found = request.ledtrad_shell = Shell(request)  # type: ignore[attr-defined]
    return found


def shell(request: HttpRequest) -> dict[str, Any]:
    """`shell` in every template."""
    return {"shell": shell_of(request)}
