"""The form in which a delegate completes a decision: only the fields that it lacks."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ledtrad.delegation.models import DelegatedDecision
from ledtrad.delegation.rules.words import FindingKind

#: What can be mended for which finding, beside what is blank or malformed.
_OFFERED: Mapping[str, Sequence[str]] = {
    FindingKind.NO_ITEM: ["item"],
    FindingKind.WRONG_DELEGATE: ["function", "item"],
    FindingKind.NOT_HOLDER: ["person", "function"],
    FindingKind.OVER_LIMIT: ["amount", "period_from", "period_to", "item"],
}
MENDABLE = ("decided_on", "item", "function", "person", "matter", "decision", "amount", "period_from", "period_to")


def mendable(missing: Iterable[str], kind: str) -> list[str]:
    """The fields to ask for: what is missing, and what the finding is about."""
    wanted = {*missing, *_OFFERED.get(kind, ())}
    return [name for name in MENDABLE if name in wanted]


class MendForm(forms.ModelForm[DelegatedDecision]):
    """What is missing in a decision, and why it is corrected."""

    why = forms.CharField(label=_("Vad som rättas"), required=False, max_length=300)

    class Meta:
        model = DelegatedDecision
        fields = list(MENDABLE)
        widgets = {
            "decided_on": forms.DateInput(attrs={"type": "date"}),
            "period_from": forms.DateInput(attrs={"type": "date"}),
            "period_to": forms.DateInput(attrs={"type": "date"}),
            "decision": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(
        self,
        data: Any = None,
        *,
        decision: DelegatedDecision | None,
        fields: Sequence[str],
        helps: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(data, instance=decision)
        for name in MENDABLE:
            if name not in fields:
                del self.fields[name]
            elif name not in ("amount", "period_from", "period_to"):
                self.fields[name].required = True
        for name, text in (helps or {}).items():
            if name in self.fields:
                self.fields[name].help_text = text
        self.fields["why"].help_text = _("Om du vill. Står i historiken.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("period_from"), data.get("period_to")
        if first and last and first > last:
            self.add_error("period_to", _("Perioden slutar innan den börjar."))
        return data

    def _post_clean(self) -> None:
        """The record itself is never written to."""

    def values(self) -> dict[str, Any]:
        """What to correct: field → new value, and `why`."""
        return dict(self.cleaned_data)


class AnswerForm(forms.Form):
    """How it is, in words."""

    answer = forms.CharField(
        label=_("Ditt svar"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Nämndens sekreterare läser det. Skriv inget om enskilda."),
    )
