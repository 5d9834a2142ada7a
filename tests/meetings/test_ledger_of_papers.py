"""The ledger tells no more of matters and papers than their own pages do, whatever was so when it was written."""

import pytest
from django.urls import reverse

from ledtrad.core import ledger
from ledtrad.core.ledger.models import Entry
from ledtrad.meetings.actions import agenda, matters, papers
from ledtrad.meetings.models import Matter
from tests.meetings.agenda import point
from tests.meetings.papers import matter, paper, sign, steps, submitted

pytestmark = pytest.mark.django_db
WORDS = "Utkastets egna ord"


def drafted(world, of=None):
    """A draft in which Anna wrote, and wrote over, a section."""
    found = paper(world, of=of)
    for text in (WORDS, "Sådant som står kvar"):
        section = found.sections.get(slug="basis")
        papers.write_section(section=section, text=text, actor=world.actor("anna"), seen=None)
    return found


def readers(world):
    """Who reads the draft's words in the ledger."""
    told = {}
    for name in world.people:
        entries = ledger.entries().visible_to(world.person(name)).select_related("change")
        told[name] = any(WORDS in entry.change.payload for entry in entries)
    return {name for name, reads in told.items() if reads}


def mark(world, found, confidentiality="confidential"):
    now = Matter.objects.get(pk=found.pk)
    matters.change(matter=now, values={"confidentiality": confidentiality}, actor=world.actor("eva"), seen=None)


def test_the_words_of_a_draft_are_read_by_those_who_read_the_draft(world):
    drafted(world)
    assert readers(world) == {"eva", "dag", "kim", "karin", "anna"}


def test_they_do_not_become_everybodys_when_the_paper_is_ready(world):
    found = drafted(world)
    papers.submit(paper=found, steps=steps(world), actor=world.actor("anna"), seen=None)
    sign(world, found, "anna", "johan", "dag")
    assert readers(world) == {"eva", "dag", "kim", "karin", "anna"}


def test_nor_does_the_reason_why_it_was_sent_back(world):
    found = submitted(world)
    papers.send_back(paper=found, reason=WORDS, actor=world.actor("dag"))
    assert readers(world).isdisjoint({"elsa", "disa", "adam", "sven"})


def test_a_draft_that_is_thrown_away_is_read_as_if_it_were_confidential(world):
    found = drafted(world)
    papers.discard(paper=found, actor=world.actor("anna"))
    mark(world, found.matter)
    assert readers(world) == {"eva", "dag", "karin", "anna"}


def test_everything_told_of_a_confidential_matters_paper_is_confidential(world):
    found = drafted(world, of=matter(world, confidentiality="confidential"))
    papers.submit(paper=found, steps=steps(world), actor=world.actor("anna"), seen=None)
    sign(world, found, "anna", "johan", "dag")
    assert set(Entry.objects.about(found).values_list("confidentiality", flat=True)) == {"confidential"}
    assert set(Entry.objects.about(found.matter).values_list("confidentiality", flat=True)) == {"confidential"}


def test_a_matter_that_becomes_confidential_takes_its_past_with_it(world, as_person):
    found = drafted(world, of=matter(world, title="Röjande rubrik"))
    papers.submit(paper=found, steps=steps(world), actor=world.actor("anna"), seen=None)
    sign(world, found, "anna", "johan", "dag")
    history = reverse("ledger")
    assert "Röjande rubrik" in as_person("elsa").get(history).content.decode()
    mark(world, found.matter)
    for who in ("elsa", "disa", "kim", "adam"):
        assert "Röjande rubrik" not in as_person(who).get(history).content.decode()
        assert as_person(who).get(found.matter.get_absolute_url()).status_code == 404
    assert "Röjande rubrik" in as_person("eva").get(history).content.decode()
    assert readers(world) == {"eva", "dag", "karin", "anna"}


def test_what_was_proposed_in_a_point_is_read_by_those_who_read_the_boards_inner_things(world):
    item = point(world, values={"proposed_decision": "Annat"})
    agenda.change_point(item=item, values={"proposed_decision": WORDS}, actor=world.actor("eva"), seen=None)
    assert {"eva", "dag", "kim", "elsa"} <= readers(world)
    assert readers(world).isdisjoint({"sven", "nils"})
