"""The form that makes a paper of a report on an assignment."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ledtrad.activities.models import ReportBack
from ledtrad.core.actors import Actor
from ledtrad.meetings.actions.report_backs import fits
from ledtrad.meetings.models import Matter, Meeting
from ledtrad.meetings.queries.matters import coming_meetings
from ledtrad.organisation.models import User


class ReportPaperForm(forms.Form):
    """In which matter, under which title, to which meeting."""

    title = forms.CharField(label=_("Rubrik"), max_length=300, help_text=_("Som den ska stå på handlingen."))
    matter = forms.ModelChoiceField(
        label=_("Ärende"), queryset=Matter.objects.none(), required=False, empty_label=_("Öppna ett nytt ärende"),
        help_text=_("Nämndens ärenden som inte är avslutade."),
    )  # fmt: skip
    meeting = forms.ModelChoiceField(
        label=_("Till sammanträdet"), queryset=Meeting.objects.none(), required=False, help_text=_("Kan väljas senare.")
    )

    def __init__(self, *args: Any, report_back: ReportBack, reader: User, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assignment = report_back.assignment
        open_ones = Matter.objects.visible_to(reader).of(assignment.unit_id).unsettled()
        fitting = [m.pk for m in open_ones if fits(m, report_back)]
        self.fields["matter"].queryset = Matter.objects.filter(pk__in=fitting)  # type: ignore[attr-defined]
        self.fields["meeting"].queryset = coming_meetings(assignment.unit_id, actor.today)  # type: ignore[attr-defined]
