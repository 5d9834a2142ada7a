"""What a follow-up audit says of each recommendation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ledtrad.audits.rules.standing import may_close
from ledtrad.audits.words import Judgement
from ledtrad.thread.forms import DateInput

MOST_WORDS = 10_000


class WhenForm(forms.Form):
    """The day of all the judgements on the page."""

    judged_on = forms.DateField(label=_("Bedömt"), widget=DateInput())


class PartForm(forms.Form):
    """One board's part in one recommendation; left alone it says nothing."""

    judgement = forms.ChoiceField(
        label=_("Räcker det som gjorts?"), required=False, choices=Judgement.choices, widget=forms.RadioSelect
    )
    done = forms.CharField(
        label=_("Vad har gjorts?"), required=False, max_length=MOST_WORDS, widget=forms.Textarea(attrs={"rows": 3})
    )
    closes = forms.BooleanField(label=_("Inget mer behöver göras"), required=False)

    @property
    def is_said(self) -> bool:
        """Whether anything was filled in."""
        return any(self.cleaned_data.get(name) for name in ("judgement", "done", "closes"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        judgement = cleaned.get("judgement", "")
        if (cleaned.get("done") or cleaned.get("closes")) and not judgement:
            self.add_error("judgement", str(_("Välj om det räcker.")))
        elif judgement and not cleaned.get("done"):
            self.add_error("done", str(_("Skriv vad som har gjorts, eller att inget har gjorts.")))
        elif cleaned.get("closes") and not may_close(judgement):
            self.add_error("closes", str(_("Bara det som är tillräckligt kan avslutas.")))
        return cleaned
