"""That reading the ledger is told in it, once for each look; and the review of who has read what."""

import io
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.db import transaction
from openpyxl import load_workbook

from ledtrad.core import ledger
from ledtrad.core.ledger.models import Entry
from tests.factories import GoalFactory

URL = "/historik/lasningar/"
REVIEWERS = ("eva", "dag", "johan", "anna")


def read(world, who, unit="AFE", mark="confidential", action=ledger.READ, title="Beslut", **details):
    """Somebody has read something in a unit."""
    goal = GoalFactory(title=title, unit=world.unit(unit), confidentiality=mark)
    with transaction.atomic():
        ledger.record(world.actor(who), action, goal, unit_id=goal.unit_id, confidentiality=mark, **details)


def looks():
    return [(e.actor_label, e.details) for e in Entry.objects.filter(action="log_read").order_by("sequence")]


# ── To look is told ───────────────────────────────────────────────────────────
def test_a_look_in_the_history_is_told_once_with_who_how_and_where(world, as_person):
    eva = as_person("eva")
    eva.get("/historik/", {"who": "bo", "since": "2021-01-01", "x": "annat"})
    assert looks() == [("Eva", {"place": "historiken", "who": "bo", "since": "2021-01-01"})]
    [entry] = Entry.objects.filter(action="log_read")
    assert (entry.unit_id, entry.confidentiality) == (world.unit("SN").pk, "confidential")
    for n in range(1, 4):
        shown = eva.get("/historik/").content.decode()
        assert shown.count("</strong> läste i historiken") == n  # those before, and not itself
    assert len(looks()) == 4  # one for each
    assert Entry.objects.count() == 4
    call_command("ledger", "verify", "--json")


def test_who_looked_is_read_by_those_who_read_what_is_confidential_there(world, as_person):
    as_person("bo").get("/historik/")
    for who, sees in (("eva", True), ("dag", True), ("karin", True), ("elsa", False), ("kim", False), ("disa", False)):
        shown = as_person(who).get("/historik/?event=log_read&who=Bo").content.decode()
        assert ("<strong>Bo</strong>" in shown) is sees, who


def test_a_visitor_is_shown_nothing_and_leaves_nothing(world, client):
    assert client.get("/historik/").status_code == 302
    assert client.get(URL).status_code == 302
    assert looks() == []


# ── The review ────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("who", ["elsa", "kim", "karin", "bo", "disa", "adam", "nils"])
def test_it_is_for_those_who_lead_or_plan_and_may_read_the_same(world, as_person, who):
    read(world, "bo", title="Beslut 1")
    answer = as_person(who).get(URL)
    assert answer.status_code == 403
    assert "Beslut 1" not in answer.content.decode()
    assert "Granska vem som läst" not in as_person(who).get("/historik/").content.decode()


@pytest.mark.parametrize(
    ("who", "expected"),
    [("eva", {"i AFE", "i 1824"}), ("dag", {"i AFE", "i 1824"}), ("johan", {"i AFE", "i 1824"}), ("anna", {"i AFE"}),
     ("cecilia", {"i 1824"}), ("sven", {"i SKOLA"})],
)  # fmt: skip
def test_each_reviews_where_they_answer(world, as_person, who, expected):
    for unit in ("AFE", "1824", "SKOLA"):
        read(world, "karin", unit, title=f"i {unit}")
    read(world, "karin", mark="internal", title="inget hemligt")
    read(world, "karin", action="changed", title="ändrat")
    shown = as_person(who).get(URL).content.decode()
    titles = ("i AFE", "i 1824", "i SKOLA", "inget hemligt", "ändrat")
    assert {title for title in titles if title in shown} == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"who": "bo"}, {"Ett"}),
        ({"what": "två"}, {"Två"}),
        ({"event": "exported"}, {"Två"}),
        ({"from": "2100-01-01"}, set()),
        ({"to": "2020-01-01"}, set()),
        ({"from": "2020-01-01", "to": "2100-01-01"}, {"Ett", "Två"}),
        ({"to": "9999-12-31"}, {"Ett", "Två"}),
        ({"from": "i går"}, {"Ett", "Två"}),
    ],
)
def test_it_is_narrowed_and_the_workbook_holds_the_same(world, as_person, query, expected):
    read(world, "bo", title="Ett")
    read(world, "karin", title="Två", action=ledger.EXPORTED, decisions=17, query="Nämnd: SN")
    eva = as_person("eva")
    shown = eva.get(URL, query).content.decode()
    assert {title for title in ("Ett", "Två") if f">{title}<" in shown or f"{title}</" in shown} >= expected
    book = load_workbook(io.BytesIO(eva.get(URL, query | {"export": "xlsx"}).content)).active
    rows = [row for row in book.iter_rows(min_row=2, values_only=True) if row[1] in ("Bo", "Karin")]
    assert {name for name in ("Ett", "Två") for row in rows if name in row[3]} == expected
    if "Två" in expected:
        [row] = [row for row in rows if row[1] == "Karin"]
        assert (row[2], row[4], row[5], row[6]) == ("Hämtade en fil", 17, "AFE", "Nämnd: SN")


def test_a_period_begins_and_ends_at_swedish_midnight(world, as_person, monkeypatch):
    moment = datetime(2021, 3, 31, 22, 30, tzinfo=UTC)  # half past midnight on 1 April
    monkeypatch.setattr("time.time_ns", lambda: int(moment.timestamp()) * 1_000_000_000)
    read(world, "bo", title="Natten")
    monkeypatch.undo()
    eva = as_person("eva")
    assert "Natten" in eva.get(URL, {"from": "2021-04-01", "to": "2021-04-01"}).content.decode()
    assert "Natten" not in eva.get(URL, {"to": "2021-03-31"}).content.decode()


def test_to_review_is_a_read_too_and_the_next_one_sees_it(world, as_person):
    read(world, "bo")
    eva = as_person("eva")
    first = eva.get(URL, {"who": "Bo"})
    assert first.context["listing"].total == 1
    eva.get(URL, {"export": "xlsx"})
    assert looks() == [
        ("Eva", {"place": "vem som läst", "query": "Vem: Bo"}), ("Eva", {"place": "vem som läst", "file": "xlsx"}),
    ]  # fmt: skip
    assert as_person("dag").get(URL).context["listing"].total == 3


def test_what_has_been_erased_is_still_counted(world, as_person):
    read(world, "bo", decisions=5)
    with transaction.atomic():
        ledger.erase(Entry.objects.get(), world.actor("adam"), "Gallring")
    assert as_person("eva").get(URL).context["listing"].total == 1


@pytest.mark.parametrize("number", [1, 3])
def test_it_asks_a_fixed_number_of_questions(world, as_person, django_assert_num_queries, number):
    for n in range(number):
        read(world, "bo", title=f"Nr {n}")
    eva = as_person("eva")
    with django_assert_num_queries(15):
        eva.get(URL)
