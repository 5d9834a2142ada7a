"""Forms for granted decisions that wait. They never save."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ledtrad.delegation.actions.unexecuted import sexes
from ledtrad.delegation.models import UnexecutedGround
from ledtrad.organisation.forms import DateInput
from ledtrad.organisation.models import Unit, User

_REASON_HELP = _("Kort, och utan namn eller annat som pekar ut någon.")


def _reason(*, required: bool) -> forms.CharField:
    return forms.CharField(
        label=_("Skäl till dröjsmålet"), max_length=300, required=required, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_REASON_HELP,
    )  # fmt: skip


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=DateInput(), **more)


class RegisterForm(forms.Form):
    """A granted decision that is not carried out."""

    unit = forms.ChoiceField(label=_("Enhet"))
    law = forms.ChoiceField(label=_("Lag"))
    intervention = forms.CharField(
        label=_("Typ av insats"), max_length=120, help_text=_("Till exempel kontaktperson, boendestöd eller bostad.")
    )
    decided_on = _day(_("Beslutat"))
    break_on = _day(_("Avbrott sedan"), required=False, help_text=_("Bara om insatsen hade börjat och sedan avbröts."))
    subject = forms.CharField(
        label=_("Den enskilde"), max_length=60,
        help_text=_("Verksamhetssystemets nummer eller personnummer. Sparas bara som pseudonym."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    sex = forms.ChoiceField(label=_("Kön"), required=False, help_text=_("Statistiken till fullmäktige delas upp."))
    holder = forms.ChoiceField(label=_("Handläggare"), required=False)
    reason = _reason(required=False)

    def __init__(
        self, data: Any = None, *, units: Sequence[Unit], laws: Sequence[str], people: Sequence[User], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.fields["unit"].choices = [(u.number, u.name) for u in units]  # type: ignore[attr-defined]
        self.fields["law"].choices = [(law, law) for law in laws]  # type: ignore[attr-defined]
        self.fields["sex"].choices = sexes()  # type: ignore[attr-defined]
        if people:
            named = [("", _("Ingen angiven")), *((p.username, p.name) for p in people)]
            self.fields["holder"].choices = named  # type: ignore[attr-defined]
        else:
            del self.fields["holder"]

    def values(self) -> dict[str, Any]:
        """The fields of the record, as they are."""
        names = ("law", "intervention", "decided_on", "break_on", "sex", "reason")
        return {name: self.cleaned_data[name] for name in names}


class ReasonForm(forms.Form):
    reason = _reason(required=True)


class ExecutedForm(forms.Form):
    executed_on = _day(_("Verkställt"), help_text=_("Den dag då den enskilde fick insatsen."))


class LapsedForm(forms.Form):
    lapsed_on = _day(_("Upphörde"))
    lapsed_reason = forms.CharField(
        label=_("Varför det upphörde"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Till exempel återtagen ansökan eller flytt. Skriv inget som pekar ut någon."),
    )  # fmt: skip


class BreakForm(forms.Form):
    break_on = _day(_("Avbrott"), help_text=_("Den dag då insatsen avbröts. Tiden räknas om från den."))
    reason = _reason(required=False)


class ReportForm(forms.Form):
    """The last look before a quarter is reported."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)


class GroundForm(forms.ModelForm[UnexecutedGround]):
    """A paragraph that reports rest on."""

    class Meta:
        model = UnexecutedGround
        fields = ["paragraph", "valid_from", "valid_to", "source"]
        widgets = {"valid_from": DateInput(), "valid_to": DateInput()}
        help_texts = {"valid_to": _("Första dagen den inte längre gäller. Tomt om den gäller tills vidare.")}
