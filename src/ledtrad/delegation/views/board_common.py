"""What the pages of control and lists begin with."""

from typing import Any, cast

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from ledtrad.core.responses import VERSION_FIELD, actor_of
from ledtrad.delegation.models import ControlFinding, ControlRun
from ledtrad.delegation.queries.findings import boards_followed
from ledtrad.organisation.actors import access
from ledtrad.organisation.models import Unit, User
from ledtrad.organisation.rules import Power

FORM = ["GET", "HEAD", "POST"]


def user_of(request: HttpRequest) -> User:
    """The person who asks."""
    return cast("User", request.user)


def run_of(request: HttpRequest, pk: int) -> ControlRun:
    """The run, or 404 for whoever may not see it."""
    rows = ControlRun.objects.visible_to(user_of(request)).select_related("board")
    return get_object_or_404(rows, pk=pk)


def finding_of(request: HttpRequest, pk: int) -> ControlFinding:
    """The finding, or 404 for whoever may not see it."""
    rows = ControlFinding.objects.visible_to(user_of(request))
    return get_object_or_404(
        rows.select_related("run", "run__board", "decision", "decision__system", "handling"), pk=pk
    )


def followed_board(request: HttpRequest, number: str) -> Unit:
    """The board whose decisions this person follows as a whole, or 404."""
    board = get_object_or_404(Unit, number=number)
    if board.pk not in boards_followed(user_of(request).access):
        raise Http404
    return board


def may_plan(request: HttpRequest, board_id: int) -> bool:
    return access(actor_of(request)).may_plan(board_id)


def may_read_full(request: HttpRequest, board_id: int) -> bool:
    """Whether this person may have the full version of a list: what is confidential at the board, and all of it."""
    rights = user_of(request).access
    return rights.has(Power.FOLLOW_DECISIONS, board_id) and rights.has(Power.READ_CONFIDENTIAL, board_id)


def seen_version(request: HttpRequest) -> int | None:
    """Which version the person saw when the form was opened."""
    sent = request.POST.get(VERSION_FIELD, "")
    return int(sent) if sent.isdecimal() else None


def shared(**more: Any) -> dict[str, Any]:
    """What every page here tells the frame."""
    return {"nav_current": "delegation", **more}
