"""Units, functions and who holds them: what may be done, and by whom."""

from datetime import date

import pytest

from ledtrad.core import clock, ledger
from ledtrad.core.refusals import Invalid
from ledtrad.organisation import actions, queries
from ledtrad.organisation.models import Holding, Unit
from ledtrad.organisation.rules import Role, UnitKind
from tests.factories import FunctionFactory, HoldingFactory, UserFactory

DAY = date(2021, 4, 12)


@pytest.fixture
def adam(world):
    """The administrator."""
    return world.actor("adam")


def appoint(world, adam, person="nils", function="anna", **span):
    return actions.appoint(
        function=world.functions[function],
        person=world.people[person],
        actor=adam,
        **{"valid_from": DAY, **span},
    )


# ── Holdings ─────────────────────────────────────────────────────────────────
def test_a_function_that_somebody_holds_is_not_given_to_another(world, adam):
    with pytest.raises(actions.AlreadyHeld):
        appoint(world, adam)


@pytest.mark.parametrize(
    ("held_to", "begins", "free"),
    [(date(2021, 4, 12), DAY, True), (date(2021, 4, 13), DAY, False), (date(2021, 4, 11), DAY, True)],
)
def test_the_last_day_is_not_held(world, adam, held_to, begins, free):
    world.functions["anna"].holdings.update(valid_to=held_to)
    if free:
        assert appoint(world, adam, valid_from=begins).valid_from == begins
    else:
        with pytest.raises(actions.AlreadyHeld):
            appoint(world, adam, valid_from=begins)


def test_a_span_that_ends_before_another_begins_is_free(world, adam):
    assert appoint(world, adam, valid_from=date(2018, 1, 1), valid_to=date(2019, 1, 1))


def test_a_shared_function_is_held_by_several_but_once_by_each(world, adam):
    shared = FunctionFactory(unit=world.unit("AFE"), role=Role.CASE_WORKER, single_holder=False)
    world.functions["shared"] = shared
    appoint(world, adam, "nils", "shared")
    appoint(world, adam, "bo", "shared")
    with pytest.raises(actions.AlreadyHeld):
        appoint(world, adam, "bo", "shared", valid_from=date(2022, 1, 1))


def test_a_holding_ends_after_it_begins(world, adam):
    with pytest.raises(Invalid):
        appoint(world, adam, valid_to=DAY)
    held = Holding.objects.get(function=world.functions["anna"])
    with pytest.raises(Invalid):
        actions.end_holding(holding=held, valid_to=held.valid_from, actor=adam)


def test_an_appointment_gives_rights_at_once_and_its_end_takes_them(world, adam):
    world.functions["anna"].holdings.update(valid_to=DAY)
    held = appoint(world, adam)
    assert world.person("nils").access.manages(world.unit("AFE").pk)
    actions.end_holding(holding=held, valid_to=date(2021, 4, 13), actor=adam)
    with clock.at(date(2021, 4, 13)):
        assert not world.person("nils").access.manages(world.unit("AFE").pk)


def test_the_ledger_knows_who_was_appointed(world, adam):
    world.functions["anna"].holdings.update(valid_to=DAY)
    appoint(world, adam)
    entry = ledger.entries().about(world.functions["anna"]).get()
    assert (entry.action, entry.actor_label) == ("appointed", "Adam")
    assert entry.details["person"] == "Nils"


def test_a_vacancy_shows_and_since_when(world, adam, as_person):
    world.functions["anna"].holdings.update(valid_to=date(2021, 3, 1))
    posts = [post for room in queries.chart() for post in room.posts]
    [vacant] = [post for post in posts if post.is_vacant]
    assert (vacant.function, vacant.vacant_since) == (world.functions["anna"], date(2021, 3, 1))
    assert "vakant" in as_person("bo").get("/organisation/").content.decode().lower()


