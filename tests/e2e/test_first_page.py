"""The first page that a newcomer meets, as `ledtrad demo` and `ledtrad serve` show it."""

LOGIN = "/konto/login/"


def test_the_first_page_asks_who_you_are_and_is_accessible(demo_url, page, axe, colour_scheme):
    page.goto(demo_url)
    assert page.url.startswith(demo_url + LOGIN)
    assert page.locator("h1").count() == 1
    assert page.locator("input[type=password]").is_visible()
    assert axe(page) == []


def test_it_fits_a_phone(demo_url, phone, axe):
    phone.goto(demo_url + LOGIN)
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert axe(phone) == []


def test_a_role_is_one_click_away_without_javascript(demo_url, plain_page):
    plain_page.goto(demo_url + LOGIN)
    plain_page.get_by_role("button", name="Anna Berglund").click()
    assert plain_page.locator("h1").inner_text() == "Att göra"
