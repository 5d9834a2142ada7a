"""The board's open list: what it holds on a day, as page, PDF, Word and workbook."""

import io
from datetime import date, timedelta

import openpyxl
import pytest

from ledtrad.activities import coming
from ledtrad.activities.papers.open_list import open_document
from ledtrad.activities.queries import assignments as queries
from ledtrad.core.papers import blocks
from ledtrad.organisation.rules import UnitKind
from ledtrad.thread.models import Node
from tests.activities.conftest import DUE
from tests.factories import AssignmentFactory, report_back

MEETING = date(2021, 5, 19)


def numbers(world, day, board="SN", who="elsa"):
    return [r.assignment.number for r in queries.open_list(world.unit(board), day, world.person(who))]


def test_it_is_judged_from_the_day_of_the_meeting(given_to_anna, world):
    today, then = (queries.open_list(world.unit("SN"), day, world.person("elsa"))[0] for day in (DUE, MEETING))
    assert (today.days_late, then.days_late) == (0, 14)
    assert then.next_due == DUE


def test_what_was_ended_by_then_is_gone_and_what_was_not_given_is_not_there(given_to_anna, world):
    given_to_anna.state, given_to_anna.closed_on, given_to_anna.closed_as = "closed", MEETING, "§ 1"
    given_to_anna.save()
    assert numbers(world, MEETING - timedelta(days=1)) == ["U-001"]
    assert numbers(world, MEETING) == []
    assert numbers(world, date(2021, 1, 19)) == []


def test_committees_are_in_it_and_other_boards_are_not(given_to_anna, world):
    committee = world.add_unit("SN-AU", UnitKind.COMMITTEE, "SN")
    committee.path, committee.depth = f"{world.unit('SN').path}{committee.pk:05d}/", 3
    committee.save()
    AssignmentFactory(number="U-002", unit=committee)
    AssignmentFactory(number="U-003", unit=world.unit("BSN"))
    assert numbers(world, MEETING) == ["U-001", "U-002"]
    assert numbers(world, MEETING, "SN-AU") == ["U-002"]


def test_what_may_not_be_seen_is_not_counted(given_to_anna, world, as_person):
    Node.objects.update(confidentiality="confidential")
    assert numbers(world, MEETING, who="sven") == []
    assert numbers(world, MEETING, who="eva") == ["U-001"]
    page = as_person("elsa").get("/uppdrag/oppna/SN/")
    assert "Korta väntetiden" not in page.content.decode()


def test_late_ones_first_and_the_latest_report_beside(given_to_anna, world):
    later = AssignmentFactory(number="U-002", unit=world.unit("SN"))
    report_back(later, date(2021, 3, 1))
    report_back(later, date(2021, 2, 1), state="written", reported_at="2021-02-01T08:00:00+00:00")
    rows = queries.open_list(world.unit("SN"), MEETING, world.person("elsa"))
    assert [(r.assignment.number, r.days_late, r.waits, r.latest_on) for r in rows] == [
        ("U-002", 79, True, date(2021, 2, 1)),
        ("U-001", 14, False, None),
    ]


def test_the_page_names_the_day_and_leads_to_the_files(given_to_anna, as_person):
    html = as_person("elsa").get("/uppdrag/oppna/SN/", {"datum": "2021-05-19"}).content.decode().replace("\xa0", " ")
    assert "Öppna uppdrag per 19 maj 2021" in html
    assert "1 uppdrag är öppet. 1 redovisning är försenad." in html
    assert "Försenad 14 dagar" in html
    assert "/uppdrag/oppna/SN/pdf/?datum=2021-05-19" in html


def test_the_coming_meetings_are_one_click_away(given_to_anna, as_person, monkeypatch):
    monkeypatch.setattr(coming, "_finds", [lambda board, first, last: [MEETING]])
    assert 'href="?datum=2021-05-19"' in as_person("elsa").get("/uppdrag/oppna/SN/").content.decode()


@pytest.mark.parametrize("path", ["AFE/", "finns-inte/", "SN/?datum=igår", "SN/html/", "SN/pdf/?datum=2021-13-01"])
def test_what_is_no_list_is_not_found(given_to_anna, as_person, path):
    assert as_person("elsa").get(f"/uppdrag/oppna/{path}").status_code == 404


def test_the_paper_says_the_same_as_the_page(given_to_anna, world):
    rows = queries.open_list(world.unit("SN"), MEETING, world.person("elsa"))
    document = open_document(world.unit("SN"), MEETING, rows)
    lead, table = document["sections"][0]["blocks"]
    assert document["title"].replace("\xa0", " ") == "Öppna uppdrag per 19 maj 2021"
    assert blocks.text_of(lead["runs"]) == "1 uppdrag är öppet. 1 redovisning är försenad."
    assert [c["text"] for c in table["rows"][0]] == [
        "U-001 Korta väntetiden", "2021-01-20", "Enhetschef", "2021-05-05", "–",
    ]  # fmt: skip
    due = table["rows"][0][3]
    assert (due["status"], due["sub"]) == ("missed", "Försenad 14 dagar")


def test_an_empty_list_is_printed_too(world):
    document = open_document(world.unit("SN"), MEETING, [])
    assert len(document["sections"][0]["blocks"]) == 1


@pytest.mark.parametrize(("format", "head"), [("pdf", b"%PDF"), ("docx", b"PK"), ("xlsx", b"PK")])
def test_it_goes_out_as_a_file(given_to_anna, as_person, format, head):
    answer = as_person("eva").get(f"/uppdrag/oppna/SN/{format}/", {"datum": "2021-05-19"})
    assert answer.status_code == 200
    assert answer.content.startswith(head)


def test_the_workbook_holds_the_row(given_to_anna, as_person):
    answer = as_person("eva").get("/uppdrag/oppna/SN/xlsx/", {"datum": "2021-05-19"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    cells = [c.value for c in list(sheet.rows)[1]]
    assert cells[0] == "U-001"
    assert cells[2] == "Uppdra åt enhetschefen att korta väntetiden."
    assert 14 in cells


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_a_fixed_number_of_questions(world, as_person, django_assert_num_queries, number):
    for n in range(number):
        report_back(AssignmentFactory(unit=world.unit("SN")), DUE + timedelta(days=n))
    elsa = as_person("elsa")
    with django_assert_num_queries(8):
        elsa.get("/uppdrag/oppna/SN/")
