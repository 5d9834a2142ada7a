"""A board's statement: stands row by row, measures in the thread, the paper, and what others may see of a draft."""

import re
from datetime import date

import pytest
from django.db import transaction
from django.urls import reverse

from ledtrad.activities.models import Activity
from ledtrad.audits.actions import statement_papers
from ledtrad.audits.actions import statements as actions
from ledtrad.audits.models import Addressed, Stand, StandMeasure, Statement
from ledtrad.audits.queries import statements as queries
from ledtrad.core import ledger
from ledtrad.core.refusals import Stale
from ledtrad.meetings.actions import matters
from ledtrad.meetings.actions import papers as papers
from ledtrad.meetings.actions.refusals import NotReady
from ledtrad.meetings.content import document_of
from ledtrad.meetings.models import Matter, Paper, PaperSection
from ledtrad.meetings.words import PaperKind, StepKind
from ledtrad.thread import actions as thread
from ledtrad.thread import todo
from ledtrad.thread.models import Link, Node
from tests.audits.answering import add_recommendation
from tests.factories import ActivityFactory

SHARES = {"position": "shares", "reasons": "Kraven skiljer sig i dag mellan nämnderna.", "counter_proposal": ""}
NOT = {
    "position": "does_not_share",
    "reasons": "Uppgifterna finns redan i årsanalysen.",
    "counter_proposal": "att uppgifterna lyfts fram i årsanalysen",
}


def write(answering, order, values=SHARES, who="eva", seen=0, board="SN"):
    return actions.write_stand(
        statement=answering.statement(board), addressed=answering.part(order, board), values=values,
        actor=answering.actor(who), seen=seen,
    )  # fmt: skip


def promise(answering, order=0, who="eva", function="dag", title="Ta fram gemensamma formkrav", board="SN"):
    return actions.promise(
        statement=answering.statement(board), addressed=answering.part(order, board), title=title,
        responsible=answering.functions[function], due_on=date(2021, 9, 30), actor=answering.actor(who),
    )  # fmt: skip


def answered(answering):
    """Every recommendation of the social board has its answer."""
    for order, values in enumerate((SHARES, NOT, SHARES)):
        write(answering, order, values)
    promise(answering)


def begun(answering, who="eva", **more):
    return statement_papers.begin(statement=answering.statement(), actor=answering.actor(who), **more)


def adopted(answering):
    """Answered, written, signed by secretary, manager and director in turn, and adopted."""
    answered(answering)
    paper = begun(answering)
    steps = [(StepKind.WRITER, "eva"), (StepKind.MANAGER, "johan"), (StepKind.DIRECTOR, "dag")]
    papers.submit(
        paper=paper, steps=[(kind, answering.functions[who]) for kind, who in steps], actor=answering.actor("eva"),
        seen=None,
    )  # fmt: skip
    for step, (_kind, who) in zip(paper.steps.all(), steps, strict=True):
        papers.sign(step=step, actor=answering.actor(who))
    paper = Paper.objects.get(pk=paper.pk)
    return papers.adopt(paper=paper, on=date(2021, 4, 12), paragraph="§ 41", actor=answering.actor("eva"))


# ── Stands ────────────────────────────────────────────────────────────────────
def test_stands_are_saved_one_by_one_and_the_page_says_what_is_left(answering, as_person):
    eva = as_person("eva")
    page = reverse("statement", args=["GR-001", "SN"])
    assert "0 av 3 rekommendationer har svar." in eva.get(page).content.decode()
    url = reverse("stand", args=["GR-001", "SN", answering.part(0).pk])
    answer = eva.post(url, {**SHARES, "version": "0"})
    assert answer.url == f"{page}#svar-{answering.part(0).pk}"
    eva.post(
        reverse("stand", args=["GR-001", "SN", answering.part(1).pk]), {**NOT, "counter_proposal": "", "version": ""}
    )
    text = eva.get(page).content.decode()
    assert "1 av 3 rekommendationer har svar." in text
    assert "förslag i stället saknas" in text
    assert "Kraven skiljer sig i dag" in text


