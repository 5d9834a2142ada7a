"""Audits written by hand and changed: what becomes nodes, who is asked, what cannot be undone."""

from dataclasses import replace
from datetime import date

import pytest

from ledtrad.audits.actions import parts, recommendations, registering
from ledtrad.audits.models import Addressed, Audit, FollowUp, Recommendation, Stand, Statement
from ledtrad.audits.queries import audits as queries
from ledtrad.core import clock
from ledtrad.core.ledger.models import Entry
from ledtrad.core.refusals import Invalid, Stale
from ledtrad.thread import todo
from ledtrad.thread.models import Node
from tests.factories import ActivityFactory, link


def written(actor):
    return {"made_by_label": "Prov", "made_at": clock.now()}


def changed(audit, world, actor="eva", seen=None, **new):
    audit = Audit.objects.get(pk=audit.pk)
    values = replace(queries.told_of(audit), **new)
    return registering.change(audit=audit, values=values, actor=world.actor(actor), seen=seen or audit.version)


def test_recommendations_become_nodes_and_boards_are_asked(world, told):
    made = registering.register(values=told(), actor=world.actor("eva"))
    assert (made.number, made.state, made.confirmed_by_label) == ("GR-001", "confirmed", "Eva")
    rows = list(Recommendation.objects.filter(audit=made).order_by("order"))
    assert [(r.number, r.title, r.unit.number) for r in rows] == [
        ("RK-001", "Se över rutinerna.", "SN"), ("RK-002", "Fastställa mål för samverkan.", "SN"),
    ]  # fmt: skip
    assert sorted(Addressed.objects.values_list("recommendation__number", "board__number")) == [
        ("RK-001", "SN"), ("RK-002", "BSN"), ("RK-002", "SN"),
    ]  # fmt: skip
    asked = Statement.objects.order_by("board__number")
    assert [(s.board.number, s.responsible and s.responsible.number, s.due_on) for s in asked] == [
        ("BSN", None, date(2021, 5, 1)), ("SN", "f-eva", date(2021, 5, 1)),
    ]  # fmt: skip
    assert [u.number for u in made.boards.order_by("number")] == ["BSN", "SN"]
    assert [e.action for e in Entry.objects.order_by("sequence")] == ["created", "created", "registered"]


def test_without_a_secretary_the_director_writes(world, told):
    world.functions["eva"].holdings.all().delete()
    world.functions["eva"].delete()
    registering.register(values=told(recommendations=[("Se över.", ["SN"])]), actor=world.actor("dag"))
    assert Statement.objects.get().responsible.number == "f-dag"


@pytest.mark.parametrize("who", ["anna", "johan", "bo", "elsa", "disa", "adam", "sven", "nils"])
def test_others_may_not_register(world, told, who):
    with pytest.raises(registering.MayNotRegister):
        registering.register(values=told(), actor=world.actor(who))


def test_an_audit_stands_under_a_board_that_one_edits_for(world, told):
    with pytest.raises(registering.MayNotRegister):
        registering.register(values=told(unit="BSN"), actor=world.actor("eva"))
    with pytest.raises(registering.MayNotRegister):
        registering.register(values=told(unit="AFE"), actor=world.actor("eva"))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"answer_due": date(2021, 1, 1)}, "answer_due"),
        ({"period_from": date(2021, 1, 2), "period_to": date(2021, 1, 1)}, "period_to"),
        ({"recommendations": [("Se över.", [])]}, None),
    ],
)
def test_what_cannot_be_is_refused(world, told, values, field):
    with pytest.raises(Invalid) as caught:
        registering.register(values=told(**values), actor=world.actor("eva"))
    assert caught.value.field == field
    assert not Audit.objects.exists()


def test_a_form_as_it_begins_changes_nothing(world, audit):
    made = audit()
    before = (list(Recommendation.objects.values()), list(Addressed.objects.values()))
    changed(made, world)
    assert (list(Recommendation.objects.values()), list(Addressed.objects.values())) == before


def test_recommendations_are_changed_moved_added_and_removed(world, audit):
    made = audit()
    first, second = queries.told_of(made).recommendations
    new = replace(first, id=None, wording="Upprätta en plan.")
    changed(made, world, recommendations=(second, new))
    rows = Recommendation.objects.filter(audit=made).order_by("order")
    assert [(r.number, r.wording) for r in rows] == [
        ("RK-002", "Fastställa mål för samverkan."), ("RK-003", "Upprätta en plan."),
    ]  # fmt: skip
    assert not Node.objects.filter(number="RK-001").exists()


def test_new_words_give_a_new_title_and_keep_the_number(world, audit):
    made = audit()
    first, second = queries.told_of(made).recommendations
    changed(made, world, recommendations=(replace(first, wording="Se över alla rutiner."), second))
    assert Node.objects.get(number="RK-001").title == "Se över alla rutiner."
    assert Node.objects.get(number="RK-001").version == 2


def test_a_new_answer_date_moves_what_nobody_has_decided(world, audit):
    made = audit()
    Statement.objects.filter(board__number="BSN").update(adopted_on=date(2021, 3, 3))
    fields = {**queries.told_of(made).fields, "answer_due": date(2021, 6, 1)}
    changed(made, world, fields=fields)
    assert dict(Statement.objects.values_list("board__number", "due_on")) == {
        "SN": date(2021, 6, 1), "BSN": date(2021, 5, 1),
    }  # fmt: skip


