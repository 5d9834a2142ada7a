"""`ledtrad indicators --period P`: how every indicator stands, for machines and for a quick look."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from ledtrad.core import clock
from ledtrad.core.cli import Command as LedtradCommand
from ledtrad.core.periods import Period
from ledtrad.indicators.models import Indicator
from ledtrad.indicators.queries import Judged, judged
from ledtrad.indicators.serializing import as_data
from ledtrad.organisation.access import nobody
from ledtrad.organisation.models import Unit


class Command(LedtradCommand):
    group = "Tråden"
    help = "Visar hur indikatorerna står sig mot sina mål för en period. Siffror om färre än fem personer döljs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--period", required=True, help="2021, 2021-T1, 2021-Q1, 2021-H1 eller 2021-03")
        parser.add_argument("--unit", help="bara indikatorer i enheten med det här numret, och under den")

    def handle(self, *args: Any, period: str, unit: str | None, **options: Any) -> None:
        try:
            asked = Period.parse(period)
        except ValueError as error:
            raise CommandError(str(error)) from error
        seen_from = min(clock.today(), asked.last_day)
        rows = Indicator.objects.valid_on(seen_from).select_related("unit").order_by("number")
        if unit:
            rows = rows.filter(unit__path__startswith=_path_of(unit))
        found = judged(rows, asked, access=nobody())
        self.emit([as_data(j) for j in found.values()], "\n".join(_line(j) for j in found.values()))


def _path_of(number: str) -> str:
    path = Unit.objects.filter(number=number).values_list("path", flat=True).first()
    if path is None:
        raise CommandError(f"Enheten {number} finns inte.")
    return path


def _line(one: Judged) -> str:
    return f"{one.indicator.number}  {one.indicator.title}: {one.sentence}"
