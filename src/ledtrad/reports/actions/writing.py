"""What an author does with a draft."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from ledtrad.core.actors import Actor
from ledtrad.core.versions import claim
from ledtrad.reports import rules
from ledtrad.reports.actions.refusals import WrongOrder
from ledtrad.reports.actions.rights import locked, record, require_writing
from ledtrad.reports.content import Findings, draft_summary
from ledtrad.reports.content.drafting import remark_settings
from ledtrad.reports.models import Report, ReportSection
from ledtrad.reports.rules import SectionKind


@transaction.atomic
def rename(*, report: Report, title: str, actor: Actor, seen: int | None) -> Report:
    """Give the report another title. Raises MayNotWrite, StandsStill or Stale."""
    require_writing(actor, locked(report))
    claim(report, seen)
    before, report.title = report.title, title
    report.save(update_fields=["title"])
    record(actor, "changed", report, changes={"title": [before, title]})
    return report


@transaction.atomic
def write_section(
    *, section: ReportSection, values: Mapping[str, Any], actor: Actor, seen: int | None
) -> ReportSection:
    """Change heading, text and choices of a section. `values` holds heading, text and settings to merge.

    Raises MayNotWrite, StandsStill or Stale.
    """
    require_writing(actor, locked(section.report))
    claim(section, seen)
    before = {"heading": section.heading, "text": section.text}
    section.heading = values.get("heading", section.heading)
    section.text = values.get("text", section.text)
    section.settings = {**section.settings, **values.get("settings", {})}
    section.save(update_fields=["heading", "text", "settings"])
    changes = {name: [old, getattr(section, name)] for name, old in before.items() if old != getattr(section, name)}
    record(actor, "changed", section.report, section=section.heading, changes=changes)
    return section


@transaction.atomic
def add_section(*, report: Report, heading: str, text: str, actor: Actor) -> ReportSection:
    """Add a section of free text at the end. Raises MayNotWrite or StandsStill."""
    require_writing(actor, locked(report))
    last = report.sections.aggregate(last=Max("order"))["last"] or 0
    section = ReportSection.objects.create(
        report=report, kind=SectionKind.TEXT, order=last + 1, heading=heading, text=text
    )
    record(actor, "changed", report, section_added=heading)
    return section


@transaction.atomic
def move_section(*, section: ReportSection, steps: int, actor: Actor) -> None:
    """Move a section up (negative) or down. Raises MayNotWrite or StandsStill."""
    report = locked(section.report)
    require_writing(actor, report)
    ids = list(report.sections.values_list("pk", flat=True))
    after = rules.moved(ids, section.pk, steps)
    if after == ids:
        return
    sections = {s.pk: s for s in report.sections.all()}
    for place, pk in enumerate(after, 1):
        sections[pk].order = place
    ReportSection.objects.bulk_update(sections.values(), ["order"])
    record(actor, "changed", report, section_moved=section.heading, steps=steps)


@transaction.atomic
def hide_section(*, section: ReportSection, hidden: bool, actor: Actor) -> None:
    """Leave a section out of the report, or take it back in. Raises MayNotWrite or StandsStill."""
    require_writing(actor, locked(section.report))
    if section.is_hidden != hidden:
        section.is_hidden = hidden
        section.save(update_fields=["is_hidden"])
        record(actor, "changed", section.report, changes={f"hidden: {section.heading}": [not hidden, hidden]})


@transaction.atomic
def remove_section(*, section: ReportSection, actor: Actor) -> None:
    """Take away a section of free text; the others can be hidden. Raises MayNotWrite, StandsStill or WrongOrder."""
    require_writing(actor, locked(section.report))
    if section.kind != SectionKind.TEXT:
        raise WrongOrder(_("Avsnittet hör till rapporten. Dölj det i stället."))
    record(actor, "changed", section.report, section_removed=section.heading, text=section.text)
    section.delete()


@transaction.atomic
def fetch_comments(*, report: Report, actor: Actor) -> int:
    """Take in what the responsible have written about the period's figures; returns how many are new.

    What the author has left out stays out. Raises MayNotWrite or StandsStill.
    """
    report = locked(report)
    require_writing(actor, report)
    section = report.sections.filter(kind=SectionKind.INDICATORS).first()
    if section is None:
        return 0
    before = section.settings
    with translation.override(settings.LANGUAGE_CODE):
        section.settings = {**before, **remark_settings(Findings(report.unit, report.period).remarks(), before)}
    ReportSection.objects.filter(pk=section.pk).update(settings=section.settings, version=F("version") + 1)
    new = len(set(section.settings["comments"]) - set(before.get("comments", {})))
    record(actor, "comments_fetched", report, new=new)
    return new


@transaction.atomic
def draft_anew(*, report: Report, actor: Actor) -> None:
    """Replace the summary's words by what the figures say today. Raises MayNotWrite or StandsStill."""
    report = locked(report)
    require_writing(actor, report)
    section = report.sections.filter(kind=SectionKind.SUMMARY).first()
    if section is not None:
        with translation.override(settings.LANGUAGE_CODE):
            text = draft_summary(Findings(report.unit, report.period))
        write_section(section=section, values={"text": text}, actor=actor, seen=section.version)
