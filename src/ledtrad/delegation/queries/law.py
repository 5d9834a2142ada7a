"""What the law says of items: what may not be delegated, and laws that no longer hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ledtrad.delegation.models import DelegationItem, DelegationOrder, ForbiddenMatter, Statute
from ledtrad.delegation.rules.forbidden import Law, Matter, Only, Warned, expired, groups_of, warnings
from ledtrad.delegation.rules.orders import is_body, is_committee
from ledtrad.organisation.models import Unit
from ledtrad.organisation.rules import UnitKind


@dataclass(frozen=True)
class LawBook:
    """What the database knows of the law."""

    matters: tuple[Matter, ...]
    laws: tuple[Law, ...]

    def warnings(self, item: DelegationItem, bodies: Iterable[str], day: date) -> list[Warned]:
        """What the item looks like that may not be delegated. Its delegates must be fetched already."""
        delegates = list(item.delegates.all())
        text = f"{item.title} {item.statute}"
        only = _only([("" if d.level else d.name) for d in delegates], list(bodies))
        return warnings(text, matters=self.matters, day=day, only=only, motivation=item.motivation)

    def expired(self, item: DelegationItem, written_on: date, day: date) -> list[Law]:
        """The laws that the item rests on and that have ceased to hold."""
        return list(expired(item.statute, self.laws, written_on=written_on, day=day)) if item.statute else []


def _only(names: list[str], bodies: list[str]) -> Only | None:
    if names and all(is_committee(name, bodies) for name in names):
        return Only.COMMITTEES
    return Only.ELECTED if names and all(is_body(name, bodies) for name in names) else None


def law_book() -> LawBook:
    """Two queries."""
    matters = tuple(
        Matter(
            m.code, m.statute, m.explanation, groups_of(m.words), m.blocks, m.committee_may, m.valid_from, m.valid_to
        )
        for m in ForbiddenMatter.objects.all()
    )
    laws = tuple(Law(s.reference, s.valid_from, s.valid_to, s.replaced_by) for s in Statute.objects.all())
    return LawBook(matters, laws)


def bodies_of(board_id: int) -> list[str]:
    """The names of a board's committees. One query."""
    rows = Unit.objects.filter(kind=UnitKind.COMMITTEE, parent=board_id)
    return list(rows.values_list("name", flat=True))


def unexplained(order: DelegationOrder, items: Iterable[DelegationItem], day: date) -> list[str]:
    """The items that clearly may not be delegated and say nothing of why they may: number and paragraph."""
    book, bodies = law_book(), bodies_of(order.board_id)
    return [
        f"{item.number} ({warned.matter.statute})"
        for item in items
        for warned in book.warnings(item, bodies, day)
        if warned.blocks
    ]
