"""Planning rounds: their order, what an edition keeps, and next year's draft."""

from datetime import date

import pytest

from ledtrad.core import clock, ledger
from ledtrad.core.imports.running import run
from ledtrad.core.refusals import Stale
from ledtrad.goals import actions, queries
from ledtrad.goals.models import Goal, PlanningRound, RoundState
from ledtrad.reports.plans import plan_document
from ledtrad.thread.models import Link
from ledtrad.thread.rules import LinkKind
from tests.factories import (
    ActivityFactory,
    DocumentFactory,
    GoalFactory,
    LevelFactory,
    PlanningRoundFactory,
    link,
)
from tests.indicators.factories import IndicatorFactory, observe

ADOPTED = date(2021, 1, 20)


@pytest.fixture
def plan(world):
    return PlanningRoundFactory(unit=world.unit("SN"), year=2021)


@pytest.fixture
def goals(plan, world):
    """Two goals of the plan, one under the other."""
    level = LevelFactory()
    top = GoalFactory(number="M-001", title="Fler i arbete", unit=world.unit("SN"), round=plan, level=level)
    low = GoalFactory(number="M-002", title="Fler platser", unit=world.unit("SN"), round=plan, level=level)
    link(low, LinkKind.BREAKS_DOWN, top)
    return top, low


def adopt(plan, world, who="eva", **more):
    return actions.adopt(round=plan, adopted_on=ADOPTED, reference="SN 2021 § 4", actor=world.actor(who), **more)


def move(plan, world, state, **more):
    return actions.move_round(round=plan, state=state, actor=world.actor("eva"), **more)


# ── Order ────────────────────────────────────────────────────────────────────
def test_a_plan_goes_from_draft_to_closed(plan, world):
    adopt(plan, world)
    move(plan, world, RoundState.IN_FORCE)
    move(plan, world, RoundState.CLOSED)
    assert PlanningRound.objects.get().state == RoundState.CLOSED
    assert [e.action for e in ledger.entries().about(plan).order_by("sequence")] == [
        "adopted",
        "round_moved",
        "round_moved",
    ]


@pytest.mark.parametrize("state", [RoundState.IN_FORCE, RoundState.CLOSED, RoundState.ADOPTED])
def test_a_draft_must_be_adopted_first(plan, world, state):
    with pytest.raises(actions.WrongOrder):
        move(plan, world, state)


def test_a_closed_plan_is_not_adopted_again(plan, world):
    PlanningRound.objects.update(state=RoundState.CLOSED)
    with pytest.raises(actions.WrongOrder):
        adopt(PlanningRound.objects.get(), world)


def test_closing_ends_the_goals_with_the_year(goals, plan, world):
    PlanningRound.objects.update(state=RoundState.IN_FORCE)
    move(PlanningRound.objects.get(), world, RoundState.CLOSED)
    assert set(Goal.objects.values_list("valid_to", flat=True)) == {date(2022, 1, 1)}


@pytest.mark.parametrize("who", ["anna", "johan", "karin", "bo", "disa", "elsa", "sven", "adam"])
def test_only_those_who_plan_for_the_board_adopt(plan, world, who):
    with pytest.raises(actions.MayNotPlan):
        adopt(plan, world, who)


@pytest.mark.parametrize("who", ["eva", "dag", "kim"])
def test_secretary_director_and_controller_adopt(plan, world, who):
    assert adopt(plan, world, who).number == 1


def test_whoever_comes_second_is_stopped(plan, world):
    adopt(plan, world, seen=1)
    with pytest.raises(Stale):
        move(PlanningRound.objects.get(), world, RoundState.IN_FORCE, seen=1)


def test_a_board_has_one_plan_a_year(plan, world):
    with pytest.raises(actions.RoundExists):
        actions.open_round(unit=world.unit("SN"), year=2021, actor=world.actor("eva"))


# ── Editions ─────────────────────────────────────────────────────────────────
def test_an_edition_is_frozen(goals, plan, world):
    indicator = IndicatorFactory(number="I-001", title="Antal platser", unit=world.unit("SN"))
    link(indicator, LinkKind.MEASURES, goals[0])
    observe(indicator, "2020", 100)
    kept = adopt(plan, world)
    before, seal = kept.content, kept.sha256
    Goal.objects.filter(number="M-001").update(title="Något annat")
    observe(indicator, "2021", 200)
    goals[1].delete()
    kept.refresh_from_db()
    assert (kept.content, kept.sha256) == (before, seal)
    assert kept.content["goals"][0]["title"] == "Fler i arbete"


def test_an_edition_holds_how_the_goals_hang_together(goals, plan, world):
    link(goals[0], LinkKind.ANCHORED_IN, DocumentFactory(title="Socialtjänstlagen", unit=world.unit("KF")))
    link(ActivityFactory(title="Jobbcoach", unit=world.unit("AFE")), LinkKind.CARRIES_OUT, goals[0])
    top, low = adopt(plan, world).content["goals"]
    assert [a["title"] for a in top["anchored_in"]] == ["Socialtjänstlagen"]
    assert [a["title"] for a in top["activities"]] == ["Jobbcoach"]
    assert [(g["number"], g["title"]) for g in low["above"]] == [("M-001", "Fler i arbete")]


