"""Minutes adjusted, whole or one paragraph before the rest, and announced on the notice board."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ledtrad.core import ledger
from ledtrad.core.actors import Actor
from ledtrad.core.papers.blocks import fingerprint
from ledtrad.core.periods import label_day
from ledtrad.core.refusals import Invalid, Refused
from ledtrad.core.versions import claim
from ledtrad.meetings.actions import remarks
from ledtrad.meetings.actions.agenda import (
    locked_item,
    locked_meeting,
    record_item,
    require_open_agenda,
    require_open_point,
)
from ledtrad.meetings.actions.meetings import require_planner
from ledtrad.meetings.actions.written import written
from ledtrad.meetings.models import AdjustedParagraph, AgendaItem, Attendance, Meeting, Minutes
from ledtrad.meetings.protocol.minutes import content_of, paragraph_content
from ledtrad.meetings.queries import agenda as queries
from ledtrad.meetings.rules import attendance as rules
from ledtrad.meetings.rules import meetings as days
from ledtrad.meetings.words import Duty

SIGNING = (Duty.CHAIR, Duty.ADJUSTER)
"""Those who adjust minutes."""


class StillUndecided(Refused):
    """Minutes tell what was decided in each point."""

    code = "still_undecided"
    message = _("Punkter saknar beslut. Skriv in dem, eller ta bort punkterna, innan protokollet justeras.")


class NotToldWhole(Refused):
    """Minutes tell who was there, and what they tell goes together. `sentences` say what is wrong."""

    code = "not_told_whole"

    def __init__(self, sentences: Sequence[str]) -> None:
        self.sentences = list(sentences)
        super().__init__(" ".join(self.sentences))


class NothingToAnnounce(Refused):
    """What is announced is that minutes have been adjusted."""

    code = "nothing_to_announce"
    message = _("Protokollet är inte justerat. Anslaget säger att det är det.")


@transaction.atomic
def adjust(
    *, meeting: Meeting, on: date, actor: Actor, seen: int | None, signed: Mapping[int, date] | None = None
) -> Meeting:
    """The minutes are adjusted: they are kept as they say now, and nothing of the meeting changes any more.

    `signed` has the days of those who adjusted on another day, by the key of their attendance.
    Raises MayNotPlanMeetings, Adjusted, StillUndecided, NotToldWhole, Invalid or Stale.
    """
    now = locked_meeting(meeting)
    require_open_agenda(actor, now)
    _check_day(now, on, actor)
    items, present = queries.minuted_agenda(now), list(now.attendance.all())
    if not items or any(not item.is_decided for item in items):
        raise StillUndecided()
    _check_told([item for item in items if not item.is_adjusted], present, actor)
    claim(now, seen)
    _sign(now, present, on, signed or {})
    now.adjusted_on = on
    now.save(update_fields=["adjusted_on"])
    content = content_of(now, items, present)
    kept = Minutes.objects.create(meeting=now, content=content, sha256=fingerprint(content), **written(actor))
    ledger.record(
        actor, "adjusted", now, unit_id=now.board_id, confidentiality="open", adjusted_on=on, sha256=kept.sha256
    )
    return now


def _check_day(meeting: Meeting, on: date, actor: Actor) -> None:
    if on < meeting.held_on:
        raise Invalid(_("Protokollet justeras tidigast samma dag som sammanträdet."), field="on")
    if on > actor.today:
        raise Invalid(_("Den dagen har inte varit än."), field="on")


def _check_told(items: Sequence[AgendaItem], present: Sequence[Attendance], actor: Actor) -> None:
    told = [row.told for row in present]
    if sentences := rules.lacking(told) + remarks.problems(items, told, actor):
        raise NotToldWhole(sentences)


def _sign(meeting: Meeting, present: Sequence[Attendance], on: date, signed: Mapping[int, date]) -> None:
    """Chair and adjusters get their days: the day of the minutes unless another is told."""
    signing = [row for row in present if row.duty in SIGNING]
    for row in signing:
        row.adjusted_on = signed.get(row.pk, on)
        if not meeting.held_on <= row.adjusted_on <= on:
            told = _("%(name)s justerade tidigast samma dag som sammanträdet och senast när protokollet var justerat.")
            raise Invalid(told % {"name": row.name}, field=f"signed_{row.pk}")
    Attendance.objects.bulk_update(signing, ["adjusted_on"])


@transaction.atomic
def adjust_paragraph(*, item: AgendaItem, on: date, actor: Actor, seen: int | None) -> AgendaItem:
    """One paragraph is adjusted before the rest: it is kept as it says now, and can be announced and sent out.

    Raises MayNotPlanMeetings, Adjusted, StillUndecided, NotToldWhole, Invalid or Stale.
    """
    now = locked_item(item)
    require_open_point(actor, now)
    _check_day(now.meeting, on, actor)
    if not now.is_decided:
        raise StillUndecided(_("Punkten saknar beslut. Skriv in det först."))
    present = list(now.meeting.attendance.all())
    _check_told([now], present, actor)
    claim(now, seen)
    now.adjusted_on = on
    now.save(update_fields=["adjusted_on"])
    content = paragraph_content(now, queries.minuted_agenda(now.meeting), present)
    kept = AdjustedParagraph.objects.create(item=now, content=content, sha256=fingerprint(content), **written(actor))
    record_item(actor, "paragraph_adjusted", now, adjusted_on=on, sha256=kept.sha256, paragraph=now.paragraph)
    return now


@dataclass(frozen=True)
class Announced:
    """When the announcement was put up and taken down, and where the minutes are kept."""

    up: date
    down: date | None = None
    kept_at: str = ""


@transaction.atomic
def announce(*, meeting: Meeting, told: Announced, actor: Actor, seen: int | None) -> Meeting:
    """That the minutes are adjusted is announced on the notice board. The time for appeal runs from there.

    Raises MayNotPlanMeetings, NothingToAnnounce, Invalid or Stale.
    """
    now = locked_meeting(meeting)
    require_planner(actor, now.board_id)
    _check_announced(now.adjusted_on, told, actor)
    before = (now.announced_on, now.taken_down_on, now.kept_at)
    claim(now, seen)
    now.announced_on, now.taken_down_on, now.kept_at = told.up, told.down, told.kept_at.strip()
    now.save(update_fields=["announced_on", "taken_down_on", "kept_at"])
    changes = _announced(before, (now.announced_on, now.taken_down_on, now.kept_at))
    if changes:
        ledger.record(actor, "announced", now, unit_id=now.board_id, confidentiality="open", changes=changes)
    return now


@transaction.atomic
def announce_paragraph(*, item: AgendaItem, told: Announced, actor: Actor, seen: int | None) -> AgendaItem:
    """The same for a paragraph that was adjusted before the rest. Raises as `announce`."""
    now = locked_item(item)
    require_planner(actor, now.meeting.board_id)
    _check_announced(now.adjusted_on, told, actor)
    before = (now.announced_on, now.taken_down_on, now.meeting.kept_at)
    claim(now, seen)
    now.announced_on, now.taken_down_on = told.up, told.down
    now.save(update_fields=["announced_on", "taken_down_on"])
    if told.kept_at.strip() != now.meeting.kept_at:
        claim(now.meeting, None)
        now.meeting.kept_at = told.kept_at.strip()
        now.meeting.save(update_fields=["kept_at"])
    if changes := _announced(before, (now.announced_on, now.taken_down_on, now.meeting.kept_at)):
        record_item(actor, "announced", now, changes=changes)
    return now


def _announced(before: Sequence[object], after: Sequence[object]) -> dict[str, list[str]]:
    names = ("announced_on", "taken_down_on", "kept_at")
    pairs = {name: [str(old or ""), str(new or "")] for name, old, new in zip(names, before, after, strict=True)}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _check_announced(adjusted_on: date | None, told: Announced, actor: Actor) -> None:
    if adjusted_on is None:
        raise NothingToAnnounce()
    if told.up < adjusted_on:
        raise Invalid(_("Anslaget sätts upp tidigast samma dag som protokollet justeras."), field="up")
    for field, day in (("up", told.up), ("down", told.down)):
        if day is not None and day > actor.today:
            raise Invalid(_("Den dagen har inte varit än."), field=field)
    earliest = days.taken_down_from(told.up)
    if told.down is not None and told.down < earliest:
        sentence = _("Anslaget tas ned tidigast %(day)s, när tiden för överklagande har gått ut.")
        raise Invalid(sentence % {"day": label_day(earliest)}, field="down")
