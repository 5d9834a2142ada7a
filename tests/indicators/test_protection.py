"""Figures about few persons: who sees them, and that nothing else gives them away."""

import json
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.management import call_command
from django.test import Client
from openpyxl import load_workbook

from ledtrad.api.actions import create_token
from ledtrad.core.periods import Period
from ledtrad.core.rest import Scope
from ledtrad.indicators import standings
from ledtrad.indicators.figures import Figure
from ledtrad.indicators.models import Indicator, Standing
from ledtrad.indicators.queries import is_hidden, judge_at, judged, load
from ledtrad.indicators.queries.protection import OpenSeries, ledger_mark
from ledtrad.indicators.rules import TargetKind, ValueKind
from ledtrad.organisation.access import nobody
from ledtrad.reports.actions import compose
from ledtrad.reports.content.document import document_of
from ledtrad.thread import readings
from tests.factories import GoalFactory, link
from tests.indicators.factories import IndicatorFactory, aim, observe, reports

YEAR = Period.parse("2020")
TODAY = date(2021, 4, 12)


@pytest.fixture
def few(world):
    made = IndicatorFactory(number="I-1", unit=world.unit("AFE"), counts_persons=True)
    observe(made, 2020, 3, comment="Tre personer flyttade.")
    standings.recompute([made.pk])
    return made


def hidden(indicator, access, within=None, period=YEAR):
    return is_hidden(load([indicator])[indicator.pk], period, access, within)


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("anna", True),
        ("johan", True),
        ("dag", True),
        ("eva", True),
        ("karin", True),
        ("cecilia", False),
        ("bo", False),
        ("kim", False),
        ("elsa", False),
        ("disa", False),
        ("adam", False),
        ("sven", False),
        ("nils", False),
    ],
)
def test_those_who_read_what_is_confidential_in_the_unit_see_small_groups(world, few, who, sees):
    assert hidden(few, world.person(who).access) is not sees


def test_the_responsible_function_sees_its_own(world, few):
    few.responsible = world.functions["cecilia"]
    assert not hidden(few, world.person("cecilia").access)


def test_an_indicator_that_counts_no_persons_hides_nothing(few):
    few.counts_persons = False
    assert not hidden(few, nobody())


@pytest.mark.parametrize(("value", "expected"), [(0, False), (1, True), (4, True), (5, False)])
def test_one_to_four_are_few(world, value, expected):
    made = IndicatorFactory(unit=world.unit("AFE"), counts_persons=True)
    observe(made, 2020, value)
    assert hidden(made, nobody()) is expected


@pytest.mark.parametrize(("part", "of", "expected"), [(3, 40, True), (38, 40, True), (20, 40, False), (0, 40, False)])
def test_a_share_with_few_in_it_or_outside_it_is_hidden(world, part, of, expected):
    made = IndicatorFactory(unit=world.unit("AFE"), counts_persons=True, value_kind=ValueKind.RATIO)
    observe(made, 2020, part, of=of)
    assert hidden(made, nobody()) is expected


def test_a_total_that_would_give_a_unit_away_is_told_as_bounds(world):
    made = IndicatorFactory(unit=world.unit("SN"), counts_persons=True)
    units = [world.unit(n) for n in ("AFE", "1824", "SKOLA")]
    reports(made, *units)
    for unit, value in zip(units, (3, 9, 40), strict=True):
        observe(made, 2020, value, unit=unit)
    each = [hidden(made, nobody(), {u.pk}) for u in units]
    assert each == [True, False, False]
    assert hidden(made, nobody())
    assert hidden(made, nobody(), {units[0].pk, units[2].pk})
    assert not hidden(made, nobody(), {units[1].pk, units[2].pk})
    found = judged([made], YEAR, access=nobody(), on=TODAY)[made.pk]
    assert (found.shown, found.between) == (None, (50, 53))
    assert "Mellan 50 och 53" in found.sentence


def test_what_a_hidden_figure_says_is_said_nowhere(few):
    aim(few, 2020, TargetKind.AT_LEAST, 10)
    found = judged(Indicator.objects.select_related("unit"), YEAR, access=nobody(), on=TODAY)[few.pk]
    assert (found.shown, found.distance, found.threshold_value, found.counts) == (None, None, None, (None, None))
    assert "3" not in found.sentence


