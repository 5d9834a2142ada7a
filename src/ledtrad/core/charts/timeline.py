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
HEADER, PITCH, THICKNESS, GROUP = 58.0, 40.0, 10.0, 30.0
YEARS, TODAY = 27.0, 11.0
"""Where the years and the word for today stand: each on a line of its own, so that none gives way to the other."""
SHORTEST = 4.0
"""A bar of one day is still seen."""
ARROW = 4.0


@dataclass(frozen=True)
class Span:
    """One row. Without a first or last day it is drawn as far as is known, and its open end has no edge.

    `after` are the keys of those that must be done first: a line leads from each. `waits_for` names what holds it up.

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
    key: str = ""
    after: tuple[str, ...] = ()
    waits_for: str = ""


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
    columns = [_("Vad"), _("Läge"), _("Från"), _("Till"), _("Vem")]
    rows = [
        [s.label, s.state, label_day(s.first) if s.first else MISSING, label_day(s.last) if s.last else MISSING, s.who]
        for s in spans
    ]
    if any(s.waits_for for s in spans):
        columns.append(_("Väntar på"))
        rows = [[*row, s.waits_for or MISSING] for row, s in zip(rows, spans, strict=True)]
    return ChartTable(title, tuple(columns), tuple(tuple(row) for row in rows))


def _draw(
    spans: Sequence[Span], first: date, last: date, today: date, width: float, title: str, summary: str,
    classes: str, key: str,
) -> svg.Drawing:  # fmt: skip
    x = Scale(first.toordinal(), last.toordinal(), 0, width)
    groups = [name for name in dict.fromkeys(s.group for s in spans) if name]
    height = HEADER + PITCH * len(spans) + GROUP * len(groups) + 6
    shapes = (
        *_months(x, first, last, width, height), *_today(x, today, width, height), *_waits(spans, x, width),
        *_rows(spans, x, width),
    )  # fmt: skip
    return svg.Drawing(width, height, tuple(shapes), classes, key, title, summary)


def _months(x: Scale, first: date, last: date, width: float, height: float) -> Iterator[svg.Shape]:
    """Lines at each month, or quarter, or year, as there is room; the year over its first line.

    A year whose part is too short for its name gives way to the next.
    """
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
        room = text_width(str(year), FONT, bold=True) + 6
        ends = min(width, x(date(year + 1, 1, 1).toordinal()))
        if step < 12 and year != written and ends - place > room:
            yield svg.text(place + 2, YEARS, str(year), "strong")
            written = year


def _rows(spans: Sequence[Span], x: Scale, width: float) -> Iterator[svg.Shape]:
    group = ""
    for span, top in zip(spans, _tops(spans), strict=True):
        if span.group != group:
            group = span.group
            if group:
                yield svg.text(0, top - GROUP + 20, shortened(group, width, FONT, bold=True), "strong")
        yield from _row(span, x, top, width)


def _waits(spans: Sequence[Span], x: Scale, width: float) -> Iterator[svg.Shape]:
    """A thin line from the end of what must be done first to the bar that waits for it."""
    tops = dict(zip((s.key for s in spans), _tops(spans), strict=True))
    of = {s.key: s for s in spans if s.key}
    for span in spans:
        for key in span.after:
            if key not in of:
                continue
            ended = min(_ends(of[key], x)[1], width - ARROW)
            middles = [tops[one] + 20 + THICKNESS / 2 for one in (key, span.key)]
            yield from _elbow(ended, middles[0], _ends(span, x), middles[1])


def _elbow(x1: float, y1: float, bar: tuple[float, float], y2: float) -> Iterator[svg.Shape]:
    """Upright from the end of one bar, then level to the nearer end of the other; onto it where that goes on there."""
    way = 1 if y2 > y1 else -1
    if bar[0] < x1 <= bar[1]:
        edge = y2 - way * THICKNESS / 2
        yield svg.polyline([(x1, y1), (x1, edge)], "axis")
        yield svg.polyline([(x1 - ARROW, edge - way * ARROW), (x1, edge), (x1 + ARROW, edge - way * ARROW)], "axis")
        return
    x2, back = (bar[0], -ARROW) if x1 <= bar[0] else (bar[1], ARROW)
    yield svg.polyline([(x1, y1), (x1, y2), (x2, y2)], "axis")
    yield svg.polyline([(x2 + back, y2 - ARROW), (x2, y2), (x2 + back, y2 + ARROW)], "axis")


def _tops(spans: Sequence[Span]) -> Iterator[float]:
    """Where each row begins, from above."""
    top, group = HEADER, ""
    for span in spans:
        if span.group != group:
            group = span.group
            top += GROUP if group else 0
        yield top
        top += PITCH


def _ends(span: Span, x: Scale) -> tuple[float, float]:
    start = x((span.first or span.last or date.min).toordinal())
    end = x((span.last or span.first or date.max).toordinal() + 1)
    return start, max(end, start + 24) if span.last is None else end


def _row(span: Span, x: Scale, top: float, width: float) -> Iterator[svg.Shape]:
    start, end = _ends(span, x)
    waits = " · " + _("väntar på %(what)s") % {"what": span.waits_for} if span.waits_for else ""
    name = shortened(f"{span.label} · {span.state}{waits}", width, FONT)
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
    yield svg.text(min(max(place, half), width - half), TODAY, word, "strong mid")