def test_confidentiality_goes_with_the_audit(world, audit):
    made = audit()
    changed(made, world, fields={**queries.told_of(made).fields, "confidentiality": "confidential"})
    assert set(Recommendation.objects.values_list("confidentiality", flat=True)) == {"confidential"}
    assert not Recommendation.objects.visible_to(world.person("elsa")).exists()
    assert not Addressed.objects.visible_to(world.person("anna")).exists()
    assert Addressed.objects.visible_to(world.person("eva")).count() == 3


@pytest.mark.parametrize("what", ["stand", "judgement", "activity"])
def test_what_somebody_has_answered_is_not_removed(world, audit, what):
    made = audit()
    first, second = queries.told_of(made).recommendations
    one = Addressed.objects.get(recommendation_id=first.id)
    if what == "stand":
        Stand.objects.create(statement=Statement.objects.get(board__number="SN"), addressed=one, **written(None))
    elif what == "judgement":
        FollowUp.objects.create(addressed=one, judged_on=date(2021, 4, 1), judgement="not", done="Inget", **written(0))
    else:
        link(ActivityFactory(unit=world.unit("AFE")), "answers", Node.objects.get(pk=first.id))
    with pytest.raises(parts.Answered):
        changed(made, world, recommendations=(second,))
    assert Recommendation.objects.count() == 2


def test_a_board_that_has_answered_is_not_taken_from_a_recommendation(world, audit):
    made = audit()
    first, second = queries.told_of(made).recommendations
    Addressed.objects.filter(recommendation_id=second.id, board__number="BSN").update(position="shares")
    with pytest.raises(parts.Answered, match="RK-002, BSN"):
        changed(made, world, recommendations=(first, replace(second, boards=frozenset({world.unit("SN").pk}))))


def test_a_board_that_is_no_longer_asked_has_no_statement(world, audit):
    made = audit()
    first, second = queries.told_of(made).recommendations
    changed(made, world, recommendations=(first, replace(second, boards=frozenset({world.unit("SN").pk}))))
    assert list(Statement.objects.values_list("board__number", flat=True)) == ["SN"]


def test_whoever_saw_an_older_version_is_told(world, audit):
    made = audit()
    changed(made, world, fields={**queries.told_of(made).fields, "title": "Ny"})
    with pytest.raises(Stale):
        changed(made, world, seen=1)


def test_a_recommendation_of_its_own_goes_into_the_audit(world, audit):
    made = audit()
    saved = recommendations.save(
        None, {"audit": made, "wording": "Upprätta en plan.", "short_title": "", "responsible": None},
        boards=[world.unit("BSN")], areas=[], actor=world.actor("eva"), seen=None,
    )  # fmt: skip
    assert (saved.number, saved.order, saved.unit) == ("RK-003", 2, world.unit("SN"))
    again = recommendations.save(
        saved, {"wording": "Upprätta en handlingsplan.", "short_title": "Plan", "responsible": None},
        boards=[world.unit("SN")], areas=[], actor=world.actor("eva"), seen=1,
    )  # fmt: skip
    assert (again.title, again.short_title) == ("Upprätta en handlingsplan.", "Plan")
    assert [a.board.number for a in again.addressed.all()] == ["SN"]


def test_what_the_boards_were_judged_shows_in_the_thread(world, audit):
    audit()
    Addressed.objects.filter(recommendation__number="RK-002").update(judgement="sufficient")
    recommendations.refresh(list(Recommendation.objects.values_list("pk", flat=True)))
    assert dict(Node.objects.values_list("number", "suggested")) == {"RK-001": "none", "RK-002": "met"}


# ── What waits ───────────────────────────────────────────────────────────────
def test_the_secretary_is_asked_and_nobody_else(world, audit):
    audit()
    tasks = {name: [t for t in todo.tasks(world.actor(name)) if t.kind == "audit_answer"] for name in world.people}
    assert [name for name, found in tasks.items() if found] == ["eva"]
    (task,) = tasks["eva"]
    assert (task.title.replace("\xa0", " "), task.due_on) == ("Svara revisionen senast 1 maj 2021", date(2021, 5, 1))
    assert "bistånd" not in task.outside


def test_an_answer_waits_from_the_day_it_is_asked_for_also_without_a_day(world, audit):
    made = audit()
    for due_on in (date(2021, 12, 31), None):
        Statement.objects.filter(audit=made).update(due_on=due_on)
        assert [t.due_on for t in todo.tasks(world.actor("eva")) if t.kind == "audit_answer"] == [due_on]


def test_what_is_done_with_waits_for_no_answer(world, audit):
    audit()
    Addressed.objects.update(closed_on=date(2021, 4, 1))
    assert not [t for t in todo.tasks(world.actor("eva")) if t.kind == "audit_answer"]


def test_an_adopted_answer_waits_for_nobody(world, audit):
    audit()
    Statement.objects.update(adopted_on=date(2021, 4, 1))
    assert not [t for t in todo.tasks(world.actor("eva")) if t.kind == "audit_answer"]
