"""`ledtrad thread`: the whole thread, for machines and for a quick look."""

from typing import Any

from ledtrad.core.cli import Command as LedtradCommand
from ledtrad.thread.rules import Kind
from ledtrad.thread.serializing import as_data
from ledtrad.thread.snapshot import Snapshot, load


class Command(LedtradCommand):
    group = "Tråden"
    help = "Visar tråden: alla noder och hur de hänger ihop."

    def handle(self, *args: Any, **options: Any) -> None:
        snapshot = load()
        self.emit(as_data(snapshot), "\n".join(_lines(snapshot)))


def _lines(snapshot: Snapshot) -> list[str]:
    count = {kind: len(snapshot.of_kind(kind)) for kind in Kind}
    head = ", ".join(f"{n} {kind.label.lower()}" for kind, n in count.items())
    return [f"{head}; {len(snapshot.ties)} kopplingar"] + [f"{k.number}  {k.title}" for k in snapshot.knots.values()]
