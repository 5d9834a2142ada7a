"""The register, an audit's page, the list of recommendations, and a follow-up audit that judges."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ledtrad.audits.actions import judging
from ledtrad.audits.models import Addressed, Audit, FollowUp, Recommendation, Statement
from ledtrad.audits.queries import register
from ledtrad.core import clock
from ledtrad.core.refusals import NotAllowed, Stale
from ledtrad.thread.models import Node
from tests.factories import ActivityFactory, link


def page(client, name, *args, **query):
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def queries(client, name, *args, **query):
    with CaptureQueriesContext(
        connection,
    ) as caught:
        page(client, name, *args, **query)
    return len(caught)


# ── The register ─────────────────────────────────────────────────────────────
def test_late_answers_come_first_then_open_recommendations(audit, as_person):
    audit(title="Färdig", issued_on=date(2021, 3, 1))
    audit(title="På gång", issued_on=date(2020, 2, 1))
    audit(title="Besvaras", issued_on=date(2019, 2, 1), answer_due=date(2021, 5, 1))
    audit(title="Sen", issued_on=date(2018, 2, 1), answer_due=date(2021, 4, 11))
    Statement.objects.filter(audit__title__in=["Färdig", "På gång"]).update(adopted_on=date(2021, 4, 1))
    Addressed.objects.filter(recommendation__audit__title="Färdig").update(closed_on=date(2021, 4, 1))
    html = page(as_person("elsa"), "audits")
    places = [html.index(f">{title}<") for title in ("Sen", "Besvaras", "På gång", "Färdig")]
    assert places == sorted(places)
    assert "I 1 är ett svar försenat." in html


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"q": "rutinerna"}, {"Första"}),
        ({"q": "GR-002"}, {"Andra"}),
        ({"kind": "dialogue"}, {"Andra"}),
        ({"board": "BSN"}, {"Andra"}),
        ({"year": "2019"}, {"Första"}),
        ({"stage": "4"}, {"Andra"}),
        ({"sort": "-title"}, {"Första", "Andra"}),
        ({"sort": "answer_due"}, {"Första", "Andra"}),
        ({"sort": "-unclosed", "q": "rutinerna"}, {"Första"}),
    ],
)
def test_the_register_is_searched_and_filtered(audit, as_person, query, shown):
    audit(title="Första", recommendations=[("Se över rutinerna.", ["SN"])], issued_on=date(2019, 2, 1))
    audit(title="Andra", recommendations=[], boards=["BSN"], kind="dialogue", answer_due=None)
    html = page(as_person("elsa"), "audits", **query)
    assert {title for title in ("Första", "Andra") if f">{title}<" in html} == shown


def test_a_search_gives_each_audit_once(audit, as_person):
    audit(title="Första", recommendations=[("Se över rutinerna.", ["SN"]), ("Se över rutinerna igen.", ["SN"])])
    html = page(as_person("elsa"), "audits", q="rutinerna")
    assert html.count(">Första<") == 1
    assert "1 granskning." in html


def test_the_register_asks_the_same_however_many_there_are(audit, as_person):
    client = as_person("eva")
    audit()
    one = queries(client, "audits")
    audit()
    audit()
    assert queries(client, "audits") == one <= 8


def test_a_confidential_audit_is_not_there_for_others(audit, as_person):
    made = audit(title="Hemlig", confidentiality="confidential")
    number = Recommendation.objects.first().number
    for who, seen in (("eva", True), ("elsa", False), ("kim", False), ("anna", False)):
        client = as_person(who)
        assert ("Hemlig" in page(client, "audits")) is seen
        assert ("Se över rutinerna" in page(client, "recommendations")) is seen
        for name in ("audit", "audit-text", "audit-file", "audit-edit", "audit-judge"):
            status = client.get(reverse(name, args=[made.number])).status_code
            assert seen or status == 404
        assert client.get(reverse("node", args=[number])).status_code == (200 if seen else 404)


def test_the_register_names_the_boards_of_each(audit, as_person):
    audit(title="Ingen", recommendations=[], boards=[])
    audit(title="Två", recommendations=[], boards=["SN", "BSN"])
    audit(title="Tre", recommendations=[], boards=["SN", "KF", "BSN"])
    rows = page(as_person("elsa"), "audits").split("<tr role")
    told = {row.split('data-label="Nämnder"><div>')[1].split("<")[0] for row in rows if 'data-label="Nämnder"' in row}
    assert told == {"–", "SN, BSN", "KF och 2 till"}


def test_the_register_offers_years_and_boards_of_what_one_sees(audit, as_person, world):
    audit(recommendations=[], boards=["SN"], issued_on=date(2019, 2, 1))
    audit(recommendations=[], boards=["SN"], issued_on=date(2021, 2, 1))
    audit(recommendations=[], boards=["BSN"], issued_on=date(2018, 2, 1), confidentiality="confidential")
    seen = register.offered(world.people["elsa"])
    assert (seen.years, [number for number, _name in seen.boards]) == ([(2021, 2021), (2019, 2019)], ["SN"])


# ── An audit ─────────────────────────────────────────────────────────────────
def test_the_page_tells_everything(audit, as_person):
    lines = {name: (f"En rad om {name}",) for name in (
        "criteria", "findings", "functions", "documents", "topics", "strengths", "developments")}  # fmt: skip
    made = audit(lines=lines, conclusions="Styrningen räcker inte.", method="Intervjuer.")
    html = page(as_person("elsa"), "audit", made.number)
    told = [line for several in lines.values() for line in several]
    own = (
        "Styrningen räcker inte.",
        "Intervjuer.",
        "Finns det mål?",
        "Ja.",
        "RK-001",
        "inte besvarad",
        "Revisionsbyrån",
    )
    for said in (*told, *own):
        assert said in html


def test_a_dialogue_says_what_it_points_out(audit, as_person):
    made = audit(kind="dialogue", recommendations=[], lines={"developments": ("Delaktighet", "Statistik")})
    html = page(as_person("elsa"), "audit", made.number)
    assert "En dialog, som pekar ut 2 utvecklingsområden." in html


def test_whether_a_board_has_answered_is_no_secret(audit, as_person):
    made = audit(answer_due=date(2021, 4, 1))
    html = page(as_person("sven"), "audit", made.number)
    assert "2 nämnder har inte svarat i tid." in html
    assert html.count("försenat") >= 2


def test_an_audits_page_asks_the_same_however_much_it_holds(audit, as_person):
    client = as_person("eva")
    few = audit(recommendations=[("Ett.", ["SN"])])
    one = queries(client, "audit", few.number)
    many = audit(recommendations=[(f"Nummer {n}.", ["SN", "BSN"]) for n in range(3)])
    assert queries(client, "audit", many.number) == one <= 10


def test_written_by_hand_through_the_form(world, as_person):
    client, url = as_person("eva"), reverse("audit-new")
    assert client.get(url).status_code == 200
    sent = {
        "title": "Granskning av lokaler", "kind": "basic", "unit": world.unit("SN").pk, "confidentiality": "open",
        "criteria": "- Kommunallagen\n- Reglementet", "rek-antal": "1", "fraga-antal": "1",
        "rek-0-text": "Upprätta en plan.", "rek-0-boards": [world.unit("SN").pk], "fraga-0-text": "Finns en plan?",
    }  # fmt: skip
    answer = client.post(url, sent)
    made = Audit.objects.get()
    assert answer.url == made.get_absolute_url()
    assert [c.text for c in made.criteria.all()] == ["Kommunallagen", "Reglementet"]
    assert client.post(url, sent | {"answer_due": "2021-01-01", "issued_on": "2021-02-01"}).status_code == 422
    assert as_person("anna").get(url).status_code == 403


def test_a_stale_form_shows_both_versions(audit, as_person, world):
    made = audit()
    url = reverse("audit-edit", args=[made.number])
    client = as_person("eva")
    sent = {"title": "Ny titel", "kind": "basic", "unit": world.unit("SN").pk, "confidentiality": "open",
            "rek-antal": "0", "fraga-antal": "0"}  # fmt: skip
    answer = client.post(url, sent | {"version": "7"})
    assert answer.status_code == 409
    assert "Ny titel" in answer.content.decode()
    assert made.title in answer.content.decode()
    assert client.post(url, sent | {"version": str(made.version)}).status_code == 302


@pytest.mark.parametrize("count", ["", "x", "-1", "99999999", "1e3"])
def test_an_odd_number_of_lines_breaks_nothing(world, as_person, count):
    sent = {"title": "G", "kind": "basic", "unit": world.unit("SN").pk, "confidentiality": "open",
            "rek-antal": count, "fraga-antal": count, "do": "rek-upp-999"}  # fmt: skip
    assert as_person("eva").post(reverse("audit-new"), sent).status_code == 200


# ── Recommendations ──────────────────────────────────────────────────────────
def test_open_first_and_the_oldest_first_among_them(audit, as_person):
    audit(recommendations=[("Ny.", ["SN"])], issued_on=date(2021, 1, 1))
    audit(recommendations=[("Gammal.", ["SN"])], issued_on=date(2018, 1, 1))
    audit(recommendations=[("Klar.", ["SN"])], issued_on=date(2017, 1, 1))
    Addressed.objects.filter(recommendation__title="Klar.").update(closed_on=date(2021, 1, 1), judgement="sufficient")
    html = page(as_person("elsa"), "recommendations")
    places = [html.index(f">{title}<") for title in ("Gammal.", "Ny.", "Klar.")]
    assert places == sorted(places)
    assert "2 av 3 är öppna" in html


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"board": "BSN"}, {"RK-002"}),
        ({"position": "shares"}, {"RK-001"}),
        ({"position": "none"}, {"RK-002"}),
        ({"judgement": "not"}, {"RK-001"}),
        ({"judgement": "none"}, {"RK-002"}),
        ({"audit": "GR-001"}, {"RK-001", "RK-002"}),
        ({"year": "2021"}, {"RK-001", "RK-002"}),
        ({"open": "on"}, {"RK-002"}),
        ({"q": "samverkan"}, {"RK-002"}),
    ],
)
def test_recommendations_are_filtered(audit, as_person, query, shown):
    audit()
    Addressed.objects.filter(recommendation__number="RK-001").update(
        position="shares", judgement="not", closed_on=date(2021, 1, 1)
    )
    html = page(as_person("elsa"), "recommendations", **query)
    assert {number for number in ("RK-001", "RK-002") if f">{number}<" in html} == shown


def test_the_list_of_recommendations_asks_the_same_however_many(audit, as_person):
    client = as_person("eva")
    audit(recommendations=[("Ett.", ["SN"])])
    one = queries(client, "recommendations")
    audit()
    assert queries(client, "recommendations") == one <= 8


def test_a_recommendation_is_a_node_with_its_boards(audit, as_person, world):
    audit()
    html = page(as_person("elsa"), "node", "RK-002")
    assert "Rekommendation RK-002" in html or "RK-002" in html
    for said in ("Nämnderna", "Fastställa mål för samverkan.", "BSN", "SN", "inte besvarad", "Inte bedömd", "GR-001"):
        assert said in html
    assert "RK-002" in page(as_person("elsa"), "search", q="samverkan")
    assert "RK-002" in page(as_person("elsa"), "thread")


def test_a_recommendation_is_changed_on_its_own_page(audit, as_person, world):
    audit()
    client, url = as_person("eva"), reverse("node-edit", args=["RK-001"])
    assert client.get(url).status_code == 200
    sent = {
        "wording": "Se över alla rutiner.",
        "short_title": "Rutiner",
        "boards": [world.unit("BSN").pk],
        "version": "1",
    }
    assert client.post(url, sent).status_code == 302
    assert client.post(url, sent | {"wording": "Annat"}).status_code == 409
    node = Node.objects.get(number="RK-001")
    assert (node.title, node.short_title) == ("Se över alla rutiner.", "Rutiner")
    new = reverse("node-new", args=["recommendation"])
    assert client.get(new).status_code == 200
    assert client.post(
        new, {"audit": Audit.objects.get().pk, "wording": "En till.", "boards": [world.unit("SN").pk]}
    ).url


# ── A follow-up audit ────────────────────────────────────────────────────────
@pytest.fixture
def followed(audit, world):
    """The original, the audit that follows it, and the original's three parts."""
    original = audit(title="Original")
    follow_up = audit(title="Uppföljning", kind="follow_up", follows=original, recommendations=[], answer_due=None)
    return original, follow_up, list(Addressed.objects.order_by("recommendation__order", "board__number"))


