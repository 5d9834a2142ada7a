"""From a dropped audit to a statement that the board has adopted: secretary, manager and director, each logged in."""

import io
import re
import zipfile
from importlib.resources import files

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import COLOUR_RULES
from tests.e2e.people import log_in

REPORT = "granskning-ekonomiskt-bistand-2021.txt"
STATEMENT = "/granskningar/GR-008/yttrande/SN/"
MEASURE = "Skriv datum och ansvarig funktion i varje rutin"
FIRST, SECOND = "RK-017", "RK-018"


@pytest.fixture
def people(browser, browser_context_args, working_demo_url):
    """`people("eva.holm")` gives a page of a browser of their own, logged in; it fails on a script's complaint."""
    contexts, complaints = {}, []

    def page_of(name):
        if name not in contexts:
            page = contexts[name] = browser.new_context(**browser_context_args).new_page()
            page.on("pageerror", lambda error: complaints.append(str(error)))
            log_in(page, working_demo_url, name)
        return contexts[name]

    yield page_of
    for page in contexts.values():
        page.context.close()
    assert not complaints, complaints


@pytest.fixture
def sound(axe):
    """`sound(page)` finds nothing to complain of, light and dark."""

    def check(page):
        page.emulate_media(color_scheme="light")
        found = axe(page)
        page.emulate_media(color_scheme="dark")
        found += axe(page, rules=COLOUR_RULES)
        page.emulate_media(color_scheme="light")
        assert found == [], page.url

    return check


def press(page: Page, name) -> None:
    page.locator("main").get_by_role("button", name=name).first.click()


def drop(page: Page, url: str) -> None:
    """Drop the report, and be shown what was read of it."""
    page.goto(f"{url}/granskningar/las-in/")
    data = files("ledtrad.demo").joinpath("data", REPORT).read_bytes()
    page.locator("main input[type=file]").set_input_files({"name": REPORT, "mimeType": "text/plain", "buffer": data})
    page.get_by_label("Hör till").select_option(label="Socialnämnden")
    press(page, "Läs filen")
    page.wait_for_url(re.compile(r"/granskningar/GR-008/bekrafta/$"))


def confirm(page: Page) -> None:
    expect(page.locator("main")).to_contain_text("2 rekommendationer hittades i texten")
    press(page, "Bekräfta")
    page.wait_for_url(re.compile(r"/granskningar/GR-008/(#.*)?$"))


def stand(page: Page, url: str, number: str, reasons: str) -> None:
    page.goto(url + STATEMENT)
    part = page.get_by_role("region", name=re.compile(number))
    part.get_by_label("Delar", exact=True).check()
    part.get_by_label("Skäl").fill(reasons)
    part.get_by_role("button", name=f"Spara svaret på {number}").click()
    expect(page.locator("main")).to_contain_text(reasons)


def promise(page: Page, number: str) -> None:
    page.get_by_role("button", name=f"Lägg till en åtgärd för {number}").click()
    page.get_by_label("Vad ska göras?").fill(MEASURE)
    page.get_by_label("Vilken funktion ansvarar?").select_option(label="Enhetschef, Arbets- och försörjningsenheten")
    page.get_by_label("Klar senast").fill("2021-05-03")
    press(page, "Lägg till åtgärden")
    expect(page.locator("main")).to_contain_text(MEASURE)


def begin(page: Page, url: str) -> str:
    """The paper's address."""
    page.goto(url + STATEMENT)
    page.get_by_role("link", name="Skriv yttrandet").click()
    press(page, "Skriv yttrandet")
    page.wait_for_url(re.compile(r"/handlingar/\d+/$"))
    return page.url


def send_out(page: Page) -> None:
    page.get_by_role("link", name="Lämna för godkännande").click()
    functions = (
        "Nämndsekreterare, Socialnämnden (Eva Holm)",
        "Verksamhetschef, Vuxna (Johan Sandell)",
        "Socialdirektör, Socialförvaltningen (Maria Ekström)",
    )
    for place, function in enumerate(functions, 1):
        page.locator(f"[name=function{place}]").select_option(label=function)
    press(page, "Lämna för godkännande")
    expect(page.locator("main")).to_contain_text("står på tur")


def sign(page: Page, url: str, paper: str) -> None:
    """From Att göra, where it waits."""
    page.goto(url)
    page.locator("main li").filter(has_text="ekonomiskt bistånd").filter(has_text="Godkänn").get_by_role(
        "link"
    ).first.click()  # fmt: skip
    expect(page).to_have_url(paper)
    press(page, re.compile("^Godkänn som"))
    expect(page.locator("main").get_by_role("button", name=re.compile("^Godkänn som"))).to_have_count(0)


