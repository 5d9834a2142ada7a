"""How forms look: Designsystemet's fields, written by Django so that they work without scripts."""

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

LANGUAGES = [("sv", "Svenska"), ("en", "English")]
COLOUR_SCHEMES = [("auto", _("Som datorn")), ("light", _("Ljust")), ("dark", _("Mörkt"))]
WEEKDAYS = [
    (0, _("måndag")),
    (1, _("tisdag")),
    (2, _("onsdag")),
    (3, _("torsdag")),
    (4, _("fredag")),
]


class Bound(forms.BoundField):
    """A field that is asked for depending on another says when, in its help text, instead of that it may be left out.

    The field says so itself: ``self.fields["reason"].asked_when = _("Behövs när aktiviteten utgår.")``.
    """

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        if self.asked_when:
            self.help_text = " ".join(str(text) for text in (self.asked_when, self.help_text) if text)

    @cached_property
    def asked_when(self) -> str:
        """When the field is asked for; empty for one that does not hang on another."""
        return str(getattr(self.field, "asked_when", ""))

    @property
    def may_be_left_out(self) -> bool:
        """Whether the label says that it is optional."""
        return not self.field.required and not self.asked_when


class Renderer(TemplatesSetting):
    """`{{ form }}` and `{{ field.as_field_group }}` in our look; inputs are in `templates/django/forms/`."""

    form_template_name = "web/forms/form.html"
    field_template_name = "web/forms/field.html"
    formset_template_name = "web/forms/formset.html"
    bound_field_class = Bound

    def render(self, template_name: str, context: Any, request: Any = None) -> Any:
        """As the base class; templates that ask for paragraphs or divs get the same form as all others."""
        if template_name in {"django/forms/p.html", "django/forms/div.html"}:
            template_name = self.form_template_name
        return super().render(template_name, context, request)


class SettingsForm(forms.Form):
    """What a person decides about their own use."""

    language = forms.ChoiceField(label=_("Språk"), choices=LANGUAGES, widget=forms.RadioSelect)
    colour_scheme = forms.ChoiceField(label=_("Utseende"), choices=COLOUR_SCHEMES, widget=forms.RadioSelect)
    wants_digest = forms.BooleanField(
        label=_("Skicka ett påminnelsebrev varje vecka"),
        required=False,
        help_text=_("Ett samlat brev om det som väntar på dig. Det innehåller inga uppgifter om enskilda."),
    )
    digest_day = forms.TypedChoiceField(label=_("Dag för brevet"), coerce=int, choices=WEEKDAYS)


class LanguageForm(forms.Form):
    """The language of the pages."""

    language = forms.ChoiceField(choices=LANGUAGES)


class ColourSchemeForm(forms.Form):
    """Light or dark pages."""

    colour_scheme = forms.ChoiceField(choices=COLOUR_SCHEMES)
