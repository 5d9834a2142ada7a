"""Keeps `status` and `suggested` on every node in step with assessments, figures and links.

A package whose nodes have results of their own (an indicator against its target, an activity against its
date) calls `set_results`; whoever changes a link or an assessment calls `refresh`. Both run inside the
caller's transaction.
"""

from collections import defaultdict
from collections.abc import Mapping

from django.db.models import OuterRef, Subquery

from ledtrad.thread import rules
from ledtrad.thread.models import Assessment, Link, Node
from ledtrad.thread.rules import Kind, LinkKind, Status

#: The links that carry evidence from below to a goal.
EVIDENCE = (LinkKind.MEASURES, LinkKind.CARRIES_OUT, LinkKind.BREAKS_DOWN)


def set_results(results: Mapping[int, Status]) -> None:
    """Say what indicators and activities suggest about themselves, and let their goals follow.

    `results` gives a status by node id. At most four queries, however many results.
    """
    known = dict(Node.objects.filter(pk__in=results).values_list("pk", "suggested"))
    _store({pk: status for pk, status in results.items() if pk in known and known[pk] != status})
    refresh()


def refresh() -> None:
    """Work out every goal's suggested status anew and store those that changed. Three queries, or two if none did."""
    rows = Node.objects.exclude(kind=Kind.DOCUMENT).values_list("pk", "kind", "status", "suggested")
    nodes: dict[int, rules.Evidence] = {}
    stored: dict[int, str] = {}
    for pk, kind, status, suggested in rows:
        is_goal = kind == Kind.GOAL
        nodes[pk] = rules.Evidence(pk, is_goal, Status(status if is_goal else suggested))
        stored[pk] = suggested
    below: dict[int, list[int]] = defaultdict(list)
    for source, target in Link.objects.filter(kind__in=EVIDENCE).values_list("source_id", "target_id"):
        below[target].append(source)
    now = rules.suggestions(nodes, below)
    _store({pk: status for pk, status in now.items() if stored[pk] != status})


def refresh_given(node_ids: list[int] | None = None) -> None:
    """Bring `status` up to the latest assessment of each node, then refresh what goals suggest."""
    latest = Assessment.objects.filter(node=OuterRef("pk")).order_by("-period_end", "-made_at", "-id").values("status")
    nodes = Node.objects.all() if node_ids is None else Node.objects.filter(pk__in=node_ids)
    given = nodes.annotate(now=Subquery(latest[:1])).values_list("pk", "status", "now")
    changed: dict[str, list[int]] = defaultdict(list)
    for pk, before, now in given:
        if before != (now or Status.NONE):
            changed[now or Status.NONE].append(pk)
    for status, pks in changed.items():
        Node.objects.filter(pk__in=pks).update(status=status)
    refresh()


def _store(suggested: Mapping[int, Status]) -> None:
    by_status: dict[Status, list[int]] = defaultdict(list)
    for pk, status in suggested.items():
        by_status[status].append(pk)
    for status, pks in by_status.items():
        for start in range(0, len(pks), 5000):  # SQLite takes at most 32,766 parameters
            Node.objects.filter(pk__in=pks[start : start + 5000]).update(suggested=status)
