"""Action plans: who leads, what is put in, moved, waited for and asked about, and what measures bring."""

import html
import re
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from ledtrad.activities import plan_words
from ledtrad.activities.actions import ReasonMissing, measures, plans, rounds
from ledtrad.activities.models import Activity, EffectReport, Measure, RoundAnswer, WorkingGroup
from ledtrad.activities.papers.plans import plan_document
from ledtrad.activities.queries import plans as queries
from ledtrad.activities.rules import plans as rules
from ledtrad.core import clock, ledger
from ledtrad.core.refusals import Stale
from ledtrad.organisation.actors import access
from ledtrad.thread import todo
from ledtrad.thread.actions import NotYours
from ledtrad.thread.models import Node
from ledtrad.thread.rules import LinkKind
from tests.factories import ActionPlanFactory, ActivityFactory, GoalFactory, link

D = Decimal


@pytest.fixture
def plan(world):
    """Led by the division's manager; two activities, one of Anna's, late."""
    made = ActionPlanFactory(
        number="H-001", title="Efter kartläggningen", unit=world.unit("SN-V"), responsible=world.functions["johan"]
    )
    ActivityFactory(
        number="A-1", title="Datera rutinerna", unit=world.unit("AFE"), responsible=world.functions["anna"], plan=made,
        state="ongoing", starts_on=date(2021, 1, 11), due_on=date(2021, 3, 31),
    )  # fmt: skip
    ActivityFactory(
        number="A-2", title="En väg in", unit=world.unit("1824"), responsible=world.functions["cecilia"], plan=made,
        state="planned", starts_on=date(2021, 5, 3), due_on=date(2021, 9, 30),
    )  # fmt: skip
    return made


def activity(number):
    return Activity.objects.select_related("plan", "group").get(number=number)


def measure_of(number, world, **more):
    values = {
        "kind": "saving", "expected": D(600_000), "expected_on": date(2021, 1, 1), "posts": D(1), "indicator": None,
        "cost": None, "financing": "", "year_from": 2020, "year_to": 2021, **more,
    }  # fmt: skip
    return measures.save_measure(activity=activity(number), values=values, actor=world.actor("johan"), seen=None)


def told(number, action):
    return ledger.entries().about(Node.objects.get(number=number)).filter(action=action).count()


# ── Leading ──────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("who", ["johan", "dag", "eva", "kim", "karin"])
def test_leaders_put_activities_in(world, plan, who):
    ActivityFactory(number="A-9", unit=world.unit("AFE"))
    plans.place(activity=activity("A-9"), plan=plan, group=None, actor=world.actor(who), seen=None)
    assert activity("A-9").plan == plan
    assert told("A-9", "changed") == 1


@pytest.mark.parametrize("who", ["anna", "cecilia", "bo", "elsa", "disa"])
def test_others_do_not(world, plan, who):
    ActivityFactory(number="A-9", unit=world.unit("AFE"))
    with pytest.raises(plans.MayNotLead):
        plans.place(activity=activity("A-9"), plan=plan, group=None, actor=world.actor(who), seen=None)


def test_leaving_a_plan_takes_what_it_waited_for_along(world, plan):
    plans.wait_for(activity=activity("A-2"), on=[activity("A-1")], actor=world.actor("johan"), seen=None)
    plans.place(activity=activity("A-2"), plan=None, group=None, actor=world.actor("johan"), seen=None)
    assert activity("A-2").plan is None
    assert not activity("A-2").waits_for.exists()


def test_a_group_of_another_plan_is_refused(world, plan):
    other = WorkingGroup.objects.create(plan=ActionPlanFactory(unit=world.unit("SN-V")), name="Annan")
    with pytest.raises(plans.NotInThePlan):
        plans.place(activity=activity("A-1"), plan=plan, group=other, actor=world.actor("johan"), seen=None)


# ── Moving ───────────────────────────────────────────────────────────────────
def test_the_one_who_answers_for_it_moves_it(world, plan):
    moved = plans.move(activity=activity("A-1"), state="done", reason="", actor=world.actor("anna"), seen=None)
    assert (moved.state, moved.done_on) == ("done", clock.today())


def test_waiting_says_why(world, plan):
    with pytest.raises(ReasonMissing):
        plans.move(activity=activity("A-2"), state="on_hold", reason=" ", actor=world.actor("cecilia"), seen=None)
    plans.move(activity=activity("A-2"), state="on_hold", reason="Bygglov", actor=world.actor("cecilia"), seen=None)
    assert activity("A-2").state_reason == "Bygglov"
    plans.move(activity=activity("A-2"), state="ongoing", reason="", actor=world.actor("cecilia"), seen=None)
    assert activity("A-2").state_reason == ""


