"""Forms of reports."""

from contextlib import suppress
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ledtrad.core.actors import Actor
from ledtrad.core.papers.markup import HELP as MARKUP_HELP
from ledtrad.core.periods import Period, PeriodKind, label
from ledtrad.organisation.actors import access
from ledtrad.organisation.models import Function, Holding, Unit
from ledtrad.organisation.rules import BOARD_KINDS, Power, Role
from ledtrad.reports.models import Report, ReportSection
from ledtrad.reports.rules import SectionKind


def recent_periods(today: Any) -> list[Period]:
    """The periods that one may report on now, latest first: quarters, tertials, half-years and years."""
    found = []
    for kind in (PeriodKind.QUARTER, PeriodKind.TERTIAL, PeriodKind.HALF_YEAR, PeriodKind.YEAR):
        period = Period.of(kind, today)
        for _each in range(kind.per_year + 1):
            found.append(period)
            period = period.previous()
    return sorted(found, key=lambda p: (p.last_day > today, -p.last_day.toordinal(), p.kind.months))


class ComposeForm(forms.Form):
    """A new report: for which board, and which period."""

    unit = forms.ModelChoiceField(label=_("Nämnd"), queryset=Unit.objects.none(), to_field_name="number")
    period = forms.ChoiceField(
        label=_("Period"), help_text=_("Rapporten läser siffrorna som de är till och med periodens sista dag.")
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.filter(pk__in=access(actor).units(Power.PLAN), kind__in=BOARD_KINDS)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        if len(units) == 1:
            self.fields["unit"].empty_label = None  # type: ignore[attr-defined]
        choices = [(str(p), label(p)) for p in recent_periods(actor.today)]
        asked = str(self.initial.get("period") or self.data.get("period") or "")
        if asked and asked not in dict(choices):
            with suppress(ValueError):
                choices.insert(0, (asked, label(Period.parse(asked))))
        self.fields["period"].choices = choices  # type: ignore[attr-defined]

    def clean_period(self) -> Period:
        return Period.parse(self.cleaned_data["period"])


class TitleForm(forms.ModelForm[Report]):
    """The report's title."""

    class Meta:
        model = Report
        fields = ["title"]


class SectionForm(forms.ModelForm[ReportSection]):
    """The author's part of a section, and what it takes along from the data."""

    charts = forms.BooleanField(label=_("Visa diagram"), required=False)
    only_deviating = forms.BooleanField(label=_("Visa bara det som avviker"), required=False)
    taken = forms.MultipleChoiceField(
        label=_("Kommentarer som tas med"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Det är de ansvarigas egna ord. De kan utelämnas men inte ändras."),
    )

    class Meta:
        model = ReportSection
        fields = ["heading", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 12})}
        help_texts = {"text": MARKUP_HELP}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind, chosen = self.instance.kind, self.instance.settings
        comments = chosen.get("comments", {})
        left = set(chosen.get("left_out", []))
        self.fields["taken"].choices = [  # type: ignore[attr-defined]
            (key, f"{c['number']}, {c['when']}: {c['text']}") for key, c in comments.items()
        ]
        self.initial = {
            **self.initial,
            "charts": chosen.get("charts", True),
            "only_deviating": chosen.get("only_deviating", False),
            "taken": [key for key in comments if key not in left],
        }
        if kind != SectionKind.INDICATORS:
            del self.fields["charts"]
        if kind != SectionKind.INDICATORS or not comments:
            del self.fields["taken"]
        if kind not in (SectionKind.INDICATORS, SectionKind.ACTIVITIES):
            del self.fields["only_deviating"]

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        data = self.cleaned_data
        chosen: dict[str, Any] = {name: data[name] for name in ("charts", "only_deviating") if name in data}
        if "taken" in data:
            chosen["left_out"] = [key for key in self.instance.settings["comments"] if key not in data["taken"]]
        return {"heading": data["heading"], "text": data["text"], "settings": chosen}


class NewSectionForm(forms.Form):
    """A section of free text."""

    heading = forms.CharField(label=_("Rubrik"), max_length=150)
    text = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 8}), help_text=MARKUP_HELP)


class SubmitForm(forms.Form):
    """Who is asked to sign, besides those who must."""

    reviewers = forms.ModelMultipleChoiceField(
        label=_("Vilka mer ska granska?"),
        queryset=Function.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Förvaltningschefen godkänner alltid. De som väljs här intygar att förslaget är granskat."),
    )

    SIGNERS = (Role.DIRECTOR, Role.DIVISION_MANAGER, Role.CONTROLLER, Role.QUALITY_DEVELOPER, Role.BOARD_SECRETARY)

    def __init__(self, *args: Any, report: Report, required: list[Function], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Function.objects.filter(
            unit__path__startswith=report.unit.path, role__in=self.SIGNERS, holdings__in=Holding.objects.current()
        )
        rows = rows.exclude(pk__in=[f.pk for f in required]).select_related("unit").distinct()
        self.fields["reviewers"].queryset = rows  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why: for sending back and for correcting."""

    reason = forms.CharField(label=_("Skäl"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
