"""What the boards were asked and did, as the files tell it: counted again in the database."""

import json
from collections import Counter
from datetime import date
from decimal import Decimal
from importlib.resources import files

import pytest
from django.db import transaction
from django.db.models import Sum
from django.test import Client

from ledtrad.activities.models import (
    ActionPlan,
    Activity,
    Assignment,
    EffectReport,
    Measure,
    ReportBack,
    Round,
    RoundAnswer,
    WorkingGroup,
)
from ledtrad.audits.models import Addressed, Audit, Evidence, FollowUp, Recommendation, Stand, Statement
from ledtrad.audits.paper_reading import read_paper
from ledtrad.core.ledger.models import Entry
from ledtrad.demo import build
from ledtrad.meetings.models import (
    AdjustedParagraph,
    AgendaItem,
    Matter,
    MatterSeries,
    Meeting,
    Minutes,
    Notice,
    Paper,
    Remark,
)
from ledtrad.organisation.models import User
from ledtrad.thread.models import Link

pytestmark = pytest.mark.django_db

REPORT = "granskning-ekonomiskt-bistand-2021.txt"
PAGES = [
    "/", "/granskningar/", "/granskningar/GR-002/", "/granskningar/GR-005/", "/granskningar/GR-001/",
    "/granskningar/GR-002/vad-hande/", "/rekommendationer/", "/nod/RK-001/", "/uppdrag/", "/nod/U-002/", "/nod/H-002/",
    "/nod/A-111/", "/arenden/", "/sammantraden/", "/sammantraden/?namnd=SN",
]  # fmt: skip


def test_the_build_stays_quick(demo):
    """It takes some 3 s of processor time for 7,200 statements; what grows by mistake grows by far more than this."""
    assert 1_000 < demo["statements"] < 9_000


# ── Audits ────────────────────────────────────────────────────────────────────
def test_seven_audits_with_sixteen_recommendations(demo):
    assert Counter(Audit.objects.values_list("kind", flat=True)) == {
        "in_depth": 3, "follow_up": 2, "dialogue": 1, "basic": 1,
    }  # fmt: skip
    numbers = Recommendation.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == [f"RK-{n:03d}" for n in range(1, 17)]
    assert Counter(Recommendation.objects.values_list("audit__number", flat=True)) == {
        "GR-002": 2, "GR-003": 2, "GR-005": 7, "GR-006": 3, "GR-007": 2,
    }  # fmt: skip


def test_one_recommendation_has_as_many_parts_as_boards(demo):
    assert Addressed.objects.count() == 2 + 3 + 7 * 4 + 5 + 2
    assert Recommendation.objects.get(number="RK-012").repeats == Recommendation.objects.get(number="RK-004")


def test_the_follow_up_tells_what_it_asked_and_on_what_it_stands(demo):
    last = Audit.objects.get(number="GR-007")
    assert (last.follows.number, last.questions.count(), last.criteria.count()) == ("GR-002", 4, 4)
    assert Counter(last.sources.values_list("kind", flat=True)) == {"function": 7, "document": 7}


def test_the_dialogue_has_areas_and_no_recommendations(demo):
    dialogue = Audit.objects.get(number="GR-001")
    assert Counter(dialogue.areas.values_list("kind", flat=True)) == {"topic": 5, "strength": 3, "development": 4}
    assert not dialogue.recommendations.exists()


def test_judgements_close_those_of_2018_and_nothing_else(demo):
    assert FollowUp.objects.count() == 2 + 3 + 2
    closed = Addressed.objects.exclude(closed_on=None).values_list("recommendation__number", flat=True)
    assert sorted(closed) == ["RK-001", "RK-002"]
    assert Evidence.objects.count() == 4
    assert Evidence.objects.get(kind="indicator").value.startswith("39")


# ── Statements ────────────────────────────────────────────────────────────────
def test_the_school_boards_answer_alone_is_late(demo):
    late = Statement.objects.filter(adopted_on=None, due_on__lt=build.TODAY)
    assert [(s.audit.number, s.board.number) for s in late] == [("GR-005", "BSN")]


def test_adopted_statements_have_signatures_files_and_their_paragraph(demo):
    adopted = Statement.objects.exclude(adopted_on=None).select_related("paper", "audit", "board")
    told = {(s.audit.number, s.board.number): (s.adopted_on, s.paper.adopted_as) for s in adopted}
    assert len(told) == 7
    assert told["GR-002", "SN"] == (date(2019, 2, 20), "§ 21")
    assert told["GR-005", "SN"] == (date(2021, 2, 17), "§ 24")
    for statement in adopted:
        assert statement.paper.state == "adopted"
        assert {f.format for f in statement.paper.files.all()} == {"pdf", "docx"}
        assert all(step.signed_at and step.person_label for step in statement.paper.steps.all())
        assert statement.paper.meeting.held_on == statement.adopted_on


