"""The pages of lists, minutes and follow-up; and that the open version leaks nothing in any format."""

import io
import re
import zipfile
from datetime import date

import pytest
from django.urls import reverse

from ledtrad.core import papers
from ledtrad.core.jobs import Job
from ledtrad.core.ledger.models import Entry
from ledtrad.core.papers.kinds import Format
from ledtrad.core.pseudonyms import Pseudonyms
from ledtrad.delegation.actions import lists as actions
from ledtrad.delegation.models import DecisionReport, DelegatedDecision, FindingTask, ReportedDecision, SeparateMinutes
from ledtrad.delegation.pages.links import decision_url
from ledtrad.delegation.papers.lists import list_document
from ledtrad.delegation.queries.lists import proposals
from ledtrad.delegation.rules.words import ListKind
from tests.delegation.test_control_pages import text

ORDINARY, URGENT = ListKind.ORDINARY, ListKind.URGENT
SECRETS = ("HEMLIGT-BESLUT", "HEMLIGT-ÄRENDE", "pseudonym-4711", "HEMLIG-BETECKNING", "pseudonym-0815")


def address(name, *more, kind=ORDINARY):
    return reverse(f"decision-list{name}", args=["SN", "2021-04-21", kind, *more])


@pytest.fixture
def secret(board):
    """Decisions that hold something about somebody, each in its own way, beside one that does not."""
    board.decide("HEMLIG-BETECKNING 1", confidentiality="confidential", matter="HEMLIGT-ÄRENDE 1",
                 decision="HEMLIGT-BESLUT 1", subject="pseudonym-4711")  # fmt: skip
    board.decide("A 2", matter="HEMLIGT-ÄRENDE 2", decision="HEMLIGT-BESLUT 2", subject="pseudonym-0815")
    board.decide("A 3", decision="Enligt samtal med pseudonym-4711", matter="HEMLIGT-ÄRENDE 3")
    board.decide("A 4", item="5.1", decision="Vikarie i tre veckor", matter="SN 2021/400")
    return board


@pytest.fixture
def named_in_words(board):
    """Decisions without a subject, in whose words an import has put a pseudonym in a number's place."""
    number = Pseudonyms("decisions").of("19121212-1212")
    board.decide("A 1", decision=f"Bifall för {number}")
    board.decide("OV 1", item="8.1", decision=f"Yttrande om {number}")
    return number


def test_a_pseudonym_that_stands_in_the_words_alone_is_masked_too(named_in_words, board, browse, monkeypatch):
    found = proposals(board.meeting(4), cutoff_days=7)[ORDINARY]
    assert named_in_words not in str(list_document(found, public=True))
    assert named_in_words in str(list_document(found, public=False))
    drawn = []
    monkeypatch.setattr(papers, "render", lambda document, kind: drawn.append(str(document)) or b"")
    decision = DelegatedDecision.objects.get(source_id="OV 1")
    browse("eva").get(reverse("separate-minutes-paper", args=[decision.pk, "pdf"]))
    assert named_in_words not in drawn[0]


def words(data, kind):
    """What a file says, as far down as one can look without drawing it."""
    if kind == Format.DOCX:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [archive.read(name) for name in archive.namelist() if name.endswith((".xml", ".rels"))]
        return re.sub(r"<[^>]+>", "", b"".join(parts).decode())
    return data.decode("utf-8", "replace")


@pytest.mark.parametrize("kind", [Format.DOCX, Format.HTML])
def test_the_open_version_leaks_nothing(secret, kind):
    found = proposals(secret.meeting(4), cutoff_days=7)[ORDINARY]
    told = words(papers.render(list_document(found, public=True), kind), kind)
    assert "Vikarie i tre veckor" in told
    assert [s for s in SECRETS if s in told] == []
    everything = words(papers.render(list_document(found, public=False), kind), kind)
    assert [s for s in SECRETS if s not in everything] == []


def test_the_pdf_is_drawn_from_a_document_that_leaks_nothing(secret, monkeypatch):
    """A PDF's text lies compressed in fonts of its own: what is looked at is what the drawer is given."""
    drawn = []
    monkeypatch.setattr(papers, "render", lambda document, kind: drawn.append(str(document)) or b"%PDF")
    report = actions.lay(meeting=secret.meeting(4), kind=ORDINARY, actor=secret.actor("eva"), seen=None)
    assert len(drawn) == 4
    public = [told for told in drawn if "Öppen version" in told]
    assert len(public) == 2
    assert [s for s in SECRETS if any(s in told for told in public)] == []
    assert [s for s in SECRETS if s in str(report.public)] == []
    hashed = report.full["facts"][-1][1]
    assert hashed not in str(report.public)  # a hash of something short can be guessed from


