"""The forms of papers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ledtrad.core.actors import Actor
from ledtrad.meetings.models import Paper, TemplateSection, WordTemplate
from ledtrad.meetings.queries.matters import coming_meetings
from ledtrad.meetings.queries.papers import signers
from ledtrad.meetings.words import PaperKind, StepKind
from ledtrad.organisation.models import Function, Unit
from ledtrad.organisation.rules import Role
from ledtrad.thread.forms import DateInput
from ledtrad.thread.queries import holders

STEPS = 4


class PaperForm(forms.ModelForm):  # type: ignore[type-arg]
    """What stands in the head of a paper, and where it goes."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Paper
        fields = ["title", "dated_on", "meeting"]
        widgets = {"dated_on": DateInput()}

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = coming_meetings(self.instance.matter.board_id, actor.today)
        if self.instance.meeting_id:
            rows = rows | type(rows)(rows.model).filter(pk=self.instance.meeting_id).select_related("board")
        self.fields["meeting"].queryset = rows  # type: ignore[attr-defined]


class StepsForm(forms.Form):
    """Who signs, in which order. A row left empty is passed over.

    As what somebody signs follows from who it is: the director as such, whoever was suggested as writer as that,
    everybody else as manager.
    """

    def __init__(self, *args: Any, board: Unit, suggested: list[tuple[StepKind, Function]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.functions = {str(f.pk): f for f in signers(board)}
        self.kinds = {str(function.pk): kind for kind, function in suggested}
        held = holders(f.pk for f in self.functions.values())
        offered = [(key, f"{function} ({held[function.pk].person})") for key, function in self.functions.items()]
        places = [_("Först"), *[_("Sedan")] * (STEPS - 1)]
        for place, label in enumerate(places, 1):
            function = suggested[place - 1][1] if place <= len(suggested) else None
            self.fields[f"function{place}"] = forms.ChoiceField(
                label=label, choices=[("", _("Ingen mer") if place > 1 else _("Välj")), *offered], required=False,
                initial=str(function.pk) if function else "",
            )  # fmt: skip
            self.fields[f"function{place}"].asked_when = (  # type: ignore[attr-defined]
                self._kind(function).label if function else _("Lämnas tomt när ingen mer ska godkänna.")
            )

    def _kind(self, function: Function) -> StepKind:
        if function.role == Role.DIRECTOR:
            return StepKind.DIRECTOR
        return self.kinds.get(str(function.pk), StepKind.MANAGER)

    def steps(self) -> list[tuple[StepKind, Function]]:
        """What the action takes."""
        keys = [self.cleaned_data.get(f"function{n}") for n in range(1, STEPS + 1)]
        chosen = [self.functions[key] for key in keys if key]
        return [(self._kind(function), function) for function in chosen]


class ReasonForm(forms.Form):
    """Why it is sent back."""

    reason = forms.CharField(label=_("Vad ska ändras?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class AdoptForm(forms.Form):
    """When and in which paragraph the board decided."""

    on = forms.DateField(label=_("Beslutad den"), widget=DateInput())
    paragraph = forms.CharField(
        label=_("Paragraf"), max_length=40, help_text=_("Som i protokollet, till exempel § 41.")
    )


class PartForm(forms.ModelForm):  # type: ignore[type-arg]
    """A part of a kind of paper."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = TemplateSection
        fields = ["heading", "hint", "is_mandatory"]
        help_texts = {
            "hint": _("Står över rutan när någon skriver: vad avsnittet ska svara på."),
            "is_mandatory": _("Är avsnittet tomt kan handlingen inte bli klar för nämnden."),
        }


class WordFileForm(forms.Form):
    """A paper that somebody has edited in Word."""

    file = forms.FileField(label=_("Wordfil"), help_text=_("Filen som du hämtade här och ändrade i Word (.docx)."))


class WordTemplateForm(forms.ModelForm):  # type: ignore[type-arg]
    """A Word file with the municipality's letterhead."""

    file = forms.FileField(label=_("Wordfil"), help_text=_("En .docx med fälten nedan. Högst 10 MB, utan makron."))

    class Meta:
        model = WordTemplate
        fields = ["kind", "board"]

    def __init__(self, *args: Any, boards: Any, may_all: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind, board = self.fields["kind"], self.fields["board"]
        kind.required = False
        kind.choices = [("", _("Alla slag")), *PaperKind.choices]  # type: ignore[attr-defined]
        board.queryset, board.required = boards, not may_all  # type: ignore[attr-defined]
        board.label = _("Nämnd")
        if may_all:
            board.empty_label = _("Alla nämnder")  # type: ignore[attr-defined]