def sent(answering, order, values, seen=0):
    """As the statement's page sends an answer."""
    pk = answering.part(order).pk
    return {f"{pk}-{name}": value for name, value in {**values, "version": seen}.items()}


def test_any_button_saves_all_that_was_written_on_the_page(answering, as_person):
    url = reverse("stands", args=["GR-001", "SN"])
    part = answering.part(0)
    untouched = sent(answering, 2, {"position": "", "reasons": "", "counter_proposal": ""})
    written = {**sent(answering, 0, SHARES), **sent(answering, 1, NOT), **untouched}
    answer = as_person("eva").post(url, {**written, "do": f"atgard-{part.pk}"})
    assert answer.url == reverse("stand-measure", args=["GR-001", "SN", part.pk])
    assert set(Stand.objects.values_list("position", flat=True)) == {"shares", "does_not_share"}
    answer = as_person("eva").post(url, {**sent(answering, 2, SHARES), "do": f"svar-{answering.part(2).pk}"})
    assert answer.url.endswith(f"#svar-{answering.part(2).pk}")
    assert Stand.objects.count() == 3


def test_what_can_be_saved_is_and_what_cannot_stays_in_its_form(answering, as_person):
    url = reverse("stands", args=["GR-001", "SN"])
    first = write(answering, 0, {**SHARES, "reasons": ""})
    write(answering, 0, {**SHARES, "reasons": "Detta skrev Dag."}, "dag", seen=first.version)
    written = {
        **sent(answering, 0, {**SHARES, "reasons": "Detta skrev Eva."}, first.version), **sent(answering, 1, NOT),
        **sent(answering, 2, {**SHARES, "reasons": "Se 19811228-9874"}),
    }  # fmt: skip
    answer = as_person("eva").post(url, written)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Detta skrev Dag." in text
    assert "Detta skrev Eva." in text
    assert "Se 19811228-9874" in text
    assert NOT["reasons"] in text
    assert text.count("Någon annan har sparat sedan du öppnade sidan.") >= 1
    assert Stand.objects.get(addressed=answering.part(1)).position == "does_not_share"
    assert Stand.objects.get(addressed=answering.part(0)).reasons == "Detta skrev Dag."
    assert not Stand.objects.filter(addressed=answering.part(2)).exists()
    # Both have been seen: sent once more, it is saved.
    seen = re.search(rf'name="{answering.part(0).pk}-version" value="(\d+)"', text)
    assert seen
    again = sent(answering, 0, {**SHARES, "reasons": "Detta skrev Eva."}, seen[1])
    assert as_person("eva").post(url, again).status_code == 302
    assert Stand.objects.get(addressed=answering.part(0)).reasons == "Detta skrev Eva."


def test_whoever_saves_on_top_of_another_is_shown_both(answering, as_person):
    first = write(answering, 0)
    write(answering, 0, NOT, seen=first.version)
    with pytest.raises(Stale):
        write(answering, 0, SHARES, seen=first.version)
    answer = as_person("eva").post(
        reverse("stand", args=["GR-001", "SN", answering.part(0).pk]), {**SHARES, "version": str(first.version)}
    )
    assert answer.status_code == 409
    assert "Uppgifterna finns redan i årsanalysen." in answer.content.decode()
    assert Stand.objects.get().position == "does_not_share"


def test_two_who_begin_at_once_do_not_overwrite_each_other(answering):
    write(answering, 0)
    with pytest.raises(Stale):
        write(answering, 0, NOT, seen=0)


def test_who_writes(answering):
    for who in ("eva", "dag", "kim", "karin"):
        write(answering, 0, {**SHARES, "reasons": who}, who, seen=None)
    for who in ("anna", "bo", "elsa", "disa", "adam", "sven", "nils"):
        with pytest.raises(actions.MayNotAnswer):
            write(answering, 1, who=who)
    Statement.objects.filter(board=answering.unit("SN")).update(responsible=answering.functions["bo"])
    write(answering, 1, who="bo")  # who is asked to write it may
    assert not ledger.entries().visible_to(answering.person("elsa")).with_action("stand_written").exists()
    assert ledger.entries().visible_to(answering.person("eva")).with_action("stand_written").count() == 5


