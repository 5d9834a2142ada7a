"""What indicators tell the thread's pages: the latest figure, its target, and one sentence.

The reader is not known here, so what concerns few persons is hidden from everybody.
"""

from collections.abc import Collection, Iterator
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ledtrad.core.numbers import MISSING
from ledtrad.core.periods import Period
from ledtrad.indicators.models import Indicator, Standing
from ledtrad.indicators.pages.rows import hidden_words, shown, with_unit
from ledtrad.indicators.queries import judged
from ledtrad.indicators.queries.judged import hidden_sentence
from ledtrad.indicators.rules import ThresholdKind, ValueKind
from ledtrad.indicators.rules.sentences import goal
from ledtrad.indicators.rules.words import is_percent
from ledtrad.organisation.access import nobody
from ledtrad.thread import readings
from ledtrad.thread.readings import Given, Reading
from ledtrad.thread.rules import Status


def register() -> None:
    """Called when the app is ready."""
    readings.register(provide)


def provide(node_ids: Collection[int], period: Period | None) -> Iterator[Reading]:
    """The readings of those among the nodes that are indicators. One query for the latest, three for a period.

    For many, one more where targets, words or sentences of the latest are asked for.
    """
    if period is None:
        yield from _latest(node_ids)
        return
    indicators = Indicator.objects.filter(pk__in=node_ids).select_related("unit")
    for one in judged(indicators, period, access=nobody()).values():
        yield Given(
            node_id=one.indicator.pk,
            value=shown(one),
            period=one.period,
            target=one.target_words,
            status=one.status,
            word=one.word,
            sentence=one.sentence,
        )


def _latest(ids: Collection[int]) -> Iterator["Latest"]:
    """A page with a few reads all of each at once; a list with thousands reads their figures, and words when asked."""
    told = _Told(ids)
    if len(ids) <= FEW:
        yield from (Latest(Figure.of(row), told) for row in told.standings.values())
        return
    rows = Standing.objects.filter(indicator__in=ids).values_list(*_COLUMNS)
    yield from (Latest(Figure(*row), told) for row in rows)


FEW = 50
_COLUMNS = (
    "indicator_id", "period", "value", "status", "concerns_few", "result", "data", "indicator__value_kind",
    "indicator__stages", "indicator__unit_of_measure", "indicator__decimals", "target__accumulates",
)  # fmt: skip


class Figure(NamedTuple):
    """What the latest figure is written from. A list of a thousand goals has three thousand of them."""

    indicator_id: int
    period: Period | None
    value: Decimal | None
    status: str
    concerns_few: bool
    result: str
    data: dict[str, Any]
    value_kind: str
    stages: list[Any]
    unit_of_measure: str
    decimals: int
    accumulates: bool | None

    @classmethod
    def of(cls, row: Standing) -> "Figure":
        """The same of a whole row, read with its indicator and target."""
        known = row.indicator
        return cls(
            row.indicator_id, row.period, row.value, row.status, row.concerns_few, row.result, row.data,
            known.value_kind, known.stages, known.unit_of_measure, known.decimals,
            row.target is not None and row.target.accumulates,
        )  # fmt: skip

    @property
    def text(self) -> str:
        """As tables show it, hidden where it concerns few."""
        if self.value is None:
            return MISSING
        if self.concerns_few:
            return hidden_words(tuple(self.data["between"]), few=self.data["few"])
        if self.value_kind == ValueKind.MILESTONE:
            words = {"reached": int(self.value), "count": len(self.stages) or 1}
            return _("steg %(reached)s av %(count)s") % words
        if self.accumulates and self.result:
            summed = self.data["judged"]
            return with_unit(self, None if summed is None else Decimal(summed))
        return with_unit(self, self.value)


def figure(row: Standing) -> str:
    """The latest figure as tables show it, hidden where it concerns few."""
    return Figure.of(row).text


class _Told:
    """What is told about the figures besides themselves, read for all of them when first asked for."""

    def __init__(self, ids: Collection[int]) -> None:
        self._ids = ids

    @cached_property
    def standings(self) -> dict[int, Standing]:
        """By indicator. One query."""
        rows = Standing.objects.filter(indicator__in=self._ids).select_related("indicator", "target__reference")
        return {row.indicator_id: row for row in rows}


class Latest:
    """A reading put in words when somebody looks: a list of thousands shows few of its sentences."""

    __slots__ = ("_figure", "_told")

    def __init__(self, figure: Figure, told: _Told) -> None:
        self._figure, self._told = figure, told

    @property
    def _standing(self) -> Standing:
        return self._told.standings[self.node_id]

    @property
    def node_id(self) -> int:
        return self._figure.indicator_id

    @property
    def value(self) -> str:
        return self._figure.text

    @property
    def period(self) -> Period | None:
        return self._figure.period

    @property
    def target(self) -> str:
        return "" if self._figure.concerns_few else wanted(self._standing)

    @property
    def status(self) -> Status:
        return Status(self._figure.status)

    @property
    def word(self) -> str:
        return self._standing.word

    @property
    def sentence(self) -> str:
        if self._figure.concerns_few:
            return hidden_sentence(tuple(self._figure.data["between"]))
        return self._standing.sentence


def wanted(row: Standing) -> str:
    """What the figure is held against, as tables show it: "minst 45 %", "alla 3 steg", "" without a target."""
    indicator, judgement = row.indicator, row.judgement
    if judgement is None or judgement.threshold is None or judgement.threshold_kind is None:
        return ""
    if judgement.threshold_kind is ThresholdKind.STAGE:
        count = int(judgement.threshold)
        return ngettext("klart", "alla %(count)s steg", count) % {"count": count}
    words = goal(judgement.threshold_kind, judgement.threshold, judgement.threshold_upper, "", indicator.decimals)
    return f"{words}\N{NO-BREAK SPACE}%" if is_percent(indicator.unit_of_measure) else words
