"""The demonstration shows the figures of the source documents, through the commands that anyone can run."""

import io
import json
from contextlib import suppress
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from ledtrad.core.imports import exports, registry
from ledtrad.core.imports.running import run
from ledtrad.demo import build
from ledtrad.organisation.actors import system_actor
from ledtrad.organisation.models import User
from ledtrad.thread import gaps, overlaps, queries
from ledtrad.thread.models import Area

pytestmark = pytest.mark.django_db

PAGES = [
    "/", "/traden/", "/traden/?alla=1", "/luckor/", "/omraden/", "/omraden/arbetsmarknad/", "/sok/?q=bidrag", "/mal/",
    "/plan/", "/plan/SN/2021/", "/styrdokument/", "/aktiviteter/", "/organisation/", "/historik/", "/indikatorer/",
    "/enhet/SN/", "/enhet/SN-AFE/", "/rapporter/",
]  # fmt: skip


def told(*command):
    """What a command says with --json. `gaps` leaves with 1 when there are any."""
    out = io.StringIO()
    with suppress(SystemExit):
        call_command(*command, "--json", stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture(scope="module")
def thread(demo):
    return told("thread")


@pytest.fixture(scope="module")
def year_2020(demo):
    return told("indicators", "--period", "2020")


@pytest.fixture(scope="module")
def quarter(demo):
    return told("indicators", "--period", "2021-Q1")


def numeric(value):
    return None if value is None else Decimal(str(value))


# ── The commands ─────────────────────────────────────────────────────────────
def test_the_thread_has_the_documented_form(thread):
    assert set(thread) == {"nodes", "links"}
    assert set(thread["nodes"][0]) == {"number", "kind", "level", "title", "unit", "function", "status", "suggested"}
    assert set(thread["links"][0]) == {"from", "to", "kind"}
    assert {n["kind"] for n in thread["nodes"]} == {
        "document", "goal", "indicator", "activity", "assignment", "recommendation", "action_plan",
    }  # fmt: skip


def test_every_link_joins_two_nodes_of_the_thread(thread):
    numbers = {n["number"] for n in thread["nodes"]}
    assert {end for link in thread["links"] for end in (link["from"], link["to"])} <= numbers


def test_every_gap_rule_has_something_true_to_say(demo):
    found = told("gaps")
    assert {g["rule"] for g in found} == {r.name for r in gaps.rules()}
    assert all(set(g) == {"rule", "node", "message"} and g["message"].endswith(".") for g in found)


def test_indicators_have_the_documented_form(quarter):
    assert set(quarter[0]) >= {
        "number", "title", "unit", "period", "value", "numerator", "denominator",
        "target", "threshold", "result", "distance", "sentence",
    }  # fmt: skip


# ── The figures of 2020 ──────────────────────────────────────────────────────
def test_87_of_223_became_self_supporting(year_2020):
    assert any((numeric(i["numerator"]), numeric(i["denominator"])) == (87, 223) for i in year_2020)


def test_30_against_45_is_missed_by_15_points(year_2020):
    [found] = [i for i in year_2020 if numeric(i["value"]) == 30 and numeric(i["threshold"]) == 45]
    assert found["result"] == "not_met"
    assert abs(numeric(found["distance"])) == 15
    assert "15 procentenheter" in found["sentence"].replace("\xa0", " ")


def test_the_two_measures_are_two(year_2020):
    one = next(i for i in year_2020 if numeric(i["numerator"]) == 87)
    other = next(i for i in year_2020 if numeric(i["value"]) == 30 and numeric(i["threshold"]) == 45)
    assert one["number"] != other["number"]
    assert numeric(other["numerator"]) != 87


@pytest.mark.parametrize("value", [421, 30, 9, 46, 2])
def test_the_other_figures_of_2020_are_there(year_2020, value):
    assert any(value in (numeric(i["value"]), numeric(i["numerator"]), numeric(i["denominator"])) for i in year_2020)


# ── The figures of 2021 ──────────────────────────────────────────────────────
def test_the_200_are_computed_from_the_baseline(quarter):
    targets = {t["indicator"]: t for t in build.rows("targets")}
    computed = [i for i in quarter if numeric(i["threshold"]) == 200]
    assert computed
    typed = [i["number"] for i in computed if "200" in targets[i["number"]].get("amount", "")]
    assert len(typed) < len(computed)
    by_percent = [i for i in computed if i["number"] not in typed]
    assert all("100" in " ".join(targets[i["number"]].values()) for i in by_percent)


def test_nothing_has_ended_that_should_stand_in_the_thread(thread):
    assert "M-103" not in {n["number"] for n in thread["nodes"]}


def test_the_overlap_of_the_two_agreements_is_found(demo):
    area, anna = Area.objects.get(slug="arbetsmarknad"), User.objects.get(username="anna.berglund")
    found = overlaps.pairs(queries.goals_in_area(area, anna))
    titles = [{p.first.title.split()[0], p.second.title.split()[0]} for p in found if p.finding == overlaps.SIMILAR]
    assert {"Arbetslösheten", "Minskad"} in titles


# ── Round trips ──────────────────────────────────────────────────────────────
@pytest.mark.parametrize("importer", ["plan", "organisation"])
def test_what_is_exported_is_imported_with_no_change(demo, importer):
    actor, out = system_actor(), io.BytesIO()
    exports.write(registry.get(importer), actor, "xlsx", out)
    result = run(importer, {None: ("allt.xlsx", out.getvalue())}, actor, dry_run=True)
    assert result.errors == []
    assert (result.new, result.changed) == (0, 0)
    assert result.unchanged > 100


# ── The pages, for every login ───────────────────────────────────────────────
@pytest.mark.parametrize("row", build.rows("logins"), ids=lambda row: row["username"])
def test_every_login_opens_every_page(demo, row):
    client = Client()
    with transaction.atomic():
        client.force_login(User.objects.get(username=row["username"]))
        answers = {page: client.get(page).status_code for page in PAGES}
        transaction.set_rollback(True)
    assert {page: status for page, status in answers.items() if status != 200} == {}


@pytest.mark.parametrize(
    ("asked", "given"),
    [("/rapportera/I-026/SN-AFE/2021-03/", "/rapportera/I-026/SN-AFE/2021-03/"), ("//evil.example/", "/"), ("", "/")],
)
def test_a_login_by_button_leads_where_the_mail_led(demo, settings, asked, given):
    settings.LEDTRAD_DEMO = True
    with transaction.atomic():
        answer = Client().post("/demo/logga-in/", {"username": "anna.berglund", "next": asked})
        transaction.set_rollback(True)
    assert answer["Location"] == given
