"""An attacker of small groups: everything that leaves the system goes in, and what it proves comes out."""

from itertools import product

from ledtrad.core.periods import PeriodKind
from ledtrad.core.small_groups import has_small
from ledtrad.indicators.rules.disclosure import Disclosure

HIDDEN = "dold"
SMALL = range(1, 5)


def periods_over(year, kind):
    """Every period in a year of the kind or longer, that its parts fill."""
    kinds = [k for k in PeriodKind if k.months >= kind.months and k.months % kind.months == 0]
    return [part for k in kinds for part in year.parts(k)]


def groups(units):
    """Every choice of units that somebody may ask for: all, and each set of them."""
    units = sorted(units)
    chosen = [
        frozenset(u for u, take in zip(units, row, strict=True) if take) for row in product((0, 1), repeat=len(units))
    ]
    return [None, *[c for c in chosen if c]]


def members(told: Disclosure, period, units):
    """The cells whose sum the figure is."""
    parts = period.parts(told.kind)
    cells = [(u, p) for p in parts for (u, q) in told.cells if q == p and (units is None or u in units)]
    return list({u: (u, p) for u, p in cells}.values()) if told.takes_last else cells


def figure(told: Disclosure, period, units):
    """The figure as it leaves the system: its sizes, None where nobody has reported, or HIDDEN."""
    cells = members(told, period, units)
    if not cells:
        return None
    if told.hides(period, units):
        return HIDDEN
    return tuple(map(sum, zip(*[told.cells[cell] for cell in cells], strict=True)))


def page(told: Disclosure, year, units):
    """Everything that an outsider can see of a year."""
    return {
        (period, group): figure(told, period, group)
        for period in periods_over(year, told.kind)
        for group in groups(units)
    }


class Equations:
    """What pages say about counts: sums of unknown cells. A cell is a name; what is not told is from one to four."""

    def __init__(self):
        self.known, self.sums, self.unknown = {}, [], {}

    def add(self, told: Disclosure, year, units, name):
        """Take in a page; `name` tells which cells are the same from one page to the next."""
        for cell in told.cells:
            shown = figure(told, cell[1], frozenset([cell[0]]))
            if shown == HIDDEN:
                self.unknown[name(cell)] = told.cells[cell][0]
            else:
                self.known[name(cell)] = shown[0]
        for (period, group), shown in page(told, year, units).items():
            if shown not in (None, HIDDEN):
                self.sums.append(([name(cell) for cell in members(told, period, group)], shown[0]))

    def solved(self):
        """The unknown cells that can have only one value, by trying what the sums leave room for."""
        open_ = [cell for cell in self.unknown if cell not in self.known]
        sums = {}
        for cells, total in self.sums:
            inside = tuple(sorted((c for c in cells if c in open_), key=str))
            if inside:
                sums[inside] = total - sum(self.known.get(c, 0) for c in cells)
        leaked = {cell for cell in self.unknown if cell in self.known}
        return leaked | {cell for cell in open_ if not self._has_two_values(cell, open_, sums)}

    def _has_two_values(self, cell, cells, sums):
        """Whether something else than the truth could stand there, with the same sums."""
        near, grown = {cell}, True
        while grown:  # only what shares a sum with it, or with one that does
            grown = False
            for inside in sums:
                if near & set(inside) and not near >= set(inside):
                    near |= set(inside)
                    grown = True
        order = [cell, *[other for other in cells if other in near and other != cell]]
        tied = {inside: total for inside, total in sums.items() if near & set(inside)}
        others = (value for value in SMALL if value != self.unknown[cell])
        return any(self._may_stand(order, tied, {cell: value}) for value in others)

    def _may_stand(self, order, sums, chosen):
        fits = all(_may_be(inside, total, chosen) for inside, total in sums.items())
        return fits and any(True for _solution in self._solutions(order[1:], sums, dict(chosen)))

    def _solutions(self, left, sums, chosen):
        if not left:
            yield dict(chosen)
            return
        cell, *rest = left
        for value in SMALL:
            chosen[cell] = value
            if all(_may_be(inside, total, chosen) for inside, total in sums.items() if cell in inside):
                yield from self._solutions(rest, sums, chosen)
        del chosen[cell]


def _may_be(inside, total, chosen):
    so_far = sum(chosen.get(cell, 0) for cell in inside)
    left = sum(cell not in chosen for cell in inside)
    return so_far + left <= total <= so_far + 4 * left


def corrected_after(before, after):
    """The periods of cells that have changed or gone, when one of the figures is small: as `protection` finds them."""
    return {
        cell[1]
        for cell, sizes in before.items()
        if after.get(cell) != sizes and (has_small(sizes) or has_small(after.get(cell, (0,))))
    }
