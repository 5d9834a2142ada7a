"""Orders, onward delegation, substitutes, holdings and meetings as the control's relations.

A fixed number of queries.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ledtrad.delegation.engine.finding import iso, money, without_end
from ledtrad.delegation.engine.question import Question
from ledtrad.delegation.models import DecisionSource, DelegationItem, Subdelegation, Substitution
from ledtrad.delegation.rules import mandates as rules
from ledtrad.delegation.rules.due import due_meeting
from ledtrad.delegation.rules.mandates import FOREVER, Grant, ItemSpan, Standing
from ledtrad.delegation.rules.requirements import fold
from ledtrad.delegation.rules.words import Onward, OrderState
from ledtrad.meetings.models import Meeting
from ledtrad.organisation.access import load_tree
from ledtrad.organisation.models import Function, Holding, Unit
from ledtrad.organisation.rules import BOARD_KINDS, Tree


@dataclass
class Read:
    """Rows for the relations by name, and the same as they were read, for their hashes."""

    relations: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)
    inputs: dict[str, list[list[str]]] = field(default_factory=dict)
    meetings: dict[str, list[date]] = field(default_factory=dict)


@dataclass(frozen=True)
class Names:
    """Functions by all the names that a decision may use for them, and by the boards where they hold good.

    That is the board whose tree they stand in, and any other whose order or mandates name them.
    """

    by_function: dict[int, frozenset[str]]
    by_level: dict[tuple[str, str], frozenset[str]]
    good_in: dict[int, set[str]]
    boards: dict[int, str]


def read(question: Question) -> Read:
    """All but decisions and reports, for the question's board or for all."""
    names = _names()
    wanted = {pk: number for pk, number in names.boards.items() if question.board in (None, number)}
    made = Read()
    items, written = _items(names, wanted, made)
    onward = list(_onward(names, wanted, made))
    grants = set(rules.by_order(items)) | set(rules.delegated_onward(onward, items))
    grants |= set(rules.by_substitutes(list(grants), _standings(names, wanted, made)))
    made.relations["ctl_item"] = [
        (one.board, one.item, iso(one.start), iso(one.stop), one.reporting, one.amount_max, one.days_max)
        for one in items
    ]
    made.relations["ctl_grant"] = [
        (one.board, one.item, one.function, iso(one.start), iso(one.stop), int(one in written)) for one in grants
    ]
    made.relations["ctl_holding"] = list(_holdings(names, wanted, made))
    made.meetings = _meetings(wanted, made)
    broken = DecisionSource.objects.filter(unbroken=False).order_by("name").values_list("name", flat=True)
    made.relations["ctl_broken"] = [(name,) for name in sorted({*question.broken, *broken})]
    made.inputs["broken_series"] = [[name] for (name,) in made.relations["ctl_broken"]]
    return made


def _names() -> Names:
    tree = load_tree()
    numbers = dict(Unit.objects.order_by().values_list("pk", "number"))
    by_function: dict[int, frozenset[str]] = {}
    by_level: dict[tuple[str, str], set[str]] = defaultdict(set)
    good_in: dict[int, set[str]] = defaultdict(set)
    for pk, title, number, unit, role in Function.objects.order_by("pk").values_list(
        "pk", "title", "number", "unit_id", "role"
    ):
        by_function[pk] = frozenset({fold(title), number} - {""})
        board = tree.board_of(unit)
        if board is not None:
            good_in[pk].add(numbers[board])
            by_level[numbers[board], role] |= by_function[pk]
    levels = {key: frozenset(known) for key, known in by_level.items()}
    return Names(by_function, levels, good_in, _boards(tree, numbers))


def _boards(tree: Tree, numbers: dict[int, str]) -> dict[int, str]:
    return {pk: numbers[pk] for pk, place in tree.places.items() if place.kind in BOARD_KINDS}


