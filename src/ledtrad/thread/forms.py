"""Forms for what can be done to any node."""

from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from ledtrad.core.actors import Actor
from ledtrad.core.periods import Period, PeriodKind, label
from ledtrad.organisation.actors import access
from ledtrad.organisation.models import Function, Unit, User
from ledtrad.organisation.rules import Power
from ledtrad.thread.models import Level, Node
from ledtrad.thread.rules import ALLOWED, Extent, Kind, LinkKind, Status

ASSESSABLE_PERIODS = 6


class DateInput(forms.DateInput):
    """A date field that the browser helps with."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class Suggesting(forms.TextInput):
    """A text field with answers offered as one types: `offered` are value and words; `list` in `attrs` is another
    field's."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", **(attrs or {})})
        self.offered: list[tuple[str, str]] = []

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        if "list" in self.attrs:
            return super().render(name, value, attrs, renderer)
        key = f"{(attrs or {}).get('id', name)}-val"
        field = super().render(name, value, {**(attrs or {}), "list": key}, renderer)
        options = format_html_join("", '<option value="{}">{}</option>', self.offered)
        return format_html('{}<datalist id="{}">{}</datalist>', field, key, options)


class NodeField(forms.CharField):
    """A node by its number. `offer` says which ones may be named, and offers the first of them as one types."""

    widget = Suggesting
    MOST = 200

    def offer(self, rows: QuerySet[Any]) -> None:
        self.rows = rows
        self.widget.offered = [(row.number, row.short) for row in rows[: self.MOST]]

    def clean(self, value: Any) -> Any:
        number = str(super().clean(value)).split(" ")[0].strip()
        if not number:
            return None
        found = self.rows.filter(number__iexact=number).first()
        if found is None:
            raise forms.ValidationError(
                _("Det finns inget att välja med numret %(number)s."), code="unknown", params={"number": number[:30]}
            )
        return found

    def prepare_value(self, value: Any) -> Any:
        """What is chosen is told with its title; the number alone counts."""
        return f"{value.number} {value.short}" if isinstance(value, Node) else value


class LastDayField(forms.DateField):
    """The last day that something holds, as people say it. What is stored, and given back, is the day after."""

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        try:
            return day + timedelta(days=1) if day is not None else None
        except OverflowError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None

    def prepare_value(self, value: Any) -> Any:
        return value - timedelta(days=1) if isinstance(value, date) and value > date.min else value


