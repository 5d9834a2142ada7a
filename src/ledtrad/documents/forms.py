"""Forms of steering documents and their passages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ledtrad.documents.models import SteeringDocument
from ledtrad.thread.forms import NodeForm
from ledtrad.thread.rules import Kind


class DocumentForm(NodeForm):
    """What every node has, and where the text is found."""

    kind = Kind.DOCUMENT
    source_url = forms.URLField(label=_("Länk"), required=False, assume_scheme="https")

    class Meta(NodeForm.Meta):
        model = SteeringDocument
        fields = [
            "title", "short_title", "level", "reference", "quote", "description", "source", "source_url",
            "is_national", "unit", "responsible", "valid_from", "valid_to", "confidentiality", "areas",
        ]  # fmt: skip
        labels = NodeForm.Meta.labels | {"level": _("Slag av text")}
        help_texts = {
            **NodeForm.Meta.help_texts,
            "title": _("Textens namn."),
            "quote": _("Ordagrant, för en passage som mål kan förankras i."),
            "source": _("Var texten är antagen eller publicerad, med datum och paragraf."),
            "is_national": _("Lag, förordning, föreskrift eller statsbidrag."),
        }


class PassageForm(forms.Form):
    """A quotable passage of a document."""

    title = forms.CharField(label=_("Vad säger passagen?"), max_length=300)
    reference = forms.CharField(label=_("Kapitel, paragraf eller sida"), max_length=200)
    quote = forms.CharField(label=_("Ordagrant"), widget=forms.Textarea(attrs={"rows": 4}))
