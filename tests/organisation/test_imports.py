"""The organisation from a file: round trip, undo, and errors that name row and field."""

import io

import pytest

from ledtrad.core.imports import ImportBatch, actions, exports, registry
from ledtrad.core.imports.running import run
from ledtrad.core.refusals import NotAllowed
from ledtrad.organisation.imports import ChangedSince
from ledtrad.organisation.models import Function, Holding, Unit, User

UNITS = "number,name,kind,parent\nNY,Ny enhet,unit,SN-V\nNY-2,Under den,unit,NY\n"
PEOPLE = "username,name,email,language\npetra,Petra Ek,petra@provby.example,sv\n"


@pytest.fixture
def adam(world):
    """The administrator."""
    return world.actor("adam")


def load(adam, **tables):
    return run("organisation", {n: (f"{n}.csv", t.encode()) for n, t in tables.items()}, adam)


def faults(result):
    return [(e.table, e.row, e.field) for e in result.errors]


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_what_is_exported_comes_back_with_no_change(world, adam, ending):
    importer, files = registry.get("organisation"), {}
    for table in [None] if ending == "xlsx" else [t.name for t in importer.tables]:
        out = io.BytesIO()
        exports.write(importer, adam, ending, out, table=table)
        files[table] = (f"{table or 'allt'}.{ending}", out.getvalue())
    result = run("organisation", files, adam)
    assert (result.errors, result.new, result.changed) == ([], 0, 0)
    assert result.unchanged == sum(m.objects.count() for m in (Unit, Function, User, Holding))


def test_new_units_get_their_place(world, adam):
    assert load(adam, units=UNITS).new == 2
    assert Unit.objects.get(number="NY-2").path.startswith(Unit.objects.get(number="NY").path)
    assert Unit.objects.get(number="NY").path.startswith(world.unit("SN-V").path)


def test_a_unit_may_stand_before_the_one_above_it(world, adam):
    upside_down = "number,name,kind,parent\nNY-2,Under den,unit,NY\nNY,Ny enhet,unit,SN-V\n"
    assert load(adam, units=upside_down).errors == []
    assert Unit.objects.get(number="NY-2").parent.number == "NY"


def test_a_person_from_a_file_has_no_password(world, adam):
    load(adam, people=PEOPLE)
    assert not User.objects.get(username="petra").has_usable_password()


@pytest.mark.parametrize(
    ("table", "text", "field"),
    [
        ("units", "number,name,kind,parent\nNY,Ny,avdelning,SN\n", "kind"),
        ("units", "number,name,kind,parent\nNY,Ny,unit,FINNS-EJ\n", "parent"),
        ("units", "number,name,kind,parent\nSN-V,SN-V,division,AFE\n", "parent"),
        ("functions", "number,title,unit,role\nF1,Chef,FINNS-EJ,director\n", "unit"),
        ("functions", "number,title,unit,role\nF1,Chef,SN,kejsare\n", "role"),
        ("people", "username,name,email\npetra,Petra,inte-en-adress\n", "email"),
        ("people", "username,name,language\npetra,Petra,fi\n", "language"),
        ("holdings", "function,person,valid_from,valid_to\nf-bo,okänd,2018-01-01,2018-02-01\n", "person"),
        ("holdings", "function,person,valid_from\nokänd,nils,2021-01-01\n", "function"),
        ("holdings", "function,person,valid_from\nf-anna,nils,2021-01-01\n", "valid_from"),
        ("holdings", "function,person,valid_from\nf-bo,nils,igår\n", "valid_from"),
        ("holdings", "function,person,valid_from,valid_to\nf-bo,nils,2018-01-02,2018-01-01\n", "valid_to"),
    ],
)
def test_an_error_names_its_row_and_field(world, adam, table, text, field):
    result = load(adam, **{table: text})
    assert faults(result) == [(table, 2, field)]
    assert not result.applied


def test_nothing_is_written_when_one_row_is_wrong(world, adam):
    load(adam, units=UNITS + "FEL,Fel,unit,FINNS-EJ\n")
    assert not Unit.objects.filter(number="NY").exists()


def test_it_is_undone(world, adam):
    before = set(Unit.objects.values_list("number", "name", "path"))
    load(adam, units=UNITS + "AFE,Nytt namn,unit,SN-V\n", people=PEOPLE)
    actions.undo(ImportBatch.objects.latest("pk"), adam)
    assert set(Unit.objects.values_list("number", "name", "path")) == before
    assert not User.objects.filter(username="petra").exists()


def test_it_is_not_undone_over_later_work(world, adam):
    load(adam, units=UNITS)
    Unit.objects.filter(number="NY").update(name="Ändrad sedan dess")
    with pytest.raises(ChangedSince):
        actions.undo(ImportBatch.objects.latest("pk"), adam)
    assert Unit.objects.filter(number="NY-2").exists()


def test_it_is_not_undone_when_built_on(world, adam):
    load(adam, units=UNITS)
    Function.objects.create(number="F9", title="Chef", unit=Unit.objects.get(number="NY-2"), role="unit_manager")
    with pytest.raises(ChangedSince):
        actions.undo(ImportBatch.objects.latest("pk"), adam)


@pytest.mark.parametrize("who", ["dag", "eva", "disa", "anna"])
def test_only_the_administrator_imports_it(world, who):
    with pytest.raises(NotAllowed):
        load(world.actor(who), units=UNITS)
