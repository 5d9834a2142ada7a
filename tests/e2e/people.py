"""Logging in to the demonstration, as a person does it."""

from playwright.sync_api import Page

from ledtrad.demo.build import PASSWORD


def log_in(page: Page, url: str, username: str) -> None:
    """With name and password, from wherever the login page sends one back to."""
    if "/konto/login/" not in page.url:
        page.goto(f"{url}/konto/login/")
    page.get_by_label("Användarnamn eller e-post").fill(username)
    page.get_by_label("Lösenord", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/konto/login/" not in address)
