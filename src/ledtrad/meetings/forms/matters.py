"""The forms of matters."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ledtrad.core.actors import Actor
from ledtrad.meetings.models import Matter, MatterSeries, Meeting
from ledtrad.meetings.queries.matters import coming_meetings, open_boards
from ledtrad.organisation.actors import access
from ledtrad.organisation.models import Function, Unit
from ledtrad.organisation.rules import Confidentiality
from ledtrad.thread.forms import DateInput

MARK_HELP = _(
    "Öppen: alla som loggar in. Intern: de som arbetar eller har uppdrag i nämnden. Sekretess: chefer, "
    "nämndsekreterare och kvalitetsutvecklare, och den som handlägger ärendet."
)


def handlers_of(board: Unit) -> Any:
    """The functions of the board's tree that somebody can be asked in. One query when evaluated."""
    return Function.objects.filter(unit__path__startswith=board.path).select_related("unit")


class NewMatterForm(forms.Form):
    """A matter of a board. The number is given when it is saved."""

    board = forms.ModelChoiceField(label=_("Nämnd"), queryset=Unit.objects.none(), to_field_name="number")
    title = forms.CharField(label=_("Rubrik"), max_length=300, help_text=_("Vad ärendet gäller, på en rad."))
    responsible = forms.ModelChoiceField(
        label=_("Handläggare"), queryset=Function.objects.none(), required=False,
        help_text=_("En funktion, inte en person. Den som har funktionen skriver ärendets handlingar."),
    )  # fmt: skip
    confidentiality = forms.ChoiceField(
        label=pgettext_lazy("grad", "Sekretess"),
        choices=Confidentiality.choices,
        initial=Confidentiality.OPEN,
        help_text=MARK_HELP,
    )
    registration_number = forms.CharField(
        label=_("Diarienummer"), max_length=40, required=False,
        help_text=_("Fyll i om ärendet redan har ett nummer i diariet. Tomt: nästa nummer i nämndens serie."),
    )  # fmt: skip
    plan = forms.RegexField(
        r"^[0-9A-Za-z.]{1,20}$", label=_("Beteckning i klassificeringsplanen"), required=False,
        help_text=_("Till exempel 111. Bara för nämnder vars nummer visar den."),
    )  # fmt: skip
    opened_on = forms.DateField(label=_("Öppnat"), widget=DateInput(), required=False, help_text=_("Tomt: i dag."))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        boards = open_boards(access(actor))
        below = Q(pk__in=[])
        for board in boards:
            below |= Q(unit__path__startswith=board.path)
        self.fields["board"].queryset = boards  # type: ignore[attr-defined]
        self.fields["responsible"].queryset = Function.objects.filter(below).select_related("unit")  # type: ignore[attr-defined]


class MatterForm(forms.ModelForm):  # type: ignore[type-arg]
    """What can change in a matter. Never saves."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Matter
        fields = ["title", "responsible", "confidentiality"]
        help_texts = {"confidentiality": MARK_HELP}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["responsible"].queryset = handlers_of(self.instance.board)  # type: ignore[attr-defined]


class FileForm(forms.Form):
    """A file."""

    file = forms.FileField(
        label=_("Fil"), help_text=_("PDF, Word, Excel, PowerPoint, OpenDocument, text eller bild. Högst 25 MB.")
    )


class SeriesForm(forms.ModelForm):  # type: ignore[type-arg]
    """How a board's numbers look."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = MatterSeries
        fields = ["pattern"]
        help_texts = {
            "pattern": _(
                "{year} är året, {number} löpnumret, {number:4} löpnumret med fyra siffror och {plan} beteckningen i "
                "klassificeringsplanen. Till exempel: SO {year}/{number:4} eller SN-{year}/{number}.{plan}"
            )
        }


class NewPaperForm(forms.Form):
    """A paper in a matter."""

    title = forms.CharField(label=_("Rubrik"), max_length=300, help_text=_("Som den ska stå på handlingen."))
    meeting = forms.ModelChoiceField(
        label=_("Till sammanträdet"), queryset=Meeting.objects.none(), required=False, help_text=_("Kan väljas senare.")
    )

    def __init__(self, *args: Any, matter: Matter, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"].queryset = coming_meetings(matter.board_id, actor.today)  # type: ignore[attr-defined]