def test_each_signed_in_their_own_name(demo):
    paper = Statement.objects.get(audit__number="GR-005", board__number="SN").paper
    assert [s.person_label for s in paper.steps.all()] == ["Eva Holm", "Johan Sandell", "Maria Ekström"]


def test_one_statement_is_a_draft_and_one_is_not_begun(demo):
    draft = Statement.objects.get(audit__number="GR-006", board__number="SN")
    assert (draft.paper.state, draft.matter.registration_number) == ("draft", "SN 2021/0131")
    assert Stand.objects.get(statement=draft).position == "does_not_share"
    assert Statement.objects.get(audit__number="GR-007").paper is None


def test_what_was_promised_answers_its_recommendation(demo):
    promised = Activity.objects.filter(promised_in__statement__audit__number="GR-005")
    assert Counter(promised.values_list("state", flat=True)) == {"ongoing": 4, "done": 1}
    links = Link.objects.filter(kind="answers", target__kind="recommendation")
    assert links.count() == 5 + 7
    assert set(promised.values_list("confidentiality", flat=True)) == {"open"}


# ── Matters and papers ────────────────────────────────────────────────────────
def test_every_board_has_its_series(demo):
    assert dict(MatterSeries.objects.values_list("board__number", "pattern")) == {
        "KS": "KS {year}/{number:4}", "SN": "SN {year}/{number:4}", "BSN": "BSN-{year}/{number}.{plan}",
        "KFN": "KFN {year}/{number:4}",
    }  # fmt: skip
    assert Matter.objects.count() == 4 + 8


def test_a_memorandum_waits_for_the_director(demo):
    paper = Paper.objects.get(state="signing")
    [left] = paper.steps.filter(signed_at=None)
    assert left.function.number == "SN-DIR"


# ── Agendas and minutes ───────────────────────────────────────────────────────
def held(day):
    return Meeting.objects.get(board__number="SN", held_on=day)


def test_the_social_boards_last_two_meetings_have_announced_minutes(demo):
    for day, span, announced_on in (
        (date(2021, 2, 17), range(20, 29), date(2021, 2, 25)),
        (date(2021, 3, 17), range(29, 40), date(2021, 3, 25)),
    ):
        found = held(day)
        assert list(found.agenda.values_list("paragraph", flat=True)) == list(span)
        assert (found.announced_on, found.kept_at) == (announced_on, "Socialkontoret, Storgatan 1, Björkvalla")
        assert Minutes.objects.get(meeting=found).made_by_label == "Eva Holm"
        duties = found.attendance.exclude(duty="").exclude(adjusted_on=None).values_list("duty", flat=True)
        assert list(duties) == ["chair", "adjuster"]
        assert not found.agenda.exclude(distribution="").filter(sent_at=None).exists()
    assert held(date(2021, 2, 17)).taken_down_on == date(2021, 3, 19)
    assert held(date(2021, 3, 17)).taken_down_on is None


def test_the_statement_is_adopted_in_its_paragraph_and_the_assignments_where_they_say(demo):
    item = AgendaItem.objects.get(meeting=held(date(2021, 2, 17)), paragraph=24)
    statement = Statement.objects.get(audit__number="GR-005", board__number="SN")
    assert (item.paper, item.matter.registration_number) == (statement.paper, "SN 2020/0587")
    for number in ("U-004", "U-005"):
        given = Assignment.objects.get(number=number)
        [found] = AgendaItem.objects.filter(meeting=held(given.decided_on), paragraph=int(given.decided_as[2:]))
        assert "uppdrar till socialdirektören" in found.decision


def test_what_was_noted_is_of_every_kind_and_one_paragraph_was_adjusted_at_once(demo):
    told = Counter(Remark.objects.values_list("kind", flat=True))
    assert told == {"reservation": 2, "recusal": 1, "statement": 1}
    kept = AdjustedParagraph.objects.get()
    assert (kept.item.paragraph, kept.item.announced_on) == (26, date(2021, 2, 18))


def test_the_next_meeting_is_called_with_papers_that_are_ready(demo):
    found = held(date(2021, 4, 21))
    assert found.notice_sent_at is not None
    assert {item.paper.state for item in found.agenda.exclude(paper=None)} == {"ready"}
    assert found.agenda.exclude(paper=None).count() == 2
    assert Notice.objects.filter(meeting=found).get().letters == 2


