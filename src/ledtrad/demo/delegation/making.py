"""Decisions without fault: each by a delegate of its item, who held the function that day, within its limits."""

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ledtrad.demo.delegation.days import month_after, working_days
from ledtrad.demo.delegation.population import Decision, Population

Rows = Callable[[str], list[dict[str, str]]]
BOARD = "SN"
SEED = 20210412

#: First and last day, how many decisions, and how many of them are execution.
SPANS = (
    (date(2020, 4, 1), date(2020, 6, 30), 1214, 29),
    (date(2020, 7, 1), date(2020, 9, 30), 1092, 26),
    (date(2020, 10, 1), date(2020, 12, 31), 1268, 30),
    (date(2021, 1, 1), date(2021, 3, 31), 1284, 31),
    (date(2021, 4, 1), date(2021, 4, 11), 121, 3),
)
#: What the chair decided alone since it could not wait (6 kap. 39 § KL).
URGENT = (
    (date(2020, 5, 29), "Tillfälligt boende efter brand"),
    (date(2020, 7, 14), "Bemanning av öppna mötesplatser under sommaren"),
    (date(2020, 12, 28), "Tillfälligt stängda mötesplatser"),
    (date(2021, 2, 24), "Skyddsutrustning till boendestödet"),
)
#: The numbers with which the series of 2020 had come to April; those of 2021 begin at 1.
REACHED = {"EB": 911, "BU": 214, "AN": 143, "PL": 52, "UP": 9, "DS": 6, "BO": 71, "AM": 33, "AL": 5}
#: Clients by series: how many, and the first number of their cases.
CLIENTS = {"EB": (760, 10000), "BU": (260, 20000), "PL": (90, 30000), "BO": (140, 40000), "AM": (90, 50000)}


@dataclass(frozen=True)
class Kind:
    """A sort of decision and who makes it."""

    item: str
    series: str
    functions: tuple[str, ...]
    texts: tuple[str, ...]
    weight: int
    is_execution: bool
    amount: tuple[int, int] | None
    days: tuple[int, int] | None
    mark: str
    valid_from: date
    valid_to: date

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day < self.valid_to


class Staff:
    """Who held which function when, and what the functions are called."""

    def __init__(self, rows: Rows) -> None:
        self.titles = {row["number"]: row["title"] for row in rows("functions")}
        self._held = [
            (row["function"], row["person"], _day(row["valid_from"], date.min), _day(row["valid_to"], date.max))
            for row in rows("holdings")
        ]
        self._away = [
            (row["absent"], row["substitute"], _day(row["valid_from"], date.min), _day(row["valid_to"], date.max))
            for row in rows("substitutions")
        ]

    def holders(self, function: str, day: date) -> list[str]:
        return [person for number, person, begins, ends in self._held if number == function and begins <= day < ends]

    def deciding(self, function: str, day: date) -> str:
        """The function itself, or whoever stands in for it."""
        return next((sub for absent, sub, begins, ends in self._away if absent == function and begins <= day < ends),
                    function)  # fmt: skip


