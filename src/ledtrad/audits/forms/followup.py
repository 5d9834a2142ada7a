"""The forms of the follow-up."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ledtrad.audits.words import EvidenceKind, Judgement
from ledtrad.core.fields import PeriodFormField
from ledtrad.meetings.models import Paper
from ledtrad.organisation.models import User
from ledtrad.thread.forms import DateInput
from ledtrad.thread.models import Node
from ledtrad.thread.rules import Kind

#: Kinds of node that show something, as the evidence they are.
_OF_NODE = {Kind.INDICATOR: EvidenceKind.INDICATOR, Kind.ACTIVITY: EvidenceKind.ACTIVITY}
#: What words and files can be.
_CHOSEN = (EvidenceKind.DECISION, EvidenceKind.DOCUMENT, EvidenceKind.OTHER)


class JudgeForm(forms.Form):
    """What was done, and whether it suffices."""

    done = forms.CharField(
        label=_("Vad har gjorts?"), widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Så att den som läser om två år förstår. Skriv inget om enskilda personer."),
    )  # fmt: skip
    judgement = forms.ChoiceField(label=_("Räcker det?"), choices=Judgement.choices, widget=forms.RadioSelect)
    judged_on = forms.DateField(label=_("Bedömt"), widget=DateInput())
    closes = forms.BooleanField(
        label=_("Inget mer behöver göras: avsluta rekommendationen"), required=False,
        help_text=_("Går bara när det som gjorts är tillräckligt."),
    )  # fmt: skip


class EvidenceForm(forms.Form):
    """Something that shows what was done: a node of the thread, a paper, a file, or a reference in words."""

    title = forms.CharField(
        label=_("Vad är det?"), max_length=300, required=False,
        help_text=_("Behövs när det varken är något i tråden, en handling eller en fil: till exempel ett beslut."),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=_("Vad för slag?"), choices=[(kind.value, kind.label) for kind in _CHOSEN], required=False,
        help_text=_("För ord och filer. Det som finns i tråden, och handlingar, har sitt eget slag."),
    )  # fmt: skip
    dated_on = forms.DateField(label=_("Från vilken dag?"), widget=DateInput())
    note = forms.CharField(label=_("Vad visar det?"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    node = forms.CharField(
        label=_("Något i tråden"), max_length=30, required=False,
        help_text=_("Numret på ett dokument, en indikator eller en aktivitet, till exempel D-012."),
    )  # fmt: skip
    period = PeriodFormField(
        label=_("Indikatorns period"), required=False, help_text=_("Till exempel 2021. Tomt: den senaste.")
    )
    paper = forms.ModelChoiceField(label=_("En handling"), queryset=Paper.objects.none(), required=False)
    file = forms.FileField(label=_("En fil"), required=False, help_text=_("Inga uppgifter om enskilda."))

    def __init__(self, *args: Any, user: User, papers: QuerySet[Paper], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["paper"].queryset = papers  # type: ignore[attr-defined]

    def clean_node(self) -> Node | None:
        number = self.cleaned_data["node"].split(" ")[0].strip()
        if not number:
            return None
        found = Node.objects.visible_to(self.user).filter(number__iexact=number).first()
        if found is None:
            raise forms.ValidationError(
                _("Ingen nod har numret %(number)s."), code="unknown", params={"number": number}
            )
        return found

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        given = [name for name in ("node", "paper", "file") if cleaned.get(name)]
        if len(given) > 1:
            self.add_error(given[1], str(_("Välj en sak åt gången: tråden, en handling eller en fil.")))
        if not given and not cleaned.get("title") and not self.errors:
            self.add_error("title", str(_("Skriv vad det är, eller välj något.")))
        return cleaned

    def values(self) -> dict[str, Any]:
        """What `actions.followup.show` takes."""
        data, node, paper = self.cleaned_data, self.cleaned_data.get("node"), self.cleaned_data.get("paper")
        kind, title = EvidenceKind(data.get("kind") or EvidenceKind.DECISION), data["title"]
        if node is not None:
            kind, title = _OF_NODE.get(Kind(node.kind), EvidenceKind.DOCUMENT), title or node.title
        elif paper is not None:
            kind, title = EvidenceKind.PAPER, title or paper.title
        elif data.get("file"):
            title = title or data["file"].name
        period = data["period"] if kind == EvidenceKind.INDICATOR else None
        return {
            "kind": kind, "title": title[:300], "dated_on": data["dated_on"], "note": data["note"],
            "node": node, "paper": paper, "period": period,
        }  # fmt: skip
