"""Writing a paper: begun from a template, written section by section, thrown away."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ledtrad.core.actors import Actor
from ledtrad.core.refusals import Invalid
from ledtrad.core.versions import claim
from ledtrad.meetings.actions.refusals import StandsStill
from ledtrad.meetings.actions.signing import adopt, send_back, sign, submit
from ledtrad.meetings.actions.templates import parts_for
from ledtrad.meetings.actions.written import (
    MayNotWrite,
    locked_paper,
    may_write_paper,
    record_paper,
    require_write,
    written,
)
from ledtrad.meetings.models import Matter, Meeting, Paper, PaperSection
from ledtrad.meetings.words import MatterState, PaperKind
from ledtrad.thread.models import Node

__all__ = [
    "adopt",
    "begin_paper",
    "change",
    "discard",
    "send_back",
    "sign",
    "submit",
    "write_section",
    "write_sections",
]


def require_draft(actor: Actor, paper: Paper) -> None:
    """Raises MayNotWrite or StandsStill."""
    if not may_write_paper(actor, paper):
        raise MayNotWrite()
    if not paper.is_draft:
        raise StandsStill()


@transaction.atomic
def begin_paper(
    *,
    matter: Matter,
    kind: PaperKind,
    title: str,
    actor: Actor,
    about: Node | None = None,
    meeting: Meeting | None = None,
    texts: Mapping[str, str] | None = None,
) -> Paper:
    """A draft with the sections of the board's template, else the municipality's, else the built-in ones.

    `texts` fill sections by their slug; a slug that the template lacks is added last before the distribution, so
    that nothing is lost. Raises MayNotWrite, Invalid.
    """
    require_write(actor, matter)
    if matter.state == MatterState.CLOSED:
        raise Invalid(_("Ärendet är avslutat. Öppna det igen först."))
    _check_meeting(matter, meeting)
    paper = Paper.objects.create(
        matter=matter, kind=kind, title=title, about=about, meeting=meeting, dated_on=actor.today,
        **written(actor, matter.responsible_id),
    )  # fmt: skip
    given = dict(texts or {})
    PaperSection.objects.bulk_create(
        PaperSection(
            paper=paper,
            slug=part.slug,
            heading=part.heading,
            hint=part.hint,
            is_mandatory=part.is_mandatory,
            text=given.get(part.slug, ""),
            order=place,
        )
        for place, part in enumerate(parts_for(kind, matter.board, given), 1)
    )
    record_paper(actor, "created", paper, title=title, kind=str(kind))
    return paper


def _check_meeting(matter: Matter, meeting: Meeting | None) -> None:
    if meeting is not None and meeting.board_id != matter.board_id:
        raise Invalid(_("Sammanträdet är en annan nämnds."), field="meeting")


@transaction.atomic
def change(*, paper: Paper, values: Mapping[str, Any], actor: Actor, seen: int | None) -> Paper:
    """Another title, date or meeting. Raises MayNotWrite, StandsStill, Invalid or Stale."""
    now = locked_paper(paper)
    require_draft(actor, now)
    claim(now, seen)
    wanted = {name: values[name] for name in ("title", "dated_on", "meeting") if name in values}
    changes = {
        name: [str(getattr(now, name) or ""), str(value or "")]
        for name, value in wanted.items()
        if getattr(now, name) != value
    }
    for name, value in wanted.items():
        setattr(now, name, value)
    _check_meeting(now.matter, now.meeting)
    now.save(update_fields=[*wanted])
    if changes:
        record_paper(actor, "changed", now, changes=changes)
    return now


@transaction.atomic
def write_section(*, section: PaperSection, text: str, actor: Actor, seen: int | None) -> PaperSection:
    """What a section says. Raises MayNotWrite, StandsStill or Stale."""
    paper = locked_paper(section.paper)
    require_draft(actor, paper)
    claim(section, seen)
    before, section.text = section.text, text.replace("\r\n", "\n").strip()
    section.save(update_fields=["text"])
    if before != section.text:
        record_paper(actor, "changed", paper, section=section.heading, changes={"text": [before, section.text]})
    return section


@transaction.atomic
def write_sections(*, paper: Paper, texts: Mapping[str, tuple[str, int | None]], actor: Actor) -> int:
    """Several sections at once, by slug with the version seen: all or none. Returns how many changed.

    Raises MayNotWrite, StandsStill or Stale.
    """
    require_draft(actor, locked_paper(paper))
    changed = 0
    for section in PaperSection.objects.filter(paper=paper, slug__in=texts).select_related("paper"):
        text, seen = texts[section.slug]
        if text.replace("\r\n", "\n").strip() != section.text:
            write_section(section=section, text=text, actor=actor, seen=seen)
            changed += 1
    return changed


@transaction.atomic
def discard(*, paper: Paper, actor: Actor, seen: int | None = None) -> None:
    """Throw a draft away. Raises MayNotWrite, StandsStill or Stale."""
    now = locked_paper(paper)
    require_draft(actor, now)
    claim(now, seen)
    record_paper(actor, "discarded", now, title=now.title)
    now.delete()
