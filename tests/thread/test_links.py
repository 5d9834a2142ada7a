"""Tying nodes together, and letting other units share them."""

import pytest

from ledtrad.core import ledger
from ledtrad.thread import actions
from ledtrad.thread.models import Link, Node, Share
from ledtrad.thread.rules import Extent, Kind, LinkKind, Status
from tests.factories import ActivityFactory, DocumentFactory, GoalFactory, link


@pytest.fixture
def board_goal(world):
    return GoalFactory(number="M-001", title="Nämndens mål", unit=world.unit("SN"))


def tie(client, source="M-012", **more):
    return client.post(
        f"/nod/{source}/kopplingar/",
        {"kind": "breaks_down", "target": "M-001", "extent": "part", "note": "Bara unga", **more},
    )


def test_a_unit_goal_is_tied_to_its_board(goal, board_goal, as_person):
    assert tie(as_person("anna")).status_code == 302
    made = Link.objects.get()
    assert (made.source.number, made.kind, made.target.number) == ("M-012", "breaks_down", "M-001")
    assert (made.extent, made.note) == (Extent.PART, "Bara unga")
    assert ledger.entries().about(goal).get().details["target"] == "M-001"


def test_the_right_to_edit_the_lower_node_is_enough(goal, board_goal, world):
    anna = world.actor("anna")
    actions.link(source=goal, target=board_goal, kind=LinkKind.BREAKS_DOWN, actor=anna)
    with pytest.raises(actions.NotYours):
        actions.link(source=board_goal, target=goal, kind=LinkKind.BREAKS_DOWN, actor=anna)


def test_tying_again_changes_how_far(goal, board_goal, as_person):
    anna = as_person("anna")
    tie(anna)
    tie(anna, extent="whole")
    assert Link.objects.get().extent == Extent.WHOLE


def test_a_circle_is_refused(goal, board_goal, world, as_person):
    middle = GoalFactory(number="M-005", unit=world.unit("SN-V"))
    link(goal, LinkKind.BREAKS_DOWN, middle)
    link(middle, LinkKind.BREAKS_DOWN, board_goal)
    answer = tie(as_person("dag"), "M-001", target="M-012")
    assert answer.status_code == 422
    assert "göra en cirkel" in answer.content.decode()
    assert Link.objects.count() == 2


def test_a_node_is_not_tied_to_itself(goal, as_person):
    assert tie(as_person("anna"), target="M-012").status_code == 422


def test_kinds_that_do_not_belong_together_are_refused(goal, world, as_person):
    ActivityFactory(number="A-001", unit=world.unit("AFE"))
    answer = tie(as_person("anna"), target="A-001")
    assert "kan inte kopplas på det sättet" in answer.content.decode()


def test_an_unknown_number_and_a_hidden_one_are_the_same(goal, world, as_person):
    GoalFactory(number="M-099", unit=world.unit("1824"), confidentiality="internal")
    anna = as_person("anna")
    for number in ("M-099", "M-098"):
        assert f"Ingen nod har numret {number}" in tie(anna, target=number).content.decode()


def test_a_case_worker_ties_nothing(goal, board_goal, as_person):
    assert tie(as_person("bo")).status_code == 403
    assert not Link.objects.exists()


def test_a_link_is_taken_away(goal, board_goal, as_person):
    made = link(goal, LinkKind.BREAKS_DOWN, board_goal)
    assert as_person("bo").post(f"/nod/M-012/kopplingar/{made.pk}/bort/").status_code == 403
    assert as_person("anna").post(f"/nod/M-012/kopplingar/{made.pk}/bort/").status_code == 302
    assert not Link.objects.exists()
    assert ledger.entries().about(goal).get().action == "unlinked"


def test_the_board_forgets_what_is_no_longer_below(board_goal, world):
    below = ActivityFactory(unit=world.unit("AFE"), suggested=Status.MET)
    made = actions.link(source=below, target=board_goal, kind=LinkKind.CARRIES_OUT, actor=world.actor("anna"))
    assert Node.objects.get(number="M-001").suggested == Status.MET
    actions.unlink(link=made, actor=world.actor("anna"))
    assert Node.objects.get(number="M-001").suggested == Status.NONE


@pytest.mark.parametrize("target", [Kind.GOAL, Kind.DOCUMENT])
def test_the_form_offers_what_a_goal_can_be_tied_with(goal, world, as_person, target):
    made = {Kind.GOAL: GoalFactory, Kind.DOCUMENT: DocumentFactory}[target](number="X-1", unit=world.unit("SN"))
    kind = {Kind.GOAL: "breaks_down", Kind.DOCUMENT: "anchored_in"}[target]
    assert tie(as_person("anna"), target="X-1", kind=kind).status_code == 302
    assert Link.objects.get().target.pk == made.pk


# ── Sharing ──────────────────────────────────────────────────────────────────
def test_sharing_shows_an_internal_goal_to_the_other_unit(goal, world, as_person):
    cecilia = as_person("cecilia")
    assert cecilia.get("/nod/M-012/").status_code == 404
    as_person("anna").post("/nod/M-012/dela/", {"unit": world.unit("1824").pk})
    assert cecilia.get("/nod/M-012/").status_code == 200
    assert as_person("sven").get("/nod/M-012/").status_code == 404


def test_sharing_lets_the_other_unit_read_but_not_edit(goal, world, as_person):
    Share.objects.create(node=goal, unit=world.unit("1824"))
    assert as_person("cecilia").get("/nod/M-012/andra/").status_code == 403


def test_sharing_never_widens_what_is_confidential(goal, world, as_person):
    Node.objects.filter(pk=goal.pk).update(confidentiality="confidential")
    Share.objects.create(node=goal, unit=world.unit("1824"))
    assert as_person("cecilia").get("/nod/M-012/").status_code == 404


def test_sharing_is_taken_back(goal, world, as_person):
    Share.objects.create(node=goal, unit=world.unit("1824"))
    as_person("anna").post("/nod/M-012/dela/", {"unit": world.unit("1824").pk, "remove": "1"})
    assert as_person("cecilia").get("/nod/M-012/").status_code == 404
    assert ledger.entries().about(goal).get().action == "unshared"


def test_only_those_who_edit_share(goal, world, as_person):
    assert as_person("bo").post("/nod/M-012/dela/", {"unit": world.unit("1824").pk}).status_code == 403
