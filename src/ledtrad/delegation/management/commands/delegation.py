"""`ledtrad delegation control`: the control from outside, of our own tables or of a folder of Parquet files."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import connection
from django.utils.translation import gettext as _

from ledtrad.core import clock
from ledtrad.core.cli import Command as LedtradCommand
from ledtrad.delegation.actions.control import BackwardPeriod, NotABoard, check_question, run_control
from ledtrad.delegation.engine import Found, Question, control
from ledtrad.delegation.engine.parquet import BadFiles, Folder
from ledtrad.delegation.engine.written import write_findings
from ledtrad.delegation.models import ControlRun
from ledtrad.delegation.queries.control import requirements_of
from ledtrad.delegation.rules.control import detail, faults
from ledtrad.delegation.rules.due import CUTOFF_DAYS
from ledtrad.delegation.rules.requirements import fold
from ledtrad.delegation.rules.words import FindingKind
from ledtrad.organisation.actors import system_actor
from ledtrad.organisation.models import Unit
from ledtrad.organisation.rules import BOARD_KINDS

Item = dict[str, str]


class Command(LedtradCommand):
    group = "Delegation"
    help = "Kontrollerar delegationsbeslut mot anmälningar, ordningar, innehav och sammanträden."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="control")
        verb = self.subcommand(
            verbs, "control", "Kontrollerar en nämnds beslut under en period. Kod 1 när det finns fynd."
        )
        verb.add_argument(
            "--board", metavar="NÄMND", help="nämndens nummer eller namn; med --parquet får den utelämnas"
        )
        verb.add_argument("--from", dest="first", required=True, type=_day, metavar="DAG", help="ÅÅÅÅ-MM-DD, inräknad")
        verb.add_argument("--to", dest="last", required=True, type=_day, metavar="DAG", help="ÅÅÅÅ-MM-DD, inräknad")
        verb.add_argument("--as-of", type=_day, metavar="DAG", help="dagen att bedöma från; annars i dag")
        verb.add_argument("--cutoff-days", type=_days, default=CUTOFF_DAYS, metavar="N", help="dagar före sammanträdet")
        verb.add_argument(
            "--parquet", type=Path, metavar="MAPP",
            help="läs orders, holdings, meetings, decisions och reported (.parquet) här, och skriv findings.parquet",
        )  # fmt: skip
        verb.add_argument("--no-store", action="store_true", help="räkna bara; annars sparas körningen")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        try:
            if options["parquet"] is not None:
                self.of_files(**options)
            else:
                self.of_tables(**options)
        except (BadFiles, BackwardPeriod, NotABoard) as problem:
            raise CommandError(str(problem)) from problem

    def of_tables(
        self, *, board: str | None, first: date, last: date, as_of: date | None, cutoff_days: int, no_store: bool,
        **_options: Any,
    ) -> None:  # fmt: skip
        """Our own tables; the run is kept, so that it can be shown to whoever audits."""
        unit = _board(board)
        if no_store:
            outcome = control(connection, check_question(unit, first, last, as_of, cutoff_days), hashed=False)
            items = [_item(found) for found in outcome.findings]
            self.answer(outcome.totals, outcome.counts, items, outcome.seconds, outcome.engine)
            return
        run = run_control(
            board=unit, first=first, last=last, as_of=as_of, cutoff_days=cutoff_days,
            actor=system_actor("ledtrad delegation control"),
        )  # fmt: skip
        self.say(_("Körning %(number)s är sparad.") % {"number": run.number})
        self.answer(run.totals, run.counts, list(_stored(run)), run.seconds, run.engine)

    def of_files(
        self, *, board: str | None, first: date, last: date, as_of: date | None, cutoff_days: int, parquet: Path,
        **_options: Any,
    ) -> None:  # fmt: skip
        """A folder of files, by the municipality's own rule set. Nothing is kept but the file of findings."""
        if last < first:
            raise BackwardPeriod()
        question = Question(board, first, last, as_of or clock.today(), cutoff_days, requirements_of(None))
        outcome = control(Folder(parquet), question)
        if board is not None and not outcome.inputs["board"]["rows"]:
            raise CommandError(_("Nämnden %(board)s finns inte i filerna.") % {"board": board})
        write_findings(parquet / "findings.parquet", outcome.findings)
        items = [_item(found, told=board is None) for found in outcome.findings] if self.as_json else []
        self.answer(outcome.totals, outcome.counts, items, outcome.seconds, outcome.engine)

    def answer(
        self, totals: dict[str, int], counts: dict[str, int], items: list[Item], seconds: float, engine: str
    ) -> None:
        """What is only information is told, and is no finding to act on: alone, it leaves the code 0."""
        data = {
            **{name: totals[name] for name in ("decisions", "to_report", "reported")},
            "findings": counts,
            "items": items,
            "seconds": round(seconds, 3),
            "engine": engine,
        }
        self.emit(data, "\n".join(_lines(totals, counts)))
        self.finish(findings=faults(counts) > 0)


def _day(text: str) -> date:
    """For the parser, which refuses anything else with code 2."""
    return date.fromisoformat(text)


_day.__name__ = "ÅÅÅÅ-MM-DD"


def _days(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 3660:
        raise ValueError(text)
    return number


_days.__name__ = "antal dagar"


def _board(text: str | None) -> Unit:
    """The board with that number, or else that name."""
    if text is None:
        raise CommandError(_("Ange nämnden med --board."))
    boards = list(Unit.objects.filter(kind__in=BOARD_KINDS).order_by("path"))
    wanted = fold(text).casefold()
    for one in boards:
        if one.number == text:
            return one
    named = [one for one in boards if wanted in (fold(one.name).casefold(), one.number.casefold())]
    if len(named) != 1:
        raise CommandError(_("Det finns ingen nämnd som heter eller har numret %(board)s.") % {"board": text})
    return named[0]


def _item(found: Found, *, told: bool = False) -> Item:
    item = {
        "kind": str(found.kind),
        "source": found.source,
        "source_id": found.source_id,
        "range": found.range,
        "detail": detail(found.kind, found.facts),
    }
    return {**item, "board": found.board} if told else item


def _stored(run: ControlRun) -> Iterator[Item]:
    rows = run.findings.order_by("pk").values_list("kind", "source", "source_id", "range", "facts")
    for kind, source, source_id, range_, facts in rows.iterator(chunk_size=2000):
        yield {
            "kind": kind, "source": source, "source_id": source_id, "range": range_, "detail": detail(kind, facts),
        }  # fmt: skip


def _lines(totals: dict[str, int], counts: dict[str, int]) -> Iterable[str]:
    yield _("%(decisions)s beslut, %(to_report)s ska anmälas, %(reported)s är anmälda.") % totals
    for kind in FindingKind:
        if counts[kind]:
            yield f"{counts[kind]:>8}  {kind.label}"