def test_each_recommendation_is_judged_with_what_there_is_to_judge_by(followed, as_person, world):
    original, follow_up, parts = followed
    link(ActivityFactory(title="Nya rutiner", unit=world.unit("AFE")), "answers", parts[0].recommendation)
    client, url = as_person("eva"), reverse("audit-judge", args=[follow_up.number])
    html = client.get(url).content.decode()
    assert html.count('class="to-judge"') == 3
    assert html.count("Nya rutiner") == 1
    first, second = f"r{parts[0].pk}", f"r{parts[1].pk}"
    sent = {
        "judged_on": "2021-04-01", "version": "0",
        f"{first}-judgement": "sufficient", f"{first}-done": "Rutinerna är klara.",
        f"{first}-closes": "on", f"{second}-judgement": "in_part", f"{second}-done": "Mål finns, men inte för alla.",
    }  # fmt: skip
    answer = client.post(url, sent)
    assert answer.url == original.get_absolute_url()
    assert FollowUp.objects.filter(audit=follow_up).count() == 2
    one, two, three = Addressed.objects.order_by("recommendation__order", "board__number")
    assert (one.judgement, one.closed_on) == ("sufficient", date(2021, 4, 1))
    assert (two.judgement, two.closed_on) == ("in_part", None)
    assert three.judgement == ""
    assert Node.objects.get(number="RK-001").suggested == "met"
    assert "Följs upp av" in page(client, "audit", original.number)
    assert "Följer upp" in page(client, "audit", follow_up.number)
    assert "Rutinerna är klara." in page(client, "node", "RK-001")


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"judgement": "sufficient"}, "Skriv vad som har gjorts"),
        ({"done": "Något"}, "Välj om det räcker."),
        ({"judgement": "not", "done": "Inget", "closes": "on"}, "Bara det som är tillräckligt kan avslutas."),
    ],
)
def test_half_a_judgement_is_said_at_its_field(followed, as_person, sent, sentence):
    _original, follow_up, parts = followed
    url = reverse("audit-judge", args=[follow_up.number])
    named = {f"r{parts[0].pk}-{name}": value for name, value in sent.items()}
    answer = as_person("eva").post(url, {"judged_on": "2021-04-01", "version": "0", **named})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not FollowUp.objects.exists()