def test_a_threshold_computed_from_a_hidden_figure_hides_the_next(world):
    made = IndicatorFactory(unit=world.unit("AFE"), counts_persons=True, good_direction="down")
    observe(made, 2019, 3)
    observe(made, 2020, 12)
    aim(made, 2020, TargetKind.CHANGE_FROM_YEAR_BEFORE, side="down")
    found = judged(Indicator.objects.select_related("unit"), YEAR, access=nobody(), on=TODAY)[made.pk]
    assert found.hidden


def test_the_standing_knows_and_readings_tell_nobody(few):
    assert Standing.objects.get(indicator=few).concerns_few
    (reading,) = readings.of([few.pk]).values()
    assert (reading.value, reading.target) == ("färre än 5", "")
    assert "3" not in reading.sentence


# ── What follows from a hidden figure ────────────────────────────────────────
@pytest.mark.parametrize(("amount", "told"), [(1, "met"), (2, None), (4, None), (5, "not_met")])
def test_a_verdict_is_told_only_where_it_says_nothing_about_the_figure(few, amount, told):
    aim(few, 2020, TargetKind.AT_LEAST, amount)
    found = judged([few], YEAR, access=nobody(), on=TODAY)[few.pk]
    assert (found.judgement.result if found.judgement else None) == told
    standings.recompute([few.pk])
    assert bool(Standing.objects.get(indicator=few).result) is (told is not None)


def test_a_verdict_against_a_hidden_figure_is_not_told(world):
    made = IndicatorFactory(unit=world.unit("AFE"), counts_persons=True, good_direction="down")
    observe(made, 2019, 3)
    observe(made, 2020, 4)
    aim(made, 2020, TargetKind.CHANGE_FROM_YEAR_BEFORE, side="down")
    assert judged([made], YEAR, access=nobody(), on=TODAY)[made.pk].judgement is None


def test_a_trend_does_not_look_at_hidden_figures(world):
    made = IndicatorFactory(unit=world.unit("AFE"), counts_persons=True)
    observe(made, 2019, 3)
    observe(made, 2020, 12)
    source = load([made])[made.pk]
    open_ = OpenSeries(source, nobody())
    assert [open_[p].value for p in open_] == [None, 12]
    assert [value.value for value in OpenSeries(source, world.person("anna").access).values()] == [3, 12]


def test_a_sum_so_far_is_hidden_with_the_month_that_it_would_give_away(world):
    made = IndicatorFactory(unit=world.unit("AFE"), counts_persons=True, periodicity="month", value_kind=ValueKind.SUM)
    aim(made, 2021, amount=200, accumulates=True)
    for month, value in (("2021-01", 12), ("2021-02", 3), ("2021-03", 15)):
        observe(made, month, value)
    source = load([made])[made.pk]
    shown = [judge_at(source, p, access=nobody()).shown for p in source.periods()]
    assert shown == [12, None, None]


def test_a_part_is_hidden_where_it_would_give_another_part_of_the_whole_away(world):
    whole = IndicatorFactory(unit=world.unit("AFE"), counts_persons=True)
    parts = [IndicatorFactory(unit=world.unit("AFE"), counts_persons=True, part_of=whole) for _n in range(4)]
    for part, value in zip(parts, (30, 9, 46, 2), strict=True):
        observe(part, 2020, value)
    assert [hidden(part, nobody()) for part in parts] == [False, True, False, True]
    standings.recompute([p.pk for p in parts[1:2]])
    assert list(Standing.objects.filter(concerns_few=True).values_list("indicator", flat=True)) == [
        parts[1].pk,
        parts[3].pk,
    ]
    observe(whole, 2020, 87)
    assert ledger_mark(parts[0], Figure(value=Decimal(30))) == "confidential"


def test_a_corrected_figure_is_known_as_such(world):
    made = IndicatorFactory(unit=world.unit("SN"), counts_persons=True)
    afe, other, school = (world.unit(n) for n in ("AFE", "1824", "SKOLA"))
    reports(made, afe, other, school)
    for unit, value in ((afe, 3), (other, 2), (school, 40)):
        observe(made, 2020, value, unit=unit)
    assert not hidden(made, nobody())
    first = made.observations.get(unit=school)
    type(first).objects.filter(pk=first.pk).update(is_current=False)
    observe(made, 2020, 40, unit=school, comment="Rätt så.", replaces=first)
    assert not hidden(made, nobody())  # the same figure, and large
    first = made.observations.get(unit=afe)
    type(first).objects.filter(pk=first.pk).update(is_current=False)
    observe(made, 2020, 1, unit=afe, replaces=first)
    assert hidden(made, nobody())


