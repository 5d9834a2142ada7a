"""Delegated decisions over REST: a source that sends them itself."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Router
from ninja.responses import Status as Answered

from ledtrad.core import rest
from ledtrad.core.imports.running import Fault, run
from ledtrad.core.responses import actor_of
from ledtrad.core.tables import write_csv
from ledtrad.delegation.imports.decisions import SAID, Decisions
from ledtrad.organisation.rules import Confidentiality

router = Router(tags=["delegation"])

AT_ONCE = 1000
HEADER_ROWS = 1


def _text(most: int) -> Any:
    return Annotated[str, Field(max_length=most, pattern=rest.NO_NUL)]


class DecisionIn(rest.Sent):
    source_id: Annotated[str, Field(min_length=1, max_length=100, pattern=rest.NO_NUL)]
    board: Annotated[str, Field(min_length=1, max_length=150, pattern=rest.NO_NUL, description="Its number or name.")]
    decided_on: date
    item: _text(30) = ""  # type: ignore[valid-type]
    function: _text(150) = ""  # type: ignore[valid-type]
    person: _text(150) = ""  # type: ignore[valid-type]
    matter: _text(100) = ""  # type: ignore[valid-type]
    decision: rest.Text = ""
    amount: Annotated[Decimal, Field(max_digits=14, decimal_places=2)] | None = None
    period_from: date | None = None
    period_to: date | None = None
    confidentiality: Confidentiality = Confidentiality.INTERNAL
    subject: Annotated[
        str, Field(max_length=60, pattern=rest.NO_NUL, description="Kept as a pseudonym, never in clear.")
    ] = ""


class DecisionsIn(rest.Sent):
    source: Annotated[str, Field(min_length=1, max_length=100, pattern=rest.NO_NUL, description="As it was set up.")]
    decisions: Annotated[list[DecisionIn], Field(min_length=1, max_length=AT_ONCE)]


class DecisionsReceipt(rest.Answer):
    batch: str | None = Field(description="The import in which a person can follow, and undo, what was saved.")
    new: int
    unchanged: int


@router.post(
    "/decisions",
    response={200: DecisionsReceipt, 201: DecisionsReceipt},
    operation_id="sendDecisions",
    summary="Send delegated decisions",
)
def send(request: HttpRequest, payload: DecisionsIn) -> Any:
    """Up to a thousand decisions of one source, all or nothing.

    Sending again what is known changes nothing. A decision that is known with other content is refused and told, never
    overwritten. Needs a token with `write-decisions`. 201 when something was saved, 200 when all of it was known.
    """
    rest.require(request, rest.Scope.WRITE_DECISIONS)
    files: dict[str | int | None, tuple[str, bytes]] = {None: ("api.csv", _as_file(payload))}
    result = run(Decisions.key, files, actor_of(request), options={"source": payload.source})
    if result.errors:
        raise rest.RowsRefused([_fault(fault) for fault in result.errors])
    known = {"batch": result.batch, "new": result.new, "unchanged": result.unchanged}
    return Answered(201 if result.applied else 200, known)


def _as_file(payload: DecisionsIn) -> bytes:
    """The rows as the file that the import reads and keeps: what came in can be seen and undone like any other."""
    columns = ("source_id", *SAID)
    out = BytesIO()
    write_csv(out, columns, ([getattr(row, name) for name in columns] for row in payload.decisions))
    return out.getvalue()


def _fault(fault: Fault) -> dict[str, Any]:
    return {"row": fault.row - HEADER_ROWS if fault.row else None, "field": fault.field, "message": fault.message}
