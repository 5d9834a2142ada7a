"""Activities: how they stand, and the list."""

import re
from datetime import date

import pytest

from ledtrad.activities import actions, rules, waiting
from ledtrad.activities.models import Activity
from ledtrad.core import clock
from ledtrad.thread import plan_tables
from ledtrad.thread.models import Node
from ledtrad.thread.plan_tables import Row
from ledtrad.thread.rules import LinkKind, Status
from tests.factories import ActivityFactory, AssignmentFactory, GoalFactory, link

BEFORE, TODAY, AFTER = date(2021, 4, 11), date(2021, 4, 12), date(2021, 4, 13)


@pytest.mark.parametrize(
    ("state", "starts_on", "due_on", "expected"),
    [
        ("done", None, None, Status.MET),
        ("done", None, BEFORE, Status.MET),
        ("ongoing", None, BEFORE, Status.MISSED),
        ("ongoing", None, TODAY, Status.MET),
        ("ongoing", None, None, Status.MET),
        ("planned", AFTER, None, Status.NONE),
        ("planned", None, None, Status.NONE),
        ("planned", TODAY, None, Status.PARTLY),
        ("planned", None, BEFORE, Status.MISSED),
        ("on_hold", None, AFTER, Status.PARTLY),
        ("on_hold", None, BEFORE, Status.MISSED),
    ],
)
def test_how_an_activity_stands(state, starts_on, due_on, expected):
    assert rules.standing(state=state, starts_on=starts_on, due_on=due_on, today=TODAY) == expected


def test_what_an_activity_says_reaches_its_goal(world):
    goal = GoalFactory(unit=world.unit("SN"))
    done = ActivityFactory(unit=world.unit("AFE"))
    link(done, LinkKind.CARRIES_OUT, goal)
    actions.save_activity(done, {"state": "done"}, actor=world.actor("anna"), seen=1, areas=[])
    assert Node.objects.get(pk=goal.pk).suggested == Status.MET


def test_a_day_that_passes_makes_it_late(world):
    late = ActivityFactory(unit=world.unit("AFE"), state="ongoing", due_on=TODAY)
    actions.refresh()
    assert Node.objects.get(pk=late.pk).suggested == Status.MET
    with clock.at(AFTER):
        actions.refresh()
    assert Node.objects.get(pk=late.pk).suggested == Status.MISSED


def test_it_is_made_on_the_page(world, as_person):
    data = {"title": "Jobbcoach", "state": "ongoing", "unit": world.unit("AFE").pk, "confidentiality": "open"}
    answer = as_person("anna").post("/ny/activity/", data)
    assert answer.status_code == 302
    assert Activity.objects.get().suggested == Status.MET


def test_it_is_not_done_before_it_begins(world, as_person):
    data = {"title": "X", "state": "ongoing", "unit": world.unit("AFE").pk, "confidentiality": "open"}
    answer = as_person("anna").post("/ny/activity/", {**data, "starts_on": "2021-02-01", "due_on": "2021-01-01"})
    assert answer.status_code == 422


def test_only_late_ones(world, as_person):
    ActivityFactory(title="Sen aktivitet", unit=world.unit("AFE"), state="ongoing", due_on=BEFORE)
    ActivityFactory(title="Klar aktivitet", unit=world.unit("AFE"), state="done", due_on=BEFORE)
    ActivityFactory(title="Utan datum", unit=world.unit("AFE"))
    html = as_person("anna").get("/aktiviteter/", {"late": "on"}).content.decode()
    assert "Sen aktivitet" in html
    assert "Klar aktivitet" not in html
    assert "Utan datum" not in html


def test_internal_ones_elsewhere_are_hidden(world, as_person):
    ActivityFactory(title="Inre sak", unit=world.unit("AFE"), confidentiality="internal")
    assert "Inre sak" not in as_person("cecilia").get("/aktiviteter/").content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_a_fixed_number_of_questions(world, as_person, django_assert_num_queries, number):
    for _n in range(number):
        ActivityFactory(unit=world.unit("AFE"), responsible=world.functions["anna"])
    anna = as_person("anna")
    with django_assert_num_queries(8):
        anna.get("/aktiviteter/")


