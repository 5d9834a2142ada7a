"""What a picture of the thread is made of."""

from collections.abc import Hashable
from dataclasses import dataclass

NodeId = Hashable


@dataclass(frozen=True, slots=True)
class PictureNode:
    """A knot with a label. `column` counts from the left, law and focus area being 0.

    `status` is met, partly, missed or none, or None for what is never assessed. A `ghost` is something that
    is missing: "Aktivitet för deltidsarbete" where there is no activity. A `loose` node may stand one column
    further right when all that it hangs on is in its own column.
    """

    id: NodeId
    column: int
    kind_label: str
    title: str
    status: str | None = None
    gaps: int = 0
    url: str = ""
    ghost: bool = False
    loose: bool = False


@dataclass(frozen=True, slots=True)
class PictureLink:
    """A link as in the thread: from the serving node (`source`) to the one it serves (`target`).

    `cut` where the thread is broken (drawn dashed), `partial` where the target is only partly carried.
    """

    source: NodeId
    target: NodeId
    cut: bool = False
    partial: bool = False
