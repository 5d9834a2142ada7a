"""The gap rules that need only nodes, links, functions and assessments."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledtrad.core.periods import Period, PeriodKind, label
from ledtrad.organisation.rules import Role, UnitKind
from ledtrad.thread import gaps, rules
from ledtrad.thread.gaps import Gap
from ledtrad.thread.models import Assessment
from ledtrad.thread.rules import Extent, Kind, LinkKind
from ledtrad.thread.snapshot import Knot, Snapshot


def register() -> None:
    """Called when the app is ready."""
    for name, title, find in (
        ("document_not_carried", gettext_lazy("Styrdokument som inget mål genomför"), document_not_carried),
        ("carried_in_part", gettext_lazy("Styrning bärs bara delvis"), carried_in_part),
        ("goal_not_anchored", gettext_lazy("Mål utan förankring"), goal_not_anchored),
        ("goal_without_indicator", gettext_lazy("Mål utan indikator"), goal_without_indicator),
        ("unit_broke_nothing_down", gettext_lazy("Enhet har inte brutit ned målet"), unit_broke_nothing_down),
        ("activity_serves_nothing", gettext_lazy("Aktivitet som inte tjänar något mål"), activity_serves_nothing),
        ("no_responsible", gettext_lazy("Ingen ansvarig funktion"), no_responsible),
        ("vacant_function", gettext_lazy("Ansvarig funktion är vakant"), vacant_function),
        ("assessment_overdue", gettext_lazy("Bedömning saknas"), assessment_overdue),
        ("statuses_far_apart", gettext_lazy("Bedömning och förslag skiljer sig"), statuses_far_apart),
    ):
        gaps.register(name, title, find)


def _linked_up(snapshot: Snapshot, knot: Knot, *kinds: LinkKind) -> bool:
    return any(t.kind in kinds for t in snapshot.up.get(knot.id, ()))


def _linked_down(snapshot: Snapshot, knot: Knot, *kinds: LinkKind) -> bool:
    return any(t.kind in kinds for t in snapshot.down.get(knot.id, ()))


def document_not_carried(snapshot: Snapshot) -> Iterator[Gap]:
    """A text nobody carries out, neither itself nor any of its passages."""
    carried = {t.target for t in snapshot.ties if t.kind in (LinkKind.CARRIES_OUT, LinkKind.ANCHORED_IN)}
    for knot in snapshot.of_kind(Kind.DOCUMENT):
        level = snapshot.level(knot)
        if level is None or not level.needs_anchor or carried & snapshot.reach([knot.id], upwards=False, steps=1):
            continue
        yield Gap(
            "document_not_carried", knot.id, _("Koppla ett mål som genomför texten, eller säg varför inget behövs.")
        )


def carried_in_part(snapshot: Snapshot) -> Iterator[Gap]:
    """A text that every goal tied to it meets only in part."""
    for knot in snapshot.of_kind(Kind.DOCUMENT):
        ties = [t for t in snapshot.down.get(knot.id, ()) if t.kind in (LinkKind.CARRIES_OUT, LinkKind.ANCHORED_IN)]
        if ties and all(t.extent == Extent.PART for t in ties):
            yield Gap(
                "carried_in_part",
                knot.id,
                _("Koppla det som återstår av texten till ett mål, eller utvidga ett mål som finns."),
                knot.function_id,
            )


def goal_not_anchored(snapshot: Snapshot) -> Iterator[Gap]:
    """A goal with nothing above it, though its level should have."""
    for knot in snapshot.of_kind(Kind.GOAL):
        level = snapshot.level(knot)
        upwards = (LinkKind.BREAKS_DOWN, LinkKind.CARRIES_OUT, LinkKind.ANCHORED_IN)
        if (level is None or level.needs_anchor) and not _linked_up(snapshot, knot, *upwards):
            yield Gap(
                "goal_not_anchored",
                knot.id,
                _("Förankra målet i ett överordnat mål, ett program eller en lag."),
                knot.function_id,
            )


def goal_without_indicator(snapshot: Snapshot) -> Iterator[Gap]:
    """A goal that is to be measured and has no indicator."""
    for knot in snapshot.of_kind(Kind.GOAL):
        level = snapshot.level(knot)
        if (level is None or level.needs_indicator) and not _linked_down(snapshot, knot, LinkKind.MEASURES):
            yield Gap(
                "goal_without_indicator",
                knot.id,
                _("Koppla en indikator som visar om målet nås, eller skapa en ny."),
                knot.function_id,
            )


def unit_broke_nothing_down(snapshot: Snapshot) -> Iterator[Gap]:
    """A unit in a board whose other units have goals or activities of their own, and which has none itself."""
    working: dict[int, set[int]] = defaultdict(set)  # board goal → units that carry something below it
    own = {Kind.GOAL, Kind.ACTIVITY}
    for knot in snapshot.of_kind(Kind.GOAL):
        unit = snapshot.units.get(knot.unit_id)
        if unit is None or not unit.is_board:
            continue
        for below in snapshot.reach([knot.id], upwards=False) - {knot.id}:
            if snapshot.knots[below].kind in own:
                working[knot.id].add(snapshot.knots[below].unit_id)
                working[knot.id] |= snapshot.shared.get(below, set())
    active = set().union(*working.values()) if working else set()
    for unit in snapshot.units.values():
        if unit.kind != UnitKind.UNIT or unit.pk in active:
            continue
        board = next((u for u in snapshot.units.values() if u.is_board and unit.path.startswith(u.path)), None)
        target = _first_goal_of_board(snapshot, unit.path, working)
        if board is None or target is None:
            continue
        yield Gap(
            "unit_broke_nothing_down",
            target.id,
            _("%(unit)s: lägg till ett enhetsmål eller en aktivitet, eller ange varför det inte behövs.")
            % {"unit": unit.name},
            _manager_of(snapshot, unit.pk),
            unit.pk,
        )


def _first_goal_of_board(snapshot: Snapshot, path: str, working: dict[int, set[int]]) -> Knot | None:
    """Of the nearest board's goals, the one that most of its other units carry."""
    goals = [
        (len(snapshot.units[snapshot.knots[goal].unit_id].path), len(working[goal]), snapshot.knots[goal])
        for goal in working
        if working[goal] and path.startswith(snapshot.units[snapshot.knots[goal].unit_id].path)
    ]
    return max(goals, key=lambda found: (found[0], found[1], found[2].number), default=(0, 0, None))[2]


