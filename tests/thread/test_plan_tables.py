"""A plan as tables: what is read, compared, refused, previewed, written out and undone."""

import pytest

from ledtrad.core import ledger
from ledtrad.documents.models import SteeringDocument
from ledtrad.goals.models import Goal
from ledtrad.thread import plan_tables
from ledtrad.thread.models import Link, Node
from ledtrad.thread.plan_tables import CannotUndo, NodeTable, Outcome, Row, fields, node_fields, running
from ledtrad.thread.rules import Kind, Status
from tests.factories import AreaFactory, GoalFactory, LevelFactory, link


@pytest.fixture
def tables(monkeypatch):
    """A plan of documents, goals and links, whatever other packages have registered."""
    made = [
        NodeTable(
            name="documents",
            title="Styrdokument",
            model=SteeringDocument,
            kind=Kind.DOCUMENT,
            order=10,
            fields=[
                *node_fields(Kind.DOCUMENT, with_level=True),
                fields.boolean("is_national", "Statlig"),
                fields.text("quote", "Ordagrant"),
            ],
        ),
        NodeTable(
            name="goals",
            title="Mål",
            model=Goal,
            kind=Kind.GOAL,
            order=30,
            fields=[
                *node_fields(Kind.GOAL, with_level=True),
                fields.node("copied_from", "Kopierat från", Goal, Kind.GOAL),
            ],
        ),
        plan_tables.LinkTable(),
    ]
    monkeypatch.setattr("ledtrad.thread.plan_tables.base._tables", {t.name: t for t in made})
    return {t.name: t for t in made}


def rows(*cells):
    return [Row(number, row) for number, row in enumerate(cells, 2)]


def goal(number, title="Fler i arbete", unit="AFE", **more):
    return {"number": number, "title": title, "unit": unit, **more}


def run(world, who="anna", *, dry_run=False, **tables):
    return running.run(tables, world.actor(who), dry_run=dry_run)


def outcomes(result, table="goals"):
    return [r.outcome.value for r in result.results[table]]


def test_a_new_goal_is_made_with_all_it_says(world, tables):
    LevelFactory(slug="unit_goal")
    AreaFactory()
    cells = goal("M-1", level="unit_goal", responsible="f-anna", areas="arbetsmarknad")
    assert outcomes(run(world, goals=rows(cells))) == ["new"]
    made = Goal.objects.get(number="M-1")
    assert (made.title, made.unit.number, made.responsible.number) == ("Fler i arbete", "AFE", "f-anna")
    assert (made.level.slug, [a.slug for a in made.areas.all()]) == ("unit_goal", ["arbetsmarknad"])


def test_an_empty_number_gets_the_next_one(world, tables):
    result = run(world, goals=rows(goal(""), goal("")))
    assert outcomes(result) == ["new", "new"]
    assert sorted(Goal.objects.values_list("number", flat=True)) == ["M-001", "M-002"]


def test_a_change_tells_old_and_new(world, tables):
    GoalFactory(number="M-1", unit=world.unit("AFE"), title="Förut", level=None)
    result = run(world, goals=rows(goal("M-1", title="Nu")))
    assert result.results["goals"][0].changes == {"title": ["Förut", "Nu"]}
    assert Goal.objects.get(number="M-1").version == 2


def test_the_export_read_back_changes_nothing(world, tables):
    AreaFactory()
    made = GoalFactory(number="M-1", unit=world.unit("AFE"), responsible=world.functions["anna"])
    made.areas.add(AreaFactory())
    exported = list(tables["goals"].export(world.person("anna")))
    result = run(world, goals=rows(*exported))
    assert outcomes(result) == ["unchanged"]


def test_a_preview_keeps_nothing_and_says_the_same(world, tables):
    preview = run(world, dry_run=True, goals=rows(goal("M-1")))
    assert outcomes(preview) == ["new"]
    assert not Node.objects.exists()
    assert ledger.entries().count() == 0


def test_a_row_may_speak_of_one_further_down_and_of_another_table(world, tables):
    result = run(
        world,
        links=rows({"source": "M-1", "target": "M-2", "kind": "breaks_down"}),
        goals=rows(goal("M-1", copied_from="M-2"), goal("M-2")),
    )
    assert outcomes(result) == ["new", "new"]
    assert outcomes(result, "links") == ["new"]
    assert Goal.objects.get(number="M-1").copied_from.number == "M-2"


def test_two_rows_that_wait_for_each_other_are_errors(world, tables):
    result = run(world, goals=rows(goal("M-1", copied_from="M-2"), goal("M-2", copied_from="M-1")))
    assert outcomes(result) == ["error", "error"]


