"""Where a report-back leads further up the house: the paper that it becomes. Upper packages say so here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ledtrad.activities.models import ReportBack
from ledtrad.core.actors import Actor


@dataclass(frozen=True)
class Way:
    """A link, or a button that leads to a form."""

    url: str
    label: str
    is_button: bool = False


Find = Callable[[Sequence[ReportBack], Actor], Mapping[int, Sequence[Way]]]
_finds: dict[str, Find] = {}


def register(name: str, find: Find) -> None:
    """Add a source of ways onward. It gets all report-backs of one assignment and answers by their ids.

    It asks a fixed number of queries, and names nothing that the actor may not see.
    """
    _finds[name] = find


def ways(report_backs: Sequence[ReportBack], actor: Actor) -> dict[int, list[Way]]:
    """The ways onward of each report-back, by its id."""
    found: dict[int, list[Way]] = {}
    for find in _finds.values():
        for pk, more in find(report_backs, actor).items():
            found.setdefault(pk, []).extend(more)
    return found


Decided = Callable[[ReportBack, Actor], tuple[date, str] | None]
_decided: dict[str, Decided] = {}


def register_decided(name: str, find: Decided) -> None:
    """Say who knows when, and as which paragraph, a board has decided on the paper of a report. One query."""
    _decided[name] = find


def decided(report_back: ReportBack, actor: Actor) -> tuple[date, str] | None:
    """The day and paragraph of the board's decision, where one is known: what its answer is proposed to say."""
    return next((found for find in _decided.values() if (found := find(report_back, actor)) is not None), None)
