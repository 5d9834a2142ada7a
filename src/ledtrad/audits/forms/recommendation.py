"""The form of one recommendation, as a node of the thread."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ledtrad.audits.actions.registering import boards_to_register_in
from ledtrad.audits.forms.audits import MOST_WORDS
from ledtrad.audits.models import Addressed, Audit, Recommendation
from ledtrad.audits.queries.boards import boards
from ledtrad.audits.queries.recommendations import offered_earlier
from ledtrad.audits.words import AuditState
from ledtrad.core.actors import Actor
from ledtrad.organisation.models import Function, Unit
from ledtrad.thread.forms import NodeField


class OneRecommendationForm(forms.ModelForm):  # type: ignore[type-arg]
    """The words, the boards, the areas; unit and confidentiality are the audit's."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    wording = forms.CharField(
        label=_("Rekommendationen ordagrant"), max_length=MOST_WORDS, widget=forms.Textarea(attrs={"rows": 4})
    )
    boards = forms.ModelMultipleChoiceField(
        label=_("Riktas till"), queryset=Unit.objects.none(), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Välj vilken nämnd som rekommendationen riktas till.")},
    )  # fmt: skip

    repeats = NodeField(
        label=_("Upprepar"), required=False,
        help_text=_("Säger den om en rekommendation ur en tidigare granskning? Skriv numret, till exempel RK-001."),
    )  # fmt: skip

    class Meta:
        model = Recommendation
        fields = ["audit", "wording", "repeats", "short_title", "responsible", "areas"]
        widgets = {"areas": forms.CheckboxSelectMultiple()}
        help_texts = {"short_title": _("För tabeller och bilder. Högst ett par ord.")}

    def __init__(self, *args: Any, actor: Actor, **more: Any) -> None:
        super().__init__(*args, **more)
        if self.instance.pk:
            chosen = Addressed.objects.filter(recommendation=self.instance).values_list("board_id", flat=True)
            self.fields["boards"].initial = list(chosen)
        units = boards()
        self.fields["boards"].queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])  # type: ignore[attr-defined]
        self.fields["boards"].choices = [(unit.pk, unit.name) for unit in units]  # type: ignore[attr-defined]
        self.fields["responsible"].queryset = Function.objects.select_related("unit")  # type: ignore[attr-defined]
        own = Audit.objects.filter(state=AuditState.CONFIRMED, unit__in=boards_to_register_in(actor))
        self.fields["audit"].queryset = own  # type: ignore[attr-defined]
        self._offer_earlier(offered_earlier(actor, self.instance))
        if self.instance.pk:
            del self.fields["audit"]
            self.fields["version"].initial = self.instance.version

    def _offer_earlier(self, rows: QuerySet[Recommendation]) -> None:
        """What is said again may be more secret than this: whoever may not see it leaves it as it is."""
        said = self.instance.repeats_id
        if said and not rows.filter(pk=said).exists():
            del self.fields["repeats"]
            return
        self.fields["repeats"].offer(rows)  # type: ignore[attr-defined]
        self.initial["repeats"] = self.instance.repeats

    def values(self) -> dict[str, Any]:
        """What `actions.recommendations.save` takes beside boards and areas."""
        return {k: v for k, v in self.cleaned_data.items() if k not in ("areas", "boards", "version")}
