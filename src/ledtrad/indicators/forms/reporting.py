"""The form in which a figure is reported: as few fields as the kind of figure allows."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledtrad.core.fields import NumberField
from ledtrad.core.periods import Period, PeriodKind, label
from ledtrad.indicators.figures import Figure, plain, problems_with
from ledtrad.indicators.models import Indicator, Observation
from ledtrad.indicators.rules import ValueKind
from ledtrad.indicators.rules.words import is_percent
from ledtrad.thread.forms import DateInput

WITHOUT_COMMENT = "without_comment"
"""The button that saves the figure although the comment is still to come."""


class ReportForm(forms.Form):
    """One figure for one unit and period. `version` is the key of the record that the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        indicator: Indicator,
        period: Period,
        current: Observation | None = None,
        **kwargs: Any,
    ) -> None:
        self.indicator, self.period = indicator, period
        kwargs["initial"] = _initial(current)
        super().__init__(data, **kwargs)
        for name, field in _number_fields(indicator, period).items():
            self.fields[name] = field
        self.fields["comment"] = self._comment()
        self.order_fields(["value", "numerator", "denominator", "comment"])

    def _comment(self) -> forms.CharField:
        wanted = self.indicator.comment_required and WITHOUT_COMMENT not in (self.data or {})
        return forms.CharField(
            label=_("Kommentar"),
            required=wanted,
            max_length=4000,
            widget=forms.Textarea(attrs={"rows": 4}),
            help_text=_(
                "Vad förklarar siffran? En eller två meningar. Nämnden läser den. Skriv inget om enskilda personer."
            ),
            error_messages={"required": _("Skriv vad som förklarar siffran.")},
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not {"value", "numerator", "denominator"} & set(self.errors):
            for column, sentence in problems_with(self.indicator, self.figure(cleaned)):
                self.add_error(column if column in self.fields else None, sentence)
        return cleaned

    def figure(self, cleaned: Mapping[str, Any] | None = None) -> Figure:
        """What the form says, as the action takes it."""
        given = self.cleaned_data if cleaned is None else cleaned
        return Figure(given.get("value"), given.get("numerator"), given.get("denominator"), given.get("comment") or "")


def _initial(current: Observation | None) -> dict[str, Any]:
    if current is None:
        return {"version": 0}
    value = plain(current.value)
    return {
        "version": current.pk,
        "value": value,
        "numerator": plain(current.numerator),
        "denominator": plain(current.denominator),
        "comment": current.comment,
    }


def _number_fields(indicator: Indicator, period: Period) -> dict[str, forms.Field]:
    how = escape(indicator.instruction)  # a form field's help is taken for markup
    if indicator.value_kind == ValueKind.RATIO:
        return {
            "numerator": NumberField(label=indicator.numerator_label or _("Täljare: hur många av dem?"), help_text=how),
            "denominator": NumberField(label=indicator.denominator_label or _("Nämnare: av hur många?")),
        }
    if indicator.value_kind == ValueKind.MILESTONE:
        return {"value": _stage_field(indicator)}
    affix = _("procent") if is_percent(indicator.unit_of_measure) else indicator.unit_of_measure
    field = NumberField(label=value_label(indicator, period), help_text=how or escape(indicator.definition))
    field.widget.attrs["data-affix"] = affix
    return {"value": field}


def value_label(indicator: Indicator, period: Period) -> str:
    """ "Antal i mars" where things are counted, else "Värde för 2020"."""
    if PeriodKind(indicator.periodicity) is PeriodKind.MONTH and indicator.value_kind == ValueKind.SUM:
        return _("Antal i %(month)s") % {"month": label(period).split("\N{NO-BREAK SPACE}")[0]}
    return _("Värde för %(period)s") % {"period": label(period)}


def _stage_field(indicator: Indicator) -> forms.Field:
    names = [str(name) for name in indicator.stages] or [_("Klart")]
    choices = [("0", _("Inte påbörjat"))] + [
        (str(number), f"{number}. {name}" if len(names) > 1 else name) for number, name in enumerate(names, 1)
    ]
    return forms.TypedChoiceField(
        label=_("Hur långt har ni kommit?"),
        choices=choices,
        coerce=Decimal,
        widget=forms.RadioSelect,
        help_text=_("Välj det senaste steget som är helt klart."),
    )


class DeferForm(forms.Form):
    """The figure is not there yet: why, and when it will be."""

    until = forms.DateField(label=gettext_lazy("När kommer siffran?"), widget=DateInput())
    reason = forms.CharField(
        label=gettext_lazy("Varför finns den inte än?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Nämnden ser skälet i listan över luckor. Skriv inget om enskilda personer."),
    )
