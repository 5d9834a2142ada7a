"""The pages: a report through its life in a browser, what each role meets, queries, files."""

import io
import re
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.urls import reverse

from ledtrad.core.jobs import Job
from ledtrad.core.periods import Period
from ledtrad.goals import actions as goals
from ledtrad.reports import actions
from ledtrad.reports.models import Report
from ledtrad.reports.rules import SectionKind
from tests.factories import GoalFactory, link
from tests.reports.conftest import Q1


def text(answer):
    return answer.content.decode()


def url(name, report, *more):
    return reverse(name, args=[report.number, *more])


def test_a_report_goes_all_the_way_in_the_browser(browse, board, inline):
    kim = browse("kim")
    assert "2021-Q1" in text(kim.get("/rapporter/ny/?unit=SN&period=2021-Q1"))
    answer = kim.post("/rapporter/ny/", {"unit": "SN", "period": "2021-Q1"})
    report = Report.objects.get()
    assert answer["Location"] == report.get_absolute_url()
    section = report.sections.get(kind=SectionKind.SUMMARY)
    sent = {"heading": "Sammanfattning", "text": "Mina **egna** ord.", "version": section.version}
    assert kim.post(url("report-section", report, section.pk), sent).status_code == 302
    assert "Mina <strong>egna</strong> ord." in text(kim.get(report.get_absolute_url()))
    sent = {"version": report.version, "reviewers": [board.functions["karin"].pk]}
    assert kim.post(url("report-submit", report), sent).status_code == 302
    for name in ("dag", "karin"):
        assert "Godkänn rapporten" in text(browse(name).get(report.get_absolute_url()))
        browse(name).post(url("report-sign", report))
    eva = browse("eva")
    assert "Publicera" in text(eva.get(report.get_absolute_url()))
    answer = eva.post(url("report-publish", report))
    assert eva.get(answer["Location"])["Location"] == report.get_absolute_url()
    page = text(browse("nils").get(report.get_absolute_url()))
    assert "Innehållet är fryst" in page
    assert "Mina <strong>egna</strong> ord." in page
    pdf = browse("nils").get(url("report-file", report, "pdf"))
    assert pdf.content.startswith(b"%PDF")
    assert pdf["Content-Disposition"].startswith("attachment")


def test_the_page_of_what_is_published_stays_the_same(browse, board, published):
    before = text(browse("nils").get(published.get_absolute_url()))
    held = board.kept.observations.get(period="2021-Q1")
    type(held).objects.filter(pk=held.pk).update(value=1)
    after = text(browse("nils").get(published.get_absolute_url()))
    strip = re.compile(r'nonce="[^"]*"|csrfmiddlewaretoken" value="[^"]*"|"X-CSRFToken": "[^"]*"')
    assert strip.sub("", after) == strip.sub("", before)


def test_errors_are_told_with_their_place(browse, draft):
    kim, section = browse("kim"), draft.sections.get(kind=SectionKind.SUMMARY)
    sent = {"heading": "Sammanfattning", "text": "### För djupt\nText.", "version": section.version}
    kim.post(url("report-section", draft, section.pk), sent)
    assert "Avsnittet ”Sammanfattning”, rad 1" in text(kim.get(draft.get_absolute_url()))
    answer = kim.post(url("report-submit", draft), {"version": draft.version})
    assert answer.status_code == 422
    assert "Avsnittet ”Sammanfattning”, rad 1" in text(answer)


def test_two_who_write_the_same_section_meet(browse, draft):
    kim, section = browse("kim"), draft.sections.get(kind=SectionKind.SUMMARY)
    for words, status in (("Först.", 302), ("Sist.", 409)):
        sent = {"heading": "Sammanfattning", "text": words, "version": section.version}
        answer = kim.post(url("report-section", draft, section.pk), sent)
        assert answer.status_code == status
    assert "Först." in text(answer)


