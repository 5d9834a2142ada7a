"""Which parts a kind of paper has: the board's own choice, else the municipality's, else what is built in."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from ledtrad.core import ledger
from ledtrad.core.actors import Actor
from ledtrad.core.refusals import Invalid
from ledtrad.core.versions import claim
from ledtrad.meetings.actions.written import require_keeper
from ledtrad.meetings.models import PaperTemplate, TemplateSection
from ledtrad.meetings.rules import papers as rules
from ledtrad.meetings.rules.builtin import BUILT_IN, DISTRIBUTION, Part
from ledtrad.meetings.words import PaperKind
from ledtrad.organisation.models import Unit


class LastPart(Invalid):
    """A paper has at least one part."""

    code = "last_part"
    message = _("En mall måste ha minst ett avsnitt.")


def parts_for(kind: str, board: Unit, given: Iterable[str] = ()) -> list[Part]:
    """The parts of a new paper. Those of the built-in ones that `given` names are there whatever the template says.

    Two queries.
    """
    parts = chosen(kind, board)
    known = {part.slug for part in parts}
    extra = [part for part in BUILT_IN[PaperKind(kind)] if part.slug in set(given) - known]
    if not extra:
        return parts
    at = next((place for place, part in enumerate(parts) if part.slug == DISTRIBUTION), len(parts))
    return [*parts[:at], *extra, *parts[at:]]


def chosen(kind: str, board: Unit | None) -> list[Part]:
    """The parts that hold for a board (None: for all boards)."""
    found = list(PaperTemplate.objects.filter(kind=kind, board=None))
    if board is not None:
        found = list(PaperTemplate.objects.filter(kind=kind, board=board)) or found
    return parts_of(found[0]) if found else list(BUILT_IN[PaperKind(kind)])


def parts_of(template: PaperTemplate) -> list[Part]:
    """The parts of a stored template."""
    return [Part(s.slug, s.heading, s.hint, s.is_mandatory) for s in template.sections.all()]


@transaction.atomic
def own_template(*, kind: str, board: Unit | None, actor: Actor) -> PaperTemplate:
    """The template of a board or of all, made of what has held until now when there is none. Raises MayNotSettle."""
    require_keeper(actor, board.pk if board else None)
    before = chosen(kind, board)
    template, made = PaperTemplate.objects.get_or_create(kind=kind, board=board)
    if made:
        TemplateSection.objects.bulk_create(
            TemplateSection(template=template, order=place, **part._asdict()) for place, part in enumerate(before, 1)
        )
        _record(actor, "created", template)
    return template


def _record(actor: Actor, action: str, template: PaperTemplate, **details: Any) -> None:
    ledger.record(actor, action, template, unit_id=template.board_id, confidentiality="open", **details)


def _held(template: PaperTemplate, actor: Actor, seen: int | None) -> PaperTemplate:
    require_keeper(actor, template.board_id)
    now = PaperTemplate.objects.select_for_update(of=("self",)).get(pk=template.pk)
    claim(now, seen)
    return now


@transaction.atomic
def add_part(*, template: PaperTemplate, values: Mapping[str, Any], actor: Actor, seen: int | None) -> TemplateSection:
    """A new part, last before the distribution. `values`: heading, hint, is_mandatory. Raises MayNotSettle, Stale."""
    now = _held(template, actor, seen)
    last = now.sections.aggregate(last=Max("order"))["last"] or 0
    made = TemplateSection.objects.create(template=now, slug=_slug(now, values["heading"]), order=last + 1, **values)
    if now.sections.filter(slug=DISTRIBUTION).exists():
        _order(now, made.pk, -1)
    _record(actor, "changed", now, section_added=made.heading)
    return made


def _slug(template: PaperTemplate, heading: str) -> str:
    """A short name that no other part has, among them the built-in ones: those are known by theirs."""
    taken = {"nytt", "aterstall", *template.sections.values_list("slug", flat=True)} | {
        p.slug for p in BUILT_IN[PaperKind(template.kind)]
    }
    wanted = slugify(heading)[:30] or "avsnitt"
    return next(slug for n in range(1, 1000) if (slug := wanted if n == 1 else f"{wanted}-{n}") not in taken)


@transaction.atomic
def change_part(*, part: TemplateSection, values: Mapping[str, Any], actor: Actor, seen: int | None) -> TemplateSection:
    """Another heading, hint, or whether it must be written. Raises MayNotSettle or Stale."""
    now = _held(part.template, actor, seen)
    changes = {n: [str(getattr(part, n)), str(v)] for n, v in values.items() if getattr(part, n) != v}
    for name, value in values.items():
        setattr(part, name, value)
    part.save(update_fields=list(values))
    _record(actor, "changed", now, section=part.heading, changes=changes)
    return part


@transaction.atomic
def move_part(*, part: TemplateSection, steps: int, actor: Actor, seen: int | None = None) -> None:
    """Up (negative) or down. Raises MayNotSettle or Stale."""
    now = _held(part.template, actor, seen)
    if _order(now, part.pk, steps):
        _record(actor, "changed", now, section_moved=part.heading, steps=steps)


def _order(template: PaperTemplate, pk: int, steps: int) -> bool:
    parts = {part.pk: part for part in template.sections.all()}
    after = rules.arranged(list(parts), pk, steps)
    if after == list(parts):
        return False
    for place, key in enumerate(after, 1):
        parts[key].order = place
    TemplateSection.objects.bulk_update(parts.values(), ["order"])
    return True


@transaction.atomic
def remove_part(*, part: TemplateSection, actor: Actor, seen: int | None) -> None:
    """Papers that are begun keep the part. Raises MayNotSettle, LastPart or Stale."""
    now = _held(part.template, actor, seen)
    if now.sections.count() == 1:
        raise LastPart()
    _record(actor, "changed", now, section_removed=part.heading)
    part.delete()


@transaction.atomic
def drop_template(*, template: PaperTemplate, actor: Actor, seen: int | None) -> None:
    """Go back to what holds for all boards, or to what is built in. Raises MayNotSettle or Stale."""
    now = _held(template, actor, seen)
    _record(actor, "removed", now)
    now.delete()
