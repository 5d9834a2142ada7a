"""The page around the page: menu, language, look, settings, help, errors."""

import re

import pytest

from ledtrad.core.ledger.models import Entry
from ledtrad.organisation.models import User
from ledtrad.web import navigation


def text(response):
    return response.content.decode()


def test_page_has_language_scheme_title_and_skip_link(anna):
    html = text(anna.get("/parts/"))
    assert '<html lang="sv" data-color-scheme="auto">' in html
    assert "<title>Delar – Ledtråd, Provby kommun</title>" in html
    assert html.index('href="#innehall"') < html.index('class="bar"')


def test_nothing_is_inline(anna):
    for address in ("/parts/", "/form/", "/list/", "/installningar/", "/hjalp/", "/konto/login/"):
        html = text(anna.get(address))
        assert " style=" not in html
        assert not re.search(r"<script(?![^>]*(src=|application/json))", html)
        assert not re.search(r"\son[a-z]+=", html)


def test_menu_shows_only_pages_that_exist(anna, world):
    navigation.register(navigation.Item("no-such-page", "Finns inte", "follow", 99))
    try:
        html = text(anna.get("/parts/"))
    finally:
        navigation._items.pop("no-such-page")
    assert "Finns inte" not in html
    assert ">Tråden" in html


def test_menu_asks_permission_and_counts(anna, world):
    secret = navigation.Item("refused-page", "Bara för revisorer", "follow", 98, may=lambda access: access.is_auditor)
    counted = navigation.Item("help", "Hjälp", "follow", 97, count=lambda request: 46)
    navigation.register(secret)
    navigation.register(counted)
    try:
        html = text(anna.get("/parts/"))
    finally:
        navigation._items.pop("refused-page")
        navigation._items.pop("help")
    assert "Bara för revisorer" not in html
    assert '<span class="count">46</span>' in html


def test_menu_marks_where_one_is(anna):
    assert re.search(r'href="/luckor/" aria-current="page"', text(anna.get("/luckor/")))


def test_visitor_sees_no_menu(client, world):
    html = text(client.get("/hjalp/"))
    assert "Huvudmeny" not in html
    assert "Hur gör jag?" in html


def test_unit_menu_holds_the_way_to_ones_own_unit(anna):
    html = text(anna.get("/parts/"))
    menu = html[html.index('id="valj-enhet"') : html.index('id="mitt-konto"')]
    assert re.findall(r">([A-Z]+(?:-[A-Z])?|\d+)</?(?:a|li)", menu)[-1] == "AFE"
    assert "1824" not in menu  # a unit beside one's own


def test_shell_costs_few_queries(anna, django_assert_num_queries):
    anna.get("/parts/")
    with django_assert_num_queries(4):  # session, person, rights, units with the municipality's name
        anna.get("/parts/")


def test_demonstration_says_so(client, world, settings):
    settings.LEDTRAD_DEMO = True
    assert "påhittad kommun" in text(client.get("/hjalp/"))
    settings.LEDTRAD_DEMO = False
    assert "påhittad kommun" not in text(client.get("/hjalp/"))


def test_person_chooses_language(anna, world):
    response = anna.post("/installningar/sprak/", {"language": "en", "next": "/parts/"})
    assert response["Location"] == "/parts/"
    assert world.person("anna").language == "en"
    assert 'lang="en"' in text(anna.get("/parts/"))
    assert Entry.objects.filter(action="settings_changed").count() == 1


def test_visitor_chooses_language(client, world):
    client.post("/installningar/sprak/", {"language": "en", "next": "/hjalp/"})
    assert 'lang="en"' in text(client.get("/hjalp/"))


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_nobody_is_sent_elsewhere(anna, elsewhere):
    for address, data in (
        ("/installningar/sprak/", {"language": "sv"}),
        ("/installningar/utseende/", {"colour_scheme": "dark"}),
    ):
        assert anna.post(address, {**data, "next": elsewhere})["Location"] == "/"