def test_a_personal_identity_number_is_refused_at_its_field(answering, as_person):
    answer = as_person("eva").post(
        reverse("stand", args=["GR-001", "SN", answering.part(0).pk]), {**SHARES, "reasons": "Se 19811228-9874"}
    )
    assert answer.status_code == 422
    assert "personnummer" in answer.content.decode()
    assert not Stand.objects.exists()


# ── Who sees a draft ──────────────────────────────────────────────────────────
def test_one_boards_draft_is_not_seen_by_another(answering, as_person):
    answered(answering)
    url = reverse("statement", args=["GR-001", "SN"])
    for who in ("eva", "dag", "anna", "bo", "disa", "adam"):
        assert as_person(who).get(url).status_code == 200
    for who in ("sven", "nils", "elsa"):
        assert as_person(who).get(url).status_code == 404
        for page in (
            reverse("addressed", args=["RK-001", "SN"]), reverse("what-happened", args=["GR-001"]),
            reverse("audit", args=["GR-001"]), reverse("node", args=["RK-001"]), reverse("recommendations"),
        ):  # fmt: skip
            answer = as_person(who).get(page)
            assert answer.status_code == 200
            text = answer.content.decode()
            assert "Kraven skiljer sig" not in text
            assert who == "elsa" or "Ta fram gemensamma formkrav" not in text
    assert as_person("sven").get(reverse("statement", args=["GR-001", "BSN"])).status_code == 200
    assert as_person("eva").get(reverse("statement", args=["GR-001", "BSN"])).status_code == 404


def test_elected_members_read_it_when_it_is_ready_for_them(answering):
    answered(answering)
    paper = begun(answering)
    assert not Statement.objects.visible_to(answering.person("elsa")).exists()
    Paper.objects.filter(pk=paper.pk).update(state="ready", content={}, sha256="x")
    assert Statement.objects.visible_to(answering.person("elsa")).count() == 1
    assert not Statement.objects.visible_to(answering.person("sven")).filter(board=answering.unit("SN")).exists()


# ── Measures ──────────────────────────────────────────────────────────────────
def test_a_measure_is_an_activity_that_answers_and_is_internal_until_the_board_has_decided(answering, as_person):
    eva = as_person("eva")
    url = reverse("stand-measure", args=["GR-001", "SN", answering.part(0).pk])
    assert eva.post(url, {"title": "x"}).status_code == 422
    answer = eva.post(
        url, {"title": "Ta fram formkrav", "responsible": answering.functions["anna"].pk, "due_on": "2021-09-30"}
    )
    assert answer.status_code == 302
    made = Activity.objects.get()
    assert (made.unit.number, made.confidentiality, made.due_on) == ("AFE", "internal", date(2021, 9, 30))
    assert Link.objects.get(source=made.pk).target_id == answering.recommendations[0].pk
    assert not Activity.objects.visible_to(answering.person("sven")).exists()
    assert "Ta fram formkrav" in eva.get(reverse("statement", args=["GR-001", "SN"])).content.decode()


def test_a_measure_is_given_to_the_boards_own(answering):
    with pytest.raises(actions.NotOfBoard):
        promise(answering, function="sven")
    other = ActivityFactory(unit=answering.unit("SKOLA"))
    with pytest.raises(actions.NotOfBoard):
        actions.promise_existing(
            statement=answering.statement(), addressed=answering.part(0), activity=other, actor=answering.actor("eva")
        )


