"""axe finds what is wrong on a page under a strict policy, so that an empty answer means something."""

from tests.e2e.conftest import COLOUR_RULES

POLICY = "default-src 'self'; object-src 'none'"
ADDRESS = "http://ledtrad.test/"


def show(page, html: str, policy: str = POLICY) -> None:
    page.route(
        ADDRESS,
        lambda route: route.fulfill(
            body=html, content_type="text/html; charset=utf-8", headers={"Content-Security-Policy": policy}
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


def test_what_is_too_faint_only_in_the_dark_is_found_when_the_page_turns_dark(page, axe):
    root, word = "color-scheme: light dark; background: light-dark(#fff, #000)", "color: light-dark(#000, #333)"
    style = f"<style>:root {{ {root} }} p {{ {word} }}</style>"
    body = f'<!doctype html><html lang="sv"><title>Prov</title>{style}<main><h1>Prov</h1><p>Ord</p></main>'
    page.emulate_media(color_scheme="light")
    show(page, body, "default-src 'self'; style-src 'unsafe-inline'")
    assert axe(page) == []
    page.emulate_media(color_scheme="dark")
    assert [line.partition(":")[0] for line in axe(page, rules=COLOUR_RULES)] == ["color-contrast"]
