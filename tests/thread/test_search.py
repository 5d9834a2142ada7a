"""Search: only what one may see, by word, beginning or number; and the index that must survive migrations."""

import pytest
from django.db import connection

from ledtrad.thread import search, search_index
from ledtrad.thread.models import Node
from tests.factories import ActivityFactory, GoalFactory

SQLITE_ONLY = connection.vendor == "sqlite"


@pytest.fixture
def goals(world):
    GoalFactory(number="M-001", title="Arbetslösheten ska minska", unit=world.unit("SN"))
    GoalFactory(
        number="M-002", title="Fler praktikplatser", description="Minska tiden utan arbete", unit=world.unit("SN")
    )
    GoalFactory(number="M-003", title="Hemligt om arbete", unit=world.unit("SKOLA"), confidentiality="confidential")


@pytest.fixture
def find(world, goals):
    return lambda text, who="anna": [n.number for n in search.find(world.person(who), text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("praktikplatser", ["M-002"]),
        ("PRAKTIK", ["M-002"]),
        ("praktikpl", ["M-002"]),
        ("arbetslösh minska", ["M-001"]),
        ("m-001", ["M-001"]),
        ("M-001", ["M-001"]),
        ("ogräs", []),
        ("", []),
        ("  ", []),
        ("!?*\"'():", []),
    ],
)
def test_words_beginnings_and_numbers(find, text, expected):
    assert find(text) == expected


def test_the_title_counts_for_more_than_the_description(find):
    assert find("minska") == ["M-001", "M-002"]


def test_only_what_one_may_see_is_found(find):
    assert "M-003" not in find("arbete")
    assert "M-003" in find("arbete", "sven")
    assert find("M-003") == []


@pytest.mark.parametrize(
    "text", ['"praktik', "praktik AND", "NEAR(a b)", "a* OR *", "col:praktik", "'; DROP TABLE", "å" * 500]
)
def test_no_text_breaks_the_search(find, text):
    assert isinstance(find(text), list)


def test_a_changed_title_is_found_under_its_new_words_only(find):
    Node.objects.filter(number="M-002").update(title="Fler lärlingar")
    assert find("lärlingar") == ["M-002"]
    assert find("praktikplatser") == []


def test_a_removed_node_is_not_found(find):
    Node.objects.filter(number="M-002").delete()
    assert find("praktikplatser") == []


def test_the_page_lists_what_is_found(find, as_person):
    html = as_person("anna").get("/sok/", {"q": "praktik"}).content.decode()
    assert "Fler praktikplatser" in html


def test_what_goes_on_is_called_what_its_kind_calls_it(world, as_person):
    ActivityFactory(title="Praktik i köken", unit=world.unit("AFE"), state="ongoing", suggested="met")
    html = as_person("anna").get("/sok/", {"q": "praktik"}).content.decode()
    assert "Enligt plan" in html
    assert "Uppnått" not in html


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_a_fixed_number_of_questions(world, as_person, django_assert_num_queries, number):
    for _n in range(number):
        GoalFactory(title="Praktik", unit=world.unit("SN"))
    anna = as_person("anna")
    with django_assert_num_queries(10):  # three of them for audits, matters and papers
        anna.get("/sok/", {"q": "praktik"})


# ── The index ────────────────────────────────────────────────────────────────
def drop_trigger():
    if SQLITE_ONLY:
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER thread_search_update")


def test_what_a_migration_took_away_is_put_back(find):
    drop_trigger()
    Node.objects.filter(number="M-002").update(title="Fler lärlingar")
    search_index.after_migrate(using="default")
    assert find("lärlingar") == ["M-002"]
    Node.objects.filter(number="M-002").update(title="Fler praktikanter")
    assert find("praktikanter") == ["M-002"]
    assert find("lärlingar") == []


def test_putting_back_what_is_there_changes_nothing(find):
    for _time in range(2):
        search_index.after_migrate(using="default")
    assert find("praktikplatser") == ["M-002"]


def test_the_signal_after_migrate_is_heard():
    from django.apps import apps
    from django.db.models.signals import post_migrate

    heard = post_migrate._live_receivers(apps.get_app_config("thread"))[0]
    assert search_index.after_migrate in heard