def test_an_activity_that_is_there_is_chosen_and_tied_when_the_board_has_decided(answering, as_person):
    own = ActivityFactory(unit=answering.unit("AFE"), title="Se över rutinen", responsible=answering.functions["anna"])
    eva = as_person("eva")
    url = reverse("stand-measure", args=["GR-001", "SN", answering.part(0).pk])
    assert "Se över rutinen" in eva.get(url).content.decode()
    assert eva.post(url, {"activity": own.pk}).status_code == 302
    assert not Link.objects.filter(source=own.pk).exists()
    assert "Se över rutinen" not in eva.get(url).content.decode()
    adopted(answering)
    assert Link.objects.filter(source=own.pk, target=answering.recommendations[0].pk).exists()


def test_a_measure_that_is_taken_back_stays_in_the_thread_untied(answering, as_person):
    made = promise(answering)
    row = StandMeasure.objects.get()
    url = reverse("stands", args=["GR-001", "SN"])
    sent = {"do": f"bort-{answering.part(0).pk}-{row.pk}"}
    assert as_person("bo").post(url, sent).status_code == 403
    assert as_person("eva").post(url, {"do": f"bort-{answering.part(1).pk}-{row.pk}"}).status_code == 404
    assert as_person("eva").post(url, sent).status_code == 302
    assert Activity.objects.filter(pk=made.pk).exists()
    assert not Link.objects.exists()


# ── The paper ─────────────────────────────────────────────────────────────────
def test_the_paper_begins_with_texts_and_shows_the_stands_as_they_are(answering):
    answered(answering)
    paper = begun(answering)
    told = dict(PaperSection.objects.filter(paper=paper).values_list("slug", "text"))
    assert told["proposed_decision"].startswith("SN beslutar att överlämna detta yttrande till kommunens revisorer")
    assert "tre rekommendationer till SN" in told["summary"]
    assert "- Revisionsrapporten ”Politisk styrning, uppföljning och samordning”, 2020-12-09" in told["basis"]
    assert told["matter"].startswith("EY har på uppdrag av kommunens revisorer gjort granskningen")
    assert told["distribution"] == "Kommunrevisionen"
    assert all(told[slug] for slug in ("preparation", "childs_best_interest", "economy"))

    def blocks(slug):
        return next(s["blocks"] for s in document_of(Paper.objects.get(pk=paper.pk))["sections"] if s["slug"] == slug)

    words = str(blocks("position"))
    assert "”Säkerställa att samtliga beslut anmäls.”" in words
    assert "SN delar inte revisorernas bedömning." in words
    assert "['Nämnden föreslår i stället ', True], ['att uppgifterna lyfts fram i årsanalysen', False]," in words
    assert (
        next(b for b in blocks("position") if b["kind"] == "table")["rows"][0][0]["text"]
        == "Ta fram gemensamma formkrav"
    )
    assert "Av de tre rekommendationerna delar SN två helt och en inte alls. Yttrandet tar upp en åtgärd" in str(
        blocks("summary")
    )
    write(answering, 2, {**SHARES, "reasons": "Nya skäl"}, seen=None)
    assert "Nya skäl" in str(blocks("position"))


def test_one_finds_the_way_between_the_text_and_the_answers(answering, as_person):
    paper, where = begun(answering), reverse("statement", args=["GR-001", "SN"])
    eva = as_person("eva")
    for view in ("", "?visa=handling"):
        assert f'href="{where}"' in eva.get(paper.get_absolute_url() + view).content.decode()
    assert f'href="{paper.get_absolute_url()}"' in eva.get(where).content.decode()
    other = papers.begin_paper(
        matter=paper.matter, kind=PaperKind.MEMORANDUM, title="Annat", actor=answering.actor("eva")
    )
    assert where not in eva.get(other.get_absolute_url()).content.decode().split("<aside")[0]


def test_what_follows_below_the_text_is_in_the_papers_language(answering, as_person):
    answered(answering)
    paper, eva = begun(answering), answering.people["eva"]
    type(eva).objects.filter(pk=eva.pk).update(language="en")
    text = as_person("eva").get(paper.get_absolute_url()).content.decode()
    assert "The answers to the recommendations" in text
    assert "SN delar inte revisorernas bedömning." in text


