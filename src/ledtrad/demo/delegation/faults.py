"""What goes wrong in Björkvalla: each fault is planted in one decision that is otherwise right, and written down."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from ledtrad.demo.delegation.making import Maker
from ledtrad.demo.delegation.population import CUTOFF, Decision, Orphan, Population

#: The last list that came from a file; the next was laid in Ledtråd, from what had come in by then.
LAST_FILE = date(2021, 2, 17)
LAID = date(2021, 3, 17)
#: When what the case system had left out came in after all.
CAME_LATE = date(2021, 4, 1)
#: Who has to complete one of the decisions that the next list holds.
MENDERS = ("anna.berglund",)

Fits = Callable[[Decision], bool]


@dataclass(frozen=True)
class Quarter:
    """How many faults of each kind a quarter has."""

    first: date
    last: date
    # Told one meeting too late; told first on the list of March 2021; not told since it came in late; taken off.
    late: int
    told_in_march: int
    came_late: int
    taken_off: int
    incomplete: Sequence[tuple[str, int]]
    wrong_delegate: Sequence[tuple[str, str]]
    not_holder: Sequence[tuple[str, str]]
    no_item: Sequence[tuple[str, str]]
    over_limit: Sequence[tuple[str, str]]
    gaps: Sequence[tuple[str, int]]
    duplicate: int
    orphan: int
    changed: int
    execution_reported: int
    # Among the incomplete: how many the next list holds.
    incomplete_waiting: int = 0


#: Item and who decided although the order does not let them; item and who did not hold the function; the item as
#: written and the item meant; item and the amount, or days, beyond what it allows; series and how many numbers.
QUARTERS = (
    Quarter(
        date(2020, 4, 1), date(2020, 6, 30), 14, 0, 0, 0,
        (("matter", 7), ("decision", 3), ("period_from", 6), ("form", 2)),
        (("2.4", "SN-AFE-EKON"), ("2.4", "SN-AFE-SOC"), ("2.3", "SN-AFE-EKON"), ("5.2", "SN-BST-CHEF"),
         ("4.2", "SN-FAM-SOC")),
        (("2.3", "bengt.hallin"), ("2.1", "elin.dahl")), (("2.14", "2.2"),),
        (("2.2", "4600"), ("2.4", "41200"), ("5.1", "days 214")), (("EB", 3), ("AN", 1)), 4, 3, 3, 7,
    ),
    Quarter(
        date(2020, 7, 1), date(2020, 9, 30), 12, 0, 0, 0,
        (("matter", 5), ("decision", 2), ("period_from", 8), ("form", 1)),
        (("2.4", "SN-AFE-EKON"), ("2.3", "SN-AFE-SOC"), ("5.2", "SN-BOE-CHEF")),
        (("2.1", "therese.lundh"), ("4.4", "karin.oberg"), ("2.4", "bengt.hallin")), (("4.9", "4.3"), ("21", "2.1")),
        (("2.2", "5200"), ("7.1", "days 420")), (("BU", 1), ("EB", 2)), 3, 2, 2, 6,
    ),
    Quarter(
        date(2020, 10, 1), date(2020, 12, 31), 24, 33, 0, 2,
        (("matter", 6), ("decision", 3), ("period_from", 7), ("form", 2)),
        (("2.4", "SN-AFE-SOC"), ("2.7", "SN-AFE-SOC"), ("5.2", "SN-BST-CHEF"), ("2.7", "SN-AFE-EKON"),
         ("4.2", "SN-FAM-SOC"), ("4.4", "SN-FAM-SOC")),
        (("5.2", "bengt.hallin"), ("2.3", "bengt.hallin")), (("3.9", "3.1"),),
        (("2.4", "43000"), ("5.1", "days 240"), ("2.2", "4400")), (("AN", 2), ("EB", 5)), 5, 2, 2, 8,
    ),
    Quarter(
        date(2021, 1, 1), date(2021, 3, 31), 5, 4, 17, 0,
        (("matter", 5), ("decision", 2), ("period_from", 5), ("form", 2)),
        (("3.2", "SN-MOH-CHEF"), ("3.2", "SN-MOH-CHEF"), ("2.9", "SN-AFE-SOC"), ("5.2", "SN-BST-CHEF")),
        (("5.1", "kerstin.ahlgren"), ("5.1", "kerstin.ahlgren"), ("6.2", "sara.wikstrom")),
        (("6.9", "6.2"), ("21", "2.1")), (("2.4", "48200"), ("2.2", "5600")), (("AN", 4), ("EB", 1)), 3, 2, 1, 5,
        incomplete_waiting=5,
    ),
    Quarter(
        date(2021, 4, 1), date(2021, 4, 11), 0, 0, 0, 0, (("period_from", 1),), (), (), (), (), (), 0, 0, 0, 0,
        incomplete_waiting=1,
    ),
)  # fmt: skip


@dataclass
class Faults:
    """Plants the faults of all quarters, then says what the board was told of everything else."""

    maker: Maker
    made: Population
    _gaps: list[tuple[Decision, int]] = field(default_factory=list)

    def plant(self) -> None:
        for quarter in QUARTERS:
            self._plant_claims(quarter)
            self._plant_fields(quarter)
            self._plant_gaps(quarter)
            self._plant_times(quarter)
        self._tell_in_time()
        for quarter in QUARTERS:
            self._plant_reports(quarter)

    # ── Choosing ─────────────────────────────────────────────────────────────
    def _pick(self, quarter: Quarter, fits: Fits, count: int = 1) -> list[Decision]:
        """As many sound decisions of the quarter as asked for; chance says which."""
        sound = [d for d in self.made.between(quarter.first, quarter.last)
                 if not d.fault and d.item != "1.1" and fits(d)]  # fmt: skip
        return sorted(self.maker.chance.sample(sound, count), key=lambda d: (d.day, d.place))

    def _mark(self, kind: str, decision: Decision, seen_from: date | None = None) -> None:
        decision.fault = kind
        self.made.plant(kind, decision.day, seen_from or decision.day)

    # ── In the decisions ─────────────────────────────────────────────────────
    def _plant_claims(self, quarter: Quarter) -> None:
        for item, person in quarter.not_holder:
            self._by_no_holder(quarter, item, person)
        for item, function in quarter.wrong_delegate:
            [found] = self._pick(quarter, self._held_fits(item, function))
            found.function, found.title = function, self.maker.staff.titles[function]
            found.person = self.maker.chance.choice(self._held(function, found.day))
            self._mark("wrong_delegate", found)
        for written, meant in quarter.no_item:
            [found] = self._pick(quarter, _on(meant))
            found.item, found.reporting = written, "reported"
            self._mark("no_item", found)
        for item, beyond in quarter.over_limit:
            [found] = self._pick(quarter, _on(item))
            if beyond.startswith("days") and found.begins is not None:
                found.ends = found.begins + timedelta(days=int(beyond.removeprefix("days ")))
            else:
                found.amount = beyond
            self._mark("over_limit", found)

    def _held_fits(self, item: str, function: str) -> Fits:
        """On the item, on a day when somebody holds the function."""
        return lambda decision: decision.item == item and bool(self._held(function, decision.day))

    def _held(self, function: str, day: date) -> list[str]:
        return self.maker.staff.holders(function, day)

    def _by_no_holder(self, quarter: Quarter, item: str, person: str) -> None:
        """Kerstin Ahlgren left her post on the first of March, and went on for three days."""
        days = (date(2021, 3, 1), date(2021, 3, 3)) if person == "kerstin.ahlgren" else None
        [found] = self._pick(
            quarter, lambda d: d.item == item and (days is None or days[0] <= d.day <= days[1]) and self._stands(d)
        )
        found.person = person
        if person == "kerstin.ahlgren":
            found.function = "SN-MP-CHEF"
        self._mark("not_holder", found)

    def _stands(self, decision: Decision) -> bool:
        """Decided by the function that the item usually is for, so that the person alone is wrong."""
        return decision.title in ("Enhetschef", "Verksamhetschef", "Socialsekreterare", "Ekonomihandläggare")

    def _plant_fields(self, quarter: Quarter) -> None:
        waiting, asked = quarter.incomplete_waiting, set[str]()
        for name, count in quarter.incomplete:
            for _nr in range(count):
                fits = _may_be_incomplete(name, is_waiting=waiting > 0, but=asked if waiting > 0 else ())
                if waiting == len(MENDERS):  # somebody who can log in has one to mend
                    fits = _by_menders(fits)
                [found] = self._pick(quarter, fits)
                waiting -= 1
                asked.add(found.person)
                _empty(found, name)
                self._mark("incomplete", found)

    def _plant_gaps(self, quarter: Quarter) -> None:
        """Numbers are lost inside the quarter: never before its first decision or that of the series."""
        for series, count in quarter.gaps:
            inside = [d for d in self.made.between(quarter.first, quarter.last) if d.series == series][5:-5]
            found = self.maker.chance.choice([d for d in inside if not d.skip_before])
            found.skip_before = count
            self.made.plant("gap", found.day, found.day)

    # ── In what the board was told ───────────────────────────────────────────
    def _plant_times(self, quarter: Quarter) -> None:
        for found in self._pick(quarter, lambda d: d.is_to_be_told and self._due(d) < LAST_FILE, quarter.late):
            found.fault, found.told = "late", [self.made.next_after(self._due(found))]
        held_back = self._pick(
            quarter, lambda d: d.is_to_be_told and self._due(d) <= LAST_FILE, quarter.told_in_march + quarter.taken_off
        )
        for nr, found in enumerate(held_back):
            found.fault = "held back"
            # The control of the autumn found most of them, and the board was told in February.
            in_february = quarter.last.year == 2020 and nr < quarter.told_in_march * 2 // 3
            if nr >= quarter.told_in_march:
                self.made.taken_off.append(found)
            else:
                found.told = [LAST_FILE if in_february else LAID]
        for found in self._pick(quarter, self._may_come_late, quarter.came_late):
            found.fault, found.came_on = "missing", CAME_LATE

    def _due(self, decision: Decision) -> date:
        return self.made.due(decision.day)

    def _may_come_late(self, decision: Decision) -> bool:
        """From the case system, and due at a meeting that has been held."""
        return decision.is_to_be_told and decision.series != "AN" and self._due(decision) <= LAID

    def _tell_in_time(self) -> None:
        """Everything else was told at the meeting where it was due; the chair's urgent ones at the very next."""
        for decision in self.made.decisions:
            if not decision.is_to_be_told or decision.fault in ("late", "held back", "missing"):
                continue
            due = self._due(decision)
            if decision.item == "1.1":
                due = next(held for held in self.made.meetings if held >= decision.day)
            if due <= LAID:
                decision.told = [due]

    def _plant_reports(self, quarter: Quarter) -> None:
        def by_file(decision: Decision) -> bool:
            return bool(decision.told) and decision.told[0] <= LAST_FILE

        for nr, found in enumerate(self._pick(quarter, lambda d: by_file(d) and d.told[0] < LAST_FILE,
                                              quarter.duplicate)):  # fmt: skip
            again = found.told[0] if nr == 0 else self.made.next_after(found.told[0])
            found.told = [*found.told, again]
            self._mark("duplicate", found, again)
        for found in self._pick(quarter, by_file, quarter.changed):
            found.told_otherwise = {"decision": _otherwise(found.text)}
            self._mark("changed", found, found.told[0])
        for found in self._pick(quarter, lambda d: d.reporting == "execution" and self._due(d) <= LAST_FILE,
                                quarter.execution_reported):  # fmt: skip
            found.told = [self._due(found)]
            self._mark("execution_reported", found, found.told[0])
        for found in self._pick(quarter, by_file, quarter.orphan):
            self.made.orphans.append(Orphan(found, "", found.told[0]))
            self.made.plant("orphan", found.day, found.told[0])