def test_sections_are_arranged(browse, draft):
    kim, first = browse("kim"), draft.sections.first()
    for what, message in (("down", "flyttat"), ("hide", "dolt"), ("show", "med igen")):
        answer = kim.post(url("report-arrange", draft, first.pk), {"do": what}, follow=True)
        assert message in text(answer)
    assert kim.post(url("report-arrange", draft, first.pk), {"do": "sväng"}).status_code == 404
    kim.post(url("report-section-new", draft), {"heading": "Ekonomi", "text": "Kort."})
    assert draft.sections.last().heading == "Ekonomi"
    kim.post(url("report-title", draft), {"title": "Kvartalet", "version": draft.version})
    kim.post(url("report-comments", draft))
    kim.post(url("report-redraft", draft))
    draft.refresh_from_db()
    assert draft.title == "Kvartalet"
    assert "Ta bort utkastet?" in text(kim.get(url("report-discard", draft)))
    kim.post(url("report-discard", draft), {"version": draft.version})
    assert not Report.objects.exists()


def test_sent_back_and_corrected(browse, board, submitted):
    assert "Lämna tillbaka" in text(browse("dag").get(url("report-send-back", submitted)))
    browse("dag").post(url("report-send-back", submitted), {"reason": "Mer om praktik."})
    assert "Mer om praktik." in text(browse("kim").get(submitted.get_absolute_url()))


def test_a_correction_is_opened_from_the_published_page(browse, published):
    kim = browse("kim")
    assert "Rätta i en ny version" in text(kim.get(published.get_absolute_url()))
    answer = kim.post(url("report-correct", published), {"reason": "Fel värde."})
    assert answer["Location"] == "/rapporter/R-0001-2/"
    assert "Fel värde." in text(kim.get(answer["Location"]))


def test_a_draft_is_drawn_in_the_background(browse, draft, inline):
    kim = browse("kim")
    answer = kim.post(url("report-draw", draft), {"format": "docx"})
    offered = re.search(r'href="([^"]+)" download', kim.get(answer["Location"]).content.decode())
    assert offered
    done = offered[1]
    assert kim.get(done).content.startswith(b"PK")
    assert browse("eva").get(done).status_code == 404  # hers to order, not to fetch from another
    assert kim.post(url("report-draw", draft), {"format": "exe"}).status_code == 404
    assert browse("kim").get(url("report-drawn", draft, uuid4())).status_code == 404
    assert Job.objects.get().done == 2


PAGES = (
    ("report", "get"), ("report-title", "get"), ("report-section-new", "get"), ("report-comments", "post"),
    ("report-redraft", "post"), ("report-submit", "get"), ("report-publish", "post"), ("report-discard", "get"),
)  # fmt: skip
EXPECTED = {
    "kim": (200, 200, 200, 302, 302, 200, 302, 200),
    "karin": (200, 200, 200, 302, 302, 403, 403, 403),
    "elsa": (200, 403, 403, 403, 403, 403, 403, 403),
    "disa": (200, 403, 403, 403, 403, 403, 403, 403),
    "anna": (200, 403, 403, 403, 403, 403, 403, 403),
    "sven": (404,) * 8,
    "nils": (404,) * 8,
}


@pytest.mark.parametrize("name", EXPECTED)
def test_what_each_role_meets_on_a_draft(browse, draft, name):
    person = browse(name)
    found = tuple(getattr(person, method)(url(page, draft)).status_code for page, method in PAGES)
    assert found == EXPECTED[name]


def test_visitors_are_sent_to_log_in(client, draft):
    assert client.get(draft.get_absolute_url()).status_code == 302


@pytest.mark.parametrize(("periods", "queries"), [(("2020",), 8), (("2020", "2020-Q4", "2021-Q1"), 8)])
def test_the_list_costs_the_same_with_one_and_three(browse, board, django_assert_num_queries, periods, queries):
    for period in periods:
        actions.compose(unit=board.unit("SN"), period=Period.parse(period), actor=board.actor("kim"))
    kim = browse("kim")
    kim.get("/rapporter/")
    with django_assert_num_queries(queries):
        answer = kim.get("/rapporter/")
    assert len(answer.context["listing"].rows) == len(periods)


