"""When boards meet, the matters they take up, and the papers that are laid before them."""

from ledtrad.meetings.models.agenda import AgendaItem, Minutes, Notice
from ledtrad.meetings.models.matters import Matter, MatterAttachment, MatterSeries
from ledtrad.meetings.models.meetings import Meeting, MeetingQuerySet
from ledtrad.meetings.models.minutes import AdjustedParagraph, Attendance, Remark
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
    "AdjustedParagraph",
    "AgendaItem",
    "Attendance",
    "Matter",
    "MatterAttachment",
    "MatterSeries",
    "Meeting",
    "MeetingQuerySet",
    "Minutes",
    "Notice",
    "Paper",
    "PaperFile",
    "PaperSection",
    "PaperStep",
    "PaperTemplate",
    "Remark",
    "ReportBackPaper",
    "TemplateSection",
    "WordTemplate",
]