def test_a_row_with_an_error_is_left_out_and_the_rest_goes_in(world, tables):
    result = run(world, goals=rows(goal("M-1", unit="XYZ"), goal("M-2"), goal("M-3", title="")))
    assert outcomes(result) == ["error", "new", "error"]
    assert result.results["goals"][0].errors == [("unit", "”XYZ” finns inte.")]
    assert result.results["goals"][2].errors == [("title", "Värdet saknas.")]


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"valid_from": "i går"}, "valid_from"),
        ({"valid_from": "2021-02-01", "valid_to": "2021-01-01"}, "valid_to"),
        ({"confidentiality": "hemlig"}, "confidentiality"),
        ({"level": "okänd"}, "level"),
        ({"areas": "okänt"}, "areas"),
        ({"responsible": "ingen"}, "responsible"),
        ({"title": "x" * 301}, "title"),
        ({"number": "x" * 31}, "number"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_column(world, tables, cells, column):
    result = run(world, goals=rows(goal("M-1") | cells))
    assert [name for name, _text in result.results["goals"][0].errors] == [column]
    assert not Node.objects.exists()


def test_the_same_number_twice_is_an_error(world, tables):
    assert outcomes(run(world, goals=rows(goal("M-1"), goal("M-1", title="Annat")))) == ["new", "error"]


def test_a_number_of_another_kind_is_taken(world, tables):
    GoalFactory(number="X-1", unit=world.unit("AFE"))
    LevelFactory(kind=Kind.DOCUMENT, slug="law")
    result = run(world, documents=rows({"number": "X-1", "title": "Lag", "unit": "AFE"}))
    assert result.results["documents"][0].errors[0][0] == "number"


@pytest.mark.parametrize(("who", "unit"), [("cecilia", "AFE"), ("bo", "AFE"), ("disa", "AFE"), ("anna", "1824")])
def test_who_may_not_edit_the_unit_is_refused_row_by_row(world, tables, who, unit):
    result = run(world, who, goals=rows(goal("M-1", unit=unit)))
    assert [name for name, _text in result.results["goals"][0].errors] == ["unit"]


def test_a_goal_cannot_be_moved_out_of_or_into_anothers_room(world, tables):
    GoalFactory(number="M-1", unit=world.unit("AFE"), level=None)
    GoalFactory(number="M-2", unit=world.unit("1824"), level=None)
    result = run(world, goals=rows(goal("M-1", unit="1824"), goal("M-2", unit="AFE")))
    assert outcomes(result) == ["error", "error"]


def test_a_stale_row_is_a_conflict(world, tables):
    made = GoalFactory(number="M-1", unit=world.unit("AFE"), level=None)
    Node.objects.filter(pk=made.pk).update(version=4)
    result = run(world, goals=rows(goal("M-1", title="Nytt", version="3")))
    assert outcomes(result) == ["conflict"]


def test_a_column_that_is_not_there_is_left_alone_and_an_empty_one_empties(world, tables):
    GoalFactory(number="M-1", unit=world.unit("AFE"), level=None, description="Kvar", short_title="Bort")
    run(world, goals=rows({"number": "M-1", "short_title": "", "origin": "källa 003"}))
    made = Goal.objects.get(number="M-1")
    assert (made.description, made.short_title) == ("Kvar", "")


def test_links_may_not_make_circles_nor_join_what_does_not_go_together(world, tables):
    result = run(
        world,
        goals=rows(goal("M-1"), goal("M-2")),
        links=rows(
            {"source": "M-1", "target": "M-2", "kind": "breaks_down"},
            {"source": "M-2", "target": "M-1", "kind": "breaks_down"},
            {"source": "M-1", "target": "M-2", "kind": "measures"},
        ),
    )
    assert outcomes(result, "links") == ["new", "error", "error"]


def test_undo_takes_back_new_and_changed_rows(world, tables):
    AreaFactory()
    GoalFactory(number="M-1", unit=world.unit("AFE"), title="Förut", level=None)
    result = run(
        world,
        goals=rows(goal("M-1", title="Nu", areas="arbetsmarknad"), goal("M-2")),
        links=rows({"source": "M-2", "target": "M-1", "kind": "breaks_down"}),
    )
    running.undo(result.results, world.actor("anna"))
    assert [g.title for g in Goal.objects.all()] == ["Förut"]
    assert not Goal.objects.get().areas.exists()
    assert not Link.objects.exists()


def test_undo_refuses_when_somebody_has_changed_the_row_since(world, tables):
    result = run(world, goals=rows(goal("M-1", title="Nu")))
    changed = run(world, goals=rows(goal("M-1", title="Ännu nyare")))
    run(world, goals=rows(goal("M-1", title="Nyast")))
    with pytest.raises(CannotUndo):
        running.undo(changed.results, world.actor("anna"))
    assert Goal.objects.get().title == "Nyast"
    assert result.count(Outcome.NEW) == 1


def test_undo_refuses_when_something_was_built_on_a_new_row(world, tables):
    result = run(world, goals=rows(goal("M-1")))
    link(GoalFactory(unit=world.unit("AFE")), "breaks_down", Node.objects.get(number="M-1"))
    with pytest.raises(CannotUndo):
        running.undo(result.results, world.actor("anna"))
    assert Node.objects.filter(number="M-1").exists()


def test_the_ledger_and_the_roll_up_follow(world, tables):
    run(world, goals=rows(goal("M-1"), goal("M-2")))
    assert [e.action for e in ledger.entries().order_by("sequence")] == ["imported", "imported"]
    assert {g.suggested for g in Goal.objects.all()} == {Status.NONE}


def test_queries_do_not_grow_with_unchanged_rows(world, tables, django_assert_num_queries):
    def exported():
        return rows(*tables["goals"].export(world.person("anna")))

    GoalFactory(unit=world.unit("AFE"))
    actor = world.actor("anna")
    for _round in range(2):
        cells = exported()
        with django_assert_num_queries(6):
            running.run({"goals": cells}, actor, dry_run=False)
        GoalFactory.create_batch(3, unit=world.unit("AFE"))
