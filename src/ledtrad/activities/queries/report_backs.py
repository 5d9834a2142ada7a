"""What a report-back begins with, and the texts that a paper about it begins with."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from ledtrad.activities.models import Activity, ActivityState, Assignment, EffectKind, EffectReport, Measure, ReportBack
from ledtrad.activities.rules import assignments as rules
from ledtrad.activities.rules.assignments import Work
from ledtrad.core.numbers import format_number
from ledtrad.core.periods import label_day
from ledtrad.organisation.rules import Confidentiality
from ledtrad.thread.models import Link
from ledtrad.thread.rules import Kind, LinkKind

if TYPE_CHECKING:
    from ledtrad.organisation.models import User

_RANK = {Confidentiality.OPEN: 0, Confidentiality.INTERNAL: 1, Confidentiality.CONFIDENTIAL: 2}


@dataclass(frozen=True)
class Proposed:
    """What a report is proposed to say, and the activities behind it that its readers may not all see."""

    texts: dict[str, str]
    kept_out: list[Activity]


def answering(assignment: Assignment, user: "User") -> list[Activity]:
    """The activities that answer it, themselves or in a plan that does. One query, and those of `visible_to`."""
    answers = Link.objects.filter(target=assignment.pk, kind=LinkKind.ANSWERS)
    own = answers.filter(source__kind=Kind.ACTIVITY).values("source")
    plans = answers.filter(source__kind=Kind.ACTION_PLAN).values("source")
    rows = Activity.objects.visible_to(user)
    return list((rows.filter(pk__in=own) | rows.filter(plan__in=plans)).order_by("number"))


def proposed(report_back: ReportBack, user: "User") -> Proposed:
    """What it may begin with: from the activities that answer the assignment, and what their measures brought.

    An activity that somebody who reads the report may not see is not named in it. In the municipality's language.
    Three queries.
    """
    assignment = report_back.assignment
    found = answering(assignment, user)
    told = [a for a in found if _may_be_told(a, assignment)]
    with translation.override(settings.LANGUAGE_CODE):
        work = [_work(a) for a in told]
        texts = {
            "taken": rules.proposed_lines(work, rules.TAKEN),
            "planned": rules.proposed_lines(work, rules.PLANNED),
            "effect": _effects(told) if report_back.asks_effect else "",
        }
    return Proposed(texts, [a for a in found if a not in told])


def _may_be_told(activity: Activity, assignment: Assignment) -> bool:
    """Whether whoever sees the assignment sees the activity: open, or in the board itself and marked no higher."""
    if activity.is_open:
        return True
    rank = _RANK[Confidentiality(activity.confidentiality)], _RANK[Confidentiality(assignment.confidentiality)]
    return activity.unit_id == assignment.unit_id and rank[0] <= rank[1]


def _work(activity: Activity) -> Work:
    return Work(
        activity.state,
        activity.title,
        _when(activity),
        activity.state_reason if activity.state in (ActivityState.ON_HOLD, ActivityState.DROPPED) else "",
    )


def _when(activity: Activity) -> str:
    due = label_day(activity.due_on) if activity.due_on else ""
    match activity.state:
        case ActivityState.DONE:
            return _("klar %(day)s") % {"day": label_day(activity.done_on)} if activity.done_on else _("klar")
        case ActivityState.ONGOING:
            return _("pågår, klar senast %(day)s") % {"day": due} if due else _("pågår")
        case ActivityState.PLANNED:
            return _("klar senast %(day)s") % {"day": due} if due else ""
        case ActivityState.ON_HOLD:
            return _("avvaktar")
    return _("utgår")


def _effects(activities: list[Activity]) -> str:
    """The latest that was said of the effect of each measure, beside what was expected. Two queries."""
    measures = Measure.objects.filter(activity__in=[a.pk for a in activities]).exclude(kind=EffectKind.INDICATOR)
    found = {m.pk: m for m in measures.select_related("activity")}
    latest: dict[int, EffectReport] = {}
    for said in EffectReport.objects.filter(measure__in=found):
        latest.setdefault(said.measure_id, said)
    return "\n".join(_effect(found[a.pk], latest.get(a.pk)) for a in activities if a.pk in found)


def _effect(measure: Measure, said: EffectReport | None) -> str:
    title, expected = measure.activity.title, measure.expected
    wanted = _("väntat %(amount)s kr om året") % {"amount": format_number(expected, 0)} if expected is not None else ""
    if said is None or said.amount is None:
        return f"- {title}: " + (_("ingen effekt redovisad än") + (f" ({wanted})" if wanted else ""))
    got = _("%(amount)s kr till och med %(day)s") % {
        "amount": format_number(said.amount, 0), "day": label_day(said.as_of),
    }  # fmt: skip
    return f"- {title}: {got}" + (f" ({wanted})" if wanted else "")


def report_back_texts(report_back: ReportBack) -> dict[str, str]:
    """What a paper about a report that is handed in begins with, by the slug of its sections. One query at most.

    Written in the municipality's language, whoever asks. Nothing is said that the report itself does not say.
    """
    with translation.override(settings.LANGUAGE_CODE):
        assignment = report_back.assignment
        board, title = assignment.unit.name, assignment.title
        words = {"board": board, "title": title, "number": assignment.number}
        decision = (
            _("%(board)s beslutar att godkänna redovisningen av vilken effekt uppdraget ”%(title)s” har fått.")
            if report_back.asks_effect
            else _("%(board)s beslutar att godkänna redovisningen av uppdraget ”%(title)s”.")
        )
        return {
            "proposed_decision": decision % words,
            "summary": _summary(report_back),
            "basis": _basis(report_back),
            "matter": "\n\n".join(
                part for part in (_given(assignment), assignment.wording, _frames(assignment)) if part
            ),
            "taken": report_back.taken,
            "planned": report_back.planned,
            "effect": report_back.effect,
            "distribution": assignment.responsible.title if assignment.responsible else "",
        }


def _summary(report_back: ReportBack) -> str:
    assignment = report_back.assignment
    parts = [_given(assignment)]
    if report_back.asks_effect:
        parts.append(_("Här redovisas vilken effekt åtgärderna har fått."))
    elif report_back.taken and report_back.planned:
        parts.append(_("Här redovisas vidtagna och planerade åtgärder."))
    elif report_back.taken:
        parts.append(_("Här redovisas vidtagna åtgärder."))
    else:
        parts.append(_("Här redovisas planerade åtgärder."))
    return " ".join(parts)


def _given(assignment: Assignment) -> str:
    words = {
        "board": assignment.unit.name, "day": label_day(assignment.decided_on), "paragraph": assignment.decided_as,
        "who": _lower_first(assignment.responsible.title) if assignment.responsible else _("förvaltningen"),
    }  # fmt: skip
    if assignment.decided_as:
        return _("%(board)s beslutade den %(day)s (%(paragraph)s) om ett uppdrag till %(who)s.") % words
    return _("%(board)s beslutade den %(day)s om ett uppdrag till %(who)s.") % words


def _lower_first(title: str) -> str:
    return title[:1].lower() + title[1:]


def _frames(assignment: Assignment) -> str:
    return _("Mandat och ramar: %(text)s") % {"text": assignment.mandate} if assignment.mandate else ""


def _basis(report_back: ReportBack) -> str:
    """What it rests on: the decision, and the report."""
    assignment, reported_on = report_back.assignment, report_back.fact.reported_on
    lines = [
        _("- %(board)s beslut %(day)s %(paragraph)s")
        % {
            "board": assignment.unit.name + ("" if assignment.unit.name.endswith("s") else "s"),
            "day": label_day(assignment.decided_on), "paragraph": assignment.decided_as,
        }
    ]  # fmt: skip
    if assignment.registration_number:
        lines = [f"{lines[0].rstrip()}, {assignment.registration_number}"]
    if reported_on is not None:
        lines.append(
            _("- Redovisning av uppdrag %(number)s, inlämnad %(day)s")
            % {"number": assignment.number, "day": label_day(reported_on)}
        )
    return "\n".join(line.rstrip() for line in lines)
