"""Upload, map, preview, apply, undo: what is written, and when nothing is."""

import io
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.core.places import Place, Shop, csv_file

from ledtrad.core import ledger, uploads
from ledtrad.core.imports import BatchState, ImportBatch, ImportRow, actions, exports, mapping, registry, run
from ledtrad.core.refusals import NotAllowed, Refused
from ledtrad.core.tables import ColumnOut, SheetOut, TableRefused, write_xlsx

EK = csv_file("Ek;1 284,5;", "Al;12;liten")


def previewed(files, actor, key="places"):
    return actions.preview(actions.open_batch(key, files, actor), actor)


def applied(files, actor, key="places"):
    return actions.apply(previewed(files, actor, key), actor)


def states(batch):
    return [(row.number, row.state) for row in batch.rows.all()]


def everything():
    """All that an import may touch, as plain values."""
    return (
        list(Place.objects.order_by("name").values_list("name", "inhabitants", "note", "version")),
        list(ImportRow.objects.values_list("batch", "position", "state", "key", "after", "object_id")),
        list(ImportBatch.objects.values_list("state", "counts")),
        list(ledger.entries().values_list("action", "object_label")),
    )


def test_from_file_to_database(someone):
    batch = applied(EK, someone)
    assert batch.state == BatchState.APPLIED
    assert list(Place.objects.order_by("name").values_list("name", "inhabitants", "note")) == [
        ("Al", Decimal(12), "liten"),
        ("Ek", Decimal("1284.5"), ""),
    ]
    assert batch.counts == {"new": 2, "changed": 0, "unchanged": 0, "error": 0, "conflict": 0}
    assert {row.object_id for row in batch.rows.all()} == {place.pk for place in Place.objects.all()}
    assert batch.number == f"B-{batch.pk:04d}"


def test_the_preview_writes_nothing_else(someone):
    batch = previewed(EK, someone)
    assert states(batch) == [(2, "new"), (3, "new")]
    assert not Place.objects.exists()
    row = batch.rows.first()
    assert (row.label, row.before, row.after) == ("Ek", {}, {"name": "Ek", "inhabitants": "1284.5", "note": ""})


def test_changed_rows_show_old_and_new(someone):
    applied(EK, someone)
    batch = previewed(csv_file("Ek;1285;", "Al;12;liten", "Lind;;"), someone)
    assert states(batch) == [(2, "changed"), (3, "unchanged"), (4, "new")]
    row = batch.rows.first()
    assert (row.before["inhabitants"], row.after["inhabitants"]) == ("1284.5", "1285")
    actions.apply(batch, someone)
    assert Place.objects.get(name="Ek").inhabitants == 1285


def test_the_same_file_twice_changes_nothing(someone):
    applied(EK, someone)
    before = list(Place.objects.values())
    batch = previewed(EK, someone)
    assert {state for _number, state in states(batch)} == {"unchanged"}
    with pytest.raises(actions.NothingToApply):
        actions.apply(batch, someone)
    assert list(Place.objects.values()) == before
    assert batch.state == BatchState.PREVIEWED


def test_one_wrong_row_stops_all(someone):
    batch = previewed(csv_file("Ek;1;", "Al;tolv;", ";3;"), someone)
    assert states(batch) == [(2, "new"), (3, "error"), (4, "error")]
    assert [row.errors for row in batch.rows.all()][1:] == [
        [{"field": "inhabitants", "message": "”tolv” är inget tal. Skriv till exempel 1 284,5."}],
        [{"field": "name", "message": "Namn saknas."}],
    ]
    with pytest.raises(actions.HasErrors):
        actions.apply(batch, someone)
    assert not Place.objects.exists()


def test_the_rows_without_errors_go_in_when_that_is_said(someone):
    batch = previewed(csv_file("Ek;1;", "Al;tolv;"), someone)
    actions.apply(batch, someone, skip_errors=True)
    assert [place.name for place in Place.objects.all()] == ["Ek"]
    assert (batch.state, batch.skip_errors) == (BatchState.APPLIED, True)


def test_two_rows_about_the_same_thing(someone):
    batch = previewed(csv_file("Ek;1;", "Ek;2;"), someone)
    assert states(batch) == [(2, "new"), (3, "error")]
    assert "rad 2" in batch.rows.last().errors[0]["message"]


def test_a_column_that_the_file_lacks_is_left_alone(someone):
    applied(EK, someone)
    files = {None: ("x.csv", b"namn;kommentar\nEk;stor\n")}
    applied(files, someone)
    place = Place.objects.get(name="Ek")
    assert (place.inhabitants, place.note) == (Decimal("1284.5"), "stor")


