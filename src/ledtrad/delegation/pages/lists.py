"""Lists as a page shows them: masked by what the reader may see."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from ledtrad.core.numbers import MISSING
from ledtrad.delegation.models import DecisionReport, FindingTask, ListChoice, ReportedDecision
from ledtrad.delegation.queries.lists import Proposal, items_of
from ledtrad.delegation.rules.control import labels
from ledtrad.delegation.rules.listing import Waiting, mask_needed
from ledtrad.organisation.rules import Power

if TYPE_CHECKING:
    from ledtrad.organisation.models import User


@dataclass(frozen=True)
class Line:
    """One decision as this reader sees it."""

    row: Waiting
    shown: bool
    lacks: str = ""
    task: FindingTask | None = None

    @property
    def name(self) -> str:
        return self.row.source_id if self.shown else _("Beslut med sekretess")

    @property
    def who(self) -> str:
        """Who has to mend it."""
        if self.task is not None:
            return str(self.task.to_person or self.task.to_function)
        return ", ".join(filter(None, [self.row.function, self.row.person])) or _("okänd delegat")


@dataclass
class Part:
    """One area with its lines."""

    heading: str
    rows: list[Line] = field(default_factory=list)
    delegates: list[tuple[str, int]] = field(default_factory=list)
    incomplete: int = 0
    total: int = 0


@dataclass(frozen=True)
class Shown:
    """A proposal for one reader."""

    incomplete: list[Line]
    parts: list[Part]
    taken_off: list[tuple[Line, ListChoice]]
    hidden: int
    secret: int  # rows that this reader sees and that tell something about a person


MOST_IN_AREA = 100
"""An area with more decisions than this is shown whole only when asked for."""


def masked_proposal(
    proposal: Proposal, user: "User", tasks: Mapping[int | None, FindingTask], *, whole: bool = False
) -> Shown:
    """The proposal as this reader may see it. No query: it is read by those who follow the board as a whole."""
    most = None if whole else MOST_IN_AREA

    def line(row: Waiting) -> Line:
        return Line(row, _seen(row, user), labels(row.missing), tasks.get(row.pk))

    parts = [
        Part(g.area or _("Utan område"), [line(r) for r in g.rows[:most]], g.delegates, g.incomplete, len(g.rows))
        for g in proposal.groups
    ]
    hidden = sum(1 for row in proposal.rows if not _seen(row, user))
    taken = [(line(row), choice) for row, choice in proposal.taken_off]
    incomplete = [line(row) for row in proposal.incomplete]
    drawn = [*incomplete, *(one for part in parts for one in part.rows), *(one for one, _choice in taken)]
    read = {one.row.pk for one in drawn if one.shown and mask_needed(one.row, proposal.pseudonyms)}
    return Shown(incomplete, parts, taken, hidden, len(read))


def _seen(row: Waiting, user: "User") -> bool:
    access = user.access
    if row.confidentiality != "confidential" or (row.holder_id is not None and row.holder_id == user.pk):
        return True
    return access.has(Power.FOLLOW_DECISIONS, row.unit_id) and access.has(Power.READ_CONFIDENTIAL, row.unit_id)


@dataclass(frozen=True)
class LaidLine:
    """One row of a laid list as this reader sees it."""

    row: ReportedDecision
    title: str

    @property
    def shown(self) -> bool:
        return bool(self.row.shown)  # type: ignore[attr-defined]

    @property
    def number(self) -> int:
        return int(self.row.number)  # type: ignore[attr-defined]

    @property
    def function(self) -> str:
        return self.row.function or MISSING


@dataclass
class LaidPart:
    heading: str
    rows: list[LaidLine] = field(default_factory=list)
    total: int = 0


def laid_groups(report: DecisionReport, rows: Iterable[Any], *, whole: bool = True) -> tuple[list[LaidPart], int]:
    """A laid list by area, from its `laid_rows`, and how many of them are masked. One query.

    Not `whole`: the beginning of each area.
    """
    items = items_of(report.board_id)
    parts: dict[str, LaidPart] = {}
    hidden = 0
    for row in rows:
        item = items.on(row.decided_on, row.item) if row.decided_on is not None else None
        area = item.area if item is not None and item.area else _("Utan område")
        line = LaidLine(row, item.title if item is not None else "")
        hidden += not line.shown
        parts.setdefault(area, LaidPart(area)).rows.append(line)
    most = None if whole else MOST_IN_AREA
    found = [LaidPart(part.heading, part.rows[:most], len(part.rows)) for part in parts.values()]
    return sorted(found, key=lambda part: (-part.total, part.heading)), hidden
