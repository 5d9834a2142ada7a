"""What a board's statement holds, and which ones wait."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import CharField, Prefetch, Q, QuerySet
from django.db.models.functions import Cast
from django.shortcuts import get_object_or_404

from ledtrad.activities.models import Activity
from ledtrad.audits.models import Addressed, Stand, StandMeasure, Statement
from ledtrad.audits.rules.statements import Answer, Facts, Promise
from ledtrad.core.clock import today
from ledtrad.meetings.models import Matter, Paper
from ledtrad.meetings.words import PaperKind
from ledtrad.organisation.models import Function

if TYPE_CHECKING:
    from ledtrad.organisation.access import Access
    from ledtrad.organisation.models import User


@dataclass
class Part:
    """One recommendation of the statement: what the auditors said, what the board answers, what it promises."""

    addressed: Addressed
    stand: Stand | None
    measures: list[StandMeasure] = field(default_factory=list)

    @property
    def answer(self) -> Answer:
        """The part as the rules take it."""
        recommendation, stand = self.addressed.recommendation, self.stand
        return Answer(
            number=recommendation.number,
            wording=recommendation.wording or recommendation.title,
            position=stand.position if stand else "",
            reasons=stand.reasons if stand else "",
            counter_proposal=stand.counter_proposal if stand else "",
            promises=[promise_of(measure.activity) for measure in self.measures],
        )


def promise_of(activity: Activity) -> Promise:
    return Promise(
        what=activity.title,
        who=str(activity.responsible or ""),
        when=activity.due_on,
        number=activity.number,
    )


def statement_of(number: str, board: str, user: "User") -> Statement:
    """One board's statement about one audit; 404 for whoever may not see it. One query."""
    rows = Statement.objects.visible_to(user).select_related(
        "audit", "audit__unit", "board", "paper", "matter", "responsible", "responsible__unit"
    )
    return get_object_or_404(rows, audit__number=number, board__number=board)


def parts(statement: Statement, user: "User | None") -> list[Part]:
    """The statement's parts in the audit's order; without a user all of them, for the paper. Two queries."""
    rows = Addressed.objects.all() if user is None else Addressed.objects.visible_to(user)
    rows = rows.filter(recommendation__audit=statement.audit_id, board=statement.board_id)
    promised = StandMeasure.objects.select_related("activity", "activity__responsible__unit", "activity__unit")
    if user is not None:
        promised = promised.filter(Activity.objects.visible_to(user).named_by("activity"))
    rows = rows.select_related("recommendation", "board", "stand").prefetch_related(
        Prefetch("measures", promised, to_attr="promised")
    )
    return [
        Part(row, getattr(row, "stand", None), list(row.promised))  # type: ignore[attr-defined]
        for row in rows.order_by("recommendation__order", "pk")
    ]


def facts(statement: Statement, found: Sequence[Part]) -> Facts:
    """What the proposed texts are made of."""
    audit, responsible = statement.audit, statement.responsible
    return Facts(
        board=statement.board.name,
        audit=audit.title,
        firm=audit.firm,
        purpose=audit.purpose,
        issued_on=audit.issued_on,
        registration_number=statement.matter.registration_number if statement.matter else "",
        dated_on=today(),
        answers=[part.answer for part in found],
        written_by=responsible.title if responsible else "",
    )


def functions_of(board_id: int, access: "Access") -> QuerySet[Function]:
    """The functions in the board's part of the organisation: who a measure can be given to."""
    units = units_of(board_id, access)
    return Function.objects.filter(unit__in=units).select_related("unit").order_by("unit__path", "title")


def units_of(board_id: int, access: "Access") -> list[int]:
    """The board and the units that belong to it and to no other board. No query."""
    return [unit for unit in access.tree.places if access.tree.board_of(unit) == board_id]


def choosable(statement: Statement, taken: Iterable[int], user: "User") -> QuerySet[Activity]:
    """Activities of the board that can be promised: visible, not yet promised about this recommendation."""
    rows = Activity.objects.visible_to(user).filter(unit__in=units_of(statement.board_id, user.access))
    return rows.exclude(pk__in=list(taken)).exclude(state__in=["done", "dropped"]).order_by("number")


def matters(statement: Statement, user: "User") -> QuerySet[Matter]:
    """The board's matters that the statement can be written in: visible, and not closed."""
    return Matter.objects.visible_to(user).of(statement.board_id).unsettled()


def of_matter(matter: Matter, reader: "User") -> dict[str, Statement] | None:
    """The statement that is written in a matter, for the matter's page. One query."""
    rows = Statement.objects.visible_to(reader).filter(matter=matter).select_related("audit", "board")
    found = rows.order_by("pk").first()
    return None if found is None else {"statement": found}


def draft_entries(user: "User") -> Q:
    """The ledger's entries about statements that this person may read of those that tell what drafts said."""
    if user.access.everything:
        return Q(pk__isnull=False)
    drafts = Statement.objects.drafts_visible_to(user).annotate(key_text=Cast("pk", CharField()))
    return Q(object_id__in=drafts.values("key_text"))


def of_paper(paper: Paper, reader: "User") -> dict[str, Statement] | None:
    """The statement that a paper says, for the way between its text and its answers. One query, none for others."""
    if paper.kind != PaperKind.STATEMENT:
        return None
    found = Statement.objects.visible_to(reader).filter(paper=paper).select_related("audit", "board").first()
    return None if found is None else {"statement": found}
