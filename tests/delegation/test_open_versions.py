"""A list's open version, after something on it was marked confidential: who is handed what, from outside."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse

from ledtrad.core import clock, papers, uploads
from ledtrad.core.ledger.models import Entry
from ledtrad.core.papers.kinds import Format
from ledtrad.delegation.actions import decisions as correcting
from ledtrad.delegation.actions import lists as laying
from ledtrad.delegation.actions import open_versions as actions
from ledtrad.delegation.models import ListFile, OpenVersion
from ledtrad.delegation.rules.words import ListKind
from tests.delegation.test_control_pages import text
from tests.delegation.test_list_pages import words

LATER = datetime(2021, 4, 14, 9, 30, tzinfo=ZoneInfo("Europe/Stockholm"))
#: Who reads the board's inner things, and so its laid lists; of them, who may read what is confidential at AFE.
READERS = ("elsa", "eva", "dag", "johan", "anna", "kim", "karin", "bo", "disa", "adam")
SEE_IT = ("eva", "dag", "johan", "anna", "karin", "bo")  # Bo made the decision himself


@pytest.fixture
def laid(board):
    """A list with three decisions, of which one was confidential from the beginning."""
    board.decide("A 1", decision="Anställd som vikarie")
    board.decide("A 2", decision="UTPEKANDE-ORD", matter="UTPEKANDE-ÄRENDE")
    board.decide("A 3", decision="HEMLIGT-FRÅN-BÖRJAN", confidentiality="confidential")
    board.report = laying.lay(meeting=board.meeting(4), kind=ListKind.ORDINARY, actor=board.actor("eva"), seen=None)
    return board


def mark(board, source_id="A 2", level="confidential", when=LATER):
    """Somebody corrects how the decision is marked."""
    decision = board.report.rows.get(source_id=source_id).told
    decision = type(decision).objects.current().get(system=decision.system, source_id=source_id)
    values = {name: getattr(decision, name) for name in correcting.CORRECTABLE} | {"confidentiality": level}
    with clock.at(when):
        return correcting.correct(decision=decision, values=values, reason="Fel märkt", actor=board.actor("eva"))


def page(board):
    return reverse("decision-list-laid", args=[board.report.pk])


def paper(board, version="oppen", kind="pdf"):
    return reverse("decision-list-file", args=[board.report.pk, version, kind])


def reads(board):
    rows = Entry.objects.filter(action="read", object_id=str(board.report.pk)).order_by("sequence")
    return [(e.actor_label, e.details["decisions"]) for e in rows]


def test_as_long_as_nothing_is_marked_everybody_who_sees_the_list_has_its_open_version(laid, browse):
    for who in READERS:
        for kind in ("pdf", "docx"):
            assert browse(who).get(paper(laid, kind=kind)).status_code == 200, who
    for who in ("sven", "nils"):
        assert browse(who).get(paper(laid)).status_code == 404
    assert reads(laid) == []  # nothing in it tells of anybody
    assert OpenVersion.objects.get().masked == [3]


@pytest.mark.parametrize("kind", ["pdf", "docx"])
@pytest.mark.parametrize("who", READERS)
def test_a_paper_that_tells_too_much_is_handed_only_to_those_who_may_read_that(laid, browse, who, kind):
    before = {f.pk: (f.stored_as, uploads.read(f.stored_as)) for f in ListFile.objects.all()}
    mark(laid)
    answer = browse(who).get(paper(laid, kind=kind))
    assert answer.status_code == (200 if who in SEE_IT else 403)
    if who in SEE_IT:
        assert reads(laid) == [(who.capitalize(), 1)]
    else:
        assert "har fått sekretess" in text(answer)
        assert reads(laid) == []
    assert before == {f.pk: (f.stored_as, uploads.read(f.stored_as)) for f in ListFile.objects.all()}


@pytest.mark.parametrize("who", READERS)
def test_the_page_says_what_is_withheld_since_when_and_for_which_rows(laid, browse, who):
    mark(laid)
    shown = text(browse(who).get(page(laid)))
    assert "Öppen version 1 lämnas inte ut sedan 14 april 2021: rad 2 har fått sekretess" in shown
    assert (paper(laid) in shown) is (who in SEE_IT)
    assert ("Du får läsa de raderna" in shown) is (who in SEE_IT)
    assert ("UTPEKANDE-ORD" in shown, "UTPEKANDE-ÄRENDE" in shown) == (who in SEE_IT,) * 2
    assert ("Gör en ny öppen version" in shown) is (who in ("eva", "dag", "kim"))


def test_a_mark_taken_back_hands_the_version_out_again_and_a_new_one_counts_from_its_own_day(laid, browse):
    mark(laid)
    mark(laid, level="internal")
    assert browse("elsa").get(paper(laid)).status_code == 200
    mark(laid, when=datetime(2021, 4, 16, 9, 0, tzinfo=ZoneInfo("Europe/Stockholm")))
    mark(laid, "A 1", when=datetime(2021, 4, 18, 9, 0, tzinfo=ZoneInfo("Europe/Stockholm")))
    shown = text(browse("elsa").get(page(laid)))
    assert "lämnas inte ut sedan 16 april 2021: raderna 1, 2 har fått sekretess" in shown


def test_no_other_way_leads_to_the_bytes(laid, browse):
    mark(laid)
    elsa = browse("elsa")
    for version in ("oppen-1", "oppen-01", "oppen-0", "oppen-2", "oppen-", "fullstandig", "OPPEN", "1"):
        assert elsa.get(paper(laid, version)).status_code == 404, version
    for kept in ListFile.objects.filter(is_public=True):
        for place in ("media", "static", "uploads"):
            assert elsa.get(f"/{place}/{kept.stored_as}").status_code == 404
    pages = ("/historik/", reverse("decision-lists"), "/sok/?q=UTPEKANDE")
    told = "".join(text(elsa.get(url)) for url in pages)
    assert "UTPEKANDE-ORD" not in told


# ── A new open version ────────────────────────────────────────────────────────
def test_the_secretary_makes_a_new_one_beside_the_old(laid, browse, inline):
    frozen = uploads.read(ListFile.objects.get(is_public=True, format="docx").stored_as)
    mark(laid)
    eva, url = browse("eva"), reverse("decision-list-remake", args=[laid.report.pk])
    asked = text(eva.get(url))
    assert "rad 2 har fått sekretess" in asked
    assert "UTPEKANDE-ORD" not in asked
    with clock.at(LATER):
        assert eva.post(url).status_code == 302
    made = OpenVersion.objects.get(number=2)
    assert (made.masked, made.made_by_label) == ([2, 3], "Eva")
    entry = Entry.objects.get(action="open_version_made")
    files = {f.format: f for f in ListFile.objects.filter(is_public=True, number=2)}
    assert entry.details == {
        "version": 2, "masked_rows": [2], "sha256": made.sha256,
        "files": {f"open.{kind}": file.sha256 for kind, file in files.items()},
    }  # fmt: skip
    elsa = browse("elsa")
    new = words(elsa.get(paper(laid, "oppen-2", "docx")).content, Format.DOCX)
    assert "Anställd som vikarie" in new
    assert "2, gjord 14\xa0april\xa02021 av Eva" in new
    assert [w for w in ("UTPEKANDE-ORD", "UTPEKANDE-ÄRENDE", "HEMLIGT-FRÅN-BÖRJAN") if w in new] == []
    assert elsa.get(paper(laid, "oppen-2")).content.startswith(b"%PDF")
    shown = text(elsa.get(page(laid)))
    assert paper(laid, "oppen-2") in shown
    assert "Öppen version 1 lämnas inte ut" in shown
    assert elsa.get(paper(laid)).status_code == 403
    assert eva.get(paper(laid, kind="docx")).content == frozen


def test_what_is_marked_after_that_withholds_the_new_one_too(laid, browse):
    mark(laid)
    actions.make_open_version(report=laid.report, actor=laid.actor("kim"))
    with pytest.raises(actions.NothingWithheld):
        actions.make_open_version(report=laid.report, actor=laid.actor("kim"))
    mark(laid, "A 1")
    elsa = browse("elsa")
    assert elsa.get(paper(laid, "oppen-2")).status_code == 403
    assert "Öppen version 2 lämnas inte ut sedan 14 april 2021: rad 1" in text(elsa.get(page(laid)))
    actions.make_open_version(report=laid.report, actor=laid.actor("kim"))
    assert elsa.get(paper(laid, "oppen-3")).status_code == 200
    assert list(OpenVersion.objects.values_list("masked", flat=True)) == [[3], [2, 3], [1, 2, 3]]


@pytest.mark.parametrize("who", [*READERS, "sven", "nils"])
def test_only_those_who_plan_for_the_board_make_one(laid, browse, who):
    mark(laid)
    url = reverse("decision-list-remake", args=[laid.report.pk])
    expected = 200 if who in ("eva", "dag", "kim") else 404 if who in ("sven", "nils") else 403
    assert browse(who).get(url).status_code == expected
    if expected != 200:
        assert browse(who).post(url).status_code == expected
        with pytest.raises(laying.MayNotLay):
            actions.make_open_version(report=laid.report, actor=laid.actor(who))
    assert OpenVersion.objects.count() == 1


def test_none_is_made_when_nothing_is_withheld(laid, browse):
    assert browse("eva").get(reverse("decision-list-remake", args=[laid.report.pk])).status_code == 422


def test_a_mark_that_comes_while_it_is_drawn_stops_it_and_leaves_no_paper_behind(laid, monkeypatch, stored_files):
    mark(laid)
    before, draw, marked = stored_files(), papers.render, []

    def render(document, kind):
        if not marked:
            marked.append(mark(laid, "A 1"))
        return draw(document, kind)

    monkeypatch.setattr(papers, "render", render)
    with pytest.raises(actions.MarksChanged):
        actions.make_open_version(report=laid.report, actor=laid.actor("eva"))
    assert stored_files() == before
    assert OpenVersion.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_lists_that_were_laid_before_open_versions_had_numbers_get_their_first(laid):
    made = OpenVersion.objects.values().get()
    OpenVersion.objects.all().delete()
    executor = MigrationExecutor(connection)
    executor.migrate([("delegation", "0007_open_versions")])
    MigrationExecutor(connection).migrate([("delegation", "0008_first_open_versions")])
    call_command("migrate", verbosity=0)
    again = OpenVersion.objects.values().get()
    same = ("report_id", "number", "masked", "sha256", "made_by_label")
    assert {name: again[name] for name in same} == {name: made[name] for name in same}


# ── The papers of a list that was refused ─────────────────────────────────────
@pytest.fixture
def stored_files(settings):
    """`stored_files()` is every file that has been kept since the test began."""

    def every():
        return {str(path) for path in settings.HOME.uploads.rglob("*") if path.is_file()}

    before = every()
    return lambda: every() - before


def lay(board, **more):
    return laying.lay(meeting=board.meeting(4), kind=ListKind.ORDINARY, actor=board.actor("eva"), seen=None, **more)


def test_a_list_that_is_refused_leaves_no_paper_behind(board, stored_files, monkeypatch):
    board.decide("A 1", matter="")
    with pytest.raises(laying.IncompleteOnList):
        lay(board)
    draw = papers.render

    def render(document, kind):
        board.decide()
        return draw(document, kind)

    monkeypatch.setattr(papers, "render", render)
    with pytest.raises(laying.ListChanged):
        lay(board, accept_incomplete=True)
    assert not stored_files()
    assert not ListFile.objects.exists()


def test_nor_one_whose_job_fails_at_the_end(board, stored_files):
    board.decide("A 1")

    def fail(_report):
        assert len(stored_files()) == 4
        raise RuntimeError

    with pytest.raises(RuntimeError):
        lay(board, stored=fail)
    assert not stored_files()
    lay(board)
    assert len(stored_files()) == 4


def test_a_paper_that_was_there_before_is_never_taken_back(stored_files):
    kept = uploads.store(b"ett papper")
    again = uploads.store(b"ett papper")
    assert (kept.is_new, again.is_new) == (True, False)
    uploads.take_back(again)
    assert uploads.read(kept.name) == b"ett papper"
    uploads.take_back(kept)
    assert not stored_files()
