"""What a report may go through, and what it must not look like. No database, no request."""

from django.db import models
from django.utils.translation import gettext_lazy, pgettext_lazy

from ledtrad.core.papers.accessibility import Problem, accessibility_problems

__all__ = ["Problem", "ReportState", "SectionKind", "accessibility_problems", "may_become", "moved"]


class ReportState(models.TextChoices):
    """A draft lives with the figures. What is sent for signing stands still, and is what becomes published."""

    DRAFT = "draft", gettext_lazy("Utkast")
    SIGNING = "signing", gettext_lazy("Väntar på godkännande")
    PUBLISHED = "published", gettext_lazy("Publicerad")


class SectionKind(models.TextChoices):
    SUMMARY = "summary", gettext_lazy("Sammanfattning")
    TEXT = "text", gettext_lazy("Fri text")
    GOALS = "goals", pgettext_lazy("node", "Mål")
    INDICATORS = "indicators", gettext_lazy("Indikatorer")
    ACTIVITIES = "activities", gettext_lazy("Aktiviteter")
    GAPS = "gaps", gettext_lazy("Luckor som återstår")
    SOURCES = "sources", gettext_lazy("Källor")


_NEXT = {
    ReportState.DRAFT: {ReportState.SIGNING},
    ReportState.SIGNING: {ReportState.DRAFT, ReportState.PUBLISHED},
    ReportState.PUBLISHED: set[ReportState](),
}


def may_become(state: str, wanted: str) -> bool:
    """Whether a report goes from one state to another. What is published never goes anywhere."""
    return ReportState(wanted) in _NEXT[ReportState(state)]


def moved(ids: list[int], chosen: int, steps: int) -> list[int]:
    """The order after moving one so many steps down (negative: up); it stops at the ends."""
    rest = [i for i in ids if i != chosen]
    if len(rest) == len(ids):
        return ids
    at = max(0, min(len(rest), ids.index(chosen) + steps))
    return [*rest[:at], chosen, *rest[at:]]
