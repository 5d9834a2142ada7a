"""The points of a meeting: added, changed, moved, taken away, until the minutes are adjusted."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from ledtrad.core import ledger
from ledtrad.core.actors import Actor
from ledtrad.core.refusals import Invalid, Refused
from ledtrad.core.versions import claim, unless_taken
from ledtrad.meetings.actions.meetings import require_planner
from ledtrad.meetings.actions.written import record_paper
from ledtrad.meetings.models import AgendaItem, Matter, Meeting, Paper
from ledtrad.meetings.protocol.common import said
from ledtrad.meetings.queries import agenda as queries
from ledtrad.meetings.rules import agenda as rules
from ledtrad.meetings.rules.builtin import DISTRIBUTION
from ledtrad.meetings.rules.papers import arranged
from ledtrad.meetings.words import PaperState
from ledtrad.organisation.actors import access
from ledtrad.organisation.rules import Confidentiality, UnitKind

FIELDS = ("title", "matter", "proposed_decision", "background", "distribution")


class Adjusted(Refused):
    """What was adjusted never changes."""

    code = "adjusted"
    message = _("Protokollet är justerat. Dagordning och beslut står fast.")


class Decided(Refused):
    """A decided point is changed as a decision."""

    code = "decided"
    message = _("Punkten är beslutad. Ändra beslutet i stället.")


class OnAnAgenda(Invalid):
    """A paper is on one agenda at a time."""

    code = "on_an_agenda"
    message = _("Handlingen står redan på en dagordning.")


def locked_meeting(meeting: Meeting) -> Meeting:
    """The meeting as it is now, held until the transaction ends, so that its points are written by one at a time."""
    return Meeting.objects.select_for_update(of=("self",)).select_related("board").get(pk=meeting.pk)


def locked_item(item: AgendaItem) -> AgendaItem:
    """The point as it is now, its meeting held first."""
    held = locked_meeting(item.meeting)
    rows = AgendaItem.objects.select_for_update(of=("self",)).select_related("matter", "paper")
    now = rows.get(pk=item.pk)
    now.meeting = held
    return now


def require_open_agenda(actor: Actor, meeting: Meeting) -> None:
    """Raises MayNotPlanMeetings or Adjusted."""
    require_planner(actor, meeting.board_id)
    if meeting.is_adjusted:
        raise Adjusted()


def require_open_point(actor: Actor, item: AgendaItem) -> None:
    """Raises MayNotPlanMeetings, or Adjusted: the whole minutes, or the paragraph before the rest."""
    require_open_agenda(actor, item.meeting)
    if item.is_adjusted:
        raise Adjusted(_("Paragrafen är omedelbart justerad och står fast."))


def record_item(actor: Actor, action: str, item: AgendaItem, **details: Any) -> None:
    """Write the ledger about a point, with the mark of its matter."""
    mark = item.matter.confidentiality if item.matter else Confidentiality.OPEN
    ledger.record(actor, action, item, unit_id=item.meeting.board_id, confidentiality=mark, **details)


@transaction.atomic
def add_point(
    *, meeting: Meeting, actor: Actor, title: str = "", matter: Matter | None = None, paper: Paper | None = None,
    values: Mapping[str, Any] | None = None,
) -> AgendaItem:  # fmt: skip
    """A point, last on the agenda. With a paper, what the paper says fills in what is not given.

    Raises MayNotPlanMeetings, Adjusted, OnAnAgenda, Invalid.
    """
    held = locked_meeting(meeting)
    require_open_agenda(actor, held)
    filled = {name: text for name, text in (values or {}).items() if name in FIELDS and text}
    if paper is not None:
        paper = _laid(paper, held, actor)
        matter = paper.matter
        filled = from_paper(paper) | filled
    _check_matter(held, matter, actor)
    title = title.strip() or filled.pop("title", "") or (matter.title if matter else "")
    if not title:
        raise Invalid(_("Skriv en rubrik, eller välj en handling eller ett ärende."), field="title")
    last = held.agenda.order_by("-order").values_list("order", flat=True).first() or 0
    filled.pop("title", None)
    with unless_taken(lambda: OnAnAgenda(field="paper")):
        made = AgendaItem.objects.create(
            meeting=held, order=last + 1, title=title[:300], matter=matter, paper=paper, **filled
        )
    record_item(actor, "created", made, title=made.title)
    return made


@transaction.atomic
def put_once(
    *, meeting: Meeting, matter: Matter, paper: Paper | None, title: str, values: Mapping[str, Any], actor: Actor
) -> tuple[AgendaItem, bool]:
    """The matter's point with that paper and title: the one that is there, or a new one, and whether it is new.

    For systems that send again when they got no answer. Raises as `add_point`.
    """
    held = locked_meeting(meeting)
    require_open_agenda(actor, held)
    there = held.agenda.select_related("matter", "paper").filter(matter=matter, paper=paper)
    if title.strip():
        there = there.filter(title=title.strip()[:300])
    if (known := there.order_by("order").first()) is not None:
        return known, False
    return add_point(meeting=held, actor=actor, title=title, matter=matter, paper=paper, values=values), True


def from_paper(paper: Paper) -> dict[str, str]:
    """What a point takes from its paper."""
    return {
        "title": paper.title,
        "proposed_decision": said(paper, "proposed_decision"),
        "background": said(paper, "summary"),
        "basis": f"{paper.get_kind_display()} {paper.dated_on.isoformat()}, {paper.title}",
        "distribution": "\n".join(rules.receivers(said(paper, DISTRIBUTION))),
    }


def _laid(paper: Paper, meeting: Meeting, actor: Actor) -> Paper:
    """The paper as it is now. One that is laid to no meeting is laid to this one."""
    now = Paper.objects.select_for_update(of=("self",)).select_related("matter").get(pk=paper.pk)
    if now.state != PaperState.READY:
        raise Invalid(_("Handlingen är inte klar för nämnden."), field="paper")
    if now.meeting_id not in (None, meeting.pk):
        raise Invalid(_("Handlingen hör till ett annat sammanträde."), field="paper")
    if now.agenda_items.filter(settled=True).exists():
        raise OnAnAgenda(field="paper")
    if now.meeting_id is None:
        claim(now, None)
        now.meeting = meeting
        now.save(update_fields=["meeting"])
        record_paper(actor, "changed", now, changes={"meeting": ["", str(meeting)]})
    return now


def _check_matter(meeting: Meeting, matter: Matter | None, actor: Actor) -> None:
    """The board takes up its own matters; a committee also those that it prepares for the board above it."""
    if matter is None:
        return
    boards = {meeting.board_id}
    if meeting.board.kind == UnitKind.COMMITTEE:
        boards.update(access(actor).tree.above(meeting.board_id))
    if matter.board_id not in boards:
        raise Invalid(_("Ärendet är en annan nämnds."), field="matter")


@transaction.atomic
def begin_with_standing(*, meeting: Meeting, actor: Actor) -> int:
    """Put the points first that the board's last agenda began with. Returns how many.

    Raises MayNotPlanMeetings, Adjusted.
    """
    held = locked_meeting(meeting)
    require_open_agenda(actor, held)
    known = set(held.agenda.values_list("title", flat=True))
    titles = [title for title in queries.standing_titles(held) if title not in known]
    held.agenda.update(order=F("order") + len(titles))
    made = AgendaItem.objects.bulk_create(
        AgendaItem(meeting=held, order=place, title=title) for place, title in enumerate(titles, 1)
    )
    for item in made:
        record_item(actor, "created", item, title=item.title)
    return len(made)


@transaction.atomic
def change_point(*, item: AgendaItem, values: Mapping[str, Any], actor: Actor, seen: int | None) -> AgendaItem:
    """Another title, matter or proposal. The matter of a point with a paper stands.

    Raises MayNotPlanMeetings, Adjusted, Decided, Invalid or Stale.
    """
    now = locked_item(item)
    require_open_agenda(actor, now.meeting)
    if now.is_decided:
        raise Decided()
    claim(now, seen)
    wanted = {name: values[name] for name in FIELDS if name in values and not (name == "matter" and now.paper_id)}
    changes = {
        name: [str(getattr(now, name) or ""), str(value or "")]
        for name, value in wanted.items()
        if getattr(now, name) != value
    }
    for name, value in wanted.items():
        setattr(now, name, value)
    if "matter" in changes:
        _check_matter(now.meeting, now.matter, actor)
    if changes:
        now.save(update_fields=list(wanted))
        record_item(actor, "changed", now, changes=changes)
    return now


@transaction.atomic
def move_point(*, item: AgendaItem, steps: int, actor: Actor) -> None:
    """Up (negative) or down. Raises MayNotPlanMeetings, Adjusted."""
    now = locked_item(item)
    require_open_agenda(actor, now.meeting)
    rows = {row.pk: row for row in now.meeting.agenda.all()}
    after = arranged(list(rows), now.pk, steps)
    if after == list(rows):
        return
    for place, key in enumerate(after, 1):
        rows[key].order = place
    AgendaItem.objects.bulk_update(rows.values(), ["order"])
    record_item(actor, "changed", now, changes={"order": [str(now.order), str(rows[now.pk].order)]})


@transaction.atomic
def remove_point(*, item: AgendaItem, actor: Actor, seen: int | None) -> None:
    """Take a point away; its paper is free again. Raises MayNotPlanMeetings, Adjusted, Decided or Stale."""
    now = locked_item(item)
    require_open_agenda(actor, now.meeting)
    if now.is_decided:
        raise Decided(_("Punkten är beslutad och kan inte tas bort."))
    claim(now, seen)
    record_item(actor, "removed", now, title=now.title)
    now.delete()