def test_a_formula_makes_its_row_an_error(someone):
    book = openpyxl.Workbook()
    for row in (["namn", "invånare"], ["Ek", "=1+1"], ["Al", 3]):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    batch = previewed({None: ("x.xlsx", out.getvalue())}, someone)
    assert states(batch) == [(2, "error"), (3, "new")]
    assert batch.rows.first().errors == [
        {"field": "inhabitants", "message": "Cellen innehåller en formel. Klistra in den som värde."}
    ]
    actions.apply(batch, someone, skip_errors=True)
    assert [place.name for place in Place.objects.all()] == ["Al"]


def test_an_old_version_is_a_conflict(someone):
    applied(EK, someone)
    files = {None: ("x.csv", b"namn;kommentar;version\nEk;x;7\nAl;y;1\n")}
    batch = previewed(files, someone)
    assert states(batch) == [(2, "conflict"), (3, "changed")]
    with pytest.raises(actions.HasErrors):
        actions.apply(batch, someone)


# ── Things that happen in between ────────────────────────────────────────────
def test_what_changed_after_the_preview_is_shown_again_and_not_written(someone):
    applied(EK, someone)
    batch = previewed(csv_file("Ek;5;"), someone)
    Place.objects.filter(name="Ek").update(note="skrivet under tiden")
    with pytest.raises(actions.ChangedSincePreview):
        actions.apply(batch, someone)
    assert Place.objects.get(name="Ek").note == "skrivet under tiden"
    batch.refresh_from_db()
    assert batch.state == BatchState.PREVIEWED
    assert batch.rows.get().before["note"] == "skrivet under tiden"
    assert "sedan granskningen" in batch.message
    actions.apply(batch, someone)
    assert Place.objects.get(name="Ek").inhabitants == 5


def test_applying_twice_is_applying_once(someone):
    batch = previewed(EK, someone)
    other = ImportBatch.objects.get(pk=batch.pk)
    actions.apply(batch, someone)
    before = everything()
    actions.apply(batch, someone)
    with pytest.raises(actions.WrongState):  # it still believed that the batch was previewed
        actions.apply(other, someone)
    assert everything() == before


class Killed(BaseException):
    """Stands for kill -9: nothing catches it, and whatever was not committed is gone."""


def killed_at(nth):
    """Dies at the nth statement that writes."""
    seen = 0

    def count(execute, sql, params, many, context):
        nonlocal seen
        if sql.split(" ", 1)[0] in {"INSERT", "UPDATE", "DELETE"}:
            seen += 1
            if seen == nth:
                raise Killed
        return execute(sql, params, many, context)

    return connection.execute_wrapper(count)


def carry_on(key, someone):
    """The import as the queue would do it: each step on a fresh batch, from wherever it stands."""
    if ImportBatch.objects.get(pk=key).state in {"mapped", "previewing"}:
        actions.preview(ImportBatch.objects.get(pk=key), someone)
    actions.apply(ImportBatch.objects.get(pk=key), someone)


def killed_import(nth, someone):
    """An import that dies at its nth write and is run again. Returns whether it got to the end the first time."""
    Place.objects.all().delete()
    Place.objects.create(name="Ek")
    key = actions.open_batch("places", csv_file("Ek;1;", "Al;2;", "Lind;3;", "Asp;4;", "Alm;5;"), someone).pk
    try:
        with killed_at(nth):
            carry_on(key, someone)
    except Killed:
        carry_on(key, someone)
        return key, False
    return key, True


@pytest.mark.django_db(transaction=True)
def test_killed_anywhere_and_run_again_gives_the_same_database(someone, monkeypatch):
    monkeypatch.setattr(actions, "CHUNK", 2)
    for nth in range(1, 40):
        told = ledger.entries().filter(action="imported").count()
        key, finished = killed_import(nth, someone)
        assert list(Place.objects.order_by("name").values_list("name", "inhabitants", "version")) == [
            ("Al", 2, 1), ("Alm", 5, 1), ("Asp", 4, 1), ("Ek", 1, 2), ("Lind", 3, 1),
        ]  # fmt: skip
        batch = ImportBatch.objects.get(pk=key)
        assert (batch.state, batch.counts["new"], batch.counts["changed"]) == ("applied", 4, 1)
        rows = batch.rows.values_list("position", "state", "object_id")
        ids = dict(Place.objects.values_list("name", "pk"))
        names = ("Ek", "Al", "Lind", "Asp", "Alm")
        assert list(rows) == [(n, "changed" if n == 1 else "new", ids[name]) for n, name in enumerate(names, 1)]
        assert ledger.entries().filter(action="imported").count() - told == 6
        if finished:
            break
    Place.objects.all().delete()  # pytest does not know of this table
    assert nth > 10
    assert finished


