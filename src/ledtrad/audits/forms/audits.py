"""The form of an audit: written by hand, confirmed from its paper, or changed."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ledtrad.audits.actions.registering import boards_to_register_in
from ledtrad.audits.models import Audit
from ledtrad.audits.rules.told import LISTS, Question, Said, Told, lines_of
from ledtrad.audits.words import AuditKind
from ledtrad.core.actors import Actor
from ledtrad.organisation.models import Unit
from ledtrad.organisation.rules import Confidentiality
from ledtrad.thread.forms import DateInput

MOST_WORDS, MOST_TEXT = 5_000, 50_000


def _lines(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=MOST_TEXT, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=help_text or _("En per rad."),
    )  # fmt: skip


def _text(label: Any, rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=MOST_TEXT, widget=forms.Textarea(attrs={"rows": rows})
    )


class AuditForm(forms.Form):
    """What an audit holds beside its questions and recommendations."""

    title = forms.CharField(label=_("Titel"), max_length=300)
    kind = forms.ChoiceField(label=_("Slag"), choices=AuditKind.choices)
    firm = forms.CharField(label=_("Revisor"), required=False, max_length=150, help_text=_("Byrån eller kontoret."))
    issued_on = forms.DateField(label=_("Daterad"), required=False, widget=DateInput())
    answer_due = forms.DateField(
        label=_("Svar senast"), required=False, widget=DateInput(),
        help_text=_("När nämnderna ska ha svarat. De som ska skriva svaren påminns."),
    )  # fmt: skip
    boards = forms.ModelMultipleChoiceField(
        label=_("Granskade nämnder"), queryset=Unit.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    follows = forms.ModelChoiceField(
        label=_("Följer upp"), queryset=Audit.objects.none(), required=False, empty_label=_("Ingen tidigare granskning")
    )
    ordered_by = forms.CharField(label=_("På uppdrag av"), required=False, max_length=200)
    period_from = forms.DateField(label=_("Granskad period från"), required=False, widget=DateInput())
    period_to = forms.DateField(label=_("Granskad period till och med"), required=False, widget=DateInput())
    unit = forms.ModelChoiceField(
        label=_("Hör till"), queryset=Unit.objects.none(),
        help_text=_("Den nämnd som granskningen registreras hos; fullmäktige när den gäller flera."),
    )  # fmt: skip
    confidentiality = forms.ChoiceField(label=pgettext_lazy("grad", "Sekretess"), choices=Confidentiality.choices)
    purpose = _text(_("Syfte"))
    conclusions = _text(_("Sammanfattande bedömning"), 5)
    findings = _lines(_("Iakttagelser"))
    criteria = _lines(_("Revisionskriterier"))
    method = _text(_("Metod och avgränsning"))
    functions = _lines(_("Intervjuade funktioner"), _("En per rad. Funktioner, inte namn."))
    documents = _lines(_("Granskade dokument"))
    topics = _lines(_("Diskussionsområden"), _("För revisionsdialoger. En per rad."))
    strengths = _lines(_("Styrkor"), _("För revisionsdialoger. En per rad."))
    developments = _lines(_("Utvecklingsområden"), _("För revisionsdialoger. En per rad."))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    #: In which order the page shows them, and which lie folded until they hold something.
    FIRST = ("title", "kind", "firm", "issued_on", "answer_due", "boards")
    PLACE = ("follows", "ordered_by", "period_from", "period_to", "unit", "confidentiality")
    TEXTS = ("purpose", "conclusions", "findings", "criteria", "method", "functions", "documents")
    DIALOGUE = ("topics", "strengths", "developments")

    def __init__(
        self, *args: Any, actor: Actor, units: Sequence[Unit], originals: Any, firms: Sequence[str] = (), **more: Any
    ) -> None:
        super().__init__(*args, **more)
        allowed = set(boards_to_register_in(actor))
        everything = [unit.pk for unit in units]
        self.fields["boards"].queryset = Unit.objects.filter(pk__in=everything)  # type: ignore[attr-defined]
        self.fields["boards"].choices = [(unit.pk, unit.name) for unit in units]  # type: ignore[attr-defined]
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=allowed)  # type: ignore[attr-defined]
        offered = [(unit.pk, unit.name) for unit in units if unit.pk in allowed]
        self.fields["unit"].choices = offered  # type: ignore[attr-defined]
        self.fields["follows"].queryset = originals  # type: ignore[attr-defined]
        self.known_firms = list(firms)
        if firms:
            self.fields["firm"].widget.attrs["list"] = "revisorer"

    def _bound(self, names: Sequence[str]) -> list[forms.BoundField]:
        return [self[name] for name in names]

    @property
    def tells_dialogue(self) -> bool:
        """Whether the fields of a dialogue are to stand open."""
        told = any(self[name].value() for name in self.DIALOGUE)
        return told or self["kind"].value() == AuditKind.DIALOGUE

    @property
    def first(self) -> list[forms.BoundField]:
        return self._bound(self.FIRST)

    @property
    def placing(self) -> list[forms.BoundField]:
        return self._bound(self.PLACE)

    @property
    def texts(self) -> list[forms.BoundField]:
        return self._bound(self.TEXTS)

    @property
    def dialogue(self) -> list[forms.BoundField]:
        return self._bound(self.DIALOGUE)


class PlaceForm(forms.Form):
    """A line that may stand in the paper: from and to, as two numbers with a colon between."""

    place = forms.RegexField(r"^\d{1,8}:\d{1,8}$", required=False, widget=forms.HiddenInput)

    def place_said(self) -> tuple[int, int] | None:
        """Where the line was said to stand; of a form not sent, where it begins."""
        said = self.cleaned_data.get("place") if self.is_bound and hasattr(self, "cleaned_data") else None
        begins, _colon, ends = str(said or self.initial.get("place") or "").partition(":")
        return (int(begins), int(ends)) if begins.isdecimal() and ends.isdecimal() else None

    @property
    def words(self) -> str:
        """What the line says now, as it was sent or begins."""
        return str(self["text"].value() or "")


class QuestionForm(PlaceForm):
    """A question and its answer."""

    text = forms.CharField(
        label=_("Revisionsfråga"), max_length=MOST_WORDS, widget=forms.Textarea(attrs={"rows": 2}), strip=True
    )
    answer = forms.CharField(
        label=_("Revisionens svar"), required=False, max_length=MOST_WORDS, widget=forms.Textarea(attrs={"rows": 2})
    )

    def told(self) -> Question:
        return Question(self.cleaned_data["text"], self.cleaned_data["answer"], self.place_said())


class RecommendationForm(PlaceForm):
    """A recommendation and its boards."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Rekommendation"), max_length=MOST_WORDS, widget=forms.Textarea(attrs={"rows": 4}), strip=True
    )
    boards = forms.MultipleChoiceField(
        label=_("Riktas till"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Välj vilken nämnd som rekommendationen riktas till.")},
    )  # fmt: skip

    def __init__(self, *args: Any, units: Sequence[Unit], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["boards"].choices = [(str(unit.pk), unit.name) for unit in units]  # type: ignore[attr-defined]

    def told(self) -> Said:
        data = self.cleaned_data
        return Said(data["text"], frozenset(map(int, data["boards"])), self.place_said(), None, data["id"])


def told_by(form: AuditForm, questions: Any, recommendations: Any) -> Told:
    """What the valid forms tell."""
    own = dict(form.cleaned_data)
    own.pop("version")
    boards = frozenset(unit.pk for unit in own.pop("boards"))
    return Told(
        lines={name: lines_of(own.pop(name)) for name in LISTS},
        boards=boards,
        questions=tuple(one.told() for one in questions),
        recommendations=tuple(one.told() for one in recommendations),
        fields=own,
    )


def initial_of(told: Told) -> dict[str, Any]:
    """What the form of the audit begins with."""
    fields = dict(told.fields)
    for name in ("unit", "follows"):
        fields[name] = getattr(fields.get(name), "pk", fields.get(name))
    return {
        **fields,
        "boards": sorted(told.boards),
        **{name: "\n".join(told.lines.get(name, ())) for name in LISTS},
    }


def _place(place: tuple[int, int] | None) -> str:
    return f"{place[0]}:{place[1]}" if place else ""


def question_begins(question: Question) -> dict[str, Any]:
    """What a question's line begins with."""
    return {"text": question.text, "answer": question.answer, "place": _place(question.place)}


def recommendation_begins(said: Said) -> dict[str, Any]:
    """What a recommendation's line begins with."""
    return {"text": said.wording, "boards": [str(pk) for pk in sorted(said.boards)], "place": _place(said.place),
            "id": said.id}  # fmt: skip


class ReadForm(forms.Form):
    """The paper of an audit."""

    file = forms.FileField(
        label=_("Granskningens fil"),
        help_text=_(
            "PDF, Word (.docx eller .odt) eller text. Högst 25 MB. Filen läses här, och lämnar aldrig Ledtråd."
        ),
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx,.odt,.txt"}),
        max_length=255,
        allow_empty_file=True,  # the reader says it better
    )
    unit = forms.ModelChoiceField(label=_("Hör till"), queryset=Unit.objects.none())

    def __init__(self, *args: Any, units: Sequence[Unit], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])  # type: ignore[attr-defined]
        self.fields["unit"].choices = [(unit.pk, unit.name) for unit in units]  # type: ignore[attr-defined]
        if len(units) == 1:
            self.fields["unit"].initial = units[0].pk
