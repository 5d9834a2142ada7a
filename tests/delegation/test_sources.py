"""Sources: set up once, then files are dropped, sent or given to the command line and read the same way."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ledtrad.core.imports import ImportBatch
from ledtrad.core.jobs.running import run_inline
from ledtrad.core.refusals import Invalid, NotAllowed
from ledtrad.delegation.actions import requirements
from ledtrad.delegation.actions import sources as actions
from ledtrad.delegation.models import DecisionSource, DelegatedDecision, FormRequirement
from tests.delegation.files import DECISION, load_file, sound

pytestmark = pytest.mark.django_db
FILE = (
    "Beslutsnr;Nämndkod;Beslutsdatum;Kod;Befattning;Handläggare;Dnr;Beslutstyp;Summa;Personnummer;Övrigt\n"
    "EB 1;30;2021-02-03;EB01;Socialsekreterare;bo;SN 1;Bifall;1 200;19121212-1212;x\n"
    "EB 2;30;2021-02-04;EB02;Socialsekreterare;bo;SN 2;Avslag;;klient 7;x\n"
).encode("cp1252")
HEADINGS = {
    "source_id": "Beslutsnr", "board": "Nämndkod", "decided_on": "Beslutsdatum", "item": "Kod",
    "function": "Befattning", "person": "Handläggare", "matter": "Dnr", "decision": "Beslutstyp", "amount": "Summa",
    "subject": "Personnummer",
}  # fmt: skip
CODES = {"board": {"30": "SN"}, "item": {"EB01": "2.1", "EB02": "2.4"}}


@pytest.fixture
def source(world):
    made = actions.save_source(
        source=None, values={"name": "Treserva", "board": None, "unbroken": True}, actor=world.actor("eva")
    )
    return actions.set_reading(
        source=made, headings=HEADINGS, fixed={"confidentiality": "confidential"}, codes=CODES, actor=world.actor("eva")
    )


def upload(name="beslut.csv", data=FILE):
    return {"file": SimpleUploadedFile(name, data)}


def test_the_same_reading_from_the_command_line(source):
    result = load_file("decisions", FILE, options={"source": "Treserva"})
    assert (result.errors, result.new) == ([], 2)
    first, second = DelegatedDecision.objects.order_by("pk")
    assert (first.item, first.board.number, first.amount, first.confidentiality) == ("2.1", "SN", 1200, "confidential")
    assert second.item == "2.4"
    assert first.subject.startswith("P1-")


def test_a_file_with_our_own_headings_is_read_too(source):
    row = {name: value for name, value in DECISION.items() if name != "source"}
    assert sound("decisions", row, options={"source": "Treserva"}).new == 1


def test_an_unknown_source_is_made_from_its_name():
    row = {name: value for name, value in DECISION.items() if name != "source"}
    assert sound("decisions", row, options={"source": "Ny"}).created["sources"] == ["Ny"]


def test_from_nothing_to_decisions_in_the_browser(world, as_person):
    with run_inline():
        _from_nothing(world, as_person)


def _from_nothing(world, as_person):
    client = as_person("eva")
    answer = client.post(
        reverse("source-new"), {"name": "Treserva", "preset": "cases", "board": world.unit("SN").pk, "unbroken": "on"}
    )
    source = DecisionSource.objects.get()
    own = reverse("source", args=[source.pk])
    assert answer.headers["Location"] == own
    columns = client.post(own, upload()).headers["Location"]
    page = client.get(columns)
    text = page.content.decode()
    assert "Så blir de första raderna" in text
    assert "EB 1" in text
    assert "19121212" not in text
    form = page.context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    assert (sent["column-source_id"], sent["column-person"]) == ("Beslutsnr", "Handläggare")
    sent["codes-item"] = "EB01 = 2.1\nEB02 = 2.4"
    sent["column-board"] = ""
    shown = client.post(columns, {**sent, "preview": "1"}).content.decode()
    assert "2.4" in shown
    assert not DecisionSource.objects.get().mapping
    wrong = client.post(columns, {**sent, "column-decided_on": "", "codes-item": "EB01", "save": "1"})
    assert wrong.status_code == 422
    saved = client.post(columns, {**sent, "save": "1"})
    batch = ImportBatch.objects.get()
    assert saved.headers["Location"] == batch.get_absolute_url()
    text = client.get(batch.get_absolute_url()).content.decode()
    assert "2 rader att läsa in" in text
    client.post(reverse("import-apply", args=[batch.number]))
    assert DelegatedDecision.objects.filter(item="2.4").count() == 1
    assert "19121212" not in client.get(own).content.decode()
    again = client.post(own, upload())
    assert again.headers["Location"] == ImportBatch.objects.first().get_absolute_url()
    assert "Inget nytt i filen" in client.get(ImportBatch.objects.first().get_absolute_url()).content.decode()
    client.post(reverse("import-undo", args=[batch.number]))
    assert not DelegatedDecision.objects.exists()


def test_the_live_preview_is_a_part_of_the_page(source, as_person):
    client = as_person("eva")
    client.post(reverse("source", args=[source.pk]), upload(data=FILE.replace(b"Beslutsnr", b"Nr")))
    address = f"{reverse('source-columns', args=[source.pk])}?batch={ImportBatch.objects.get().number}"
    page = client.get(address).content.decode()
    assert "Det här saknas: Beslutsnr." in page
    assert 'hx-trigger="click, input from:#columns-form delay:400ms"' in page
    part = client.post(address, {"preview": "1", "column-source_id": "Nr"}, headers={"HX-Request": "true"})
    assert part.content.decode().strip().startswith("<section")


def test_who_may_set_up(world, source):
    for person in ("anna", "elsa", "disa", "bo"):
        with pytest.raises(NotAllowed):
            actions.save_source(source=source, values={}, actor=world.actor(person))
    with pytest.raises(Invalid):
        actions.save_source(
            source=None, values={"name": "X", "board": world.unit("BSN"), "unbroken": True}, actor=world.actor("eva")
        )
    with pytest.raises(Invalid):
        actions.save_source(
            source=None, values={"name": "Treserva", "board": None, "unbroken": True}, actor=world.actor("eva")
        )


def test_a_secretary_reads_in_for_the_own_board_only_and_makes_nothing_else(world, source):
    file = FILE.replace(b"Socialsekreterare", b"Okand titel").replace(b";bo;", b";okand;")
    result = load_file("decisions", file, options={"source": "Treserva"}, actor=world.actor("eva"))
    assert (result.errors, result.new) == ([], 2)
    assert not any(result.created.values())
    made = DelegatedDecision.objects.first()
    assert (made.function, made.delegate, made.person, made.holder) == ("Okand titel", None, "okand", None)
    elsewhere = FILE.replace(b";30;", b";BSN;")
    errors = load_file("decisions", elsewhere, options={"source": "Treserva"}, actor=world.actor("eva")).errors
    assert {(e.row, e.field) for e in errors} == {(2, "board"), (3, "board")}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_cost_the_same_however_many(world, as_person, django_assert_num_queries, rows):
    for n in range(rows):
        actions.save_source(
            source=None, values={"name": f"K{n}", "board": None, "unbroken": True}, actor=world.actor("eva")
        )
    sound("decisions", *({**DECISION, "source": "K0", "source_id": str(n)} for n in range(rows)))
    client = as_person("eva")
    for name, args, most in (
        ("sources", [], 5),
        ("source", [DecisionSource.objects.get(name="K0").pk], 7),
        ("requirements", [], 6),
    ):
        client.get(reverse(name, args=args))
        with django_assert_num_queries(most):
            client.get(reverse(name, args=args))


# ── Over REST ────────────────────────────────────────────────────────────────
def test_a_source_sends_its_decisions_itself(world, source, token_of):
    sent = {
        "source": "Treserva",
        "decisions": [{"source_id": "EB 9", "board": "30", "decided_on": "2021-02-03", "item": "EB01", "amount": 12}],
    }
    answer = token_of("eva", sent)
    assert (answer.status_code, answer.json()["new"]) == (201, 1)
    made = DelegatedDecision.objects.get()
    assert (made.item, made.board.number, made.confidentiality) == ("2.1", "SN", "internal")
    assert token_of("eva", sent).status_code == 200
    sent["decisions"][0]["item"] = "EB02"
    refused = token_of("eva", sent)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "item")
    assert refused.json()["errors"][0]["row"] == 1
    assert token_of("anna", sent).status_code == 403
    sent["decisions"] = [{**sent["decisions"][0], "item": "EB01", "source_id": "EB 19121212-1212"}]
    refused = token_of("eva", sent)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "source_id")
    assert "ärendesystemets eget nummer" in refused.json()["errors"][0]["message"]
    assert DelegatedDecision.objects.count() == 1


@pytest.fixture
def token_of(world, client):
    from ledtrad.api import actions as tokens
    from ledtrad.core.rest import Scope

    def post(person, data):
        _token, secret = tokens.create_token(
            person=world.person(person), name="Prov", scopes=[Scope.WRITE_DECISIONS],
            expires_on=world.actor(person).today.replace(month=12), actor=world.actor(person),
        )  # fmt: skip
        return client.post(
            "/api/v1/decisions", data, content_type="application/json", headers={"Authorization": f"Bearer {secret}"}
        )

    return post


# ── What a record must hold ──────────────────────────────────────────────────
def test_the_default_is_there_and_a_board_may_ask_for_more(world, as_person):
    assert [r.field for r in FormRequirement.objects.filter(board=None)] == [
        "board", "decided_on", "decision", "function", "item", "matter", "person", "source", "source_id",
    ]  # fmt: skip
    address = reverse("requirements-board", args=["SN"])
    sent = {"field": "period_from", "items": "2", "pattern": "", "explanation": ""}
    text = as_person("eva").post(address, sent, follow=True).content.decode()
    assert "Kravet är tillagt." in text
    assert as_person("eva").post(address, sent).status_code == 422
    assert as_person("eva").post(address, {**sent, "pattern": "("}).status_code == 422
    own = FormRequirement.objects.get(board=world.unit("SN"))
    with pytest.raises(NotAllowed):
        requirements.remove(requirement=own, actor=world.actor("anna"))
    as_person("eva").post(reverse("requirement-remove", args=["SN", own.pk]))
    assert not FormRequirement.objects.filter(board__isnull=False).exists()


def test_a_form_requirement_is_about_a_field_that_there_is(world):
    with pytest.raises(Invalid) as refused:
        requirements.add(board=None, values={"field": "1=1; --", "pattern": ""}, actor=world.actor("adam"))
    assert refused.value.field == "field"
    assert not FormRequirement.objects.filter(field__startswith="1").exists()


def test_a_source_has_codes_of_its_own_for_what_is_confidential(world, source):
    actions.set_reading(
        source=source,
        headings={**HEADINGS, "confidentiality": "Övrigt"},
        fixed={},
        codes={**CODES, "confidentiality": {"x": "sekretess"}},
        actor=world.actor("eva"),
    )
    assert load_file("decisions", FILE, options={"source": "Treserva"}).errors == []
    assert set(DelegatedDecision.objects.values_list("confidentiality", flat=True)) == {"confidential"}