class Maker:
    """Makes decisions, in an order that is the same each time."""

    def __init__(self, rows: Rows) -> None:
        self.chance = random.Random(SEED)  # noqa: S311 - a made-up municipality
        self.staff = Staff(rows)
        self.kinds = [_kind(row) for row in rows("decision_kinds")]
        self.reporting = {
            (row["item"], row["valid_from"]): row["reporting"] for row in rows("orders") if row["board"] == BOARD
        }
        self.made = 0

    def population(self, meetings: Sequence[date]) -> Population:
        """All decisions, in the order of their days, not yet numbered."""
        made = Population(list(meetings))
        for first, last, count, execution in SPANS:
            days = working_days(first, last)
            for nr in range(count - sum(first <= day <= last for day, _text in URGENT)):
                made.decisions.append(self._one(self.chance.choice(days), is_execution=nr < execution))
        made.decisions += [self._urgent(day, text) for day, text in URGENT]
        made.decisions.sort(key=lambda d: (d.day, d.place))
        return made

    def _one(self, day: date, *, is_execution: bool) -> Decision:
        kinds = [k for k in self.kinds if k.is_execution == is_execution and k.holds_on(day)]
        while True:
            kind = self.chance.choices(kinds, [k.weight for k in kinds])[0]
            function = self.staff.deciding(self.chance.choice(kind.functions), day)
            if people := self.staff.holders(function, day):
                return self._decided(kind, day, function, self.chance.choice(people))

    def _decided(self, kind: Kind, day: date, function: str, person: str) -> Decision:
        begins, ends = self._period(kind, day)
        matter, subject = self._matter(kind.series, day)
        self.made += 1
        return Decision(
            kind.item, kind.series, function, self.staff.titles[function], person, day, matter,
            self.chance.choice(kind.texts), self._amount(kind), begins, ends, kind.mark, subject,
            self.reporting_of(kind.item, day), self.made,
        )  # fmt: skip

    def _urgent(self, day: date, text: str) -> Decision:
        self.made += 1
        return Decision(
            "1.1", "AL", "SN-ORDF", self.staff.titles["SN-ORDF"], "birgitta.sjolund", day, self._registered(day), text,
            "", None, None, "internal", "", "reported", self.made,
        )  # fmt: skip

    def reporting_of(self, item: str, day: date) -> str:
        """As the order in force that day says; what does not exist is to be reported."""
        return self.reporting.get((item, "2020-01-01" if day < date(2021, 1, 1) else "2021-01-01"), "reported")

    def _amount(self, kind: Kind) -> str:
        return "" if kind.amount is None else str(round(self.chance.triangular(*kind.amount, kind.amount[0]) / 10) * 10)

    def _period(self, kind: Kind, day: date) -> tuple[date | None, date | None]:
        if kind.days is None:
            return None, None
        if kind.item == "2.1":
            return month_after(day)
        begins = day + timedelta(days=self.chance.randint(0, 14))
        return begins, begins + timedelta(days=self.chance.randint(*kind.days))

    def _matter(self, series: str, day: date) -> tuple[str, str]:
        """The case, and by which number its source knows the person."""
        if series == "AN":
            return f"A-{self.chance.randint(10200, 11900)}", ""
        if series not in CLIENTS:
            return self._registered(day), ""
        count, first = CLIENTS[series]
        client = first + self.chance.randrange(count)
        return f"SOC {2015 + client % 6}-{client}", str(client * 37 + 400_000)

    def _registered(self, day: date) -> str:
        return f"SN {day.year}-{day.timetuple().tm_yday + self.chance.randint(1, 40)}"


def number(population: Population) -> None:
    """Give every decision the next number of its source's series; `skip_before` numbers are never used."""
    reached = dict(REACHED)
    year = 2020
    for decision in population.decisions:
        if decision.day.year != year:
            year, reached = decision.day.year, dict.fromkeys(REACHED, 0)
        reached[decision.series] += 1 + decision.skip_before
        decision.number = reached[decision.series]
        decision.id = f"{decision.series} {year}-{decision.number:05d}"


def _kind(row: dict[str, str]) -> Kind:
    return Kind(
        item=row["item"],
        series=row["series"],
        functions=_repeated(row["functions"]),
        texts=_repeated(row["texts"]),
        weight=int(row["weight"]),
        is_execution=row["execution"] == "ja",
        amount=_span(row["amount"]),
        days=_span(row["days"]),
        mark=row["confidentiality"],
        valid_from=_day(row["valid_from"], date.min),
        valid_to=_day(row["valid_to"], date.max),
    )


def _repeated(text: str) -> tuple[str, ...]:
    """`a*3|b` is three times a and once b."""
    return tuple(_each(part.partition("*") for part in text.split("|")))


def _each(parts: Iterable[tuple[str, str, str]]) -> Iterable[str]:
    for word, _star, times in parts:
        yield from [word] * int(times or 1)


def _span(text: str) -> tuple[int, int] | None:
    low, _dash, high = text.partition("-")
    return (int(low), int(high)) if text else None


def _day(text: str, otherwise: date) -> date:
    return date.fromisoformat(text) if text else otherwise
