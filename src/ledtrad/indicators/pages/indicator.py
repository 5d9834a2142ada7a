"""The indicator's page, put together: from figures and verdicts to what the template writes."""

from collections.abc import Collection
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ledtrad.core.actors import Actor
from ledtrad.core.periods import Period, label, latest_ended
from ledtrad.indicators.actions.reporting import may_report
from ledtrad.indicators.pages.figures import Figures
from ledtrad.indicators.pages.rows import UnitRow, ValueRow
from ledtrad.indicators.queries import Judged, is_hidden, judge_at
from ledtrad.indicators.queries.judged import words_of
from ledtrad.indicators.queries.page import Family, Place, Remark, place, remarks
from ledtrad.indicators.queries.protection import OpenSeries, hides_threshold
from ledtrad.indicators.rules import (
    GoodDirection,
    TargetKind,
    Threshold,
    Trend,
    ValueKind,
    age_words,
    run_words,
    stage_words,
    trend_words,
)
from ledtrad.indicators.rules import trend as trend_of
from ledtrad.indicators.rules.words import difference_unit

if TYPE_CHECKING:
    from ledtrad.organisation.models import User


class IndicatorPage(Figures):
    """Everything that the template asks for. Queries happen when made; what follows is arithmetic."""

    def __init__(
        self, family: Family, user: "User", actor: Actor, municipality: str, wanted: Collection[int] = ()
    ) -> None:
        super().__init__(family, actor, municipality, wanted)
        self.place: Place = place(self.indicator, user)
        self._remarks = remarks(self.indicator)

    # ── The conclusion ───────────────────────────────────────────────────────
    @cached_property
    def period(self) -> Period | None:
        return self.source.standing_period(self.today)

    @cached_property
    def latest(self) -> Judged | None:
        if self.period is None:
            return None
        return judge_at(self.source, self.period, access=self.rights)

    def trend_at(self, period: Period) -> Trend | None:
        indicator = self.indicator
        if indicator.value_kind == ValueKind.MILESTONE:
            return None
        series = OpenSeries(self.source, self.rights)
        return trend_of(series, period, good_direction=indicator.good_direction, decimals=indicator.decimals)

    @property
    def lead(self) -> str:
        """One or two sentences that conclude."""
        if self.latest is None:
            return _("Inget värde är rapporterat än.")
        if self.latest.hidden or self.period is None:
            return self.latest.sentence
        run = run_words(self.trend_at(self.period))
        return f"{self.latest.sentence} {_('Värdet %(run)s.') % {'run': run}}" if run else self.latest.sentence

    @property
    def trend_text(self) -> str:
        if self.period is None or self.latest is None or self.latest.hidden:
            return ""
        seen = self.trend_at(self.period)
        return trend_words(seen) if seen is not None else ""

    @property
    def age_text(self) -> str:
        return _("Värdet är %(age)s") % {"age": age_words(self.period, self.today)} if self.period else ""

    # ── Tables ───────────────────────────────────────────────────────────────
    @cached_property
    def rows(self) -> list[ValueRow]:
        """Every period, newest first."""
        periods = [p for p in self.source.series() if p.last_day <= self.today]
        return [ValueRow(judge_at(self.source, p, access=self.rights), self.trend_at(p)) for p in reversed(periods)]

    @property
    def distance_heading(self) -> str:
        unit = difference_unit(self.indicator.unit_of_measure)
        return _("%(unit)s kvar") % {"unit": unit.capitalize()} if unit else _("Kvar till målet")

    @cached_property
    def unit_rows(self) -> list[UnitRow]:
        """Each reporting unit's part of the latest closed period, where there are several."""
        units = sorted(self.source.units.items(), key=lambda item: item[1])
        if len(units) < 2:
            return []
        period = latest_ended(self.source.kind, self.today)
        return [
            UnitRow(
                number,
                name,
                self.source.value(period, {pk}),
                is_hidden(self.source, period, self.rights, {pk}),
                period if self._may_report(pk) else None,
                self.indicator,
            )
            for pk, (number, name) in units
        ]

    @property
    def unit_rows_period(self) -> Period:
        return latest_ended(self.source.kind, self.today)

    # ── What one can do ──────────────────────────────────────────────────────
    def _may_report(self, unit_id: int) -> bool:
        return may_report(self.actor, self.indicator, unit_id)

    @cached_property
    def to_report(self) -> tuple[str, Period, bool] | None:
        """The unit and period that the report button leads to: the first that is missing, else the latest.

        The last says whether there is a figure already, to be corrected.
        """
        period = latest_ended(self.source.kind, self.today)
        units = self.source.units or {self.indicator.unit_id: (self.indicator.unit.number, "")}
        mine = [(pk, number) for pk, (number, _name) in sorted(units.items()) if self._may_report(pk)]
        for pk, number in mine:
            if self.source.value(period, {pk}).value is None:
                return number, period, False
        return (mine[0][1], period, True) if mine else None

    @property
    def may_edit(self) -> bool:
        return self.rights.may_edit(self.indicator.unit_id)

    @property
    def may_comment(self) -> bool:
        return self.rights.may_contribute(self.indicator.unit_id) or self.rights.holds(self.indicator.responsible_id)

    # ── Words ────────────────────────────────────────────────────────────────
    @property
    def remarks(self) -> list[Remark]:
        """Comments, those on hidden figures left out: they may say what the figure does not."""
        return [r for r in self._remarks if not self._is_about_hidden(r)]

    def _is_about_hidden(self, remark: Remark) -> bool:
        if remark.unit_id is None or remark.period is None:
            return False
        return is_hidden(self.source, remark.period, self.rights, {remark.unit_id})

    @property
    def target_rule(self) -> str:
        """The rule in words, with what it comes to and who decided."""
        if self.latest is None or self.latest.target is None:
            return ""
        words = self.latest.target_words
        told = words[:1].upper() + words[1:]
        if self.latest.basis:
            told += f" ({self.latest.basis})"
        decided = self.latest.target.decided_by
        return f"{told}. {_('Beslutat: %(who)s.') % {'who': decided}}" if decided else f"{told}."

    @property
    def targets(self) -> list[Any]:
        """Every target, newest first, with what it comes to where that can be said."""
        found = []
        for target in sorted(self.source.targets, key=lambda t: (t.period.last_day, t.unit_id or 0), reverse=True):
            period = target.period if target.period.kind == self.source.kind else self._within(target.period)
            threshold = self.source.threshold(target, period)
            hidden = hides_threshold(self.source, target, period, self.rights)
            found.append(
                {
                    "target": target,
                    "period": label(target.period),
                    "words": words_of(self.indicator, target, None if hidden else threshold),
                    "problem": "" if isinstance(threshold, Threshold) or hidden else threshold.sentence,
                }
            )
        return found

    def _within(self, period: Period) -> Period:
        last = latest_ended(self.source.kind, min(self.today, period.last_day))
        return last if period.contains(last) else Period.of(self.source.kind, period.first_day)

    @property
    def good_direction(self) -> str:
        return str(GoodDirection(self.indicator.good_direction).label).capitalize()

    @property
    def kind_line(self) -> str:
        """What this is: "Indikator I-014 · procent · varje år"."""
        every = {
            "month": _("varje månad"),
            "quarter": _("varje kvartal"),
            "tertial": _("varje tertial"),
            "half_year": _("varje halvår"),
            "year": _("varje år"),
        }[self.indicator.periodicity]
        parts = [f"{_('Indikator')} {self.indicator.number}", self.indicator.unit_of_measure, every]
        return " · ".join(part for part in parts if part)

    @property
    def goals_more(self) -> str:
        return _and_more(len(self.place.goals) - 1)

    @property
    def below_more(self) -> str:
        return _and_more(len(self.place.below) - 1)

    @property
    def stage_text(self) -> str:
        """The stage reached in words, for a milestone."""
        if self.latest is None or self.latest.target is None or self.latest.value.value is None:
            return ""
        if self.indicator.value_kind != ValueKind.MILESTONE or self.latest.target.rule != TargetKind.MILESTONE:
            return ""
        return stage_words(self.latest.target.as_rule(), self.latest.value.value)


def _and_more(count: int) -> str:
    return ngettext("och %(count)s till", "och %(count)s till", count) % {"count": count} if count > 0 else ""
