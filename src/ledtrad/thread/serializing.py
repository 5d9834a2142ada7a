"""The thread as plain data: the same for the command line and the API."""

from typing import Any

from ledtrad.thread.gaps import Gap
from ledtrad.thread.snapshot import Snapshot


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


def gap_as_data(gap: Gap, snapshot: Snapshot) -> dict[str, str]:
    """One gap: the rule, the node's number, and what to do about it."""
    return {"rule": gap.rule, "node": snapshot.knots[gap.node_id].number, "message": gap.message}
