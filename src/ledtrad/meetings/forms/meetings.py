"""Forms of meetings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ledtrad.core.actors import Actor
from ledtrad.organisation.actors import access
from ledtrad.organisation.models import Unit
from ledtrad.organisation.rules import BOARD_KINDS, Power, UnitKind
from ledtrad.thread.forms import DateInput


class TimeInput(forms.TimeInput):
    """A time that the browser helps with."""

    input_type = "time"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%H:%M", **kwargs)


class WhereForm(forms.Form):
    """A day, with time and place."""

    held_on = forms.DateField(label=_("Sammanträdesdag"), widget=DateInput())
    starts_at = forms.TimeField(
        label=_("Klockan"), widget=TimeInput(), required=False, input_formats=["%H:%M", "%H.%M", "%H:%M:%S"]
    )
    place = forms.CharField(label=_("Plats"), max_length=200, required=False)

    def where(self) -> dict[str, Any]:
        """Time and place, as the action takes them."""
        return {name: self.cleaned_data[name] for name in ("starts_at", "place")}


class MeetingForm(WhereForm):
    """A day, and when the minutes were announced, as long as they are not adjusted here: then that is told where it
    was."""

    announced_on = forms.DateField(
        label=_("Protokollet anslaget"), widget=DateInput(), required=False,
        help_text=_("Dagen då det justerade protokollet anslogs. Tiden för överklagande räknas därifrån."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, is_adjusted: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_adjusted:
            del self.fields["announced_on"]


class NewMeetingForm(WhereForm):
    """A day for a board."""

    board = forms.ModelChoiceField(label=_("Nämnd eller utskott"), queryset=Unit.objects.none(), to_field_name="number")
    field_order = ("board", "held_on", "starts_at", "place")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [*BOARD_KINDS, UnitKind.COMMITTEE]
        rows = Unit.objects.filter(pk__in=access(actor).units(Power.PLAN), kind__in=kinds)
        self.fields["board"].queryset = rows  # type: ignore[attr-defined]
