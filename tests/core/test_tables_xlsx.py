"""Excel files: what they hold as text, and every kind that is refused."""

import io
import os
import struct
import subprocess
import sys
import time
import unicodedata
import zipfile
from datetime import date, datetime
from datetime import time as clock_time
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.hostile_files import (
    HEADER,
    MAIN,
    PLAIN,
    parts,
    relationships,
    sheet,
    with_parts,
    workbook,
    zipped,
)

from ledtrad.core.tables import (
    ColumnOut,
    Limits,
    SheetOut,
    TableRefused,
    column_letter,
    ooxml,
    read_table,
    write_xlsx,
    xlsx,
)

DTD = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


def read(data, **limits):
    return read_table(data, "bok.xlsx", limits=Limits(**limits)).sheets


def refusal(data, name="bok.xlsx", **limits):
    with pytest.raises(TableRefused) as caught:
        read_table(data, name, limits=Limits(**limits))
    return caught.value


def saved(fill):
    book = openpyxl.Workbook()
    fill(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_values_as_a_person_would_write_them():
    def fill(book):
        book.active.append(["a", "b", "c", "d", "e", "f", "g", "h"])
        book.active.append(
            [
                5.0,
                0.1 + 0.2,
                -1.5,
                True,
                date(2021, 3, 1),
                datetime(2021, 3, 1, 4, 5),  # noqa: DTZ001 - Excel knows no zones
                clock_time(3, 4),
                " text ",
            ]
        )
        book.active.append(["0012", 1e15, 1e-7, False, None, None, None, "å\r\nö"])

    (found,) = read(saved(fill))
    assert found.rows[0].cells == (
        "5", "0.3", "-1.5", "true", "2021-03-01", "2021-03-01T04:05:00", "03:04:00", " text ",
    )  # fmt: skip
    assert found.rows[1].cells == ("0012", "1000000000000000", "0.0000001", "false", "", "", "", "å\nö")


def test_percent_is_kept_so_that_nobody_is_wrong_by_a_hundred():
    def fill(book):
        book.active.append(["andel", "antal"])
        book.active.append([0.45, 0.45])
        book.active["A2"].number_format = "0.0%"

    (found,) = read(saved(fill))
    assert found.rows[0].cells == ("45 %", "0.45")


def test_place_is_kept_when_the_table_does_not_start_in_the_corner():
    def fill(book):
        book.active["C4"], book.active["D4"] = "namn", "antal"
        book.active["C6"], book.active["D6"] = "Ek", 5

    (found,) = read(saved(fill))
    assert found.header == ("", "", "namn", "antal")
    assert [(row.number, row.cells) for row in found.rows] == [(6, ("", "", "Ek", "5"))]


def test_hidden_and_empty_sheets_are_not_tables():
    def fill(book):
        book.active.append(["a"])
        book.create_sheet("gömd").append(["x"])
        book["gömd"].sheet_state = "veryHidden"
        book.create_sheet("tom")

    assert [found.name for found in read(saved(fill))] == ["Sheet"]


def test_formulas_are_pointed_out_cell_by_cell():
    def fill(book):
        book.active.append(["namn", "antal"])
        book.active.append(["Ek", "=1+1"])
        book.active.append(["Al", 3])

    (found,) = read(saved(fill))
    assert [(p.row, p.column, p.message) for p in found.problems] == [
        (2, 2, "Cellen innehåller en formel. Klistra in den som värde.")
    ]
    assert found.rows[1].cells == ("Al", "3")


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="B2"><f>1+1</f><v>2</v></c>',
        '<c r="B2"><f t="shared" si="0"/><v>2</v></c>',
        '<c r="B2" t="str"><f t="array" ref="B2">x</f><v>2</v></c>',
        f'<x:c xmlns:x="{MAIN}" r="B2"><x:f>1+1</x:f><x:v>2</x:v></x:c>',
        "<c><v>1</v></c><c><f\n>1</f><v>2</v></c>",
    ],
)
def test_no_formula_hides(cell):
    (found,) = read(
        workbook(
            HEADER,
            PLAIN.replace('"2"', '"3"').replace("A2", "A3").replace("B2", "B3"),
            f'<row r="2">{cell}</row>',
        )
    )
    assert ("formula", 2, 2) in {(p.code, p.row, p.column) for p in found.problems}


