"""Forms of lists: choosing by hand, laying, minutes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ledtrad.delegation.models import SeparateMinutes


class ChooseForm(forms.Form):
    """Why a decision is taken off the list, or put on it."""

    reason = forms.CharField(
        label=_("Skäl"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Står kvar i historiken. Skriv inget om enskilda."),
    )


class LayForm(forms.Form):
    """The last look before a list is laid."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    accept_incomplete = forms.BooleanField(label=_("Anmäl de ofullständiga ändå"), required=False)

    def __init__(self, *args: Any, incomplete: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not incomplete:
            del self.fields["accept_incomplete"]
        else:
            self.fields["accept_incomplete"].required = True
            self.fields["accept_incomplete"].error_messages["required"] = _(
                "Kryssa för att de ofullständiga ska anmälas ändå, eller ta bort dem från listan."
            )


class MinutesForm(forms.ModelForm[SeparateMinutes]):
    """The paragraph in which a decision was minuted, and its days."""

    class Meta:
        model = SeparateMinutes
        fields = ["paragraph", "adjusted_on", "announced_on"]
        widgets = {
            "adjusted_on": forms.DateInput(attrs={"type": "date"}),
            "announced_on": forms.DateInput(attrs={"type": "date"}),
        }
        help_texts = {"announced_on": _("Dagen då justeringen tillkännagavs på kommunens anslagstavla.")}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        adjusted, announced = data.get("adjusted_on"), data.get("announced_on")
        if adjusted and announced and announced < adjusted:
            self.add_error("announced_on", _("Protokollet kan inte anslås innan det är justerat."))
        return data
