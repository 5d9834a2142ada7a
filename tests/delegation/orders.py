"""Orders to test with."""

from datetime import date

from ledtrad.delegation.actions import items, orders
from ledtrad.delegation.actions.items import Delegate
from ledtrad.delegation.models import DelegationOrder
from ledtrad.delegation.rules.words import Onward, Reporting
from ledtrad.organisation.actors import system_actor

ROWS = [
    ("2.1", "Ekonomiskt bistånd", "Bistånd enligt norm", ["Handläggare"]),
    ("2.2", "Ekonomiskt bistånd", "Bistånd över norm", ["Enhetschef"]),
    ("5.1", "Anställning", "Anställning av vikarie", ["Socialdirektör"]),
]


def draft(world, name="2021:2", board="SN", rows=ROWS):
    """A draft with some items."""
    made = orders.open_draft(board=world.unit(board), name=name, actor=system_actor())
    for number, area, title, delegates in rows:
        items.add(
            order=made,
            values={"number": number, "area": area, "title": title, "onward": Onward.HEAD,
                    "reporting": Reporting.REPORTED, "statute": "4 kap. 1 § SoL"},
            delegates=[Delegate(d) for d in delegates],
            actor=system_actor(),
        )  # fmt: skip
    made.refresh_from_db()
    return made


def in_force(world, name="2021:1", board="SN", rows=ROWS, since=date(2021, 1, 1)) -> DelegationOrder:
    """An order that holds today."""
    return orders.adopt(
        order=draft(world, name, board, rows), adopted_on=since, reference="§ 3", valid_from=since,
        actor=system_actor(), seen=None,
    )  # fmt: skip
