"""Forms that say what an indicator is, and what it is held against."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledtrad.core.fields import NumberField, PeriodFormField
from ledtrad.indicators.models import Indicator, Target
from ledtrad.indicators.rules import Side, TargetKind, rule_problems
from ledtrad.organisation.models import Unit
from ledtrad.thread.forms import DateInput, NodeForm
from ledtrad.thread.rules import Kind


class StagesField(forms.CharField):
    """Names of stages, one on each line."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def validate(self, value: Any) -> None:
        """No stages is a milestone with one."""

    def run_validators(self, value: Any) -> None:
        """The list has no length to check."""


class IndicatorForm(NodeForm):
    """What every node has, and how the indicator is counted."""

    kind = Kind.INDICATOR
    stages = StagesField(
        label=gettext_lazy("Steg, för en milstolpe"),
        required=False,
        help_text=gettext_lazy("Ett steg per rad, i den ordning de nås."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    class Meta(NodeForm.Meta):
        model = Indicator
        fields = [
            "title", "short_title", "definition", "unit_of_measure", "value_kind", "scale", "decimals",
            "periodicity", "good_direction", "stages", "source", "unit", "responsible", "reporting_units",
            "report_days", "comment_required", "counts_persons", "question", "instruction",
            "numerator_label", "denominator_label", "part_of", "shown_with", "note",
            "valid_from", "valid_to", "confidentiality", "areas",
        ]  # fmt: skip
        widgets = {
            **NodeForm.Meta.widgets,
            "definition": forms.Textarea(attrs={"rows": 3}),
            "note": forms.Textarea(attrs={"rows": 3}),
            "reporting_units": forms.CheckboxSelectMultiple(),
        }
        help_texts = {
            **NodeForm.Meta.help_texts,
            "title": gettext_lazy("Säg vad som räknas, så att två personer räknar lika."),
            "definition": gettext_lazy("Vad som räknas in, vad som inte gör det, och vilken dag det gäller."),
            "unit_of_measure": gettext_lazy("Till exempel procent, personer eller hushåll."),
            "value_kind": gettext_lazy("Styr hur enheter och månader läggs ihop. Andelar räknas om ur antalen."),
            "scale": gettext_lazy("100 för procent, 1000 för per 1 000 invånare. Används bara för andelar."),
            "reporting_units": gettext_lazy("Tomt: enheten ovan rapporterar själv."),
            "report_days": gettext_lazy("Så många dagar efter periodens slut ska värdet vara rapporterat."),
            "counts_persons": gettext_lazy("Grupper med färre än fem visas då bara för dem som arbetar med dem."),
            "question": gettext_lazy("Rubrik på formuläret, till exempel: Hur många nya anställningar med stöd?"),
            "part_of": gettext_lazy("Den indikator som den här är en del av, till exempel en orsak bland flera."),
            "shown_with": gettext_lazy("Ett närliggande mått som visas bredvid. Inget av dem räknas ur det andra."),
            "note": gettext_lazy("Till exempel varför måttet inte går att jämföra med ett annat."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reporting_units"].queryset = Unit.objects.all()  # type: ignore[attr-defined]
        self.fields["reporting_units"].required = False
        others = Indicator.objects.exclude(pk=self.instance.pk)
        for name in ("part_of", "shown_with"):
            self.fields[name].queryset = others  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        return {k: v for k, v in super().values().items() if k != "reporting_units"}


class StageDatesField(forms.CharField):
    """Stages with their dates, one on each line: "Infört 2021-06-30"."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        found = []
        for line in str(value or "").splitlines():
            if not line.strip():
                continue
            name, _space, day = line.strip().replace("=", " ").rpartition(" ")
            try:
                found.append({"name": name.strip(), "due": date.fromisoformat(day).isoformat()})
            except ValueError:
                raise forms.ValidationError(
                    _("Skriv varje steg på en rad med datum sist: Infört 2021-06-30.")
                ) from None
        return found

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(f"{s['name']} {s['due']}" for s in value) if isinstance(value, list) else value

    def validate(self, value: Any) -> None:
        """No stages is a milestone with one."""

    def run_validators(self, value: Any) -> None:
        """The list has no length to check."""


RULES = [
    (TargetKind.AT_LEAST.value, gettext_lazy("Minst ett värde")),
    (TargetKind.AT_MOST.value, gettext_lazy("Högst ett värde")),
    (TargetKind.BETWEEN.value, gettext_lazy("Mellan två värden")),
    (TargetKind.CHANGE_FROM_BASELINE.value, gettext_lazy("Fler eller färre än nuläget")),
    (TargetKind.CHANGE_FROM_YEAR_BEFORE.value, gettext_lazy("Fler eller färre än året före")),
    (TargetKind.DIFFERENCE_FROM_REFERENCE.value, gettext_lazy("Över eller under en jämförelse, till exempel riket")),
    (TargetKind.MILESTONE.value, gettext_lazy("En milstolpe i steg")),
]


class TargetForm(forms.ModelForm):  # type: ignore[type-arg]
    """The rule that an indicator is held against for a period."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    period = PeriodFormField(
        label=gettext_lazy("Vilket år eller vilken period gäller målet?"),
        help_text=gettext_lazy("Till exempel 2021, 2021-T1 eller 2021-03."),
    )
    amount = NumberField(
        label=gettext_lazy("Hur mycket"),
        required=False,
        help_text=gettext_lazy(
            "Vid en förändring: tomt om det räcker med fler eller färre. Vid mellan: den undre gränsen."
        ),
    )
    upper = NumberField(label=gettext_lazy("Övre gräns, vid mellan"), required=False)
    baseline_period = PeriodFormField(label=gettext_lazy("Nuläget gäller"), required=False)
    baseline_value = NumberField(
        label=gettext_lazy("Nuläge"),
        required=False,
        help_text=gettext_lazy("Tomt: värdet för perioden ovan hämtas ur det som är rapporterat."),
    )
    stages = StageDatesField(
        label=gettext_lazy("Steg med datum, för en milstolpe"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Ett steg per rad med datum sist: Infört 2021-06-30."),
    )

    class Meta:
        model = Target
        fields = [
            "period", "unit", "rule", "direction", "amount", "amount_kind", "upper", "baseline_period",
            "baseline_value", "reference", "stages", "starts_on", "due_on", "accumulates", "decided_by",
        ]  # fmt: skip
        widgets = {"starts_on": DateInput(), "due_on": DateInput(), "rule": forms.RadioSelect()}
        help_texts = {
            "due_on": gettext_lazy("Tomt: periodens sista dag."),
            "accumulates": gettext_lazy("Värdena läggs ihop från periodens början, till exempel platser under året."),
            "decided_by": gettext_lazy("Vem som beslutat målet, och när."),
        }

    def __init__(self, *args: Any, indicator: Indicator, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.indicator = indicator
        self.fields["reference"].queryset = indicator.references.all()  # type: ignore[attr-defined]
        self.fields["rule"].choices = RULES  # type: ignore[attr-defined]
        self.fields["unit"].empty_label = _("Hela indikatorn")  # type: ignore[attr-defined]
        self.fields["reference"].empty_label = _("Ingen jämförelse")  # type: ignore[attr-defined]
        self.fields["direction"].choices = [("", _("Åt det håll som är bra")), *Side.choices]  # type: ignore[attr-defined]
        self.fields["version"].initial = self.instance.version if self.instance.pk else None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            rule = self.target().as_rule(str(cleaned.get("reference") or ""))
            for column, sentence in rule_problems(rule, good_direction=self.indicator.good_direction):
                self.add_error({"side": "direction"}.get(column, column), sentence)
        return cleaned

    def values(self) -> dict[str, Any]:
        """The cleaned fields of the model: what `set_target` takes."""
        return {k: v for k, v in self.cleaned_data.items() if k != "version"}

    def target(self) -> Target:
        """The target as the form says it, not saved: for the preview of its sentence."""
        return Target(indicator=self.indicator, **self.values())

    def _post_clean(self) -> None:
        """The rule is checked by its own functions; the model's constraints by the action."""
