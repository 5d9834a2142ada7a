"""A recommendation that says an earlier one again, where it comes from, and who answers for it."""

from datetime import date

import pytest
from django.urls import reverse

from ledtrad.audits.models import Audit, Recommendation, Statement
from ledtrad.audits.papers.evidence import document_of
from ledtrad.audits.queries.evidence import addressed_of, followed
from ledtrad.core import ledger

OLD, NEW = "Synliggör hur program förankras.", "Synliggör återigen hur program förankras."


@pytest.fixture
def two(audit):
    """What was recommended in 2018, and in 2021."""
    audit(title="Granskning 2018", recommendations=[(OLD, ["SN"])], issued_on=date(2018, 6, 1), answer_due=None)
    audit(title="Granskning 2021", recommendations=[(NEW, ["SN", "BSN"]), ("Annat.", ["SN"])])
    return {row.number: row for row in Recommendation.objects.order_by("number")}


def sent(row, **more):
    boards = list(row.addressed.values_list("board_id", flat=True))
    version = Recommendation.objects.get(pk=row.pk).version
    return {"wording": row.wording, "short_title": "", "boards": boards, "version": version, **more}


def save(client, row, **more):
    return client.post(reverse("node-edit", args=[row.number]), sent(row, **more))


def test_it_is_chosen_in_the_form_and_shown_on_both_and_in_what_happened(two, world, as_person):
    eva = as_person("eva")
    form = eva.get(reverse("node-edit", args=["RK-002"])).content.decode()
    assert '<option value="RK-001">' in form
    assert save(eva, two["RK-002"], repeats="rk-001").status_code == 302
    later = Recommendation.objects.get(number="RK-002")
    assert later.repeats == two["RK-001"]
    # The number alone: what it says may have another mark than what repeats it.
    assert ledger.entries().about(later).latest_first().first().details["changes"]["repeats"] == [None, "RK-001"]
    elsa = as_person("elsa")
    before, after = (elsa.get(reverse("node", args=[number])).content.decode() for number in ("RK-001", "RK-002"))
    assert "Upprepas av" in before
    assert "Granskning 2021" in before
    assert "Upprepar" in after
    assert "Granskning 2018" in after
    for audit, word in ((two["RK-001"].audit, "Upprepas av"), (later.audit, "Upprepar")):
        assert word in elsa.get(reverse("what-happened", args=[audit.number])).content.decode()
        found = followed(addressed_of(audit, world.person("elsa")), world.person("elsa"))
        assert word in str(document_of(audit, found, None))
    assert f'value="RK-001 {OLD}"' in eva.get(reverse("node-edit", args=["RK-002"])).content.decode()
    assert save(eva, two["RK-002"], repeats="").status_code == 302
    assert Recommendation.objects.get(number="RK-002").repeats is None


@pytest.mark.parametrize(
    ("row", "repeats", "said"),
    [
        ("RK-002", "RK-003", "samma granskning|numret RK-003"),
        ("RK-001", "RK-002", "senare|numret RK-002"),
        ("RK-002", "RK-999", "numret RK-999"),
    ],
)
def test_only_what_another_audit_said_before_is_said_again(two, as_person, row, repeats, said):
    answer = save(as_person("eva"), two[row], repeats=repeats)
    assert answer.status_code == 422
    assert any(words in answer.content.decode() for words in said.split("|"))
    assert not Recommendation.objects.exclude(repeats=None).exists()


def test_two_do_not_repeat_each_other(two, as_person):
    Audit.objects.update(issued_on=date(2021, 2, 1))
    eva = as_person("eva")
    assert save(eva, two["RK-002"], repeats="RK-001").status_code == 302
    answer = save(eva, two["RK-001"], repeats="RK-002")
    assert answer.status_code == 422
    assert "upprepar själv den här" in answer.content.decode()


def test_what_may_not_be_seen_is_neither_offered_nor_shown_and_stays(two, as_person):
    old = two["RK-001"]
    Recommendation.objects.filter(number="RK-002").update(repeats=old)
    for model, key in ((Audit, old.audit_id), (Recommendation, old.pk)):
        model.objects.filter(pk=key).update(confidentiality="confidential")
    kim = as_person("kim")  # edits, and reads nothing confidential
    form = kim.get(reverse("node-edit", args=["RK-002"])).content.decode()
    page = kim.get(reverse("node", args=["RK-002"])).content.decode()
    for text in (form, page):
        assert "RK-001" not in text.replace("till exempel RK-001", "")
        assert OLD not in text
    assert save(kim, two["RK-002"], wording="Annat ord.").status_code == 302
    assert Recommendation.objects.get(number="RK-002").repeats_id == old.pk


def test_the_page_says_where_it_comes_from_and_who_answers(two, world, as_person):
    Statement.objects.filter(board=world.unit("SN")).update(responsible=world.functions["eva"])
    Statement.objects.filter(board=world.unit("BSN")).update(responsible=None)
    page = as_person("elsa").get(reverse("node", args=["RK-002"])).content.decode()
    assert "Inget ligger ovanför" not in page
    assert "ingen ansvarig" not in page
    assert "Kommer från" in page
    assert f'href="{two["RK-002"].audit.get_absolute_url()}#RK-002"' in page
    assert f"SN: {world.functions['eva'].title}" in page
    assert "just nu Eva" in page
    assert "BSN: " in page
    assert "ingen funktion är utsedd" in page


def test_the_list_says_a_wording_once(two, as_person):
    Recommendation.objects.filter(number="RK-002").update(short_title="Förankringen")
    elsa = as_person("elsa")
    for query in ({}, {"sort": "-board"}, {"sort": "board"}):
        page = elsa.get(reverse("recommendations"), query).content.decode()
        assert page.count(NEW) == 1
        assert page.count(">Förankringen<") == 1
        assert page.count(">RK-002<") == 2
