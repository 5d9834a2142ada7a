"""Forms for one decision. They never save."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ledtrad.delegation.models import DelegatedDecision
from ledtrad.organisation.forms import DateInput
from ledtrad.organisation.rules import Confidentiality


class _Amount(forms.CharField):
    """Kronor as people write them: 12 000,50."""

    def clean(self, value: Any) -> Any:
        from ledtrad.core.imports.cells import amount

        text = super().clean(value)
        if not text:
            return None
        found, problem = amount(text)
        if found is None:
            raise forms.ValidationError(problem)
        return found


class DecisionForm(forms.Form):
    """What a decision says."""

    decided_on = forms.DateField(label=_("Beslutat"), widget=DateInput())
    item = forms.CharField(
        label=_("Punkt i delegationsordningen"), max_length=30, required=False, help_text=_("Till exempel 2.1.")
    )
    function = forms.CharField(
        label=_("Delegat"), max_length=150, required=False, help_text=_("Funktionens titel eller nummer.")
    )
    person = forms.CharField(label=_("Person"), max_length=150, required=False, help_text=_("Användarnamnet."))
    matter = forms.CharField(
        label=_("Ärende"), max_length=100, required=False, help_text=_("Diarienummer eller ärendets beteckning.")
    )
    decision = forms.CharField(
        label=_("Beslut"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Skriv aldrig den enskildes namn eller personnummer."),
    )
    amount = _Amount(label=_("Belopp, kronor"), required=False, max_length=30)
    period_from = forms.DateField(label=_("Gäller från och med"), required=False, widget=DateInput())
    period_to = forms.DateField(label=_("Gäller till"), required=False, widget=DateInput())
    confidentiality = forms.ChoiceField(
        label=pgettext_lazy("grad", "Sekretess"), choices=Confidentiality.choices, initial="internal"
    )

    def values(self) -> dict[str, Any]:
        """The fields that the record has."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("reason", "subject", "board")}


class CorrectForm(DecisionForm):
    """The same, filled with what the record says, and why it is corrected."""

    reason = forms.CharField(
        label=_("Varför rättas det?"),
        max_length=300,
        help_text=_("Det gamla innehållet finns kvar och visas bredvid."),
    )

    def __init__(self, data: Any, decision: DelegatedDecision) -> None:
        stored = {name: getattr(decision, name) for name in DecisionForm.base_fields}
        if decision.amount is not None:
            stored["amount"] = f"{decision.amount:f}".rstrip("0").rstrip(".").replace(".", ",")
        super().__init__(data, initial=stored)


class WriteForm(DecisionForm):
    """A decision made by hand: the item is chosen, and the delegate is one of one's own functions."""

    subject = forms.CharField(
        label=_("Den enskilde"),
        required=False,
        max_length=60,
        help_text=_("Personnummer eller annan beteckning. Sparas bara som pseudonym, aldrig i klartext."),
    )

    def __init__(
        self, data: Any, *, items: Sequence[tuple[str, str]], functions: Sequence[str], initial: dict[str, Any]
    ) -> None:
        super().__init__(data, initial=initial)
        if items:
            self.fields["item"] = forms.ChoiceField(
                label=_now("Punkt i delegationsordningen"), choices=[("", _now("Välj punkt")), *items]
            )
        if functions:
            self.fields["function"] = forms.ChoiceField(
                label=_now("Delegat"), choices=[(title, title) for title in functions]
            )
        for name in ("matter", "decision"):
            self.fields[name].required = True
