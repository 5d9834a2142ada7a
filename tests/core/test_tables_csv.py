"""CSV as people save it, and as nobody should."""

import csv
import io
import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledtrad.core.tables import Limits, TableRefused, parse_boolean, read_table
from ledtrad.core.tables.text import open_text, records
from ledtrad.core.tables.writing import csv_chunks

TEXT = "namn;värde;år\nÅsa;1,5;2021\nBö;−2,0;2020\n"


def rows(data, name="fil.csv", **limits):
    (sheet,) = read_table(data, name, limits=Limits(**limits)).sheets
    return [sheet.header, *(row.cells for row in sheet.rows)]


def refusal(data, name="fil.csv", **limits):
    with pytest.raises(TableRefused) as caught:
        read_table(data, name, limits=Limits(**limits))
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_encodings_and_separators(encoding, separator):
    text = TEXT.replace(",", ".").replace(";", separator)
    assert rows(text.encode(encoding))[1] == ("Åsa", "1.5", "2021")


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_old_encodings(encoding):
    assert rows(TEXT.replace("−", "-").encode(encoding))[2] == ("Bö", "-2,0", "2020")


def test_decimal_comma_does_not_split_a_semicolon_file():
    assert rows(b"a;b\n1,5;2,5\n3,5;4,5\n") == [("a", "b"), ("1,5", "2,5"), ("3,5", "4,5")]


def test_comma_in_header_of_semicolon_file():
    assert rows("Värde, procent;Enhet\n3,5;AFE\n".encode()) == [("Värde, procent", "Enhet"), ("3,5", "AFE")]


def test_quoted_decimal_comma_in_comma_file():
    assert rows(b'a,b,c\n"1,5","x; y",z\n')[1] == ("1,5", "x; y", "z")


def test_one_column():
    assert rows("värde\n3,5\n4\n".encode()) == [("värde",), ("3,5",), ("4",)]


def test_excels_own_separator_line_is_not_a_row():
    (sheet,) = read_table(b"sep=,\na,b\n1,2\n", "x.csv").sheets
    assert sheet.header == ("a", "b")
    assert sheet.rows[0].number == 2


def test_row_numbers_are_those_of_a_spreadsheet():
    (sheet,) = read_table(b'\na;b\n1;"x\ny"\n\n;\n2;z\n', "x.csv").sheets
    assert [(row.number, row.cells) for row in sheet.rows] == [(3, ("1", "x\ny")), (6, ("2", "z"))]


def test_short_rows_are_filled_and_long_ones_pointed_out():
    (sheet,) = read_table(b"a;b;c\n1;2\n1;2;3;4\n1;2;3;\n", "x.csv").sheets
    assert [row.cells for row in sheet.rows] == [("1", "2", ""), ("1", "2", "3"), ("1", "2", "3")]
    assert [(p.row, p.column, p.code) for p in sheet.problems] == [(3, 4, "no_header")]


def test_letters_are_composed():
    assert rows("namn;x\nÅsa;1\n".encode())[1][0] == "Åsa"


def test_escaped_formulas_come_back_as_written():
    assert rows(b"a;b\n'=1+1;'tis\n")[1] == ("=1+1", "'tis")


@pytest.mark.parametrize(
    ("data", "name", "code", "row"),
    [
        (b"", "a.csv", "empty", None),
        (b" \n\n", "a.csv", "empty", None),
        (b";;\n;;\n", "a.csv", "empty", None),
        (b"a;b\n\x00;1\n", "a.csv", "not_text", 2),
        (b"a;b\n\x07;1\n", "a.csv", "not_text", 2),
        (b"a;b\nx;\x81\n", "a.csv", "unknown_encoding", 2),
        (b'a;b\n1;2\n"x;y\n3;4\n', "a.csv", "broken_quotes", 3),
        (b'a;b\n"x"y;1\n', "a.csv", "broken_quotes", 2),
        (b"%PDF-1.7 a;b", "a.csv", "not_csv", None),
        (b"PK\x03\x04 a;b", "a.csv", "not_csv", None),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.csv", "old_or_locked", None),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "a.csv", "not_text", None),
        (b"MZ\x90\x00", "a.exe", "wrong_type", None),
        (b"x", "a.ods", "wrong_type", None),
        (b"x", "a", "wrong_type", None),
        (b"x", "a.xls", "old_or_locked", None),
    ],
)
def test_refused(data, name, code, row):
    refused = refusal(data, name)
    assert refused.code == f"table_{code}"
    assert row is None or refused.row == row
    assert str(refused).endswith(".") or "”" in str(refused)


def test_a_refusal_says_what_and_where():
    refused = refusal(b'a;b\n1;2\n"x;y\n')
    assert str(refused).startswith("Rad 3: Ett citattecken")


def test_limits():
    assert refusal(b"a;b\n1;2\n3;4\n", rows=1).code == "table_too_many_rows"
    assert refusal(b"a;b;c\n", columns=2).code == "table_too_many_columns"
    assert refusal(b"a;b\n1;2\n", cells=3).code == "table_too_many_cells"
    assert refusal(b"a;b\n1;22222\n", cell_characters=4).code == "table_cell_too_long"
    assert refusal(b"a;b\n1;22222\n", characters=4).code == "table_too_many_characters"
    assert refusal(b"a;b\n1;2\n", file_bytes=3).code == "table_too_big"
    assert refusal(b"a;b\n1;2;3\n1;2;3\n", problems=1).code == "table_too_many_problems"


def test_a_file_given_by_path(tmp_path):
    path = tmp_path / "tal.csv"
    path.write_bytes(TEXT.encode())
    assert read_table(path).filename == "tal.csv"


def test_yes_and_no():
    assert [parse_boolean(text) for text in ("Ja", "NEJ", " x ", "", "0", "sant")] == [
        True, False, True, None, False, True,
    ]  # fmt: skip
    with pytest.raises(ValueError, match="kanske"):
        parse_boolean("kanske")


def written(header, table, **dialect):
    return b"".join(csv_chunks(header, table, **dialect))


def read_in_process(data):
    table = open_text(data, Limits())
    return [tuple(cells) for _number, cells in records(table, Limits())]


cell = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cn"], include_characters="\t\n", exclude_characters="\ufeff"),
    max_size=12,
).map(lambda text: unicodedata.normalize("NFC", text))
dangerous = st.builds(lambda start, rest: start + rest, st.sampled_from(["=", "+", "-", "@", "\t", "'=", "''-"]), cell)


@given(
    table=st.lists(st.tuples(cell | dangerous, cell | dangerous), max_size=8),
    separator=st.sampled_from(";,\t"),
)
def test_round_trip(table, separator):
    data = written(["a", "b"], table, separator=separator)
    assert read_in_process(data) == [("a", "b"), *table]


@given(text=cell | dangerous)
def test_no_written_cell_can_start_a_formula(text):
    (_header, (shown,)) = read_raw(written(["a"], [[text]]))
    assert shown[:1] not in set("=+-@\t\r") or shown.lstrip("+-").replace(",", "").replace(".", "").isdigit()


def read_raw(data):
    return [row or [""] for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";")]


def test_numbers_stay_numbers():
    (_header, row) = read_raw(written(["a", "b", "c"], [[-5, Decimal("-1.50"), 0.1 + 0.2]]))
    assert row == ["-5", "-1,50", "0,3"]