def test_person_chooses_colours(anna, world):
    anna.post("/installningar/utseende/", {"colour_scheme": "dark", "next": "/parts/"})
    assert 'data-color-scheme="dark"' in text(anna.get("/parts/"))
    assert anna.post("/installningar/utseende/", {"colour_scheme": "pink"}).status_code == 400


def test_settings_are_saved_and_told(anna, world):
    data = {"language": "sv", "colour_scheme": "light", "digest_day": "2"}
    response = anna.post("/installningar/", data, follow=True)
    assert "Inställningarna är sparade." in text(response)
    person = world.person("anna")
    assert (person.colour_scheme, person.wants_digest, person.digest_day) == ("light", False, 2)


def test_wrong_settings_are_explained(anna):
    response = anna.post("/installningar/", {"language": "sv", "colour_scheme": "pink", "digest_day": "0"})
    assert response.status_code == 422
    assert "<title>Fel: Inställningar" in text(response)


def test_calendar_address_is_renewed_and_closed(anna, world):
    first, second = (address_in(anna.post("/installningar/kalender/ny/")) for _n in range(2))
    assert first != second
    assert [anna.get(address).status_code for address in (first, second)] == [404, 200]
    assert "/kalender/" not in text(anna.get("/installningar/")).replace("/installningar/kalender/", "")
    assert second.split("/")[2].removesuffix(".ics") not in str(User.objects.values())  # only its fingerprint is kept
    anna.post("/installningar/kalender/bort/")
    assert anna.get(second).status_code == 404


def address_in(response):
    return re.search(r"/kalender/[\w-]{43}\.ics", text(response)).group()


def test_settings_ask_for_login(client, world):
    assert client.get("/installningar/").status_code == 302
    assert client.post("/installningar/utseende/", {"colour_scheme": "dark"}).status_code == 302


def test_own_role_comes_first_in_help(client, world):
    client.force_login(world.person("disa"))
    html = text(client.get("/hjalp/"))
    assert html.index('id="h-auditor"') < html.index('id="h-manager"')


def test_accessibility_statement_gives_the_address(client, world):
    html = text(client.get("/tillganglighet/"))
    assert "synpunkter@" in html
    assert "WCAG 2.2" in html


def test_errors_are_told_in_words(anna, client):
    assert "Sidan finns inte" in text(anna.get("/finns-inte/"))
    response = anna.get("/not-allowed/")
    assert response.status_code == 403
    assert "Bara enhetschefen får göra det." in text(response)
    client.raise_request_exception = False
    response = client.get("/broken/")
    assert response.status_code == 500
    assert "Något gick sönder" in text(response)
    assert "secret" not in text(response)


def test_error_page_needs_no_database(client, django_assert_num_queries, db):
    client.raise_request_exception = False
    with django_assert_num_queries(0):
        assert client.get("/broken/").status_code == 500


def test_login_page_offers_roles_only_in_the_demonstration(client, world):
    assert "påhittade kommunen" not in text(client.get("/konto/login/"))


def test_wrong_password_is_told_at_the_form(client, world):
    response = client.post("/konto/login/", {"login": "anna", "password": "fel"})
    html = text(response)
    assert "<title>Fel: Logga in" in html
    assert 'class="ds-error-summary"' in html


@pytest.mark.parametrize(
    "address",
    ["/konto/login/", "/konto/password/reset/", "/konto/signup/", "/konto/password/reset/done/", "/konto/inactive/"],
)
def test_entrance_pages_are_ours(client, world, address):
    html = text(client.get(address))
    assert 'class="phone entrance"' in html
    assert html.count("<h1>") == 1


@pytest.mark.parametrize("address", ["/konto/2fa/", "/konto/email/", "/konto/password/change/", "/konto/logout/"])
def test_account_pages_are_ours(client, world, address):
    anna = world.person("anna")
    anna.set_password("ett-riktigt-långt-lösenord")
    anna.save()
    client.force_login(anna)
    html = text(client.get(address))
    assert "Huvudmeny" in html
    assert html.count("<h1>") == 1
