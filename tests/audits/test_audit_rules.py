"""Boards that a paper names, places in its text, short titles, stages: plain functions of plain values."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledtrad.audits.rules import places, recipients, standing, told
from ledtrad.audits.rules import statements as answers
from ledtrad.audits.rules.places import Mark
from ledtrad.audits.rules.proposed import Known, original_of, sentence, twin_of
from ledtrad.audits.rules.recipients import Board, match
from ledtrad.audits.rules.standing import Stage
from ledtrad.organisation.rules import UnitKind
from ledtrad.thread.rules import Status

BOARDS = [
    Board(1, "KF", "Kommunfullmäktige", UnitKind.COUNCIL),
    Board(2, "KS", "Kommunstyrelsen", UnitKind.EXECUTIVE_BOARD),
    Board(3, "SN", "Socialnämnden", UnitKind.BOARD),
    Board(4, "BSN", "Barn- och skolnämnden", UnitKind.BOARD),
    Board(5, "GN", "Grundskolnämnden", UnitKind.BOARD),
    Board(6, "VON", "Vård- och omsorgsnämnden", UnitKind.BOARD),
]


@pytest.mark.parametrize(
    ("names", "examined", "boards", "unknown"),
    [
        (["socialnämnden"], [], [3], []),
        (["Socialnämnden"], [], [3], []),
        (["socialnämndens"], [], [3], []),
        (["Björkvalla kommuns socialnämnd"], [], [3], []),
        (["kommunstyrelsen"], [], [2], []),
        (["fullmäktige"], [], [1], []),
        (["barn- och skolnämnden"], [], [4], []),
        (["barn och skolnämnden"], [], [4], []),
        (["grundskolnämnden"], [], [5], []),
        (["kommunstyrelsen och socialnämnden"], [], [2, 3], []),
        (["kommunstyrelsen, barn- och skolnämnden samt vård- och omsorgsnämnden"], [], [2, 4, 6], []),
        (["kommunstyrelsen", "nämnderna"], [2, 3, 4], [2, 3, 4], []),
        (["nämnderna"], [], [3, 4, 5, 6], []),
        (["kommunstyrelsen och samtliga nämnder"], [], [2, 3, 4, 5, 6], []),
        (["nämnden"], [3], [3], []),
        (["nämnden"], [3, 4], [], ["nämnden"]),
        (["miljönämnden"], [], [], ["miljönämnden"]),
        (["socialnämnden och miljönämnden"], [], [3], ["miljönämnden"]),
        (["SN"], [], [3], []),
        ([], [3], [], []),
        ([""], [3], [], []),
    ],
)
def test_boards_by_what_a_paper_calls_them(names, examined, boards, unknown):
    found = match(names, BOARDS, examined)
    assert (list(found.boards), list(found.unknown)) == (boards, unknown)


@given(st.lists(st.sampled_from([b.name for b in BOARDS]), max_size=6))
def test_every_board_is_known_by_its_own_name(names):
    found = match(names, BOARDS)
    assert set(found.boards) == {b.id for b in BOARDS if b.name in names}
    assert not found.unknown


@given(st.text(max_size=80))
def test_any_text_is_answered(name):
    found = match([name], BOARDS)
    assert set(found.boards) <= {b.id for b in BOARDS}


# ── Places ───────────────────────────────────────────────────────────────────
TEXT = "Granskning\nVi rekommenderar nämnden att\n- se över\n  rutinerna\fSida två. Slut."


def test_words_are_found_across_line_breaks():
    assert places.find("se över rutinerna", TEXT) == (42, 61)
    assert TEXT[42:61] == "se över\n  rutinerna"
    assert places.find("se över målen", TEXT) is None
    assert places.find("  ", TEXT) is None


def test_a_very_long_line_is_found_by_its_beginning():
    words = "ord " * 400
    assert places.find(words, "Först. " + words) == (7, 402)


def test_pages_have_numbers_only_when_there_are_pages():
    assert places.page_at(50, [0, 62]) == 1
    assert places.page_at(62, [0, 62]) == 2
    assert places.page_at(50, [0]) is None
    assert places.page_at(50, []) is None


def test_the_text_is_cut_where_marks_stand():
    found = places.pages(TEXT, [0, 62], [Mark("r1", "Rekommendation 1", 42, 61), Mark("inside", "", 45, 50)])
    assert [page.number for page in found] == [1, 2]
    assert [(p.text, p.mark.key if p.mark else "", p.first) for p in found[0].pieces[1:]] == [
        ("se över\n  rutinerna", "r1", True), ("\f", "", False),
    ]  # fmt: skip


def test_a_mark_across_a_page_has_its_anchor_once():
    found = places.pages(TEXT, [0, 62], [Mark("r1", "", 42, 70)])
    assert [piece.first for page in found for piece in page.pieces if piece.mark] == [True, False]


@given(
    st.text(max_size=60),
    st.lists(st.integers(0, 60), max_size=3),
    st.lists(st.tuples(st.integers(-2, 65), st.integers(-2, 65)), max_size=5),
)
def test_nothing_of_the_text_is_lost(text, starts, spans):
    edges = sorted({0, *(s for s in starts if s <= len(text))})
    marks = [Mark(str(n), "", a, b) for n, (a, b) in enumerate(spans)]
    found = places.pages(text, edges, marks)
    assert "".join(piece.text for page in found for piece in page.pieces) == text


# ── Titles and lines ─────────────────────────────────────────────────────────
def test_a_title_is_the_whole_wording_or_its_first_sentence():
    assert told.title_of("Se  över\nrutinerna.") == "Se över rutinerna."
    long = "Se över rutinerna. " + "Detta behövs eftersom " * 20
    assert told.title_of(long) == "Se över rutinerna"
    assert told.title_of("ord " * 100).endswith("ord…")
    assert len(told.title_of("x" * 500)) == told.TITLE
    assert len(told.short_of("ett långt ord " * 20)) <= told.SHORT


def test_lines_lose_their_bullets():
    assert told.lines_of("- Ordförande\n\n▶ Socialdirektör\r\n  • Enhetschef ") == (
        "Ordförande", "Socialdirektör", "Enhetschef",
    )  # fmt: skip


# ── Stages ───────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("confirmed", "next_due", "unanswered", "unclosed", "stage"),
    [
        (False, date(2020, 1, 1), 1, 1, Stage.READ),
        (True, date(2021, 4, 11), 1, 3, Stage.LATE),
        (True, date(2021, 4, 12), 1, 3, Stage.WAITS),
        (True, None, 1, 3, Stage.WAITS),
        (True, None, 0, 3, Stage.OPEN),
        (True, None, 0, 0, Stage.CLOSED),
    ],
)
def test_the_stage_of_an_audit(confirmed, next_due, unanswered, unclosed, stage):
    found = standing.stage_of(
        confirmed=confirmed, next_due=next_due, unanswered=unanswered, unclosed=unclosed, today=date(2021, 4, 12)
    )
    assert found is stage


def test_what_judgements_say_together():
    assert standing.status_of(["", ""]) is Status.NONE
    assert standing.status_of(["sufficient", ""]) is Status.MET
    assert standing.status_of(["sufficient", "not"]) is Status.PARTLY
    assert standing.status_of(["not"]) is Status.MISSED
    assert standing.may_close("sufficient")
    assert not standing.may_close("in_part")


def test_folding_says_nothing_of_hyphens():
    assert recipients.folded("Vård-  och omsorgsnämnden") == "vård och omsorgsnämnden"


AID = Known(1, "Granskning avseende ekonomiskt bistånd, med fokus på självförsörjning", date(2018, 11, 20))
CONTROL = Known(2, "Granskning av intern kontroll 2018", date(2018, 5, 2))
SELF = Known(3, "Uppföljning av granskning avseende ekonomiskt bistånd", date(2021, 3, 30))
KNOWN = [AID, CONTROL, SELF]


@pytest.mark.parametrize(
    ("text", "original"),
    [
        ("… granskningen av intern kontroll. Se Granskning av\nintern kontroll 2018.", 2),
        ("På vilket sätt har nämnden arbetat med granskningen från 2018?", 1),
        ("Rekommendationerna i 2018 års granskningsrapport har åtgärdats.", 1),
        ("Rekommendationerna i 2017 års granskningsrapport har åtgärdats.", None),
        ("Antalet hushåll har ökat sedan 2018.", None),
        # Its own title is on its first page, and says nothing of another.
        ("Uppföljning av granskning avseende ekonomiskt bistånd", None),
    ],
)
def test_the_audit_that_a_paper_follows_up_is_never_the_paper_itself(text, original):
    assert original_of(text, SELF.title.upper(), date(2021, 3, 30), KNOWN) == original


def test_an_audit_of_the_same_year_and_subject_is_taken_only_when_there_is_one():
    other = Known(4, "Ekonomiskt bistånd till unga", date(2018, 2, 1))
    assert original_of("granskningen från 2018", SELF.title, SELF.issued_on, [*KNOWN, other]) is None


def test_a_paper_that_is_registered_already_is_known_by_title_and_day():
    assert twin_of(" ".join([*SELF.title.split(), ""]), date(2021, 3, 30), KNOWN) == 3
    assert twin_of(SELF.title, date(2021, 3, 29), KNOWN) is None
    assert twin_of("", None, [Known(5, "", None)]) is None


def test_a_recommendation_begins_as_a_line_of_its_own():
    assert (sentence("säkerställa att"), sentence(""), sentence("KF bör")) == ("Säkerställa att", "", "KF bör")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("att tiderna redovisas varje kvartal", "Nämnden föreslår i stället att tiderna redovisas varje kvartal"),
        ("Att tiderna redovisas", "Nämnden föreslår i stället att tiderna redovisas"),
        ("tiderna redovisas varje kvartal.", "Nämnden föreslår i stället: Tiderna redovisas varje kvartal."),
        ("Nämnden föreslår i stället att tiderna redovisas", "Nämnden föreslår i stället att tiderna redovisas"),
        ("Socialnämnden föreslår istället: att tiderna", "Nämnden föreslår i stället att tiderna"),
    ],
)
def test_the_boards_own_proposal_ends_one_sentence_however_it_is_written(written, said):
    assert " ".join(answers.instead(written)) == said
    assert answers.proposal(answers.proposal(written)) == answers.proposal(written)


@pytest.mark.parametrize(
    ("text", "concerns"),
    [
        ("Granskning av orosanmälningar", True),
        ("Nämnden behöver följa upp placerade barns skolgång", True),
        ("Granskning av ekonomiskt bistånd", False),
        ("Rekommendationen riktas till barn- och skolnämnden och grundskolnämnden", False),
        ("Individ- och familjeomsorgens ekonomi", False),
        ("Insatser för unga vuxna", True),
    ],
)
def test_a_report_about_children_is_known_by_its_words_and_not_by_its_boards(text, concerns):
    assert answers.concerns_children(text) is concerns
