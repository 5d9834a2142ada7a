"""What happened with one board's part in a recommendation, made of what `queries.evidence` found. No query."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from ledtrad.activities.models import Activity, ActivityState
from ledtrad.audits.queries.evidence import Followed
from ledtrad.audits.rules.events import Event, Source, in_order
from ledtrad.audits.rules.statements import in_text, plain_day
from ledtrad.core.clock import STOCKHOLM, today
from ledtrad.core.ledger import Entry

#: Of these an activity has begun.
BEGUN = (ActivityState.ONGOING, ActivityState.ON_HOLD, ActivityState.DONE)


def events_of(one: Followed) -> list[Event]:
    """Everything that is known to have happened, oldest first."""
    made = [
        *_audits(one),
        *_answer(one),
        *(event for activity in one.measures for event in _activity(activity)),
        *(event for entry in one.entries if (event := _change(entry, one)) is not None),
        *_assessed(one),
        *_papers(one),
        *_evidence(one),
        *_judged(one),
    ]
    return in_order(made)


def _audits(one: Followed) -> Iterator[Event]:
    audit = one.recommendation.audit
    if audit.issued_on:
        yield Event(
            audit.issued_on, Source.AUDIT, _("Revisorerna lämnade granskningen ”%(audit)s”") % {"audit": audit.title},
            url=audit.get_absolute_url(),
        )  # fmt: skip
    for later in one.follow_up_audits:
        if later.issued_on:
            yield Event(
                later.issued_on, Source.AUDIT,
                _("Revisorerna följde upp i granskningen ”%(audit)s”") % {"audit": later.title},
                url=later.get_absolute_url(),
            )  # fmt: skip


def _answer(one: Followed) -> Iterator[Event]:
    statement, stand = one.statement, one.stand
    if statement is None or statement.adopted_on is None:
        return
    word = stand.get_position_display() if stand is not None else ""
    paper = one.paper
    yield Event(
        statement.adopted_on, Source.PAPER,
        _("%(board)s beslutade om sitt yttrande") % {"board": one.addressed.board.name},
        detail=" · ".join(filter(None, [word, paper.adopted_as if paper else "", paper.matter.registration_number
                                        if paper else ""])),
        url=paper.get_absolute_url() if paper else statement.get_absolute_url(),
    )  # fmt: skip


def _activity(activity: Activity) -> Iterator[Event]:
    named = {"activity": str(activity)}
    begun = activity.state in BEGUN and activity.starts_on is not None and activity.starts_on <= today()
    if begun and activity.starts_on is not None:
        yield Event(
            activity.starts_on, Source.ACTIVITY, _("%(activity)s började") % named, url=activity.get_absolute_url()
        )
    if activity.done_on is not None and activity.state == ActivityState.DONE:
        yield Event(
            activity.done_on, Source.ACTIVITY, _("%(activity)s blev klar") % named, url=activity.get_absolute_url()
        )


def _change(entry: Entry, one: Followed) -> Event | None:
    """A new state or a new last day of an activity, as the ledger tells it."""
    activity = next(a for a in one.measures if str(a.pk) == entry.object_id)
    changes = (entry.details or {}).get("changes", {})
    state, due = changes.get("state"), changes.get("due_on")
    told = []
    if state and not _says_its_day(activity, state[1], changes):
        told.append(_("%(before)s → %(after)s") % {"before": _state(state[0]), "after": _state(state[1])})
    if due:
        told.append(_("ska vara klar %(day)s i stället för %(before)s") % {"day": _day(due[1]), "before": _day(due[0])})
    if not told:
        return None
    return Event(
        entry.at.astimezone(STOCKHOLM).date(), Source.ACTIVITY, f"{activity}: {', '.join(told)}",
        detail=str(changes.get("state_reason", ["", ""])[1] or ""), by=entry.actor_label,
        url=activity.get_absolute_url(),
    )  # fmt: skip


def _says_its_day(activity: Activity, state: str, changes: dict[str, Any]) -> bool:
    """Whether the activity itself says when it came to that state, so that the day when somebody wrote it in is no
    event of its own: the day it was done, or the day it began when that was told with the new state."""
    if state == ActivityState.DONE:
        return activity.done_on is not None
    began = (changes.get("starts_on") or ["", ""])[1]
    return state == ActivityState.ONGOING and bool(began) and began == str(activity.starts_on)


def _state(code: str | None) -> str:
    return str(dict(ActivityState.choices).get(code or "", code or "–"))


def _day(text: str | None) -> str:
    try:
        return plain_day(date.fromisoformat(text or ""))
    except ValueError:
        return "–"


def _assessed(one: Followed) -> Iterator[Event]:
    for row in one.assessments:
        yield Event(
            row.made_at.astimezone(STOCKHOLM).date(), Source.ASSESSMENT,
            _("%(node)s bedömdes: %(status)s") % {"node": row.node, "status": row.get_status_display().lower()},
            detail=row.comment, by=row.made_by_label, url=row.node.get_absolute_url(),
        )  # fmt: skip


def _papers(one: Followed) -> Iterator[Event]:
    for paper in one.papers:
        if paper.adopted_on:
            yield Event(
                paper.adopted_on, Source.PAPER,
                _("%(board)s behandlade ”%(paper)s”") % {"board": one.addressed.board.name, "paper": paper.title},
                detail=" · ".join(filter(None, [paper.adopted_as, paper.matter.registration_number])),
                url=paper.get_absolute_url(),
            )  # fmt: skip


def _evidence(one: Followed) -> Iterator[Event]:
    for row in one.evidence:
        value = f"{row.value} ({row.period})" if row.value else ""
        yield Event(
            row.dated_on, Source.EVIDENCE, f"{row.get_kind_display()}: {row.title}",
            detail=" · ".join(filter(None, [value, row.note])), by=row.made_by_label,
        )  # fmt: skip


def _judged(one: Followed) -> Iterator[Event]:
    for row in one.follow_ups:
        who = _("Revisorerna") if row.audit_id else one.addressed.board.name
        what = _("%(who)s bedömde det som gjorts: %(judgement)s") % {
            "who": who, "judgement": in_text(row.get_judgement_display()),
        }  # fmt: skip
        if row.closes:
            what += ". " + _("Rekommendationen avslutades")
        yield Event(row.judged_on, Source.JUDGEMENT, what, detail=row.done, by=row.made_by_label)
