"""What may not be seen is nowhere: in no list, search, count, export, map, feed, history or answer of the API.

Every title, comment, file and date of the city says where it belongs and how it is marked, so a leak tells its origin.
"""

import io
import re
import zipfile
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from ledtrad.audits.models import Addressed, Audit
from ledtrad.core.imports import exports, registry
from ledtrad.organisation.rules import Confidentiality
from ledtrad.thread import todo
from ledtrad.thread.models import DueDate, Node
from tests.security import city as cities
from tests.security.rights import MARKS, PEOPLE, UNITS, sees, sees_thing
from tests.security.routes import ROUTES, Route
from tests.security.test_matrix import address, things

pytestmark = pytest.mark.django_db

SECRET = re.compile(r"HEMLIG-(SN-V|AFE|1824|SKOLA|BSN|SN)-(open|internal|confidential)-(\w+)")
LOGGED_IN = [name for name in PEOPLE if name != "anonymous"]

#: What a board has adopted is public from then on, also what was internal before; confidential goals are left out.
ADOPTED = {"plan-edition", "plan-pdf"}
LAID = {"decision-list-laid"}

#: Addresses that answer with more than their bare page.
ASKED_WITH = {
    "thread": ["?alla=1", "?nod=M-00", "?area=arbetsmarknad", "?gaps=1"],
    "gaps": ["?format=xlsx", "?page=2", "?rule=goal_without_indicator"],
    "search": [f"?q={cities.WORD}", "?q=goal", "?q=confidential", "?q=M-12", "?q=description"],
    "goals": ["?format=xlsx", "?q=HEMLIG", "?page=2"],
    "indicators": ["?format=xlsx", "?q=HEMLIG", "?waiting=1"],
    "documents": ["?format=xlsx", "?q=HEMLIG"],
    "ledger-reads": ["?export=xlsx", "?what=HEMLIG"],
    "activities": ["?format=xlsx", "?q=HEMLIG", "?export=xlsx"],
    "assignments": ["?export=xlsx", "?q=HEMLIG", "?late=on", "?export=xlsx&col=wording"],
    "assignments-open": ["?datum=2021-06-01"],
    "assignments-open-file": ["?datum=2021-06-01"],
    "ledger": ["?what=HEMLIG", "?page=2", "?page=3"],
    "area-pair": ["?first=M-00&second=M-00"],
    "unit": ["?period=2020", "?period=2021-Q1"],
    "node-new": [],
    "audits": ["?export=xlsx", "?q=HEMLIG", "?stage=1", "?col=boards"],
    "recommendations": ["?export=xlsx", "?q=HEMLIG", "?board=SN"],
    "unexecuted": ["?export=xlsx", "?q=HEMLIG", "?open=on"],
    "delegation": ["?export=xlsx", "?sort=-name"],
    "findings": ["?export=xlsx", "?q=HEMLIG", "?state=open"],
    "decision-follow-rows": ["?namnd=SN&lage=missing", "?export=xlsx"],
    "decision-list": ["?alla=1"],
    "decisions": ["?export=xlsx", "?q=HEMLIG", "?col=matter&col=decision", "?export=xlsx&col=matter&col=decision"],
}


