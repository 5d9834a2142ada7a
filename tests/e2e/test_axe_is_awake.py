"""axe finds what is wrong on a page under a strict policy, so that an empty answer means something."""

POLICY = "default-src 'self'; object-src 'none'"
ADDRESS = "http://ledtrad.test/"


def show(page, html: str) -> None:
    page.route(
        ADDRESS,
        lambda route: route.fulfill(
            body=html, content_type="text/html; charset=utf-8", headers={"Content-Security-Policy": POLICY}
        ),
    )
    page.goto(ADDRESS)


def test_a_field_without_a_label_is_found(page, axe):
    show(page, '<!doctype html><html lang="sv"><title>Prov</title><main><h1>Prov</h1><input></main>')
    assert any(line.startswith("label:") for line in axe(page))


def test_a_sound_page_is_passed(page, axe, colour_scheme):
    show(page, '<!doctype html><html lang="sv"><title>Prov</title><main><h1>Prov</h1></main>')
    assert axe(page) == []
    assert page.evaluate(f"matchMedia('(prefers-color-scheme: {colour_scheme})').matches")
