"""The indicator's figures as charts: development, comparison, parts. What is hidden is not drawn."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext as _

from ledtrad.core.actors import Actor
from ledtrad.core.charts import BarRow, Chart, Series, bars, trend
from ledtrad.core.periods import Period, label, short_label
from ledtrad.indicators.models import Indicator, Target
from ledtrad.indicators.pages.rows import PartsSection, with_unit
from ledtrad.indicators.queries import Material, Source, is_hidden, judge_at, load
from ledtrad.indicators.queries.page import Family
from ledtrad.indicators.queries.protection import hides_threshold, open_judgement
from ledtrad.indicators.rules import Threshold, Value
from ledtrad.indicators.rules.words import difference, is_percent
from ledtrad.organisation.actors import access

POINTS = 36
"""More than three years of months make the line unreadable; the table has them all."""
SERIES = 8
"""More lines than this cannot be told apart; which they are is the reader's choice."""


@dataclass(frozen=True)
class Compared:
    """A series to compare with, and whether it is drawn."""

    key: int
    name: str
    chosen: bool


class Figures:
    """The charts of one indicator. Two queries when made; what follows is arithmetic."""

    def __init__(self, family: Family, actor: Actor, municipality: str, wanted: Collection[int] = ()) -> None:
        """`wanted` are the keys of the series to compare with; none means the usual ones."""
        self.wanted = frozenset(wanted)
        self.family, self.actor, self.rights = family, actor, access(actor)
        self.indicator = family.own
        self.municipality = municipality
        self.material: Material = load(family.everyone)
        self.source: Source = self.material[self.indicator.pk]

    @property
    def today(self) -> date:
        return self.actor.today

    @cached_property
    def periods(self) -> list[Period]:
        """The periods that are drawn: all, or those of the target that adds them up."""
        ended = [p for p in self.source.series() if p.last_day <= self.today]
        if self.running is not None:
            ended = [p for p in ended if self.running.period.contains(p)]
        return ended[-POINTS:]

    @cached_property
    def running(self) -> Target | None:
        """The target that the latest figure is held against, if it adds the periods up."""
        last = self.source.standing_period(self.today)
        target = self.source.target(last) if last is not None else None
        return target if target is not None and target.accumulates else None

    # ── Whom we are compared with ────────────────────────────────────────────
    @cached_property
    def offered(self) -> list[Compared]:
        """Every series there is, the country and the groups first."""
        names = self.source.names
        ordered = sorted(names, key=lambda key: (not _is_group(names[key]), names[key]))
        chosen = self.wanted & set(ordered) or set(ordered[:SERIES])
        return [Compared(key, names[key], key in chosen) for key in ordered]

    @cached_property
    def compared(self) -> dict[int, str]:
        """The series that are drawn: name by key."""
        return {series.key: series.name for series in self.offered if series.chosen}

    @property
    def is_narrowed(self) -> bool:
        """Whether some of the series are left out, which the page and its print must say."""
        return len(self.compared) < len(self.offered)

    @property
    def compared_words(self) -> str:
        """What is compared with, for the printed footer; empty when it is everything there is."""
        return _("Jämfört med: %(names)s") % {"names": ", ".join(self.compared.values())} if self.is_narrowed else ""

    @property
    def chart_title(self) -> str:
        if self.running is not None:
            words = {"period": label(self.running.period)}
            return _("Summan hittills mot målet %(period)s") % words
        return _("Utvecklingen mot målet") if self.target_short else _("Utvecklingen")

    def _drawn_value(self, period: Period) -> Decimal | None:
        shown = self._open_value(period)
        if shown is None or self.running is None:
            return shown
        judgement, hidden = open_judgement(self.source, self.running, period, self.rights)
        return None if judgement is None or hidden else judgement.value

    def _open_value(self, period: Period) -> Decimal | None:
        return None if is_hidden(self.source, period, self.rights) else self.source.value(period).value

    @cached_property
    def chart(self) -> Chart | None:
        if not self.periods:
            return None
        own = Series(self.municipality, [self._drawn_value(p) for p in self.periods])
        others = [
            Series(name, [_at(self.source.references[key], p) for p in self.periods])
            for key, name in sorted(self.compared.items(), key=lambda item: item[1])
        ]
        unit = "%" if is_percent(self.indicator.unit_of_measure) else self.indicator.unit_of_measure
        return trend(
            f"utveckling-{self.indicator.pk}",
            self.chart_title,
            [short_label(p) for p in self.periods],
            own,
            others=others,
            target=[self._threshold_at(p) for p in self.periods],
            target_text=self.target_short,
            unit=unit,
            decimals=self.indicator.decimals,
            caption=self.indicator.title,
            first_column=_("Serie"),
        )

    def _threshold_at(self, period: Period) -> Decimal | None:
        target = self.source.target(period)
        if target is None or hides_threshold(self.source, target, period, self.rights):
            return None
        found = self.source.threshold(target, period)
        return found.value if isinstance(found, Threshold) else None

    @property
    def target_short(self) -> str:
        value = self._threshold_at(self.periods[-1]) if self.periods else None
        return with_unit(self.indicator, value) if value is not None else ""

    @cached_property
    def comparison(self) -> Chart | None:
        """Ours among others for the latest period that anybody else has a value for."""
        period = self.comparison_period
        if period is None:
            return None
        rows = [
            BarRow(name, _at(self.source.references[key], period))
            for key, name in self.compared.items()
            if _at(self.source.references[key], period) is not None
        ]
        rows.append(BarRow(self.municipality, self._open_value(period), own=True))
        rows.sort(key=lambda row: row.value if row.value is not None else Decimal("-Infinity"), reverse=True)
        unit = "%" if is_percent(self.indicator.unit_of_measure) else ""
        return bars(
            f"jamforelse-{self.indicator.pk}",
            _("Jämfört med andra"),
            rows,
            target=self._threshold_at(period),
            target_text=with_unit(self.indicator, self._threshold_at(period)),
            unit=unit,
            decimals=self.indicator.decimals,
            caption=f"{self.indicator.title}, {label(period)}",
            columns=(_("Vem"), self.indicator.unit_of_measure or _("Värde")),
        )

    @cached_property
    def comparison_period(self) -> Period | None:
        theirs = {p for key in self.compared for p in self.source.references[key]}
        return max((p for p in self.periods if p in theirs), default=None)

    @property
    def comparison_intro(self) -> str:
        """The period, and how far we are from the country or the group."""
        period = self.comparison_period
        if period is None:
            return ""
        ours = self._open_value(period)
        told = [f"{label(period).capitalize()}."]
        for key, name in self.compared.items():
            theirs = _at(self.source.references[key], period)
            if ours is not None and theirs is not None and ours != theirs and _is_group(name):
                words = {
                    "distance": difference(abs(ours - theirs), self.indicator.unit_of_measure, self.indicator.decimals),
                    "name": name[:1].lower() + name[1:],
                }
                text = _("%(distance)s över %(name)s.") if ours > theirs else _("%(distance)s under %(name)s.")
                told.append(text % words)
        return " ".join(told)

    @cached_property
    def parts(self) -> list[PartsSection]:
        """What this figure is made of, and what the measure shown beside it is made of."""
        found = []
        if self.family.parts:
            found.append(self._parts_of(self.indicator, self.family.parts, self.indicator.note))
        if self.family.beside is not None:
            found.append(self._parts_of(self.family.beside, self.family.beside_parts, self.indicator.note))
        return [section for section in found if section is not None]

    def _parts_of(self, whole: Indicator, parts: Sequence[Indicator], note: str) -> PartsSection | None:
        source = self.material[whole.pk]
        period = source.standing_period(self.today)
        if period is None:
            return None
        judged = judge_at(source, period, access=self.rights)
        values = [self.material[part.pk].value(period) for part in parts]
        hidden = [is_hidden(self.material[part.pk], period, self.rights) for part in parts]
        rows = [
            BarRow(part.short, None if few else value.value, shown=_("visas inte") if few else "")
            for part, value, few in zip(parts, values, hidden, strict=True)
        ]
        rows.sort(key=lambda row: row.value if row.value is not None else Decimal(-1), reverse=True)
        chart = bars(
            f"delar-{whole.pk}",
            _("Så fördelar sig siffran: %(title)s") % {"title": whole.short},
            rows,
            caption=f"{whole.title}, {label(period)}",
            columns=(_("Del"), parts[0].unit_of_measure if parts else _("Antal")),
        )
        return PartsSection(judged, chart, note)


def _at(series: dict[Period, Value], period: Period) -> Decimal | None:
    found = series.get(period)
    return found.value if found is not None else None


def _is_group(name: str) -> bool:
    """Whether a series stands for many: the country, all municipalities, a mean."""
    lowered = name.lower()
    return any(word in lowered for word in ("riket", "medel", "alla kommuner", "liknande"))
