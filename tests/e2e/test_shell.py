"""The shell in a browser: menus, focus, messages, paper, passkeys; with the keyboard and without scripts."""

import re

import pytest
from playwright.sync_api import expect

PASSWORD = "bjorkvalla-2021"
PAGES = ["/installningar/", "/hjalp/", "/tillganglighet/", "/konto/2fa/", "/konto/password/change/", "/finns-inte/"]


def log_in(page, url, name="Anna Berglund"):
    page.goto(f"{url}/konto/login/")
    page.get_by_role("button", name=name).click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


@pytest.mark.parametrize("address", PAGES)
def test_pages_are_accessible(demo_url, page, axe, colour_scheme, address):
    log_in(page, demo_url)
    page.goto(demo_url + address)
    assert axe(page) == []


def test_english_pages_say_so(demo_url, browser, browser_context_args, axe):
    context = browser.new_context(**{**browser_context_args, "locale": "en-GB"})
    page = context.new_page()
    page.goto(f"{demo_url}/konto/login/")
    assert page.locator("html").get_attribute("lang") == "en"
    assert axe(page) == []
    context.close()


def test_menus_open_and_close_with_the_keyboard(demo_url, page, axe):
    log_in(page, demo_url)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Hoppa till innehållet")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    account = page.locator("[popovertarget=mitt-konto]")
    account.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#mitt-konto")).to_be_visible()
    assert axe(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("#mitt-konto")).to_be_hidden()
    expect(account).to_be_focused()


def test_phone_menu_leads_everywhere(demo_url, phone, axe):
    log_in(phone, demo_url)
    phone.get_by_role("button", name="Meny").click()
    assert axe(phone) == []
    phone.get_by_role("button", name="Gå till enhet").click()
    phone.locator("#valj-enhet").get_by_role("link", name="Socialnämnden").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Socialnämnden")


def test_wide_tables_become_rows_on_a_phone(demo_url, phone):
    log_in(phone, demo_url)
    phone.goto(f"{demo_url}/mal/")
    row = phone.locator(".rows-on-phone tbody tr").first
    expect(row.locator(".status").first).to_be_visible()
    assert row.locator("[role=rowheader]").count() == 1
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_errors_take_the_focus_and_lead_to_the_field(demo_url, page):
    page.goto(f"{demo_url}/konto/password/reset/")
    page.get_by_role("button", name="Skicka länken").click()
    summary = page.locator(".ds-error-summary")
    expect(summary).to_be_focused()
    assert page.title().startswith("Fel: ")
    summary.get_by_role("link").click()
    expect(page.locator("[aria-invalid=true]")).to_be_focused()


def test_settings_work_without_scripts(own_demo_url, plain_page):
    log_in(plain_page, own_demo_url)
    plain_page.goto(f"{own_demo_url}/installningar/")
    plain_page.get_by_label("Mörkt").check()
    plain_page.get_by_role("button", name="Spara").click()
    expect(plain_page.get_by_role("status")).to_have_text("Inställningarna är sparade.")
    assert plain_page.locator("html").get_attribute("data-color-scheme") == "dark"


def test_paper_has_the_figures_and_not_the_menu(demo_url, page):
    log_in(page, demo_url)
    page.goto(f"{demo_url}/mal/?q=a")
    page.emulate_media(media="print")
    expect(page.locator(".app-nav")).to_be_hidden()
    expect(page.locator(".bar")).to_be_hidden()
    expect(page.locator(".foot")).to_contain_text("Uppgifter hämtade")
    expect(page.locator(".foot .print-only").first).to_be_visible()


def test_passkey_works_under_the_policy(own_demo_url, page):
    url = own_demo_url.replace("127.0.0.1", "localhost")  # an address in digits cannot have passkeys
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    key = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {**key, "isUserVerified": True, "automaticPresenceSimulation": True}},
    )
    log_in(page, url)
    page.goto(f"{url}/konto/2fa/webauthn/add/")
    page.locator("#id_password").fill(PASSWORD)  # what is sensitive asks again
    page.get_by_role("button", name="Bekräfta").click()
    page.get_by_label("Logga in med nyckeln i stället för lösenordet").check()
    page.get_by_role("button", name="Lägg till").click()
    expect(page).to_have_url(re.compile("recovery-codes|webauthn/$"))
    page.locator("[popovertarget=mitt-konto]").click()
    page.get_by_role("button", name="Logga ut").click()
    page.goto(f"{url}/konto/login/")
    page.get_by_role("button", name="Logga in med nyckel").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Att göra")
