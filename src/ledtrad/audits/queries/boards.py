"""The municipality's boards, and who writes for them."""

from collections.abc import Collection

from ledtrad.audits.rules.recipients import Board
from ledtrad.organisation.models import Function, Unit
from ledtrad.organisation.rules import BOARD_KINDS, Role


def boards() -> list[Unit]:
    """Every board, from the council down. One query."""
    return list(Unit.objects.filter(kind__in=BOARD_KINDS).order_by("path"))


def as_named(units: Collection[Unit]) -> list[Board]:
    """The boards as the rules know them."""
    return [Board(unit.pk, unit.number, unit.name, unit.kind) for unit in units]


def answering(board_ids: Collection[int]) -> dict[int, Function]:
    """Who writes the statement of each board: its secretary, or else its director. Two queries."""
    units = {unit.pk: unit for unit in Unit.objects.filter(pk__in=board_ids)}
    posts = Function.objects.filter(role__in=[Role.BOARD_SECRETARY, Role.DIRECTOR]).select_related("unit")
    found: dict[int, Function] = {}
    for post in sorted(posts, key=lambda p: (p.role != Role.BOARD_SECRETARY, p.unit.depth, p.number)):
        for pk, unit in units.items():
            below = post.unit.path.startswith(unit.path)
            own = post.unit_id == pk or (below and post.unit.parent_id == pk and not post.unit.is_board)
            if own:
                found.setdefault(pk, post)
    return found
