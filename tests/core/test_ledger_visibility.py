"""The ledger shows no more of a node than its page does, also when the node was marked afterwards."""

from django.db import transaction
from tests.factories import GoalFactory

from ledtrad.core import ledger
from ledtrad.goals.models import Goal


def seen_by(world, name, goal):
    return ledger.entries().visible_to(world.person(name)).about(goal).exists()


def test_raising_the_mark_takes_the_entries_from_those_who_no_longer_see_the_node(world):
    goal = GoalFactory(unit=world.unit("AFE"), responsible=world.functions["anna"], confidentiality="internal")
    with transaction.atomic():
        ledger.record(world.actor("anna"), "created", goal)
    before = {name: seen_by(world, name, goal) for name in world.people}
    assert before["anna"]
    assert not before["cecilia"]
    Goal.objects.filter(pk=goal.pk).update(confidentiality="confidential")
    after = {name: seen_by(world, name, goal) for name in world.people}
    assert after["anna"]
    for name in world.people:
        may_see = Goal.objects.visible_to(world.person(name)).filter(pk=goal.pk).exists()
        assert after[name] <= (before[name] and may_see)
    assert sum(after.values()) < sum(before.values())


def test_what_is_gone_is_shown_as_it_was_marked(world):
    goal = GoalFactory(unit=world.unit("AFE"), responsible=world.functions["anna"], confidentiality="internal")
    with transaction.atomic():
        ledger.record(world.actor("anna"), "removed", goal)
        key = goal.pk
        goal.delete()
    goal.pk = key
    assert seen_by(world, "anna", goal)
    assert not seen_by(world, "cecilia", goal)
