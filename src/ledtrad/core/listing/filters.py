"""Filters: a form field that narrows the list, and the words for it when the list is printed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from ledtrad.core.refusals import Sentence

EVERYTHING = _("Alla")
Choices = Iterable[tuple[Any, Any]]


@dataclass(frozen=True)
class Filter:
    """One filter. `make_field` gives a fresh form field, `apply` narrows by its cleaned value."""

    key: str
    label: Sentence
    make_field: Callable[[], forms.Field]
    apply: Callable[[QuerySet[Any], Any], QuerySet[Any]]
    initial: Any = field(default=None)


class Options(forms.Select):
    """A drop-down that is written here: a template for each of a hundred units is a third of a long page's time."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = {str(one) for one in self.format_value(value)}
        rows = ((key, SafeString(" selected") if str(key) in chosen else "", text) for key, text in self.choices)
        options = format_html_join("", '<option value="{}"{}>{}</option>', rows)
        said = flatatt(self.build_attrs(self.attrs, attrs))
        return format_html('<select class="ds-input" name="{}"{}>{}</select>', name, said, options)


def choice(
    key: str,
    label: Sentence,
    choices: Choices | Callable[[], Choices],
    lookup: str | None = None,
    *,
    everything: Sentence = EVERYTHING,
    apply: Callable[[QuerySet[Any], Any], QuerySet[Any]] | None = None,
) -> Filter:
    """A drop-down. Narrows by `lookup` (`key` if not given), or by `apply` when that is not enough."""

    def make_field() -> forms.Field:
        offered = choices() if callable(choices) else choices
        told = [("", everything), *offered]
        return forms.ChoiceField(label=str(label), required=False, choices=told, widget=Options)

    def narrow(rows: QuerySet[Any], value: Any) -> QuerySet[Any]:
        return rows.filter(**{lookup or key: value})

    return Filter(key, label, make_field, apply or narrow)


def search(key: str, label: Sentence, *lookups: str) -> Filter:
    """A text field: every word must occur in one of the fields."""

    def make_field() -> forms.Field:
        return forms.CharField(label=str(label), required=False, max_length=100, widget=forms.SearchInput())

    def narrow(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        for word in value.split()[:10]:
            rows = rows.filter(reduce(or_, (Q(**{f"{name}__icontains": word}) for name in lookups)))
        return rows

    return Filter(key, label, make_field, narrow)


def flag(key: str, label: Sentence, condition: Q) -> Filter:
    """A check box: only the rows for which `condition` holds."""

    def narrow(rows: QuerySet[Any], value: bool) -> QuerySet[Any]:
        return rows.filter(condition) if value else rows

    return Filter(key, label, lambda: forms.BooleanField(label=str(label), required=False), narrow)


class FilterForm(forms.Form):
    """The filters of a list as a form over the query of the address."""

    use_required_attribute = False

    def __init__(self, filters: Iterable[Filter], data: Any) -> None:
        super().__init__(data, auto_id="f-%s")
        self.filters = list(filters)
        for one in self.filters:
            self.fields[one.key] = one.make_field()

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that pass. A value that is not valid narrows nothing and shows its error at the field."""
        self.is_valid()
        for one in self.filters:
            value = self.cleaned_data.get(one.key)
            if value not in (None, "", False, []):
                rows = one.apply(rows, value)
        return rows

    def summary(self) -> list[str]:
        """What is filtered on, in words: "Status: Ej uppnått"."""
        self.is_valid()
        words = []
        for one in self.filters:
            value = self.cleaned_data.get(one.key)
            if value in (None, "", False, []):
                continue
            words.append(str(one.label) if value is True else f"{one.label}: {self._named(one.key, value)}")
        return words

    def _named(self, key: str, value: Any) -> str:
        offered = getattr(self.fields[key], "choices", ())
        return next((str(text) for choice_key, text in offered if str(choice_key) == str(value)), str(value))
