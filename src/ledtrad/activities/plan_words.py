"""The shape and the word of each way that an activity in a plan, or its effect, can stand."""

from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ledtrad.activities.models import Activity, ActivityState, EffectReport, Measure
from ledtrad.activities.rules.plans import Flow, Sums, Tally
from ledtrad.core.numbers import NBSP, format_number
from ledtrad.core.periods import label_day
from ledtrad.thread.rules import Status

SHAPES = {
    ActivityState.PLANNED: Status.NONE,
    ActivityState.ONGOING: Status.MET,
    ActivityState.ON_HOLD: Status.PARTLY,
    ActivityState.DONE: Status.MET,
    ActivityState.DROPPED: Status.NONE,
}
#: What each status says of an activity, where its state is not at hand.
STANDINGS = {
    Status.MET: _("Enligt plan"),
    Status.PARTLY: _("Inte i gång"),
    Status.MISSED: _("Försenad"),
    Status.NONE: _("Senare, eller utgår"),
}
#: Drawing classes of the timeline.
LOOKS = {
    ActivityState.PLANNED: "track",
    ActivityState.ONGOING: "own-fill",
    ActivityState.ON_HOLD: "partly",
    ActivityState.DONE: "other-fill",
    ActivityState.DROPPED: "none",
}
FLOWS: dict[Flow, tuple[Status, Promise]] = {
    Flow.NOTHING_EXPECTED: (Status.NONE, _("Inget belopp väntas")),
    Flow.NOT_YET: (Status.NONE, _("Väntas")),
    Flow.ON_ITS_WAY: (Status.PARTLY, _("På väg")),
    Flow.REACHED: (Status.MET, _("Nådd")),
    Flow.BELOW: (Status.MISSED, _("Lägre än väntat")),
    Flow.UNREPORTED: (Status.MISSED, _("Inte redovisad")),
}


def standing(activity: Activity, today: date) -> tuple[Status, str]:
    """Shape and word of one activity: late says how late."""
    if activity.is_late(today) and activity.due_on:
        days = (today - activity.due_on).days
        late = ngettext("Försenad %(n)s dag", "Försenad %(n)s dagar", days) % {"n": days}
        return Status.MISSED, f"{activity.get_state_display()}. {late}"
    return SHAPES[ActivityState(activity.state)], str(activity.get_state_display())


def look(activity: Activity, today: date) -> str:
    """The drawing class of its bar."""
    return "missed" if activity.is_late(today) else LOOKS[ActivityState(activity.state)]


def kronor(amount: Decimal | None) -> str:
    """3 800 000 kr; nothing for none."""
    return "" if amount is None else f"{format_number(amount.quantize(Decimal(1)))}{NBSP}kr"


def posts(amount: Decimal | None) -> str:
    """4 årsarbetare; nothing for none."""
    if amount is None:
        return ""
    shown = format_number(amount.normalize() if amount % 1 else amount.quantize(Decimal(1)))
    return _now("%(n)s årsarbetare") % {"n": shown}


def cost(measure: Measure) -> str:
    """Kostar 200 000 kr. Nothing for one that has no cost given."""
    return "" if measure.cost is None else _now("Kostar %(sum)s.") % {"sum": kronor(measure.cost)}


def effect(measure: Measure, report: EffectReport | None) -> str:
    """What a measure costs and is to bring, and what was last said to have come; "" when nothing is told in figures."""
    said = [cost(measure)] if measure.cost is not None else []
    if measure.expected is not None:
        said.append(_now("Väntas ge %(sum)s per år.") % {"sum": kronor(measure.expected)})
    if measure.posts is not None:
        said.append(_now("%(posts)s ska bli färre.") % {"posts": posts(measure.posts)})
    if measure.expected_on is not None:
        said.append(_now("Full effekt %(day)s.") % {"day": label_day(measure.expected_on)})
    if report is not None and report.amount is not None:
        words = {"sum": kronor(report.amount), "day": label_day(report.as_of)}
        said.append(_now("Till och med %(day)s hade %(sum)s per år kommit.") % words)
    return " ".join(said)


def lead(counted: Tally) -> str:
    """What the plan's page concludes, late first."""
    if not counted.all:
        return _now("Planen har inga aktiviteter än.")
    parts = []
    if counted.late:
        parts.append(
            ngettext("%(n)s aktivitet är försenad.", "%(n)s aktiviteter är försenade.", counted.late)
            % {"n": counted.late}
        )
    if counted.on_hold:
        parts.append(ngettext("%(n)s avvaktar.", "%(n)s avvaktar.", counted.on_hold) % {"n": counted.on_hold})
    parts.append(_now("%(done)s av %(all)s är klara.") % {"done": counted.done, "all": counted.all})
    return " ".join(parts)


def money_lead(found: Sums) -> str:
    """What the measures come to, in a sentence or three: what has come, what is promised, what nobody has covered."""
    if found.came or found.expected:
        said = [
            _now("%(came)s per år har redovisats av %(expected)s som väntas.")
            % {"came": kronor(found.came), "expected": kronor(found.expected)}
        ]
    else:
        said = [_now("Ingen åtgärd har en effekt i kronor.")]
    if found.deficit is not None:
        if found.uncovered:
            said.append(_now("%(sum)s av underskottet täcks inte av någon åtgärd.") % {"sum": kronor(found.uncovered)})
        elif found.remains:
            said.append(_now("Åtgärderna räcker till underskottet om effekten blir den väntade."))
        else:
            said.append(_now("Budgeten är i balans."))
    if found.posts:
        said.append(
            _now("%(gone)s av %(all)s färre.") % {"gone": format_number(found.posts_gone), "all": posts(found.posts)}
        )
    return " ".join(said)
