"""Reads of papers."""

from collections.abc import Iterable

from django.db.models import CharField, Q
from django.db.models.functions import Cast

from ledtrad.meetings.models import Paper, WordTemplate
from ledtrad.meetings.words import StepKind
from ledtrad.organisation.models import Function, Holding, Unit, User
from ledtrad.organisation.rules import Confidentiality, Power, Role

MANAGERS = (Role.UNIT_MANAGER, Role.DIVISION_MANAGER)


def suggested_steps(paper: Paper) -> list[tuple[StepKind, Function]]:
    """Who signs: the function that writes, the manager nearest above it, and the director. Functions that nobody
    holds are passed over, and nobody is asked twice. Three queries."""
    writer = paper.matter.responsible or paper.function
    held = Holding.objects.current().values("function")
    tree = Function.objects.filter(unit__path__startswith=paper.matter.board.path, pk__in=held)
    tree = tree.select_related("unit")
    director = tree.filter(role=Role.DIRECTOR).order_by("unit__depth", "pk").first()
    steps: list[tuple[StepKind, Function]] = []
    if writer is not None and tree.filter(pk=writer.pk).exists():
        steps.append((StepKind.WRITER, writer))
        manager = _nearest(tree.filter(role__in=MANAGERS), writer)
        if manager is not None:
            steps.append((StepKind.MANAGER, manager))
    if director is not None:
        steps.append((StepKind.DIRECTOR, director))
    return _each_once(steps)


def _nearest(managers: Iterable[Function], writer: Function) -> Function | None:
    """The manager whose unit is the writer's own, or nearest above; somebody who writes has another manager."""
    above = [m for m in managers if writer.unit.path.startswith(m.unit.path) and m.pk != writer.pk]
    return max(above, key=lambda m: m.unit.depth, default=None)


def _each_once(steps: list[tuple[StepKind, Function]]) -> list[tuple[StepKind, Function]]:
    """One who is both writer and director signs as director."""
    last = {function.pk: kind for kind, function in steps}
    return [(kind, function) for kind, function in steps if last[function.pk] == kind]


def signers(board: Unit) -> list[Function]:
    """Everybody in the board's tree who can be asked to sign: the functions that somebody holds. One query."""
    held = Holding.objects.current().values("function")
    rows = Function.objects.filter(unit__path__startswith=board.path, pk__in=held).exclude(role=Role.ELECTED_MEMBER)
    return list(rows.select_related("unit"))


def word_template(kind: str, board_id: int) -> WordTemplate | None:
    """The municipality's template that such a paper is written in: the board's own first, then for that kind of
    paper, then the newest. None: ours. One query."""
    rows = WordTemplate.objects.filter(is_used=True, kind__in=[kind, ""])
    found = [row for row in rows if row.board_id in (None, board_id)]
    return min(found, key=lambda row: (row.board_id is None, row.kind == "", -row.pk), default=None)


WORDS_OF_DRAFTS = ("changed", "sent_back", "discarded")
"""Where the ledger holds what a draft said, and why it was sent back."""
OF_DRAFTS = ("created", "submitted", *WORDS_OF_DRAFTS)
"""What the ledger tells of a paper while it is written."""


def draft_entries(user: User) -> Q:
    """The ledger's entries about papers that tell what may be read of drafts.

    Whoever reads the draft reads what was changed in it, also when the paper is ready. What was thrown away has no
    matter any more to ask for its mark, and is read as if that were confidential.
    """
    if user.access.everything:
        return Q(pk__isnull=False)
    drafts = Paper.objects.drafts_visible_to(user).annotate(key_text=Cast("pk", CharField())).values("key_text")
    own = Q(actor_id=user.pk) if user.pk is not None else Q(pk__in=[])
    secret = Q(unit_id__in=user.access.units(Power.READ_CONFIDENTIAL))
    return Q(confidentiality=Confidentiality.OPEN) | own | Q(object_id__in=drafts) | secret
