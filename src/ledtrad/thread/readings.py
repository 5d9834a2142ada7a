"""What nodes say in figures: a registry, so that goals and plans show figures without knowing indicators."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from ledtrad.core.periods import Period
from ledtrad.thread.rules import Status


@dataclass(frozen=True, slots=True)
class Reading:
    """A node's latest figure against its target, in words for people."""

    node_id: int
    value: str  # "30 %", or "–" when there is none
    period: Period | None
    target: str  # "minst 45 %", or "" without a target
    status: Status
    word: str  # "Efter takten"
    sentence: str


Provider = Callable[[Collection[int], Period | None], Iterable[Reading]]
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Add a provider. It gets node ids and a period (None: the latest), and asks a fixed number of queries."""
    _providers.append(provider)


def of(node_ids: Collection[int], *, period: Period | None = None) -> dict[int, Reading]:
    """The readings of these nodes, by id. The caller has made sure that the nodes may be seen."""
    return {r.node_id: r for provider in _providers for r in provider(node_ids, period)}
