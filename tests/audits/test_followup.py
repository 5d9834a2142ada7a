"""Following up: what shows what was done, how it is judged, what happened when, and what waits."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from ledtrad.activities import actions as activities
from ledtrad.activities import waiting
from ledtrad.activities.models import Activity
from ledtrad.audits import answers_todo
from ledtrad.audits.actions import followup, statements
from ledtrad.audits.models import Addressed, Audit, Evidence, FollowUp, Stand, Statement
from ledtrad.audits.queries import evidence as queries
from ledtrad.audits.rules import statements as words
from ledtrad.audits.rules.events import Event, Source, in_order
from ledtrad.audits.rules.followup import state_of
from ledtrad.audits.rules.statements import Answer, Promise, lacking, progress, stands_together
from ledtrad.audits.timeline import events_of
from ledtrad.audits.words import AuditState, Position
from ledtrad.core import clock
from ledtrad.core.ledger.models import Entry
from ledtrad.indicators.models import Observation
from ledtrad.meetings.models import Matter, Paper
from ledtrad.thread.models import Node
from tests.audits.answering import WHEN, add_recommendation
from tests.factories import ActivityFactory, DocumentFactory, link
from tests.indicators.factories import IndicatorFactory, aim, observe

WRITTEN = {"made_by_label": "Prov", "made_at": WHEN}


def judge(answering, order=0, who="eva", **more):
    given = {"judgement": "in_part", "done": "Rutinen finns.", "judged_on": date(2021, 4, 1), "closes": False}
    return followup.judge(addressed=answering.part(order), actor=answering.actor(who), **(given | more))


def adopt(answering, order=0, on=date(2021, 3, 1), board="SN"):
    """As if the board had adopted its stand long ago."""
    statement = answering.statement(board)
    Stand.objects.create(
        statement=statement, addressed=answering.part(order, board), position="shares", reasons="Skäl", **WRITTEN
    )
    Statement.objects.filter(pk=statement.pk).update(adopted_on=on)
    Addressed.objects.filter(pk=answering.part(order, board).pk).update(position="shares")


def seen(answering, who="eva"):
    found = queries.followed(queries.addressed_of(answering.audit, answering.person(who)), answering.person(who))
    for one in found:
        one.events = events_of(one)
    return found


# ── The rules ─────────────────────────────────────────────────────────────────
POSITIONS = st.sampled_from(["", *Position.values])


@given(st.lists(POSITIONS, max_size=20))
def test_one_sentence_tells_all_stands_or_none_while_one_is_open(positions):
    told = stands_together("Socialnämnden", positions)
    assert bool(told) == (bool(positions) and all(positions))
    assert told == "" or told.endswith(".")


@pytest.mark.parametrize(
    ("positions", "sentence"),
    [
        (["shares"], "Socialnämnden delar rekommendationen."),
        (["shares"] * 3, "Socialnämnden delar alla tre rekommendationer."),
        (["does_not_share"] * 2, "Socialnämnden delar ingen av de två rekommendationerna."),
        (
            ["shares", "shares_in_part", "shares", "does_not_share"],
            "Av de fyra rekommendationerna delar socialnämnden två helt, en i vissa delar och en inte alls.",
        ),
    ],
)
def test_what_the_summary_says(positions, sentence):
    assert stands_together("Socialnämnden", positions) == sentence


@given(POSITIONS, st.text(max_size=5), st.text(max_size=5))
def test_what_is_left_to_write_is_asked_for(position, reasons, proposal):
    left = lacking(Answer("RK-001", "x", position, reasons, proposal))
    assert ("position" in left) == (not position)
    assert ("reasons" in left) == bool(position and not reasons.strip())
    asks = position in ("shares_in_part", "does_not_share")
    assert ("counter_proposal" in left) == (asks and not proposal.strip())


def test_progress_and_names_inside_sentences():
    done, open_ = Answer("1", "x", "shares", "y"), Answer("2", "x")
    assert progress([done, open_]) == "1 av 2 rekommendationer har svar."
    assert progress([done, done, done]) == "Alla tre rekommendationer har svar."
    assert progress([done]) == "Rekommendationen har svar."
    assert (words.in_text("Socialnämnden"), words.in_text("KS")) == ("socialnämnden", "KS")
    promised = Answer("1", "x", "shares", "y", promises=[Promise("Gör", "Chefen", number="A-1")])
    assert words.in_short("Nämnden", [promised, promised]).endswith(
        "Yttrandet tar upp en åtgärd, med ansvarig funktion och tid."
    )


def test_how_it_stands_in_shape_and_word():
    def shown(**values):
        state = state_of(**({"position": "shares", "judgement": "", "is_closed": False} | values))
        return state.shape, str(state.word)

    assert shown(position="") == ("none", "Inte besvarad")
    assert shown() == ("none", "Besvarad, inte bedömd")
    assert shown(judgement="not") == ("missed", "Inte tillräckligt")
    assert shown(judgement="in_part") == ("partly", "Delvis tillräckligt")
    assert shown(judgement="sufficient") == ("met", "Tillräckligt")
    assert shown(judgement="sufficient", is_closed=True) == ("met", "Avslutad")


@given(st.lists(st.integers(0, 20)))
def test_events_come_oldest_first_and_once(days):
    events = [Event(date(2021, 1, 1) + timedelta(n), Source.PAPER, f"{n}") for n in days]
    told = in_order(events)
    assert [e.on for e in told] == sorted(e.on for e in set(events))


# ── Judging ───────────────────────────────────────────────────────────────────
def test_the_latest_judgement_holds_and_earlier_ones_stay(answering):
    judge(answering, judged_on=date(2021, 4, 10), judgement="in_part")
    judge(answering, judged_on=date(2021, 4, 2), judgement="not")  # written later, of an earlier day
    assert answering.part(0).judgement == "in_part"
    judge(answering, judged_on=date(2021, 4, 12), judgement="sufficient", closes=True)
    row = answering.part(0)
    assert (row.judgement, row.closed_on) == ("sufficient", date(2021, 4, 12))
    assert FollowUp.objects.count() == 3
    judge(answering, judged_on=date(2021, 4, 12), judgement="not")
    assert answering.part(0).closed_on is None
    assert answering.part(0, "BSN").judgement == ""


def test_nothing_closes_but_by_a_judgement_that_it_suffices(answering, as_person):
    with pytest.raises(followup.NotSufficient):
        judge(answering, closes=True)
    with pytest.raises(followup.Later):
        judge(answering, judged_on=date(2021, 4, 13))
    url = reverse("addressed-judge", args=["RK-001", "SN"])
    sent = {"done": "Klart", "judgement": "in_part", "judged_on": "2021-04-01", "closes": "on"}
    answer = as_person("eva").post(url, sent)
    assert answer.status_code == 422
    assert "bara avslutas när" in answer.content.decode()
    assert as_person("eva").post(url, {**sent, "judgement": "sufficient"}).status_code == 302
    assert answering.part(0).closed_on == date(2021, 4, 1)


def test_who_follows_up(answering):
    for who in ("elsa", "bo", "disa", "adam", "sven", "anna"):
        with pytest.raises(followup.MayNotFollowUp):
            judge(answering, who=who)


# ── Evidence ──────────────────────────────────────────────────────────────────
def test_evidence_is_a_node_a_paper_a_file_or_words(answering, as_person):
    DocumentFactory(number="D-900", title="Rutin för anmälan", unit=answering.unit("SN"))
    indicator = IndicatorFactory(number="I-900", title="Andel anmälda beslut", unit=answering.unit("SN"))
    observe(indicator, 2020, 97)
    aim(indicator, 2020, amount=95)
    matter = Matter.objects.create(
        registration_number="SN 2021/1", title="x", board=answering.unit("SN"), opened_on=date(2021, 1, 1)
    )
    paper = Paper.objects.create(
        matter=matter, kind="memorandum", title="Ny ordning", dated_on=date(2021, 1, 2), **WRITTEN
    )
    eva, url = as_person("eva"), reverse("evidence-new", args=["RK-001", "SN"])
    day = {"dated_on": "2021-04-01"}
    assert eva.post(url, day).status_code == 422
    assert eva.post(url, {**day, "node": "D-404"}).status_code == 422
    assert eva.post(url, {**day, "node": "D-900", "paper": paper.pk}).status_code == 422
    hostile = SimpleUploadedFile("x.html", b"<script>")
    assert eva.post(url, {**day, "file": hostile}).status_code == 422
    sent = [
        {"node": "D-900"}, {"node": "i-900", "period": "2020"}, {"paper": paper.pk},
        {"title": "SN 2021-02-03 § 14"}, {"file": SimpleUploadedFile("rutin.txt", b"Text"), "kind": "other"},
    ]  # fmt: skip
    for values in sent:
        assert eva.post(url, {**day, **values}).status_code == 302, values
    kinds = list(Evidence.objects.order_by("pk").values_list("kind", "title"))
    assert kinds == [
        ("document", "Rutin för anmälan"), ("indicator", "Andel anmälda beslut"), ("paper", "Ny ordning"),
        ("decision", "SN 2021-02-03 § 14"), ("other", "rutin.txt"),
    ]  # fmt: skip
    figure = Evidence.objects.get(kind="indicator")
    assert "97" in figure.value
    assert str(figure.period) == "2020"
    Observation.objects.update(value=12)
    assert "97" in Evidence.objects.get(kind="indicator").value  # as it was then
    text = eva.get(reverse("addressed", args=["RK-001", "SN"])).content.decode()
    assert all(title in text for _kind, title in kinds)
    file = Evidence.objects.get(kind="other")
    got = eva.get(reverse("evidence-file", args=["RK-001", "SN", file.pk]))
    assert (got.content, got.headers["X-Content-Type-Options"]) == (b"Text", "nosniff")
    # A draft paper is its board's own: others see neither it nor that it shows something.
    assert "Ny ordning" not in as_person("sven").get(reverse("addressed", args=["RK-001", "SN"])).content.decode()


# ── What happened when ────────────────────────────────────────────────────────
def test_the_timeline_is_made_of_everything_that_is_known(answering):
    adopt(answering, on=date(2021, 3, 1))
    activity = ActivityFactory(
        number="A-900", title="Ta fram formkrav", unit=answering.unit("AFE"), state="ongoing",
        starts_on=date(2021, 3, 10), due_on=date(2021, 3, 31), responsible=answering.functions["anna"],
    )  # fmt: skip
    link(activity, "answers", answering.recommendations[0])
    values = {"due_on": date(2021, 5, 31), "state": "on_hold", "state_reason": "Väntar på kommunkontoret"}
    with transaction.atomic():
        activities.save_activity(
            Activity.objects.get(pk=activity.pk), values, actor=answering.actor("anna"), seen=None, areas=[]
        )
    told = {"kind": "decision", "title": "§ 14", "dated_on": date(2021, 3, 20), "note": "Kraven antogs"}
    followup.show(addressed=answering.part(0), values=told, actor=answering.actor("eva"))
    judge(answering, judged_on=date(2021, 4, 2))
    later = Audit.objects.create(
        number="GR-002", title="Uppföljning", unit=answering.unit("KF"), state=AuditState.CONFIRMED,
        issued_on=date(2021, 4, 5), follows=answering.audit,
    )  # fmt: skip
    judge(answering, who="eva", judged_on=date(2021, 4, 10), judgement="sufficient", closes=True)
    FollowUp.objects.filter(judgement="sufficient").update(audit=later)
    one = seen(answering, "nils")[0]
    dated = [(e.on, e.what) for e in one.events if e.on < date(2022, 1, 1)]
    assert dated == [
        (date(2020, 12, 9), "Revisorerna lämnade granskningen ”Politisk styrning, uppföljning och samordning”"),
        (date(2021, 3, 1), "SN beslutade om sitt yttrande"),
        (date(2021, 3, 10), "A-900 Ta fram formkrav började"),
        (date(2021, 3, 20), "Beslut: § 14"),
        (date(2021, 4, 2), "SN bedömde det som gjorts: delvis"),
        (date(2021, 4, 5), "Revisorerna följde upp i granskningen ”Uppföljning”"),
        (date(2021, 4, 10), "Revisorerna bedömde det som gjorts: tillräckligt. Rekommendationen avslutades"),
    ]
    changed = one.events[-1]
    assert changed.on == Entry.objects.get(action="changed").at.astimezone(clock.STOCKHOLM).date()
    assert changed.what == (
        "A-900 Ta fram formkrav: Pågår → Avvaktar, ska vara klar 31 maj 2021 i stället för 31 mars 2021"
    )
    assert changed.detail == "Väntar på kommunkontoret"
    assert (one.state.shape, one.addressed.closed_on) == ("met", date(2021, 4, 10))


def test_what_was_told_with_its_day_is_told_once(answering):
    adopt(answering, on=date(2021, 3, 1))
    activity = ActivityFactory(
        number="A-900", title="Ta fram formkrav", unit=answering.unit("AFE"), state="planned", starts_on=None,
        responsible=answering.functions["anna"],
    )  # fmt: skip
    link(activity, "answers", answering.recommendations[0])
    values = {"state": "ongoing", "starts_on": date(2021, 3, 10)}
    with transaction.atomic():
        activities.save_activity(
            Activity.objects.get(pk=activity.pk), values, actor=answering.actor("anna"), seen=None, areas=[]
        )
    events = [(e.on, e.what) for e in seen(answering, "nils")[0].events if "A-900" in e.what]
    assert events == [(date(2021, 3, 10), "A-900 Ta fram formkrav började")]


def test_the_page_answers_for_one_board_and_for_all(answering, as_person):
    adopt(answering)
    judge(answering, judgement="sufficient", closes=True)
    nils = as_person("nils")
    page = reverse("what-happened", args=["GR-001"])
    text = nils.get(page).content.decode()
    assert "1 av 5 är avslutad, räknat nämnd för nämnd." in text
    assert "RK-003" in text
    one = nils.get(page + "?namnd=BSN").content.decode()
    assert "Hur har BSN arbetat med rekommendationerna?" in one
    assert "RK-003" not in one
    assert nils.get(page + "?namnd=KS").status_code == 404
    assert nils.get(reverse("what-happened-pdf", args=["GR-001"]) + "?namnd=SN").content.startswith(b"%PDF")


@pytest.mark.parametrize("count", [1, 3])
def test_everything_is_found_in_as_many_queries(answering, count, django_assert_num_queries):
    for n in range(3 * (count - 1)):
        add_recommendation(answering, f"Mer {n}", ("SN", "BSN"))
    for order in range(3 * count):
        adopt(answering, order)
        activity = ActivityFactory(unit=answering.unit("AFE"), responsible=answering.functions["anna"])
        link(activity, "answers", answering.recommendations[order])
        link(DocumentFactory(unit=answering.unit("SN")), "answers", answering.recommendations[order])
        told = {"kind": "decision", "title": "§", "dated_on": date(2021, 4, 1), "note": ""}
        followup.show(addressed=answering.part(order), values=told, actor=answering.actor("eva"))
        judge(answering, order)
    user = answering.person("eva")
    assert user.access
    with django_assert_num_queries(11):
        found = queries.followed(queries.addressed_of(answering.audit, user), user)
        for one in found:
            one.events = events_of(one)
            told = [a.responsible.title for a in one.measures if a.responsible] + [n.kind_label for n in one.others]
            assert len(told) == len(one.measures) + len(one.others)
    assert len(found) == (3 * count) * 2 - 1


# ── What waits ────────────────────────────────────────────────────────────────
def tasks(answering, source, who, days=30):
    actor = answering.actor(who)
    return [(t.due_on, t.title) for t in source(actor, actor.today + timedelta(days))]


def test_a_promised_measure_waits_for_its_function_when_the_board_has_decided(answering, django_assert_num_queries):
    for order in (0, 1):
        made = statements.promise(
            statement=answering.statement(), addressed=answering.part(order), title=f"Åtgärd {order}",
            responsible=answering.functions["anna"], due_on=date(2021, 4, 20 + order), actor=answering.actor("eva"),
        )  # fmt: skip
    assert tasks(answering, waiting.to_do, "anna") == []
    Statement.objects.update(adopted_on=date(2021, 4, 1))
    with django_assert_num_queries(3):  # the person, their rights, and the activities
        assert tasks(answering, waiting.to_do, "anna") == [
            (date(2021, 4, 20), "Åtgärd 0"), (date(2021, 4, 21), "Åtgärd 1"),
        ]  # fmt: skip
    Activity.objects.filter(pk=made.pk).update(state="done")
    assert [t for _on, t in tasks(answering, waiting.to_do, "anna")] == ["Åtgärd 0"]
    assert tasks(answering, waiting.to_do, "cecilia") == []


def test_what_was_there_before_it_was_promised_waits_all_the_while(answering):
    there = ActivityFactory(
        unit=answering.unit("AFE"), responsible=answering.functions["anna"], due_on=date(2021, 4, 20), title="Redan"
    )
    statements.promise_existing(
        statement=answering.statement(), addressed=answering.part(0), activity=there, actor=answering.actor("eva")
    )
    assert tasks(answering, waiting.to_do, "anna") == [(date(2021, 4, 20), "Redan")]


def test_a_year_after_the_stand_somebody_is_asked_to_judge(answering):
    adopt(answering, on=date(2020, 5, 1))
    assert tasks(answering, answers_todo.unjudged, "eva") == [(date(2021, 5, 1), "Bedöm vad som gjorts åt Kort 1")]
    assert tasks(answering, answers_todo.unjudged, "eva", days=10) == []
    assert tasks(answering, answers_todo.unjudged, "sven") == []
    judge(answering)
    assert tasks(answering, answers_todo.unjudged, "eva") == []


def test_a_secretary_is_told_on_the_day_that_a_measure_is_late(answering):
    statements.promise(
        statement=answering.statement(), addressed=answering.part(0), title="Åtgärd",
        responsible=answering.functions["anna"], due_on=date(2021, 4, 20), actor=answering.actor("eva"),
    )  # fmt: skip
    Statement.objects.update(adopted_on=date(2021, 4, 1))
    assert tasks(answering, answers_todo.measures, "eva") == []
    with clock.at(date(2021, 4, 21)):
        assert [t for _on, t in tasks(answering, answers_todo.measures, "eva")] == ["Försenad åtgärd: Åtgärd"]
    assert Node.objects.filter(title="Åtgärd").exists()
