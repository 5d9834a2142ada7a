"""Papers of many sorts are read to what a person would have written down."""

import pytest

from ledtrad.audits.reading import read
from tests.audits.corpora import WRITTEN_AFTER, WRITTEN_BEFORE, papers, unmet

PAPERS = [*papers(WRITTEN_BEFORE), *papers(WRITTEN_AFTER)]


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_a_paper_is_read_to_what_a_person_would_write_down(paper):
    reading = read(paper.text)
    assert list(unmet(paper, reading)) == []
    assert len(reading.recommendations) == len(paper.expected["recommendations"])
    told = reading.as_dict()
    said = {name: told[name] for name in paper.expected if name != "recommendations"}
    assert said == {name: value for name, value in paper.expected.items() if name != "recommendations"}


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_a_recommendation_knows_where_it_stands(paper):
    for one in read(paper.text).recommendations:
        assert paper.text[one.start : one.end] == one.quote
        assert one.page == paper.text.count("\f", 0, one.start) + 1
        first = one.text.split()[0].strip("-")
        assert one.quote.lstrip("*_ ").startswith(first)
