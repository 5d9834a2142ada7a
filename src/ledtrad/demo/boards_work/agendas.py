"""The social board's meetings: agenda, notice, who was there, what was decided, minutes adjusted and announced."""

from collections.abc import Iterator
from datetime import time
from functools import partial
from typing import Any

from ledtrad.core.actors import Actor
from ledtrad.demo.boards_work.steps import DoesNotFit, Step, Told, day
from ledtrad.meetings.actions import adjusting, agenda, meetings, minutes, notices
from ledtrad.meetings.actions.attendance import write_attendance
from ledtrad.meetings.models import AgendaItem, Matter, Meeting, Paper
from ledtrad.meetings.rules.attendance import Present, Remarked
from ledtrad.meetings.words import PaperState

#: Who writes the minutes of a board.
SECRETARIES = {"SN": "SN-SEK"}


def steps(told: list[Told]) -> Iterator[Step]:
    """Each meeting from its agenda to the day when the announcement is taken down; one that is to come stops before."""
    for row in told:
        who, held_on = SECRETARIES[row["board"]], day(row["held_on"])
        yield Step(day(row["made_on"]), who, partial(_make, row))
        yield Step(day(row["notice_on"]), who, partial(_call, row))
        if "attendance" not in row:
            continue
        yield Step(held_on, who, partial(_attend, row))
        for point in row["points"]:
            yield Step(held_on, who, partial(_decide, row, point))
            yield from _alone(row, point, who)
        yield Step(day(row["adjusted_on"]), who, partial(_adjust, row))
        yield Step(day(row["announced_on"]), who, partial(_announce, row, "announced_on"))
        yield Step(day(row["sent_on"]), who, partial(_send_out, row))
        if "taken_down_on" in row:
            yield Step(day(row["taken_down_on"]), who, partial(_announce, row, "taken_down_on"))


def announcements(rows: list[dict[str, str]]) -> Iterator[Step]:
    """The announcements of meetings whose minutes were written elsewhere, each put in on its day."""
    for row in rows:
        if row["announced_on"]:
            yield Step(day(row["announced_on"]), SECRETARIES.get(row["board"], ""), partial(_put_in, row))


def _put_in(row: Told, actor: Actor) -> None:
    held = _held(row)
    on = day(row["announced_on"])
    meetings.change(meeting=held, held_on=held.held_on, announced_on=on, actor=actor, seen=None)


def _alone(row: Told, point: Told, who: str) -> Iterator[Step]:
    """A paragraph that is adjusted before the rest."""
    if "adjusted_on" not in point:
        return
    yield Step(day(point["adjusted_on"]), who, partial(_adjust_alone, row, point))
    for name in ("announced_on", "taken_down_on"):
        yield Step(day(point[name]), who, partial(_announce_alone, row, point, name))


def _held(row: Told) -> Meeting:
    return Meeting.objects.select_related("board").get(board__number=row["board"], held_on=day(row["held_on"]))


def _point(row: Told, point: Told) -> AgendaItem:
    rows = AgendaItem.objects.select_related("meeting__board").filter(meeting=_held(row))
    return rows.get(order=row["points"].index(point) + 1)


def _make(row: Told, actor: Actor) -> None:
    """Time and place, and the points in order."""
    held = _held(row)
    where: dict[str, Any] = {"starts_at": time.fromisoformat(row["starts_at"]), "place": row["place"]}
    held = meetings.change(
        meeting=held, held_on=held.held_on, announced_on=None, actor=actor, seen=None, where=where
    )  # fmt: skip
    for point in row["points"]:
        number = point.get("matter", "")
        agenda.add_point(
            meeting=held, actor=actor, title=point.get("title", ""), paper=_paper(point),
            matter=Matter.objects.get(registration_number=number) if number else None,
        )  # fmt: skip


def _paper(point: Told) -> Paper | None:
    """The paper of a matter that is ready."""
    if "paper" not in point:
        return None
    found = Paper.objects.filter(matter__registration_number=point["paper"], state=PaperState.READY).first()
    if found is None:
        raise DoesNotFit(f"{point['paper']} saknar en handling som är klar")
    return found


def _call(row: Told, actor: Actor) -> None:
    notices.send_notice(meeting=_held(row), actor=actor, seen=None)


def _attend(row: Told, actor: Actor) -> None:
    present = [Present(**one) for one in row["attendance"]]
    ended_at = time.fromisoformat(row["ended_at"])
    write_attendance(meeting=_held(row), present=present, actor=actor, seen=None, ended_at=ended_at)


def _decide(row: Told, point: Told, actor: Actor) -> None:
    names = ("background", "distribution", "motions", "procedure")
    decision = minutes.Decision(
        point["decision"], paragraph=point["paragraph"], settled=point.get("settled", True),
        remarks=[Remarked(**one) for one in point.get("remarks", ())],
        **{name: point[name] for name in names if name in point},
    )  # fmt: skip
    minutes.decide(item=_point(row, point), decision=decision, actor=actor, seen=None)


def _adjust(row: Told, actor: Actor) -> None:
    held, on = _held(row), day(row["adjusted_on"])
    names = dict(held.attendance.exclude(duty="").values_list("name", "pk"))
    signed = {names[name]: day(signed_on) for name, signed_on in row["signed"].items()}
    adjusting.adjust(meeting=held, on=on, actor=actor, seen=None, signed=signed)


def _adjust_alone(row: Told, point: Told, actor: Actor) -> None:
    on = day(point["adjusted_on"])
    adjusting.adjust_paragraph(item=_point(row, point), on=on, actor=actor, seen=None)


def _announced(row: Told, told: Told, last: str) -> adjusting.Announced:
    """As it stood after `last`: put up, or taken down too."""
    down = day(told["taken_down_on"]) if last == "taken_down_on" else None
    return adjusting.Announced(up=day(told["announced_on"]), down=down, kept_at=row["kept_at"])


def _announce(row: Told, last: str, actor: Actor) -> None:
    adjusting.announce(meeting=_held(row), told=_announced(row, row, last), actor=actor, seen=None)


def _announce_alone(row: Told, point: Told, last: str, actor: Actor) -> None:
    told = _announced(row, point, last)
    adjusting.announce_paragraph(item=_point(row, point), told=told, actor=actor, seen=None)


def _send_out(row: Told, actor: Actor) -> None:
    held = _held(row)
    keys = list(held.agenda.values_list("pk", flat=True))
    minutes.mark_sent(meeting=held, items=keys, actor=actor)
