"""Builds the year in the order it happened: through the imports, lists and controls that everybody else uses."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from ledtrad.core import clock
from ledtrad.core.actors import Actor
from ledtrad.core.imports.running import run
from ledtrad.core.periods import Period
from ledtrad.core.refusals import Refused
from ledtrad.delegation.actions import lists, mandates, requirements, sources
from ledtrad.delegation.actions import unexecuted_reports as reports
from ledtrad.delegation.actions.control import run_control
from ledtrad.delegation.models import DelegatedDecision, Subdelegation
from ledtrad.delegation.rules.words import ListKind
from ledtrad.demo.delegation import files, handling
from ledtrad.demo.delegation.faults import CAME_LATE, LAID, Faults, name_orphans
from ledtrad.demo.delegation.making import BOARD, Maker, number
from ledtrad.demo.delegation.population import CUTOFF, Decision, Population
from ledtrad.meetings.models import Meeting
from ledtrad.organisation.actors import system_actor
from ledtrad.organisation.models import Function, Unit

Rows = Callable[[str], list[dict[str, str]]]
Holder = Callable[[str, date], Actor]

SECRETARY, DIRECTOR = "SN-SEK", "SN-DIR"
#: When the board's order of 2020 gave way, and the controls that were made: first and last day, and when.
STARTED = date(2020, 3, 30)
ADOPTED = date(2020, 12, 17)
CONTROLS = (
    (date(2020, 10, 1), date(2020, 12, 31), date(2021, 1, 28)),
    (date(2021, 1, 1), date(2021, 3, 31), date(2021, 4, 6)),
    (date(2021, 1, 1), date(2021, 3, 31), date(2021, 4, 12)),
)
#: What the board asks for beside what the municipality does: field, items, form, why.
ASKED = (
    ("period_from", "2.1", "", "Försörjningsstöd gäller en månad i taget."),
    ("period_from", "2.4", "", "Säg vilka månader hyresskulden gäller."),
    ("period_from", "3.2", "", "En placering har en första dag."),
    ("matter", "2", r"SOC \d{4}-\d{5}", "Ärendets nummer i verksamhetssystemet, till exempel SOC 2019-10423."),
)


class WrongFile(Refused):
    """A file of the demonstration does not fit the system."""

    code = "wrong_demonstration_file"


def population(rows: Rows) -> Population:
    """All decisions and what is wrong with them: the same each time."""
    maker = Maker(rows)
    made = maker.population([date.fromisoformat(r["held_on"]) for r in rows("meetings") if r["board"] == BOARD])
    Faults(maker, made).plant()
    number(made)
    name_orphans(made)
    return made


def build(rows: Rows, holder: Holder) -> Population:
    """Fill the database. Raises Refused, naming the file, if a file is refused."""
    made = population(rows)
    year = _Year(rows, holder, made)
    year.begin()
    for held in made.meetings:
        if held < LAID:
            year.read_to(held - CUTOFF, held - timedelta(days=6))
            year.list_from_file(held)
        if held == date(2020, 12, 16):
            year.new_order()
        if held == date(2021, 1, 20):
            year.control(*CONTROLS[0])
    year.read_to(LAID - CUTOFF, LAID - timedelta(days=6))
    year.lay()
    year.read_to(date(2021, 3, 31), CAME_LATE)
    year.control(*CONTROLS[1])
    year.unexecuted()
    year.read_to(date(2021, 4, 11), date(2021, 4, 12))
    year.control(*CONTROLS[2])
    return made


class _Year:
    """What happened, each thing on its day and by whoever did it."""

    def __init__(self, rows: Rows, holder: Holder, made: Population) -> None:
        self.rows, self.holder, self.made = rows, holder, made
        self.board = Unit.objects.get(number=BOARD)
        self.read: set[Decision] = set()

    # ── What decisions rest on ───────────────────────────────────────────────
    def begin(self) -> None:
        """Orders, meetings, mandates, sources and what a record must hold."""
        with clock.at(STARTED):
            days = [{"board": row["board"], "held_on": row["held_on"]} for row in self.rows("meetings")]
            self._file("meetings", days, system_actor("Demonstrationen"))
            orders = [row | {"valid_to": ""} for row in self.rows("orders") if row["version"] == "2020:1"]
            self._file("orders", orders, system_actor("Demonstrationen"))
        with self._as(SECRETARY, STARTED) as actor:
            for field, items, pattern, why in ASKED:
                values = {"field": field, "items": items, "pattern": pattern, "explanation": why}
                requirements.add(board=self.board, values=values, actor=actor)
            for name in files.HEADINGS:
                self._source(name, actor)
        self._mandates(before=ADOPTED)

    def _source(self, name: str, actor: Actor) -> None:
        values = {"name": name, "board": self.board, "unbroken": True}
        source = sources.save_source(source=None, values=values, actor=actor)
        codes = {"item": files.CODES} if name == "Lönesystem" else {}
        sources.set_reading(
            source=source, headings=files.HEADINGS[name], fixed=files.FIXED[name], codes=codes, actor=actor
        )

    def _mandates(self, before: date = date.max, after: date = date.min) -> None:
        for row in self.rows("subdelegations"):
            begins = date.fromisoformat(row["valid_from"])
            if after <= begins < before:
                with self._as(DIRECTOR, begins) as actor:
                    made = mandates.delegate_onward(
                        board=self.board, item=row["item"], delegate=_function(row["delegate"]), valid_from=begins,
                        conditions=row["conditions"], actor=actor,
                    )  # fmt: skip
                self._withdraw(made, row)
        for row in self.rows("substitutions"):
            begins, ends = date.fromisoformat(row["valid_from"]), date.fromisoformat(row["valid_to"])
            if after <= begins < before:
                with self._as(SECRETARY, begins) as actor:
                    mandates.appoint_substitute(
                        board=self.board, absent=_function(row["absent"]), substitute=_function(row["substitute"]),
                        valid_from=begins, valid_to=ends, reason=row["reason"], actor=actor,
                    )  # fmt: skip

    def _withdraw(self, made: Subdelegation, row: dict[str, str]) -> None:
        if row["valid_to"]:
            with self._as(DIRECTOR, date.fromisoformat(row["valid_to"])) as actor:
                mandates.withdraw(subdelegation=made, reason=row["withdrawn_reason"], actor=actor, seen=made.version)

    def new_order(self) -> None:
        """The board adopts the order of 2021; that of 2020 gets its last day."""
        with clock.at(ADOPTED):
            own = [row for row in self.rows("orders") if row["board"] == BOARD]
            self._file("orders", own, system_actor("Demonstrationen"))
        self._mandates(after=ADOPTED)

    # ── Decisions and lists ──────────────────────────────────────────────────
    def read_to(self, last: date, on: date) -> None:
        """The files of both sources, with what was decided up to a day and has come in by then."""
        come = [d for d in self.made.decisions
                if d.day <= last and d not in self.read and (d.came_on is None or d.came_on <= on)]  # fmt: skip
        self.read.update(come)
        with self._as(SECRETARY, on) as actor:
            for source in files.HEADINGS:
                count, data = files.decisions(source, come)
                if count:
                    name = f"{source.lower()}-{on.isoformat()}.csv"
                    _import("decisions", name, data, actor, {"source": source})

    def list_from_file(self, held: date) -> None:
        """The list as it was before Ledtråd."""
        with self._as(SECRETARY, held) as actor:
            _import("reported", f"anmalda-{held.isoformat()}.csv", files.reported(self.made, held), actor, {})

    def lay(self) -> None:
        """The first list that is laid in Ledtråd: a week before the meeting, with two decisions taken off it."""
        meeting = Meeting.objects.get(board=self.board, held_on=LAID)
        with self._as(SECRETARY, LAID - timedelta(days=6)) as actor:
            for one in self.made.taken_off:
                lists.choose(
                    meeting=meeting, kind=ListKind.ORDINARY, decision=self._record(one), included=False, actor=actor,
                    reason="Rätt delegat reds ut. Anmäls vid ett senare sammanträde.",
                )  # fmt: skip
            for kind in (ListKind.ORDINARY, ListKind.URGENT):
                lists.lay(meeting=meeting, kind=kind, actor=actor, seen=None, accept_incomplete=True)

    def _record(self, one: Decision) -> DelegatedDecision:
        return DelegatedDecision.objects.get(system__name=one.source, source_id=one.id)

    # ── Controls ─────────────────────────────────────────────────────────────
    def control(self, first: date, last: date, on: date) -> None:
        """A control, and what people have said of what it found."""
        with self._as(SECRETARY, on) as actor:
            made = run_control(board=self.board, first=first, last=last, actor=actor, as_of=on)
        handling.handle(made, self._as, SECRETARY)

    # ── What is granted and not carried out ──────────────────────────────────
    def unexecuted(self) -> None:
        """Two files from the case system; the last quarter of 2020 is reported, the first of 2021 waits to be."""
        for day in (date(2021, 1, 11), date(2021, 4, 7)):
            with self._as(SECRETARY, day) as actor:
                self._file("unexecuted", _known_on(self.rows("unexecuted"), day), actor)
                if day == date(2021, 1, 11):
                    for to in reports.RECEIVERS:
                        reports.report(board=self.board, quarter=Period.parse("2020-Q4"), to=to, actor=actor, seen=None)

    @contextmanager
    def _as(self, function: str, day: date) -> Iterator[Actor]:
        """Whoever held the function that day, on that day."""
        with clock.at(day):
            yield self.holder(function, day)

    def _file(self, table: str, rows: Iterable[dict[str, str]], actor: Actor) -> None:
        chosen = list(rows)
        _import(table, f"{table}.csv", files.rows_of(tuple(chosen[0]), chosen), actor, {})


def _import(importer: str, name: str, data: bytes, actor: Actor, options: dict[str, Any]) -> None:
    result = run(importer, {None: (name, data)}, actor, options=options)
    if result.errors:
        told = [f"{name}, rad {e.row}, {e.field}: {e.message}" for e in result.errors[:20]]
        raise WrongFile("\n".join(told))


def _known_on(rows: list[dict[str, str]], day: date) -> list[dict[str, str]]:
    """The rows of the decisions that there were, without what had not happened yet."""
    iso = day.isoformat()
    later = dict.fromkeys(("executed_on", "lapsed_on", "lapsed_reason"), "")
    return [
        row | (later if max(row["executed_on"], row["lapsed_on"]) > iso else {})
        for row in rows
        if max(row["decided_on"], row["break_on"]) <= iso
    ]


def _function(number: str) -> Function:
    return Function.objects.get(number=number)
