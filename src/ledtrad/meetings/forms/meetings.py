"""Forms of meetings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ledtrad.core.actors import Actor
from ledtrad.organisation.actors import access
from ledtrad.organisation.models import Unit
from ledtrad.organisation.rules import BOARD_KINDS, Power, UnitKind
from ledtrad.thread.forms import DateInput


class MeetingForm(forms.Form):
    """A day, and when the minutes were announced."""

    held_on = forms.DateField(label=_("Sammanträdesdag"), widget=DateInput())
    announced_on = forms.DateField(
        label=_("Protokollet anslaget"), widget=DateInput(), required=False,
        help_text=_("Dagen då det justerade protokollet anslogs. Tiden för överklagande räknas därifrån."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class NewMeetingForm(forms.Form):
    """A day for a board."""

    board = forms.ModelChoiceField(label=_("Nämnd eller utskott"), queryset=Unit.objects.none(), to_field_name="number")
    held_on = forms.DateField(label=_("Sammanträdesdag"), widget=DateInput())

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [*BOARD_KINDS, UnitKind.COMMITTEE]
        rows = Unit.objects.filter(pk__in=access(actor).units(Power.PLAN), kind__in=kinds)
        self.fields["board"].queryset = rows  # type: ignore[attr-defined]
