"""Audits of the city: under each mark, of both boards, one registered, one that follows it, one not yet confirmed."""

from datetime import date
from typing import TYPE_CHECKING, Any

from ledtrad.audits.actions import registering
from ledtrad.audits.models import Audit, AuditPaper
from ledtrad.audits.rules.told import Question, Said, Told
from ledtrad.core import clock, uploads
from ledtrad.organisation.actors import system_actor
from tests.security.rights import MARKS

if TYPE_CHECKING:
    from tests.security.city import City

BOARDS = ("SN", "BSN")


def add(city: "City") -> None:
    """One of each sort; what each says tells where it belongs."""
    city.things |= {"audit": {}, "following": {}, "unread": {}}
    for board in BOARDS:
        for mark in MARKS:
            audit = _registered(city, board, mark, "audit", None)
            city.things["audit"][board, mark] = audit
            city.things["following"][board, mark] = _registered(city, board, mark, "following", audit)
            city.things["unread"][board, mark] = Audit.objects.create(
                number=f"LÄST-{board}-{mark}", title=_words("unread", board, mark), unit=city.world.unit(board),
                confidentiality=mark, paper=_paper(board, mark, "unread"),
            )  # fmt: skip


def _words(kind: str, board: str, mark: str) -> str:
    return f"HEMLIG-{board}-{mark}-{kind}"


def _paper(board: str, mark: str, kind: str) -> AuditPaper:
    words = _words(kind, board, mark)
    stored = uploads.store(words.encode())
    return AuditPaper.objects.create(
        name=f"{words}.txt", stored_as=stored.name, size=stored.size, sha256=stored.sha256, content_type="text/plain",
        text=words, pages=[0], proposal={"title": words, "recommendations": [{"text": words}]}, made_by_label="Provet",
        made_at=clock.now(),
    )  # fmt: skip


def _registered(city: "City", board: str, mark: str, kind: str, follows: Audit | None) -> Audit:
    unit, words = city.world.unit(board), _words(kind, board, mark)
    fields: dict[str, Any] = {
        "title": words, "kind": "in_depth", "unit": unit, "confidentiality": mark, "firm": "Byrån", "purpose": words,
        "issued_on": date(2021, 2, 1), "answer_due": date(2021, 5, 1), "follows": follows,
    }  # fmt: skip
    told = Told(
        fields, questions=(Question(words, words),), lines={"criteria": (words,)},
        recommendations=(Said(words, frozenset(city.world.unit(number).pk for number in BOARDS)),),
    )  # fmt: skip
    audit = registering.register(values=told, actor=system_actor())
    audit.paper = _paper(board, mark, kind)
    audit.save(update_fields=["paper"])
    return audit
