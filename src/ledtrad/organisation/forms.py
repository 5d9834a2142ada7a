"""Forms of the organisation. They never save."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ledtrad.organisation.models import Function, Unit, User


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class UnitForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Unit
        fields = ["number", "name", "kind", "parent"]
        labels = {"parent": _("Ligger under")}


class FunctionForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Function
        fields = ["number", "title", "unit", "role", "single_holder"]
        help_texts = {
            "title": _("Till exempel: Enhetschef."),
            "role": _("Rollen styr vad den som har funktionen får se och göra."),
        }


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ["username", "name", "email", "language", "is_active"]
        labels = {"is_active": _("Får logga in")}
        help_texts = {"is_active": _("Stäng av i stället för att ta bort: historiken behöver namnet.")}

    def clean_username(self) -> str:
        username: str = self.cleaned_data["username"]
        others = User.objects.filter(username__iexact=username).exclude(pk=self.instance.pk)
        if others.exists():
            raise forms.ValidationError(_("Användarnamnet finns redan."))
        return username


class AppointForm(forms.Form):
    """Who holds a function from when to when."""

    person = forms.ModelChoiceField(label=_("Person"), queryset=User.objects.filter(is_active=True))
    valid_from = forms.DateField(label=_("Från och med"), widget=DateInput())
    valid_to = forms.DateField(
        label=_("Till"),
        required=False,
        widget=DateInput(),
        help_text=_("Första dagen personen inte längre har funktionen. Tomt: tills vidare."),
    )


class EndForm(forms.Form):
    """When a holding ends."""

    valid_to = forms.DateField(
        label=_("Till"), widget=DateInput(), help_text=_("Första dagen personen inte längre har funktionen.")
    )
