"""What orders are held against: the law, each other, and the words of whoever asks."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledtrad.delegation import law_data
from ledtrad.delegation.rules.comparing import Item, Outcome, compare, side_by_side
from ledtrad.delegation.rules.forbidden import Law, Matter, Only, expired, groups_of, warnings, words_for
from ledtrad.delegation.rules.looking_up import best, words_of
from ledtrad.delegation.rules.orders import Decider, Standing, Worry, is_body, next_number, number_key

MATTERS = [
    Matter(row["code"], row["statute"], row["explanation"], groups_of(row["words"]), row["blocks"],
           row["committee_may"], row["valid_from"], row["valid_to"])
    for row in law_data.forbidden()
]  # fmt: skip
LAWS = [Law(row["reference"], row["valid_from"], row["valid_to"], row["replaced_by"]) for row in law_data.statutes()]
DAY = date(2021, 4, 12)


def codes(text, day=DAY, **more):
    return [w.matter.code for w in warnings(text, matters=MATTERS, day=day, **more)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Fastställa mål för verksamheten", "goals"),
        ("Beslut om verksamhetens inriktning", "goals"),
        ("Yttrande till kommunfullmäktige", "council"),
        ("Avgöra ärenden som väckts genom medborgarförslag", "citizens-proposal"),
        ("Myndighetsutövning av principiell beskaffenhet", "principle"),
        ("Beslut om omedelbart omhändertagande enligt LVU", "care-of-young"),
        ("Medgivande för familjehem att ta emot barn", "foster-home"),
        ("Lägga ned faderskapsutredning", "parental-code"),
    ],
)
def test_the_matters_are_known_by_their_words(text, code):
    assert code in codes(text)


@pytest.mark.parametrize(
    "text",
    [
        "Ekonomiskt bistånd enligt norm",
        "Anställning av vikarie högst sex månader",
        "Direktupphandling upp till 100 000 kr",
        "Yttrande till tingsrätten i mål om faderskap",
        "Placering av vuxen i stödboende",
        "Utlämnande av allmän handling",
    ],
)
def test_ordinary_items_are_left_alone(text):
    assert codes(text) == []


def test_the_paragraph_follows_the_day():
    text = "Ansökan om vård enligt LVU"
    assert codes(text, date(2025, 6, 30)) == ["care-of-young"]
    assert codes(text, date(2025, 7, 1)) == ["care-of-young-2025"]
    assert codes(text, only=Only.COMMITTEES) == []
    assert codes(text, only=Only.ELECTED) == ["care-of-young"]
    urgent = "Ärenden så brådskande att nämndens avgörande inte kan avvaktas"
    assert (codes(urgent), codes(urgent, only=Only.ELECTED)) == (["urgent"], [])


def test_a_motivation_lifts_what_blocks_but_not_the_warning():
    [before] = warnings("Fastställa mål", matters=MATTERS, day=DAY)
    [after] = warnings("Fastställa mål", matters=MATTERS, day=DAY, motivation="Därför.")
    assert (before.blocks, after.blocks) == (True, False)
    assert before.words == ("fastställa", "mål")


@given(st.text(), st.lists(st.text(alphabet="abcåäö*", min_size=1), max_size=3))
def test_the_words_told_are_words_of_the_text(text, group):
    assert all(word in text.casefold() for word in words_for(text, [group]))


@pytest.mark.parametrize(
    ("text", "written", "day", "names"),
    [
        ("4 kap. 1 § SoL", date(2021, 1, 1), date(2021, 4, 12), []),
        ("4 kap. 1 § SoL", date(2021, 1, 1), date(2025, 7, 1), ["SoL (2001:453)"]),
        ("4 kap. 1 § SoL", date(2025, 7, 1), date(2025, 7, 1), []),
        ("SoL (2001:453) 4:1", date(2025, 8, 1), date(2025, 8, 1), ["SoL (2001:453)"]),
        ("11 kap. 1 § SoL (2025:400)", date(2021, 1, 1), date(2025, 8, 1), []),
        ("9 § LSS", date(2021, 1, 1), date(2030, 1, 1), []),
    ],
)
def test_a_law_that_no_longer_holds_is_seen(text, written, day, names):
    assert [law.reference for law in expired(text, LAWS, written_on=written, day=day)] == names


def item(key, number, title, **values):
    return Item(key, number, title, {"number": number, "title": title, "area": "", **values})


def test_an_order_is_compared_item_by_item():
    old = [
        item(1, "2.1", "Bistånd enligt norm", delegates=("A", "B")),
        item(2, "2.2", "Bistånd över norm", amount_max=10),
        item(3, "2.3", "Hyresskuld"),
        item(4, "5.1", "Anställning av vikarie"),
    ]
    new = [
        item(11, "2.1", "Bistånd enligt norm", delegates=("B", "A")),
        item(12, "2.2", "Bistånd över norm", amount_max=20),
        item(13, "5.2", "Anställning av vikarier"),
        item(14, "6.1", "Direktupphandling"),
    ]
    rows = compare(old, new)
    assert [(r.outcome, (r.new or r.old).number) for r in rows] == [
        (Outcome.SAME, "2.1"),
        (Outcome.CHANGED, "2.2"),
        (Outcome.REMOVED, "2.3"),
        (Outcome.CHANGED, "5.2"),
        (Outcome.ADDED, "6.1"),
    ]
    assert [(c.field, c.old, c.new) for c in rows[1].changes] == [("amount_max", 10, 20)]
    assert {c.field for c in rows[3].changes} == {"number", "title"}


@given(st.lists(st.text(alphabet="abcde ", min_size=1, max_size=8), max_size=6, unique=True), st.randoms())
def test_every_item_is_told_of_once(titles, random):
    old = [item(n, str(n), title) for n, title in enumerate(titles)]
    new = [item(100 + n, str(random.randint(0, 9)) + "x" * n, title) for n, title in enumerate(titles[1:])]
    rows = compare(old, new)
    assert sorted(r.old.key for r in rows if r.old) == [i.key for i in old]
    assert sorted(r.new.key for r in rows if r.new) == [i.key for i in new]


def test_boards_stand_side_by_side_by_number_and_by_title():
    rows = side_by_side(
        {
            1: [item(1, "1.1", "Utlämnande av allmän handling", delegates=("A",)), item(2, "2.1", "Bistånd")],
            2: [item(3, "4.7", "Utlämnande av allmän handling", delegates=("B",)), item(4, "2.1", "Skolskjuts")],
        }
    )
    assert [(row.title, sorted(row.items), row.differing) for row in rows] == [
        ("Utlämnande av allmän handling", [1, 2], ("delegates",)),
        ("Bistånd", [1], ()),
        ("Skolskjuts", [2], ()),
    ]


def test_the_lookup_finds_by_parts_of_words_and_misspellings():
    rows = [(1, "Bistånd till hyresskuld", "Ekonomiskt bistånd"), (2, "Anställning av vikarie", "Personal")]
    assert best(words_of("hyra skuld"), rows, 5) == []
    assert best(words_of("skuld"), rows, 5) == [1]
    assert best(words_of("Vem får besluta om anstälning?"), rows, 5) == [2]
    assert best(words_of("ekonomiskt"), rows, 5) == [1]
    assert best(words_of("vem får"), rows, 5) == []


def test_who_can_decide():
    assert Standing([]).worries == [(Worry.NOBODY, "")]
    assert Standing([Decider("Enhetschef", (1,))]).worries == [(Worry.NOBODY, "Enhetschef")]
    both = Standing([Decider("Utskottet", is_body=True), Decider("Enhetschef", (1,)), Decider("Vd")])
    assert both.worries == [(Worry.UNKNOWN, "Vd"), (Worry.VACANT, "Enhetschef")]
    assert [is_body(name, ["Individ"]) for name in ("Socialutskottet", "Individ", "Nämndsekreterare")] == [1, 1, 0]


def test_numbers_go_as_people_count():
    assert sorted(["2.10", "10.1", "2.9"], key=number_key) == ["2.9", "2.10", "10.1"]
    assert next_number(["2.9", "2.10"], ["2.9", "2.10"]) == "2.11"
    assert next_number(["2.10"], []) == "3.1"
    assert next_number([], []) == "1.1"
