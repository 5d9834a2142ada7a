"""What one user may see and do today: the rules, fed from the database. One query per request."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Cast

from ledtrad.core import clock
from ledtrad.organisation import rules
from ledtrad.organisation.models import Holding, Unit
from ledtrad.organisation.rules import Confidentiality, Place, Post, Power, Role, Tree

if TYPE_CHECKING:
    from ledtrad.organisation.models import User


@dataclass
class Access:
    """Answers about one person's rights. `everything` is for the system itself: imports of the demo, migrations."""

    posts: tuple[Post, ...]
    tree: Tree
    everything: bool = False
    _units: dict[Power, frozenset[int]] = field(default_factory=dict)

    def units(self, power: Power) -> frozenset[int]:
        """The ids of the units where this person has `power`."""
        if power not in self._units:
            self._units[power] = (
                frozenset(self.tree.places) if self.everything else rules.units_within(power, self.posts, self.tree)
            )
        return self._units[power]

    def has(self, power: Power, unit_id: int | None) -> bool:
        """Whether this person has `power` in that unit."""
        return self.everything or (unit_id is not None and unit_id in self.units(power))

    def anywhere(self, power: Power) -> bool:
        """Whether this person has `power` in any unit at all."""
        return self.everything or any(power in rules.POWERS[p.role] for p in self.posts)

    def holds(self, function_id: int | None) -> bool:
        """Whether this person holds that function today."""
        return function_id is not None and function_id in self.functions

    def manages(self, unit_id: int | None) -> bool:
        return self.has(Power.MANAGE, unit_id)

    def may_edit(self, unit_id: int | None) -> bool:
        return self.has(Power.EDIT, unit_id)

    def may_plan(self, unit_id: int | None) -> bool:
        return self.has(Power.PLAN, unit_id)

    def may_contribute(self, unit_id: int | None) -> bool:
        """Comment and attach: in one's scope, or anywhere above it."""
        return self.everything or (
            self.anywhere(Power.CONTRIBUTE) and unit_id is not None and unit_id in self.units(Power.READ_INTERNAL)
        )

    @property
    def administers(self) -> bool:
        return self.anywhere(Power.ADMINISTER)

    @property
    def reviews(self) -> frozenset[int]:
        """The units where this person sees to that nobody reads without cause: who leads or plans, and may read it."""
        leads = self.units(Power.MANAGE) | self.units(Power.PLAN)
        return self.units(Power.READ_CONFIDENTIAL) & leads

    @property
    def is_auditor(self) -> bool:
        return any(p.role == Role.AUDITOR for p in self.posts)

    @property
    def reads_everywhere(self) -> bool:
        return self.everything or any(p.role in rules.READS_EVERYWHERE for p in self.posts)

    @cached_property
    def functions(self) -> frozenset[int]:
        """The ids of the functions held today."""
        return frozenset(p.function_id for p in self.posts)

    @cached_property
    def home_unit_id(self) -> int | None:
        """The unit to show first: the one of the first function held."""
        return self.posts[0].unit_id if self.posts else None

    @cached_property
    def home_board_id(self) -> int | None:
        return self.tree.board_of(self.home_unit_id) if self.home_unit_id is not None else None

    def sees(self, *, unit_id: int | None, confidentiality: str, responsible_id: int | None = None) -> bool:
        """Whether a thing with these marks may be seen. The same truth as `visible`, for one thing in hand."""
        if self.everything or confidentiality == Confidentiality.OPEN or self.holds(responsible_id):
            return True
        power = Power.READ_INTERNAL if confidentiality == Confidentiality.INTERNAL else Power.READ_CONFIDENTIAL
        return self.has(power, unit_id)

    def visible(self, *, unit: str = "unit", responsible: str | None = "responsible", prefix: str = "") -> Q:
        """The condition for rows that carry `confidentiality`, a unit and perhaps a responsible function.

        `prefix` is the path to them, such as ``"node__"``; `unit` and `responsible` name the foreign keys.
        """
        if self.everything:
            return Q()
        mark = f"{prefix}confidentiality"
        seen = Q(**{mark: Confidentiality.OPEN})
        seen |= Q(**{mark: Confidentiality.INTERNAL, f"{prefix}{unit}_id__in": self.units(Power.READ_INTERNAL)})
        seen |= Q(**{mark: Confidentiality.CONFIDENTIAL, f"{prefix}{unit}_id__in": self.units(Power.READ_CONFIDENTIAL)})
        if responsible is not None and self.functions:
            seen |= Q(**{f"{prefix}{responsible}_id__in": self.functions})
        return seen

    def visible_ledger(self) -> Q:
        """The ledger entries this person may read: as the things they are about."""
        if self.everything:
            return Q()
        inner, secret = self.units(Power.READ_INTERNAL), self.units(Power.READ_CONFIDENTIAL)
        seen = Q(confidentiality=Confidentiality.OPEN)
        seen |= Q(confidentiality=Confidentiality.INTERNAL, unit_id__in=inner)
        seen |= Q(confidentiality=Confidentiality.CONFIDENTIAL, unit_id__in=secret)
        if self.reads_everywhere:
            seen |= Q(confidentiality=Confidentiality.INTERNAL)
        return seen


def load_tree() -> Tree:
    """The organisation tree. One query."""
    return Tree(Place(*row) for row in Unit.objects.order_by("path").values_list("id", "parent_id", "kind"))


def access_of(user: "User") -> Access:
    """What `user` may see and do on today's date. One query: it is asked on every page."""
    if not user.is_active:
        return Access(posts=(), tree=load_tree())
    held = (
        Holding.objects.filter(person=user)
        .on(clock.today())
        .order_by()
        .values_list(Value("post"), Cast("valid_from", CharField()), "id", "function_id", "function__unit_id")
        .annotate(word=F("function__role"))
    )
    units = Unit.objects.order_by().values_list(Value("unit"), "path", "id", "id", "parent_id").annotate(word=F("kind"))
    rows = sorted(units.union(held, all=True), key=lambda row: row[:3])
    return Access(
        posts=tuple(Post(a, b, Role(word)) for what, _order, _id, a, b, word in rows if what == "post"),
        tree=Tree(Place(a, b, word) for what, _order, _id, a, b, word in rows if what == "unit"),
    )


def access_to_everything() -> Access:
    """For the system's own work. One query."""
    return Access(posts=(), tree=load_tree(), everything=True)


def nobody() -> Access:
    """For visitors who have not logged in: nothing, not even what is open."""
    return Access(posts=(), tree=Tree(()))
