"""Reporting back: who may, what the page begins with, drafts and what is handed in, and what a paper is made of."""

from datetime import date

import pytest

from ledtrad.activities import onward
from ledtrad.activities.actions import assignments
from ledtrad.activities.actions import report_backs as actions
from ledtrad.activities.models import ActionPlan, Measure, ReportBack
from ledtrad.activities.models.activities import EffectReport
from ledtrad.activities.onward import Way
from ledtrad.activities.queries import report_backs as queries
from ledtrad.core import clock
from ledtrad.core.refusals import Stale
from ledtrad.thread.models import Node
from ledtrad.thread.rules import Kind, LinkKind
from tests.factories import ActivityFactory, link, report_back

URL = "/uppdrag/U-001/redovisning/1/"


@pytest.fixture
def row(given_to_anna):
    return given_to_anna.report_backs.get()


def answering(given, title, unit, **more):
    made = ActivityFactory(title=title, unit=unit, **more)
    link(made, LinkKind.ANSWERS, given)
    return made


def write(row, world, who="anna", **texts):
    return actions.write(report_back=row, texts=texts, actor=world.actor(who), seen=None)


# ── What it begins with ──────────────────────────────────────────────────────
def test_the_page_begins_with_what_the_activities_say(given_to_anna, world, as_person):
    afe = world.unit("AFE")
    answering(given_to_anna, "Ny rutin", afe, state="done", done_on=date(2021, 3, 3))
    answering(given_to_anna, "Utbildning", afe, state="ongoing", due_on=date(2021, 6, 30))
    answering(given_to_anna, "Nytt system", afe, state="on_hold", state_reason="Upphandlas.")
    answering(given_to_anna, "Fler tider", afe, due_on=date(2021, 9, 1))
    ActivityFactory(title="Något annat", unit=afe)
    form = as_person("anna").get(URL).context["form"]
    words = {name: form[name].value().replace("\xa0", " ") for name in ("taken", "planned", "effect")}
    assert words == {
        "taken": "- Ny rutin (klar 3 mars 2021)\n- Utbildning (pågår, klar senast 30 juni 2021)",
        "planned": "- Fler tider (klar senast 1 september 2021)\n- Nytt system (avvaktar: Upphandlas.)",
        "effect": "",
    }


def test_activities_of_a_plan_that_answers_it_count(given_to_anna, world, as_person):
    plan = ActionPlan.objects.create(kind=Kind.ACTION_PLAN, number="H-001", title="Planen", unit=world.unit("SN"))
    link(plan, LinkKind.ANSWERS, given_to_anna)
    ActivityFactory(title="Ur planen", unit=world.unit("AFE"), state="done", plan=plan)
    assert "Ur planen (klar)" in as_person("anna").get(URL).context["form"]["taken"].value()


def test_the_effect_is_what_the_measures_brought(given_to_anna, row, world):
    ReportBack.objects.update(asks_effect=True)
    saving = answering(given_to_anna, "Färre placeringar", world.unit("AFE"), state="done")
    measure = Measure.objects.create(activity=saving, year_from=2019, year_to=2022, expected=4_000_000)
    told = {"made_by_label": "x", "made_at": clock.now()}
    EffectReport.objects.create(measure=measure, as_of=date(2020, 12, 31), amount=1_000_000, **told)
    EffectReport.objects.create(measure=measure, as_of=date(2021, 3, 31), amount=3_800_000, **told)
    waiting = answering(given_to_anna, "Ny bemanning", world.unit("AFE"))
    Measure.objects.create(activity=waiting, year_from=2021, year_to=2022)
    found = queries.proposed(ReportBack.objects.get(), world.person("anna")).texts["effect"].replace("\xa0", " ")
    assert found == (
        "- Färre placeringar: 3 800 000 kr till och med 31 mars 2021 (väntat 4 000 000 kr om året)\n"
        "- Ny bemanning: ingen effekt redovisad än"
    )


def test_what_some_readers_may_not_see_is_not_put_into_the_text(given_to_anna, world, as_person):
    answering(given_to_anna, "Intern sak", world.unit("AFE"), state="done", confidentiality="internal")
    answering(given_to_anna, "Öppen sak", world.unit("AFE"), state="done")
    page = as_person("anna").get(URL)
    assert page.context["form"]["taken"].value() == "- Öppen sak (klar)"
    assert [a.title for a in page.context["kept_out"]] == ["Intern sak"]


def test_what_the_writer_may_not_see_is_nowhere(given_to_anna, world, as_person):
    answering(given_to_anna, "Annans sak", world.unit("1824"), state="done", confidentiality="internal")
    assert "Annans sak" not in as_person("anna").get(URL).content.decode()


def test_what_is_written_is_not_proposed_over(given_to_anna, row, world, as_person):
    answering(given_to_anna, "Ny rutin", world.unit("AFE"), state="done")
    write(row, world, taken="Mitt eget")
    assert as_person("anna").get(URL).context["form"]["taken"].value() == "Mitt eget"


# ── Who, and how ─────────────────────────────────────────────────────────────
def test_a_draft_is_seen_by_those_who_write_it(row, world, as_person):
    write(row, world, taken="Halvfärdig tanke")
    assert "Halvfärdig tanke" in as_person("anna").get(URL).content.decode()
    assert "utkast" in as_person("anna").get("/nod/U-001/").content.decode()
    for who in ("elsa", "eva", "disa", "cecilia"):
        assert "Halvfärdig tanke" not in as_person(who).get(URL).content.decode()
        assert "Halvfärdig tanke" not in as_person(who).get("/nod/U-001/").content.decode()


