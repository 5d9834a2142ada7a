"""What an audit held things against, tied to the law, text or goal that it is in the thread."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ledtrad.audits.actions import criteria, registering
from ledtrad.audits.models import AuditCriterion
from ledtrad.core import ledger
from ledtrad.thread.models import Node
from tests.audits.test_audit_pages import queries
from tests.factories import ActivityFactory, DocumentFactory, GoalFactory


@pytest.fixture
def asked(audit, world):
    """An audit with two criteria, and what they may be."""
    DocumentFactory(number="D-001", title="Kommunallagen", unit=world.unit("KF"))
    GoalFactory(number="M-001", title="Tillit", unit=world.unit("SN"))
    return audit(lines={"criteria": ("Kommunallagen 6 kap. 6 §", "Eget mål")})


def where(audit):
    return reverse("audit-criteria", args=[audit.number])


def names():
    return {f"k{pk}": text for pk, text in AuditCriterion.objects.values_list("pk", "text")}


def sent(audit, *numbers, version=None):
    audit.refresh_from_db()
    return {**dict(zip(names(), numbers, strict=True)), "version": version or audit.version}


def tied():
    return list(AuditCriterion.objects.order_by("order").values_list("text", "node__number"))


def test_the_page_proposes_what_a_criterion_names_and_ties_it(asked, as_person):
    eva = as_person("eva")
    page = eva.get(where(asked)).content.decode()
    assert "1 rad är ifylld med ett förslag" in page
    assert 'value="D-001 Kommunallagen"' in page
    assert page.count("<datalist") == 1
    assert eva.post(where(asked), sent(asked, "d-001", "M-001")).status_code == 302
    assert tied() == [("Kommunallagen 6 kap. 6 §", "D-001"), ("Eget mål", "M-001")]
    shown = as_person("elsa").get(asked.get_absolute_url()).content.decode()
    assert 'href="/nod/D-001/">D-001 Kommunallagen<' in shown
    assert "Knyt till tråden" not in shown
    entry = ledger.entries().about(asked).with_action("criteria_tied").get()
    assert next(v for k, v in entry.details["changes"].items() if k.endswith(". Eget mål")) == ["", "M-001"]
    assert eva.post(where(asked), sent(asked, "", "M-001")).status_code == 302
    assert tied()[0][1] is None


def test_what_it_is_tied_to_stays_when_the_audit_is_changed(asked, told, world):
    row = AuditCriterion.objects.get(text="Eget mål")
    criteria.tie(audit=asked, ties={row.pk: GoalFactory(number="M-002").node_ptr}, actor=world.actor("eva"), seen=None)
    values = told(lines={"criteria": ("Nytt", "Eget mål")})
    registering.change(audit=asked, values=values, actor=world.actor("eva"), seen=None)
    assert tied() == [("Nytt", None), ("Eget mål", "M-002")]


def test_what_is_no_such_thing_is_refused_at_its_field(asked, world, as_person):
    ActivityFactory(number="A-001", unit=world.unit("SN"))
    for number in ("D-999", "A-001"):
        answer = as_person("eva").post(where(asked), sent(asked, number, ""))
        assert answer.status_code == 422
        assert f"numret {number}" in answer.content.decode()
    assert tied() == [("Kommunallagen 6 kap. 6 §", None), ("Eget mål", None)]


def test_a_stale_page_and_those_who_may_not(asked, as_person):
    eva = as_person("eva")
    old = sent(asked, "D-001", "")
    assert eva.post(where(asked), old).status_code == 302
    assert eva.post(where(asked), old).status_code == 302  # once more the same: nothing happens
    assert ledger.entries().about(asked).with_action("criteria_tied").count() == 1
    assert eva.post(where(asked), {**old, **sent(asked, "", ""), "version": old["version"]}).status_code == 409
    assert as_person("elsa").get(where(asked)).status_code == 403


def test_what_may_not_be_seen_is_not_shown_and_stays(asked, world, as_person):
    secret = GoalFactory(number="M-009", title="HEMLIGT", unit=world.unit("SN"), confidentiality="confidential")
    AuditCriterion.objects.filter(text="Eget mål").update(node=secret)
    kim = as_person("kim")
    for page in (kim.get(where(asked)), kim.get(asked.get_absolute_url())):
        assert "HEMLIGT" not in page.content.decode()
        assert "M-009" not in page.content.decode()
    assert kim.post(where(asked), sent(asked, "D-001", "D-001")).status_code == 302
    assert tied()[1][1] == "M-009"


def test_it_asks_the_same_however_many(asked, audit, world, as_person):
    few = queries(as_person("eva"), "audit-criteria", asked.number)
    many = audit(lines={"criteria": tuple(f"Nummer {n}" for n in range(6))})
    assert queries(as_person("eva"), "audit-criteria", many.number) == few


def test_the_page_of_a_law_tells_which_audits_held_something_against_it(
    asked, audit, world, as_person, django_assert_num_queries
):
    eva = as_person("eva")
    assert "Granskat mot det här" not in eva.get("/nod/D-001/").content.decode()
    eva.post(where(asked), sent(asked, "D-001", "M-001"))
    hidden = audit(title="HEMLIGT", confidentiality="confidential", issued_on=date(2021, 2, 2))
    AuditCriterion.objects.filter(audit=hidden).update(node=Node.objects.get(number="D-001"))
    elsa = as_person("elsa")
    told = elsa.get("/nod/D-001/").content.decode()
    assert f'href="{asked.get_absolute_url()}">Granskning av ekonomiskt bistånd</a>' in told
    assert "HEMLIGT" not in told
    assert "HEMLIGT" in eva.get("/nod/D-001/").content.decode()
    with CaptureQueriesContext(connection) as few:
        elsa.get("/nod/D-001/")
    for day in range(1, 13):
        also = audit(title=f"Granskning {day}", issued_on=date(2021, 3, day))
        AuditCriterion.objects.filter(audit=also).update(node=Node.objects.get(number="D-001"))
    with django_assert_num_queries(len(few)):
        told = elsa.get("/nod/D-001/").content.decode()
    assert ("Granskning 12<" in told, "Granskning 3<" in told, "Granskning 2<" in told) == (True, True, False)
    assert "De 10 senaste granskningarna visas." in told
