"""What the page of a board says of the auditors' recommendations."""

import pytest
from django.urls import reverse

from ledtrad.audits.models import Addressed


def page(client, unit):
    return " ".join(client.get(reverse("unit", args=[unit])).content.decode().split())


def test_a_board_says_how_many_are_open_and_unanswered(audit, as_person):
    audit()
    html = page(as_person("elsa"), "SN")
    assert "Revisionens rekommendationer" in html
    assert "2 öppna" in html
    assert "varav 2 inte är besvarade" in html
    Addressed.objects.update(closed_on="2021-04-01")
    assert "Ingen är öppen." in page(as_person("elsa"), "SN")


@pytest.mark.parametrize("unit", ["AFE", "KS", "SN-F"])
def test_a_unit_or_a_board_without_any_says_nothing(audit, as_person, unit):
    audit()
    assert "Revisionens rekommendationer" not in page(as_person("eva"), unit)


def test_what_one_may_not_see_is_not_counted(audit, as_person):
    audit(confidentiality="confidential")
    assert "Revisionens rekommendationer" not in page(as_person("elsa"), "SN")
    assert "2 öppna" in page(as_person("eva"), "SN")
