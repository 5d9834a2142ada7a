"""Forms of the control: a new run, what is said of findings, whom to ask."""

from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ledtrad.core.actors import Actor
from ledtrad.core.periods import Period, PeriodKind, label
from ledtrad.delegation.rules.due import CUTOFF_DAYS
from ledtrad.delegation.rules.words import Handled
from ledtrad.organisation.actors import access
from ledtrad.organisation.models import Unit
from ledtrad.organisation.rules import BOARD_KINDS, Power

OWN_DAYS = "own"


def recent_periods(today: date) -> list[Period]:
    """What one may want to control: quarters, months and years, latest first."""
    found = []
    for kind in (PeriodKind.QUARTER, PeriodKind.MONTH, PeriodKind.YEAR):
        period = Period.of(kind, today)
        for _each in range({PeriodKind.QUARTER: 6, PeriodKind.MONTH: 6}.get(kind, 3)):
            found.append(period)
            period = period.previous()
    return found


class RunForm(forms.Form):
    """A new run: which board, which decisions, judged by what had been held when."""

    board = forms.ModelChoiceField(label=_("Nämnd"), queryset=Unit.objects.none(), to_field_name="number")
    period = forms.ChoiceField(label=_("Period"), help_text=_("Besluten väljs efter dagen då de fattades."))
    first = forms.DateField(label=_("Från och med"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label=_("Till och med"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    cutoff_days = forms.IntegerField(
        label=_("Dagar före sammanträdet"),
        min_value=0,
        max_value=60,
        help_text=_("Ett beslut ska anmälas till det första sammanträde som ligger minst så många dagar efter det."),
    )
    as_of = forms.DateField(
        label=_("Bedöm per"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Sammanträden efter den dagen räknas som inte hållna. Tomt är i dag."),
    )

    def __init__(self, data: Any = None, *, initial: dict[str, Any], actor: Actor) -> None:
        quarter = Period.of(PeriodKind.QUARTER, actor.today).previous()
        super().__init__(data, initial={"cutoff_days": CUTOFF_DAYS, "period": str(quarter), **initial})
        units = Unit.objects.filter(pk__in=access(actor).units(Power.EDIT), kind__in=BOARD_KINDS)
        self.has_boards = units.exists()
        self.fields["board"].queryset = units  # type: ignore[attr-defined]
        self.fields["board"].empty_label = None  # type: ignore[attr-defined]
        choices = [(str(p), label(p)) for p in recent_periods(actor.today)]
        asked = str(self.initial.get("period") or self.data.get("period") or "")
        if asked and asked not in {OWN_DAYS, *dict(choices)}:
            with suppress(ValueError):
                choices.insert(0, (asked, label(Period.parse(asked))))
        self.fields["period"].choices = [*choices, (OWN_DAYS, _("Egna datum"))]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        period = data.get("period")
        if period and period != OWN_DAYS:
            whole = Period.parse(period)
            data["first"], data["last"] = whole.first_day, whole.last_day
            return data
        first, last = data.get("first"), data.get("last")
        if period and (first is None or last is None):
            self.add_error("first" if first is None else "last", _("Fyll i båda datumen."))
        elif first and last and first > last:
            self.add_error("last", _("Perioden slutar innan den börjar."))
        return data

    def params(self) -> dict[str, Any]:
        """What the job is ordered with."""
        data = self.cleaned_data
        return {
            "board": data["board"].pk,
            "first": data["first"].isoformat(),
            "last": data["last"].isoformat(),
            "as_of": data["as_of"].isoformat() if data["as_of"] else None,
            "cutoff_days": data["cutoff_days"],
        }


class HandleForm(forms.Form):
    """What is said of a finding, or of several."""

    how = forms.ChoiceField(label=_("Hantera som"), choices=Handled.choices, widget=forms.RadioSelect)
    comment = forms.CharField(
        label=_("Kommentar"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Gäller i alla körningar tills uppgifterna i fyndet ändras. Skriv inget om enskilda."),
    )


class HandOverForm(forms.Form):
    """What to ask the delegate for, and until when."""

    due_on = forms.DateField(
        label=_("Senast"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("En dag före sammanträdet, så att listan hinner bli komplett."),
    )
    message = forms.CharField(
        label=_("Meddelande"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Delegaten ser beslutet och vad som saknas. Skriv inget om enskilda."),
    )


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Skäl"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


def default_due(meeting_on: date | None, today: date, cutoff_days: int = CUTOFF_DAYS) -> date:
    """A due day before the meeting: a week before it, but never in the past."""
    if meeting_on is None:
        return today + timedelta(days=7)
    return max(meeting_on - timedelta(days=cutoff_days), min(today + timedelta(days=1), meeting_on))
