"""What a target is: a rule that is computed against figures, never a typed threshold (R27, R28, R20b).

    kind                        the threshold
    at_least, at_most           amount
    between                     amount … upper, both included
    change_from_baseline        baseline ± amount, or baseline ± |baseline| × amount / 100
    change_from_year_before     the same with the value one year earlier; no amount means just more or fewer
    difference_from_reference   the reference + amount, as at least or at most: −1 is "one below the country"
    milestone                   every stage that is due is reached

With `accumulates`, values are summed from the start of the target's period: 41 placements in January–March.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledtrad.core.periods import Period
from ledtrad.indicators.rules.values import GoodDirection


class TargetKind(TextChoices):
    AT_LEAST = "at_least", gettext_lazy("minst")
    AT_MOST = "at_most", gettext_lazy("högst")
    BETWEEN = "between", gettext_lazy("mellan")
    CHANGE_FROM_BASELINE = "change_from_baseline", gettext_lazy("förändring från nuläget")
    CHANGE_FROM_YEAR_BEFORE = "change_from_year_before", gettext_lazy("förändring från året före")
    DIFFERENCE_FROM_REFERENCE = "difference_from_reference", gettext_lazy("skillnad mot en jämförelse")
    MILESTONE = "milestone", gettext_lazy("milstolpe i steg")


class AmountUnit(TextChoices):
    """What an amount counts in. The difference between two percentages is in the unit: percentage points."""

    UNIT = "unit", gettext_lazy("måttets enhet eller procentenheter")
    PERCENT = "percent", gettext_lazy("procent av utgångsvärdet")


class Side(TextChoices):
    """Which way a change goes, or which side of a reference is wanted."""

    UP = "up", gettext_lazy("fler eller högre")
    DOWN = "down", gettext_lazy("färre eller lägre")


@dataclass(frozen=True)
class Stage:
    """One stage of a milestone: reached at the latest on its date."""

    name: str
    due_on: date


@dataclass(frozen=True)
class TargetRule:
    """A target for a period. Which fields a kind needs is what `rule_problems` says.

    `due_on` is when the threshold must hold: the period's last day unless given. The straight line to it
    starts at the baseline on `starts_on`: the baseline period's last day, else the day before the period.
    """

    kind: TargetKind
    period: Period
    amount: Decimal | None = None
    upper: Decimal | None = None
    amount_unit: AmountUnit = AmountUnit.UNIT
    side: Side | None = None
    baseline_value: Decimal | None = None
    baseline_period: Period | None = None
    reference: str = ""
    stages: tuple[Stage, ...] = ()
    starts_on: date | None = None
    due_on: date | None = None
    accumulates: bool = False

    @property
    def due(self) -> date:
        if self.kind == TargetKind.MILESTONE and self.stages:
            return max(stage.due_on for stage in self.stages)
        return self.due_on or self.period.last_day

    @property
    def line_starts(self) -> date:
        """The day that the straight line starts from. A running sum is 0 the day before it begins."""
        day_before = self.period.first_day - timedelta(days=1)
        if self.accumulates:
            return day_before
        if self.starts_on is not None:
            return self.starts_on
        return self.baseline_period.last_day if self.baseline_period else day_before

    def stages_due(self, on: date) -> int:
        """How many stages must be reached on the day. A milestone without named stages has one."""
        return sum(stage.due_on <= on for stage in self.all_stages)

    @property
    def all_stages(self) -> tuple[Stage, ...]:
        return self.stages or (Stage("", self.due_on or self.period.last_day),)


def wanted_side(rule: TargetRule, good_direction: GoodDirection | str = GoodDirection.NONE) -> Side | None:
    """Which side of the threshold is wanted; a change with no side of its own follows the indicator."""
    if rule.kind == TargetKind.AT_LEAST:
        return Side.UP
    if rule.kind == TargetKind.AT_MOST:
        return Side.DOWN
    if rule.side is not None:
        return Side(rule.side)
    return None if good_direction == GoodDirection.NONE else Side(GoodDirection(good_direction).value)


def rule_problems(
    rule: TargetRule, *, good_direction: GoodDirection | str = GoodDirection.NONE
) -> list[tuple[str, str]]:
    """What keeps the rule from being computed, as (field, sentence) for forms and imports."""
    problems = _amount_problems(rule)
    if rule.kind in _SIDED and wanted_side(rule, good_direction) is None:
        problems.append(("side", _("Ange om målet är högre eller lägre.")))
    if rule.kind == TargetKind.DIFFERENCE_FROM_REFERENCE and not rule.reference:
        problems.append(("reference", _("Ange vad indikatorn ska jämföras med.")))
    if rule.kind == TargetKind.MILESTONE:
        problems += _stage_problems(rule)
    elif rule.line_starts >= rule.due:
        problems.append(("due_on", _("Målet måste infalla efter den dag då nuläget gäller.")))
    return problems


def direction_problem(rule: TargetRule, good_direction: GoodDirection | str) -> str | None:
    """A warning when the target pulls against the indicator's good direction; None when they agree."""
    side = wanted_side(rule, good_direction)
    if rule.kind == TargetKind.MILESTONE or side is None or good_direction == GoodDirection.NONE:
        return None
    if side.value == GoodDirection(good_direction).value:
        return None
    return _("Målet drar åt andra hållet än indikatorns goda riktning.")


_SIDED = frozenset(
    {
        TargetKind.CHANGE_FROM_BASELINE,
        TargetKind.CHANGE_FROM_YEAR_BEFORE,
        TargetKind.DIFFERENCE_FROM_REFERENCE,
    }
)
_NEEDS_AMOUNT = frozenset({TargetKind.AT_LEAST, TargetKind.AT_MOST, TargetKind.BETWEEN})
_CHANGES = frozenset({TargetKind.CHANGE_FROM_BASELINE, TargetKind.CHANGE_FROM_YEAR_BEFORE})


def _amount_problems(rule: TargetRule) -> list[tuple[str, str]]:
    problems = []
    if rule.kind in _NEEDS_AMOUNT and rule.amount is None:
        problems.append(("amount", _("Ange målvärdet.")))
    if rule.kind in _CHANGES and rule.amount is not None and rule.amount < 0:
        problems.append(("amount", _("Ange förändringen som ett tal större än noll och välj högre eller lägre.")))
    if rule.kind == TargetKind.BETWEEN:
        if rule.upper is None:
            problems.append(("upper", _("Ange den övre gränsen.")))
        elif rule.amount is not None and rule.upper < rule.amount:
            problems.append(("upper", _("Den övre gränsen är lägre än den undre.")))
    return problems


def _stage_problems(rule: TargetRule) -> list[tuple[str, str]]:
    dates = [stage.due_on for stage in rule.stages]
    return [("stages", _("Stegen måste komma i datumordning."))] if dates != sorted(dates) else []