@pytest.mark.parametrize("name", ["eva.holm", "birgitta.sjolund", "ingrid.sundell"])
def test_minutes_extracts_and_announcements_are_files(demo, name):
    client, minutes = Client(), held(date(2021, 2, 17))
    item = minutes.agenda.get(paragraph=26)
    files = ["protokoll/pdf/", "anslag/docx/", f"punkter/{item.pk}/utdrag/pdf/", f"punkter/{item.pk}/anslag/pdf/"]
    with transaction.atomic():
        client.force_login(User.objects.get(username=name))
        for file in files:
            assert client.get(f"{minutes.get_absolute_url()}{file}").content[:2] in (b"%P", b"PK"), file
        transaction.set_rollback(True)


# ── Assignments and action plans ──────────────────────────────────────────────
def test_the_two_assignments_came_back_in_october_december_and_march(demo):
    assert list(Assignment.objects.order_by("number").values_list("number", "state")) == [
        ("U-001", "closed"), ("U-002", "effect"), ("U-003", "open"), ("U-004", "open"), ("U-005", "open"),
    ]  # fmt: skip
    reported = ReportBack.objects.filter(assignment__unit__number="KS").exclude(reported_at=None)
    days = Counter(reported.values_list("due_on", flat=True))
    assert days == {date(2019, 10, 16): 2, date(2019, 12, 11): 1, date(2020, 3, 18): 2}
    assert all(one.papers.get().paper.state == "adopted" for one in reported)


def test_three_million_eight_hundred_thousand_is_expected_and_five_posts_are_gone(demo):
    assert ActionPlan.objects.get(number="H-002").deficit == Decimal(3_800_000)
    expected = Measure.objects.filter(activity__plan__number="H-002").aggregate(Sum("expected"), Sum("posts"))
    assert expected == {"expected__sum": 3_800_000, "posts__sum": 5}
    came = EffectReport.objects.aggregate(Sum("amount"), Sum("posts"))
    assert came == {"amount__sum": 3_200_000, "posts__sum": 5}
    assert Measure.objects.get(activity__number="A-111").posts == 4


def test_the_plans_stand_where_the_files_say(demo):
    assert Counter(Activity.objects.exclude(plan=None).values_list("plan__number", flat=True)) == {
        "H-001": 6, "H-002": 3, "H-003": 7,
    }  # fmt: skip
    told = json.loads(files("ledtrad.demo").joinpath("data", "action_plans.json").read_text("utf-8"))
    wanted = {one["number"]: one["state"] for plan in told for one in plan["activities"]}
    assert dict(Activity.objects.filter(number__in=wanted).values_list("number", "state")) == wanted
    assert WorkingGroup.objects.count() == 3


def test_a_round_was_answered_and_closed(demo):
    [made] = Round.objects.all()
    assert made.closed_at is not None
    assert RoundAnswer.objects.exclude(answered_at=None).count() == 3


def test_everything_was_done_by_actions(demo):
    """The ledger tells of each: nothing was put into the tables beside it."""
    told = Counter(Entry.objects.values_list("action", flat=True))
    assert told["registered"] == 7
    assert told["statement_adopted"] == 7
    assert told["judged"] == 7
    assert told["report_back_answered"] == 5


# ── The report to drop ────────────────────────────────────────────────────────
def test_the_report_that_can_be_dropped_is_read_as_it_is():
    data = files("ledtrad.demo").joinpath("data", REPORT).read_bytes()
    found = read_paper(data, REPORT).proposal
    own = [one for one in found["recommendations"] if not one["earlier"]]
    assert (found["auditor"], found["date"], found["answer_due"]) == ("Nordrevision", "2021-03-30", "2021-06-16")
    assert len(found["questions"]) == 4
    assert [one["recipients"] for one in own] == [["socialnämnden"]] * 2
    assert len(found["recommendations"]) == 4
    assert len(found["sources"]["functions"]) == len(found["sources"]["documents"]) == 7


# ── The pages ─────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("row", build.rows("logins"), ids=lambda row: row["username"])
def test_every_role_opens_the_pages(demo, row):
    client = Client()
    with transaction.atomic():
        client.force_login(User.objects.get(username=row["username"]))
        answers = {page: client.get(page).status_code for page in PAGES}
        transaction.set_rollback(True)
    assert {page: status for page, status in answers.items() if status != 200} == {}