def test_it_is_saved_as_a_draft_and_then_handed_in(row, as_person):
    anna = as_person("anna")
    assert anna.post(URL, {"taken": "- Ny rutin", "version": 1}).status_code == 302
    assert ReportBack.objects.get().reported_at is None
    assert anna.post(URL, {"taken": "- Ny rutin", "planned": "- Mer", "version": 2, "hand_in": "1"}).status_code == 302
    now = ReportBack.objects.get()
    assert (now.state, now.reported_by_label, now.planned) == ("written", "Anna", "- Mer")
    assert "- Ny rutin" in as_person("elsa").get(URL).content.decode()


def test_an_empty_report_is_not_handed_in(row, as_person):
    assert as_person("anna").post(URL, {"taken": " ", "version": 1, "hand_in": "1"}).status_code == 422
    assert ReportBack.objects.get().reported_at is None


def test_what_is_handed_in_stands(row, world, as_person):
    actions.hand_in(report_back=row, texts={"taken": "x"}, actor=world.actor("anna"), seen=None)
    assert as_person("anna").post(URL, {"taken": "y"}).status_code == 422
    with pytest.raises(assignments.AlreadyHandedIn):
        write(ReportBack.objects.get(), world, taken="y")
    assert ReportBack.objects.get().taken == "x"


def test_two_who_write_at_once_lose_nothing(row, as_person):
    anna, johan = as_person("anna"), as_person("johan")
    assert anna.post(URL, {"taken": "Annas", "version": 1}).status_code == 302
    answer = johan.post(URL, {"taken": "Johans", "version": 1})
    assert answer.status_code == 409
    assert "Annas" in answer.content.decode()
    assert "Johans" in answer.content.decode()


def test_a_stale_version_hands_nothing_in(row, world):
    with pytest.raises(Stale):
        actions.hand_in(report_back=row, texts={"taken": "x"}, actor=world.actor("anna"), seen=9)


@pytest.mark.parametrize("who", ["eva", "karin", "kim", "cecilia", "bo", "elsa", "disa", "sven"])
def test_nobody_else_reports(row, world, as_person, who):
    with pytest.raises(actions.MayNotReport):
        write(row, world, who, taken="x")
    assert as_person(who).post(URL, {"taken": "x"}).status_code == 403
    assert "form" not in as_person(who).get(URL).context


def test_who_leads_the_function_may(row, world):
    assert write(row, world, "johan", taken="x").taken == "x"


def test_a_function_without_other_rights_reports_what_it_got(given_to_anna, world, as_person):
    """Bo is a case worker of AFE: he edits nothing, and holds the function."""
    Node.objects.filter(pk=given_to_anna.pk).update(responsible=world.functions["bo"], confidentiality="confidential")
    answer = as_person("bo").post(URL, {"taken": "x", "version": 1, "hand_in": "1"})
    assert answer.status_code == 302
    assert ReportBack.objects.get().reported_by_label == "Bo"


# ── Onward ───────────────────────────────────────────────────────────────────
def test_a_paper_begins_with_what_was_reported(given_to_anna, row, world):
    given_to_anna.mandate = "Inom budget."
    given_to_anna.registration_number = "SN 2021/12"
    given_to_anna.save()
    with clock.at(date(2021, 5, 3)):
        actions.hand_in(
            report_back=row, texts={"taken": "- Ny rutin", "planned": "- Mer"}, actor=world.actor("anna"), seen=None
        )
    row = ReportBack.objects.select_related("assignment__unit", "assignment__responsible").get()
    found = {slug: text.replace("\xa0", " ") for slug, text in queries.report_back_texts(row).items()}
    assert found["proposed_decision"] == "SN beslutar att godkänna redovisningen av uppdraget ”Korta väntetiden”."
    assert found["taken"] == "- Ny rutin"
    assert found["planned"] == "- Mer"
    assert found["summary"] == (
        "SN beslutade den 20 januari 2021 (§ 7) om ett uppdrag till enhetschef. "
        "Här redovisas vidtagna och planerade åtgärder."
    )
    assert "Uppdra åt enhetschefen att korta väntetiden." in found["matter"]
    assert "Inom budget." in found["matter"]
    assert found["basis"] == (
        "- SNs beslut 20 januari 2021 § 7, SN 2021/12\n- Redovisning av uppdrag U-001, inlämnad 3 maj 2021"
    )
    assert found["distribution"] == "Enhetschef"


def test_a_paper_about_the_effect_says_so(given_to_anna, row):
    row.asks_effect = True
    assert "vilken effekt uppdraget" in queries.report_back_texts(row)["proposed_decision"]


def test_what_lies_above_puts_its_ways_on_the_page(given_to_anna, row, as_person, monkeypatch):
    monkeypatch.setattr(onward, "_finds", {})
    onward.register("papers", lambda rows, actor: {r.pk: [Way("/dit/", "Till nämnden")] for r in rows})
    assert 'href="/dit/">Till nämnden' in as_person("eva").get("/nod/U-001/").content.decode()
    assert 'href="/dit/">Till nämnden' in as_person("eva").get(URL).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_writing_asks_a_fixed_number_of_questions(given_to_anna, world, as_person, django_assert_num_queries, number):
    for n in range(number):
        answering(given_to_anna, f"Nummer {n}", world.unit("AFE"), state="done")
        report_back(given_to_anna, date(2021, 6, 1 + n))
    anna = as_person("anna")
    with django_assert_num_queries(8):
        anna.get(URL)