def name_orphans(population: Population) -> None:
    """Give each orphan an id that no decision has: the year is written wrong. When all are numbered."""
    population.orphans = [
        Orphan(one.like, one.like.id.replace("2021-", "2012-").replace("2020-", "2002-"), one.told_on)
        for one in population.orphans
    ]


def _on(item: str) -> Fits:
    return lambda decision: decision.item == item


def _may_be_incomplete(name: str, *, is_waiting: bool, but: Collection[str]) -> Fits:
    """To be told of, with something to lack; on the list that waits, by somebody else each time, or on a laid one."""
    laid_to = LAID - CUTOFF
    return lambda decision: (
        decision.is_to_be_told
        and decision.series in ("EB", "PL", "BU")
        and _may_lack(decision, name)
        and (decision.day > laid_to) == is_waiting
        and decision.person not in but
    )


def _by_menders(fits: Fits) -> Fits:
    return lambda decision: fits(decision) and decision.person in MENDERS


def _may_lack(decision: Decision, name: str) -> bool:
    """Periods and the form of a case's number are asked for on some items only."""
    if name == "period_from":
        return decision.item in ("2.1", "2.4", "3.2")
    return name != "form" or decision.series == "EB"


def _empty(decision: Decision, name: str) -> None:
    if name == "matter":
        decision.matter = ""
    elif name == "decision":
        decision.text = ""
    elif name == "form":
        decision.matter = decision.matter.removeprefix("SOC ").replace("-", "/")
    else:
        decision.begins = decision.ends = None


def _otherwise(text: str) -> str:
    swapped = {"Bifall": "Avslag", "Avslag": "Bifall"}
    first, _space, rest = text.partition(" ")
    return f"{swapped[first]} {rest}" if first in swapped else f"{text}, preliminärt"
