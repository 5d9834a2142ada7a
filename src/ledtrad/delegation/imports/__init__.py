"""What comes in: orders, holdings, decisions and what was reported, by the columns of the contract."""

from ledtrad.core import imports
from ledtrad.delegation.imports.decisions import Decisions
from ledtrad.delegation.imports.draft_items import DraftItems
from ledtrad.delegation.imports.holdings import Holdings
from ledtrad.delegation.imports.orders import Orders
from ledtrad.delegation.imports.reported import Reported
from ledtrad.delegation.imports.unexecuted import Unexecuted


def register() -> None:
    """Called when the app is ready."""
    for importer in (Orders(), DraftItems(), Holdings(), Decisions(), Reported(), Unexecuted()):
        imports.register(importer)
