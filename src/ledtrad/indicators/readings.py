"""What indicators tell the thread's pages: the latest figure, its target, and one sentence.

The reader is not known here, so what concerns few persons is hidden from everybody.
"""

from collections.abc import Collection, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ledtrad.core.numbers import MISSING
from ledtrad.core.periods import Period
from ledtrad.indicators.models import Indicator, Standing, Target
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
    """The readings of those among the nodes that are indicators. One query for the latest, three for a period."""
    if period is None:
        rows = Standing.objects.filter(indicator__in=node_ids).select_related("indicator", "target__reference")
        yield from (Latest(row) for row in rows.only(*_STANDING, *_TARGET))
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


_STANDING = (
    "period", "value", "status", "concerns_few", "result", "data", "indicator__value_kind", "indicator__stages",
    "indicator__unit_of_measure", "indicator__decimals", "target__reference__label",
)  # fmt: skip
_TARGET = tuple(f"target__{field.name}" for field in Target._meta.concrete_fields)


class Latest:
    """A reading put in words when somebody looks: a list of thousands shows few of its sentences."""

    def __init__(self, row: Standing) -> None:
        self._row = row

    @property
    def node_id(self) -> int:
        return int(self._row.indicator_id)

    @property
    def value(self) -> str:
        return figure(self._row)

    @property
    def period(self) -> Period | None:
        return self._row.period

    @property
    def target(self) -> str:
        return "" if self._row.concerns_few else wanted(self._row)

    @property
    def status(self) -> Status:
        return Status(self._row.status)

    @property
    def word(self) -> str:
        return self._row.word

    @property
    def sentence(self) -> str:
        if self._row.concerns_few:
            return hidden_sentence(tuple(self._row.data["between"]))
        return self._row.sentence


def figure(row: Standing) -> str:
    """The latest figure as tables show it, hidden where it concerns few."""
    if row.value is None:
        return MISSING
    if row.concerns_few:
        return hidden_words(tuple(row.data["between"]), few=row.data["few"])
    if row.indicator.value_kind == ValueKind.MILESTONE:
        words = {"reached": int(row.value), "count": len(row.indicator.stages) or 1}
        return _("steg %(reached)s av %(count)s") % words
    judgement = row.judgement if row.target is not None and row.target.accumulates else None
    return with_unit(row.indicator, judgement.value if judgement is not None else row.value)


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