class NodeForm(forms.ModelForm):  # type: ignore[type-arg]
    """What every kind of node has; a kind adds its own fields in a subclass. Never saves: see `kinds.KindPage.save`.

    `actor` narrows units to those the actor may edit in. `version` is what the person saw.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Node
        fields = [
            "title",
            "short_title",
            "description",
            "level",
            "unit",
            "responsible",
            "valid_from",
            "valid_to",
            "confidentiality",
            "areas",
        ]
        widgets = {"valid_from": DateInput(), "valid_to": DateInput(), "areas": forms.CheckboxSelectMultiple()}
        field_classes: ClassVar[dict[str, type[forms.Field]]] = {"valid_to": LastDayField}
        labels = {"valid_to": _("Gäller till och med")}
        help_texts = {
            "title": _("Säg vad som ska nås eller göras, i en mening."),
            "short_title": _("För tabeller och bilder. Högst ett par ord."),
            "responsible": _("En funktion, inte en person. Sidan visar vem som har den just nu."),
            "valid_to": _("Tomt: tills vidare."),
            "confidentiality": _(
                "Öppen: alla som loggar in. Intern: de som arbetar eller har uppdrag i nämnden. "
                "Sekretess: chefer, nämndsekreterare och kvalitetsutvecklare i enheten."
            ),
        }

    kind: Kind = Kind.GOAL

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = access(actor).units(Power.EDIT)
        current = [self.instance.unit_id] if self.instance.pk else []
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=[*units, *current])  # type: ignore[attr-defined]
        self.fields["responsible"].queryset = Function.objects.select_related("unit")  # type: ignore[attr-defined]
        if "level" in self.fields:
            self.fields["level"].queryset = Level.objects.filter(kind=self.kind)  # type: ignore[attr-defined]
            self.fields["level"].required = True
        self.fields["version"].initial = self.instance.version if self.instance.pk else None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        begins, ends = cleaned.get("valid_from"), cleaned.get("valid_to")
        if begins and ends and ends <= begins:
            self.add_error("valid_to", _("Slutdagen kan inte ligga före startdagen."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """The cleaned fields of the model, areas and version apart: what `thread.actions.change_node` takes."""
        return {k: v for k, v in self.cleaned_data.items() if k not in ("areas", "version")}


def period_choices(kind: PeriodKind, actor: Actor) -> list[tuple[str, str]]:
    """The latest closed periods of a kind, newest first."""
    period = Period.of(kind, actor.today)
    if not period.has_ended(actor.today):
        period = period.previous()
    found = []
    for _step in range(ASSESSABLE_PERIODS):
        found.append((str(period), label(period)))
        period = period.previous()
    return found


class AssessmentForm(forms.Form):
    """How a node stood for a period."""

    period = forms.ChoiceField(label=_("Vilken period gäller bedömningen?"))
    status = forms.ChoiceField(
        label=_("Hur står det till?"),
        choices=[(s.value, s.label) for s in (Status.MET, Status.PARTLY, Status.MISSED)],
        widget=forms.RadioSelect,
    )
    comment = forms.CharField(
        label=_("Motivering"),
        help_text=_(
            "Vad förklarar läget? Två eller tre meningar. Nämnden läser dem. Skriv inget om enskilda personer."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, node: Node, actor: Actor, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {})
        suggested = node.suggested if node.suggested != Status.NONE else None
        kwargs["initial"] = {"version": node.version, "status": suggested, **kwargs["initial"]}
        super().__init__(*args, **kwargs)
        every = node.level.assess_every if node.level is not None else ""
        kind = PeriodKind(every) if every else PeriodKind.QUARTER
        choices = period_choices(kind, actor)
        if kind is not PeriodKind.YEAR:
            year = Period.of(PeriodKind.YEAR, actor.today).previous()
            choices.append((str(year), label(year)))
        self.fields["period"].choices = choices  # type: ignore[attr-defined]

    def clean_period(self) -> Period:
        return Period.parse(self.cleaned_data["period"])

    def clean_status(self) -> Status:
        return Status(self.cleaned_data["status"])


class CommentForm(forms.Form):
    """A word on a node."""

    text = forms.CharField(
        label=_("Kommentar"),
        help_text=_("Skriv inget om enskilda personer."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=5000,
    )


class AttachmentForm(forms.Form):
    """A file on a node."""

    file = forms.FileField(
        label=_("Fil"), help_text=_("Dokument, bild eller tabell. Inga personuppgifter om enskilda.")
    )


class DueDateForm(forms.Form):
    """Something to be done by a day."""

    title = forms.CharField(label=_("Vad ska göras?"), max_length=200)
    due_on = forms.DateField(label=_("Senast"), widget=DateInput())
    function = forms.ModelChoiceField(
        label=_("Vem"), queryset=Function.objects.select_related("unit"), required=False,
        help_text=_("Tomt: den ansvariga funktionen."),
    )  # fmt: skip


class ShareForm(forms.Form):
    """Let a node stand in another unit's room."""

    unit = forms.ModelChoiceField(label=_("Enhet eller nämnd som delar målet"), queryset=Unit.objects.all())


class LinkForm(forms.Form):
    """Tie a node to what it serves."""

    kind = forms.ChoiceField(label=_("Hur hänger de ihop?"))
    target = forms.CharField(
        label=_("Med vad?"),
        help_text=_("Skriv numret, till exempel M-012. Sök fram det om du inte kan det."),
        widget=forms.TextInput(attrs={"list": "noder", "autocomplete": "off"}),
    )
    extent = forms.ChoiceField(label=_("Hur långt?"), choices=Extent.choices, initial=Extent.WHOLE)
    note = forms.CharField(label=_("Anteckning"), required=False, max_length=300)

    def __init__(self, *args: Any, node: Node, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.node, self.user = node, user
        kinds = [k for k in LinkKind if any(source == node.kind for source, _target in ALLOWED[k])]
        self.fields["kind"].choices = [(k.value, k.label) for k in kinds]  # type: ignore[attr-defined]

    def clean_kind(self) -> LinkKind:
        return LinkKind(self.cleaned_data["kind"])

    def clean_target(self) -> Node:
        number = self.cleaned_data["target"].split(" ")[0].strip()
        found = Node.objects.visible_to(self.user).filter(number__iexact=number).first()
        if found is None:
            raise forms.ValidationError(
                _("Ingen nod har numret %(number)s."), code="unknown", params={"number": number}
            )
        return found

    def clean_extent(self) -> Extent:
        return Extent(self.cleaned_data["extent"])


class PairForm(forms.Form):
    """What to do about two goals that overlap or pull apart."""

    first = forms.CharField(widget=forms.HiddenInput)
    second = forms.CharField(widget=forms.HiddenInput)
    finding = forms.ChoiceField(choices=[("similar", ""), ("opposed", "")], widget=forms.HiddenInput)
    decision = forms.ChoiceField(
        label=_("Vad ska göras?"),
        choices=[
            ("shared", _("Koppla dem som delade")),
            ("merged", _("Slå ihop dem: det andra målets kopplingar flyttas till det första")),
            ("dismissed", _("Avfärda: de är olika saker")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("Skäl"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)
