"""The parts of an audit as told: questions, lists, recommendations with their boards, a statement for each board."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from ledtrad.audits.models import (
    Addressed,
    Audit,
    AuditArea,
    AuditCriterion,
    AuditQuestion,
    AuditSource,
    Evidence,
    Finding,
    FollowUp,
    Recommendation,
    Stand,
    StandMeasure,
    Statement,
)
from ledtrad.audits.queries.boards import answering
from ledtrad.audits.rules import places
from ledtrad.audits.rules.told import Said, Told, short_of, title_of
from ledtrad.audits.words import AreaKind, SourceKind
from ledtrad.core.actors import Actor
from ledtrad.core.refusals import Refused
from ledtrad.thread import actions as thread
from ledtrad.thread import rollup
from ledtrad.thread.models import Link
from ledtrad.thread.rules import Kind

#: Where each of the plain lists is kept.
KEPT: dict[str, tuple[Any, dict[str, str]]] = {
    "criteria": (AuditCriterion, {}),
    "findings": (Finding, {}),
    "functions": (AuditSource, {"kind": SourceKind.FUNCTION}),
    "documents": (AuditSource, {"kind": SourceKind.DOCUMENT}),
    "topics": (AuditArea, {"kind": AreaKind.TOPIC}),
    "strengths": (AuditArea, {"kind": AreaKind.STRENGTH}),
    "developments": (AuditArea, {"kind": AreaKind.DEVELOPMENT}),
}


class Answered(Refused):
    """Somebody has answered, judged or built on what is to be removed."""

    code = "recommendation_answered"

    def __init__(self, what: str) -> None:
        super().__init__(
            _("%(what)s går inte att ta bort: någon har svarat på den, bedömt den eller byggt vidare på den.")
            % {"what": what}
        )


def write(audit: Audit, told: Told, actor: Actor) -> None:
    """Bring the parts to what is told. Inside the caller's transaction. Raises Answered."""
    text = audit.paper.text if audit.paper is not None else ""
    _questions(audit, told, text)
    _lists(audit, told, text)
    kept = _recommendations(audit, told, actor)
    _addressed(kept)
    addressed = {board for _row, said in kept for board in said.boards}
    audit.boards.set(told.boards | addressed)
    _statements(audit, addressed)
    rollup.refresh()


def _questions(audit: Audit, told: Told, text: str) -> None:
    audit.questions.all().delete()
    rows = []
    for order, question in enumerate(told.questions):
        begins, ends = places.place_of(question.text, text, question.place) or (None, None)
        rows.append(AuditQuestion(audit=audit, order=order, text=question.text, answer=question.answer,
                                  place_from=begins, place_to=ends))  # fmt: skip
    AuditQuestion.objects.bulk_create(rows)


def _lists(audit: Audit, told: Told, text: str) -> None:
    """A criterion that says the same keeps what it is tied to."""
    tied = dict(AuditCriterion.objects.filter(audit=audit).exclude(node=None).values_list("text", "node_id"))
    for name, lines in told.lines.items():
        model, more = KEPT[name]
        model.objects.filter(audit=audit, **more).delete()
        rows = []
        for order, line in enumerate(lines):
            begins, ends = places.find(line, text) or (None, None)
            rows.append(model(audit=audit, order=order, text=line, place_from=begins, place_to=ends, **more))
            if model is AuditCriterion:
                rows[-1].node_id = tied.get(line)
        model.objects.bulk_create(rows)


def _recommendations(audit: Audit, told: Told, actor: Actor) -> list[tuple[Recommendation, Said]]:
    """The stored ones changed, the new ones made, those that are no longer told removed."""
    stored = {row.pk: row for row in Recommendation.objects.filter(audit=audit)}
    _remove([row for pk, row in stored.items() if pk not in {said.id for said in told.recommendations}], actor)
    kept = []
    text, starts = (audit.paper.text, audit.paper.pages) if audit.paper is not None else ("", [])
    for order, said in enumerate(told.recommendations):
        begins, ends = places.place_of(said.wording, text, said.place) or (None, None)
        row = stored.get(said.id or 0)
        page = places.page_at(begins, starts) if begins is not None else said.page or (row.page if row else None)
        values = {"order": order, "wording": said.wording, "page": page, "place_from": begins, "place_to": ends,
                  "unit_id": audit.unit_id, "confidentiality": audit.confidentiality}  # fmt: skip
        kept.append((_make(audit, values, actor) if row is None else _change(row, values, actor), said))
    return kept


