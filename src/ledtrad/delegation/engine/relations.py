"""What an adapter gives the control: the relations of `checks`, and a way to ask."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from types import TracebackType
from typing import Any, Self


class Relations(ABC):
    """A context in which the relations are there. `inputs` tells what was read, once they are."""

    engine: str
    maybe_blank = ""
    """A quick condition on a text that everything blank fulfils ("{}" is the text), where there is one."""
    inputs: dict[str, dict[str, Any]]

    @abstractmethod
    def __enter__(self) -> Self: ...

    @abstractmethod
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    @abstractmethod
    def run(self, statement: str) -> None:
        """Do what makes a table."""

    @abstractmethod
    def rows(self, statement: str) -> Iterator[tuple[Any, ...]]:
        """What a statement answers, a batch at a time."""

    def one(self, statement: str) -> tuple[Any, ...]:
        return next(self.rows(statement))
