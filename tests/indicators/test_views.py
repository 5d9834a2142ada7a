"""The pages: who gets which, what they show, what a wrong answer looks like."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from ledtrad.core.periods import PeriodKind
from ledtrad.indicators import standings
from ledtrad.indicators.models import Deferral, Observation, Target
from ledtrad.indicators.rules import TargetKind, ValueKind
from tests.factories import GoalFactory, link
from tests.indicators.factories import IndicatorFactory, aim, compare, observe, reports, share

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def as_(world):
    """`as_("anna").get(...)`: a browser in which that person has logged in."""

    def browser(name):
        client = Client()
        client.force_login(world.person(name), backend=BACKEND)
        return client

    return browser


@pytest.fixture
def count(world):
    made = IndicatorFactory(
        number="I-026",
        title="Nya anställningar med stöd",
        unit=world.unit("SN"),
        responsible=world.functions["anna"],
        periodicity=PeriodKind.MONTH,
        unit_of_measure="personer",
        valid_from=date(2021, 1, 1),
        comment_required=True,
    )
    reports(made, world.unit("AFE"))
    for period, value in (("2021-01", 3), ("2021-02", 4)):
        observe(made, period, value, unit=world.unit("AFE"), comment="Så blev det.")
    standings.recompute([made.pk])
    return made


REPORT = "/rapportera/I-026/AFE/2021-03/"


def text_of(response):
    html = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("\N{NO-BREAK SPACE}", " ").split())


# ── One indicator ────────────────────────────────────────────────────────────
def test_the_page_concludes_first(world, as_):
    share(unit=world.unit("SN"))
    response = as_("elsa").get("/indikatorer/I-014/")
    assert response.status_code == 200
    text = text_of(response)
    assert "30 procent 2020, 15 procentenheter under målet minst 45 procent." in text
    assert text.index("15 procentenheter") < text.index("Utvecklingen mot målet") < text.index("Alla värden")
    assert "↓ minskar, försämring" in text


def test_an_indicator_without_a_figure_says_what_will_come(world, as_):
    IndicatorFactory(number="I-1", unit=world.unit("SN"))
    assert "Inget värde är rapporterat än." in text_of(as_("elsa").get("/indikatorer/I-1/"))


def test_two_measures_stand_beside_each_other_with_a_warning(world, as_):
    ended = IndicatorFactory(number="I-021", unit=world.unit("SN"), value_kind=ValueKind.RATIO)
    observe(ended, 2020, 87, of=223)
    for number, title, value in (("I-022", "Utbildning", 46), ("I-023", "Anställning", 30)):
        observe(IndicatorFactory(number=number, title=title, unit=world.unit("SN"), part_of=ended), 2020, value)
    share(unit=world.unit("SN"), shown_with=ended, note="Talen går inte att jämföra.")
    text = text_of(as_("elsa").get("/indikatorer/I-014/"))
    assert "87 av 223" in text
    assert "Utbildning 46" in text
    assert "Talen går inte att jämföra." in text


def test_others_are_compared_with(world, as_):
    made = share(unit=world.unit("SN"))
    compare(made, "ekdala", y2020="38")
    compare(made, "riket", y2020="35")
    text = text_of(as_("elsa").get("/indikatorer/I-014/"))
    assert "Jämfört med andra" in text
    assert "5 procentenheter under riket." in text


def test_the_reader_chooses_whom_to_compare_with(world, as_):
    made = share(unit=world.unit("SN"))
    country = compare(made, "riket", y2020="35")
    near = compare(made, "ekdala", y2020="38")
    usual = text_of(as_("elsa").get("/indikatorer/I-014/"))
    assert "Byt jämförelsegrupp" in usual
    assert "Ekdala 38 %" in usual
    response = as_("elsa").get("/indikatorer/I-014/", {"jamfor": country.pk})
    page = response.context["page"]
    assert page.compared == {country.pk: "Riket"}
    assert page.is_narrowed
    assert "Ekdala 38 %" not in text_of(response)
    assert "Urval : Jämfört med: Riket" in text_of(response).replace("Urval:", "Urval :")
    assert "1 av 2" in text_of(response)
    other = as_("elsa").get("/indikatorer/I-014/", {"jamfor": near.pk}).context["page"]
    assert "riket" not in other.comparison_intro


@pytest.mark.parametrize("asked", ["0", "x", "99999999999999999999", ""])
def test_a_group_that_does_not_exist_gives_the_usual_comparison(world, as_, asked):
    made = share(unit=world.unit("SN"))
    compare(made, "riket", y2020="35")
    compare(made, "ekdala", y2020="38")
    page = as_("elsa").get("/indikatorer/I-014/", {"jamfor": asked}).context["page"]
    assert sorted(page.compared.values()) == ["Ekdala", "Riket"]
    assert not page.is_narrowed


def test_with_many_to_compare_with_the_groups_come_first(world, as_):
    made = share(unit=world.unit("SN"))
    for n in range(12):
        compare(made, f"aby{n:02}", y2020=str(20 + n))
    compare(made, "riket", y2020="35")
    page = as_("elsa").get("/indikatorer/I-014/").context["page"]
    assert len(page.compared) == 8
    assert "Riket" in page.compared.values()
    assert page.is_narrowed


def test_chosen_ones_without_a_value_leave_the_choice_open(world, as_):
    made = share(unit=world.unit("SN"))
    compare(made, "riket", y2020="35")
    old = compare(made, "ekdala", y2001="38")
    text = text_of(as_("elsa").get("/indikatorer/I-014/", {"jamfor": old.pk}))
    assert "De valda har inget värde för de perioder som visas." in text
    assert "Visa den vanliga jämförelsen" in text


@pytest.mark.parametrize(
    ("who", "status"), [("anna", 200), ("cecilia", 404), ("elsa", 404), ("disa", 404), ("sven", 404)]
)
def test_a_confidential_indicator_is_not_found_by_others(world, as_, who, status):
    IndicatorFactory(number="I-9", unit=world.unit("AFE"), confidentiality="confidential")
    for address in ("/indikatorer/I-9/", "/indikatorer/I-9/mal/"):
        assert as_(who).get(address).status_code == status


def test_small_groups_are_hidden_with_what_is_said_of_them(world, as_):
    made = IndicatorFactory(number="I-1", unit=world.unit("AFE"), counts_persons=True)
    observe(made, 2020, 3, comment="Tre flyttade hem.")
    standings.recompute([made.pk])
    for who, sees in (("anna", True), ("elsa", False)):
        text = text_of(as_(who).get("/indikatorer/I-1/"))
        assert ("Tre flyttade hem." in text) is sees
        assert ("färre än 5" in text) is not sees
        assert ("färre än 5" in text_of(as_(who).get("/indikatorer/"))) is not sees


def test_the_report_button_is_for_those_who_report(world, as_, count):
    assert REPORT in as_("anna").get("/indikatorer/I-026/").content.decode()
    assert REPORT not in as_("elsa").get("/indikatorer/I-026/").content.decode()


def test_the_page_takes_nine_queries(world, as_, django_assert_num_queries):
    made = share(unit=world.unit("SN"))
    compare(made, "riket", y2020="35")
    link(made, "measures", GoalFactory(unit=world.unit("SN")))
    browser = as_("elsa")
    for more in (3, 0):
        with django_assert_num_queries(9):
            browser.get("/indikatorer/I-014/")
        for n in range(more):
            observe(IndicatorFactory(unit=world.unit("SN"), part_of=made), 2020, n + 5)
            link(made, "measures", GoalFactory(unit=world.unit("SN")))
            compare(made, f"kommun{n}", y2020="30")


def test_the_table_can_be_had_as_a_workbook(world, as_):
    share(unit=world.unit("SN"))
    response = as_("elsa").get("/indikatorer/I-014/?export=xlsx")
    assert response["Content-Type"].endswith("sheet")


# ── The list ─────────────────────────────────────────────────────────────────
def test_the_list_shows_figures_and_filters(world, as_, count):
    share(unit=world.unit("SN"))
    IndicatorFactory(number="I-7", title="Elevers närvaro", unit=world.unit("SKOLA"))
    text = text_of(as_("elsa").get("/indikatorer/"))
    assert "30 %" in text
    assert "Ej uppnått" in text
    only = text_of(as_("elsa").get("/indikatorer/?unit=BSN"))
    assert "Elevers närvaro" in only
    assert "I-014" not in only
    assert "I-026" not in text_of(as_("elsa").get("/indikatorer/?status=missed"))


def test_deviations_come_first_when_asked_for(world, as_):
    IndicatorFactory(number="I-1", unit=world.unit("SN"))
    good = IndicatorFactory(number="I-2", unit=world.unit("SN"))
    observe(good, 2020, 9)
    aim(good, 2020, TargetKind.AT_LEAST, 5)
    standings.recompute([good.pk])
    share(number="I-3", unit=world.unit("SN"))
    page = as_("elsa").get("/indikatorer/?sort=status").content.decode()
    assert page.index("/indikatorer/I-3/") < page.index("/indikatorer/I-1/") < page.index("/indikatorer/I-2/")


def test_the_list_takes_as_many_queries_for_one_as_for_three(world, as_, django_assert_num_queries):
    share(number="I-1", unit=world.unit("SN"))
    browser = as_("elsa")
    for more in (3, 0):
        with django_assert_num_queries(8):
            browser.get("/indikatorer/")
        for n in range(more):
            share(number=f"I-{n + 2}", unit=world.unit("SN"))


# ── Reporting ────────────────────────────────────────────────────────────────
def send(browser, url=REPORT, **data):
    return browser.post(url, {"value": "5", "comment": "Fem.", "version": "0", **data})


def test_a_figure_is_reported(world, as_, count):
    response = send(as_("anna"))
    assert response.status_code == 302
    made = Observation.objects.current().get(period="2021-03")
    assert (made.value, made.comment, made.made_by.name) == (5, "Fem.", "Anna")


def test_the_next_figure_that_waits_comes_up(world, as_, count):
    other = IndicatorFactory(
        number="I-027", unit=world.unit("AFE"), periodicity=PeriodKind.MONTH, valid_from=date(2021, 3, 1)
    )
    assert "2 siffror kvar" in text_of(as_("anna").get(REPORT))
    assert send(as_("anna"))["Location"] == f"/rapportera/{other.number}/AFE/2021-03/"
    assert send(as_("anna"), f"/rapportera/{other.number}/AFE/2021-03/")["Location"] == "/indikatorer/I-027/"


def test_what_is_wrong_is_told_at_its_field_with_422(world, as_, count):
    response = as_("anna").post(REPORT, {"value": "fem", "comment": "", "version": "0"})
    text = text_of(response)
    assert response.status_code == 422
    assert "Fel:" in text
    assert "Skriv antalet med siffror, till exempel 5." in text
    assert "Skriv vad som förklarar siffran." in text
    assert 'value="fem"' in response.content.decode()
    assert not Observation.objects.filter(period="2021-03").exists()


def test_a_figure_may_be_saved_without_its_comment_on_purpose(world, as_, count):
    assert send(as_("anna"), comment="", without_comment="1").status_code == 302
    assert Observation.objects.current().get(period="2021-03").comment == ""


def test_a_figure_that_is_there_is_shown_to_be_corrected(world, as_, count):
    url = "/rapportera/I-026/AFE/2021-02/"
    page = as_("anna").get(url).content.decode()
    assert 'value="4"' in page
    old = Observation.objects.get(period="2021-02")
    assert send(as_("anna"), url, value="6", version=str(old.pk)).status_code == 302
    assert Observation.objects.current().get(period="2021-02").replaces == old


def test_two_who_report_at_once_see_both_figures(world, as_, count):
    send(as_("johan"), value="7")
    response = send(as_("anna"))
    assert response.status_code == 409
    text = text_of(response)
    assert "Någon annan har rapporterat siffran" in text
    assert "7" in text


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("anna", 200),
        ("johan", 200),
        ("dag", 200),
        ("cecilia", 403),
        ("bo", 403),
        ("kim", 403),
        ("elsa", 403),
        ("eva", 403),
        ("disa", 403),
        ("adam", 403),
        ("sven", 403),
        ("nils", 403),
    ],
)
def test_who_gets_the_form(world, as_, count, who, status):
    for address in (REPORT, REPORT + "senare/"):
        assert as_(who).get(address).status_code == status
    assert send(as_(who)).status_code == (302 if status == 200 else 403)


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("/rapportera/I-026/AFE/2021-04/", 404),
        ("/rapportera/I-026/AFE/2021/", 404),
        ("/rapportera/I-026/AFE/igar/", 404),
        ("/rapportera/I-026/XYZ/2021-03/", 404),
        ("/rapportera/I-999/AFE/2021-03/", 404),
        ("/rapportera/I-026/SN/2021-03/", 422),
    ],
)
def test_addresses_that_name_nothing(world, as_, count, url, status):
    assert as_("anna").get(url).status_code == status


def test_a_unit_that_does_not_report_is_told_so(world, as_, count):
    assert as_("johan").get("/rapportera/I-026/1824/2021-03/").status_code == 422


def test_a_share_is_asked_for_in_two_numbers(world, as_):
    IndicatorFactory(
        number="I-1",
        unit=world.unit("AFE"),
        value_kind=ValueKind.RATIO,
        numerator_label="Självförsörjande",
        denominator_label="Avslutade",
    )
    url = "/rapportera/I-1/AFE/2020/"
    text = text_of(as_("anna").get(url))
    assert "Självförsörjande" in text
    assert "Avslutade" in text
    response = as_("anna").post(url, {"numerator": "87", "denominator": "223", "comment": "", "version": "0"})
    assert response.status_code == 302
    made = Observation.objects.get()
    assert (made.numerator, made.denominator) == (87, 223)


def test_a_milestone_is_asked_for_as_steps(world, as_):
    IndicatorFactory(
        number="I-1", unit=world.unit("AFE"), value_kind=ValueKind.MILESTONE, stages=["Infört", "Utvärderat"]
    )
    url = "/rapportera/I-1/AFE/2020/"
    page = as_("anna").get(url).content.decode()
    assert page.count('type="radio"') == 3
    as_("anna").post(url, {"value": "1", "version": "0"})
    assert Observation.objects.get().value == 1


def test_a_figure_can_be_put_off(world, as_, count):
    response = as_("anna").post(REPORT + "senare/", {"until": "2021-04-20", "reason": "Systemet är nere."})
    assert response.status_code == 302
    assert Deferral.objects.get().reason == "Systemet är nere."
    wrong = as_("anna").post(REPORT + "senare/", {"until": "2021-04-01", "reason": "Nej."})
    assert wrong.status_code == 422


def test_the_form_takes_as_many_queries_for_one_as_for_three(world, as_, count, django_assert_num_queries):
    browser = as_("anna")
    for _round in range(2):
        with django_assert_num_queries(15):
            browser.get(REPORT)
        for _n in range(3):
            IndicatorFactory(unit=world.unit("AFE"), periodicity=PeriodKind.MONTH, responsible=world.functions["anna"])


# ── Targets ──────────────────────────────────────────────────────────────────
def target(browser, url="/indikatorer/I-014/mal/nytt/", **data):
    given = {"period": "2021", "rule": "at_least", "amount": "45", "amount_kind": "unit", **data}
    return browser.post(url, given)


@pytest.fixture
def own(world):
    return share(unit=world.unit("AFE"))


def test_a_target_is_set(world, as_, own):
    assert target(as_("anna"), decided_by="Nämnden").status_code == 302
    assert Target.objects.get(period="2021").amount == 45
    assert "minst 45 procent" in text_of(as_("elsa").get("/indikatorer/I-014/mal/"))


def test_the_preview_says_what_the_rule_comes_to_and_saves_nothing(world, as_, own):
    response = target(
        as_("anna"), rule="change_from_year_before", amount="10", amount_kind="percent", period="2020-H1", preview="1"
    )
    assert response.status_code == 200
    response = target(as_("anna"), period="2021", preview="1", amount="25")
    assert "Minst 25 procent" in text_of(response)
    assert Target.objects.count() == 1


def test_a_rule_that_lacks_something_is_refused_at_its_field(world, as_, own):
    response = target(as_("anna"), amount="")
    assert response.status_code == 422
    assert "Ange målvärdet." in text_of(response)
    assert target(as_("anna"), period="2020").status_code == 422  # there is one already


def test_a_stale_target_form_shows_both(world, as_, own):
    made = Target.objects.get()
    url = reverse("target-edit", args=["I-014", made.pk])
    assert target(as_("anna"), url, period="2020", amount="50", version="1").status_code == 302
    response = target(as_("anna"), url, period="2020", amount="60", version="1")
    assert response.status_code == 409
    assert Target.objects.get().amount == Decimal(50)


@pytest.mark.parametrize(("who", "status"), [("anna", 200), ("eva", 200), ("cecilia", 403), ("bo", 403), ("elsa", 403)])
def test_who_sets_targets(world, as_, own, who, status):
    made = Target.objects.get()
    for name in ("target-edit", "target-remove"):
        assert as_(who).get(reverse(name, args=["I-014", made.pk])).status_code == status
    assert as_(who).get(reverse("target-new", args=["I-014"])).status_code == status


def test_a_target_is_taken_away_after_asking(world, as_, own):
    url = reverse("target-remove", args=["I-014", Target.objects.get().pk])
    assert Target.objects.count() == 1
    assert as_("anna").post(url).status_code == 302
    assert not Target.objects.exists()


# ── Making and changing ──────────────────────────────────────────────────────
def test_an_indicator_is_made_and_changed_by_the_threads_forms(world, as_):
    data = {
        "title": "Antal praktikplatser",
        "value_kind": "sum",
        "scale": "100",
        "decimals": "0",
        "periodicity": "month",
        "good_direction": "up",
        "unit": world.unit("AFE").pk,
        "report_days": "15",
        "confidentiality": "open",
        "stages": "Ett\nTvå",
    }
    response = as_("anna").post("/ny/indicator/", data)
    assert response.status_code == 302, text_of(response)
    from ledtrad.indicators.models import Indicator

    made = Indicator.objects.get()
    assert (made.number, made.stages) == ("I-001", ["Ett", "Två"])
    response = as_("anna").post("/nod/I-001/andra/", {**data, "title": "Praktikplatser", "version": made.version})
    assert response.status_code == 302, text_of(response)
    assert Indicator.objects.get().title == "Praktikplatser"
    assert as_("anna").get("/nod/I-001/")["Location"] == "/indikatorer/I-001/"


def test_everything_asks_for_login(client, world, count):
    for address in ("/indikatorer/", "/indikatorer/I-026/", "/indikatorer/I-026/mal/", REPORT, REPORT + "senare/"):
        assert client.get(address).status_code == 302


def test_a_month_with_a_target_shows_its_pace(world, as_, count):
    aim(count, 2021, TargetKind.AT_LEAST, 60, accumulates=True)
    standings.recompute([count.pk])
    text = text_of(as_("elsa").get("/indikatorer/I-026/"))
    assert "7 personer till och med februari 2021" in text


def test_a_running_sum_is_drawn_and_told(world, as_, count):
    aim(count, 2021, TargetKind.AT_LEAST, 60, accumulates=True)
    text = text_of(as_("elsa").get("/indikatorer/I-026/"))
    assert "Summan hittills mot målet 2021" in text
    assert "4 7 hittills" in text


def test_the_history_tells_few_of_what_concerns_few(world, as_, count):
    count.counts_persons = True
    count.save(update_fields=["counts_persons"])
    send(as_("anna"), value="3")
    for who, sees in (("anna", True), ("elsa", False)):
        assert ("rapporterade ett värde" in text_of(as_(who).get("/nod/I-026/historik/"))) is sees


@pytest.mark.parametrize("kind", [ValueKind.SUM, ValueKind.RATIO])
def test_what_people_write_about_an_indicator_is_never_markup(world, as_, kind):
    nasty = "<b id='nasty'>Räkna alla</b>"
    made = IndicatorFactory(
        number="I-1",
        title=nasty,
        unit=world.unit("AFE"),
        value_kind=kind,
        definition=nasty,
        instruction=nasty,
        question=nasty,
        note=nasty,
        numerator_label=nasty,
        denominator_label=nasty,
        unit_of_measure=nasty[:40],
    )
    observe(made, 2019, 7, comment=nasty)
    aim(made, 2020, TargetKind.AT_LEAST, 5, decided_by=nasty)
    compare(made, "riket", y2019="3")
    made.references.update(label=nasty)
    standings.recompute([made.pk])
    addresses = ["/indikatorer/", "/indikatorer/I-1/", "/indikatorer/I-1/mal/", "/rapportera/I-1/AFE/2020/", "/"]
    for address in [*addresses, "/rapportera/I-1/AFE/2020/senare/", "/indikatorer/I-1/mal/nytt/"]:
        response = as_("anna").get(address)
        assert response.status_code == 200
        assert b"<b id='nasty'" not in response.content
