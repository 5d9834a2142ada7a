"""`ledtrad thread`: the whole thread, for machines and for a quick look."""

from typing import Any

from ledtrad.core.cli import Command as LedtradCommand
from ledtrad.thread.rules import Kind
from ledtrad.thread.snapshot import Snapshot, load


class Command(LedtradCommand):
    group = "Tråden"
    help = "Visar tråden: alla noder och hur de hänger ihop."

    def handle(self, *args: Any, **options: Any) -> None:
        snapshot = load()
        self.emit(as_data(snapshot), "\n".join(_lines(snapshot)))


def as_data(snapshot: Snapshot) -> dict[str, list[dict[str, Any]]]:
    """The thread as plain data: `nodes` and `links`, by number."""
    nodes = []
    for knot in snapshot.knots.values():
        level, post = snapshot.level(knot), snapshot.post(knot)
        nodes.append(
            {
                "number": knot.number,
                "kind": knot.kind,
                "level": level.slug if level else None,
                "title": knot.title,
                "unit": snapshot.units[knot.unit_id].number,
                "function": post.title if post else None,
                "status": str(knot.status),
                "suggested": str(knot.suggested),
            }
        )
    number = {k.id: k.number for k in snapshot.knots.values()}
    links = [{"from": number[t.source], "to": number[t.target], "kind": t.kind} for t in snapshot.ties]
    return {"nodes": nodes, "links": links}


def _lines(snapshot: Snapshot) -> list[str]:
    count = {kind: len(snapshot.of_kind(kind)) for kind in Kind}
    head = ", ".join(f"{n} {kind.label.lower()}" for kind, n in count.items())
    return [f"{head}; {len(snapshot.ties)} kopplingar"] + [f"{k.number}  {k.title}" for k in snapshot.knots.values()]
