"""A list that is complete, in the browser: from a file dropped to a finding that is gone, and who may see what."""

import io
import re
import zipfile

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import COLOUR_RULES
from tests.e2e.people import log_in

FILE = (
    "Beslutsnr;Beslutsdatum;Kod;Befattning;Beslutsfattare;Ärende;Beslut;Belopp;Fr o m;T o m;Skydd;Avser\n"
    "D 2021-0001;2021-02-03;HYR;Enhetschef;anna.berglund;;Bifall hyresskuld TYST-1;9800;2021-02-01;2021-03-31;"
    "sekretess;KUND-77\n"
    "D 2021-0002;2021-02-04;HYR;Enhetschef;anna.berglund;SOC 2019-10001;Bifall hyresskuld TYST-2;7000;2021-02-01;"
    "2021-03-31;sekretess;KUND-78\n"
)
DECISION, SECRETS = "D 2021-0001", ("TYST-1", "TYST-2", "KUND-77", "P1-")
LIST = "/delegation/listor/SN/2021-04-21/ordinary/"


@pytest.fixture
def people(browser, browser_context_args, working_demo_url):
    """`people("eva.holm")` gives a page of a browser of their own, logged in; it fails on a script's complaint."""
    contexts, complaints = {}, []

    def page_of(name):
        if name not in contexts:
            context = browser.new_context(**browser_context_args)
            page = contexts[name] = context.new_page()
            page.on("pageerror", lambda error: complaints.append(str(error)))
            log_in(page, working_demo_url, name)
        return contexts[name]

    yield page_of
    for page in contexts.values():
        page.context.close()
    assert not complaints, complaints


def press(page, name):
    page.locator("main").get_by_role("button", name=name).first.click()


def set_up_a_source(page, url):
    page.goto(f"{url}/delegation/kallor/ny/")
    page.get_by_label("Namn").fill("Diariet")
    page.get_by_label("Nämnd").select_option(label="Socialnämnden")
    press(page, "Spara")
    expect(page.get_by_role("heading", level=1)).to_have_text("Diariet")


