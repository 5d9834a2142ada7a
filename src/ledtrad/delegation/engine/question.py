"""What a control is asked, and what it answers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from ledtrad.delegation.rules.due import CUTOFF_DAYS
from ledtrad.delegation.rules.requirements import DEFAULT
from ledtrad.delegation.rules.requirements import Requirement as Requirement
from ledtrad.delegation.rules.words import FindingKind


@dataclass(frozen=True)
class Question:
    """The board (None: all at once) and the decisions from `first` to `last`, judged by what was held as of a day.

    `board` is named as the tables name it: by its number in our own, by its text in files. `broken` are the sources
    whose numbers are not meant to follow on one another: no gaps are looked for there.
    """

    board: str | None
    first: date
    last: date
    as_of: date
    cutoff_days: int = CUTOFF_DAYS
    requirements: tuple[Requirement, ...] = DEFAULT
    broken: frozenset[str] = frozenset()


class Found(NamedTuple):
    """One finding. Its `facts` decide whether one that was handled comes back; `ref` is the decision's key, if any."""

    kind: FindingKind
    source: str
    source_id: str
    range: str
    facts: dict[str, Any]
    board: str = ""
    ref: int | None = None


@dataclass
class Outcome:
    """All that a control found. `inputs` tells what was read: {table: {"rows": n, "sha256": "…"}}."""

    totals: dict[str, int]
    counts: dict[str, int]
    findings: Sequence[Found]
    inputs: dict[str, dict[str, Any]] = field(default_factory=dict)
    seconds: float = 0.0
    engine: str = ""
