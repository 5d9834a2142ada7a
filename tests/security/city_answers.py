"""What boards have answered in the city's audits: drafts of stands, measures, and what shows what was done."""

from datetime import date
from typing import TYPE_CHECKING

from ledtrad.audits.actions import followup, statements
from ledtrad.audits.models import Addressed, StandMeasure, Statement
from ledtrad.organisation.actors import system_actor
from tests.factories import DocumentFactory

if TYPE_CHECKING:
    from tests.security.city import City


def add(city: "City") -> None:
    """In each audit, the answer of the board that the audit stands under; nothing is adopted."""
    city.things |= {"statement": {}}
    for (board, mark), audit in city.things["audit"].items():
        statement = Statement.objects.select_related("audit", "board", "paper").get(
            audit=audit, board=city.world.unit(board)
        )
        part = Addressed.objects.select_related("recommendation", "recommendation__audit", "board").get(
            recommendation__audit=audit, board=statement.board_id
        )
        _answer(city, statement, part, mark)
        _show(city, part, board, mark)
        city.things["statement"][board, mark] = statement


def part_of(statement: Statement) -> Addressed:
    return Addressed.objects.select_related("recommendation", "board").get(
        recommendation__audit=statement.audit_id, board=statement.board_id
    )


def measure_of(statement: Statement) -> StandMeasure:
    return StandMeasure.objects.get(statement=statement)


def _answer(city: "City", statement: Statement, part: Addressed, mark: str) -> None:
    board, system = statement.board.number, system_actor()
    words = f"HEMLIG-{board}-{mark}-stand"
    values = {"position": "does_not_share", "reasons": words, "counter_proposal": words}
    statements.write_stand(statement=statement, addressed=part, values=values, actor=system, seen=0)
    inner = "confidential" if mark == "confidential" else "internal"
    statements.promise(
        statement=statement, addressed=part, title=f"HEMLIG-{board}-{inner}-measure",
        responsible=city.world.functions["dag" if board == "SN" else "sven"], due_on=date(2021, 4, 30), actor=system,
    )  # fmt: skip


def _show(city: "City", part: Addressed, board: str, mark: str) -> None:
    """A file, and a document that is more secret than the recommendation."""
    words = f"HEMLIG-{board}-{mark}-evidence"
    told = {"kind": "other", "title": words, "dated_on": date(2021, 4, 1), "note": words}
    followup.show(addressed=part, values=told, actor=system_actor(), file=(f"{words}.txt", words.encode()))
    words = f"HEMLIG-{board}-confidential-document"
    node = DocumentFactory(title=words, unit=city.world.unit(board), confidentiality="confidential").node_ptr
    told = {"kind": "document", "title": words, "dated_on": date(2021, 4, 1), "note": words, "node": node}
    followup.show(addressed=part, values=told, actor=system_actor())