def download(page: Page, name: str) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name).click()
    with open(waiting.value.path(), "rb") as file:
        return file.read()


def test_the_dropped_audit_becomes_an_adopted_statement(people, working_demo_url, sound):
    url, eva = working_demo_url, people("eva.holm")

    # Read, and confirmed beside the text. The two of 2018 are background and not among them.
    drop(eva, url)
    sound(eva)
    expect(eva.locator("main")).to_contain_text("2 rekommendationer som texten återger från tidigare granskningar")
    confirm(eva)
    expect(eva.locator("main")).to_contain_text("16 juni 2021")
    sound(eva)

    # The secretary writes where the board stands, and what is to be done.
    stand(eva, url, FIRST, "Rutiner utan datum gör det svårt att veta vad som gäller.")
    promise(eva, FIRST)
    expect(eva.locator("main")).to_contain_text("1 av 2 rekommendationer har svar")
    stand(eva, url, SECOND, "En samlad bild av målen behövs för att styra.")
    sound(eva)
    paper = begin(eva, url)
    expect(eva.locator("main")).to_contain_text("Inget saknas")
    sound(eva)

    # It is signed in turn, each in their own login.
    send_out(eva)
    sign(eva, url, paper)
    johan, maria = people("johan.sandell"), people("maria.ekstrom")
    sign(johan, url, paper)
    sign(maria, url, paper)
    expect(maria.locator("main")).to_contain_text("Klar för nämnden")
    sound(maria)

    # The board adopts it.
    eva.goto(paper)
    eva.get_by_role("link", name="Nämnden har beslutat").click()
    eva.get_by_label("Beslutad den").fill("2021-04-12")
    eva.get_by_label("Paragraf").fill("§ 41")
    press(eva, "Spara beslutet")
    expect(eva.locator("main")).to_contain_text("Beslutad 12 april 2021, § 41")
    assert download(eva, "Hämta som PDF").startswith(b"%PDF")
    with zipfile.ZipFile(io.BytesIO(download(eva, "Hämta som Word"))) as word:
        text = word.read("word/document.xml").decode()
    for said in ("Socialnämnden delar revisorernas bedömning.", MEASURE, "En samlad bild av målen"):
        assert said in text

    # What was promised is in the thread, and who is to do it is told.
    eva.goto(f"{url}/nod/{FIRST}/")
    expect(eva.locator("main")).to_contain_text(MEASURE)
    anna = people("anna.berglund")
    anna.goto(url)
    expect(anna.locator("main")).to_contain_text(MEASURE)


def test_without_javascript_it_goes_the_same_way(working_demo_url, plain_page):
    url, page = working_demo_url, plain_page
    log_in(page, url, "eva.holm")
    drop(page, url)
    page.get_by_role("button", name="Lägg till en fråga").click()
    expect(page.locator("[name=fraga-antal]")).to_have_value("5")
    page.locator("#fraga-4").get_by_role("button", name=re.compile("Ta bort")).click()
    confirm(page)
    for number in (FIRST, SECOND):
        stand(page, url, number, "Nämnden ser samma sak.")
    promise(page, SECOND)
    begin(page, url)
    send_out(page)
    press(page, "Godkänn som handläggare")
    expect(page.locator("main")).to_contain_text("Eva Holm")


def test_a_stand_is_written_with_the_keyboard_alone(own_demo_url, page):
    log_in(page, own_demo_url, "eva.holm")
    page.goto(f"{own_demo_url}/granskningar/GR-007/yttrande/SN/")
    tab_to(page, "input[type=radio]")
    page.keyboard.press("Space")
    expect(page.get_by_label("Delar", exact=True).first).to_be_checked()
    tab_to(page, "textarea")
    page.keyboard.type("Rutiner utan datum gör det svårt att veta vad som gäller.")
    tab_to(page, "button", "Spara svaret")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("1 av 2 rekommendationer har svar")


def tab_to(page: Page, selector: str, text: str = "") -> None:
    """Tab until such a part of the page has focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        focused = "([s, t]) => document.activeElement.matches(s) && document.activeElement.textContent.includes(t)"
        if page.evaluate(focused, [selector, text]) and page.evaluate("!!document.activeElement.closest('main')"):
            return
    raise AssertionError(f"Tab never came to {selector} {text}")
