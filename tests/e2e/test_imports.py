"""The import in a browser: every page accessible, all the way with and without scripts, progress that moves."""

import pytest
from django.test import Client
from playwright.sync_api import expect

from ledtrad.core import jobs
from ledtrad.core.imports import ImportBatch
from ledtrad.core.jobs import Job
from ledtrad.organisation.models import User
from tests.core.conftest import importers, place_tables  # noqa: F401 - fixtures
from tests.core.places import Place
from tests.factories import MunicipalityFactory, UserFactory

WRONG = "Namn;Invånare\nEk;tolv\nAl;13\n;5\n"
RIGHT = "Namn;Invånare\nEk;12\nAl;13\n"
STRANGE = "var;hur många\nEk;12\n"


@pytest.fixture
def site(live_server, place_tables, importers, settings):  # noqa: F811 - fixtures
    """The address of a site with one person, whose jobs are carried out at once."""
    settings.LEDTRAD_JOBS_INLINE = True
    MunicipalityFactory()
    UserFactory(username="anna", name="Anna Berglund")
    Place.objects.create(name="Al", inhabitants=12)
    yield live_server.url
    Place.objects.all().delete()  # the database's cleaning does not know of this table


@pytest.fixture
def log_in(site, settings):
    """Makes a browser Anna's."""

    def as_anna(page):
        client = Client()
        client.force_login(User.objects.get(username="anna"))
        name = settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site}])

    return as_anna


def send(page, site, text, name="platser.csv"):
    page.goto(f"{site}/import/ny/places/")
    file = {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Granska raderna").click()


def heading(page, text):
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def test_every_page_is_accessible(site, log_in, page, axe, colour_scheme):
    log_in(page)
    for address in ("/import/", "/import/ny/places/", "/import/ny/towns/"):
        page.goto(site + address)
        assert axe(page) == [], address
    send(page, site, "%PDF-1.7")
    expect(page.locator(".ds-error-summary")).to_be_focused()
    assert axe(page) == []
    send(page, site, STRANGE)
    heading(page, "Kolumnerna i filen")
    assert axe(page) == []
    page.get_by_role("button", name="Granska raderna").click()
    heading(page, "Kolumnerna i filen")
    assert axe(page) == []
    send(page, site, WRONG)
    heading(page, "2 rader behöver rättas")
    assert axe(page) == []
    send(page, site, RIGHT)
    heading(page, "2 rader att läsa in")
    assert axe(page) == []
    page.get_by_role("button", name="Läs in 2 rader").click()
    heading(page, "Filen är inläst")
    assert axe(page) == []
    page.get_by_role("link", name="Ångra importen").click()
    assert axe(page) == []
    page.get_by_role("button", name="Ångra importen").click()
    heading(page, "Importen är ångrad")
    assert axe(page) == []


def test_all_the_way_without_scripts(site, log_in, plain_page):
    log_in(plain_page)
    send(plain_page, site, STRANGE)
    plain_page.get_by_label("Namn").select_option(label="A: var")
    plain_page.get_by_label("Invånare").select_option(label="B: hur många")
    plain_page.get_by_role("button", name="Granska raderna").click()
    heading(plain_page, "1 rad att läsa in")
    plain_page.get_by_role("button", name="Läs in 1 rad").click()
    heading(plain_page, "Filen är inläst")
    assert Place.objects.get(name="Ek").inhabitants == 12


def test_progress_moves_by_itself_and_takes_no_focus(site, log_in, page, axe, settings):
    settings.LEDTRAD_JOBS_INLINE = False
    log_in(page)
    send(page, site, RIGHT)
    heading(page, "Filen granskas")
    expect(page.get_by_text("Väntar på sin tur.")).to_be_visible()
    job = Job.objects.get()
    Job.objects.filter(pk=job.pk).update(state="running", done=4000, total=10000, message="Sparar granskningen")
    expect(page.get_by_text("4\N{NO-BREAK SPACE}000 av 10\N{NO-BREAK SPACE}000")).to_be_visible()
    assert page.evaluate("document.activeElement === document.body")
    assert axe(page) == []
    Job.objects.filter(pk=job.pk).update(state="queued")
    jobs.execute(job.pk)
    heading(page, "2 rader att läsa in")


def test_on_a_phone_nothing_is_wider_than_the_screen(site, log_in, phone):
    log_in(phone)
    send(phone, site, WRONG)
    heading(phone, "2 rader behöver rättas")
    number = ImportBatch.objects.get().number
    for address in ("/import/", "/import/ny/places/", f"/import/{number}/", f"/import/{number}/kolumner/"):
        phone.goto(site + address)
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390, address