# ── Undo ─────────────────────────────────────────────────────────────────────
def test_undo_takes_back_the_new_and_restores_the_changed(someone):
    applied(EK, someone)
    batch = applied(csv_file("Ek;99;stor", "Lind;1;"), someone)
    actions.undo(batch, someone)
    assert list(Place.objects.order_by("name").values_list("name", "inhabitants", "note")) == [
        ("Al", Decimal(12), "liten"),
        ("Ek", Decimal("1284.5"), ""),
    ]
    assert batch.state == BatchState.UNDONE
    actions.undo(batch, someone)
    with pytest.raises(actions.WrongState):
        actions.apply(batch, someone)


def test_undo_never_overwrites_later_work(someone):
    batch = applied(EK, someone)
    Place.objects.filter(name="Ek").update(note="senare")
    with pytest.raises(Refused, match="Ek har ändrats"):
        actions.undo(batch, someone)
    assert Place.objects.count() == 2
    assert ImportBatch.objects.get().state == BatchState.APPLIED


def test_what_is_not_applied_cannot_be_undone(someone):
    with pytest.raises(actions.WrongState):
        actions.undo(previewed(EK, someone), someone)


# ── Files ────────────────────────────────────────────────────────────────────
def test_a_file_that_cannot_be_read_leaves_nothing(someone):
    with pytest.raises(TableRefused):
        actions.open_batch("places", {None: ("x.csv", b'a;b\n"x')}, someone)
    assert not ImportBatch.objects.exists()


def test_the_file_is_kept_as_it_was(someone):
    batch = actions.open_batch("places", EK, someone)
    (kept,) = batch.files
    assert uploads.read(kept["stored"]) == EK[None][1]
    assert (batch.sha256, batch.file_name) == (kept["sha256"], "platser.csv")


def test_a_file_that_was_tampered_with_refuses_the_batch(someone, settings):
    batch = actions.open_batch("places", csv_file("Ek;77;"), someone)
    (settings.HOME.uploads / batch.files[0]["stored"]).write_bytes(b"namn\nAnnat\n")
    with pytest.raises(uploads.FileLost):
        actions.preview(batch, someone)
    assert batch.state == BatchState.REFUSED
    assert "Ladda upp" in batch.message


def test_columns_that_names_do_not_tell(someone):
    batch = actions.open_batch("places", {None: ("x.csv", b"var;hur stor\nEk;5\n")}, someone)
    assert batch.state == BatchState.UPLOADED
    assert batch.sources[0]["samples"] == [["Ek"], ["5"]]
    with pytest.raises(actions.WrongState):
        actions.preview(batch, someone)
    with pytest.raises(actions.NothingMapped):
        actions.map_columns(batch, {"places": mapping.TableMapping(0, {"inhabitants": 1})}, someone)
    actions.map_columns(batch, {"places": mapping.TableMapping(0, {"name": 0, "inhabitants": 1})}, someone)
    actions.apply(actions.preview(batch, someone), someone)
    assert Place.objects.get().inhabitants == 5


def test_a_workbook_of_several_tables(someone):
    columns = [ColumnOut("Namn"), ColumnOut("Ort")]
    out = io.BytesIO()
    write_xlsx(
        out,
        [SheetOut("Butiker", columns, [["Ica", "Ek"], ["Konsum", "Nej"]]), SheetOut("Orter", columns[:1], [["Ek"]])],
    )
    batch = previewed({None: ("plan.xlsx", out.getvalue())}, someone, "towns")
    assert [(row.table, row.number, row.state) for row in batch.rows.all()] == [
        ("towns", 2, "new"), ("shops", 2, "new"), ("shops", 3, "error"),
    ]  # fmt: skip
    actions.apply(batch, someone, skip_errors=True)
    assert [shop.name for shop in Shop.objects.all()] == ["Ica"]


def test_one_csv_for_each_table(someone):
    files = {"shops": ("a.csv", b"namn;ort\nIca;Ek\n"), "towns": ("b.csv", b"namn\nEk\n")}
    batch = applied(files, someone, "towns")
    assert batch.file_name == "a.csv, b.csv"
    assert (Place.objects.count(), Shop.objects.count()) == (1, 1)


