"""One overview of an area: the goals of two agreements, where they overlap, and what a person decides."""

from datetime import date

import pytest
from django.urls import reverse

from ledtrad.core import ledger
from ledtrad.indicators.rules import TargetKind
from ledtrad.thread import actions, overlaps
from ledtrad.thread.models import Link, Node, PairDecision
from ledtrad.thread.rules import Kind, LinkKind
from tests.factories import ActivityFactory, AreaFactory, DocumentFactory, GoalFactory, link
from tests.indicators.factories import IndicatorFactory, aim

INTERNAL = {
    "M-061": "Arbetslösheten minskar och inkluderingen ökar av medborgare i Lunds kommun",
    "M-062": "Kompetensförsörjningen till arbetsgivare inklusive Lunds kommun klaras av",
    "M-063": "Näringslivet i kommunen utvecklas",
}
EXTERNAL = {
    "M-064": "Minskad arbetslöshet genom samverkan kring kompetensförsörjning i kommunerna",
    "M-065": "Prioritera grupper som står långt från arbetsmarknaden",
    "M-066": "Samverka för en bättre jämställdhet och integration",
}
"""The two agreements of source document 003: one within the municipality, one with the employment service."""

URL = "/omraden/arbetsmarknad/"


@pytest.fixture
def area(world):
    return AreaFactory()


@pytest.fixture
def agreements(area, world):
    """Both agreements' goals in the area; the director answers for all but the last."""
    made = {}
    for number, title in {**INTERNAL, **EXTERNAL}.items():
        owner = None if number == "M-066" else world.functions["dag"]
        made[number] = GoalFactory(number=number, title=title, unit=world.unit("SN"), responsible=owner)
        made[number].areas.add(area)
    return made


def pairs():
    goals = Node.objects.filter(kind=Kind.GOAL)
    return {(p.first.number, p.second.number) for p in overlaps.pairs(goals) if p.finding == "similar"}


def decide(client, decision, reason="Samma sak i två avtal.", first="M-061", second="M-064", finding="similar"):
    data = {"first": first, "second": second, "finding": finding, "decision": decision, "reason": reason}
    return client.post(f"{URL}par/", data)


def test_the_overlap_of_the_two_agreements_is_found(agreements):
    assert pairs() == {("M-061", "M-064"), ("M-062", "M-064")}


def test_the_page_shows_overlaps_owners_and_how_alike(agreements, as_person):
    html = as_person("dag").get(URL).content.decode()
    assert "first=M-061&amp;second=M-064&amp;finding=similar" in html
    assert f"lika till minst {overlaps.THRESHOLD} av 100" in html
    assert "1 mål saknar ägare" in html.replace("och ", "")
    assert html.index("Mål utan ägare") < html.index("M-066", html.index("Mål utan ägare"))


def test_the_page_says_which_two_agreements_overlap(agreements, area, world, as_person):
    for title, goals in (("Avtal inom kommunen", INTERNAL), ("Avtal med arbetsförmedlingen", EXTERNAL)):
        document = DocumentFactory(title=title, unit=world.unit("SN"))
        document.areas.add(area)
        for number in goals:
            link(agreements[number], LinkKind.ANCHORED_IN, document)
    html = as_person("dag").get(URL).content.decode()
    assert "Avtal inom kommunen och Avtal med arbetsförmedlingen överlappar i 2 par." in html


def test_a_goal_whose_function_is_vacant_has_no_owner(agreements, world, as_person):
    world.functions["dag"].holdings.all().delete()
    assert "6 mål saknar ägare" in as_person("eva").get(URL).content.decode()


def test_goals_that_have_ended_or_not_begun_are_left_out(area, world, as_person):
    ended = GoalFactory(
        number="M-103", title="Fler elever ska bli behöriga till gymnasiet", unit=world.unit("BSN"),
        valid_from=date(2020, 1, 1), valid_to=date(2021, 1, 1),
    )  # fmt: skip
    now = GoalFactory(number="M-041", title="Alla elever ska bli behöriga till gymnasiet", unit=world.unit("BSN"))
    for goal in (ended, now):
        goal.areas.add(area)
    html = as_person("dag").get(URL).content.decode()
    assert "M-041" in html
    assert "M-103" not in html


def test_an_internal_goal_of_another_unit_is_left_out(area, world, as_person):
    GoalFactory(number="M-070", unit=world.unit("AFE"), confidentiality="internal").areas.add(area)
    assert "M-070" in as_person("anna").get(URL).content.decode()
    assert "M-070" not in as_person("cecilia").get(URL).content.decode()


def test_goals_that_pull_apart_are_found(agreements, world, as_person):
    indicator = IndicatorFactory(number="I-001", unit=world.unit("SN"))
    one, other = agreements["M-063"], agreements["M-065"]
    other.unit = world.unit("BSN")
    other.save()
    for goal in (one, other):
        link(indicator, LinkKind.MEASURES, goal)
    aim(indicator, "2021", TargetKind.AT_LEAST, 40, unit=world.unit("SN"))
    aim(indicator, "2021", TargetKind.AT_MOST, 20, unit=world.unit("BSN"))
    html = as_person("dag").get(URL).content.decode()
    assert "1 par drar isär" in html
    assert "finding=opposed" in html


