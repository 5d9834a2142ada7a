"""Forms of attendance, of what is noted at a paragraph, of adjusting and announcing."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ledtrad.meetings.forms.meetings import TimeInput
from ledtrad.meetings.models import Attendance
from ledtrad.meetings.rules.agenda import HIGHEST
from ledtrad.meetings.rules.attendance import Present, Remarked
from ledtrad.meetings.words import Duty, PresentAs, RemarkKind
from ledtrad.thread.forms import DateInput

MOST = 150
"""Lines of one form: more than any council has members and substitutes."""


class Line(forms.Form):
    """One line of a table that is filled in. Its inputs are named by the heads of the columns."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = field.label


def _paragraph(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=HIGHEST, required=False)


class PresentLine(Line):
    """Somebody who was there; a line without a name is nobody."""

    name = forms.CharField(label=_("Namn"), max_length=120, required=False)
    present_as = forms.ChoiceField(label=_("Närvarande som"), choices=PresentAs.choices, initial=PresentAs.MEMBER)
    role = forms.CharField(label=_("Parti, uppdrag eller funktion"), max_length=120, required=False)
    serves_for = forms.CharField(label=_("Tjänstgör för"), max_length=120, required=False)
    first = _paragraph(_("Från §"))
    last = _paragraph(_("Till §"))
    duty = forms.ChoiceField(label=_("I protokollet"), choices=[("", "–"), *Duty.choices], required=False)


class RemarkLine(Line):
    """Something that was noted; a line without a name and a text is nothing."""

    kind = forms.ChoiceField(label=_("Slag"), choices=RemarkKind.choices, initial=RemarkKind.RESERVATION)
    who = forms.CharField(label=_("Vem"), max_length=300, required=False)
    text = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 2}), required=False)


class Lines(forms.BaseFormSet):  # type: ignore[type-arg]
    """Lines that somebody filled in, in order, and the place that each has among all."""

    def filled(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """The lines that say something."""
        for place, form in enumerate(self.forms):
            said = getattr(form, "cleaned_data", {})
            if said.get("name") or said.get("who") or said.get("text"):
                yield place, said

    def refuse(self, place: int, field: str | None, sentence: str) -> str:
        """Put it at the line, and say it with the line's number for the summary."""
        numbers = [number for number, _said in self.filled()]
        form = self.forms[numbers[place]]
        form.add_error(field, sentence)
        return _now("Rad %(number)s: %(sentence)s") % {"number": numbers[place] + 1, "sentence": sentence}

    def sentences(self) -> list[str]:
        """What the fields themselves say is wrong, for the summary."""
        told = [str(error) for error in self.non_form_errors()]
        for number, form in enumerate(self.forms, 1):
            for name, errors in form.errors.items():
                for error in errors:
                    told.append(f"{_now('Rad %(n)s') % {'n': number}}, {form.fields[name].label}: {error}")
        return told


_Present = forms.formset_factory(
    PresentLine, formset=Lines, extra=6, max_num=MOST, absolute_max=MOST, validate_max=True
)
_Remarks = forms.formset_factory(RemarkLine, formset=Lines, extra=2, max_num=30, absolute_max=30, validate_max=True)


class PresentLines(_Present):  # type: ignore[misc,valid-type]
    """Everybody who was at a meeting."""

    def present(self) -> list[Present]:
        """As the action takes them."""
        return [Present(**said) for _place, said in self.filled()]


class RemarkLines(_Remarks):  # type: ignore[misc,valid-type]
    """All that was noted at a paragraph."""

    def remarks(self) -> list[Remarked]:
        """As the action takes them."""
        return [Remarked(said["kind"], said["who"], said["text"]) for _place, said in self.filled()]


class AttendanceForm(forms.Form):
    """When the meeting ended, beside those who were there."""

    ended_at = forms.TimeField(
        label=_("Sammanträdet slutade"), widget=TimeInput(), required=False,
        input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class AdjustForm(forms.Form):
    """When the minutes were adjusted; and by whom on another day."""

    on = forms.DateField(label=_("Justerat den"), widget=DateInput())
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, signing: Sequence[Attendance] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in signing:
            self.fields[f"signed_{row.pk}"] = forms.DateField(
                label=_now("%(name)s, %(duty)s, justerade")
                % {"name": row.name, "duty": row.get_duty_display().lower()},
                widget=DateInput(), required=False, help_text=_("Tomt: samma dag som protokollet."),
            )  # fmt: skip

    def signed(self) -> dict[int, date]:
        """The days that were told of each."""
        return {
            int(name.removeprefix("signed_")): value
            for name, value in self.cleaned_data.items()
            if name.startswith("signed_") and value
        }


class AnnounceForm(forms.Form):
    """When the announcement was put up and taken down."""

    up = forms.DateField(
        label=_("Anslaget uppsatt"), widget=DateInput(),
        help_text=_("Senast andra dagen efter justeringen. Tiden för överklagande räknas härifrån."),
    )  # fmt: skip
    kept_at = forms.CharField(
        label=_("Protokollet förvaras"), max_length=200, required=False, help_text=_("Var den som vill kan läsa det.")
    )
    down = forms.DateField(
        label=_("Anslaget nedtaget"), widget=DateInput(), required=False,
        help_text=_("Tidigast dagen efter den sista dagen att överklaga."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
