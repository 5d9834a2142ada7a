"""The decisions of the demonstration, what the board was told of them, and what is wrong, counted by the script itself.

Nothing here knows the control: each fault is written down when it is planted, and counted from that.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

CUTOFF = timedelta(days=7)


@dataclass(eq=False)
class Decision:
    """One decision as its source tells it, and at which meetings the board was told."""

    item: str
    series: str
    function: str  # its number
    title: str
    person: str
    day: date
    matter: str
    text: str
    amount: str
    begins: date | None
    ends: date | None
    mark: str
    subject: str
    reporting: str
    place: int
    id: str = ""
    number: int = 0
    # When its row came in: None with the rest of its time.
    came_on: date | None = None
    told: list[date] = field(default_factory=list)
    # What a list says otherwise than the decision, by column.
    told_otherwise: dict[str, str] = field(default_factory=dict)
    skip_before: int = 0
    fault: str = ""

    @property
    def source(self) -> str:
        return "Lönesystem" if self.series == "AN" else "Verksamhetssystem"

    @property
    def is_to_be_told(self) -> bool:
        return self.reporting == "reported"


@dataclass(frozen=True)
class Orphan:
    """A row of a list about a decision that is nowhere."""

    like: Decision
    id: str
    told_on: date


@dataclass(frozen=True)
class Planted:
    """A fault: its kind, the decision's day, and from which day on it can be seen."""

    kind: str
    day: date
    seen_from: date


@dataclass
class Population:
    """Everything that the demonstration's board decided, by its delegates."""

    meetings: list[date]
    decisions: list[Decision] = field(default_factory=list)
    orphans: list[Orphan] = field(default_factory=list)
    planted: list[Planted] = field(default_factory=list)
    taken_off: list[Decision] = field(default_factory=list)

    def due(self, day: date) -> date:
        """The first meeting at least a week after the decision."""
        return next(held for held in self.meetings if held >= day + CUTOFF)

    def next_after(self, meeting: date) -> date:
        return next(held for held in self.meetings if held > meeting)

    def between(self, first: date, last: date) -> Iterator[Decision]:
        return (d for d in self.decisions if first <= d.day <= last)

    def plant(self, kind: str, day: date, seen_from: date) -> None:
        self.planted.append(Planted(kind, day, seen_from))

    def expected(self, first: date, last: date, on: date) -> dict[str, int]:
        """How many findings of each kind a control of the period must give when it is made on that day.

        Whether something is told too late, or not at all, depends on the day: what was told after it was still missing.
        """
        counts = Counter(p.kind for p in self.planted if first <= p.day <= last and p.seen_from <= on)
        for decision in self.between(first, last):
            if (decision.came_on is not None and decision.came_on > on) or not decision.is_to_be_told:
                continue
            due = self.due(decision.day)
            told = min((day for day in decision.told if day <= on), default=None)
            if told is None and due <= on:
                counts["missing"] += 1
            elif told is not None and told > due:
                counts["late"] += 1
        return dict(counts)

    def totals(self, first: date, last: date) -> dict[str, int]:
        """How many there are, by what becomes of them."""
        by: Mapping[str, int] = Counter(d.reporting for d in self.between(first, last))
        return {"decisions": sum(by.values()), "to_report": by.get("reported", 0), "execution": by.get("execution", 0)}