def test_each_reader_of_a_laid_list_sees_what_they_may(secret, browse):
    report = actions.lay(meeting=secret.meeting(4), kind=ORDINARY, actor=secret.actor("eva"), seen=None)
    url = reverse("decision-list-laid", args=[report.pk])
    elsa = text(browse("elsa").get(url))
    assert "Vikarie i tre veckor" in elsa
    assert [s for s in SECRETS if s in elsa] == []
    assert "3 beslut omfattas av sekretess" in elsa
    eva = text(browse("eva").get(url))
    assert "HEMLIGT-BESLUT 1" in eva
    assert browse("sven").get(url).status_code == 404
    read = Entry.objects.filter(action="read", object_id=str(report.pk))
    assert list(read.values_list("actor_label", flat=True)) == ["Eva"]
    asked = (
        *(("elsa", "oppen", 200), ("elsa", "fullstandig", 404), ("disa", "fullstandig", 404)),
        *(("kim", "fullstandig", 404), ("eva", "fullstandig", 200), ("eva", "annan", 404)),
    )
    for who, version, status in asked:
        answer = browse(who).get(reverse("decision-list-file", args=[report.pk, version, "pdf"]))
        assert answer.status_code == status, (who, version)


def test_a_long_laid_list_shows_the_beginning_of_each_area(secret, browse, monkeypatch):
    monkeypatch.setattr("ledtrad.delegation.pages.lists.MOST_IN_AREA", 1)
    report = actions.lay(meeting=secret.meeting(4), kind=ORDINARY, actor=secret.actor("eva"), seen=None)
    eva, url = browse("eva"), reverse("decision-list-laid", args=[report.pk])
    total = report.rows.count()
    part, whole = text(eva.get(url)), text(eva.get(f"{url}?alla=1"))
    assert (f"{total} beslut." in part, f"{total} beslut." in whole) == (True, True)
    assert ("Visa alla" in part, "Visa alla" in whole) == (True, False)
    assert len(part) < len(whole)


def test_rows_from_a_file_whose_decision_is_not_known_are_read_as_confidential(board, browse):
    report = board.tell(board.decide("A 1", decision="Okänt innehåll"), meeting=board.meeting(2))
    ReportedDecision.objects.update(told=None)
    url = reverse("decision-list-laid", args=[report.pk])
    assert "Okänt innehåll" not in text(browse("elsa").get(url))


def test_the_proposal_shows_the_incomplete_first_with_who_has_to_mend_them(board, browse):
    board.decide("A 1")
    board.decide("A 2", matter="")
    page = text(browse("eva").get(address("")))
    assert "2 beslut anmäls." in page
    assert "1 måste kompletteras först." in page
    assert page.index("Kompletteras först") < page.index("Ekonomiskt bistånd")
    assert "har inte fått uppgiften än" in page
    eva = browse("eva")
    assert eva.post(address("-ask"), {"due_on": "2021-04-01"}).status_code == 422
    assert eva.post(address("-ask"), {"due_on": "2021-04-14"}).status_code == 302
    assert FindingTask.objects.get().to_person == board.people["bo"]
    assert "har uppgiften, senast 14 april 2021" in text(eva.get(address("")))
    assert "Fyra" not in text(eva.get("/delegation/"))
    assert "En delegat har fått uppgiften i Att göra" in text(eva.get("/delegation/"))


def test_who_may_see_the_proposal_and_who_may_lay(board, browse):
    board.decide("A 1", confidentiality="confidential", decision="HEMLIGT-BESLUT")
    seen, unseen = ("eva", "kim", "disa"), ("anna", "bo", "elsa", "sven")
    for who, status in [*((who, 200) for who in seen), *((who, 404) for who in unseen)]:
        assert browse(who).get(address("")).status_code == status, who
    assert "HEMLIGT-BESLUT" in text(browse("eva").get(address("")))
    for who in ("kim", "disa"):
        page = text(browse(who).get(address("")))
        assert "HEMLIGT-BESLUT" not in page
        assert "1 beslut omfattas av sekretess" in page
    assert browse("disa").get(address("-lay")).status_code == 403
    assert browse("disa").post(address("-lay"), {"seen": "x"}).status_code == 403