def test_a_file_said_to_be_a_table_that_is_none(someone):
    files = {"towns": ("b.csv", b"namn\nEk\n"), "butik": ("butik.csv", b"namn;ort\n")}
    with pytest.raises(actions.UnknownTable, match=r"butik\.csv hör inte till någon tabell"):
        actions.open_batch("towns", files, someone)
    (error,) = run("towns", files, someone, dry_run=True).errors
    assert "towns, shops" in error.message


# ── Export and import are the same table ─────────────────────────────────────
@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_the_export_imports_back_without_a_change(someone, ending):
    applied(csv_file("Ek;1 284,5;=1+1", "Al;-3;'citat'", "Lind;;−", "+46;0,1;stor"), someone)
    out = io.BytesIO()
    exports.write(registry.get("places"), someone, ending, out)
    batch = previewed({None: (f"x.{ending}", out.getvalue())}, someone)
    assert {row.state for row in batch.rows.all()} == {"unchanged"}
    assert batch.rows.count() == 4


def test_the_error_file_can_be_corrected_and_sent_again(someone):
    batch = previewed(csv_file("Ek;1;", "Al;tolv;liten"), someone)
    out = io.BytesIO()
    exports.write_errors(batch, "csv", out)
    text = out.getvalue().decode("utf-8-sig")
    assert text.splitlines() == [
        "Namn;Invånare;Kommentar;Fel",
        "Al;tolv;liten;Invånare: ”tolv” är inget tal. Skriv till exempel 1 284,5.",
    ]
    applied({None: ("rättad.csv", text.replace("tolv", "12").encode())}, someone)
    assert Place.objects.get().inhabitants == 12


# ── Who may ──────────────────────────────────────────────────────────────────
def test_whoever_may_not_import_can_do_nothing(someone):
    stranger = replace(someone, user_id=None, label="Objuden")
    batch = applied(EK, someone)
    for step in (
        lambda: actions.open_batch("places", EK, stranger),
        lambda: actions.preview(batch, stranger),
        lambda: actions.apply(batch, stranger),
        lambda: actions.undo(batch, stranger),
        lambda: run("places", EK, stranger),
    ):
        with pytest.raises(NotAllowed):
            step()
    assert not ImportBatch.objects.visible_to(stranger).exists()
    assert ImportBatch.objects.visible_to(someone).get() == batch


# ── All at once ──────────────────────────────────────────────────────────────
def test_run(someone):
    result = run("places", EK, someone)
    assert result.applied
    assert result.as_json() == {
        "batch": ImportBatch.objects.get().number, "new": 2, "changed": 0, "unchanged": 0, "errors": [],
    }  # fmt: skip
    again = run("places", EK, someone)
    assert (again.unchanged, again.applied) == (2, False)


def test_run_with_a_wrong_row(someone):
    result = run("places", csv_file("Ek;1;", "Al;tolv;"), someone)
    assert not result.applied
    assert result.as_json()["errors"] == [
        {"row": 3, "field": "inhabitants", "message": "”tolv” är inget tal. Skriv till exempel 1 284,5."}
    ]
    assert not Place.objects.exists()


def test_rehearsal_leaves_no_trace(someone):
    before = everything()
    result = run("places", csv_file("Ek;1;", ";2;"), someone, dry_run=True)
    assert (result.batch, result.new, len(result.errors)) == (None, 1, 1)
    assert everything() == before


@pytest.mark.parametrize("dry_run", [True, False])
def test_run_says_what_is_wrong_with_the_file(someone, dry_run):
    (error,) = run("places", {None: ("x.csv", b'namn\n"x')}, someone, dry_run=dry_run).errors
    assert error.row == 2
    (error,) = run("places", {None: ("x.csv", b"nummer\n5\n")}, someone, dry_run=dry_run).errors
    assert (error.row, error.field, error.message) == (0, "name", "Kolumnen Namn saknas i filen.")
    (error,) = run("towns", {None: ("x.csv", b"nummer\n5\n")}, someone, dry_run=dry_run).errors
    assert "Orter, Butiker" in error.message


# ── Size ─────────────────────────────────────────────────────────────────────
def test_queries_do_not_grow_with_the_rows(someone):
    def queries(rows):
        Place.objects.all().delete()
        with CaptureQueriesContext(connection) as context:
            run("places", csv_file(*(f"Ort {n};{n};" for n in range(rows))), someone)
        return len(context)

    queries(1)  # the ledger's first entry costs one more
    assert queries(3) == queries(60)
