"""Small nasty populations for the control, and the same put in our tables."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import duckdb
from hypothesis import strategies as st

from ledtrad.delegation.models import (
    DecisionReport,
    DecisionSource,
    DelegatedDecision,
    DelegationItem,
    DelegationOrder,
    ItemDelegate,
    ReportedDecision,
    Subdelegation,
    Substitution,
)
from ledtrad.delegation.rules.series import series_of
from ledtrad.delegation.rules.words import ListState, Onward, OrderState
from ledtrad.meetings.models import Meeting
from ledtrad.organisation.models import Function, Holding, Unit, User
from ledtrad.organisation.rules import Role, UnitKind
from tests.delegation.reference import Population

MOMENT = datetime(2021, 1, 1, tzinfo=ZoneInfo("Europe/Stockholm"))
BOARDS = ["N1", "N2"]
ITEMS = ["1", "1.1", "2", "10.1"]
FUNCTIONS = ["Chef", "Handläggare", "Utskottet"]
PERSONS = ["p1", "p2"]
SOURCES = ["S", "T"]
WHITE = ["", " ", "\t", "\u00a0", "\u2003 ", "\u3000", "\x85", "\n"]
IDS = [
    "A1",
    "A2",
    "A02",
    "A4",
    "A9",
    "A10",
    "1A",
    "3A",
    "B 2021-007",
    "B 2021-008",
    "B 2021-0012",
    "x",
    "12345678901234567890",
    "999999999999999998",
    "å5ö",
    "å8ö",
    "5åö",
    " 7",
    "A 3 ",
]
DAY = date(2021, 1, 10)

days = st.integers(0, 30).map(lambda n: DAY + timedelta(days=n))
ends = st.none() | days


def spaced(words):
    """A word of the list, perhaps with white space where it says nothing; sometimes blank."""
    plain = st.sampled_from(words)
    odd = st.builds(
        lambda before, word, after: before + word + after, st.sampled_from(WHITE), plain, st.sampled_from(WHITE)
    )
    return st.one_of(plain, plain, plain, odd, st.sampled_from(WHITE))


texts = st.sampled_from(
    ["Bifall", "Bifall ", "Bi fall", "Bi  fall", "Bi\u00a0fall", "\u2003Avslag", "Avslag", "avslag", "", "Åbo", "Åbo"]
)
amounts = st.none() | st.sampled_from(
    [Decimal(n) for n in ("0", "99.99", "100", "100.00", "100.01", "100.1", "999999999999.99")]
)
limits = st.none() | st.sampled_from([Decimal("100"), Decimal("100.00"), Decimal("99.99"), Decimal("999999999999.98")])
spans = st.tuples(ends, ends)


@st.composite
def decisions(draw):
    start, stop = draw(spans)
    return {
        "source": draw(st.sampled_from(SOURCES)),
        "source_id": draw(st.sampled_from(IDS)),
        "board": draw(st.sampled_from(BOARDS)),
        "decided_on": draw(days),
        "item": draw(spaced(ITEMS)),
        "function": draw(spaced(FUNCTIONS)),
        "person": draw(spaced(PERSONS)),
        "matter": draw(texts),
        "decision": draw(texts),
        "amount": draw(amounts),
        "period_from": start,
        "period_to": stop,
        "confidentiality": draw(st.sampled_from(["open", "internal", "confidential"])),
        "subject": draw(texts),
    }


@st.composite
def orders(draw):
    """For each board, orders that follow on one another or leave days between, each with some of the items."""
    rows = []
    for board in BOARDS:
        borders = sorted(draw(st.sets(days, max_size=4)))
        pairs = [
            pair
            for pair in zip(borders, [*borders[1:], None], strict=False)
            if draw(st.booleans()) or len(borders) == 1
        ]
        for number, (start, stop) in enumerate(pairs):
            for item in draw(st.sets(st.sampled_from(ITEMS))):
                delegates = draw(
                    st.lists(
                        spaced(FUNCTIONS).filter(lambda name: "|" not in name),
                        max_size=3,
                        unique_by=lambda n: " ".join(n.split()),
                    )
                )
                rows.append(
                    {
                        "board": board,
                        "version": f"v{number}",
                        "adopted_on": start,
                        "valid_from": start,
                        "valid_to": stop,
                        "item": item,
                        "title": "T",
                        "statute": "",
                        "delegates": "|".join(delegates),
                        "amount_max": draw(limits),
                        "days_max": draw(st.none() | st.integers(0, 10)),
                        "onward": draw(st.booleans()),
                        "reporting": draw(st.sampled_from(["reported", "reported", "minuted_separately", "execution"])),
                        "subdelegation": "",
                    }
                )
    return rows


@st.composite
def holdings(draw):
    rows = {}
    for board, function, person, start, stop in draw(
        st.lists(
            st.tuples(st.sampled_from(BOARDS), st.sampled_from(FUNCTIONS), st.sampled_from(PERSONS), days, ends),
            max_size=8,
        )
    ):
        if stop is None or start < stop:
            rows[board, function, person, start] = {
                "board": board,
                "function": function,
                "person": person,
                "valid_from": start,
                "valid_to": stop,
            }
    return list(rows.values())


@st.composite
def mandates(draw, keys):
    """Onward delegations or substitutions: a board, two words, and days."""
    found = draw(
        st.lists(
            st.tuples(st.sampled_from(BOARDS), *(st.sampled_from(words) for words in keys.values()), days, ends),
            max_size=3,
        )
    )
    return [
        dict(zip(["board", *keys, "valid_from", "valid_to"], row, strict=True))
        for row in found
        if (row[-1] is None or row[-2] < row[-1]) and row[1] != row[2]
    ]


@st.composite
def reports(draw, known):
    """Most rows tell of a decision as it is, some with a field changed; a few of none."""
    rows = []
    for _ in range(draw(st.integers(0, 10))):
        told = dict(draw(st.sampled_from(known))) if known and draw(st.integers(0, 4)) else draw(decisions())
        if draw(st.booleans()):
            name = draw(st.sampled_from(["decided_on", "item", "function", "matter", "decision", "board"]))
            told[name] = draw(decisions())[name]
        if not draw(st.integers(0, 6)):
            told["decided_on"] = None
        rows.append(
            {
                "meeting_on": draw(days),
                **{
                    name: told[name]
                    for name in ("board", "source", "source_id", "decided_on", "item", "function", "matter", "decision")
                },
            }
        )
    return rows


@st.composite
def populations(draw):
    known = draw(st.lists(decisions(), max_size=10, unique_by=lambda row: (row["source"], row["source_id"])))
    meetings = draw(st.sets(st.tuples(st.sampled_from(BOARDS), days), max_size=5))
    return Population(
        orders=draw(orders()),
        holdings=draw(holdings()),
        meetings=[{"board": board, "held_on": held_on} for board, held_on in sorted(meetings)],
        decisions=known,
        reported=draw(reports(known)),
        subdelegations=draw(mandates({"item": ITEMS, "function": FUNCTIONS})),
        substitutions=draw(mandates({"absent": FUNCTIONS, "substitute": FUNCTIONS})),
    )


questions = st.fixed_dictionaries(
    {
        "board": st.sampled_from([*BOARDS, None]),
        "first": days,
        "last": days,
        "as_of": days,
        "cutoff_days": st.sampled_from([0, 1, 7]),
        "broken": st.sets(st.sampled_from(SOURCES), max_size=1),
    }
)


def written():
    return {"made_by_label": "Prov", "made_at": MOMENT}


def organisation():
    """The boards with their functions, and the people: what every population stands on."""
    for board in BOARDS:
        unit = Unit.objects.create(number=board, name=board, kind=UnitKind.BOARD, path=f"{board}/")
        for title in FUNCTIONS:
            Function.objects.create(number=f"{board}-{title}", title=title, unit=unit, role=Role.CASE_WORKER)
    for name in PERSONS:
        User.objects.create(username=name, name=f"Person {name}")
    for name in SOURCES:
        DecisionSource.objects.create(name=name, **written())


def store(population):
    """The population in our tables."""
    units = {unit.number: unit for unit in Unit.objects.filter(number__in=BOARDS)}
    functions = {(f.unit.number, f.title): f for f in Function.objects.select_related("unit")}
    people = {user.username: user for user in User.objects.all()}
    sources = {source.name: source for source in DecisionSource.objects.all()}
    for row in population.orders:
        order, _new = DelegationOrder.objects.get_or_create(
            board=units[row["board"]],
            name=row["version"],
            defaults={
                "state": OrderState.ADOPTED,
                "adopted_on": row["adopted_on"],
                "valid_from": row["valid_from"],
                "valid_to": row["valid_to"],
                **written(),
            },
        )
        item = DelegationItem.objects.create(
            order=order,
            number=row["item"],
            title=row["title"],
            amount_max=row["amount_max"],
            days_max=row["days_max"],
            reporting=row["reporting"],
            onward=Onward.HEAD if row["onward"] else Onward.NONE,
        )
        ItemDelegate.objects.bulk_create(ItemDelegate(item=item, name=name) for name in row["delegates"].split("|"))
    Holding.objects.bulk_create(
        Holding(
            function=functions[row["board"], row["function"]],
            person=people[row["person"]],
            valid_from=row["valid_from"],
            valid_to=row["valid_to"],
        )
        for row in population.holdings
    )
    Meeting.objects.bulk_create(
        Meeting(board=units[row["board"]], held_on=row["held_on"]) for row in population.meetings
    )
    Subdelegation.objects.bulk_create(
        Subdelegation(
            board=units[row["board"]],
            item=row["item"],
            delegate=functions[row["board"], row["function"]],
            valid_from=row["valid_from"],
            valid_to=row["valid_to"],
            **written(),
        )
        for row in population.subdelegations
    )
    Substitution.objects.bulk_create(
        Substitution(
            board=units[row["board"]],
            absent=functions[row["board"], row["absent"]],
            substitute=functions[row["board"], row["substitute"]],
            valid_from=row["valid_from"],
            valid_to=row["valid_to"],
            **written(),
        )
        for row in population.substitutions
    )
    _store_decisions(population, units, sources)


def _store_decisions(population, units, sources):
    made = []
    for row in population.decisions:
        series, serial = series_of(row["source_id"])
        own = {name: value for name, value in row.items() if name not in ("source", "board")}
        made.append(
            DelegatedDecision(
                system=sources[row["source"]],
                board=units[row["board"]],
                unit=units[row["board"]],
                series=series,
                serial=serial,
                recorded_at=MOMENT,
                **own,
            )
        )
    DelegatedDecision.objects.bulk_create(made)
    lists = {}
    rows = []
    for row in population.reported:
        key = row["board"], row["meeting_on"]
        if key not in lists:
            meeting, _new = Meeting.objects.get_or_create(board=units[row["board"]], held_on=row["meeting_on"])
            lists[key] = DecisionReport.objects.create(
                board=meeting.board, meeting=meeting, state=ListState.LAID, imported=True, **written()
            )
        own = {name: value for name, value in row.items() if name not in ("source", "board")}
        rows.append(
            ReportedDecision(report=lists[key], board=units[row["board"]], system=sources[row["source"]], **own)
        )
    ReportedDecision.objects.bulk_create(rows)


COLUMNS = {
    "orders": "board VARCHAR, version VARCHAR, adopted_on DATE, valid_from DATE, valid_to DATE, item VARCHAR,"
    " title VARCHAR, statute VARCHAR,"
    " delegates VARCHAR, amount_max DECIMAL(14, 2), days_max INTEGER, reporting VARCHAR,"
    " subdelegation VARCHAR",
    "holdings": "board VARCHAR, function VARCHAR, person VARCHAR, valid_from DATE, valid_to DATE",
    "meetings": "board VARCHAR, held_on DATE",
    "decisions": "source VARCHAR, source_id VARCHAR, board VARCHAR, decided_on DATE, item VARCHAR, function VARCHAR,"
    " person VARCHAR, matter VARCHAR, decision VARCHAR, amount DECIMAL(14, 2), period_from DATE, period_to DATE,"
    " confidentiality VARCHAR, subject VARCHAR",
    "reported": "board VARCHAR, meeting_on DATE, source VARCHAR, source_id VARCHAR, decided_on DATE, item VARCHAR,"
    " function VARCHAR, matter VARCHAR, decision VARCHAR",
}


def write_parquet(folder, population):
    """The population as the contract's files."""
    with duckdb.connect() as db:
        for name, columns in COLUMNS.items():
            db.execute(f"CREATE TABLE {name} ({columns})")
            names = [column.split()[0] for column in columns.replace("(14, 2)", "").split(", ")]
            rows = [[row[column] for column in names] for row in getattr(population, name)]
            if rows:
                db.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(names))})", rows)
            db.execute(f"COPY {name} TO '{folder / name}.parquet' (FORMAT parquet)")