def test_error_values_are_pointed_out():
    (found,) = read(workbook(HEADER, '<row r="2"><c r="B2" t="e"><v>#DIV/0!</v></c></row>'))
    assert [p.message for p in found.problems] == ["Cellen visar felet #DIV/0!. Skriv ett värde i stället."]


def test_values_beside_the_table_are_pointed_out():
    (found,) = read(workbook(HEADER, '<row r="2"><c r="B2"><v>5</v></c><c r="D2"><v>7</v></c></row>'))
    assert [(p.row, p.column, p.code) for p in found.problems] == [(2, 4, "no_header")]


def test_control_characters_are_pointed_out():
    (found,) = read(workbook(HEADER, '<row r="2"><c r="A2" t="inlineStr"><is><t>a_x0000_b</t></is></c></row>'))
    assert [p.code for p in found.problems] == ["not_text"]
    assert "\0" not in found.rows[0].cells[0]


def test_a_formula_in_the_header_refuses_the_file():
    refused = refusal(workbook('<row r="1"><c r="A1"><f>1</f><v>1</v></c></row>', PLAIN))
    assert (refused.code, refused.sheet, refused.row) == ("table_formula", "Blad1", 1)


def test_hyperlinks_in_cells_are_no_links_out():
    link = relationships(("r1", "hyperlink", "mailto:a@b.se"), mode="External")
    assert read(with_parts({"xl/worksheets/_rels/sheet1.xml.rels": link}))


def external(kind):
    return relationships(("r1", kind, "http://x/"), mode="External")


def far_cell():
    return workbook(HEADER, '<row r="2"><c r="A2"><v>1</v></c><c r="XFD2"><v>1</v></c></row>')


def low_cell():
    return workbook(HEADER, '<row r="1048576"><c r="A1048576"><v>1</v></c></row>')


def lying_size():
    """The directory says 100 bytes; there are 40 million, of which the first hundred match the checksum."""
    real = zipped({**parts(), "xl/sharedStrings.xml": b" " * 40_000_000})
    out = bytearray(real)
    place = out.rindex(b"PK\x01\x02")
    while b"sharedStrings" not in out[place : place + 100]:
        place = out.rindex(b"PK\x01\x02", 0, place)
    struct.pack_into("<LxxxxL", out, place + 16, zipfile.crc32(b" " * 100), 100)
    return bytes(out)


def encrypted():
    out = bytearray(zipped(parts()))
    place = 0
    while (place := out.find(b"PK\x01\x02", place)) >= 0:
        out[place + 8] |= 1
        place += 4
    return bytes(out)


def in_encoding(name):
    return sheet(HEADER).replace("UTF-8", name).encode(name)


def doubled():
    out = io.BytesIO(zipped(parts()))
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", sheet(HEADER))
    return out.getvalue()


def defined_name(text):
    return parts()["xl/workbook.xml"].replace(
        "</sheets>", f"</sheets><definedNames><definedName name='x'>{text}</definedName></definedNames>"
    )