def test_a_neighbour_moves_nothing(world, plan):
    with pytest.raises(NotYours):
        plans.move(activity=activity("A-1"), state="done", reason="", actor=world.actor("cecilia"), seen=None)


def test_a_stale_move_is_told(world, plan):
    one = activity("A-1")
    plans.move(activity=activity("A-1"), state="done", reason="", actor=world.actor("anna"), seen=one.version)
    with pytest.raises(Stale):
        plans.move(activity=one, state="planned", reason="", actor=world.actor("anna"), seen=one.version)


# ── Waiting for each other ───────────────────────────────────────────────────
def test_a_circle_is_refused(world, plan):
    plans.wait_for(activity=activity("A-2"), on=[activity("A-1")], actor=world.actor("johan"), seen=None)
    with pytest.raises(plans.WaitsForItself):
        plans.wait_for(activity=activity("A-1"), on=[activity("A-2")], actor=world.actor("johan"), seen=None)


def test_what_is_outside_the_plan_is_waited_for_by_nobody(world, plan):
    ActivityFactory(number="A-9", unit=world.unit("AFE"))
    with pytest.raises(plans.NotInThePlan):
        plans.wait_for(activity=activity("A-1"), on=[activity("A-9")], actor=world.actor("johan"), seen=None)


# ── Groups ───────────────────────────────────────────────────────────────────
def test_a_group_is_made_changed_and_taken_away(world, plan):
    values = {"name": "Rutiner", "observation": "Saknar datum", "task": "Datera", "leader": world.functions["anna"]}
    made = plans.save_group(
        plan=plan, group=None, values=values, members=[world.functions["bo"]], actor=world.actor("johan"), seen=None
    )
    with pytest.raises(plans.GroupNameTaken):
        plans.save_group(plan=plan, group=None, values=values, members=[], actor=world.actor("johan"), seen=None)
    with pytest.raises(Stale):
        plans.save_group(
            plan=plan, group=made, values=values, members=[], actor=world.actor("johan"), seen=made.version + 5
        )
    plans.place(activity=activity("A-1"), plan=plan, group=made, actor=world.actor("johan"), seen=None)
    plans.remove_group(group=made, actor=world.actor("johan"), seen=None)
    assert activity("A-1").group is None
    assert activity("A-1").plan == plan


# ── Measures ─────────────────────────────────────────────────────────────────
def test_an_effect_is_promised_and_reported(world, plan):
    measure = measure_of("A-1", world)
    measures.report_effect(
        measure=measure, as_of=date(2021, 3, 31), amount=D(450_000), posts=D(1), comment="På väg",
        actor=world.actor("anna"),
    )  # fmt: skip
    with pytest.raises(measures.NotYet):
        measures.report_effect(
            measure=measure, as_of=date(2021, 12, 31), amount=D(1), posts=None, comment="", actor=world.actor("anna")
        )
    with pytest.raises(measures.AmountMissing):
        measures.report_effect(
            measure=measure, as_of=date(2021, 3, 31), amount=None, posts=None, comment=" ", actor=world.actor("anna")
        )
    assert EffectReport.objects.get().amount == 450_000
    assert told("A-1", "measure_made") == 1
    assert told("A-1", "effect_reported") == 1


def test_an_effect_on_an_indicator_says_which(world, plan):
    with pytest.raises(measures.IndicatorMissing):
        measure_of("A-1", world, kind="indicator")
    with pytest.raises(measures.YearsTurned):
        measure_of("A-1", world, year_to=2019)
    assert not Measure.objects.exists()


def test_an_unreported_effect_waits_for_the_one_who_answers(world, plan):
    measure_of("A-1", world)
    waiting = [t for t in todo.tasks(world.actor("anna")) if t.kind == "effect"]
    assert [t.number for t in waiting] == ["A-1"]
    assert not [t for t in todo.tasks(world.actor("cecilia")) if t.kind == "effect"]


# ── Rounds ───────────────────────────────────────────────────────────────────
def ask(world, plan):
    return rounds.open_round(plan=plan, due_on=date(2021, 4, 20), message="Hur går det?", actor=world.actor("johan"))


def answer(world, number, who, state="ongoing", reason="", comment="Bra"):
    row = RoundAnswer.objects.select_related("activity", "round", "round__plan").get(activity__number=number)
    return rounds.answer_round(
        answer=row, state=state, reason=reason, comment=comment, actor=world.actor(who), seen=row.version
    )


