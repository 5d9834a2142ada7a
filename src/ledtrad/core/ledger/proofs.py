"""That an entry lies in the tree that a checkpoint signs: its way to the root (RFC 6962, section 2.1.1).

`Ways` is given the entries' hashes one by one, in order and once, and keeps only what the wanted ones need.
"""

from collections.abc import Iterable
from hashlib import sha256

from ledtrad.core.ledger.merkle import EMPTY

DEEP = 48
"""No ledger has more entries than two to this."""


class Ways:
    """A tree that grows, and the ways from some of its leaves, counted from 0, to the root that it has now."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[tuple[int, bytes]] = []  # full subtrees from the left: how high, and their root
        self._kept: dict[tuple[int, int], bytes] = {}  # full subtrees beside a wanted leaf's way: height, place
        self._beside: set[tuple[int, int]] = set()

    def append(self, node: bytes, *, wanted: bool = False) -> None:
        """Add a leaf by its hash; with `wanted`, its way can be asked for from now on."""
        height, place = 0, self.size
        if wanted:
            self._want(self.size)
        self._keep(height, place, node)
        while self._peaks and self._peaks[-1][0] == height:
            node = _joined(self._peaks.pop()[1], node)
            height, place = height + 1, place >> 1
            self._keep(height, place, node)
        self._peaks.append((height, node))
        self.size += 1

    def root(self) -> bytes:
        return _folded([node for _height, node in self._peaks]) if self._peaks else EMPTY

    def way(self, leaf: int) -> list[bytes]:
        """What a wanted leaf is joined with on its way up, lowest first."""
        if not 0 <= leaf < self.size:
            raise IndexError(leaf)
        mine = self._peak_of(leaf)
        way = [self._kept[height, (leaf >> height) ^ 1] for height in range(self._peaks[mine][0])]
        if mine + 1 < len(self._peaks):
            way.append(_folded([node for _height, node in self._peaks[mine + 1 :]]))
        return way + [node for _height, node in reversed(self._peaks[:mine])]

    def _want(self, leaf: int) -> None:
        """What stands to the left of its way is there already; what stands to the right is yet to come."""
        self._beside |= {(height, (leaf >> height) ^ 1) for height in range(DEEP)}
        end = self.size
        for height, node in reversed(self._peaks):
            end -= 1 << height
            self._kept[height, end >> height] = node

    def _keep(self, height: int, place: int, node: bytes) -> None:
        if (height, place) in self._beside:
            self._kept[height, place] = node

    def _peak_of(self, leaf: int) -> int:
        end = 0
        for number, (height, _node) in enumerate(self._peaks):
            end += 1 << height
            if leaf < end:
                return number
        raise IndexError(leaf)


def root_of(leaf: int, size: int, node: bytes, way: Iterable[bytes]) -> bytes:
    """The root that a leaf's hash and its way lead to, in a tree of that size. ValueError when they cannot belong."""
    if not 0 <= leaf < size:
        raise ValueError(f"leaf {leaf} of {size}")
    place, last = leaf, size - 1
    for beside in way:
        if last == 0:
            raise ValueError("the way is too long")
        if place & 1 or place == last:
            node = _joined(beside, node)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            node = _joined(node, beside)
        place, last = place >> 1, last >> 1
    if last:
        raise ValueError("the way is too short")
    return node


def _joined(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def _folded(nodes: list[bytes]) -> bytes:
    node = nodes[-1]
    for peak in reversed(nodes[:-1]):
        node = _joined(peak, node)
    return node
