"""Which column is which, told by names alone."""

import pytest
from tests.core.places import Places, Towns

from ledtrad.core.imports import mapping as m

PLACES = Places().tables[0]


def columns(*header):
    return m.guess_columns(PLACES, 0, header)


@pytest.mark.parametrize("header", ["name", "NAMN", " Namn ", "ort", "Ort.", "n_a_m_n", "Nämn"])
def test_a_header_is_recognised_whatever_its_dress(header):
    assert columns(header).columns == {"name": 0}


def test_labels_aliases_and_hidden_columns():
    found = columns("rad-id", "Kommentar", "okänd", "Invanare", "ort", "version")
    assert found.columns == {"row_id": 0, "note": 1, "inhabitants": 3, "name": 4, "version": 5}
    assert found.missing(PLACES) == []


def test_what_is_missing():
    assert [column.name for column in columns("invånare").missing(PLACES)] == ["name"]


def test_two_that_fit_equally_well_are_left_to_a_person():
    found = columns("Namn", "ort")
    assert (found.columns, found.doubtful) == ({}, ["name"])
    assert not m.is_complete(Places(), {"places": found})


def test_nameless_columns_are_nothing():
    assert columns("", "Namn", "").columns == {"name": 1}


def source(sheet="", header=("Namn", "Ort"), filename="fil.xlsx", table=None):
    return m.Source(0, filename, sheet, header, table)


def test_a_single_table_is_the_first_sheet_unless_another_has_its_name():
    assert m.guess(Places(), [source("Blad1"), source("Blad2")])["places"].source == 0
    assert m.guess(Places(), [source("Blad1"), source("platser")])["places"].source == 1


def test_several_tables_go_by_the_names_of_sheets_or_files():
    by_sheet = m.guess(Towns(), [source("Förklaring"), source("BUTIKER"), source("orter")])
    assert {name: found.source for name, found in by_sheet.items()} == {"towns": 2, "shops": 1}
    by_file = m.guess(Towns(), [source(filename="shops.csv"), source(filename="towns.csv")])
    assert {name: found.source for name, found in by_file.items()} == {"towns": 1, "shops": 0}
    assert m.guess(Towns(), [source("Blad1")]) == {}


def test_what_the_person_says_goes_before_names():
    found = m.guess(Towns(), [source(filename="towns.csv", table="shops")])
    assert {name: f.source for name, f in found.items()} == {"shops": 0}


def test_stored_and_fetched():
    found = m.guess(Places(), [source()])
    assert m.from_json(m.to_json(found)) == found


def test_what_is_not_read_is_named_but_our_own_additions_are_not():
    sources = [
        {"sheet": "Platser", "header": ["Namn", "Invånaree", "", "Fel"]},
        {"sheet": "Förklaring", "header": ["Blad"]},
        {"sheet": "Platsr", "header": ["Namn"]},
    ]
    assert m.unused(sources, {"places": m.TableMapping(0, {"name": 0})}) == (["Platsr"], ["Invånaree"])


def test_a_table_goes_by_name_or_label():
    assert m.table_named(Towns(), "BUTIKER") == Towns.tables[1]
    assert m.table_named(Towns(), "butik") is None