def test_a_round_asks_those_who_answer_and_states_follow(world, plan):
    found = ask(world, plan)
    assert [t.number for t in todo.tasks(world.actor("anna")) if t.kind == "round"] == ["A-1"]
    answer(world, "A-1", "anna", state="done")
    assert activity("A-1").state == "done"
    assert not [t for t in todo.tasks(world.actor("anna")) if t.kind == "round"]
    with pytest.raises(rounds.NotAsked):
        answer(world, "A-2", "anna")
    with pytest.raises(rounds.RoundOpen):
        ask(world, plan)
    rounds.close_round(round=found, actor=world.actor("johan"))
    with pytest.raises(rounds.RoundClosed):
        answer(world, "A-2", "cecilia")


def test_a_round_about_nothing_is_not_opened(world):
    empty = ActionPlanFactory(unit=world.unit("SN-V"))
    with pytest.raises(rounds.NothingToAsk):
        ask(world, empty)
    with pytest.raises(rounds.DayHasBeen):
        rounds.open_round(plan=empty, due_on=date(2021, 4, 11), message="", actor=world.actor("johan"))


def test_a_stale_answer_is_told(world, plan):
    ask(world, plan)
    row = RoundAnswer.objects.select_related("activity", "round", "round__plan").get(activity__number="A-1")
    answer(world, "A-1", "anna")
    with pytest.raises(Stale):
        rounds.answer_round(
            answer=row, state="done", reason="", comment="", actor=world.actor("anna"), seen=row.version
        )


# ── Pages ────────────────────────────────────────────────────────────────────
VIEWS = ["action-plan", "action-plan-board", "action-plan-timeline", "action-plan-groups", "action-plan-effects"]


def test_the_list_says_what_is_late_who_answers_and_where_it_comes_from(world, plan, as_person):
    goal = GoalFactory(number="M-9", title="Rutiner som gäller", unit=world.unit("SN"))
    link(activity("A-1"), LinkKind.CARRIES_OUT, goal)
    page = as_person("johan").get(reverse("action-plan", args=["H-001"])).content.decode()
    assert "1 aktivitet är försenad. 0 av 2 är klara." in page
    assert page.index("Datera rutinerna") < page.index("En väg in")
    assert "Rutiner som gäller" in page
    assert "Försenad 12 dagar" in page


def test_the_board_moves_by_menu(world, plan, as_person):
    johan = as_person("johan")
    assert (
        reverse("action-plan-move", args=["A-1"])
        in johan.get(reverse("action-plan-board", args=["H-001"])).content.decode()
    )
    form = johan.get(reverse("action-plan-move", args=["A-1"]) + "?state=on_hold").content.decode()
    assert 'value="on_hold" selected' in form
    refused = johan.post(reverse("action-plan-move", args=["A-1"]), {"state": "on_hold", "state_reason": ""})
    assert refused.status_code == 422
    moved = johan.post(reverse("action-plan-move", args=["A-1"]), {"state": "on_hold", "state_reason": "Väntar"})
    assert moved.status_code == 302
    assert activity("A-1").state == "on_hold"


def test_the_timeline_has_a_picture_a_sentence_and_a_table(world, plan, as_person):
    page = as_person("johan").get(reverse("action-plan-timeline", args=["H-001"])).content.decode()
    assert "2 rader i tidslinjen, 0 pågår i dag, 1 är försenad." in page
    assert page.count("<svg") >= 2
    assert "<td" in page


def test_the_effects_are_summed_and_told_apart(world, plan, as_person):
    measure = measure_of("A-1", world)
    measures.report_effect(
        measure=measure, as_of=date(2021, 3, 31), amount=D(450_000), posts=D(1), comment="", actor=world.actor("anna")
    )
    page = as_person("johan").get(reverse("action-plan-effects", args=["H-001"])).content.decode().replace("\xa0", " ")
    assert "450 000 kr per år har redovisats av 600 000 kr som väntas." in page
    assert "Lägre än väntat" in page


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_takes_as_many_queries_for_one_as_for_three(world, plan, as_person, name, django_assert_num_queries):
    counts = {"action-plan": 11, "action-plan-board": 11, "action-plan-timeline": 11, "action-plan-groups": 8,
              "action-plan-effects": 11}  # fmt: skip
    Activity.objects.filter(number="A-2").update(plan=None)
    group = WorkingGroup.objects.create(plan=plan, name="G0")
    group.members.add(world.functions["bo"])
    measure_of("A-1", world)
    johan, url = as_person("johan"), reverse(name, args=["H-001"])
    johan.get(url)
    with django_assert_num_queries(counts[name]):
        johan.get(url)
    for n in range(2):
        ActivityFactory(unit=world.unit("AFE"), responsible=world.functions["anna"], plan=plan, group=group)
        more = WorkingGroup.objects.create(plan=plan, name=f"G{n + 1}")
        more.members.add(world.functions["anna"], world.functions["bo"])
    with django_assert_num_queries(counts[name]):
        johan.get(url)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_plans_takes_a_fixed_number_of_queries(world, as_person, count, django_assert_num_queries):
    for _ in range(count):
        ActivityFactory(plan=ActionPlanFactory(unit=world.unit("SN-V")), unit=world.unit("AFE"))
    johan = as_person("johan")
    johan.get(reverse("action-plans"))
    with django_assert_num_queries(8):
        assert johan.get(reverse("action-plans")).status_code == 200


