"""Goals in an area that say nearly the same, or pull apart; a person decides what to do about each pair.

Wording is compared here. What pulls apart is known by packages that know targets: they register a finder.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import product

from ledtrad.thread import similarity
from ledtrad.thread.models import Node, PairDecision

SIMILAR, OPPOSED = "similar", "opposed"

#: How alike two wordings must be (0–100) to be shown as a pair. Shown on the page; tuned on the goals of the
#: two labour market agreements in source document 003.
THRESHOLD = 60


@dataclass(frozen=True)
class Pair:
    """Two goals; `first` has the lower id. `score` is 0–100 for wording, None for goals that pull apart."""

    first: Node
    second: Node
    finding: str
    score: int | None
    why: str


Finder = Callable[[dict[int, Node]], Iterable[tuple[int, int, str]]]
_finders: list[Finder] = []


def register(finder: Finder) -> None:
    """Add a finder of goals that pull apart: it gets goals by id and yields (id, id, a sentence saying why)."""
    _finders.append(finder)


def pairs(goals: Iterable[Node], *, threshold: int = THRESHOLD) -> list[Pair]:
    """The undecided pairs among these goals, opposed ones first, then the most alike. One query plus the finders'."""
    by_id = {g.pk: g for g in goals}
    decided = set(
        PairDecision.objects.filter(first__in=by_id, second__in=by_id).values_list("first_id", "second_id", "finding")
    )
    found = [_opposed(by_id, a, b, why) for finder in _finders for a, b, why in finder(by_id)]
    texts = {str(pk): goal.title for pk, goal in by_id.items()}
    for pair in similarity.similar_pairs(texts, threshold):
        low, high = sorted((int(pair.a), int(pair.b)))
        found.append(Pair(by_id[low], by_id[high], SIMILAR, round(pair.score), ""))
    open_pairs = {(p.first.pk, p.second.pk, p.finding): p for p in found}
    kept = [p for key, p in open_pairs.items() if key not in decided]
    return sorted(kept, key=lambda p: (p.finding != OPPOSED, -(p.score or 0), p.first.number, p.second.number))


def _opposed(by_id: dict[int, Node], a: int, b: int, why: str) -> Pair:
    low, high = sorted((a, b))
    return Pair(by_id[low], by_id[high], OPPOSED, None, why)


def between_documents(found: Iterable[Pair], steering: Iterable[Node]) -> list[tuple[Node, Node, int]]:
    """Documents whose goals say the same, though no document holds both: each two with how many pairs, most first.

    `steering` as `queries.steering_in_area` gives it, with its carriers.
    """
    held: dict[int, list[Node]] = {}
    for document in steering:
        for tie in document.carriers:  # type: ignore[attr-defined]
            held.setdefault(tie.source_id, []).append(document)
    counts: Counter[tuple[Node, Node]] = Counter()
    for pair in found:
        one, other = held.get(pair.first.pk, []), held.get(pair.second.pk, [])
        if not set(one) & set(other):
            counts.update((a, b) if a.number < b.number else (b, a) for a, b in product(one, other))
    return [(first, second, n) for (first, second), n in counts.most_common()]