HOSTILE = {
    "text in disguise": (lambda: b"a;b\n1;2\n", "not_xlsx"),
    "old Excel": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_or_locked"),
    "cut off": (lambda: zipped(parts())[:-40], "damaged"),
    "noise": (lambda: b"PK\x03\x04" + os.urandom(3000), "damaged"),
    "a Word file": (lambda: zipped({"word/document.xml": "<w/>"}), "not_a_workbook"),
    "encrypted": (encrypted, "password"),
    "one name twice": (doubled, "damaged"),
    "bomb": ({"xl/sharedStrings.xml": b" " * 40_000_000}, "compressed_too_hard"),
    "bomb that says it is small": (lying_size, "damaged"),
    "other compression": (lambda: zipped(parts(), compression=zipfile.ZIP_LZMA), "damaged"),
    "too many parts": ({f"x/{n}.bin": b"" for n in range(1001)}, "too_many_members"),
    "macros": ({"xl/vbaProject.bin": b"x"}, "macros"),
    "macros elsewhere": ({"XL\\VBAPROJECT.BIN": b"x"}, "macros"),
    "macro sheet": ({"xl/macrosheets/sheet1.xml": "<x/>"}, "macros"),
    "macro type": (
        {"[Content_Types].xml": "<Types><x t='x.macroEnabled.main+xml'/></Types>"},
        "macros",
    ),
    "macro link": ({"xl/_rels/x.rels": relationships(("r9", "vbaProject", "x.bin"))}, "macros"),
    "external workbook": ({"xl/externalLinks/externalLink1.xml": "<x/>"}, "links_out"),
    "external link": ({"xl/worksheets/_rels/sheet1.xml.rels": external("image")}, "links_out"),
    "external template": ({"_rels/x.rels": external("attachedTemplate")}, "links_out"),
    "data connection": ({"xl/connections.xml": "<x/>"}, "links_out"),
    "embedded object": ({"xl/embeddings/oleObject1.bin": b"x"}, "embedded"),
    "DDE": ({"xl/workbook.xml": defined_name("cmd|'/c calc'!A1")}, "dde"),
    "DTD in sheet": ({"xl/worksheets/sheet1.xml": sheet(HEADER, PLAIN, start=DTD)}, "dtd"),
    "DTD in links": ({"xl/_rels/x.rels": DTD + relationships()}, "dtd"),
    "DTD in a drawing": ({"xl/drawings/d.vml": '<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>'}, "dtd"),
    "broken XML": ({"xl/worksheets/sheet1.xml": "<worksheet>"}, "damaged"),
    "XML in UTF-16": (
        {"xl/worksheets/sheet1.xml": in_encoding("utf-16")},
        "damaged",
    ),
    "XML in EBCDIC": (
        {"xl/worksheets/sheet1.xml": in_encoding("cp037")},
        "damaged",
    ),
    "deep XML": ({"xl/worksheets/sheet1.xml": sheet("<a>" * 5000 + "</a>" * 5000)}, "damaged"),
    "sheet that is not there": (
        lambda: zipped({name: part for name, part in parts().items() if "sheet1" not in name}), "damaged",
    ),
    "no sheet": ({"xl/workbook.xml": f'<workbook xmlns="{MAIN}"><sheets/></workbook>'}, "no_sheet"),
    "empty": (lambda: workbook('<row r="1"/>'), "empty"),
    "a cell far out": (far_cell, "too_many_columns"),
    "a cell far down": (low_cell, "too_many_rows"),
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_files_are_refused(kind):
    make, code = HOSTILE[kind]
    started = time.monotonic()
    refused = refusal(make() if callable(make) else with_parts(make))
    assert refused.code == f"table_{code}"
    assert len(str(refused)) > 20
    assert time.monotonic() - started < 20


def test_cells_in_false_order_do_not_hide_how_far_the_sheet_reaches():
    data = workbook(HEADER, '<row r="2"><c r="XFD900000"><v>1</v></c><c r="A2"><v>1</v></c></row>')
    assert refusal(data).code in {
        "table_too_much_memory",
        "table_damaged",
        "table_too_many_columns",
        "table_too_many_rows",
    }


@pytest.mark.parametrize("name", ["bok.xlsm", "bok.xltm"])
def test_names_that_say_macros(name):
    assert refusal(zipped(parts()), name).code == "table_macros"


def test_limits():
    assert refusal(workbook(HEADER, PLAIN), columns=1).code == "table_too_many_columns"
    assert refusal(workbook(HEADER, PLAIN), cells=3).code == "table_too_many_cells"
    assert refusal(workbook(HEADER, PLAIN), unpacked_bytes=500).code == "table_too_big_unpacked"
    assert refusal(workbook(HEADER, PLAIN), members=3).code == "table_too_many_members"


def big():
    return workbook(HEADER, *(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(2, 60_000)))


def test_time_is_up():
    refused = refusal(big(), seconds=0)
    assert refused.code == "table_too_slow"


def test_memory_is_up():
    heavy = zipped({**parts(), "docProps/x.xml": "<x>" + "a" * 20_000_000 + "</x>"}, compression=zipfile.ZIP_STORED)
    assert refusal(heavy, memory_bytes=60 * 1024 * 1024).code == "table_too_much_memory"


def test_the_child_is_quick_and_knows_nothing_of_us():
    code = (
        "import sys, ledtrad.core.tables.child;print([m for m in ('django', 'openpyxl', 'lxml') if m in sys.modules])"
    )
    source = next(path for path in sys.path if path.endswith("src"))
    done = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": source}, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_no_child_is_left_and_none_gets_our_environment(monkeypatch):
    started, environments = [], []
    real = subprocess.Popen

    def noted(*args, **kwargs):
        environments.append(kwargs["env"])
        started.append(real(*args, **kwargs))
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", noted)
    read(workbook())
    refusal(big(), seconds=0)
    assert [child.poll() is not None for child in started] == [True, True]
    assert [sorted(env) for env in environments] == [["PYTHONDONTWRITEBYTECODE", "PYTHONPATH"]] * 2


# ── Written and read back ────────────────────────────────────────────────────
def written(columns, rows):
    out = io.BytesIO()
    write_xlsx(out, [SheetOut("Blad", columns, rows)])
    return out.getvalue()


def read_in_process(data):
    package = ooxml.open_package(data, Limits())
    found = {part.name: xlsx.walk(package, part, Limits()) for part in package.sheets}
    assert not any(walk.formulas or walk.error_values for walk in found.values())
    ((_part, rows),) = ((part, list(rows)) for part, rows in xlsx.rows(package, found))
    return rows


cell = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cn"], include_characters="\t\n"), max_size=12
) | st.sampled_from(["=1+1", "#N/A", "_x0041_", "_x005F_x0041_", "1e5", "TRUE", "2021-03", "0012", "@x", "-5,3"])


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(cell, cell), min_size=1, max_size=5))
def test_round_trip(table):
    rows = read_in_process(written([ColumnOut("a"), ColumnOut("b")], table))
    rows += [["", ""]] * (len(table) + 1 - len(rows))  # empty rows at the end are not stored
    assert rows[1:] == [[unicodedata.normalize("NFC", text) for text in row] for row in table]


