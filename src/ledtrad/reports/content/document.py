"""The whole document of a report: frozen if it stands still, else made from the data as it is now."""

from collections.abc import Iterable

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from ledtrad.core.papers.blocks import FORMAT, Document
from ledtrad.core.periods import Period, label, label_day
from ledtrad.organisation.models import Unit, the_municipality
from ledtrad.reports.content.drafting import draft_sections, draft_title
from ledtrad.reports.content.findings import Findings
from ledtrad.reports.content.sections import blocks_of
from ledtrad.reports.models import Report, ReportSection


def document_of(report: Report, *, with_hidden: bool = False) -> Document:
    """What the report says. Reads the data anew for a draft; returns the frozen document otherwise.

    `with_hidden` keeps the sections that the author has hidden, for the page where they are edited.
    """
    if report.content is not None:
        return report.content
    sections = report.sections.all() if with_hidden else report.sections.filter(is_hidden=False)
    with translation.override(settings.LANGUAGE_CODE):
        return _put_together(report, list(sections), Findings(report.unit, report.period))


def live_document(unit: Unit, period: Period) -> Document:
    """A report of the data as it is now, that nobody has written in and that is kept nowhere."""
    with translation.override(settings.LANGUAGE_CODE):
        findings = Findings(unit, period)
        report = Report(number="", unit=unit, period=period, title=draft_title(unit, period))
        sections = [
            ReportSection(kind=d.kind, heading=d.heading, text=d.text, settings=d.settings or {})
            for d in draft_sections(findings)
        ]
        return _put_together(report, sections, findings)


def _put_together(report: Report, sections: Iterable[ReportSection], findings: Findings) -> Document:
    municipality = the_municipality()
    charts: dict[str, str] = {}
    told = [
        {"id": s.pk, "kind": s.kind, "heading": s.heading, "blocks": blocks_of(s, findings, charts)} for s in sections
    ]
    earlier = report.corrects
    return {
        "format": FORMAT,
        "lang": settings.LANGUAGE_CODE,
        "is_draft": True,
        "number": report.number,
        "title": report.title,
        "board": findings.unit.name,
        "municipality": municipality.name if municipality else "",
        "period": str(findings.period),
        "period_label": label(findings.period),
        "cut_off": findings.today.isoformat(),
        "cut_off_label": label_day(findings.today),
        "scope": _("%(unit)s med underliggande enheter, %(period)s, öppna uppgifter")
        % {"unit": findings.unit.name, "period": label(findings.period)},
        "corrects": {"number": earlier.number, "reason": report.correction_reason} if earlier is not None else None,
        "sections": told,
        "charts": charts,
        "signatures": [],
    }