def drop_a_file(page):
    file = {"name": "diariet.csv", "mimeType": "text/csv", "buffer": FILE.encode()}
    page.locator("main input[type=file]").set_input_files(file)
    press(page, "Visa kolumnerna")
    expect(page.get_by_role("heading", level=1)).to_have_text("Vad är vad i filen?")
    expect(page.locator("[name=column-source_id]")).to_have_value("Beslutsnr")
    page.locator("[name=codes-item]").fill("HYR = 2.4")
    press(page, "Visa hur det blir")
    expect(page.locator("#forhandsvisning")).to_contain_text("2.4")
    press(page, "Spara och granska filen")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("2 rader att läsa in"), timeout=30_000)
    press(page, re.compile("Läs in 2"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Filen är inläst", timeout=30_000)


def control(page, url):
    """Control the first quarter; the address of the run."""
    page.goto(f"{url}/delegation/korningar/ny/?board=SN")
    page.get_by_label("Period").select_option("2021-Q1")
    press(page, "Kör kontroll")
    page.wait_for_url(re.compile(r"/delegation/korningar/\d+/$"), timeout=60_000)
    return page.url


def finding(page, run, kind):
    """Open the finding of that kind about our decision; None when there is none."""
    page.goto(f"{run}fynd/?q={DECISION.replace(' ', '+')}&kind={kind}")
    link = page.locator("main").get_by_role("link", name=DECISION)
    return link.first if link.count() else None


def text_of_word(data):
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return book.read("word/document.xml").decode()


def download(page, link):
    with page.expect_download() as waiting:
        link.click()
    with open(waiting.value.path(), "rb") as file:
        return file.read()


def test_the_list_becomes_complete_and_the_finding_goes_but_not_its_history(people, working_demo_url, axe):
    url, eva = working_demo_url, people("eva.holm")
    set_up_a_source(eva, url)
    drop_a_file(eva)

    # Findings: not reported, and incomplete. The missing one is handed to its delegate.
    run = control(eva, url)
    assert finding(eva, run, "incomplete") is not None
    finding(eva, run, "missing").click()
    missing = eva.url
    eva.get_by_role("link", name="Skicka till delegaten").click()
    press(eva, "Skicka")
    expect(eva.locator("main")).to_contain_text("Anna Berglund")
    assert axe(eva) == []

    # Anna mends it from her Att göra.
    anna = people("anna.berglund")
    anna.goto(url)
    task = anna.locator("main li").filter(has_text="inte anmält").get_by_role("link").first
    task.click()
    expect(anna.locator("main")).to_contain_text(DECISION)
    anna.get_by_label("Ärende", exact=True).fill("SOC 2019-10001")
    press(anna, "Spara")
    anna.goto(url)
    expect(anna.locator("main li").filter(has_text="inte anmält")).to_have_count(0)

    # The list: ours is on it. It is laid, with the incomplete that are left.
    eva.goto(url + LIST)
    eva.get_by_role("link", name="Lägg fram listan").first.click()
    tick = eva.locator("[name=accept_incomplete]")
    if tick.count():
        tick.check()
    press(eva, "Lägg fram listan")
    eva.wait_for_url(re.compile(r"/listor/framlagd/\d+/$"), timeout=90_000)
    expect(eva.locator("main")).to_contain_text(DECISION)
    laid = eva.url

    # Both versions are there; the open one tells nothing.
    public = download(eva, eva.get_by_role("link", name="Öppen version (Word)"))
    full = download(eva, eva.get_by_role("link", name="Fullständig (Word)"))
    assert download(eva, eva.get_by_role("link", name="Öppen version (PDF)")).startswith(b"%PDF")
    assert download(eva, eva.get_by_role("link", name="Fullständig (PDF)")).startswith(b"%PDF")
    assert "TYST-1" in text_of_word(full)
    assert not any(secret in text_of_word(public) for secret in SECRETS)

    # Once more: what was missing is gone. What was found then still is, and what was done about it.
    again = control(eva, url)
    assert finding(eva, again, "missing") is None
    assert finding(eva, again, "incomplete") is None
    eva.goto(missing)
    expect(eva.locator("main")).to_contain_text("Anna Berglund")
    expect(eva.locator("main")).to_contain_text("klart")

    # An elected member reads the list, and nothing that is confidential in it.
    birgitta = people("birgitta.sjolund")
    birgitta.goto(laid)
    expect(birgitta.get_by_role("heading", level=1)).to_contain_text("21 april")
    assert not any(secret in birgitta.content() for secret in SECRETS[:3])
    assert birgitta.get_by_role("link", name="Fullständig (PDF)").count() == 0


def test_an_auditor_verifies_a_run_and_writes_nothing(people, working_demo_url, axe):
    page = people("ingrid.sundell")
    page.goto(f"{working_demo_url}/delegation/korningar/")
    page.locator("main tbody").get_by_role("link").first.click()
    assert page.get_by_role("link", name="Hantera", exact=True).count() == 0
    page.get_by_role("link", name="Underlag och kontrollsummor").click()
    expect(page.locator("main")).to_contain_text("SHA-256")
    assert axe(page) == []
    press(page, "Kör igen och jämför")
    expect(page.locator(".lead")).to_contain_text("den sparade körningen är orörd")
    expect(page.locator("main")).to_contain_text("Loggboken säger samma sak")
    assert axe(page) == []


def test_each_sees_what_is_theirs(people, working_demo_url):
    url = working_demo_url
    oskar = people("oskar.lindgren")
    oskar.goto(f"{url}/delegation/beslut/")
    rows = oskar.locator("main tbody tr")
    assert rows.count() > 10
    assert rows.count() == rows.filter(has_text="oskar.lindgren").count()
    # Another unit's manager sees none of them.
    number = rows.first.get_by_role("link").first.inner_text()
    mikael = people("mikael.strand")
    mikael.goto(f"{url}/delegation/beslut/?q={number.replace(' ', '+')}")
    expect(mikael.locator("main")).to_contain_text("Inget passar urvalet")
    birgitta = people("birgitta.sjolund")
    birgitta.goto(f"{url}/delegation/ej-verkstallda/")
    expect(birgitta.locator("main")).to_contain_text("Inget beslut väntar")


#: Pages that everybody who follows the board's decisions reads; then those that tell of persons or write.
PAGES = [
    "/delegation/", "/delegation/korningar/", "/delegation/korningar/2/", "/delegation/korningar/2/underlag/",
    "/delegation/korningar/2/fynd/", "/delegation/korningar/ny/", "/delegation/listor/", LIST,
    "/delegation/protokollfors/", "/delegation/uppfoljning/", "/delegation/ordningar/",
    "/delegation/ordningar/3/", "/delegation/ordningar/sida-vid-sida/", "/delegation/vidare/SN/",
    "/delegation/vem/?q=hyresskuld", "/sammantraden/", "/delegation/beslut/", "/delegation/kallor/",
    "/delegation/kallor/1/", "/delegation/formkrav/SN/", "/delegation/ej-verkstallda/",
    "/delegation/ej-verkstallda/rapporter/", "/delegation/ej-verkstallda/rapporter/SN/2020-Q4/council/",
]  # fmt: skip
SECRET_PAGES = [
    "/delegation/ej-verkstallda/ny/", "/delegation/ej-verkstallda/EV 2020-0006/",
    "/delegation/ej-verkstallda/EV 2020-0006/verkstallt/", "/delegation/ej-verkstallda/EV 2020-0006/upphort/",
    "/delegation/ej-verkstallda/rapporter/SN/2020-Q4/authority/",
    "/delegation/ej-verkstallda/rapporter/SN/2021-Q1/authority/",
    "/delegation/ej-verkstallda/rapporter/SN/2021-Q1/council/",
]  # fmt: skip


@pytest.mark.parametrize(("reader", "pages"), [("eva.holm", PAGES + SECRET_PAGES), ("priya.raman", PAGES)])
def test_axe_finds_nothing(demo_url, page, axe, reader, pages):
    log_in(page, demo_url, reader)
    found = {}
    for address in pages:
        page.emulate_media(color_scheme="light")
        assert page.goto(demo_url + address).status == 200, address
        assert page.locator("h1").count() == 1, address
        violations = axe(page)
        page.emulate_media(color_scheme="dark")
        if violations := violations + axe(page, rules=COLOUR_RULES):
            found[address] = violations
    assert found == {}


def test_on_a_phone_nothing_is_wider_than_the_screen(demo_url, phone):
    log_in(phone, demo_url, "eva.holm")
    wide = []
    for address in PAGES + SECRET_PAGES:
        phone.goto(demo_url + address)
        if not phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth"):
            wide.append(address)
    assert wide == []


def test_nothing_needs_javascript_to_be_read(demo_url, plain_page):
    log_in(plain_page, demo_url, "eva.holm")
    for address in PAGES + SECRET_PAGES:
        assert plain_page.goto(demo_url + address).status == 200, address
        assert plain_page.locator("main").inner_text().strip(), address