@pytest.mark.parametrize("more", [0, 2])
def test_reading_figures_takes_three_queries_with_siblings(world, more, django_assert_num_queries):
    whole = IndicatorFactory(unit=world.unit("AFE"), counts_persons=True)
    parts = [IndicatorFactory(unit=world.unit("AFE"), counts_persons=True, part_of=whole) for _n in range(1 + more)]
    for part in parts:
        observe(part, 2020, 7)
    with django_assert_num_queries(3):
        load([parts[0]])


# ── Everything that leaves the system ────────────────────────────────────────
SECRETS = [text for n in (1003, 1303, 1304, 2003, 2006, 3006) for text in (str(n), f"{str(n)[0]} {str(n)[1:]}")]
"""Sums that would give the three away, and thresholds computed from them."""


@pytest.fixture
def given_away(world):
    """A thousand in one unit and three in another: their sum, in any form, is the three."""
    made = IndicatorFactory(
        number="I-777", title="Personer i insats", unit=world.unit("SN"), counts_persons=True, periodicity="month",
        good_direction="up",
    )  # fmt: skip
    reports(made, world.unit("AFE"), world.unit("1824"))
    months = (("2020-01", 3), ("2020-03", 3), ("2021-01", 3), ("2021-02", 0), ("2021-03", 3))
    for month, small in months:
        observe(made, month, 1000, unit=world.unit("1824"), comment="Tusen.")
        observe(made, month, small, unit=world.unit("AFE"), comment="Lisa flyttade." if small else "Ingen.")
    aim(made, 2021, TargetKind.CHANGE_FROM_YEAR_BEFORE, 30, side="up", percent=True)
    link(made, "measures", GoalFactory(number="M-777", unit=world.unit("SN")))
    standings.recompute([made.pk])
    return made


def outputs(world, client, capsys):
    """Every page, table, paper and command that tells figures, as text."""
    addresses = [
        "/indikatorer/",
        "/indikatorer/I-777/",
        "/indikatorer/I-777/mal/",
        "/mal/",
        "/nod/M-777/",
        "/",
        "/traden/",
        "/luckor/",
        "/sok/?q=insats",
    ]
    addresses += [f"/enhet/SN/?period={p}" for p in ("2021-Q1", "2021-03", "2021-02", "2021")]
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, address
        yield address, response.content.decode()
    for address in ("/indikatorer/I-777/?export=xlsx", "/indikatorer/?export=xlsx", "/indikatorer/?export=csv"):
        yield address, as_text(client.get(address))
    caller = Client(headers={"authorization": f"Bearer {token(world, 'elsa')}"})
    for period in (
        "",
        *(f"?period={p}" for p in ("2021-01", "2021-02", "2021-03", "2021-Q1", "2021-H1", "2021", "2020")),
    ):
        yield period, caller.get(f"/api/v1/indicators{period}").content.decode()
    yield "api", caller.get("/api/v1/indicators/I-777/observations").content.decode()
    for period in ("2021-01", "2021-03", "2021-Q1", "2021", "2020"):
        call_command("indicators", "--period", period, "--json")
        yield "cli", capsys.readouterr().out
    report = compose(unit=world.unit("SN"), period=Period.parse("2021-Q1"), actor=world.actor("kim"))
    yield "report", json.dumps(document_of(report), default=str, ensure_ascii=False)


def as_text(response):
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body[:2] == b"PK":
        rows = load_workbook(BytesIO(body)).active.iter_rows(values_only=True)
        return " ".join(str(cell) for row in rows for cell in row)
    return body.decode()


def token(world, name):
    person = world.person(name)
    _token, secret = create_token(
        person=person, actor=world.actor(name), name="Prov", scopes=[Scope.READ], expires_on=date(2021, 5, 1)
    )
    return secret


def test_nothing_that_leaves_the_system_gives_a_small_group_away(world, given_away, as_person, capsys):
    seen = list(outputs(world, as_person("elsa"), capsys))
    assert any("Tusen." in text for _where, text in seen)
    assert sum("1 000" in plain_spaces(text) or "1000" in text for _where, text in seen) == 5
    for where, text in seen:
        assert "Lisa" not in text, where
        for secret in SECRETS:
            found = plain_spaces(text).find(secret)
            assert found < 0, (where, plain_spaces(text)[found - 200 : found + 50])


def plain_spaces(text):
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ").replace("&nbsp;", " ")