def test_taking_off_and_undoing_in_the_browser(board, browse):
    decision, eva = board.decide("A 1"), browse("eva")
    url = address("-choose", decision.pk)
    assert eva.post(url, {"reason": ""}).status_code == 422
    assert eva.post(url, {"reason": "Ska prövas på nytt"}).status_code == 302
    page = text(eva.get(address("")))
    assert "Ska prövas på nytt" in page
    choice = DecisionReport.objects.get().choices.get()
    assert eva.post(reverse("decision-list-undo", args=[choice.pk])).status_code == 302
    assert "1 beslut anmäls." in text(eva.get(address("")))


def test_a_list_that_changed_is_not_laid_and_the_job_says_so(board, browse, inline):
    board.decide("A 1")
    eva = browse("eva")
    seen = eva.get(address("-lay")).context["form"].initial["seen"]
    board.decide("A 2")
    answer = eva.post(address("-lay"), {"seen": seen})
    assert "Listan har ändrats" in text(eva.get(answer["Location"]))
    assert Job.objects.get().state == "failed"
    assert not ReportedDecision.objects.exists()


def test_incomplete_decisions_ask_for_a_tick(board, browse, inline):
    board.decide("A 1", matter="")
    eva = browse("eva")
    seen = eva.get(address("-lay")).context["form"].initial["seen"]
    assert eva.post(address("-lay"), {"seen": seen}).status_code == 422
    assert eva.post(address("-lay"), {"seen": seen, "accept_incomplete": "on"}).status_code == 302
    assert ReportedDecision.objects.count() == 1


def test_urgent_decisions_have_their_own_list_and_paper(board, browse):
    board.decide("O 1", item="7.1", decided_on=date(2021, 4, 20), decision="Brådskande beslut")
    page = text(browse("eva").get(address("", kind=URGENT)))
    assert "Brådskande beslut" in page
    assert "1 beslut anmäls på en egen lista" in text(browse("eva").get("/delegation/"))
    for version in ("oppen", "fullstandig"):
        answer = browse("eva").get(address("-preview", version, "pdf", kind=URGENT))
        assert answer.content.startswith(b"%PDF")


@pytest.mark.parametrize("url", [address("", kind="annat"), "/delegation/listor/SN/2021-13-45/ordinary/",
                                 "/delegation/listor/SN/2021-04-22/ordinary/", "/delegation/listor/XX/",
                                 address("-preview", "oppen", "exe")])  # fmt: skip
def test_what_does_not_exist_is_not_found(board, browse, url):
    assert browse("eva").get(url).status_code == 404


def test_the_way_to_the_next_list(board, browse):
    assert browse("eva").get("/delegation/listor/SN/")["Location"] == address("")
    board.unit_sn.meetings.all().delete()
    assert "Inget sammanträde är planerat" in text(browse("eva").get("/delegation/listor/SN/"))
    assert "Inget sammanträde är planerat" in text(browse("eva").get("/delegation/"))


# ── Minuted separately ────────────────────────────────────────────────────────
def test_decisions_minuted_separately_are_kept_with_their_days(board, browse):
    decision = board.decide("OV 1", item="8.1", decision="Yttrande till förvaltningsrätten")
    board.decide("A 1")
    eva = browse("eva")
    page = text(eva.get(reverse("separate-minutes")))
    assert "OV 1" in page
    assert "A 1" not in page
    url = reverse("separate-minutes-one", args=[decision.pk])
    wrong = {"paragraph": "§ 12", "adjusted_on": "2021-03-29", "announced_on": "2021-03-28"}
    assert eva.post(url, wrong).status_code == 422
    assert eva.post(url, wrong | {"announced_on": "2021-03-30"}).status_code == 302
    page = text(eva.get(url))
    assert "Kan överklagas till och med 20 april 2021." in page
    version = SeparateMinutes.objects.get().version
    assert eva.post(url, wrong | {"announced_on": "", "version": version}).status_code == 302
    assert eva.post(url, wrong | {"announced_on": "", "version": version}).status_code == 409
    assert "Ska anslås senast 31 mars 2021." in text(eva.get(url))
    assert browse("anna").get(url).status_code == 200
    assert browse("anna").post(url, wrong).status_code == 403
    assert browse("cecilia").get(url).status_code == 404
    for format in ("pdf", "docx"):
        assert eva.get(reverse("separate-minutes-paper", args=[decision.pk, format])).status_code == 200