# ── Why, and when ────────────────────────────────────────────────────────────
@pytest.mark.parametrize("state", ["on_hold", "dropped"])
def test_what_waits_or_is_dropped_says_why(world, as_person, state):
    data = {"title": "X", "state": state, "unit": world.unit("AFE").pk, "confidentiality": "open"}
    answer = as_person("anna").post("/ny/activity/", data)
    assert answer.status_code == 422
    assert "state_reason" in answer.context["form"].errors
    assert as_person("anna").post("/ny/activity/", {**data, "state_reason": "Inget bygglov."}).status_code == 302
    assert "Inget bygglov." in as_person("anna").get(Activity.objects.get().get_absolute_url()).content.decode()


def test_the_action_asks_for_the_reason_too(world):
    made = ActivityFactory(unit=world.unit("AFE"))
    with pytest.raises(actions.ReasonMissing):
        actions.save_activity(made, {"state": "dropped"}, actor=world.actor("anna"), seen=1, areas=[])
    assert Activity.objects.get().state == "planned"


def test_done_has_a_day_that_goes_when_it_is_taken_up_again(world):
    made = ActivityFactory(unit=world.unit("AFE"))
    anna = world.actor("anna")
    actions.save_activity(made, {"state": "done"}, actor=anna, seen=1, areas=[])
    assert Activity.objects.get().done_on == TODAY
    with clock.at(AFTER):
        actions.save_activity(Activity.objects.get(), {"title": "Y"}, actor=anna, seen=2, areas=[])
    assert Activity.objects.get().done_on == TODAY
    actions.save_activity(Activity.objects.get(), {"state": "ongoing"}, actor=anna, seen=3, areas=[])
    assert Activity.objects.get().done_on is None


def table(world, dry_run=False, **cells):
    row = Row(2, {"number": "A-001", "title": "X", "unit": "AFE", **cells})
    return plan_tables.run({"activities": [row]}, world.actor("anna"), dry_run=dry_run)


def test_a_file_says_why_and_when_too(world):
    assert {c for c, _t in table(world, state="on_hold").results["activities"][0].errors} == {"state_reason"}
    assert not Activity.objects.exists()
    table(world, state="done", done_on="2020-12-18")
    assert Activity.objects.get().done_on == date(2020, 12, 18)


def test_a_file_that_makes_it_done_gives_it_the_day_and_undoing_takes_it_away(world):
    table(world, state="ongoing")
    result = table(world, state="done")
    assert Activity.objects.get().done_on == TODAY
    plan_tables.undo(result.results, world.actor("anna"))
    assert (Activity.objects.get().state, Activity.objects.get().done_on) == ("ongoing", None)


# ── Where it comes from ──────────────────────────────────────────────────────
def test_the_list_says_where_it_comes_from(world, as_person):
    made = ActivityFactory(unit=world.unit("AFE"))
    goal = GoalFactory(number="M-001", title="Fler i arbete", unit=world.unit("SN"))
    asked = AssignmentFactory(number="U-001", title="Korta kön", unit=world.unit("SN"))
    link(made, LinkKind.CARRIES_OUT, goal)
    row = as_person("anna").get("/aktiviteter/").context["listing"].rows[0].object
    assert (row.origin.partition(" ")[0], row.origins) == ("M-001", 1)
    link(made, LinkKind.ANSWERS, asked)
    html = as_person("anna").get("/aktiviteter/").content.decode()
    assert '<a class="ds-link quiet" href="/nod/U-001/">U-001 Korta kön</a>' in html
    assert "och 1 till" in html


def test_where_it_comes_from_is_not_told_to_those_who_may_not_see_it(world, as_person):
    made = ActivityFactory(unit=world.unit("AFE"))
    link(made, LinkKind.CARRIES_OUT, GoalFactory(title="Dolt mål", unit=world.unit("1824"), confidentiality="internal"))
    for path in ("/aktiviteter/", made.get_absolute_url()):
        assert "Dolt mål" not in as_person("anna").get(path).content.decode()
        assert "Dolt mål" in as_person("johan").get(path).content.decode()


