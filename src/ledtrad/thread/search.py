"""Full-text search over the nodes a user may see, behind one function.

PostgreSQL uses its Swedish dictionary over an expression index; SQLite an FTS5 table that triggers keep in
step (both are made in migration 0002). SQLite knows no Swedish inflection, so each word is also a prefix.
"""

import re
from typing import TYPE_CHECKING

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import connection
from django.db.models import QuerySet

from ledtrad.thread import search_index
from ledtrad.thread.models import Node

if TYPE_CHECKING:
    from ledtrad.organisation.models import User

WORD = re.compile(r"\w+", re.UNICODE)


def find(user: "User", text: str) -> QuerySet[Node]:
    """Nodes that `user` may see and that hold every word of `text` in number, title or description, best first.

    An empty or wordless text finds nothing. One query when evaluated.
    """
    words = WORD.findall(text)[:12]
    nodes = Node.objects.visible_to(user).with_place()
    if not words:
        return nodes.none()
    if exact := nodes.filter(number__iexact=text.strip()):
        return exact
    return _postgres(nodes, text, words) if connection.vendor == "postgresql" else _sqlite(nodes, words)


def _postgres(nodes: QuerySet[Node], text: str, words: list[str]) -> QuerySet[Node]:
    vector = search_index.vector()
    query = SearchQuery(text, config="swedish", search_type="websearch")
    prefixes = SearchQuery(" & ".join(f"{w}:*" for w in words), config="simple", search_type="raw")
    return (
        nodes.annotate(rank=SearchRank(vector, query | prefixes), found=vector)
        .filter(found=query | prefixes)
        .order_by("-rank", "number")
    )


def _sqlite(nodes: QuerySet[Node], words: list[str]) -> QuerySet[Node]:
    """The index is joined and asked once. A subquery would be asked again for every hit, to rank it."""
    return nodes.extra(
        select={"rank": "bm25(thread_search, 4.0, 8.0, 4.0, 1.0)"},
        tables=["thread_search"],
        where=["thread_search MATCH %s", "thread_search.rowid = thread_node.id"],
        params=[" ".join(f'"{w}"*' for w in words)],
    ).order_by("rank", "number")
