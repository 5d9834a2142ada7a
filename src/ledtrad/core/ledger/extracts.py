"""Some entries with their ways to the root of a checkpoint, for whoever has not got the ledger.

extract = Extract({3, 17, 20852})     # which entries
extract.read()                        # all of the ledger, verified on the way, without holding up writers
with transaction.atomic():            # what was written meanwhile, and what you write now
    extract.wanted.add(ledger.record(…))
    extract.read()
checkpoint = extract.checkpoint(key)
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext_lazy as _

from ledtrad.core.ledger import encoding
from ledtrad.core.ledger.checkpoint import Checkpoint
from ledtrad.core.ledger.proofs import Ways
from ledtrad.core.ledger.signing import SigningKey
from ledtrad.core.ledger.verify import Row, stored_head, stored_rows, verify_rows
from ledtrad.core.refusals import Refused


class LedgerWrong(Refused):
    """Nothing is proved with a ledger that does not verify."""

    code = "ledger_wrong"
    message = _("Loggen stämmer inte: den är ändrad. Kör ledtrad ledger verify och ta hjälp.")


@dataclass(frozen=True)
class Extracted:
    """An entry: `leaf` is what its hash is taken of, after a zero byte; `salt` and `payload` are empty once erased."""

    row: Row
    way: list[bytes]

    @property
    def leaf(self) -> str:
        return encoding.leaf(*self.row[:12])[1:].decode()

    def as_json(self) -> dict[str, Any]:
        return {
            "leaf": self.leaf,
            "hash": self.row.hash,
            "salt": self.row.salt or "",
            "payload": self.row.payload or "",
            "way": [step.hex() for step in self.way],
        }


class Extract:
    """Reads the ledger once, from its beginning to its end, and keeps the wanted entries."""

    def __init__(self, wanted: set[int]) -> None:
        self.wanted = set(wanted)
        self._ways = Ways()
        self._rows: dict[int, Row] = {}
        self._last = encoding.GENESIS

    def read(self) -> None:
        """Read what has not been read yet. Raises LedgerWrong."""
        if self._ways.size == 0:
            head = stored_head()
            if not verify_rows(self._heard(stored_rows()), head=head).ok:
                raise LedgerWrong
            return
        for row in self._heard(stored_rows(after=self._ways.size)):
            if sha256(encoding.leaf(*row[:12])).hexdigest() != row[12]:
                raise LedgerWrong

    def entries(self) -> list[Extracted]:
        """The wanted ones in order, with their ways to the root as it is now."""
        return [Extracted(self._rows[number], self._ways.way(number - 1)) for number in sorted(self._rows)]

    def checkpoint(self, key: SigningKey) -> Checkpoint:
        return Checkpoint(key.name, self._ways.size, self._ways.root())

    def _heard(self, rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
        for row in rows:
            if row[0] != self._ways.size + 1 or row[11] != self._last:
                raise LedgerWrong
            wanted = row[0] in self.wanted
            self._ways.append(bytes.fromhex(row[12]), wanted=wanted)
            self._last = row[12]
            if wanted:
                self._rows[row[0]] = Row(*row)
            yield row
