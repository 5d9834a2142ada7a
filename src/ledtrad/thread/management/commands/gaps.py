"""`ledtrad gaps`: where the thread is broken. Exit code 1 when something is."""

from typing import Any

from ledtrad.core.cli import Command as LedtradCommand
from ledtrad.thread import gaps
from ledtrad.thread.serializing import gap_as_data
from ledtrad.thread.snapshot import load


class Command(LedtradCommand):
    group = "Tråden"
    help = "Visar luckorna i tråden och vad som behöver göras."

    def handle(self, *args: Any, **options: Any) -> None:
        snapshot = load()
        found = gaps.find(snapshot)
        data = [gap_as_data(gap, snapshot) for gap in found]
        self.emit(data, "\n".join(f"{d['node']}  {gaps.title(d['rule'])}: {d['message']}" for d in data))
        self.finish(findings=bool(data))