def test_its_page_says_it_too_and_says_when_it_does_not_show(world, as_person):
    made = ActivityFactory(unit=world.unit("AFE"))
    assert (
        "Det syns inte var aktiviteten kommer från." in as_person("anna").get(made.get_absolute_url()).content.decode()
    )
    link(made, LinkKind.ANSWERS, AssignmentFactory(number="U-001", title="Korta kön", unit=world.unit("SN")))
    html = as_person("anna").get(made.get_absolute_url()).content.decode()
    assert "Uppdrag U-001: Korta kön</a>" in html


def test_only_those_from_assignments(world, as_person):
    asked = AssignmentFactory(unit=world.unit("SN"))
    link(ActivityFactory(title="Begärd", unit=world.unit("AFE")), LinkKind.ANSWERS, asked)
    ActivityFactory(title="Egen", unit=world.unit("AFE"))
    html = as_person("anna").get("/aktiviteter/", {"origin": "assignment"}).content.decode()
    assert "Begärd" in html
    assert "Egen" not in html


def test_a_dropped_one_is_not_late(world, as_person):
    ActivityFactory(title="Utgår", unit=world.unit("AFE"), state="dropped", state_reason="x", due_on=BEFORE)
    assert as_person("anna").get("/aktiviteter/").context["listing"].counts["late"] == 0


def test_an_activity_that_goes_on_is_not_said_to_be_met(world, as_person):
    goal = GoalFactory(unit=world.unit("AFE"), number="M-001")
    made = {}
    for state in ("ongoing", "done", "on_hold"):
        made[state] = ActivityFactory(unit=world.unit("AFE"), state=state)
        link(made[state], LinkKind.CARRIES_OUT, goal)
    late = ActivityFactory(unit=world.unit("AFE"), state="ongoing", due_on=date(2021, 4, 9))
    link(late, LinkKind.CARRIES_OUT, goal)
    actions.refresh()
    anna = as_person("anna")
    page = anna.get("/nod/M-001/").content.decode()
    assert "4 aktiviteter bidrar till målet, 1 är försenad." in page
    assert "Pågår. Försenad 3 dagar" in page
    addresses = [made["ongoing"].get_absolute_url(), "/nod/M-001/", "/aktiviteter/", "/traden/?nod=M-001"]
    for address in addresses:
        page = anna.get(address).content.decode()
        words = re.findall(r'<span class="status" data-status="(\w+)">([^<]+)', page)
        assert words, address
        told = [word for status, word in words if status == "met" and word != "Uppnått"]
        assert set(told) & {"Pågår", "Klar", "Enligt plan"}, (address, words)
    assert '<span class="status" data-status="met">Pågår</span>' in anna.get(addresses[0]).content.decode()
    assert "Uppnått" not in anna.get(addresses[0]).content.decode()
    assert "Uppnått" not in anna.get("/aktiviteter/").content.decode()


# ── What waits ───────────────────────────────────────────────────────────────
@pytest.mark.parametrize("rows", [1, 3])
def test_what_is_due_or_late_waits_for_the_function_until_it_is_settled(world, django_assert_num_queries, rows):
    anna = {"unit": world.unit("AFE"), "responsible": world.functions["anna"]}
    goal = GoalFactory(number="M-001", title="Fler i arbete", unit=world.unit("SN"))
    for n in range(rows):
        link(ActivityFactory(**anna, due_on=BEFORE, title=f"Sen {n}"), LinkKind.CARRIES_OUT, goal)
    ActivityFactory(**anna, due_on=date(2021, 5, 13), title="Långt fram")
    ActivityFactory(**anna, due_on=BEFORE, state="done", title="Klar")
    ActivityFactory(**anna, title="Utan dag")
    ActivityFactory(unit=world.unit("AFE"), due_on=BEFORE, title="Ingens")
    actor = world.actor("anna")
    with django_assert_num_queries(1):
        found = list(waiting.to_do(actor, date(2021, 5, 12)))
    assert sorted(t.title for t in found) == [f"Sen {n}" for n in range(rows)]
    assert {t.detail for t in found} == {"Kommer från M-001 Fler i arbete"}
    assert not list(waiting.to_do(world.actor("sven"), date(2021, 5, 12)))