def test_next_years_goals_hang_together_before_the_year_begins(world):
    plan = PlanningRoundFactory(unit=world.unit("SN"), year=2022)
    top = GoalFactory(title="Fler i arbete", unit=world.unit("SN"), round=plan, valid_from=date(2022, 1, 1))
    low = GoalFactory(unit=world.unit("SN"), round=plan, valid_from=date(2022, 1, 1))
    link(low, LinkKind.BREAKS_DOWN, top)
    assert "Fler i arbete" in str(adopt(plan, world).content["goals"][1]["above"])


def test_a_confidential_goal_is_counted_but_not_told(goals, plan, world):
    Goal.objects.filter(number="M-002").update(confidentiality="confidential")
    content = adopt(plan, world).content
    assert content["withheld"] == 1
    assert [g["number"] for g in content["goals"]] == ["M-001"]


def test_what_hangs_on_an_open_goal_may_be_confidential_and_is_not_told(goals, plan, world):
    secret = GoalFactory(title="Hemligt mål", unit=world.unit("SN"), confidentiality="confidential")
    law = DocumentFactory(title="Hemlig text", unit=world.unit("SN"), confidentiality="confidential")
    link(goals[0], LinkKind.BREAKS_DOWN, secret)
    link(goals[0], LinkKind.ANCHORED_IN, law)
    assert "Hemlig" not in str(adopt(plan, world).content)


@pytest.fixture
def mixed(goals, plan, world):
    """A plan in which one goal is the unit's inner matter, named by another and carried out by an inner activity."""
    inner = GoalFactory(
        number="M-003", title="Inre mål", unit=world.unit("AFE"), round=plan, level=goals[0].level,
        confidentiality="internal", responsible=world.functions["anna"],
    )  # fmt: skip
    link(goals[1], LinkKind.BREAKS_DOWN, inner)
    link(ActivityFactory(title="Inre insats", unit=world.unit("AFE")), LinkKind.CARRIES_OUT, goals[0])
    return inner


def titles(content):
    return [g["title"] for g in content["goals"]]


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("anna", True),
        ("eva", True),
        ("elsa", True),
        ("disa", True),
        ("cecilia", False),
        ("sven", False),
        ("nils", False),
    ],
)
def test_an_internal_goal_in_an_edition_is_told_to_those_who_may_see_it(mixed, plan, world, who, sees):
    content = queries.as_seen(adopt(plan, world).content, world.person(who))
    assert ("Inre mål" in titles(content)) is sees
    assert ("Inre mål" in str(content)) is sees
    assert content["withheld"] == (0 if sees else 1)
    assert ("M-003" in str(content["goals"])) is sees


def test_the_stricter_of_then_and_now_decides(goals, mixed, plan, world):
    first = adopt(plan, world).content
    Goal.objects.update(confidentiality="open")
    opened = queries.as_seen(first, world.person("sven"))
    assert "Inre mål" not in str(opened)  # it was internal when the board adopted it
    assert len(opened["goals"]) == 2
    later = adopt(plan, world).content
    assert "Inre mål" in titles(queries.as_seen(later, world.person("sven")))
    Goal.objects.filter(number="M-003").update(confidentiality="confidential")
    assert "Inre mål" not in str(queries.as_seen(later, world.person("sven")))
    assert "Inre mål" not in str(queries.as_seen(later, world.person("elsa")))
    assert "Inre mål" in titles(queries.as_seen(later, world.person("anna")))
    Link.objects.filter(target__number="M-003").delete()
    Goal.objects.get(number="M-003").delete()
    assert "Inre mål" in titles(queries.as_seen(later, world.person("sven")))  # open when it was frozen, and gone now


def test_reading_an_edition_takes_one_query(goals, mixed, plan, world, django_assert_num_queries):
    content, reader = adopt(plan, world).content, world.person("sven")
    assert reader.access
    for more in (0, 2):
        with django_assert_num_queries(1):
            queries.as_seen(content, reader)
        for _n in range(more):
            GoalFactory(unit=world.unit("SN"), round=plan)
        content = adopt(plan, world).content


def test_pages_comparisons_and_prints_leave_out_what_one_may_not_see(goals, mixed, plan, world, as_person):
    adopt(plan, world)
    Goal.objects.filter(number="M-003").update(title="Inre mål, ändrat")
    adopt(plan, world)
    for who, sees in (("elsa", True), ("cecilia", False)):
        for address in ("/plan/SN/2021/utgava/1/", "/plan/SN/2021/utgava/2/?mot=1", "/plan/SN/2021/utgava/1/?mot=2"):
            assert ("Inre mål" in as_person(who).get(address).content.decode()) is sees, (who, address)
        for edition in (None, plan.editions.first()):
            assert ("Inre mål" in str(plan_document(plan, edition, world.person(who)))) is sees


