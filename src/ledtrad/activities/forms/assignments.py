"""Forms of assignments: what is given, reported and answered."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ledtrad.activities.models import Assignment, ReportBack
from ledtrad.activities.rules.assignments import ASKS_AGAIN, Answer
from ledtrad.activities.words import ANSWERS
from ledtrad.core.actors import Actor
from ledtrad.core.periods import label_day
from ledtrad.organisation.actors import access
from ledtrad.organisation.models import Unit
from ledtrad.organisation.rules import BOARD_KINDS, UnitKind
from ledtrad.thread.forms import DateInput, NodeForm
from ledtrad.thread.rules import Kind

GIVERS = [*BOARD_KINDS, UnitKind.COMMITTEE]
DATES = ("report_on", "report_on_2", "report_on_3", "report_on_4")
LONG = 20_000


class AssignmentForm(NodeForm):
    """What a board gave, to whom, and when it is reported."""

    kind = Kind.ASSIGNMENT

    class Meta(NodeForm.Meta):
        model = Assignment
        fields = [
            "unit", "title", "wording", "mandate", "responsible", "decided_on", "decided_as", "registration_number",
            "confidentiality", "areas",
        ]  # fmt: skip
        widgets = {
            **NodeForm.Meta.widgets,
            "decided_on": DateInput(),
            "wording": forms.Textarea(attrs={"rows": 4}),
            "mandate": forms.Textarea(attrs={"rows": 3}),
        }
        labels = {"unit": _("Nämnd"), "title": _("Uppdraget i korthet"), "responsible": _("Till vilken funktion")}
        help_texts = {
            **NodeForm.Meta.help_texts,
            "title": _("En rad, för listor och kallelser."),
            "wording": _("Så som det står i protokollet."),
            "mandate": _("Vad funktionen får besluta själv, inom vilka ramar, med vilka pengar."),
            "responsible": _("Den som har funktionen redovisar till nämnden. Sidan visar vem som har den just nu."),
            "decided_as": _("Paragrafen i protokollet, till exempel § 112."),
            "registration_number": _("Om uppdraget har ett ärende."),
        }

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        boards: Any = self.fields["unit"]
        boards.queryset = boards.queryset.filter(kind__in=GIVERS)
        self.fields["responsible"].required = True
        self.fields["decided_as"].required = True
        self.fields["wording"].max_length = LONG  # type: ignore[attr-defined]
        if self.instance.pk is None:
            self._ask_for_days()
            self._begin_at_own_board(actor)

    def _ask_for_days(self) -> None:
        label, more = _("Redovisas senast"), _("och senast")
        for n, name in enumerate(DATES):
            self.fields[name] = forms.DateField(label=more if n else label, widget=DateInput(), required=False)
        self.order_fields(["unit", "title", "wording", "mandate", "responsible", "decided_on", "decided_as", *DATES])
        self.fields[DATES[0]].help_text = _("En eller flera dagar. Fler kan läggas till när uppdraget är sparat.")

    def _begin_at_own_board(self, actor: Actor) -> None:
        """A director's own unit is the administration: what is given is given by its board."""
        rights, begun = access(actor), self.initial.get("unit")
        unit_id = getattr(begun, "pk", begun)
        if unit_id is not None and str(unit_id).isdecimal():
            self.initial["unit"] = rights.tree.board_of(int(unit_id)) or unit_id

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        decided = cleaned.get("decided_on")
        for name in DATES:
            if decided and cleaned.get(name) and cleaned[name] < decided:
                self.add_error(name, _("Dagen måste komma efter att uppdraget beslutades."))
        return cleaned

    def values(self) -> dict[str, Any]:
        return {k: v for k, v in super().values().items() if k not in DATES}

    def report_days(self) -> list[date]:
        """The days that were asked for."""
        return [self.cleaned_data[name] for name in DATES if self.cleaned_data.get(name)]