def test_who_prepared_it_is_told_so_that_every_title_reads_well(answering):
    text = begun(answering).sections.get(slug="preparation").text
    title = answering.functions["eva"].title
    assert text == f"Förslaget till yttrande har tagits fram inom förvaltningen. Handläggare: {title}."


def test_it_is_begun_in_a_chosen_matter_of_the_same_board_and_once(answering, as_person):
    eva = answering.actor("eva")
    own = matters.open_matter(
        board=answering.unit("SN"), title="Granskning", actor=eva, registration_number="SO 2020/0100"
    )
    other = matters.open_matter(board=answering.unit("BSN"), title="x", actor=answering.actor("sven"))
    with pytest.raises(statement_papers.OtherBoard):
        begun(answering, matter=other)
    answer = as_person("eva").post(reverse("statement-begin", args=["GR-001", "SN"]), {"matter": own.pk})
    assert answer.status_code == 302
    statement = answering.statement()
    assert statement.matter.registration_number == "SO 2020/0100"
    assert Paper.objects.get().kind == PaperKind.STATEMENT
    with pytest.raises(statement_papers.Begun):
        begun(answering)


def test_a_number_from_the_diary_is_kept_and_a_discarded_paper_can_be_begun_anew(answering):
    paper = begun(answering, registration_number="SN-2021/653.111")
    assert Matter.objects.get().registration_number == "SN-2021/653.111"
    papers.discard(paper=paper, actor=answering.actor("eva"))
    assert answering.statement().paper is None
    assert begun(answering, matter=Matter.objects.get()).matter.registration_number == "SN-2021/653.111"


def test_it_is_not_ready_before_every_recommendation_has_its_stand_and_reasons(answering):
    write(answering, 0)
    write(answering, 1, {**SHARES, "reasons": ""})
    paper = begun(answering)
    with pytest.raises(NotReady) as refused:
        papers.submit(
            paper=paper,
            steps=[(StepKind.DIRECTOR, answering.functions["dag"])],
            actor=answering.actor("eva"),
            seen=None,
        )
    assert "Rekommendation RK-002 saknar skäl." in str(refused.value)
    assert "Rekommendation RK-003 saknar ställningstagande." in str(refused.value)


def test_another_statement_than_an_audits_is_let_be(answering):
    matter = matters.open_matter(board=answering.unit("SN"), title="Remiss", actor=answering.actor("eva"))
    paper = papers.begin_paper(matter=matter, kind=PaperKind.STATEMENT, title="Remissvar", actor=answering.actor("eva"))
    assert "Rekommendation" not in str(document_of(paper))
    PaperSection.objects.filter(paper=paper).update(text="Text.")
    papers.submit(
        paper=paper, steps=[(StepKind.DIRECTOR, answering.functions["dag"])], actor=answering.actor("eva"), seen=None
    )


def test_what_is_signed_off_stands_still_until_it_comes_back(answering):
    answered(answering)
    paper = begun(answering)
    papers.submit(
        paper=paper, steps=[(StepKind.DIRECTOR, answering.functions["dag"])], actor=answering.actor("eva"), seen=None
    )
    with pytest.raises(actions.StandsStill):
        write(answering, 0, NOT, seen=None)
    with pytest.raises(actions.StandsStill):
        promise(answering)
    papers.send_back(paper=paper, reason="Skriv mer", actor=answering.actor("dag"))
    write(answering, 0, NOT, seen=None)


