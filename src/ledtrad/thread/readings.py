"""What nodes say in figures: a registry, so that goals and plans show figures without knowing indicators."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Protocol

from ledtrad.core.periods import Period
from ledtrad.thread.rules import Status


class Reading(Protocol):
    """A node's figure against its target, in words for people.

    `value` is "30 %", or "–" when there is none; `target` "minst 45 %", or "" without a target; `word` goes beside
    the shape: "Efter takten". A provider may put it in words when somebody looks.
    """

    @property
    def node_id(self) -> int: ...

    @property
    def value(self) -> str: ...

    @property
    def period(self) -> Period | None: ...

    @property
    def target(self) -> str: ...

    @property
    def status(self) -> Status: ...

    @property
    def word(self) -> str: ...

    @property
    def sentence(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Given:
    """A reading that is already in words."""

    node_id: int
    value: str
    period: Period | None
    target: str
    status: Status
    word: str
    sentence: str


Provider = Callable[[Collection[int], Period | None], Iterable[Reading]]
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Add a provider. It gets node ids and a period (None: the latest), and asks a fixed number of queries."""
    _providers.append(provider)


def of(node_ids: Collection[int], *, period: Period | None = None) -> dict[int, Reading]:
    """The readings of these nodes, by id. The caller has made sure that the nodes may be seen."""
    return {r.node_id: r for provider in _providers for r in provider(node_ids, period)}
