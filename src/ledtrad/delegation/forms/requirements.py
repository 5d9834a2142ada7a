"""The form for what a record must hold. It never saves."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ledtrad.delegation.imports.decisions import SAID
from ledtrad.delegation.imports.record_rows import LABELS

FIELDS = [(name, LABELS[name]) for name in ("source", "source_id", *SAID)]


class RequirementForm(forms.Form):
    """Which field, for which items, and in what form."""

    field = forms.ChoiceField(label=_("Uppgift"), choices=FIELDS)
    items = forms.CharField(
        label=_("För punkterna"),
        required=False,
        max_length=30,
        help_text=_("Tomt: alla. 2 är punkt 2 och allt under den."),
    )
    pattern = forms.CharField(
        label=_("Form"),
        required=False,
        max_length=200,
        help_text=_("Ett reguljärt uttryck som hela uppgiften ska stämma med. Tomt: bara att den är ifylld."),
    )
    explanation = forms.CharField(
        label=_("Så ska den se ut"), required=False, max_length=200, help_text=_("Till exempel: SN 2021/123.")
    )
