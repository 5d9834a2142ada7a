"""The form of an activity."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ledtrad.activities.actions import ReasonMissing
from ledtrad.activities.models import ASKS_REASON, ActionPlan, Activity
from ledtrad.activities.words import REASON_WHEN
from ledtrad.core.actors import Actor
from ledtrad.organisation.actors import access
from ledtrad.organisation.rules import Power
from ledtrad.thread.forms import DateInput, NodeForm
from ledtrad.thread.rules import Kind


class ActivityForm(NodeForm):
    """What every node has, and when and how it is done."""

    kind = Kind.ACTIVITY

    class Meta(NodeForm.Meta):
        model = Activity
        fields = [
            "title", "short_title", "description", "state", "state_reason", "starts_on", "due_on", "participants",
            "unit", "responsible", "valid_from", "valid_to", "confidentiality", "areas",
        ]  # fmt: skip
        widgets = {**NodeForm.Meta.widgets, "starts_on": DateInput(), "due_on": DateInput()}
        help_texts = {**NodeForm.Meta.help_texts, "participants": _("Funktioner eller enheter, inte namn.")}

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.fields["state_reason"].asked_when = REASON_WHEN  # type: ignore[attr-defined]
        if self.instance.pk is None:  # afterwards it is moved from the plan, by whoever leads that
            rights = access(actor)
            led = Q(unit__in=rights.units(Power.EDIT)) | Q(responsible__in=rights.functions)
            self.fields["plan"] = forms.ModelChoiceField(
                label=_("Handlingsplan"), queryset=ActionPlan.objects.seen_with(rights).filter(led).order_by("number"),
                required=False, help_text=_("En av de planer som du leder."),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        begins, ends = cleaned.get("starts_on"), cleaned.get("due_on")
        if begins and ends and ends < begins:
            self.add_error("due_on", _("Aktiviteten kan inte vara klar innan den börjar."))
        if cleaned.get("state") in ASKS_REASON and not (cleaned.get("state_reason") or "").strip():
            self.add_error("state_reason", ReasonMissing.message)
        return cleaned
