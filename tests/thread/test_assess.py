"""Saying how a node stands: who may, when, and what happens when two do it at once."""

import pytest
from django.urls import reverse

from ledtrad.core import ledger
from ledtrad.core.periods import Period
from ledtrad.thread import actions
from ledtrad.thread.models import Assessment, Node
from ledtrad.thread.rules import LinkKind, Status
from tests.factories import GoalFactory, link

URL = "/nod/M-012/bedom/"
Q1 = Period.parse("2021-Q1")


def post(client, **more):
    data = {"period": "2021-Q1", "status": "partly", "comment": "Rekryteringen drog ut på tiden.", "version": "1"}
    return client.post(URL, {**data, **more})


@pytest.mark.parametrize("who", ["anna", "johan", "dag"])
def test_the_responsible_and_managers_above_assess(goal, as_person, who):
    assert post(as_person(who)).status_code == 302
    assert Assessment.objects.get().status == Status.PARTLY


@pytest.mark.parametrize("who", ["bo", "karin", "kim", "disa", "elsa", "adam"])
def test_others_who_see_the_goal_are_refused(goal, as_person, who):
    assert post(as_person(who)).status_code == 403
    assert as_person(who).get(URL).status_code == 403
    assert not Assessment.objects.exists()


@pytest.mark.parametrize("who", ["cecilia", "sven", "nils"])
def test_an_internal_goal_does_not_exist_for_those_who_may_not_see_it(goal, as_person, who):
    assert post(as_person(who)).status_code == 404
    assert not Assessment.objects.exists()


def test_the_visitor_is_sent_to_the_login(goal, client):
    assert reverse("account_login") in client.get(URL)["Location"]


def test_an_open_period_is_refused(goal, world):
    with pytest.raises(actions.PeriodStillOpen):
        actions.assess(
            node=goal, period=Period.parse("2021-Q2"), status=Status.MET, comment="", actor=world.actor("anna"), seen=1
        )


def test_the_form_offers_closed_periods_only(goal, as_person):
    html = as_person("anna").get(URL).content.decode()
    assert 'value="2021-Q1"' in html
    assert 'value="2021-Q2"' not in html


def test_a_reason_is_required(goal, as_person):
    assert post(as_person("anna"), comment="").status_code == 422


def test_the_node_carries_the_latest_assessment(goal, as_person):
    anna = as_person("anna")
    post(anna)
    post(anna, period="2020-Q4", status="missed", version="2")
    assert Node.objects.get(number="M-012").status == Status.PARTLY


def test_a_later_assessment_of_the_same_period_comes_before(goal, as_person):
    anna = as_person("anna")
    post(anna)
    post(anna, status="met", version="2")
    assert Node.objects.get(number="M-012").status == Status.MET
    assert Assessment.objects.count() == 2


def test_whoever_comes_second_sees_both_versions(goal, as_person):
    post(as_person("johan"), status="missed", comment="Målet nås inte i år.")
    answer = post(as_person("anna"), comment="Vi är på väg.")
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "Målet nås inte i år." in html
    assert "Vi är på väg." in html
    assert "Ej uppnått" in html
    assert Assessment.objects.count() == 1


def test_the_second_may_keep_their_own_after_seeing_the_first(goal, as_person):
    post(as_person("johan"), status="missed")
    post(as_person("anna"), version="2")
    assert Assessment.objects.count() == 2


def test_the_ledger_knows(goal, as_person, world):
    post(as_person("anna"))
    entry = ledger.entries().about(goal).latest_first().get()
    assert (entry.action, entry.actor_label, entry.confidentiality) == ("assessed", "Anna", "internal")
    assert entry.details == {"period": "2021-Q1", "status": "partly", "comment": "Rekryteringen drog ut på tiden."}


def test_the_history_shows_it(goal, as_person):
    post(as_person("anna"))
    html = as_person("johan").get("/nod/M-012/historik/").content.decode()
    assert "Anna" in html
    assert "Rekryteringen drog ut på tiden." in html


def test_the_board_goal_hears_what_its_unit_goal_says(goal, world, as_person):
    above = GoalFactory(unit=world.unit("SN"))
    link(goal, LinkKind.BREAKS_DOWN, above)
    post(as_person("anna"), status="met")
    assert Node.objects.get(pk=above.pk).suggested == Status.MET
    assert Node.objects.get(pk=above.pk).status == Status.NONE