def test_the_paper_for_the_notice_board_tells_nothing_confidential(board, browse, monkeypatch):
    decision = board.decide("OV 1", item="8.1", decision="HEMLIGT-BESLUT", matter="HEMLIGT-ÄRENDE",
                            confidentiality="confidential", subject="pseudonym-4711")  # fmt: skip
    drawn = []
    monkeypatch.setattr(papers, "render", lambda document, kind: drawn.append(str(document)) or b"")
    browse("eva").get(reverse("separate-minutes-paper", args=[decision.pk, "pdf"]))
    assert [s for s in SECRETS if s in drawn[0]] == []


# ── Follow-up ─────────────────────────────────────────────────────────────────
@pytest.fixture
def followed(board):
    """Two in time, one late, one missing, one that waits; one that is execution."""
    on_time = [board.decide(decided_on=date(2021, 2, 1)) for _n in range(2)]
    late = board.decide(decided_on=date(2021, 2, 2), item="2.4")
    board.decide("SAKNAT 7", decided_on=date(2021, 2, 3), confidentiality="confidential")
    board.decide(decided_on=date(2021, 4, 1))
    board.decide(decided_on=date(2021, 2, 1), item="6.1")
    board.tell(*on_time, meeting=board.meeting(2))
    board.tell(late, meeting=board.meeting(3))
    return board


def test_the_follow_up_counts_and_each_number_leads_to_its_decisions(followed, browse):
    eva = browse("eva")
    answer = eva.get(reverse("decision-follow"))
    page = text(answer)
    assert "50,0 % av besluten är anmälda i tid: 2 av 4. 1 är inte anmält alls." in page
    assert (answer.context["total"].late, answer.context["total"].waits) == (1, 1)
    for share, urls in [(answer.context["total"], answer.context["total_urls"])] + [
        row[-2:] for name in ("months", "items", "functions") for row in answer.context[name]
    ]:
        for state in ("in_time", "late", "missing", "waits", "due"):
            assert eva.get(urls[state]).context["total"] == getattr(share, state), (share.key, state)


def test_a_number_leads_to_no_decision_that_one_may_not_see(followed, browse):
    url = reverse("decision-follow-rows") + "?namnd=SN&lage=missing&manad=2021-02"
    assert "SAKNAT 7" in text(browse("eva").get(url))
    answer = browse("kim").get(url)
    kim = text(answer)
    hidden = DelegatedDecision.objects.get(source_id="SAKNAT 7")
    assert [word for word in ("SAKNAT 7", hidden.decision, hidden.matter, decision_url(hidden.pk)) if word in kim] == []
    assert answer.context["listing"].total == 0
    assert "1 beslut omfattas av sekretess" in kim
    assert "Uppföljningen är för dem" in text(browse("anna").get(url))


@pytest.mark.parametrize("query", ["?ar=abc", "?ar=2019", "?namnd=XX", "?manad=2021-99", "?fran=x&till=y", "?lage=z"])
def test_an_odd_address_is_no_fault(followed, browse, query):
    assert browse("eva").get(reverse("decision-follow") + query).status_code == 200
    assert browse("eva").get(reverse("decision-follow-rows") + query).status_code == 200


# ── Att göra ──────────────────────────────────────────────────────────────────
def test_the_secretary_and_the_director_have_the_list_to_lay_and_nobody_else(board, browse):
    words = "Lägg fram delegationsbesluten till sammanträdet 21 april 2021"
    seen = {who: words in text(browse(who).get("/")) for who in ("eva", "dag", "kim", "anna", "elsa")}
    assert seen == {"eva": True, "dag": True, "kim": False, "anna": False, "elsa": False}
    board.decide("A 1")
    actions.lay(meeting=board.meeting(4), kind=ORDINARY, actor=board.actor("eva"), seen=None)
    assert words not in text(browse("eva").get("/"))


# ── Queries ───────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_ask_a_fixed_number_of_questions(board, browse, count, django_assert_num_queries):
    for n in range(count):
        board.decide(f"A {n}", matter="")
        board.decide(f"OV {n}", item="8.1")
    report = board.tell(*[board.decide(f"B {n}") for n in range(count)], meeting=board.meeting(3))
    eva = browse("eva")
    eva.get("/")
    for url, number in (
        (address(""), 13),
        (address("-lay"), 12),
        (reverse("decision-list-laid", args=[report.pk]), 9),
        (reverse("decision-lists"), 10),
        (reverse("separate-minutes"), 9),
        (reverse("decision-follow"), 10),
        (reverse("decision-follow-rows") + "?namnd=SN", 12),
    ):
        with django_assert_num_queries(number):
            assert eva.get(url).status_code == 200
