"""The register of audits: what its list shows, sorts by and offers to narrow by."""

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, ExtractYear, JSONArray
from django.utils.translation import gettext as _

from ledtrad.audits.models import Addressed, Audit, Recommendation, Statement
from ledtrad.audits.rules.standing import Stage
from ledtrad.audits.words import AuditState
from ledtrad.core.gathered import Gathered
from ledtrad.organisation.models import Unit

if TYPE_CHECKING:
    from ledtrad.organisation.models import User


def _of_audit(rows: QuerySet[Any], path: str, count: Any) -> Coalesce:
    found = rows.filter(**{path: OuterRef("pk")}).order_by().values(path).annotate(n=count).values("n")
    return Coalesce(Subquery(found, output_field=IntegerField()), 0)


def register(user: "User", today: date) -> QuerySet[Any]:
    """The audits one sees with `stage`, and what else lists sort and count by: `has_open`, and what `listed` shows."""
    waiting = Statement.objects.filter(audit=OuterRef("pk"), adopted_on=None)
    unclosed = Addressed.objects.filter(recommendation__audit=OuterRef("pk"), closed_on=None)
    due = waiting.order_by().values("audit").annotate(d=Min("due_on")).values("d")
    # Whether there is one is found at once; how many there are takes counting, and is left to the lists that say it.
    stage = Case(
        When(state=AuditState.READ, then=Value(Stage.READ.value)),
        When(Exists(waiting.filter(due_on__lt=today)), then=Value(Stage.LATE.value)),
        When(Exists(waiting), then=Value(Stage.WAITS.value)),
        When(Exists(unclosed), then=Value(Stage.OPEN.value)),
        default=Value(Stage.CLOSED.value),
        output_field=CharField(),
    )
    counted = {
        "total": _of_audit(Recommendation.objects.all(), "audit", Count("pk")),
        "unclosed": _of_audit(
            Addressed.objects.filter(closed_on=None), "recommendation__audit", Count("recommendation", distinct=True)
        ),
    }
    return (
        Audit.objects.visible_to(user)
        .annotate(stage=stage)
        .alias(has_open=Exists(unclosed), next_due=Subquery(due), **counted)
        .only("number", "title", "kind", "firm", "issued_on", "answer_due")
    )


def listed(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those of the register with `total`, `unclosed` and `next_due`, and `named`: path and name of each board."""
    asked: QuerySet[Any] = Audit.boards.through.objects.filter(audit=OuterRef("pk")).order_by().values("audit")
    named = asked.annotate(named=Gathered(JSONArray("unit__path", "unit__name"))).values("named")
    found: QuerySet[Any] = rows.annotate(
        total=F("total"), unclosed=F("unclosed"), next_due=F("next_due"), named=Subquery(named)
    )
    return found


def narrowed(rows: QuerySet[Audit], text: str) -> QuerySet[Audit]:
    """Those in which every word occurs: in the title, the number, the auditor, or a recommendation."""
    for word in text.split()[:10]:
        said = Recommendation.objects.filter(audit=OuterRef("pk"), wording__icontains=word)
        own = Q(title__icontains=word) | Q(number__icontains=word) | Q(firm__icontains=word)
        rows = rows.filter(own | Exists(said))
    return rows


def counted_boards(names: list[str]) -> str:
    """The first of many boards, and how many more there are."""
    return _("%(first)s och %(n)s till") % {"first": names[0], "n": len(names) - 1}


def put_boards(rows: list[Any]) -> None:
    """Put `board_names` on the audits of a page, and `boards_shown`, which has room in a narrow column."""
    for row in rows:
        names = [name for _path, name in sorted(row.named or ())]
        row.board_names = ", ".join(names)
        row.boards_shown = row.board_names if len(names) < 3 else counted_boards(names)


@dataclass
class Offered:
    """What lists offer to narrow by."""

    years: list[tuple[int, int]] = field(default_factory=list)
    boards: list[tuple[str, str]] = field(default_factory=list)


def offered(user: "User") -> Offered:
    """Years, the latest first, and boards of all audits that one sees. One query."""
    seen = Audit.objects.visible_to(user).order_by()
    years = seen.values_list(Value(""), Value(""), Value(""), ExtractYear("issued_on")).distinct()
    asked = Unit.objects.filter(Exists(seen.filter(boards=OuterRef("pk")))).order_by()
    rows = years.union(asked.values_list("path", "number", "name", Value(0)), all=True)
    found = Offered()
    for path, number, name, year in sorted(row for row in rows if row[0] or row[3]):
        if path:
            found.boards.append((number, name))
        else:
            found.years.insert(0, (year, year))
    return found
