"""Which figures about persons are told, over units and periods together, so that no small group can be worked out.

The attacker has everything that leaves the system: every unit and all of them together, months, quarters and
years, yesterday's page and today's. They know this rule too.

1. A unit's figure for a period is told unless it is small (one to four persons). Nothing else hides it, so it
   does not matter in which order units report: what has been shown once need never be hidden.
2. A sum of figures that are all told is told.
3. A sum with small figures in it is told in two cases only, and only when every unit has reported all of it and
   nothing small in it has been corrected:
   - all units in one period, when its small figures differ among themselves;
   - all units in one year, when the periods whose sum is not told have one small figure each, and these differ.
   Then what is known of the small figures is the sum of groups without common members, and within a group any
   two that differ can change places without any page changing (`small_groups.differ`).
4. Every other sum with small figures in it is not told: quarters, tertials, one unit's year, a sum so far. What
   it must lie between follows from what is told, so that may be said instead (`between`).

Since a sum with small figures is told in one state of its figures and never again once one of them changes, the
difference between two days says nothing either. A unit's manager knows the unit's own figure, and so has one
unknown less than others; that is theirs to keep to themselves, as the rest of what they know.

`tests/indicators/test_rules_disclosure.py` attacks this: every table up to a size, and a solver.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ledtrad.core.periods import Period, PeriodKind
from ledtrad.core.small_groups import SMALLEST_SHOWN, Sizes, differ, has_small, summed

Cell = tuple[Hashable, Period]
"""A unit and a period of the indicator's own length."""


@dataclass(frozen=True)
class Disclosure:
    """One indicator's figures as counts, and what of them is told."""

    kind: PeriodKind
    cells: Mapping[Any, Sizes]  # by Cell
    reporters: Collection[Hashable]
    """The units that are to report every period."""
    corrected: Collection[Period] = ()
    """Periods with a figure that has been another, or been withdrawn, when one of the figures is small."""
    takes_last: bool = False
    """A longer period shows the last shorter one, unit by unit, instead of their sum."""
    withheld: frozenset[Period] = frozenset()
    """Periods of which nothing is told: what would be told gives away a part of the same whole."""
    is_part: bool = False
    """Of a whole that is known: then no year pools what its periods hide."""
    _told: dict[Period, bool] = field(default_factory=dict, init=False)

    def hides(self, period: Period, units: Collection[Hashable] | None = None) -> bool:
        """Whether the figure for these units (None: all) and this period, its own length or longer, is not told."""
        parts = self._parts(period)
        if not any(part in self._by_period for part in parts):
            return False
        if not self._is_all(parts, units):
            return any(self._is_hidden(cell) for cell in self._used(parts, units))
        if len(parts) == 1:
            return self._whole_hidden(period)
        if self.takes_last:
            return self._last_hidden(parts)
        untold = [part for part in parts if self._whole_hidden(part)]
        return bool(untold) and not (period.kind is PeriodKind.YEAR and self._pooled(parts, untold))

    def between(self, period: Period, units: Collection[Hashable] | None = None) -> tuple[int, int] | None:
        """The bounds of a count that is not told, as they follow from what is told; None when they do not."""
        cells = self._used(self._parts(period), units)
        hidden = [cell for cell in cells if has_small(self.cells[cell])]
        if not hidden or any(len(self.cells[c]) > 1 or c[1] in self.withheld for c in cells):
            return None
        rest = sum(self.cells[cell][0] for cell in cells if cell not in hidden)
        return rest + len(hidden), rest + len(hidden) * (SMALLEST_SHOWN - 1)

    def whole(self, period: Period) -> Sizes | None:
        """What all units together count in a period of the indicator's own length."""
        units = self._by_period.get(period)
        return summed(self.cells[unit, period] for unit in units) if units else None

    # ── What a figure is made of ─────────────────────────────────────────────
    @cached_property
    def _by_period(self) -> Mapping[Period, list[Hashable]]:
        found: dict[Period, list[Hashable]] = defaultdict(list)
        for unit, period in self.cells:
            found[period].append(unit)
        return dict(found)

    def _parts(self, period: Period) -> list[Period]:
        try:
            return period.parts(self.kind)
        except ValueError:
            return []

    def _is_all(self, parts: list[Period], units: Collection[Hashable] | None) -> bool:
        return units is None or all(unit in units for part in parts for unit in self._by_period.get(part, ()))

    def _used(self, parts: list[Period], units: Collection[Hashable] | None) -> list[Cell]:
        cells = [(u, p) for p in parts for u in self._by_period.get(p, ()) if units is None or u in units]
        return list({unit: (unit, period) for unit, period in cells}.values()) if self.takes_last else cells

    # ── What is told ─────────────────────────────────────────────────────────
    def _is_hidden(self, cell: Cell) -> bool:
        return cell[1] in self.withheld or has_small(self.cells[cell])

    def _small(self, period: Period) -> list[Sizes]:
        sizes = [self.cells[unit, period] for unit in self._by_period.get(period, ())]
        return [each for each in sizes if has_small(each)]

    def _is_settled(self, period: Period) -> bool:
        """Every unit has reported it, and nothing small in it has been another figure."""
        units = self._by_period.get(period, ())
        return period not in self.corrected and all(unit in units for unit in self.reporters)

    def _whole_hidden(self, period: Period) -> bool:
        if period not in self._told:
            self._told[period] = not self._whole_found_hidden(period)
        return not self._told[period]

    def _whole_found_hidden(self, period: Period) -> bool:
        if period in self.withheld:
            return True
        small, total = self._small(period), self.whole(period)
        if not small or total is None:
            return False
        return has_small(total) or not differ(small) or not self._is_settled(period)

    def _pooled(self, parts: list[Period], untold: list[Period]) -> bool:
        """Whether the year may be told although some of its periods are not."""
        if self.is_part or not all(self._is_settled(part) for part in parts):
            return False
        small = [self._small(part) for part in untold]
        alone = [found[0] for found in small if len(found) == 1]
        total = summed(whole for part in parts if (whole := self.whole(part)) is not None)
        return len(alone) == len(small) and differ(alone) and not has_small(total)

    def _last_hidden(self, parts: list[Period]) -> bool:
        last = next(part for part in reversed(parts) if part in self._by_period)
        used = self._used(parts, None)
        if all(period == last for _unit, period in used):
            return self._whole_hidden(last)
        return any(self._is_hidden(cell) for cell in used)
