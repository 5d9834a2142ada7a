"""Forms of goals and planning rounds."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ledtrad.core.actors import Actor
from ledtrad.goals.models import Goal, PlanningRound, RoundState
from ledtrad.organisation.actors import access
from ledtrad.organisation.models import Unit
from ledtrad.organisation.rules import BOARD_KINDS, Power
from ledtrad.thread.forms import DateInput, NodeForm
from ledtrad.thread.rules import Kind


class GoalForm(NodeForm):
    """What every node has, which plan the goal belongs to, and where it stands and wants to be."""

    kind = Kind.GOAL

    class Meta(NodeForm.Meta):
        model = Goal
        fields = [
            "title", "short_title", "level", "description", "unit", "responsible", "round",
            "present_state", "wanted_state", "valid_from", "valid_to", "confidentiality", "areas",
        ]  # fmt: skip
        help_texts = {
            **NodeForm.Meta.help_texts,
            "round": _("Nämndens plan som målet ingår i. Tomt: målet står utanför planerna."),
            "present_state": _("Hur är det i dag? Med siffror om de finns."),
            "wanted_state": _("Hur ska det vara när året är slut?"),
        }
        widgets = {
            **NodeForm.Meta.widgets,
            "present_state": forms.Textarea(attrs={"rows": 3}),
            "wanted_state": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        rights = access(actor)
        boards = {rights.tree.board_of(u) for u in rights.units(Power.EDIT)}
        rounds = PlanningRound.objects.filter(unit__in=boards).exclude(state=RoundState.CLOSED)
        if self.instance.pk and self.instance.round_id:
            rounds = rounds | PlanningRound.objects.filter(pk=self.instance.round_id)
        self.fields["round"].queryset = rounds.select_related("unit")  # type: ignore[attr-defined]


class OpenRoundForm(forms.Form):
    """A new plan for a board and year."""

    unit = forms.ModelChoiceField(label=_("Nämnd"), queryset=Unit.objects.none())
    year = forms.IntegerField(label=_("År"), min_value=2000, max_value=2100)
    copied_from = forms.ModelChoiceField(
        label=_("Utgå från"),
        queryset=PlanningRound.objects.none(),
        required=False,
        help_text=_("Mål, kopplingar, indikatorer och pågående aktiviteter följer med. Tomt: börja från början."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.filter(pk__in=access(actor).units(Power.PLAN), kind__in=BOARD_KINDS)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        earlier = PlanningRound.objects.filter(unit__in=units).select_related("unit")
        self.fields["copied_from"].queryset = earlier  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        source, unit = cleaned.get("copied_from"), cleaned.get("unit")
        if source is not None and unit is not None and source.unit_id != unit.pk:
            self.add_error("copied_from", _("Välj en plan från samma nämnd."))
        return cleaned


class AdoptForm(forms.Form):
    """When the board adopted the plan, and where that is written."""

    adopted_on = forms.DateField(label=_("Vilken dag antog nämnden planen?"), widget=DateInput())
    reference = forms.CharField(
        label=_("Protokoll och paragraf"), max_length=100, help_text=_("Till exempel: socialnämnden 2021-01-20 § 4.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
