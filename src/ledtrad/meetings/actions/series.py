"""How a board's registration numbers look, and the next of them."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ledtrad.core import ledger
from ledtrad.core.actors import Actor
from ledtrad.core.refusals import Invalid
from ledtrad.core.versions import claim
from ledtrad.meetings.actions.written import require_keeper
from ledtrad.meetings.models import Matter, MatterSeries
from ledtrad.meetings.rules import series as rules
from ledtrad.organisation.models import Unit


def series_of(board: Unit) -> MatterSeries:
    """The board's series, or an unsaved one with the pattern that it has until somebody chooses."""
    found = MatterSeries.objects.filter(board=board).first()
    return found or MatterSeries(board=board, pattern=rules.default_pattern(board.number))


def coming_number(series: MatterSeries, year: int, plan: str = "", pattern: str = "") -> str:
    """What the next number would be. It is given under lock, to whoever comes first. One query."""
    pattern = pattern or series.pattern
    last = series.last if series.year == year and pattern == series.pattern else 0
    return rules.made(pattern, year, rules.next_free(last, _taken(pattern, year)), plan)


def next_number(board: Unit, year: int, plan: str = "") -> str:
    """The next registration number of a board. Must run inside the transaction that uses it."""
    start = {"pattern": rules.default_pattern(board.number)}
    series, _made = MatterSeries.objects.select_for_update().get_or_create(board=board, defaults=start)
    last = series.last if series.year == year else 0
    number = rules.next_free(last, _taken(series.pattern, year))
    if year >= series.year:
        series.year, series.last = year, number
        series.save(update_fields=["year", "last"])
    return rules.made(series.pattern, year, number, plan)


def _taken(pattern: str, year: int) -> set[int]:
    begins = rules.prefix(pattern, year)
    known = Matter.objects.filter(registration_number__startswith=begins).order_by()
    read = (rules.read(pattern, text) for text in known.values_list("registration_number", flat=True))
    return {found[1] for found in read if found is not None and found[0] == year}


@transaction.atomic
def set_pattern(*, board: Unit, pattern: str, actor: Actor, seen: int | None) -> MatterSeries:
    """How the numbers look from now on; those that are given stand. Raises MayNotSettle, Invalid or Stale."""
    require_keeper(actor, board.pk)
    pattern = " ".join(pattern.split())
    if wrong := rules.problem(pattern):
        raise Invalid(wrong, field="pattern")
    if MatterSeries.objects.filter(pattern=pattern).exclude(board=board).exists():
        raise Invalid(_("En annan nämnd har redan det mönstret."), field="pattern")
    start = {"pattern": rules.default_pattern(board.number)}
    series, made = MatterSeries.objects.select_for_update().get_or_create(board=board, defaults=start)
    claim(series, None if made and seen in (None, 1) else seen)
    before, series.pattern = series.pattern, pattern
    if before != pattern:
        series.year, series.last = 0, 0
        series.save(update_fields=["pattern", "year", "last"])
        ledger.record(
            actor, "changed", series, unit_id=board.pk, confidentiality="open", changes={"pattern": [before, pattern]}
        )
    return series
