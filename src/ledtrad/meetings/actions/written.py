"""Who writes, and who may: the same for matters and papers."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from ledtrad.core import clock, ledger
from ledtrad.core.actors import Actor
from ledtrad.core.refusals import NotAllowed
from ledtrad.meetings.models import Matter, Paper
from ledtrad.meetings.words import PaperState
from ledtrad.organisation.actors import access
from ledtrad.organisation.rules import Confidentiality, Power


class MayNotWrite(NotAllowed):
    """Matters and papers are written by those who edit in the board's tree, and by a matter's own function."""

    message = _("Du kan inte skriva i nämndens ärenden.")
    code = "may_not_write"


class MayNotSettle(NotAllowed):
    """What the board decided, and how its papers look, is for those who plan for it."""

    message = _("Bara nämndens sekreterare, förvaltningschef och controller kan göra det här.")
    code = "may_not_settle"


def written(actor: Actor, prefer: int | None = None) -> dict[str, Any]:
    """The values of `Written` for whoever acts now, in the function `prefer` if they hold it, else their first."""
    rights = access(actor)
    function = prefer if rights.holds(prefer) else next((post.function_id for post in rights.posts), None)
    return {
        "made_by_id": actor.user_id,
        "made_by_label": actor.label[:200],
        "function_id": function,
        "made_at": clock.now(),
    }


def may_open(actor: Actor, board_id: int) -> bool:
    """Whether the actor opens matters of that board: by planning for it, or editing anywhere below it."""
    rights = access(actor)
    return rights.may_plan(board_id) or bool(rights.units(Power.EDIT) & rights.tree.below(board_id))


def may_write(actor: Actor, matter: Matter) -> bool:
    """Whether the actor changes the matter and begins papers in it."""
    return access(actor).holds(matter.responsible_id) or may_open(actor, matter.board_id)


def may_write_paper(actor: Actor, paper: Paper) -> bool:
    """Whether the actor writes in the paper: who edits for the board, who answers for the matter, who began it."""
    rights, board = access(actor), paper.matter.board_id
    if rights.may_plan(board) or rights.may_edit(board) or rights.holds(paper.matter.responsible_id):
        return True
    return actor.user_id is not None and actor.user_id == paper.made_by_id and may_write(actor, paper.matter)


def require_open(actor: Actor, board_id: int) -> None:
    """Raises MayNotWrite."""
    if not may_open(actor, board_id):
        raise MayNotWrite()


def require_write(actor: Actor, matter: Matter) -> None:
    """Raises MayNotWrite."""
    if not may_write(actor, matter):
        raise MayNotWrite()


def require_plan(actor: Actor, board_id: int) -> None:
    """Raises MayNotSettle."""
    if not access(actor).may_plan(board_id):
        raise MayNotSettle()


def require_keeper(actor: Actor, board_id: int | None) -> None:
    """Who sets up how things look: for a board those who plan for it, for all boards the administrators.

    Raises MayNotSettle.
    """
    rights = access(actor)
    if not (rights.everything or rights.administers or (board_id is not None and rights.may_plan(board_id))):
        raise MayNotSettle()


def record_paper(actor: Actor, action: str, paper: Paper, **details: Any) -> None:
    """Write the ledger about a paper: internal at least until it is ready, then with its matter's mark."""
    mark = paper.matter.confidentiality
    if paper.state in (PaperState.DRAFT, PaperState.SIGNING) and mark == Confidentiality.OPEN:
        mark = Confidentiality.INTERNAL
    ledger.record(actor, action, paper, unit_id=paper.matter.board_id, confidentiality=mark, **details)


def locked_paper(paper: Paper) -> Paper:
    """The paper as it is now, held until the transaction ends."""
    rows = Paper.objects.select_for_update(of=("self",))
    return rows.select_related("matter", "matter__board", "matter__responsible", "meeting", "function").get(pk=paper.pk)
