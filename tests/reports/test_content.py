"""What a report says: deviations first, the responsible's own words, and nothing that is not open."""

import json

from django.core.serializers.json import DjangoJSONEncoder

from ledtrad.core.periods import Period, PeriodKind
from ledtrad.reports import actions
from ledtrad.reports.content import document_of, live_document
from ledtrad.reports.rules import SectionKind, accessibility_problems
from ledtrad.thread import actions as thread
from ledtrad.thread.rules import Status
from tests.indicators.factories import IndicatorFactory, aim, observe
from tests.reports.conftest import Q1


def section(document, kind):
    return next(s for s in document["sections"] if s["kind"] == kind)


def rows(document, kind):
    return [
        [cell["text"] for cell in row]
        for block in section(document, kind)["blocks"]
        if block["kind"] == "table"
        for row in block["rows"]
    ]


def cards(document):
    return {b["number"]: b for b in section(document, SectionKind.INDICATORS)["blocks"]}


def test_the_summary_concludes_from_the_figures(board):
    found = section(live_document(board.unit("SN"), Q1), SectionKind.SUMMARY)["blocks"]
    # Two are held against something; the third is a key figure that only describes.
    assert found[0]["runs"][0] == ["En av 2 indikatorer avviker från sina mål.", True]
    assert "41\xa0platser" in found[1]["items"][0][1][0]
    assert found[-1]["rows"][0][0]["text"] == "Praktikplatser"


def test_deviations_come_before_the_rest(board):
    assert list(cards(live_document(board.unit("SN"), Q1)))[:2] == ["I-007", "I-015"]


def test_the_newest_comment_is_taken_along_with_its_author(board):
    card = cards(live_document(board.unit("SN"), Q1))["I-007"]
    assert [c["text"] for c in card["comments"]] == ["Pandemin gör att färre kan ta emot."]
    assert card["comments"][0]["by"] == "Verksamhetschef, Vuxna, SN-V"
    assert card["sentence"].startswith("41\xa0platser januari–mars\xa02021, 9\xa0platser under takten")


def test_what_explains_the_older_figure_that_is_shown_is_taken_along(board):
    """A quarter's report tells last year's figure where no newer is due, and its comment; none that is older."""
    yearly = IndicatorFactory(number="I-014", unit=board.unit("SN"), periodicity=PeriodKind.YEAR)
    aim(yearly, "2020", amount=45)
    observe(yearly, "2019", 37, comment="Förra årets ord.")
    observe(yearly, "2020", 30, comment="Färre platser under pandemin.")
    thread.comment(node=yearly, text="Vi tar igen det i höst.", actor=board.actor("dag"), period=Period.parse("2020"))
    card = cards(document_of(actions.compose(unit=board.unit("SN"), period=Q1, actor=board.actor("kim"))))["I-014"]
    assert card["when"] == "2020"
    assert {c["text"] for c in card["comments"]} <= {"Färre platser under pandemin.", "Vi tar igen det i höst."}
    assert card["comments"]


def test_pictures_have_text(board):
    document = live_document(board.unit("SN"), Q1)
    assert set(document["charts"]) == {"I-007", "I-015"}
    assert all(cards(document)[number]["chart_alt"] for number in document["charts"])
    assert accessibility_problems(document) == []


def test_nothing_that_is_not_open_is_told(board):
    text = json.dumps(live_document(board.unit("SN"), Q1), cls=DjangoJSONEncoder, ensure_ascii=False)
    assert "Hemligt" not in text
    assert "Internt" not in text
    assert "2 mål, indikatorer och aktiviteter som inte är öppna är utelämnade." in text


def test_few_persons_are_hidden_and_so_is_what_explains_them(board):
    card = cards(live_document(board.unit("SN"), Q1))["I-020"]
    assert card["value"] == "–"
    assert card["comments"] == []
    assert card["chart"] == ""


def test_goals_show_assessment_beside_suggestion(board):
    actor = board.actor("dag")
    thread.assess(node=board.goal, period=Q1, status=Status.MET, comment="Det går bra.", actor=actor, seen=None)
    board.goal.refresh_from_db()
    (row,) = [r for r in rows(live_document(board.unit("SN"), Q1), SectionKind.GOALS) if r[0].startswith("Fler")]
    assert row[1:] == ["Uppnått", str(Status(board.goal.suggested).label), "Det går bra."]


def test_an_assessment_of_an_earlier_year_says_nothing_about_the_period(board):
    earlier, actor = Period.parse("2020"), board.actor("dag")
    thread.assess(node=board.goal, period=earlier, status=Status.MISSED, comment="Då.", actor=actor, seen=None)
    (row,) = [r for r in rows(live_document(board.unit("SN"), Q1), SectionKind.GOALS) if r[0].startswith("Fler")]
    assert row[1] == "Ej bedömt"


def test_late_activities_and_gaps_are_told(board):
    document = live_document(board.unit("SN"), Q1)
    assert rows(document, SectionKind.ACTIVITIES)[0][:2] == ["Handledarträffar", "Försenad"]
    told = " ".join(" ".join(row) for row in rows(document, SectionKind.GAPS))
    assert "I-020" in told
    assert "M-900" not in told


def test_a_board_without_anything_still_gets_a_readable_report(world):
    document = live_document(world.unit("BSN"), Q1)
    assert accessibility_problems(document) == []


def test_the_cost_does_not_grow_with_indicators(board, django_assert_num_queries):
    live_document(board.unit("SN"), Q1)
    with django_assert_num_queries(29):
        live_document(board.unit("SN"), Q1)
    for number in range(3):
        made = IndicatorFactory(number=f"I-{700 + number}", unit=board.unit("SN"), periodicity=PeriodKind.QUARTER)
        aim(made, "2021", amount=10)
        observe(made, "2021-Q1", 9)
    with django_assert_num_queries(29):
        live_document(board.unit("SN"), Q1)


def test_a_draft_follows_the_data(board, draft):
    before = cards(document_of(draft))["I-015"]["value"]
    made = board.kept.observations.get(period="2021-Q1")
    type(made).objects.filter(pk=made.pk).update(value=70)
    assert before == "89"
    assert cards(document_of(draft))["I-015"]["value"] == "70"
