"""What a person says about a new token."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ledtrad.core import clock
from ledtrad.core.rest import Scope

SCOPES = [
    (Scope.READ.value, _("Läsa det som du själv får se")),
    (Scope.WRITE_OBSERVATIONS.value, _("Rapportera utfall")),
    (Scope.WRITE_ASSESSMENTS.value, _("Göra bedömningar")),
    (Scope.WRITE_DECISIONS.value, _("Lämna delegationsbeslut")),
    (Scope.WRITE_REPORT_BACKS.value, _("Redovisa uppdrag")),
    (Scope.WRITE_MATTERS.value, _("Öppna ärenden")),
]


def _in_half_a_year() -> date:
    return clock.today() + timedelta(days=180)


class TokenForm(forms.Form):
    """A token's name, what it may be used for, and until when."""

    name = forms.CharField(
        label=_("Vad ska nyckeln användas till?"),
        help_text=_("Skriv så att du känner igen den om ett år, till exempel ”Hämtning till årsredovisningen”."),
        max_length=80,
    )
    scopes = forms.MultipleChoiceField(
        label=_("Vad får programmet göra?"),
        choices=SCOPES,
        widget=forms.CheckboxSelectMultiple,
        initial=[Scope.READ.value],
    )
    expires_on = forms.DateField(
        label=_("Sista dag"),
        help_text=_("Nyckeln slutar gälla den här dagen. Högst ett år fram."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        initial=_in_half_a_year,
    )

    def clean_scopes(self) -> list[Any]:
        return list(self.cleaned_data["scopes"])