# ── Decisions ────────────────────────────────────────────────────────────────
def test_a_dismissed_pair_stays_dismissed(agreements, as_person):
    dag = as_person("dag")
    assert decide(dag, "dismissed")["Location"] == URL
    assert pairs() == {("M-062", "M-064")}
    html = dag.get(URL).content.decode()
    assert "Avfärdad" in html
    assert "Samma sak i två avtal." in html


def test_a_pair_dismissed_for_its_words_may_still_pull_apart(agreements, world):
    first, second = agreements["M-061"], agreements["M-064"]
    actions.decide_pair(
        first=first, second=second, finding="similar", decision=PairDecision.Decision.DISMISSED, reason="Olika",
        actor=world.actor("dag"),
    )  # fmt: skip
    assert not PairDecision.objects.filter(finding="opposed").exists()


def test_a_shared_pair_is_tied(agreements, as_person):
    decide(as_person("dag"), "shared")
    tie = Link.objects.get()
    assert (tie.source.number, tie.kind, tie.target.number) == ("M-061", "shared_with", "M-064")


def test_merging_moves_the_links_and_ends_the_second(agreements, world, as_person):
    first, second = agreements["M-061"], agreements["M-064"]
    below, above = ActivityFactory(unit=world.unit("AFE")), GoalFactory(unit=world.unit("KF"))
    link(below, LinkKind.CARRIES_OUT, second)
    link(second, LinkKind.BREAKS_DOWN, above)
    decide(as_person("dag"), "merged")
    assert Link.objects.filter(source=below, target=first).exists()
    assert Link.objects.filter(source=first, target=above).exists()
    assert Node.objects.get(number="M-064").valid_to == date(2021, 4, 12)
    assert Node.objects.get(number="M-061").valid_to is None
    assert pairs() >= {("M-062", "M-064")}
    assert [e.action for e in ledger.entries().about(second)] == ["merged_away"]


def test_merging_does_not_tie_a_goal_to_itself(agreements, world):
    first, second = agreements["M-061"], agreements["M-064"]
    link(second, LinkKind.BREAKS_DOWN, first)
    actions.decide_pair(
        first=first, second=second, finding="similar", decision=PairDecision.Decision.MERGED, reason="Samma",
        actor=world.actor("dag"),
    )  # fmt: skip
    assert not Link.objects.filter(source=first, target=first).exists()


def test_merging_closes_no_circle(agreements, world):
    """The first breaks down something that the second stands over."""
    first, second = agreements["M-061"], agreements["M-064"]
    between = GoalFactory(number="M-080", unit=world.unit("SN"))
    link(first, LinkKind.BREAKS_DOWN, between)
    link(between, LinkKind.BREAKS_DOWN, second)
    with pytest.raises(actions.MakesCircle):
        actions.decide_pair(
            first=first, second=second, finding="similar", decision=PairDecision.Decision.MERGED, reason="Samma",
            actor=world.actor("dag"),
        )  # fmt: skip
    assert Node.objects.get(number="M-064").valid_to is None


def test_a_decision_needs_its_reason(agreements, as_person, world):
    assert decide(as_person("dag"), "dismissed", reason="").status_code == 422
    with pytest.raises(actions.ReasonMissing):
        actions.decide_pair(
            first=agreements["M-061"], second=agreements["M-064"], finding="similar",
            decision=PairDecision.Decision.DISMISSED, reason=" ", actor=world.actor("dag"),
        )  # fmt: skip


@pytest.mark.parametrize("who", ["bo", "disa", "elsa", "sven"])
def test_those_who_do_not_edit_decide_nothing(agreements, as_person, who):
    assert decide(as_person(who), "dismissed").status_code == 403
    assert not PairDecision.objects.exists()


def test_merging_takes_the_right_to_edit_both(agreements, world, as_person):
    Node.objects.filter(number="M-064").update(unit=world.unit("BSN"))
    dag = as_person("dag")
    assert decide(dag, "merged").status_code == 403
    assert decide(dag, "dismissed").status_code == 302


def test_a_goal_is_no_pair_with_itself(agreements, as_person):
    assert decide(as_person("dag"), "merged", second="M-061").status_code == 404


def test_the_list_counts_what_the_page_shows(area, world, as_person):
    for until in (None, date(2021, 1, 1)):
        goal = GoalFactory(unit=world.unit("SN"), valid_to=until)
        goal.areas.add(area)
    dag = as_person("dag")
    (listed,) = dag.get(reverse("areas")).context["areas"]
    assert (listed.goals, listed.unjudged, listed.missed) == (1, 1, 0)
    assert len(dag.get(URL).context["goals"]) == 1


# ── Questions asked ──────────────────────────────────────────────────────────
@pytest.mark.parametrize("number", [1, 3])
def test_the_pages_ask_a_fixed_number_of_questions(area, world, as_person, django_assert_num_queries, number):
    for _n in range(number):
        goal = GoalFactory(unit=world.unit("SN"), responsible=world.functions["dag"])
        goal.areas.add(area)
    dag = as_person("dag")
    with django_assert_num_queries(11):
        dag.get(URL)
    with django_assert_num_queries(5):
        dag.get(reverse("areas"))