def names(wording: str) -> dict[str, str]:
    """What a recommendation is called, and its words in full where the title has no room for them."""
    title, short = title_of(wording), short_of(wording)
    return {
        "title": title,
        "short_title": short if short != title else "",
        "description": "" if title == " ".join(wording.split()) else wording,
    }


def _make(audit: Audit, values: dict[str, Any], actor: Actor) -> Recommendation:
    made = Recommendation(kind=Kind.RECOMMENDATION, number=thread.next_number(Kind.RECOMMENDATION), audit=audit,
                          valid_from=audit.issued_on, **names(values["wording"]), **values)  # fmt: skip
    made.save()
    thread.record(actor, "created", made, title=made.title)
    return made


def _change(row: Recommendation, values: dict[str, Any], actor: Actor) -> Recommendation:
    if row.wording != values["wording"]:
        values |= names(values["wording"])
    changed = thread.changes_between(row, values)
    if changed:
        thread.claim(row, None)
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))
        told = {name: change for name, change in changed.items() if name in ("wording", "confidentiality", "unit_id")}
        if told:
            thread.record(actor, "changed", row, changes=told)
    return row


def _remove(rows: list[Recommendation], actor: Actor) -> None:
    if not rows:
        return
    ids = [row.pk for row in rows]
    linked = set(Link.objects.filter(target__in=ids).values_list("target_id", flat=True))
    linked |= set(Link.objects.filter(source__in=ids).values_list("source_id", flat=True))
    linked |= set(Recommendation.objects.filter(repeats__in=ids).values_list("repeats_id", flat=True))
    linked |= set(
        answered(Addressed.objects.filter(recommendation__in=ids)).values_list("recommendation_id", flat=True)
    )
    for row in rows:
        if row.pk in linked:
            raise Answered(row.number)
        thread.record(actor, "removed", row, title=row.title)
    for row in rows:
        row.delete()


def answered(rows: Any) -> Any:
    """Those about which something has been said."""
    here = {"addressed": OuterRef("pk")}
    return rows.filter(
        ~Q(position="")
        | ~Q(judgement="")
        | Exists(Stand.objects.filter(**here))
        | Exists(FollowUp.objects.filter(**here))
        | Exists(Evidence.objects.filter(**here))
        | Exists(StandMeasure.objects.filter(**here))
    )


def aim(audit: Audit, row: Recommendation, said: Said) -> None:
    """Aim one recommendation at these boards, and let them be asked. Raises Answered."""
    _addressed([(row, said)])
    boards = set(Addressed.objects.filter(recommendation__audit=audit).values_list("board_id", flat=True))
    audit.boards.add(*boards)
    _statements(audit, boards)


def _addressed(kept: Iterable[tuple[Recommendation, Said]]) -> None:
    wanted = {(row.pk, board) for row, said in kept for board in said.boards}
    rows = Addressed.objects.filter(recommendation__in=[row.pk for row, _said in kept])
    stored = {(row.recommendation_id, row.board_id): row for row in rows.select_related("recommendation", "board")}
    gone = [row.pk for key, row in stored.items() if key not in wanted]
    if gone:
        said = answered(Addressed.objects.filter(pk__in=gone)).select_related("recommendation", "board").first()
        if said is not None:
            raise Answered(f"{said.recommendation.number}, {said.board.name}")
        Addressed.objects.filter(pk__in=gone).delete()
    Addressed.objects.bulk_create(
        [Addressed(recommendation_id=row, board_id=board) for row, board in sorted(wanted - set(stored))]
    )


def _statements(audit: Audit, boards: set[int]) -> None:
    """One for each board that is asked; a new answer date moves those that nobody has decided."""
    stored = {row.board_id: row for row in Statement.objects.filter(audit=audit)}
    Statement.objects.filter(audit=audit, adopted_on=None).exclude(due_on=audit.answer_due).update(
        due_on=audit.answer_due
    )
    begun = Q(matter__isnull=False) | Q(paper__isnull=False) | Q(adopted_on__isnull=False) | Q(stands__isnull=False)
    Statement.objects.filter(audit=audit).exclude(board__in=boards).exclude(begun).delete()
    new = sorted(boards - set(stored))
    posts = answering(new) if new else {}
    Statement.objects.bulk_create(
        [Statement(audit=audit, board_id=pk, responsible=posts.get(pk), due_on=audit.answer_due) for pk in new]
    )
