"""How indicators stand, for any period and any part of the organisation: figure, verdict, sentence."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ledtrad.core import clock
from ledtrad.core.periods import Period
from ledtrad.indicators.models import Indicator, Target
from ledtrad.indicators.models.standing import bare_sentence
from ledtrad.indicators.queries.material import Source, load
from ledtrad.indicators.queries.protection import between, is_hidden, open_judgement
from ledtrad.indicators.rules import Judgement, Reason, Status, TargetKind, Threshold, Value, goal_words, status_word
from ledtrad.thread.rules import Status as NodeStatus

if TYPE_CHECKING:
    from ledtrad.organisation.access import Access


@dataclass(frozen=True)
class Judged:
    """One indicator's figure for a period, and how it stands against the target that holds then."""

    indicator: Indicator
    period: Period
    value: Value
    target: Target | None = None
    judgement: Judgement | None = None
    threshold: Threshold | Reason | None = None
    previous: Value | None = None
    previous_period: Period | None = None
    hidden: bool = False
    """It concerns few persons, or what it is held against would give such a figure away."""
    between: tuple[int, int] | None = None
    """What a hidden sum must lie between, as follows from what is shown."""

    @property
    def status(self) -> NodeStatus:
        return NodeStatus(self.judgement.status.value if self.judgement else Status.NONE.value)

    @property
    def word(self) -> str:
        """The word beside the shape: "I takt", "Ej uppnått"."""
        return status_word(self.judgement) if self.judgement else str(NodeStatus.NONE.label)

    @property
    def shown(self) -> Decimal | None:
        """What the verdict is about: the sum so far where the target adds up, else the figure."""
        if self.hidden:
            return None
        if self.judgement is not None and self.judgement.value is not None:
            return self.judgement.value
        return self.value.value

    @property
    def counts(self) -> tuple[Decimal | None, Decimal | None]:
        """Numerator and denominator, where the figure came with them and may be shown."""
        return (None, None) if self.hidden else (self.value.numerator, self.value.denominator)

    @property
    def distance(self) -> Decimal | None:
        """What is left to the threshold; zero or below is the margin."""
        return None if self.hidden or self.judgement is None else self.judgement.distance

    @property
    def threshold_value(self) -> Decimal | None:
        """What must hold on the due date, also when the figure itself cannot be judged."""
        if self.hidden:
            return None
        if self.judgement is not None and self.judgement.threshold is not None:
            return self.judgement.threshold
        return self.threshold.value if isinstance(self.threshold, Threshold) else None

    @property
    def target_words(self) -> str:
        """What is wanted, in words: "minst 45 procent", "minst 200 senast 31 december 2021"; "" without a target.

        Where the threshold cannot be computed the rule alone is told, and where it would give away a figure
        about few persons too.
        """
        return words_of(self.indicator, self.target, None if self.hidden else self.threshold)

    @property
    def basis(self) -> str:
        """How a computed threshold came about: "100 procent mer än nuläget 100"."""
        return "" if self.hidden or self.judgement is None else self.judgement.basis

    @property
    def sentence(self) -> str:
        """One plain sentence in the reader's language."""
        if self.hidden:
            return hidden_sentence(self.between)
        if self.judgement is not None:
            return self.judgement.sentence
        return bare_sentence(self.indicator, self.period, self.value)


def hidden_sentence(between: Sequence[int] | None) -> str:
    """Why a figure is not told, and what can be said of it all the same."""
    if between:
        words = {"low": between[0], "high": between[1]}
        return (
            _("Mellan %(low)s och %(high)s. Det exakta värdet visas inte: någon del är färre än fem personer.") % words
        )
    return _("Färre än fem personer, eller en siffra som skulle avslöja det. Värdet visas inte.")


def words_of(indicator: Indicator, target: Target | None, threshold: Threshold | Reason | None) -> str:
    """A target in words, as far as it can be computed."""
    if target is None:
        return ""
    if not isinstance(threshold, Threshold):
        return str(TargetKind(target.rule).label)
    rule = target.as_rule(target.reference.label if target.reference is not None else "")
    return goal_words(rule, threshold, indicator.unit_of_measure, indicator.decimals)


def judged(
    indicators: Iterable[Indicator],
    period: Period,
    *,
    access: "Access | None" = None,
    within: Collection[int] | None = None,
    unit_id: int | None = None,
    on: date | None = None,
) -> dict[int, Judged]:
    """How each indicator stood for `period`, by its id. Two queries besides the one that gives the indicators.

    The figure is for all that report, or with `within` for those units alone; `unit_id` then names whose
    targets apply. `on` is the day from which it is seen (today if not given). With `access`, what concerns
    few persons is hidden from whoever may not see it; without, the caller must not show it to anybody.
    """
    listed = list(indicators)
    material = load(listed)
    day = on or clock.today()
    return {i.pk: judge_one(material[i.pk], period, day, access=access, within=within, unit_id=unit_id) for i in listed}


def judge_one(
    source: Source,
    period: Period,
    on: date,
    *,
    access: "Access | None" = None,
    within: Collection[int] | None = None,
    unit_id: int | None = None,
) -> Judged:
    """As `judged`, for one whose material is already read."""
    held = source.figure_period(period, on, within)
    return judge_at(source, held, access=access, within=within, unit_id=unit_id)


def judge_at(
    source: Source,
    held: Period,
    *,
    access: "Access | None" = None,
    within: Collection[int] | None = None,
    unit_id: int | None = None,
) -> Judged:
    """How the figure of exactly this period stands."""
    target = source.target(held, unit_id)
    before = held.previous()
    hidden = access is not None and is_hidden(source, held, access, within)
    judgement = None
    if target is not None:
        judgement, gives_away = open_judgement(source, target, held, access, within)
        hidden = hidden or gives_away
    return Judged(
        indicator=source.indicator,
        period=held,
        value=source.value(held, within),
        target=target,
        judgement=judgement,
        threshold=source.threshold(target, held, within) if target and not hidden else None,
        previous=source.value(before, within),
        previous_period=before,
        hidden=hidden,
        between=between(source, held, within) if hidden else None,
    )