def test_whoever_judges_after_somebody_else_sees_both(followed, as_person):
    _original, follow_up, parts = followed
    client, url = as_person("eva"), reverse("audit-judge", args=[follow_up.number])
    name = f"r{parts[0].pk}"
    sent = {"judged_on": "2021-04-01", "version": "0", f"{name}-judgement": "not", f"{name}-done": "Inget."}
    assert client.post(url, sent).status_code == 302
    answer = client.post(url, sent | {f"{name}-done": "En del."})
    assert answer.status_code == 409
    assert "En del." in answer.content.decode()
    assert "Inget." in answer.content.decode()
    again = client.post(url, sent | {"version": str(FollowUp.objects.get().pk)})
    assert again.status_code == 302


def test_only_the_original_s_own_are_judged_and_by_those_who_may(followed, audit, world):
    _original, follow_up, _parts = followed
    other = audit(title="Annan")
    one = Addressed.objects.filter(recommendation__audit=other).first()
    said = [judging.Judged(one, "not", "Inget.", False)]
    given = {"judged_on": date(2021, 4, 1), "seen": 0}
    with pytest.raises(judging.FollowsNothing):
        judging.judge_all(audit=follow_up, said=said, actor=world.actor("eva"), **given)
    with pytest.raises(judging.FollowsNothing):
        judging.judge_all(audit=other, said=said, actor=world.actor("eva"), **given)
    with pytest.raises(NotAllowed):
        judging.judge_all(audit=follow_up, said=[], actor=world.actor("anna"), **given)
    FollowUp.objects.create(addressed=Addressed.objects.first(), judged_on=date(2021, 4, 1), judgement="not", done="-",
                            made_by_label="x", made_at=clock.now())  # fmt: skip
    with pytest.raises(Stale):
        judging.judge_all(audit=follow_up, said=[], actor=world.actor("eva"), **given)


def test_judging_asks_the_same_however_many_there_are(audit, as_person, world):
    client = as_person("eva")
    counts = []
    for many in (1, 3):
        original = audit(recommendations=[(f"Nummer {n} av {many}.", ["SN"]) for n in range(many)])
        follow_up = audit(follows=original, recommendations=[])
        for part in Addressed.objects.filter(recommendation__audit=original):
            link(ActivityFactory(unit=world.unit("AFE")), "answers", part.recommendation)
        counts.append(queries(client, "audit-judge", follow_up.number))
    assert counts[0] == counts[1] <= 11