class DateForm(forms.Form):
    """A day to report back."""

    due_on = forms.DateField(label=_("Redovisas senast"), widget=DateInput())
    asks_effect = forms.BooleanField(
        label=_("Gäller effekten"), required=False,
        help_text=_("Nämnden vill veta vad åtgärderna har lett till, inte bara vad som är gjort."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class WithdrawForm(forms.Form):
    """The board takes an assignment back."""

    on = forms.DateField(label=_("Beslutat"), widget=DateInput())
    paragraph = forms.CharField(
        label=_("Paragraf"), help_text=_("Paragrafen i protokollet, till exempel § 112."), max_length=60
    )
    reason = forms.CharField(label=_("Varför"), widget=forms.Textarea(attrs={"rows": 3}), max_length=500)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ReportBackForm(forms.ModelForm):  # type: ignore[type-arg]
    """What was done, what is planned, and perhaps the effect. Saves nothing."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = ReportBack
        fields = ["taken", "planned", "effect"]
        widgets = {name: forms.Textarea(attrs={"rows": 8}) for name in ("taken", "planned", "effect")}
        help_texts = {
            "taken": _(
                "Vad som är gjort och vad som pågår. Börja varje punkt med ett bindestreck. Inga personuppgifter."
            ),
            "planned": _("Vad som ska göras, av vem och när."),
            "effect": _("Vad åtgärderna har lett till: i pengar, i siffror, för dem som verksamheten är till för."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.Meta.fields:
            self.fields[name].max_length = LONG  # type: ignore[attr-defined]
        self.fields["version"].initial = self.instance.version
        for name in ("taken", "planned"):
            self.fields[name].asked_when = _("Minst ett av fälten behövs när du lämnar in.")  # type: ignore[attr-defined]
        if self.instance.asks_effect:
            self.fields["effect"].asked_when = _("Nämnden har frågat efter effekten.")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in self.Meta.fields:
            if len(cleaned.get(name) or "") > LONG:
                self.add_error(name, _("Texten är för lång. Lägg det långa i en bilaga."))
        return cleaned

    def texts(self) -> dict[str, str]:
        """What was written, by field."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class AnswerForm(forms.Form):
    """What the board said.

    `days` are those on which the board is known to have met, `reported_on` when it got the report. A day on which it
    did not meet is asked about once, and taken when it is sent again.
    """

    answer = forms.ChoiceField(
        label=_("Vad beslutade nämnden?"), widget=forms.RadioSelect, choices=[(a.value, w) for a, w in ANSWERS.items()]
    )
    on = forms.DateField(label=_("Sammanträdesdag"), widget=DateInput())
    paragraph = forms.CharField(
        label=_("Paragraf"), help_text=_("Paragrafen i protokollet, till exempel § 112."), max_length=60
    )
    words = forms.CharField(
        label=_("Vad nämnden skickar med"), required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=5000
    )
    again_on = forms.DateField(label=_("Redovisas igen senast"), required=False, widget=DateInput())
    sure_of = forms.DateField(widget=forms.HiddenInput, required=False)  # a day that was asked about
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        initial: dict[str, Any],
        days: Sequence[date] = (),
        reported_on: date | None = None,
    ) -> None:
        self.days = list(days)
        since = [day for day in self.days if reported_on is not None and day >= reported_on]
        super().__init__(data, initial={"on": since[-1] if since else None, **initial})
        if self.days and not since:
            self.fields["on"].help_text = _("Nämnden har inte sammanträtt sedan redovisningen lämnades in.")
        self.fields["again_on"].asked_when = _(  # type: ignore[attr-defined]
            "Behövs när nämnden begär en komplettering eller vill ha effekten redovisad."
        )

    def clean_answer(self) -> Answer:
        return Answer(self.cleaned_data["answer"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("answer") in ASKS_AGAIN and not cleaned.get("again_on") and "again_on" not in self.errors:
            self.add_error("again_on", _("Ange när det ska redovisas."))
        self._ask_about_the_day(cleaned.get("on"), cleaned.get("sure_of"))
        return cleaned

    def _ask_about_the_day(self, on: date | None, sure_of: date | None) -> None:
        if on is None or not self.days or on in self.days or on == sure_of:
            return
        words = {"day": label_day(on), "latest": label_day(self.days[-1])}
        self.add_error(
            "on",
            _(
                "Nämnden har inget sammanträde %(day)s; det senaste var %(latest)s. "
                "Ändra dagen, eller spara en gång till om den stämmer."
            )
            % words,
        )
        self.data = {**self.data, "sure_of": on.isoformat()}  # the form that is shown again says that it was asked


def boards() -> list[tuple[str, str]]:
    """Boards and committees to choose among. One query."""
    return list(Unit.objects.filter(kind__in=GIVERS).order_by("path").values_list("path", "name"))