@pytest.fixture(scope="module")
def city(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield cities.build()
        transaction.set_rollback(True)


def text_of(answer: Any) -> str:
    """Everything that the answer says, a workbook's cells too."""
    content = b"".join(answer) if answer.streaming else answer.content
    if content[:4] != b"PK\x03\x04":
        return content.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return "\n".join(book.read(name).decode(errors="replace") for name in book.namelist())


def leaks(text: str, person: str, *, adopted: bool = False, laid: bool = False) -> set[str]:
    """What a board has adopted, or been told of at a meeting, is read by all who read its inner things."""
    told = {"internal"} if adopted else {"open", "internal"} if laid else set()
    return {
        match[0]
        for match in SECRET.finditer(text)
        if not sees_thing(match[3], person, match[1], match[2]) and match[2] not in told
    }


#: Everything that can be read: each address that answers a GET, once for each thing that it can be about.
READ = [
    name
    for name, route in ROUTES.items()
    if route.get is not None and not name.startswith(("account", "mfa", "social"))
]


def seen(city: cities.City, route: Route, name: str, person: str) -> list[Any]:
    """What the address may be about for this person (the matrix has the rest: 404); one of it on a second database."""
    found = [
        thing
        for (unit, mark), thing in things(city, route)
        if not route.about or sees_thing(route.about, person, unit, mark)
    ]
    return found if cities.THOROUGH else cities.from_turn(found, name, person)[:1]


@pytest.mark.parametrize("name", [n for n in READ if n != "plan-pdf"])
def test_nothing_leaks(city, name):
    route, found = ROUTES[name], set()
    client = city.clients
    for person in LOGGED_IN:
        for thing in seen(city, route, name, person):
            path = address(city, route, name, thing)
            for query in ["", *ASKED_WITH.get(name, [])]:
                headers = {"Authorization": f"Bearer {city.secrets[person]}"} if route.api else {}
                who = client["anonymous"] if route.api else client[person]
                with transaction.atomic():
                    text = text_of(who.get(path + query, headers=headers))
                    transaction.set_rollback(True)
                # Whoever has Anna's secret address reads her calendar.
                reader = "anna" if name in ("calendar", "meetings-feed") else person
                found |= {
                    (person, path + query, leak)
                    for leak in leaks(text, reader, adopted=name in ADOPTED, laid=name in LAID)
                }
    assert not found, "\n".join(" ".join(leak) for leak in sorted(found)[:40])


@pytest.mark.parametrize("name", ["thread", "goals", "indicators", "documents", "activities", "assignments", "search"])
def test_what_may_be_seen_is_there(city, name):
    """Else the test above would praise empty pages."""
    query = {"search": "?q=HEMLIG", "thread": "?alla=1"}.get(name, "")
    text = text_of(city.clients["dag"].get(reverse(name) + query))
    assert "HEMLIG-AFE-confidential" in text


def test_a_count_counts_only_what_may_be_seen(city):
    kinds = {"goals": "goal", "indicators": "indicator"}
    for person in LOGGED_IN:
        headers = {"Authorization": f"Bearer {city.secrets[person]}"}
        seen = sum(sees(person, unit, mark) for unit in UNITS for mark in MARKS)
        for name in kinds:
            answer = city.clients["anonymous"].get(f"/api/v1/{name}", headers=headers).json()
            assert answer["count"] == seen, (person, name)


def test_the_data_layer_agrees_with_the_table(city):
    for person in LOGGED_IN:
        nodes = Node.objects.visible_to(city.world.person(person)).filter(unit__number__in=UNITS)
        kinds = (*cities.FACTORIES, "in_plan")
        shown = {
            title for title in nodes.values_list("title", flat=True) if title.endswith(tuple(f"-{k}" for k in kinds))
        }
        wanted = {
            cities.title(kind, unit, mark)
            for kind in kinds
            for unit in UNITS
            for mark in MARKS
            if sees(person, unit, mark)
        }
        assert shown == wanted, person


@pytest.mark.parametrize("kind", ["audit", "following", "unread"])
def test_audits_and_what_they_recommend_are_seen_as_the_table_says(city, kind):
    for person in LOGGED_IN:
        user = city.world.person(person)
        wanted = {t.number for (unit, mark), t in city.things[kind].items() if sees_thing(kind, person, unit, mark)}
        seen = Audit.objects.visible_to(user).filter(title__endswith=f"-{kind}")
        assert set(seen.values_list("number", flat=True)) == wanted, person
        parts = Addressed.objects.visible_to(user).filter(recommendation__title__endswith=f"-{kind}")
        assert {p.recommendation.audit.number for p in parts} == (wanted if kind != "unread" else set()), person


def test_raising_a_mark_never_widens(city):
    """Also for what is shared, and for whoever answers for it."""
    order = list(Confidentiality)
    node = Node.objects.get(title="HEMLIG-1824-open-goal")
    for shared, responsible in [(None, None), ("AFE", None), (None, "bo"), ("SKOLA", "disa")]:
        with transaction.atomic():
            node.shares.all().delete()
            if shared:
                node.shares.create(unit=city.world.unit(shared))
            node.responsible = city.world.functions[responsible] if responsible else None
            before = set(LOGGED_IN)
            for mark in order:
                node.confidentiality = mark
                node.save()
                rows = Node.objects.filter(pk=node.pk)
                now = {p for p in LOGGED_IN if rows.visible_to(city.world.person(p)).exists()}
                assert now <= before, (shared, responsible, mark)
                before = now
            transaction.set_rollback(True)


def test_a_date_for_a_function_does_not_tell_of_what_its_holder_may_not_see(city):
    due = DueDate.objects.get(title="HEMLIG-SKOLA-confidential-due", node__kind="goal")
    with transaction.atomic():
        due.function = city.world.functions["bo"]
        due.save()
        told = " ".join(f"{t.title} {t.detail}" for t in todo.tasks(city.world.actor("bo")))
        transaction.set_rollback(True)
    assert not leaks(told, "bo")


def test_a_figure_is_not_asked_for_from_a_unit_that_may_not_see_it(city):
    indicator = city.thing("indicator", "SKOLA", "confidential")
    with transaction.atomic():
        indicator.reporting_units.add(city.world.unit("AFE"))
        told = " ".join(f"{t.title} {t.detail}" for t in todo.tasks(city.world.actor("anna")))
        page = text_of(city.clients["anna"].get(reverse("todo")))
        transaction.set_rollback(True)
    assert not leaks(told + page, "anna")


def test_what_was_open_once_is_hidden_in_the_history_too(city):
    node = Node.objects.get(title="HEMLIG-SKOLA-open-goal")
    with transaction.atomic():
        Node.objects.filter(pk=node.pk).update(confidentiality="confidential")
        text = text_of(city.clients["bo"].get(reverse("ledger") + "?what=SKOLA"))
        transaction.set_rollback(True)
    assert "HEMLIG-SKOLA-open-goal" not in text


@pytest.mark.parametrize("key", ["observations", "plan"])
@pytest.mark.parametrize("person", LOGGED_IN)
def test_an_export_holds_only_what_may_be_seen(city, key, person):
    actor, importer = city.world.actor(person), registry.get(key)
    for table in importer.tables:
        rows = importer.export(actor, table.name)
        text = "\n".join(str(dict(row)) for row in rows)
        assert not leaks(text, person), table.name


def test_the_template_of_an_import_too(city):
    for person in ("anna", "johan"):
        for key in ("observations", "plan"):
            for query in ("", "?empty=1", "?due=1"):
                for ending in exports.ENDINGS:
                    path = reverse("import-template", args=[key, ending]) + query
                    assert not leaks(text_of(city.clients[person].get(path)), person), path
