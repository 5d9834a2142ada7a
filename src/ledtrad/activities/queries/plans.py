"""Reads of action plans, each with a fixed number of SQL queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from ledtrad.activities.models import (
    SETTLED,
    ActionPlan,
    Activity,
    ActivityState,
    Dependency,
    EffectReport,
    Measure,
    Round,
    RoundAnswer,
    WorkingGroup,
)
from ledtrad.activities.rules import plans as rules
from ledtrad.thread.models import Link, Node
from ledtrad.thread.rules import LinkKind

if TYPE_CHECKING:
    from ledtrad.organisation.access import Access
    from ledtrad.organisation.models import User

SERVES = (LinkKind.ANSWERS, LinkKind.CARRIES_OUT, LinkKind.ANCHORED_IN)
"""The links that say where an activity comes from."""


def with_counts(rows: "QuerySet[ActionPlan]", today: date) -> "QuerySet[Any]":
    """Each plan with how many activities it has (dropped ones apart), how many are done, and how many late."""
    own = Activity.objects.filter(plan=OuterRef("pk")).order_by().values("plan")

    def count(condition: Q) -> Coalesce:
        return Coalesce(
            Subquery(own.filter(condition).annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0
        )

    return rows.annotate(
        in_all=count(~Q(state=ActivityState.DROPPED)),
        done=count(Q(state=ActivityState.DONE)),
        late=count(~Q(state__in=SETTLED) & Q(due_on__lt=today)),
    )


@dataclass
class Row:
    """One activity of a plan with what its pages tell of it."""

    activity: Activity
    measure: Measure | None = None
    report: EffectReport | None = None
    waits_for: list[Activity] = field(default_factory=list)  # all of them
    held_up_by: list[Activity] = field(default_factory=list)  # those that are not done
    comes_from: list[Link] = field(default_factory=list)

    def is_late(self, today: date) -> bool:
        return self.activity.is_late(today)

    def flow(self, today: date) -> rules.Flow:
        """How its effect goes; NOTHING_EXPECTED for an activity that is no measure."""
        if self.measure is None:
            return rules.Flow.NOTHING_EXPECTED
        came = self.report.amount if self.report is not None else None
        return rules.flow(expected=self.measure.expected, full_from=self.measure.expected_on, came=came, today=today)


@dataclass(frozen=True)
class Inside:
    """A plan's activities as one person may see them, and how many more there are."""

    rows: list[Row]
    hidden: int

    def tally(self, today: date) -> rules.Tally:
        return rules.tally(((r.activity.state, r.activity.due_on) for r in self.rows), today)

    def sums(self, deficit: Decimal | None) -> rules.Sums:
        """The measures that bring money."""
        money = [r for r in self.rows if r.measure is not None and r.measure.kind != "indicator"]
        return rules.sums((_effect(r) for r in money), deficit)


def _effect(row: Row) -> rules.Effect:
    measure, report = row.measure, row.report
    if measure is None:
        return rules.Effect(row.activity.state, None, None)
    return rules.Effect(
        state=row.activity.state,
        expected=measure.expected,
        came=report.amount if report else None,
        posts=measure.posts,
        posts_gone=report.posts if report else None,
    )


def inside(plan: ActionPlan, access: "Access", today: date) -> Inside:
    """Everything in a plan, late first, then by last day, what is settled last. Six queries."""
    own = Activity.objects.filter(plan=plan)
    order = Case(
        When(state__in=SETTLED, then=2), When(due_on__lt=today, then=0), default=1, output_field=IntegerField()
    )
    seen = list(
        own.seen_with(access)
        .select_related("unit", "responsible", "responsible__unit", "group", "plan")
        .order_by(order, F("due_on").asc(nulls_last=True), "number")
    )
    rows = {activity.pk: Row(activity) for activity in seen}
    _measures(rows)
    _dependencies(rows)
    _origins(rows, access)
    return Inside(list(rows.values()), own.count() - len(seen))


def _measures(rows: dict[int, Row]) -> None:
    """What they are to bring, and the latest that was said of each. Two queries."""
    for measure in Measure.objects.filter(activity__in=rows).select_related("indicator"):
        rows[measure.activity_id].measure = measure
    for report in EffectReport.objects.filter(measure__in=rows).order_by("as_of", "made_at", "pk"):
        rows[report.measure_id].report = report  # the last one stays


def _dependencies(rows: dict[int, Row]) -> None:
    """What waits for what, among those that are seen. One query."""
    waits: dict[int, list[int]] = {}
    for pk, on in Dependency.objects.filter(activity__in=rows, on__in=rows).values_list("activity_id", "on_id"):
        waits.setdefault(pk, []).append(on)
    held = rules.blocked(waits, {pk: row.activity.state for pk, row in rows.items()})
    for pk, others in waits.items():
        rows[pk].waits_for = [rows[on].activity for on in others]
        rows[pk].held_up_by = [rows[on].activity for on in held.get(pk, ())]


def _origins(rows: dict[int, Row], access: "Access") -> None:
    """Where they come from: what they answer, carry out or are anchored in. One query."""
    # Asked of each target: as a list of all that is seen, the database would go through it once for each activity.
    seen = Node.objects.seen_with(access).named_by("target")
    links = Link.objects.filter(seen, source__in=rows, kind__in=SERVES)
    for link in links.select_related("target", "target__level").order_by("target__number"):
        rows[link.source_id].comes_from.append(link)


def groups(plan: ActionPlan) -> list[WorkingGroup]:
    """The plan's groups with their people. Two queries."""
    return list(plan.groups.select_related("leader", "leader__unit").prefetch_related("members__unit"))


def rounds(plan: ActionPlan) -> list[Round]:
    """The plan's rounds with how many were asked and have answered. One query."""
    return list(
        plan.rounds.annotate(
            asked=Count("answers"), answered=Count("answers", filter=Q(answers__answered_at__isnull=False))
        )
    )


def answers(round: Round, user: "User") -> list[RoundAnswer]:
    """What was asked in a round and answered, of what this person sees: what waits first. One query."""
    rows = RoundAnswer.objects.filter(Activity.objects.visible_to(user).named_by("activity"), round=round)
    rows = rows.select_related(
        "activity", "activity__unit", "activity__responsible", "asked", "asked__unit", "round", "round__plan"
    )
    return list(rows.order_by(F("answered_at").asc(nulls_first=True), "activity__number"))


def asked_of(functions: Iterable[int], until: date, access: "Access") -> "QuerySet[RoundAnswer]":
    """What these functions are asked in open rounds and have not answered. One query when evaluated."""
    rows = RoundAnswer.objects.filter(
        Q(asked__in=list(functions)) | Q(activity__responsible__in=list(functions)),
        Activity.objects.seen_with(access).named_by("activity"),
        answered_at__isnull=True, round__closed_at__isnull=True, round__due_on__lte=until,
    )  # fmt: skip
    return rows.select_related("activity", "round", "round__plan").order_by("round__due_on", "activity__number")


def overdue_reports(functions: Sequence[int], today: date, access: "Access") -> "QuerySet[Measure]":
    """Measures whose day of full effect has passed without a word of what came. One query when evaluated."""
    rows = Measure.objects.filter(
        Activity.objects.seen_with(access).named_by("activity"),
        activity__responsible__in=functions, expected__isnull=False, expected_on__lt=today, reports__isnull=True,
    )  # fmt: skip
    return rows.exclude(activity__state=ActivityState.DROPPED).select_related("activity").order_by("expected_on")