def test_a_published_page_costs_little(browse, published, django_assert_num_queries):
    nils = browse("nils")
    nils.get(published.get_absolute_url())
    with django_assert_num_queries(7):
        nils.get(published.get_absolute_url())


# ── Plans on paper ───────────────────────────────────────────────────────────
@pytest.fixture
def round(board):
    made = goals.open_round(unit=board.unit("SN"), year=2021, actor=board.actor("kim"))
    goal = GoalFactory(number="M-012", title="Fler anställningar", unit=board.unit("SN"), round=made)
    GoalFactory(number="M-666", title="Hemlig", unit=board.unit("SN"), round=made, confidentiality="confidential")
    link(board.behind, "measures", goal)
    return made


def test_the_plan_is_printed_as_adopted(browse, board, round):
    kim = browse("kim")
    assert kim.get("/plan/SN/2021/pdf/").content.startswith(b"%PDF")
    assert browse("sven").get("/plan/SN/2021/pdf/").status_code == 404
    goals.adopt(round=round, adopted_on=Q1.first_day, reference="§ 4", actor=board.actor("kim"))
    assert browse("sven").get("/plan/SN/2021/pdf/?utgava=1").content.startswith(b"%PDF")
    assert kim.get("/plan/SN/2021/pdf/?utgava=7").status_code == 404
    assert kim.get("/plan/SN/2021/pdf/?utgava=x").status_code == 404


def test_the_plan_shows_present_and_wanted_state_and_nothing_confidential(world, round):
    from ledtrad.reports.plans import plan_document

    document = plan_document(round, None, world.person("elsa"))
    (goal,) = [b for s in document["sections"] for b in s["blocks"] if b["kind"] == "plan_goal"]
    assert [c["text"] for c in goal["table"]["columns"]] == ["Indikator", "Nuläge", "Önskat läge"]
    assert "Hemlig" not in str(document)
    assert document["is_draft"] is True


# ── The command line ─────────────────────────────────────────────────────────
def run(tmp_path, name, *more):
    out = io.StringIO()
    target = tmp_path / name
    call_command(
        "report", "board-followup", "--unit", "SN", "--period", "2021-Q1", "--output", str(target), *more, stdout=out
    )
    return out.getvalue(), target


@pytest.mark.parametrize(("name", "begins"), [("r.pdf", b"%PDF"), ("r.docx", b"PK"), ("r.html", b"<!doctype html>")])
def test_the_command_draws_a_draft_when_nothing_is_published(board, tmp_path, name, begins):
    told, target = run(tmp_path, name)
    assert target.read_bytes().startswith(begins)
    assert "utkast" in told
    assert not Report.objects.exists()


def test_the_command_gives_the_very_file_that_was_published(published, tmp_path):
    told, target = run(tmp_path, "r.pdf", "--json")
    kept = published.files.get(format="pdf")
    assert len(target.read_bytes()) == kept.size
    assert '"published": true' in told
    assert '"report": "R-0001"' in told


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"--output": "r.txt"}, 2), ({"--period": "2021-Q9"}, 2), ({"--unit": "FINNSINTE"}, 2),
        ({"--unit": "AFE"}, 1), ({"--output": "/finns/inte/r.pdf"}, 2),
    ],
)  # fmt: skip
def test_exit_codes(board, tmp_path, change, code):
    from django.core.management.base import CommandError

    chosen = {"--unit": "SN", "--period": "2021-Q1", "--output": str(tmp_path / "r.html"), **change}
    if change.get("--output") == "r.txt":
        chosen["--output"] = str(tmp_path / "r.txt")
    with pytest.raises(CommandError) as problem:
        call_command("report", "board-followup", *[word for pair in chosen.items() for word in pair])
    assert problem.value.returncode == code
