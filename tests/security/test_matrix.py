"""Every address × method × role × unit × mark → the answer that routes.py and rights.py say, and no other."""

import copy
import json
import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.template import base as templates
from django.urls import URLResolver, get_resolver, reverse

from ledtrad.api import asking
from ledtrad.core import papers
from tests.security import city as cities
from tests.security.rights import MARKS, PEOPLE, UNITS, may, sees_thing
from tests.security.routes import ROUTES, Route, Say

pytestmark = pytest.mark.django_db

#: Where every unit and every mark is tried: one address for each way of asking who may see and do.
WHOLE = {
    "node",
    "node-edit",
    "node-assess",
    "indicator",
    "document-passage",
    "plan",
    "report",
    "decision",
    "api-v1:node",
}


#: What lies in boards, and not in every unit.
OF_BOARDS = {
    *("plan", "report", "order", "run", "meeting", "choice", "laid", "minuted", "waits", "quarter"),
    *("matter", "free-matter", "paper", "point", "decided-point", "adjusted-point"),
    *("audit", "unread", "following", "statement"),
}


def names(resolver: Any = None, inside: str = "") -> Iterator[str]:
    """The name of every address, with its namespace; one without a name by its pattern."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            deeper = f"{inside}{pattern.namespace}:" if pattern.namespace else inside
            yield from names(pattern, deeper)
        else:
            yield inside + (pattern.name or str(pattern.pattern))


def test_every_address_is_in_the_table():
    found = set(names())
    assert found - set(ROUTES) == set(), "Say in tests/security/routes.py who is answered what at these addresses."
    assert set(ROUTES) - found == set(), "These addresses are gone; take them out of tests/security/routes.py."


@pytest.fixture(scope="module")
def city(django_db_setup, django_db_blocker):
    """Built once; whatever a request writes is undone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield cities.build()
        transaction.set_rollback(True)


@pytest.fixture(scope="module", autouse=True)
def _only_the_answer_counts():
    """Drawing the pages takes most of the time; what is on them is looked at in test_visibility.py."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(templates.Template, "render", lambda self, context: "")
        patch.setattr(papers, "render", lambda document, kind: b"")
        yield


@pytest.mark.parametrize("name", ROUTES)
def test_who_is_answered_what(city, name):
    route = ROUTES[name]
    wrong = []
    for person in PEOPLE:
        for place, (where, thing) in enumerate(chosen(city, route, name, person)):
            for method, say in (("get", route.get), ("post", route.post)):
                if place and (say is None or person == "anonymous" or (method == "post" and say == route.get)):
                    continue  # nothing that depends on the thing: asked for once
                wanted, got = expected(route, say, person, *where), ask(city, route, name, method, person, thing)
                if got not in wanted:
                    wrong.append(
                        f"{method.upper()} {name} by {person} on {'/'.join(where) or '–'}: {got}, not {wanted}"
                    )
    assert not wrong, "\n".join(wrong)


def chosen(city: cities.City, route: Route, name: str, person: str) -> list[tuple[tuple[str, str], Any]]:
    """All things for the addresses in WHOLE; for the others two for each answer that is expected of this person.

    Which two differs from address to address, so that every unit and mark has its turn. `MATRIX=whole` takes all;
    the second database of a run takes one for all addresses.
    """
    found = things(city, route)
    if (name in WHOLE and cities.THOROUGH) or len(found) <= 2 or os.environ.get("MATRIX") == "whole":
        return found
    classes: dict[tuple[int, ...], list[tuple[tuple[str, str], Any]]] = {}
    for where, thing in cities.from_turn(found, name, person):
        answers = [expected(route, say, person, *where) for say in (route.get, route.post)]
        classes.setdefault(tuple(min(a) for a in answers), []).append((where, thing))
    most = 2 if cities.THOROUGH else 1
    return [one for alike in classes.values() for one in alike[:most]]


def things(city: cities.City, route: Route) -> list[tuple[tuple[str, str], Any]]:
    """What the address is about, in each unit and under each mark; or nothing in particular."""
    if not route.about:
        return [(("", ""), None)]
    if route.about == "draft":
        return [(where, thing) for where, thing in city.things["order"].items() if where[1] == "internal"]
    if route.about in OF_BOARDS:
        return list(city.things[route.about].items())
    if route.about == "adopted":
        return [(where, thing) for where, thing in city.things["plan"].items() if where[1] == "open"]
    return [((unit, mark), city.thing(route.about, unit, mark)) for unit in UNITS for mark in MARKS]


def expected(route: Route, say: Say | None, person: str, unit: str, mark: str) -> set[int]:
    if person == "anonymous":
        if route.api:
            return {405} if say is None else {401}
        # A method that nobody may use is refused before or after the login is asked for.
        return {405, 302} if say is None else {say.anonymous}
    if say is None:
        return {405}
    if route.about and not sees_thing(route.about, person, unit, mark):
        return {404}
    return {say.status} if may(person, say.who, unit) else {say.denied}


def address(city: cities.City, route: Route, name: str, thing: Any) -> str:
    if name == "api-unknown":
        return "/api/finns/inte"
    if name.startswith("social/"):  # allauth's older addresses, which have no name
        return f"/konto/{name}"
    return reverse(name, args=route.args(city, thing))


def ask(city: cities.City, route: Route, name: str, method: str, person: str, thing: Any) -> int:
    path = address(city, route, name, thing)
    fill = {"number": getattr(thing, "number", ""), "unit": getattr(thing, "unit_id", "")}
    fill["other"] = "M-00" if fill["number"] != "M-00" else "M-30"
    client, headers = city.clients[person], {}
    sent = route.data or {"nothing": "1"}  # an empty form is one that nobody has sent
    data: Any = {key: str(value).format(**fill) for key, value in sent.items()}
    more: dict[str, Any] = {}
    if route.api:
        client = city.clients["anonymous"]
        headers = {"Authorization": f"Bearer {city.secrets.get(person, '')}"}
        if method == "post":
            data, more = json.dumps(data), {"content_type": "application/json"}
    if route.query:
        path += "?" + route.query.format(**fill)
    asking.calls.forget()  # nobody asks too often
    cache.clear()
    cookies = copy.deepcopy(client.cookies)
    with transaction.atomic():
        answer = getattr(client, method)(
            path, data if method == "post" else None, headers=headers | route.headers, **more
        )
        transaction.set_rollback(True)
    client.cookies = cookies  # as if this had never been asked
    return answer.status_code