def test_the_papers_open(world, plan, as_person):
    johan = as_person("johan")
    pdf = johan.get(reverse("action-plan-file", args=["H-001", "pdf"]))
    assert b"".join(pdf).startswith(b"%PDF") if pdf.streaming else pdf.content.startswith(b"%PDF")
    assert johan.get(reverse("action-plan-file", args=["H-001", "docx"])).status_code == 200
    assert johan.get(reverse("action-plan-file", args=["H-001", "exe"])).status_code == 404


def test_what_is_confidential_is_counted_and_not_named(world, plan, as_person):
    ActivityFactory(title="HEMLIGT", unit=world.unit("1824"), plan=plan, confidentiality="confidential")
    page = as_person("anna").get(reverse("action-plan", args=["H-001"])).content.decode()
    assert "HEMLIGT" not in page
    assert "1 aktivitet till hör till planen" in page


def test_a_plan_without_money_says_so_instead_of_nothing_of_nothing():
    none = rules.sums([], None)
    assert plan_words.money_lead(none) == "Ingen åtgärd har en effekt i kronor."
    short = rules.sums([], D(500_000))
    assert f"{plan_words.kronor(D(500_000))} av underskottet täcks inte" in plan_words.money_lead(short)


@pytest.mark.parametrize("address", ["/aktiviteter/A-1/flytta/", "/nod/A-1/andra/"])
def test_the_reason_is_not_said_to_be_optional(plan, as_person, address):
    form = as_person("johan").get(address).context["form"]
    drawn = form["state_reason"].as_field_group()
    assert "frivilligt" not in drawn
    assert "Behövs när aktiviteten avvaktar eller utgår." in drawn


def test_the_paper_names_the_unit_of_the_function_and_not_of_the_activity(world, plan):
    Activity.objects.filter(number="A-1").update(unit=world.unit("SN"))
    document = plan_document(plan, queries.inside(plan, access(world.actor("johan")), clock.today()), [], clock.today())
    [table] = [block for block in document["sections"][0]["blocks"] if block["kind"] == "table"]
    cell = table["rows"][0][2]
    assert (cell["text"], cell["sub"]) == (world.functions["anna"].title, world.functions["anna"].unit.name)


# ── Asked before ─────────────────────────────────────────────────────────────
def test_taking_out_of_the_plan_asks_first(world, plan, as_person):
    address = "/aktiviteter/A-1/i-planen/"
    johan = as_person("johan")
    assert 'name="remove"' not in johan.get(address).content.decode()
    asked = johan.get(address + "?ta-bort=1").content.decode()
    assert "Ta ”Datera rutinerna” ur planen" in asked
    assert activity("A-1").plan == plan
    johan.post(address, {"remove": "1", "version": activity("A-1").version})
    assert activity("A-1").plan is None


def test_taking_a_group_away_asks_first(world, plan, as_person):
    made = plans.save_group(
        plan=plan, group=None, values={"name": "Rutiner"}, members=[], actor=world.actor("johan"), seen=None
    )
    address = f"/handlingsplaner/H-001/grupper/{made.pk}/"
    assert 'name="remove"' not in as_person("johan").get(address).content.decode()
    assert "Ta bort ”Rutiner”" in as_person("johan").get(address + "?ta-bort=1").content.decode()
    as_person("johan").post(address, {"remove": "1", "version": made.version})
    assert not WorkingGroup.objects.exists()


