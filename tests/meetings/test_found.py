"""Matters and papers, and audits above them, in the search: by number and words, only what one may see."""

from datetime import date

import pytest

from ledtrad.audits.models import Audit
from ledtrad.thread import finds
from tests.meetings.papers import matter, paper

pytestmark = pytest.mark.django_db


def found(world, who, text):
    return {str(group.label): [row.title for row in group.rows] for group in finds.groups(world.person(who), text)}


def test_by_number_and_by_every_word_of_the_title(world):
    made = matter(world, title="Familjecentral i norr")
    Audit.objects.create(
        number="GR-001", title="Granskning av orosanmälningar", unit=world.unit("SN"), state="confirmed",
        kind="in_depth", issued_on=date(2021, 1, 1),
    )  # fmt: skip
    assert found(world, "eva", made.registration_number)["Ärenden"] == ["Familjecentral i norr"]
    assert found(world, "eva", "norr FAMILJE") == {"Ärenden": ["Familjecentral i norr"]}
    assert found(world, "eva", "orosanm") == {"Granskningar": ["Granskning av orosanmälningar"]}
    assert found(world, "eva", "gr-001") == {"Granskningar": ["Granskning av orosanmälningar"]}
    assert found(world, "eva", "norr saknas") == found(world, "eva", "  ") == {}


def test_a_draft_is_found_by_those_who_may_read_it_alone(world):
    draft = paper(world)
    assert draft.title in found(world, "eva", draft.title)["Handlingar"]
    assert "Handlingar" not in found(world, "sven", draft.title)


def test_a_few_of_each_are_shown_with_the_way_to_the_rest(world, as_person):
    for _n in range(6):
        paper(world)
    groups = {str(group.label): group for group in finds.groups(world.person("eva"), "uppföljning")}
    assert len(groups["Handlingar"].rows) == finds.MOST
    assert groups["Handlingar"].is_cut
    html = as_person("eva").get("/sok/", {"q": "uppföljning"}).content.decode()
    assert "De fem senaste" in html
    for n in range(6):
        matter(world, title=f"Gården {n}")
    html = as_person("eva").get("/sok/", {"q": "gården"}).content.decode()
    assert 'href="/arenden/?q=g%C3%A5rden"' in html
