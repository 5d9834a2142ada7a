"""Assignments and their report-backs: what is late, what comes next, in which state that leaves it. Plain values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from ledtrad.thread.rules import Status

#: So long may an assignment stand without anything that answers it.
UNANSWERED_AFTER = timedelta(days=60)


class Answer(StrEnum):
    """What a board can say about a report-back."""

    ACCEPT = "accept"
    CLOSE = "close"
    MORE = "more"
    EFFECT = "effect"


#: These ask for another report, so they need a day.
ASKS_AGAIN = frozenset({Answer.MORE, Answer.EFFECT})


@dataclass(frozen=True, slots=True)
class Reported:
    """A report-back as the rules need it: when it was due, handed in and answered, and whether it is of the effect."""

    due_on: date
    reported_on: date | None = None
    answered_on: date | None = None
    asks_effect: bool = False

    def is_awaited(self, day: date) -> bool:
        """Whether nothing was handed in by the end of that day."""
        return self.reported_on is None or self.reported_on > day

    def is_unanswered(self, day: date) -> bool:
        """Whether the board had said nothing about it by the end of that day."""
        return self.answered_on is None or self.answered_on > day


@dataclass(frozen=True, slots=True)
class Stage:
    """A report-back among the others: which one it follows, and whether the board asked for more or approved."""

    nr: int
    follows: int | None
    asks_more: bool
    is_approved: bool


def completed(rows: Iterable[Stage]) -> frozenset[int]:
    """The numbers of those that were to be supplemented and have been: what follows was approved, at last."""
    after: dict[int, list[Stage]] = {}
    found = list(rows)
    for row in found:
        if row.follows is not None:
            after.setdefault(row.follows, []).append(row)

    def is_completed(row: Stage) -> bool:
        later = after.get(row.nr, ())
        return any(one.is_approved or (one.asks_more and is_completed(one)) for one in later if one.nr > row.nr)

    return frozenset(row.nr for row in found if row.asks_more and is_completed(row))


def next_due(rows: Iterable[Reported], day: date) -> date | None:
    """The earliest day of those that are not handed in by `day`; it has passed when the assignment is late."""
    return min((r.due_on for r in rows if r.is_awaited(day)), default=None)


def days_late(rows: Iterable[Reported], day: date) -> int:
    """How many days the report that has been late the longest is late on `day`; zero when none is."""
    due_on = next_due(rows, day)
    return max((day - due_on).days, 0) if due_on is not None else 0


def waits_for_board(rows: Iterable[Reported], day: date) -> bool:
    """Whether something is handed in that the board has not answered."""
    return any(not r.is_awaited(day) and r.is_unanswered(day) for r in rows)


def latest_reported(rows: Iterable[Reported], day: date) -> date | None:
    """When the latest report that was handed in by `day` came."""
    return max((r.reported_on for r in rows if r.reported_on is not None and r.reported_on <= day), default=None)


def awaits_effect_alone(unanswered: Sequence[bool]) -> bool:
    """Whether what remains to be answered is of the effect and nothing else; `unanswered` says so of each."""
    return bool(unanswered) and all(unanswered)


def is_open_on(decided_on: date, closed_on: date | None, day: date) -> bool:
    """Whether the board had given it by that day and not ended it: closing on the day ends it that day."""
    return decided_on <= day and (closed_on is None or closed_on > day)


class Look(StrEnum):
    """How an assignment stands, as its lists say in a word."""

    LATE = "late"
    WAITS = "waits"
    UNDATED = "undated"
    IN_TIME = "in_time"
    EFFECT = "effect"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


def look(*, state: str, due_on: date | None, waits: bool, today: date) -> Look:
    """What to say of it: `due_on` is the next day, `waits` whether the board has something to answer."""
    if state in ("closed", "withdrawn"):
        return Look(state)
    if due_on is not None and due_on < today:
        return Look.LATE
    if waits:
        return Look.WAITS
    if due_on is None:
        return Look.UNDATED
    return Look.EFFECT if state == "effect" else Look.IN_TIME


def standing(*, is_closed: bool, is_withdrawn: bool, is_late: bool) -> Status:
    """Closed by the board → met. Late → missed. Otherwise it says nothing yet, and taken back nothing more."""
    if is_withdrawn:
        return Status.NONE
    if is_closed:
        return Status.MET
    return Status.MISSED if is_late else Status.NONE


def is_left_alone(decided_on: date, today: date) -> bool:
    """Whether so long has passed since the decision that something should answer it."""
    return decided_on + UNANSWERED_AFTER <= today


@dataclass(frozen=True, slots=True)
class Work:
    """An activity that answers an assignment, with the words for it: what its line in a report begins with and says."""

    state: str
    title: str
    when: str = ""
    reason: str = ""


#: In which order the lines of a proposed report come, by the state of the activity.
TAKEN, PLANNED = ("done", "ongoing"), ("planned", "on_hold", "dropped")


def proposed_lines(work: Iterable[Work], states: Sequence[str]) -> str:
    """The activities in these states as a list, in the order of the states: ``- Title (klar 3 mars 2021)``."""
    rows = [w for w in work if w.state in states]
    rows.sort(key=lambda w: states.index(w.state))
    return "\n".join(f"- {w.title}{_aside(w)}" for w in rows)


def _aside(work: Work) -> str:
    said = ": ".join(part for part in (work.when, work.reason) if part)
    return f" ({said})" if said else ""