def _items(names: Names, boards: dict[int, str], made: Read) -> tuple[list[ItemSpan], set[Grant]]:
    """Items of adopted orders; and what they grant by the names that stand in them."""
    rows = (
        DelegationItem.objects.filter(order__board__in=boards, order__state=OrderState.ADOPTED)
        .select_related("order")
        .prefetch_related("delegates")
        .order_by("pk")
    )
    spans, plain, inputs = [], [], []
    for row in rows:
        order, board = row.order, boards[row.order.board_id]
        if order.valid_from is None:
            continue
        delegates = sorted(row.delegates.all(), key=lambda one: one.pk)
        shown = tuple(fold(one.name) for one in delegates)
        every = {*shown}
        for one in delegates:
            if one.function_id is not None:
                every |= names.by_function[one.function_id]
                names.good_in[one.function_id].add(board)
            every |= names.by_level.get((board, one.level), frozenset()) if one.level else frozenset()
        span = ItemSpan(
            board=board, item=fold(row.number), start=order.valid_from, stop=without_end(order.valid_to),
            reporting=row.reporting, amount_max=row.amount_max, days_max=row.days_max,
            onward=row.onward == Onward.HEAD, delegates=tuple(sorted(every)), rank=(order.name, row.pk),
        )  # fmt: skip
        spans.append(span)
        plain += [(span, shown)]
        amount = "" if row.amount_max is None else money(row.amount_max)
        days = "" if row.days_max is None else str(row.days_max)
        inputs.append(
            [board, order.name, iso(order.adopted_on), iso(order.valid_from), iso(order.valid_to), row.number,
             "|".join(sorted(span.delegates)), amount, days, row.reporting, row.onward]
        )  # fmt: skip
    made.inputs["orders"] = inputs
    cut = list(rules.without_overlap(spans))
    by_words = {(span.board, span.item, span.rank): shown for span, shown in plain}
    written = {
        Grant(one.board, one.item, name, one.start, one.stop)
        for one in cut
        for name in by_words[one.board, one.item, one.rank]
    }
    return cut, written


def _onward(names: Names, boards: dict[int, str], made: Read) -> Iterator[Grant]:
    """What heads of administration have let others decide; withdrawn means that its days have an end."""
    inputs = made.inputs["subdelegations"] = []
    rows = (
        Subdelegation.objects.filter(board__in=boards)
        .order_by("pk")
        .values_list("board_id", "item", "delegate_id", "valid_from", "valid_to", "withdrawn_at")
    )
    for board_id, number, delegate, start, ends, withdrawn in rows:
        board, item = boards[board_id], fold(number)
        names.good_in[delegate].add(board)
        stop = ends or (withdrawn and withdrawn.date())
        for name in sorted(names.by_function[delegate]):
            inputs.append([board, item, name, iso(start), iso(stop)])
            if start < without_end(stop):
                yield Grant(board, item, name, start, without_end(stop))


def _standings(names: Names, boards: dict[int, str], made: Read) -> list[Standing]:
    inputs = made.inputs["substitutions"] = []
    found = []
    rows = (
        Substitution.objects.filter(board__in=boards)
        .order_by("pk")
        .values_list("board_id", "absent_id", "substitute_id", "valid_from", "valid_to")
    )
    for board_id, away, instead, start, stop in rows:
        board, absent, substitute = boards[board_id], names.by_function[away], names.by_function[instead]
        names.good_in[instead].add(board)
        inputs.append([board, "|".join(sorted(absent)), "|".join(sorted(substitute)), iso(start), iso(stop)])
        found.append(Standing(board, absent, substitute, start, without_end(stop)))
    return found


def _holdings(names: Names, boards: dict[int, str], made: Read) -> Iterator[tuple[Any, ...]]:
    """Everybody who holds a function, by its names and by the person's name and user name."""
    inputs = made.inputs["holdings"] = []
    wanted = set(boards.values())
    for function, person, username, start, stop in Holding.objects.order_by("pk").values_list(
        "function_id", "person__name", "person__username", "valid_from", "valid_to"
    ):
        for board in sorted(names.good_in[function] & wanted):
            for name in sorted(names.by_function[function]):
                for who in sorted({fold(person), username} - {""}):
                    inputs.append([board, name, who, iso(start), iso(stop)])
                    yield board, name, who, iso(start), iso(without_end(stop))


def _meetings(boards: dict[int, str], made: Read) -> dict[str, list[date]]:
    held: dict[str, list[date]] = defaultdict(list)
    inputs = made.inputs["meetings"] = []
    rows = Meeting.objects.filter(board__in=boards).order_by("held_on").values_list("board_id", "held_on")
    for board, held_on in rows:
        held[boards[board]].append(held_on)
        inputs.append([boards[board], iso(held_on)])
    return held


def due(
    days: Iterable[tuple[str, date | str]], meetings: Mapping[str, list[date]], question: Question
) -> list[tuple[Any, ...]]:
    """For each board and day of a decision: the meeting at which it is due, and whether it has been held."""
    rows = []
    for board, told in days:
        held_on = due_meeting(date.fromisoformat(iso(told)), meetings.get(board, []), question.cutoff_days)
        is_held = held_on is not None and held_on <= question.as_of
        rows.append((board, iso(told), iso(held_on or FOREVER), int(is_held)))
    return rows