def test_a_round_without_all_answers_is_not_closed_before_it_is_asked(world, plan, as_person):
    made = rounds.open_round(plan=plan, due_on=date(2021, 4, 30), message="", actor=world.actor("johan"))
    address = f"/handlingsplaner/H-001/avstamningar/{made.pk}/avsluta/"
    asked = as_person("johan").post(address).content.decode()
    assert "2 svar saknas." in asked
    assert "Datera rutinerna" in asked
    made.refresh_from_db()
    assert made.closed_at is None
    assert as_person("anna").post(address).status_code == 403
    as_person("johan").post(address, {"sure": "1"})
    made.refresh_from_db()
    assert made.closed_at is not None


def test_a_round_that_all_have_answered_is_closed_at_once(world, plan, as_person):
    made = rounds.open_round(plan=plan, due_on=date(2021, 4, 30), message="", actor=world.actor("johan"))
    RoundAnswer.objects.update(answered_at=clock.now())
    as_person("johan").post(f"/handlingsplaner/H-001/avstamningar/{made.pk}/avsluta/")
    made.refresh_from_db()
    assert made.closed_at is not None


# ── There and back ───────────────────────────────────────────────────────────
def test_a_new_activity_of_a_plan_leads_back_to_it(world, plan, as_person):
    johan = as_person("johan")
    page = johan.get("/handlingsplaner/H-001/").content.decode()
    address = html.unescape(re.search(r'href="(/ny/activity/[^"]+)"', page)[1])
    assert 'href="/handlingsplaner/H-001/">Avbryt' in johan.get(address).content.decode()
    sent = {
        "title": "Ny rutin", "unit": plan.unit_id, "plan": plan.pk, "state": "planned", "valid_from": "2021-01-01",
        "confidentiality": "open",
    }  # fmt: skip
    assert johan.post(address, sent)["Location"] == "/handlingsplaner/H-001/"
    elsewhere = johan.post("/ny/activity/?back=https://example.org/", {**sent, "title": "En till"})
    assert elsewhere["Location"].startswith("/nod/")


def test_what_waits_for_what_is_on_the_board_and_in_the_timeline(world, plan, as_person):
    plans.wait_for(activity=activity("A-2"), on=[activity("A-1")], actor=world.actor("johan"), seen=None)
    board = as_person("johan").get("/handlingsplaner/H-001/tavla/").content.decode()
    assert re.search(r'Väntar på <a [^>]*href="/nod/A-1/">Datera rutinerna</a>', board)
    drawing = as_person("johan").get("/handlingsplaner/H-001/tidslinje/").context["drawing"]
    assert drawing.table.columns[-1] == "Väntar på"
    assert {row[0]: row[-1] for row in drawing.table.rows} == {"Datera rutinerna": "–", "En väg in": "Datera rutinerna"}
    assert "väntar på Datera rutinerna" in drawing.paper.for_paper()


# ── Money ────────────────────────────────────────────────────────────────────
def test_an_amount_is_shown_and_read_with_spaces(world, plan, as_person):
    measure_of("A-1", world, expected=D("2500000.00"), cost=D("200000"), financing="Statsbidrag")
    johan, address = as_person("johan"), "/aktiviteter/A-1/atgard/"
    form = johan.get(address).context["form"]
    assert [form[name].value() for name in ("expected", "cost", "posts")] == ["2 500 000", "200 000", "1"]
    sent = {
        "kind": "saving", "expected": "1 250 000,50", "cost": "200\N{NO-BREAK SPACE}000", "posts": "1,5",
        "financing": "Statsbidrag", "year_from": "2020", "year_to": "2021", "version": 1,
    }  # fmt: skip
    assert johan.post(address, {**sent, "cost": "mycket"}).status_code == 422
    assert johan.post(address, sent).status_code == 302
    kept = Measure.objects.get()
    assert (kept.expected, kept.cost, kept.posts) == (D("1250000.50"), D("200000"), D("1.5"))


def test_what_a_measure_costs_is_told(world, plan, as_person):
    measure_of("A-1", world, cost=D("200000"), financing="Statsbidrag")
    pages = [
        as_person("johan").get(address).content.decode().replace("\xa0", " ")
        for address in ("/handlingsplaner/H-001/effekter/", "/nod/A-1/")
    ]
    assert ["ostar 200 000 kr" in page for page in pages] == [True, True]
    document = plan_document(plan, queries.inside(plan, access(world.actor("johan")), clock.today()), [], clock.today())
    [table] = [block for block in document["sections"][1]["blocks"] if block["kind"] == "table"]
    assert table["rows"][0][0]["sub"].replace("\xa0", " ") == "Kostar 200 000 kr. Statsbidrag."
