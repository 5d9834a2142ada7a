"""From the link in the mail to the board's page: a unit manager reports a figure and its comment."""

import pytest

from tests.e2e.people import log_in

LINK = "/rapportera/I-026/SN-AFE/2021-03/"
COMMENT = "Två nya på Björkgården, resten i köket."


def test_with_the_keyboard_alone(own_demo_url, phone):
    """No click at all: Tab, letters and Enter. The mail's link, the login, the form, the board's page."""
    page = phone
    page.goto(own_demo_url + LINK)
    log_in(page, own_demo_url, "anna.berglund")
    assert page.url.endswith(LINK)
    tab_to(page, "value")
    page.keyboard.type("6")
    tab_to(page, "comment")
    page.keyboard.type(COMMENT)
    presses = tab_to_button(page)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: LINK not in address)
    assert presses < 10
    seen_by_the_board(page, own_demo_url)


def test_without_javascript(own_demo_url, plain_page):
    plain_page.goto(own_demo_url + LINK)
    log_in(plain_page, own_demo_url, "anna.berglund")
    plain_page.locator("[name=value]").fill("6")
    plain_page.locator("[name=comment]").fill(COMMENT)
    plain_page.locator("main form button[type=submit]").first.click()
    seen_by_the_board(plain_page, own_demo_url)


@pytest.mark.parametrize("value", ["fem", ""])
def test_what_is_wrong_is_said_at_the_field(demo_url, page, axe, value):
    page.goto(demo_url + LINK)
    log_in(page, demo_url, "anna.berglund")
    page.locator("[name=value]").fill(value)
    page.locator("main form button[type=submit]").first.click()
    page.locator(".ds-error-summary").wait_for()
    assert page.title().startswith("Fel:")
    assert page.locator("[name=value]").get_attribute("aria-invalid") == "true"
    assert axe(page) == []


def seen_by_the_board(page, url):
    page.goto(f"{url}/enhet/SN/")
    row = page.get_by_role("row").filter(has_text="Nya anställningar med stöd")
    assert "6" in row.inner_text()
    assert COMMENT in row.inner_text()


def tab_to(page, name):
    """Press Tab until the field with that name has focus."""
    for _press in range(30):
        if page.evaluate("document.activeElement.name") == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way to {name} with the Tab key")


def tab_to_button(page):
    """Press Tab until a submit button of the page's own form has focus; returns how many presses it took."""
    for press in range(30):
        if page.evaluate("document.activeElement.matches('main form button[type=submit]')"):
            return press
        page.keyboard.press("Tab")
    raise AssertionError("no way to the button with the Tab key")
