"""Forms of what the program knows of the law."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ledtrad.delegation.models import ForbiddenMatter, Statute
from ledtrad.thread.forms import DateInput


class _Dated(forms.ModelForm):  # type: ignore[type-arg]
    """What holds from a day to another."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        begins, ends = cleaned.get("valid_from"), cleaned.get("valid_to")
        if begins and ends and ends <= begins:
            self.add_error("valid_to", _("Sista dagen måste komma efter den första."))
        return cleaned


class StatuteForm(_Dated):
    """A law that items rest on."""

    class Meta:
        model = Statute
        fields = ["reference", "title", "valid_from", "valid_to", "replaced_by", "source"]
        widgets = {"valid_from": DateInput(), "valid_to": DateInput()}
        help_texts = {
            "reference": _("Förkortning och nummer, till exempel SoL (2025:400)."),
            "valid_to": _("Första dagen den inte längre gäller."),
            "replaced_by": _("Skrivet på samma sätt."),
        }


class MatterForm(_Dated):
    """What may not be delegated."""

    class Meta:
        model = ForbiddenMatter
        fields = ["code", "statute", "explanation", "words", "blocks", "committee_may", "valid_from", "valid_to",
                  "source"]  # fmt: skip
        widgets = {"valid_from": DateInput(), "valid_to": DateInput()}
        labels = {"code": _("Kod")}
        help_texts = {
            "words": _("En grupp på varje rad; alla orden ska finnas. ord* är en början, *ord* en del av ett ord."),
        }
