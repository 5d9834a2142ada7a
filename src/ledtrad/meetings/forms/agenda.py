"""Forms of agendas, decisions and minutes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ledtrad.meetings.models import AgendaItem, Matter, Meeting, Paper
from ledtrad.meetings.queries.agenda import offered_matters, offered_papers
from ledtrad.meetings.rules.agenda import HIGHEST
from ledtrad.organisation.models import User

_LINES = _("En mottagare per rad.")


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class NewPointForm(forms.Form):
    """A paper, a matter, or a heading alone."""

    paper = forms.ModelChoiceField(
        label=_("Handling"), queryset=Paper.objects.none(), required=False,
        help_text=_("Handlingar som är klara för nämnden. Rubrik, förslag och mottagare hämtas ur den."),
    )  # fmt: skip
    matter = forms.ModelChoiceField(
        label=_("Ärende"), queryset=Matter.objects.none(), required=False, help_text=_("För en punkt utan handling.")
    )
    title = forms.CharField(
        label=_("Rubrik"), max_length=300, required=False, help_text=_("Tomt: handlingens eller ärendets rubrik.")
    )
    proposed_decision = forms.CharField(
        label=_("Förslag till beslut"), required=False, widget=_area(4), help_text=_("Tomt: handlingens förslag.")
    )

    def __init__(self, *args: Any, meeting: Meeting, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = [paper.pk for paper in offered_papers(meeting, user)]
        papers = Paper.objects.filter(pk__in=keys).select_related("matter").order_by("submitted_at", "pk")
        self.fields["paper"].queryset = papers  # type: ignore[attr-defined]
        self.fields["matter"].queryset = offered_matters(meeting, user)  # type: ignore[attr-defined]


class PointForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a point says before it is decided. Never saves."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = AgendaItem
        fields = ["title", "matter", "proposed_decision", "background", "distribution"]
        widgets = {"proposed_decision": _area(5), "background": _area(4), "distribution": _area(3)}
        help_texts = {"background": _("Står i protokollet under beslutet."), "distribution": _LINES}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.paper_id:
            del self.fields["matter"]
        else:
            rows = offered_matters(self.instance.meeting, user)
            self.fields["matter"].queryset = rows | rows.model._default_manager.filter(pk=self.instance.matter_id)  # type: ignore[attr-defined]


class DecideForm(forms.Form):
    """What the board decided."""

    paragraph = forms.IntegerField(
        label="§", min_value=1, max_value=HIGHEST, required=False,
        help_text=_("Nämndens paragrafer löper över året. Tomt: nästa nummer."),
    )  # fmt: skip
    text = forms.CharField(label=_("Beslut"), widget=_area(6), help_text=_("Ordagrant, som det ska stå i protokollet."))
    motions = forms.CharField(
        label=_("Yrkanden"), widget=_area(3), required=False,
        help_text=_("Förslag som lades fram vid sammanträdet och inte togs tillbaka, med vem som lade fram dem."),
    )  # fmt: skip
    procedure = forms.CharField(
        label=_("Beslutsgång"), widget=_area(3), required=False,
        help_text=_("I vilken ordning ordföranden ställde förslagen mot varandra, och hur en omröstning föll ut."),
    )  # fmt: skip
    background = forms.CharField(
        label=_("Ärendet i korthet"), widget=_area(4), required=False, help_text=_("Står i protokollet under beslutet.")
    )
    distribution = forms.CharField(label=_("Beslutet skickas till"), widget=_area(3), required=False, help_text=_LINES)
    settled = forms.BooleanField(
        label=_("Nämnden har avgjort ärendet"), required=False,
        help_text=_("Ta bort bocken om ärendet återremitteras eller bordläggs: då blir handlingen inte beslutad."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
