"""Who was there and what was noted, as minutes and extracts say it; and the announcement that they are adjusted."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from ledtrad.core.numbers import MISSING
from ledtrad.core.papers.blocks import Block, cell, column, heading, note, paragraph, plain, table
from ledtrad.core.papers.markup import parse
from ledtrad.core.periods import label_day
from ledtrad.meetings.models import Attendance
from ledtrad.meetings.protocol.common import Point
from ledtrad.meetings.rules import attendance as rules
from ledtrad.meetings.rules import meetings as days
from ledtrad.meetings.rules.attendance import Present, Remarked
from ledtrad.meetings.words import Duty, PresentAs, RemarkKind

Row = dict[str, Any]


def rows_of(present: Sequence[Attendance]) -> list[Row]:
    """Those who were there, as plain data that can be kept."""
    return [
        {**row.told._asdict(), "adjusted_on": row.adjusted_on.isoformat() if row.adjusted_on else ""} for row in present
    ]


def told_of(rows: Sequence[Row]) -> list[Present]:
    """What was kept, as the rules read it."""
    return [Present(**{name: row[name] for name in Present._fields}) for row in rows]


def remarks_of(point: Point) -> list[Remarked]:
    """What was noted at a point, of those that have it."""
    return [Remarked(*row) for row in point.get("remarks", ())]


def named(one: Present) -> str:
    """Name and what stands beside it."""
    return f"{one.name} ({one.role})" if one.role else one.name


def duty_facts(rows: Sequence[Row]) -> list[list[str]]:
    """Chair, secretary and adjusters, for the head of the paper."""
    told, found = told_of(rows), []
    for duty in (Duty.CHAIR, Duty.SECRETARY, Duty.ADJUSTER):
        who = [f"{one.name} {one.part}".strip() for one in told if one.duty == duty]
        found += [[str(duty.label), ", ".join(who)]] if who else []
    return found


def attendance_section(rows: Sequence[Row]) -> Block | None:
    """Everybody who was there, a table for each capacity; None when nobody is written in."""
    told, blocks = told_of(rows), []
    groups = (
        (_("Beslutande"), rules.DECIDING),
        (_("Ersättare som inte tjänstgör"), (PresentAs.SUBSTITUTE,)),
        (_("Övriga närvarande"), (PresentAs.OTHER,)),
    )
    columns = [column(_("Namn"), 40), column(_("Uppdrag eller funktion"), 36), column(_("Närvarande"), 24)]
    for caption, kinds in groups:
        lines = [_line(one) for one in told if one.present_as in kinds]
        blocks += [heading(3, caption), table(caption, columns, lines)] if lines else []
    return _section(_("Närvarande"), blocks) if blocks else None


def _line(one: Present) -> list[dict[str, Any]]:
    serves = _("tjänstgör för %(member)s") % {"member": one.serves_for} if one.serves_for else ""
    return [cell(one.name, sub=serves), cell(one.role or MISSING), cell(one.part or _("hela sammanträdet"))]


def signing_section(rows: Sequence[Row], *, is_draft: bool) -> Block | None:
    """Who adjusts the minutes, with room to sign by hand until it is done."""
    duties = {Duty.SECRETARY: _("Sekreterare"), Duty.CHAIR: _("Ordförande"), Duty.ADJUSTER: _("Justerare")}
    found = [
        [cell(label), cell(row["name"], sub=one.part)]
        + ([cell("\N{NO-BREAK SPACE}", sub="\N{NO-BREAK SPACE}")] if is_draft else [cell(_day(row["adjusted_on"]))])
        for duty, label in duties.items()
        for row, one in zip(rows, told_of(rows), strict=True)
        if row["duty"] == duty
    ]
    if not found:
        return None
    last = column(_("Underskrift"), 45) if is_draft else column(_("Justerade"), 45)
    return _section(
        _("Justering"), [table(_("Justering"), [column(_("Uppgift"), 20), column(_("Namn"), 35), last], found)]
    )


def _day(text: str) -> str:
    return label_day(date.fromisoformat(text)) if text else MISSING


def recusal_blocks(remarks: Sequence[Remarked]) -> list[Block]:
    """Who did not take part, and why."""
    return _noted(_("Jäv"), remarks, RemarkKind.RECUSAL, _("%(who)s deltar inte."))


def noted_blocks(remarks: Sequence[Remarked]) -> list[Block]:
    """Reservations, then statements."""
    reserved = _noted(_("Reservation"), remarks, RemarkKind.RESERVATION, _("%(who)s reserverar sig mot beslutet."))
    return reserved + _noted(_("Protokollsanteckning"), remarks, RemarkKind.STATEMENT, "%(who)s:")


def _noted(title: str, remarks: Sequence[Remarked], kind: str, sentence: str) -> list[Block]:
    """Those of one kind, each begun with the sentence that names who it is of."""
    blocks: list[Block] = []
    for remark in remarks:
        if remark.kind == kind:
            blocks += _begun(sentence % {"who": remark.who}, parse(remark.text))
    return [heading(3, title), *blocks] if blocks else []


def _begun(sentence: str, told: list[Block]) -> list[Block]:
    """A sentence, in the first paragraph of a text when it begins with one."""
    if told and told[0]["kind"] == "paragraph":
        return [paragraph([[f"{sentence} ", True], *told[0]["runs"]]), *told[1:]]
    return [paragraph([[sentence, True]]), *told]


def process_blocks(point: Point) -> list[Block]:
    """What was proposed at the meeting, and in which order it was put."""
    texts, blocks = point["texts"], []
    for slug, title in (("motions", _("Yrkanden")), ("procedure", _("Beslutsgång"))):
        if written := parse(texts.get(slug, "")):
            blocks += [heading(3, title), *written]
    return blocks


def deciding_blocks(rows: Sequence[Row], point: Point) -> list[Block]:
    """Those who took part in one decision, and who led and adjusted: for an extract, which stands alone."""
    told = told_of(rows)
    took = rules.deciding(told, point["paragraph"], remarks_of(point))
    if not took:
        return []
    blocks = [paragraph(plain(", ".join(_took(one) for one in took)))]
    blocks += [paragraph(plain(f"{label}: {who}")) for label, who in duty_facts(rows)]
    return [heading(3, _("Beslutande")), *blocks]


def _took(one: Present) -> str:
    if one.serves_for:
        return _("%(name)s för %(member)s") % {"name": named(one), "member": one.serves_for}
    return named(one)


def announced_section(up: date | None, down: date | None, kept_at: str, *, is_notice: bool = False) -> Block | None:
    """That the adjusting was announced, and how long; as it is said on the notice board itself with `is_notice`.
    None until it is."""
    if up is None:
        return None
    said = _("Protokollet är justerat. Den som vill läsa det hittar det där det förvaras.") if is_notice else _(
        "Att protokollet är justerat har tillkännagetts på kommunens anslagstavla."
    )  # fmt: skip
    facts = announced_facts(up, down, kept_at)
    return _section(
        _("Anslag"), [note(said), *(paragraph([[f"{label}: ", True], [text, False]]) for label, text in facts)]
    )


def announced_facts(up: date, down: date | None, kept_at: str) -> list[list[str]]:
    """The days of an announcement."""
    ends, from_day = days.appeal_ends(up), days.taken_down_from(up)
    taken = [_("Togs ned"), label_day(down)] if down else [_("Tas ned tidigast"), label_day(from_day)]
    return [
        [_("Uppsatt"), label_day(up)],
        [_("Sista dag att överklaga"), label_day(ends) if ends else MISSING],
        taken,
        [_("Protokollet förvaras"), kept_at or MISSING],
    ]


def _section(title: str, blocks: list[Block]) -> Block:
    return {"id": None, "slug": "noted", "kind": "minutes", "heading": title, "blocks": blocks}
