"""Forms, receipts, conflicts: what a view answers with."""

import json

from django import forms
from django.contrib.messages import get_messages


def text(response):
    return response.content.decode()


def htmx(client, address, data=None):
    headers = {"HX-Request": "true"}
    return client.post(address, data, headers=headers) if data is not None else client.get(address, headers=headers)


def test_field_ties_label_help_and_error_together(anna):
    html = text(anna.post("/form/", {"value": "många", "kind": "a"}))
    assert '<label class="ds-label" for="id_value">Antal i mars</label>' in html
    assert 'id="id_value_helptext"' in html
    assert 'id="id_value_error"' in html
    assert 'aria-describedby="id_value_helptext id_value_error"' in html
    assert 'aria-invalid="true"' in html


def test_error_summary_leads_to_the_field(anna):
    response = anna.post("/form/", {"value": "många"})
    html = text(response)
    assert response.status_code == 422
    assert "<title>Fel: Rapportera" in html
    assert "Två saker behöver rättas" in html
    assert '<a class="ds-link" href="#id_value">Antal i mars: skriv med siffror</a>' in html
    assert 'href="#id_kind' in html


def test_refusal_lands_at_its_field(anna):
    html = text(anna.post("/form/", {"value": "13", "kind": "a"}))
    assert "Antal i mars: tretton tas inte emot." in html


def test_fresh_form_has_no_errors(anna):
    response = anna.get("/form/")
    assert response.status_code == 200
    assert "Fel:" not in text(response)
    assert "ds-error-summary" not in text(response)


def test_inputs_wear_our_classes(anna):
    html = text(anna.get("/form/"))
    assert '<input type="date" class="ds-input"' in html
    assert '<textarea class="ds-input"' in html
    assert html.count('type="radio" class="ds-input"') == 2
    assert html.count('type="checkbox" class="ds-input"') == 3
    assert "<fieldset" in html


class Move(forms.Form):
    state = forms.CharField(label="Läge")
    reason = forms.CharField(label="Varför", required=False, help_text="En mening.")
    note = forms.CharField(label="Anteckning", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].asked_when = "Behövs när det utgår."


def test_a_field_that_hangs_on_another_says_when_and_not_that_it_is_optional():
    drawn = {field.name: field.as_field_group() for field in Move()}
    assert [name for name, html in drawn.items() if "frivilligt" in html] == ["note"]
    assert 'id="id_reason_helptext">Behövs när det utgår. En mening.<' in drawn["reason"]
    assert 'aria-describedby="id_reason_helptext"' in drawn["reason"]


def test_saved_goes_on_with_a_message(anna):
    response = anna.post("/form/", {"value": "4", "kind": "a"})
    assert response["Location"] == "/form/"
    assert [str(m) for m in get_messages(response.wsgi_request)] == ["Siffran är sparad."]


def test_script_is_sent_on(anna):
    response = htmx(anna, "/form/", {"value": "4", "kind": "a"})
    assert response.status_code == 204
    assert response["HX-Redirect"] == "/form/"


def test_refusal_without_a_form_has_a_page(anna):
    response = anna.get("/refused/")
    assert response.status_code == 422
    assert "Perioden är inte slut än." in text(response)


def test_refusal_is_read_out_to_a_script(anna):
    response = htmx(anna, "/refused/")
    assert json.loads(response["HX-Trigger"]) == {"ledtrad:announce": "Perioden är inte slut än."}


def test_conflict_shows_both_and_keeps_what_was_sent(anna):
    response = anna.post("/stale/", {"name": "Nya namnet", "kind": "unit", "version": "3", "other": "x"})
    html = text(response)
    assert response.status_code == 409
    assert "Nya namnet" in html
    assert "KF" in html
    assert "Kommunfullmäktige" in html
    assert '<input type="hidden" name="other" value="x">' in html
    assert '<input type="hidden" name="version" value="7">' in html
    assert 'name="version" value="3"' not in html


def test_conflict_escapes(anna):
    html = text(anna.post("/stale/", {"name": "<script>alert(1)</script>"}))
    assert "<script>alert" not in html


def test_pages_ask_for_login(client, world):
    assert client.get("/form/").status_code == 302
