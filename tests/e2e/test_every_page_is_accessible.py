"""Every kind of page under axe: Swedish and English, light and dark; and no page is wider than a phone."""

import pytest

from tests.e2e.conftest import COLOUR_RULES
from tests.e2e.people import log_in

# Who looks at which page. The controller reads English, so her pages are the English ones.
SWEDISH, ENGLISH = "eva.holm", "priya.raman"
PAGES = [
    "/",
    "/enhet/SN/",
    "/enhet/SN-AFE/",
    "/traden/",
    "/traden/?alla=1",
    "/luckor/",
    "/omraden/",
    "/omraden/arbetsmarknad/",
    "/sok/?q=arbete",
    "/nod/M-010/",
    "/nod/D-002/",
    "/nod/A-001/",
    "/nod/M-010/andra/",
    "/nod/M-010/kopplingar/",
    "/nod/M-010/historik/",
    "/mal/",
    "/plan/",
    "/plan/SN/2021/",
    "/plan/SN/2021/utgava/1/",
    "/indikatorer/",
    "/indikatorer/I-014/",
    "/indikatorer/I-005/",
    "/aktiviteter/",
    "/uppdrag/",
    "/uppdrag/oppna/",
    "/uppdrag/oppna/SN/?datum=2021-05-19",
    "/nod/U-001/",
    "/ny/assignment/",
    "/uppdrag/U-001/redovisning/1/",
    "/uppdrag/U-003/ny-dag/",
    "/uppdrag/U-003/aterta/",
    "/styrdokument/",
    "/granskningar/",
    "/granskningar/las-in/",
    "/granskningar/ny/",
    "/rekommendationer/",
    "/granskningar/GR-001/",
    "/granskningar/GR-005/",
    "/granskningar/GR-005/yttrande/SN/",
    "/granskningar/GR-006/yttrande/SN/",
    "/granskningar/GR-002/vad-hande/",
    "/nod/RK-001/",
    "/rekommendationer/RK-002/SN/",
    "/arenden/",
    "/arenden/nytt/",
    "/arenden/nummer/",
    "/handlingar/mallar/",
    "/handlingar/wordmallar/",
    "/sammantraden/",
    "/sammantraden/9/narvaro/",
    "/sammantraden/10/",
    "/sammantraden/10/punkter/7/anslag/",
    "/sammantraden/11/anslag/",
    "/sammantraden/12/",
    "/sammantraden/12/kallelse/",
    "/sammantraden/12/punkter/25/",
    "/handlingsplaner/",
    "/handlingsplaner/H-003/",
    "/handlingsplaner/H-003/tavla/",
    "/handlingsplaner/H-001/tidslinje/",
    "/handlingsplaner/H-002/effekter/",
    "/handlingsplaner/H-003/grupper/",
    "/handlingsplaner/H-003/avstamningar/",
    "/nod/H-002/",
    "/nod/A-111/",
    "/rapporter/",
    "/rapporter/ny/",
    "/import/",
    "/organisation/",
    "/historik/",
    "/installningar/",
    "/hjalp/",
    "/tillganglighet/",
]


@pytest.fixture(params=[SWEDISH, ENGLISH])
def reader(request):
    return request.param


def test_axe_finds_nothing(demo_url, page, axe, reader):
    log_in(page, demo_url, reader)
    found = {}
    for address in PAGES:
        page.emulate_media(color_scheme="light")
        answer = page.goto(demo_url + address)
        assert answer.status == 200, address
        assert page.locator("h1").count() == 1, address
        violations = axe(page)
        page.emulate_media(color_scheme="dark")
        if violations := violations + axe(page, rules=COLOUR_RULES):
            found[address] = violations
    assert found == {}


def test_no_page_is_wider_than_a_phone(demo_url, phone):
    log_in(phone, demo_url, SWEDISH)
    wide = []
    for address in PAGES:
        phone.goto(demo_url + address)
        if not phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth"):
            wide.append(address)
    assert wide == []


def test_nothing_needs_javascript_to_be_read(demo_url, plain_page):
    log_in(plain_page, demo_url, SWEDISH)
    for address in PAGES:
        assert plain_page.goto(demo_url + address).status == 200, address
        assert plain_page.locator("main").inner_text().strip(), address