def test_a_change_by_the_board_is_a_new_edition(plan, world):
    adopt(plan, world)
    assert adopt(plan, world).number == 2
    assert plan.editions.count() == 2


# ── What the board has adopted ───────────────────────────────────────────────
@pytest.fixture
def unit_goal(plan, world):
    """A goal of the adopted plan that Anna's unit carries."""
    made = GoalFactory(
        number="M-012", title="Fler platser", unit=world.unit("AFE"), round=plan, responsible=world.functions["anna"]
    )
    PlanningRound.objects.update(state=RoundState.IN_FORCE)
    return Goal.objects.select_related("round").get(pk=made.pk)


def change(goal, world, who, **values):
    return actions.save_goal(goal, values, actor=world.actor(who), seen=None, areas=[])


@pytest.mark.parametrize("values", [{"title": "Annat"}, {"wanted_state": "300"}, {"level": None}])
def test_adopted_words_are_not_changed_by_the_unit(unit_goal, world, values):
    with pytest.raises(actions.AdoptedPlan):
        change(unit_goal, world, "anna", **values)


def test_other_words_are(unit_goal, world):
    change(unit_goal, world, "anna", present_state="120 platser i mars")
    assert Goal.objects.get(number="M-012").present_state == "120 platser i mars"


def test_those_who_plan_change_what_the_board_decided_anew(unit_goal, world):
    change(unit_goal, world, "eva", title="Ännu fler platser")
    assert Goal.objects.get(number="M-012").title == "Ännu fler platser"


def test_adopted_words_are_not_escaped_by_leaving_the_plan(unit_goal, world):
    with pytest.raises(actions.AdoptedPlan):
        change(unit_goal, world, "anna", round=None)


def test_a_draft_is_changed_freely(unit_goal, world):
    PlanningRound.objects.update(state=RoundState.DRAFT)
    change(Goal.objects.get(number="M-012"), world, "anna", title="Annat")
    assert Goal.objects.get(number="M-012").title == "Annat"


# ── Copied forward ───────────────────────────────────────────────────────────
@pytest.fixture
def copied(goals, plan, world):
    """Next year's draft, and how to find a copy."""
    top = goals[0]
    link(top, LinkKind.ANCHORED_IN, DocumentFactory(number="D-001", unit=world.unit("KF")))
    link(IndicatorFactory(number="I-001", unit=world.unit("SN")), LinkKind.MEASURES, top)
    link(ActivityFactory(number="A-001", unit=world.unit("AFE")), LinkKind.CARRIES_OUT, top)
    ended = ActivityFactory(number="A-002", unit=world.unit("AFE"), valid_to=date(2021, 7, 1))
    link(ended, LinkKind.CARRIES_OUT, top)
    top.shares.create(unit=world.unit("BSN"))
    return actions.open_round(unit=world.unit("SN"), year=2022, actor=world.actor("eva"), copied_from=plan)


def copy_of(number):
    return Goal.objects.get(copied_from__number=number)


def test_links_between_copies_lead_between_copies(copied):
    assert Link.objects.filter(source=copy_of("M-002"), target=copy_of("M-001"), kind="breaks_down").exists()


def test_links_to_anything_else_are_kept(copied):
    others = {t.target.number for t in copy_of("M-001").links_up.all()}
    below = {t.source.number for t in copy_of("M-001").links_down.exclude(kind="breaks_down")}
    assert others == {"D-001"}
    assert below == {"I-001", "A-001"}


def test_copies_begin_with_the_year_and_are_shared_alike(copied, world):
    made = copy_of("M-001")
    assert (made.valid_from, made.round) == (date(2022, 1, 1), copied)
    assert [s.unit.number for s in made.shares.all()] == ["BSN"]
    assert not Goal.objects.valid_on(clock.today()).filter(round=copied).exists()


def test_copies_get_numbers_of_their_own(copied):
    assert len({g.number for g in Goal.objects.all()}) == 4


def test_a_goal_that_has_ended_is_not_copied(goals, plan, world):
    Goal.objects.filter(number="M-002").update(valid_to=date(2021, 12, 1))
    made = actions.open_round(unit=world.unit("SN"), year=2022, actor=world.actor("eva"), copied_from=plan)
    assert [g.copied_from.number for g in queries.goals_of_round(made, None)] == ["M-001"]


@pytest.mark.parametrize(("who", "errors"), [("anna", ["title"]), ("eva", [])])
def test_adopted_words_are_not_changed_by_a_file_either(unit_goal, world, who, errors):
    file = b"number,title,level,unit\nM-012,Annat,development_goal,AFE\n"
    result = run("plan", {"goals": ("goals.csv", file)}, world.actor(who))
    assert [e.field for e in result.errors] == errors
    assert Goal.objects.filter(title="Annat").exists() is (not errors)