def test_adopted_by_secretary_manager_and_director_the_stands_are_the_boards(answering, as_person, inline):
    paper = adopted(answering)
    statement = answering.statement()
    assert (statement.adopted_on, paper.state) == (date(2021, 4, 12), "adopted")
    assert [a.position for a in Addressed.objects.filter(board=answering.unit("SN"))] == [
        "shares", "does_not_share", "shares",
    ]  # fmt: skip
    assert set(Addressed.objects.filter(board=answering.unit("BSN")).values_list("position", flat=True)) == {""}
    assert Activity.objects.get().confidentiality == "open"
    text = as_person("nils").get(reverse("statement", args=["GR-001", "SN"])).content.decode()
    assert "Kraven skiljer sig" in text
    assert "Nämnden beslutade 12" in text.replace("\N{NO-BREAK SPACE}", " ")
    assert (
        "Ta fram gemensamma formkrav"
        in as_person("sven").get(reverse("addressed", args=["RK-001", "SN"])).content.decode()
    )
    assert ledger.entries().visible_to(answering.person("nils")).with_action("stand_adopted").count() == 3
    with pytest.raises(actions.StandsStill):
        write(answering, 0, NOT, seen=None)


def test_what_a_stand_said_before_is_for_those_who_read_drafts_also_when_the_board_has_decided(answering, inline):
    def readers():
        rows = {name: ledger.entries().visible_to(answering.person(name)) for name in answering.people}
        return {name for name, entries in rows.items() if entries.with_action("stand_written").exists()}

    write(answering, 0)
    before = readers()
    assert {"eva", "dag", "disa"} <= before
    assert before.isdisjoint({"elsa", "sven", "nils"})
    Stand.objects.all().delete()
    adopted(answering)
    assert readers() == before


def test_an_audit_that_becomes_confidential_takes_its_past_with_it(answering):
    with transaction.atomic():
        ledger.record(answering.actor("eva"), "changed", answering.audit, unit_id=answering.audit.unit_id,
                      confidentiality="open", title="Röjande")  # fmt: skip

    def seen(name):
        return ledger.entries().visible_to(answering.person(name)).about(answering.audit).exists()

    assert seen("elsa")
    type(answering.audit).objects.filter(pk=answering.audit.pk).update(confidentiality="confidential")
    assert not seen("elsa")
    assert not seen("disa")


def test_a_stricter_mark_that_somebody_chose_is_kept_at_the_adoption(answering):
    answered(answering)
    activity = Activity.objects.get()
    with transaction.atomic():
        thread.change_node(activity, {"confidentiality": "confidential"}, actor=answering.actor("eva"), seen=None)
    Statement.objects.filter(pk=answering.statement().pk).update(paper=None)
    paper = begun(answering)
    papers.submit(
        paper=paper, steps=[(StepKind.DIRECTOR, answering.functions["dag"])], actor=answering.actor("eva"), seen=None
    )
    papers.sign(step=paper.steps.get(), actor=answering.actor("dag"))
    papers.adopt(paper=Paper.objects.get(), on=date(2021, 4, 12), paragraph="§ 1", actor=answering.actor("kim"))
    assert Node.objects.get(pk=activity.pk).confidentiality == "confidential"


# ── Queries ───────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_as_much_whatever_its_length(answering, as_person, count, django_assert_num_queries):
    for n in range(3 * (count - 1)):
        add_recommendation(answering, f"Mer {n}", ("SN",))
    for order in range(3 * count):
        write(answering, order)
        promise(answering, order, title=f"Åtgärd {order}")
    user = answering.person("eva")
    assert user.access
    with django_assert_num_queries(3):
        statement = queries.statement_of("GR-001", "SN", user)
        assert len(queries.parts(statement, user)) == 3 * count
    client = as_person("eva")
    client.get(reverse("statement", args=["GR-001", "SN"]))
    with django_assert_num_queries(7):
        client.get(reverse("statement", args=["GR-001", "SN"]))


def test_the_answer_and_its_paper_wait_as_one_thing(answering):
    def waiting():
        return sorted(t.kind for t in todo.tasks(answering.actor("eva")) if t.kind in ("audit_answer", "paper_draft"))

    answered(answering)
    paper = begun(answering)
    assert waiting() == ["audit_answer"]
    Paper.objects.filter(pk=paper.pk).update(returned_reason="Skriv om.")
    assert waiting() == ["audit_answer", "paper_draft"]
