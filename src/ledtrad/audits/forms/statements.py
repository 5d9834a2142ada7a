"""The forms of a statement."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ledtrad.activities.models import Activity
from ledtrad.audits.models import Stand
from ledtrad.audits.rules.statements import proposal
from ledtrad.audits.words import Position
from ledtrad.meetings.models import Matter
from ledtrad.organisation.models import Function
from ledtrad.thread.forms import DateInput


class StandForm(forms.ModelForm[Stand]):
    """Where the board stands on one recommendation. May be saved half written: the page says what is left."""

    position = forms.ChoiceField(
        label=_("Ställning"), choices=Position.choices, widget=forms.RadioSelect, required=False
    )

    class Meta:
        model = Stand
        fields = ["position", "reasons", "counter_proposal"]
        widgets = {"reasons": forms.Textarea(attrs={"rows": 5}), "counter_proposal": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "reasons": _("Varför nämnden står där. Säg vad som redan görs. Skriv inget om enskilda personer."),
            "counter_proposal": _("Börja med ”att”: före det skrivs ”Nämnden föreslår i stället”."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:  # what the statement needs in the end is not called optional, though it may wait
            self.fields["position"].required = self.fields["reasons"].required = True
        self.fields["counter_proposal"].asked_when = _(  # type: ignore[attr-defined]
            "När nämnden delar rekommendationen delvis eller inte alls."
        )

    def clean_counter_proposal(self) -> str:
        return proposal(self.cleaned_data["counter_proposal"])


class MeasureForm(forms.Form):
    """A measure: an activity that is there, or a new one."""

    activity = forms.ModelChoiceField(
        label=_("En aktivitet som redan finns"), queryset=Activity.objects.none(), required=False,
        empty_label=_("Ingen: åtgärden är ny"),
    )  # fmt: skip
    title = forms.CharField(
        label=_("Vad ska göras?"), max_length=300, required=False,
        help_text=_("En mening. Börja med ett verb: ”Ta fram …”, ”Införa …”."),
    )  # fmt: skip
    responsible = forms.ModelChoiceField(
        label=_("Vilken funktion ansvarar?"), queryset=Function.objects.none(), required=False
    )
    due_on = forms.DateField(label=_("Klar senast"), widget=DateInput(), required=False)

    def __init__(
        self, data: Any = None, *, activities: QuerySet[Activity], functions: QuerySet[Function], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.fields["activity"].queryset = activities  # type: ignore[attr-defined]
        for name in ("title", "responsible", "due_on"):
            self.fields[name].asked_when = _("När åtgärden är ny.")  # type: ignore[attr-defined]
        self.fields["responsible"].queryset = functions  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("activity") is not None:
            return cleaned
        needed = {
            "title": _("Skriv vad som ska göras, eller välj en aktivitet som redan finns."),
            "responsible": _("Välj vilken funktion som ansvarar."),
            "due_on": _("Skriv när det ska vara klart."),
        }
        for name, sentence in needed.items():
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, str(sentence))
        return cleaned


class BeginForm(forms.Form):
    """The matter that the statement belongs to: one that is there, or a new one."""

    matter = forms.ModelChoiceField(
        label=_("Ärende"), queryset=Matter.objects.none(), required=False, empty_label=_("Öppna ett nytt ärende")
    )
    registration_number = forms.CharField(
        label=_("Diarienummer"), max_length=40, required=False,
        help_text=_("Om ärendet redan har ett nummer i diariet. Tomt: nästa nummer i nämndens serie."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, matters: QuerySet[Matter], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["matter"].queryset = matters  # type: ignore[attr-defined]
