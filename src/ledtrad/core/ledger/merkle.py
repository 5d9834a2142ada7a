"""The Merkle tree root of RFC 6962 (section 2.1), computed from a stream in logarithmic memory."""

from hashlib import sha256

EMPTY = sha256(b"").digest()


class Tree:
    """Give it leaf hashes one by one; ask for the root at any time."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []  # roots of the full subtrees, largest first: one per set bit of `size`

    def append(self, node: bytes) -> None:
        """Add a leaf by its hash: SHA-256 of a zero byte and the leaf, which is what an entry's hash is."""
        size = self.size
        while size & 1:
            node = sha256(b"\x01" + self._peaks.pop() + node).digest()
            size >>= 1
        self._peaks.append(node)
        self.size += 1

    def root(self) -> bytes:
        if not self._peaks:
            return EMPTY
        node = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            node = sha256(b"\x01" + peak + node).digest()
        return node
