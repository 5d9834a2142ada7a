"""Forms of action plans, groups, rounds and effects."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ledtrad.activities.models import (
    ASKS_REASON,
    ActionPlan,
    Activity,
    ActivityState,
    EffectReport,
    Measure,
    PlanPurpose,
    WorkingGroup,
)
from ledtrad.activities.words import REASON_WHEN
from ledtrad.core.actors import Actor
from ledtrad.core.fields import MoneyField, NumberField
from ledtrad.organisation.models import Function, User
from ledtrad.thread.forms import DateInput, NodeForm
from ledtrad.thread.models import Node
from ledtrad.thread.rules import Kind

LONG = 10_000


class PlanForm(NodeForm):
    """What every node has, what the plan is for, and what it has to save."""

    kind = Kind.ACTION_PLAN

    class Meta(NodeForm.Meta):
        model = ActionPlan
        fields = [
            "title", "short_title", "description", "purpose", "deficit", "unit", "responsible", "valid_from",
            "valid_to", "confidentiality", "areas",
        ]  # fmt: skip
        field_classes = NodeForm.Meta.field_classes | {"deficit": MoneyField}
        labels = NodeForm.Meta.labels | {"responsible": _("Leds av")}
        help_texts = {
            **NodeForm.Meta.help_texts,
            "deficit": _("Bara för en plan för budget i balans: hur mycket lägre kostnaden måste bli per år."),
            "responsible": _("Processledaren: den funktion som håller ihop planen och frågar hur det går."),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        deficit = cleaned.get("deficit")
        if deficit is not None and deficit <= 0:
            self.add_error("deficit", _("Skriv ett belopp över noll, eller lämna tomt."))
        if deficit is not None and cleaned.get("purpose") != PlanPurpose.BALANCE:
            self.add_error("deficit", _("Beloppet hör till en plan med syftet budget i balans."))
        return cleaned


class PlaceForm(forms.Form):
    """An activity that is there already, put into the plan."""

    activity = forms.ModelChoiceField(
        label=_("Aktivitet"), queryset=Activity.objects.none(), to_field_name="number",
        help_text=_("Aktiviteter som du ser och som inte hör till någon plan."),
    )  # fmt: skip
    group = forms.ModelChoiceField(label=_("Arbetsgrupp"), queryset=WorkingGroup.objects.none(), required=False)

    def __init__(self, *args: Any, plan: ActionPlan, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free = Activity.objects.visible_to(user).filter(plan__isnull=True).order_by("number")
        self.fields["activity"].queryset = free  # type: ignore[attr-defined]
        self.fields["group"].queryset = plan.groups.all()  # type: ignore[attr-defined]


class InPlanForm(forms.Form):
    """Where an activity stands in its plan: with which group, and what it waits for."""

    group = forms.ModelChoiceField(label=_("Arbetsgrupp"), queryset=WorkingGroup.objects.none(), required=False)
    waits_for = forms.ModelMultipleChoiceField(
        label=_("Väntar på"), queryset=Activity.objects.none(), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Aktiviteter i planen som måste bli klara först."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, activity: Activity, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Activity.objects.visible_to(user).filter(plan=activity.plan_id).exclude(pk=activity.pk)
        self.fields["waits_for"].queryset = others.order_by("number")  # type: ignore[attr-defined]
        rows = WorkingGroup.objects.filter(plan=activity.plan_id)
        self.fields["group"].queryset = rows  # type: ignore[attr-defined]


class MoveForm(forms.Form):
    """Another state, and why when that is asked."""

    state = forms.ChoiceField(label=_("Läge"), choices=ActivityState.choices)
    state_reason = forms.CharField(
        label=_("Varför"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state_reason"].asked_when = REASON_WHEN  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("state") in ASKS_REASON and not (cleaned.get("state_reason") or "").strip():
            self.add_error("state_reason", _("Skriv varför aktiviteten avvaktar eller utgår."))
        return cleaned


class AnswerRoundForm(MoveForm):
    """How it goes, in a round."""

    comment = forms.CharField(
        label=_("Hur går det?"), widget=forms.Textarea(attrs={"rows": 4}), max_length=LONG,
        help_text=_("Två eller tre meningar. Inga personuppgifter."),
    )  # fmt: skip
    field_order = ["state", "state_reason", "comment", "version"]


class GroupForm(forms.ModelForm):  # type: ignore[type-arg]
    """A working group: what was seen, what it is to do, who takes part. Saves nothing."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = WorkingGroup
        fields = ["name", "observation", "task", "leader", "members"]
        widgets = {
            "observation": forms.Textarea(attrs={"rows": 3}),
            "task": forms.Textarea(attrs={"rows": 3}),
            "members": forms.SelectMultiple(attrs={"size": 8}),
        }
        help_texts = {
            "observation": _("Vad som kom fram: det som gruppen finns till för att göra något åt."),
            "members": _("Funktioner, inte namn. Håll ned Ctrl eller Cmd för att välja flera."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        functions = Function.objects.select_related("unit").order_by("unit__path", "title")
        for name in ("leader", "members"):
            self.fields[name].queryset = functions  # type: ignore[attr-defined]
        self.fields["version"].initial = self.instance.version if self.instance.pk else None

    def validate_unique(self) -> None:
        """The action says it in its own words, under the lock."""

    def values(self) -> dict[str, Any]:
        """The fields of the model; members and version apart."""
        return {k: v for k, v in self.cleaned_data.items() if k not in ("members", "version")}


class RoundForm(forms.Form):
    """A question to everybody who answers for something in the plan."""

    due_on = forms.DateField(label=_("Svara senast"), widget=DateInput())
    message = forms.CharField(
        label=_("Hälsning"), required=False, max_length=LONG, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Står överst i frågan till var och en."),
    )  # fmt: skip


class MeasureForm(forms.ModelForm):  # type: ignore[type-arg]
    """What an activity costs and is to bring. Saves nothing."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Measure
        fields = [
            "kind", "expected", "expected_on", "posts", "indicator", "cost", "financing", "year_from", "year_to",
        ]  # fmt: skip
        field_classes = {"expected": MoneyField, "cost": MoneyField, "posts": NumberField}
        widgets = {"expected_on": DateInput()}
        help_texts = {
            "expected": _("Kronor per år när effekten är full."),
            "expected_on": _("Dagen då hela effekten ska synas."),
            "posts": _("Till exempel 4 när åtta tjänster blir fyra."),
        }

    def __init__(self, *args: Any, actor: Actor, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = Node.objects.visible_to(user).filter(kind=Kind.INDICATOR).order_by("number")
        self.fields["indicator"].queryset = seen  # type: ignore[attr-defined]
        self.fields["indicator"].asked_when = _("Behövs när effekten är en ändrad indikator.")  # type: ignore[attr-defined]
        is_new = self.instance._state.adding
        self.fields["version"].initial = None if is_new else self.instance.version
        if is_new:
            self.initial.setdefault("year_from", actor.today.year)
            self.initial.setdefault("year_to", actor.today.year)
        for name in ("year_from", "year_to"):
            self.fields[name].min_value, self.fields[name].max_value = 1990, 2100  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("expected", "cost", "posts"):
            if cleaned.get(name) is not None and cleaned[name] < 0:
                self.add_error(name, _("Skriv ett tal som inte är negativt."))
        for name in ("year_from", "year_to"):
            if cleaned.get(name) is not None and not 1990 <= cleaned[name] <= 2100:
                self.add_error(name, _("Skriv ett år, till exempel 2021."))
        return cleaned

    def values(self) -> dict[str, Any]:
        return {k: v for k, v in self.cleaned_data.items() if k != "version"}


class EffectForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a measure has brought. Saves nothing."""

    class Meta:
        model = EffectReport
        fields = ["as_of", "amount", "posts", "comment"]
        field_classes = {"amount": MoneyField, "posts": NumberField}
        widgets = {"as_of": DateInput(), "comment": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "as_of": _("Den dag som effekten är räknad till."),
            "amount": _("Kronor per år. Ett negativt tal säger att kostnaden har ökat."),
        }
