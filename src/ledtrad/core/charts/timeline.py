"""Bars along a line in time: one for each thing that is done from a day to a day, grouped, with today marked.

Names stand above their bars, so that a long name never takes the room of the bar; the state is in the words of the
name, in the look of the bar and in the table.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.dates import MONTHS_3
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ledtrad.core.charts import svg
from ledtrad.core.charts.letters import shortened, text_width
from ledtrad.core.charts.model import Chart, ChartTable
from ledtrad.core.charts.scale import Scale
from ledtrad.core.numbers import MISSING
from ledtrad.core.periods import label_day

WIDE, NARROW, PAPER = 980.0, 340.0, 660.0
FONT = 13.0
HEADER, PITCH, THICKNESS, GROUP = 44.0, 40.0, 10.0, 30.0
SHORTEST = 4.0
TODAY_ROOM = 24.0
"""Half of what the word at today's line takes, and a little."""
"""A bar of one day is still seen."""


@dataclass(frozen=True)
class Span:
    """One row. Without a first or last day it is drawn as far as is known, and its open end has no edge.

    `look` is a drawing class: own-fill (under way), track (planned), other-fill (over), missed (late), partly (waits).
    """

    label: str
    state: str
    first: date | None
    last: date | None
    look: str
    group: str = ""
    url: str = ""
    who: str = ""


def timeline(key: str, title: str, spans: Sequence[Span], today: date) -> Chart | None:
    """The rows in the order given, those of a group together. None when no row has a day."""
    dated = [span for span in spans if span.first or span.last]
    if not dated:
        return None
    first, last = _extent(dated, today)
    summary = _summary(dated, len(spans) - len(dated), today)
    drawings = {
        width: _draw(dated, first, last, today, width, title, summary, classes, key if width == WIDE else "")
        for width, classes in ((WIDE, "chart timeline wide-only"), (NARROW, "chart timeline narrow-only"))
    }
    paper = _draw(dated, first, last, today, PAPER, title, summary, "chart timeline", "")
    markup = SafeString(drawings[WIDE].for_page() + drawings[NARROW].for_page())
    return Chart(markup, title, summary, _table(title, spans), paper)


def _extent(spans: Sequence[Span], today: date) -> tuple[date, date]:
    """Whole months that hold every day, and today."""
    days = [day for span in spans for day in (span.first, span.last) if day] + [today]
    first, last = min(days), max(days)
    after = (last.replace(day=1) + timedelta(days=32)).replace(day=1)
    return first.replace(day=1), after


def _summary(spans: Sequence[Span], undated: int, today: date) -> str:
    now = sum(1 for s in spans if (s.first or today) <= today <= (s.last or today) and s.look not in ("other-fill",))
    late = sum(1 for s in spans if s.look == "missed")
    told = ngettext("%(n)s rad i tidslinjen", "%(n)s rader i tidslinjen", len(spans)) % {"n": len(spans)}
    told += ", " + ngettext("%(n)s pågår i dag", "%(n)s pågår i dag", now) % {"n": now}
    if late:
        told += ", " + ngettext("%(n)s är försenad", "%(n)s är försenade", late) % {"n": late}
    if undated:
        told += ". " + ngettext(
            "%(n)s saknar datum och står bara i tabellen", "%(n)s saknar datum och står bara i tabellen", undated
        ) % {"n": undated}  # fmt: skip
    return f"{told}."


def _table(title: str, spans: Sequence[Span]) -> ChartTable:
    columns = (_("Vad"), _("Läge"), _("Från"), _("Till"), _("Vem"))
    rows = tuple(
        (s.label, s.state, label_day(s.first) if s.first else MISSING, label_day(s.last) if s.last else MISSING, s.who)
        for s in spans
    )
    return ChartTable(title, columns, rows)


def _draw(
    spans: Sequence[Span], first: date, last: date, today: date, width: float, title: str, summary: str,
    classes: str, key: str,
) -> svg.Drawing:  # fmt: skip
    x = Scale(first.toordinal(), last.toordinal(), 0, width)
    groups = [name for name in dict.fromkeys(s.group for s in spans) if name]
    height = HEADER + PITCH * len(spans) + GROUP * len(groups) + 6
    now = x(today.toordinal())
    shapes = (*_months(x, first, last, width, height, now), *_today(x, today, width, height), *_rows(spans, x, width))
    return svg.Drawing(width, height, tuple(shapes), classes, key, title, summary)


def _months(x: Scale, first: date, last: date, width: float, height: float, now: float) -> Iterator[svg.Shape]:
    """Lines at each month, or quarter, or year, as there is room; the year where it begins, clear of `now`."""
    months = (last.year - first.year) * 12 + last.month - first.month
    step = next(s for s in (1, 2, 3, 6, 12, 24, 60, 120) if width / months * s >= 46 or s == 120)
    written = -1
    for n in range(months):
        year, month = divmod(first.year * 12 + first.month - 1 + n, 12)
        if month % min(step, 12) or (step > 12 and (year - first.year) % (step // 12)):
            continue
        place = x(date(year, month + 1, 1).toordinal())
        yield svg.line(place, HEADER - 8, place, height, "grid")
        word = str(MONTHS_3[month + 1]) if step < 12 else str(year)
        if width - place > text_width(word, FONT):
            yield svg.text(place + 2, HEADER - 12, word)
        room = text_width(str(year), FONT, bold=True)
        clear = not place - TODAY_ROOM < now < place + room + TODAY_ROOM
        if step < 12 and year != written and width - place > room and clear:
            yield svg.text(place + 2, 11, str(year), "strong")
            written = year


def _rows(spans: Sequence[Span], x: Scale, width: float) -> Iterator[svg.Shape]:
    top, group = HEADER, ""
    for span in spans:
        if span.group != group:
            group = span.group
            if group:
                yield svg.text(0, top + 20, shortened(group, width, FONT, bold=True), "strong")
                top += GROUP
        yield from _row(span, x, top, width)
        top += PITCH


def _row(span: Span, x: Scale, top: float, width: float) -> Iterator[svg.Shape]:
    start = x((span.first or span.last or date.min).toordinal())
    end = x((span.last or span.first or date.max).toordinal() + 1)
    if span.last is None:
        end = max(end, start + 24)
    name = shortened(f"{span.label} · {span.state}", width, FONT)
    room = text_width(name, FONT)
    at = min(max(0.0, start), max(0.0, width - room))
    label = svg.text(at, top + 14, name, "strong" if span.look == "missed" else "")
    bar = svg.rect(start, top + 20, max(end - start, SHORTEST), THICKNESS, span.look, 3)
    yield svg.link(span.url, (label, bar)) if span.url else svg.group((label, bar))


def _today(x: Scale, today: date, width: float, height: float) -> Iterable[svg.Shape]:
    place = x(today.toordinal())
    word = _("i dag")
    half = text_width(word, FONT, bold=True) / 2
    yield svg.line(place, HEADER - 6, place, height, "target")
    yield svg.text(min(max(place, half), width - half), 11, word, "strong mid")
