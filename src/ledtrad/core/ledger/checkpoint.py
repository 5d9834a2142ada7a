"""Checkpoints (C2SP tlog-checkpoint): three signed lines that bind everything the ledger holds when they are made.

    ledtrad.bjorkvalla.se/ledtrad/ledger
    20852
    base64 of the RFC 6962 root over the entries' hashes

They belong outside the database and its backups: in the board's records, at the auditors', in print.
"""

import base64
import os
from dataclasses import dataclass
from pathlib import Path

from ledtrad.core.ledger.signing import BadNote, PublicKey, SigningKey

_LINES = 3


@dataclass(frozen=True)
class Checkpoint:
    """How many entries the ledger held, and the root over them. `origin` is the name of the key and the ledger."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    def signed(self, key: SigningKey) -> str:
        """The file to keep."""
        return key.sign(self.text())

    @classmethod
    def open(cls, note: str, key: PublicKey) -> "Checkpoint":
        """Read a kept file; BadNote when it is not signed with `key` or is no checkpoint."""
        lines = key.open(note).splitlines()
        try:
            root = base64.b64decode(lines[2], validate=True)
            if len(lines) < _LINES or not lines[1].isascii() or not lines[1].isdigit() or len(root) != 32:
                raise ValueError
            return cls(lines[0], int(lines[1]), root)
        except (IndexError, ValueError):
            raise BadNote("Filen är ingen kontrollpunkt.") from None


def write_file(path: Path, content: str) -> None:
    """Write so that a reader sees the old file or the new one, whole, also after a power failure."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with temporary.open("w", encoding="utf-8") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    temporary.replace(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
