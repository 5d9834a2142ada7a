"""How a decision was reported, and how large a share was in time: plain values in, plain values out."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from ledtrad.delegation.rules.sentences import share


class State(models.TextChoices):
    """How it went with one decision; the last is everything that has come due."""

    IN_TIME = "in_time", _("Anmält i tid")
    LATE = "late", _("Anmält sent")
    MISSING = "missing", _("Inte anmält")
    WAITS = "waits", _("Väntar på sammanträde")
    DUE = "due", _("Skulle ha anmälts")


def state_of(due: date | None, told: date | None, today: date) -> State:
    """As the control judges: reported at the due meeting or before, later, not at all, or not due yet."""
    if told is not None:
        return State.LATE if due is not None and told > due else State.IN_TIME
    return State.MISSING if due is not None and due <= today else State.WAITS


@dataclass(frozen=True)
class Counted:
    """So many decisions that are alike."""

    month: str
    item: str
    function: str
    state: State
    count: int


@dataclass
class Share:
    """How many of those that should have been reported were, in time."""

    key: str
    in_time: int = 0
    late: int = 0
    missing: int = 0
    waits: int = 0

    @property
    def due(self) -> int:
        return self.in_time + self.late + self.missing

    @property
    def percent(self) -> Decimal | None:
        return share(self.in_time, self.due)

    def add(self, row: Counted) -> None:
        setattr(self, row.state.value, getattr(self, row.state.value) + row.count)


def shares(rows: Iterable[Counted], by: Callable[[Counted], str]) -> list[Share]:
    """The shares by whatever `by` says, in its order."""
    found: dict[str, Share] = {}
    for row in rows:
        key = by(row)
        found.setdefault(key, Share(key)).add(row)
    return [found[key] for key in sorted(found)]


def worst_first(rows: Iterable[Share]) -> list[Share]:
    """Lowest share first; then the most decisions. What is not due yet comes last."""
    return sorted(rows, key=lambda s: (s.percent is None, s.percent or 0, -s.due, s.key))
