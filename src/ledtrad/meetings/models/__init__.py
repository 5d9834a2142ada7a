"""When boards meet, the matters they take up, and the papers that are laid before them."""

from ledtrad.meetings.models.agenda import AgendaItem
from ledtrad.meetings.models.matters import Matter, MatterAttachment, MatterSeries
from ledtrad.meetings.models.meetings import Meeting, MeetingQuerySet
from ledtrad.meetings.models.papers import (
    Paper,
    PaperFile,
    PaperSection,
    PaperStep,
    PaperTemplate,
    TemplateSection,
    WordTemplate,
)
from ledtrad.meetings.models.report_backs import ReportBackPaper

__all__ = [
    "AgendaItem",
    "Matter",
    "MatterAttachment",
    "MatterSeries",
    "Meeting",
    "MeetingQuerySet",
    "Paper",
    "PaperFile",
    "PaperSection",
    "PaperStep",
    "PaperTemplate",
    "ReportBackPaper",
    "TemplateSection",
    "WordTemplate",
]
