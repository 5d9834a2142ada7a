"""Forms of orders, items, onward delegation and substitutes."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ledtrad.core.actors import Actor
from ledtrad.delegation.actions.items import Delegate
from ledtrad.delegation.models import DelegationItem, DelegationOrder
from ledtrad.delegation.queries.people import People, folded
from ledtrad.delegation.rules.words import level_name
from ledtrad.organisation.actors import access
from ledtrad.organisation.models import Function, Unit
from ledtrad.organisation.rules import BOARD_KINDS, Power, Role
from ledtrad.thread.forms import DateInput

#: Levels of the tree that an item can be given to.
LEVELS = (
    Role.DIRECTOR, Role.DIVISION_MANAGER, Role.UNIT_MANAGER, Role.CONTROLLER, Role.QUALITY_DEVELOPER,
    Role.CASE_WORKER, Role.BOARD_SECRETARY,
)  # fmt: skip

CHAIR = "Ordföranden"
"""As an order says it, whatever language the writer reads; offered when the board has no such function."""


class DraftForm(forms.Form):
    """A new draft: for which board, called what, and from what."""

    board = forms.ModelChoiceField(label=_("Nämnd"), queryset=Unit.objects.none(), to_field_name="number")
    name = forms.CharField(label=_("Version"), max_length=60, help_text=_("Till exempel 2021:2."))
    copied_from = forms.ModelChoiceField(
        label=_("Utgå från"), queryset=DelegationOrder.objects.none(), required=False,
        help_text=_("Alla punkter följer med. Tomt: börja från början."),
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rights = access(actor)
        units = Unit.objects.filter(pk__in=rights.units(Power.PLAN), kind__in=BOARD_KINDS)
        self.fields["board"].queryset = units  # type: ignore[attr-defined]
        rows = DelegationOrder.objects.select_related("board")
        inner = rights.units(Power.READ_INTERNAL)
        self.fields["copied_from"].queryset = (  # type: ignore[attr-defined]
            rows.filter(state="adopted") | rows.filter(board__in=inner)
        )


class OrderForm(forms.Form):
    """A draft's name and introduction."""

    name = forms.CharField(label=_("Version"), max_length=60)
    preamble = forms.CharField(
        label=_("Inledande bestämmelser"), required=False, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Står först i ordningen. Tom rad delar stycken, - börjar en punkt, # en rubrik."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class AdoptForm(forms.Form):
    """When the board adopted the order, where that is written, and from when it holds."""

    adopted_on = forms.DateField(label=_("Vilken dag antog nämnden ordningen?"), widget=DateInput())
    reference = forms.CharField(label=_("Paragraf i protokollet"), max_length=60, help_text=_("Till exempel § 41."))
    valid_from = forms.DateField(
        label=_("Gäller från och med"), widget=DateInput(),
        help_text=_("Den ordning som gäller då upphör samma dag."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class EndForm(forms.Form):
    """The first day on which the order no longer holds."""

    valid_to = forms.DateField(
        label=_("Gäller inte längre från och med"), widget=DateInput(),
        help_text=_("Utan ordning avgör nämnden själv alla ärenden."),
    )  # fmt: skip
    reason = forms.CharField(label=_("Skäl"), max_length=300, required=False,
                             help_text=_("Behövs bara om dagen redan har varit."))  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ItemForm(forms.ModelForm):  # type: ignore[type-arg]
    """One item of a draft with its delegates. Never saves."""

    delegates = forms.MultipleChoiceField(
        label=_("Vem får besluta?"), required=False, widget=forms.CheckboxSelectMultiple(),
        help_text=_("Var och en av dem får besluta för sig."),
    )  # fmt: skip
    others = forms.CharField(
        label=_("Andra delegater"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("En på varje rad, för den som inte finns i listan."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = DelegationItem
        fields = [
            "number", "area", "title", "statute", "amount_max", "days_max", "consult", "urgent_only", "conditions",
            "reporting", "onward", "onward_note", "motivation",
        ]  # fmt: skip
        widgets = {
            "area": forms.TextInput(attrs={"list": "omraden"}),
            "title": forms.Textarea(attrs={"rows": 2}),
            "statute": forms.TextInput(attrs={"list": "lagrum"}),
            "conditions": forms.Textarea(attrs={"rows": 2}),
            "motivation": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {
            "statute": _("Till exempel 4 kap. 1 § SoL."),
            "conditions": _("Det som inte ryms i fälten här ovanför."),
            "motivation": _("Behövs när punkten liknar något som inte får delegeras."),
        }

    field_order = [
        "number", "area", "title", "statute", "delegates", "others", "amount_max", "days_max", "consult",
        "urgent_only", "conditions", "reporting", "onward", "onward_note", "motivation",
    ]  # fmt: skip

    def __init__(self, *args: Any, board_id: int, people: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.options = dict(_options(board_id, people))
        groups: dict[str, list[tuple[str, str]]] = {}
        for key, (group, label, _delegate) in self.options.items():
            groups.setdefault(group, []).append((key, label))
        self.fields["delegates"].choices = list(groups.items())  # type: ignore[attr-defined]
        self.fields["amount_max"].widget.attrs["min"] = 0
        amount = self.initial.get("amount_max")
        if amount is not None and amount == int(amount):
            self.initial["amount_max"] = int(amount)
        if self.instance.pk and not self.is_bound:
            self._tick()
        self.fields["version"].initial = self.instance.version if self.instance.pk else None

    def _tick(self) -> None:
        ticked, left = [], []
        for delegate in self.instance.delegates.all():
            key = _key(delegate.function_id, delegate.level, delegate.name)
            if key in self.options:
                ticked.append(key)
            else:
                left.append(delegate.name)
        self.initial["delegates"], self.initial["others"] = ticked, "\n".join(left)

    def values(self) -> dict[str, Any]:
        """The item's own fields."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def chosen(self) -> list[Delegate]:
        """Those who may decide, ticked and written."""
        found = [self.options[key][2] for key in self.cleaned_data["delegates"]]
        names = (folded(line)[:150] for line in self.cleaned_data["others"].splitlines())
        return [*found, *(Delegate(name) for name in names if name)]


def _key(function_id: int | None, level: str, name: str) -> str:
    return f"f{function_id}" if function_id is not None else f"l{level}" if level else f"b{name}"


def _options(board_id: int, people: People) -> Iterable[tuple[str, tuple[str, str, Delegate]]]:
    """What can be ticked: key → group, label, delegate."""
    bodies = list(people.bodies.get(board_id, []))
    if not any(folded(place.title).casefold().startswith("ordförande") for place in people.functions.values()):
        bodies.append(CHAIR)
    for name in bodies:
        yield _key(None, "", name), (str(_("Utskott och ordförande")), name, Delegate(name))
    for role in LEVELS:
        if ids := people.by_level.get((board_id, role)):
            label = str(Role(role).label)
            text = str(_("%(level)s (%(n)s i dag)")) % {"level": label, "n": len(ids)}
            yield f"l{role}", (str(_("Alla på en nivå")), text, Delegate(level_name(role), level=role))
    titles: dict[str, int] = {}
    for place in people.functions.values():
        titles[folded(place.title)] = titles.get(folded(place.title), 0) + 1
    for place in people.functions.values():
        title = folded(place.title)
        name = title if titles[title] == 1 else f"{title}, {place.unit}"[:150]
        yield f"f{place.id}", (str(_("Funktioner")), f"{title}, {place.unit}", Delegate(name, function_id=place.id))


class SubdelegationForm(forms.Form):
    """The head of administration lets somebody else decide."""

    item = forms.ChoiceField(label=_("Punkt"), help_text=_("Bara punkter där nämnden tillåter det."))
    delegate = forms.ModelChoiceField(label=_("Vem får besluta?"), queryset=Function.objects.none())
    valid_from = forms.DateField(label=_("Gäller från och med"), widget=DateInput())
    valid_to = forms.DateField(
        label=_("Gäller till"), widget=DateInput(), required=False,
        help_text=_("Första dagen det inte längre gäller. Tomt: tills vidare."),
    )  # fmt: skip
    conditions = forms.CharField(label=_("Villkor"), max_length=300, required=False)

    def __init__(self, *args: Any, items: list[tuple[str, str]], units: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = [("", "–"), *items]  # type: ignore[attr-defined]
        rows = Function.objects.filter(unit__in=list(units)).select_related("unit")
        self.fields["delegate"].queryset = rows  # type: ignore[attr-defined]


class WithdrawForm(forms.Form):
    """Why, and from when."""

    day = forms.DateField(label=_("Gäller inte längre från och med"), widget=DateInput())
    reason = forms.CharField(label=_("Skäl"), max_length=300)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class SubstitutionForm(forms.Form):
    """Who stands in for whom, and when."""

    absent = forms.ModelChoiceField(label=_("Vem är borta?"), queryset=Function.objects.none())
    substitute = forms.ModelChoiceField(label=_("Vem beslutar i stället?"), queryset=Function.objects.none())
    valid_from = forms.DateField(label=_("Från och med"), widget=DateInput())
    valid_to = forms.DateField(
        label=_("Till"), widget=DateInput(), required=False, help_text=_("Första dagen den ordinarie är tillbaka."),
    )  # fmt: skip
    reason = forms.CharField(label=_("Anledning"), max_length=300, required=False,
                             help_text=_("Till exempel semester. Skriv inget om hälsa."))  # fmt: skip

    def __init__(self, *args: Any, units: Iterable[int], may: Iterable[int] | None, **kwargs: Any) -> None:
        """`may`: the units whose functions this person may give a substitute; None for all."""
        super().__init__(*args, **kwargs)
        rows = Function.objects.filter(unit__in=list(units)).select_related("unit")
        self.fields["substitute"].queryset = rows  # type: ignore[attr-defined]
        mine = rows if may is None else rows.filter(unit__in=list(may))
        self.fields["absent"].queryset = mine  # type: ignore[attr-defined]


class EndSubstitutionForm(forms.Form):
    """From when the absent one is back."""

    day = forms.DateField(label=_("Den ordinarie är tillbaka"), widget=DateInput())
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