def test_numbers_are_numbers_and_texts_are_texts():
    row = [5, Decimal("1.50"), 0.1 + 0.2, 2**60, True, date(2021, 3, 1), None, "=1+1", "0012"]
    data = written([ColumnOut(str(n)) for n in range(9)], [row])
    assert read_in_process(data)[1] == [
        "5",
        "1.5",
        "0.3",
        str(2**60),
        "true",
        "2021-03-01",
        "",
        "=1+1",
        "0012",
    ]
    cells = openpyxl.load_workbook(io.BytesIO(data)).active[2]
    assert [found.data_type for found in cells] == ["n", "n", "n", "s", "b", "d", "n", "s", "s"]


def test_what_makes_a_template_pleasant():
    columns = [
        ColumnOut("enhet", width=30, choices=["110 Ek, AB", '120 "Al"'], help="Välj ur listan"),
        ColumnOut("värde", numeric=True),
        ColumnOut("rad-id", hidden=True),
    ]
    book = openpyxl.load_workbook(io.BytesIO(written(columns, [["110 Ek, AB", 1, 7]])))
    found = book["Blad"]
    assert found.freeze_panes == "A2"
    assert found["A1"].font.bold
    assert found["A1"].comment.text == "Välj ur listan"
    assert found.column_dimensions["C"].hidden
    assert found.column_dimensions["A"].width == 30
    (rule,) = found.data_validations.dataValidation
    assert rule.formula1 == "'Listor'!$A$1:$A$2"
    assert "A1002" in rule.sqref
    assert book["Listor"].sheet_state == "hidden"
    assert [row[0].value for row in book["Listor"]] == ["110 Ek, AB", '120 "Al"']
    assert [sheet.name for sheet in read(written(columns, [["110 Ek, AB", 1, 7]]))] == ["Blad"]


def test_ten_thousand_rows_are_streamed():
    def rows():
        for n in range(10_000):
            yield [f"I-{n}", n, "text"]

    (found,) = read(written([ColumnOut(name) for name in "abc"], rows()))
    assert len(found.rows) == 10_000
    assert found.rows[-1].cells == ("I-9999", "9999", "text")


def test_column_letters():
    assert [column_letter(n) for n in (1, 26, 27, 702, 703)] == ["A", "Z", "AA", "ZZ", "AAA"]