def _manager_of(snapshot: Snapshot, unit_id: int) -> int | None:
    managers = (p.id for p in snapshot.posts.values() if p.unit_id == unit_id and p.role == Role.UNIT_MANAGER)
    return next(managers, None)


def activity_serves_nothing(snapshot: Snapshot) -> Iterator[Gap]:
    """An activity that is tied to nothing above it."""
    for knot in snapshot.of_kind(Kind.ACTIVITY):
        if not _linked_up(snapshot, knot, LinkKind.CARRIES_OUT, LinkKind.ANCHORED_IN, LinkKind.ANSWERS):
            yield Gap(
                "activity_serves_nothing",
                knot.id,
                _("Koppla aktiviteten till det mål den tjänar, eller avsluta den."),
                knot.function_id,
            )


def no_responsible(snapshot: Snapshot) -> Iterator[Gap]:
    """A goal, indicator or activity that no function answers for."""
    for knot in snapshot.knots.values():
        if knot.kind not in (Kind.DOCUMENT, Kind.RECOMMENDATION) and knot.function_id is None:
            yield Gap("no_responsible", knot.id, _("Välj vilken funktion som svarar för det här."))


def vacant_function(snapshot: Snapshot) -> Iterator[Gap]:
    """A responsible function that nobody holds today."""
    for knot in snapshot.knots.values():
        post = snapshot.post(knot)
        if post is not None and not post.holder:
            yield Gap(
                "vacant_function",
                knot.id,
                _("%(function)s är vakant. Utse någon, eller flytta ansvaret.") % {"function": post.title},
                post.id,
            )


def assessment_overdue(snapshot: Snapshot) -> Iterator[Gap]:
    """A goal whose level is assessed every so often, and which was not, some time after the period closed."""
    ends = dict(Assessment.objects.values_list("node_id").annotate(Max("period_end")))
    for knot in snapshot.of_kind(Kind.GOAL):
        level = snapshot.level(knot)
        if level is None or not level.assess_every:
            continue
        period = last_due_period(PeriodKind(level.assess_every), snapshot, level.assess_days)
        if ends.get(knot.id) is None or ends[knot.id] < period.last_day:
            yield Gap(
                "assessment_overdue",
                knot.id,
                _("Bedöm hur målet stod %(period)s.") % {"period": label(period)},
                knot.function_id,
                url_name="node-assess",
            )


def last_due_period(kind: PeriodKind, snapshot: Snapshot, days: int) -> Period:
    """The latest period that ended at least `days` days before the snapshot's day."""
    return Period.of(kind, snapshot.today - timedelta(days=days)).previous()


def statuses_far_apart(snapshot: Snapshot) -> Iterator[Gap]:
    """A goal given as met that its thread says is missed, or the other way round."""
    for knot in snapshot.of_kind(Kind.GOAL):
        if rules.far_apart(knot.status, knot.suggested):
            yield Gap(
                "statuses_far_apart",
                knot.id,
                _("Förklara varför bedömningen skiljer sig från vad tråden visar, eller bedöm om."),
                knot.function_id,
            )