@pytest.mark.parametrize("who", ["dag", "anna", "eva", "disa", "nils"])
def test_only_the_administrator_changes_the_organisation(world, who, as_person):
    actor = world.actor(who)
    with pytest.raises(actions.NotAdministrator):
        actions.save_unit(Unit(number="X", name="X", kind=UnitKind.UNIT), actor=actor)
    with pytest.raises(actions.NotAdministrator):
        actions.appoint(function=world.functions["bo"], person=world.people["nils"], valid_from=DAY, actor=actor)
    client = as_person(who)
    for page in (
        "personer/",
        "personer/ny/",
        "enhet/ny/",
        "funktion/ny/",
        "funktion/f-bo/utse/",
        "personer/bo/losenord/",
    ):
        assert client.get(f"/organisation/{page}").status_code == 403, page
        assert client.post(f"/organisation/{page}").status_code == 403, page


# ── Units ────────────────────────────────────────────────────────────────────
def test_a_moved_unit_takes_along_what_is_under_it(world, adam):
    moved = Unit.objects.get(number="SN-V")
    moved.parent = Unit.objects.get(number="BSN")
    actions.save_unit(moved, actor=adam)
    for unit in Unit.objects.select_related("parent"):
        above = unit.parent.path if unit.parent else ""
        assert unit.path == f"{above}{unit.pk:05d}/", unit
        assert unit.depth == unit.path.count("/") - 1
    assert Unit.objects.filter(path__startswith=Unit.objects.get(number="BSN").path).count() == 5


def test_rights_follow_the_move(world, adam):
    moved = Unit.objects.get(number="SN-V")
    moved.parent = Unit.objects.get(number="BSN")
    actions.save_unit(moved, actor=adam)
    assert not world.person("dag").access.manages(world.unit("AFE").pk)
    assert world.person("johan").access.manages(world.unit("AFE").pk)


@pytest.mark.parametrize("below", ["SN-V", "AFE"])
def test_a_unit_is_not_put_under_itself(world, adam, below):
    moved = Unit.objects.get(number="SN-V")
    moved.parent = Unit.objects.get(number=below)
    with pytest.raises(actions.UnderItself):
        actions.save_unit(moved, actor=adam)


def test_a_unit_is_made_on_the_page(world, as_person):
    data = {"number": "NY", "name": "Ny enhet", "kind": "unit", "parent": world.unit("SN-V").pk}
    assert as_person("adam").post("/organisation/enhet/ny/", data).status_code == 302
    assert Unit.objects.get(number="NY").path.startswith(world.unit("SN-V").path)


def test_an_appointment_that_overlaps_is_an_error_at_the_day(world, as_person):
    data = {"person": world.people["nils"].pk, "valid_from": "2021-04-12"}
    answer = as_person("adam").post("/organisation/funktion/f-anna/utse/", data)
    assert answer.status_code == 422
    assert "redan en innehavare" in answer.content.decode()


def test_a_person_is_switched_off_on_the_page(world, as_person):
    data = {"username": "nils", "name": "Nils", "email": "nils@provby.example", "language": "sv"}
    as_person("adam").post("/organisation/personer/nils/", data)
    assert not world.person("nils").is_active
    assert not world.person("nils").access.posts


@pytest.mark.parametrize("number", [1, 3])
def test_the_pages_ask_a_fixed_number_of_questions(world, as_person, django_assert_num_queries, number):
    for _n in range(number):
        HoldingFactory(function=FunctionFactory(unit=world.unit("AFE")), person=UserFactory())
    adam = as_person("adam")
    with django_assert_num_queries(7):
        adam.get("/organisation/")
    with django_assert_num_queries(7):
        adam.get("/organisation/personer/")
    with django_assert_num_queries(6):
        adam.get("/organisation/funktion/f-anna/")


def test_a_persons_page_shows_the_functions(world, as_person):
    html = as_person("adam").get("/organisation/personer/anna/").content.decode()
    assert "/organisation/funktion/f-anna/" in html
    assert "Inga funktioner än." not in html
