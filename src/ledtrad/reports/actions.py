"""Every write to a report: compose, write, sign, publish, correct."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max
from django.utils import translation
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ledtrad.core import clock, ledger, uploads
from ledtrad.core.actors import Actor
from ledtrad.core.periods import Period, label_day
from ledtrad.core.refusals import Invalid, NotAllowed, Refused, Stale
from ledtrad.organisation.actors import access
from ledtrad.organisation.models import Function, Holding, Unit
from ledtrad.organisation.rules import Confidentiality, Role
from ledtrad.reports import rendering, rules
from ledtrad.reports.blocks import Document
from ledtrad.reports.content import Findings, document_of, draft_sections, draft_summary, draft_title
from ledtrad.reports.content.document import fingerprint
from ledtrad.reports.content.drafting import remark_settings
from ledtrad.reports.models import PublishedFile, Report, ReportSection, Signature
from ledtrad.reports.rules import Format, Problem, ReportState, SectionKind, SignatureKind
from ledtrad.thread.models import NumberSeries

SERIES, PREFIX = "report", "R"

M = TypeVar("M", Report, ReportSection)


class MayNotWrite(NotAllowed):
    """Writing in a board's report takes the right to edit or to plan there."""

    message = _("Du kan inte skriva i den här nämndens rapporter.")
    code = "may_not_write"


class MayNotPublish(NotAllowed):
    """Composing, sending for signatures and publishing takes the right to plan for the board."""

    message = _("Bara nämndens sekreterare, förvaltningschef och controller kan göra det här med en rapport.")
    code = "may_not_publish"


class NotYourSignature(NotAllowed):
    """Only whoever holds a function that is asked can sign or send back."""

    message = _("Du har ingen funktion som ska godkänna rapporten.")
    code = "not_your_signature"


class StandsStill(Refused):
    """What has been sent for signing, or published, is not written in."""

    message = _("Rapporten står still: den väntar på godkännande eller är publicerad.")
    code = "stands_still"


class WrongOrder(Refused):
    """Draft → waiting for signatures → published."""

    message = _("Rapporten kan inte gå till det läget från där den är nu.")
    code = "wrong_order"


class NotSigned(Refused):
    """Somebody who is asked has not signed."""

    message = _("Alla som ska godkänna rapporten har inte gjort det än.")
    code = "not_signed"


class NobodySigns(Invalid):
    """A report needs at least one function that approves it."""

    message = _("Välj minst en funktion som godkänner rapporten.")
    code = "nobody_signs"


class NotABoard(Invalid):
    """Reports are written for boards."""

    message = _("Rapporter skrivs för en nämnd.")
    code = "not_a_board"


class TooEarly(Invalid):
    """The period has not begun."""

    message = _("Perioden har inte börjat än.")
    code = "period_not_begun"


class ReportExists(Invalid):
    """A board has one report for a period; what is published is corrected in a new version."""

    message = _("Det finns redan en rapport för nämnden och perioden. Öppna den, eller rätta den om den är publicerad.")
    code = "report_exists"


class Unreadable(Refused):
    """Some people could not read it. `problems` tell where and what to do."""

    message = _("Rapporten har fel som hindrar någon från att läsa den. Rätta dem först.")
    code = "unreadable"

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__()


# ── Who may ──────────────────────────────────────────────────────────────────
def may_write(actor: Actor, unit_id: int) -> bool:
    """Whether the actor writes in the reports of that board."""
    rights = access(actor)
    return rights.may_plan(unit_id) or rights.may_edit(unit_id)


def require_plan(actor: Actor, unit_id: int) -> None:
    """Raises MayNotPublish unless the actor plans for that board."""
    if not access(actor).may_plan(unit_id):
        raise MayNotPublish()


def _require_writing(actor: Actor, report: Report) -> None:
    if not may_write(actor, report.unit_id):
        raise MayNotWrite()
    if not report.is_draft:
        raise StandsStill()


def _claim(row: M, seen: int | None) -> None:
    """Take the row for writing. Raises Stale if somebody saved after version `seen`."""
    model = type(row)
    rows = model._default_manager.filter(pk=row.pk)
    if seen is not None:
        rows = rows.filter(version=seen)
    if not rows.update(version=F("version") + 1):
        raise Stale(current=model._default_manager.get(pk=row.pk))
    row.version = (seen if seen is not None else row.version) + 1


def _locked(report: Report) -> Report:
    """The report as it is now, held until the transaction ends."""
    return Report.objects.select_for_update(of=("self",)).select_related("unit", "corrects").get(pk=report.pk)


def _record(actor: Actor, action: str, report: Report, **details: Any) -> None:
    mark = Confidentiality.OPEN if report.is_published else Confidentiality.INTERNAL
    ledger.record(actor, action, report, unit_id=report.unit_id, confidentiality=mark, **details)


# ── Composing ────────────────────────────────────────────────────────────────
@transaction.atomic
def compose(*, unit: Unit, period: Period, actor: Actor, title: str = "") -> Report:
    """Open a draft with its sections filled from the data. The period has begun and the unit is a board.

    Raises MayNotPublish, NotABoard, TooEarly or ReportExists.
    """
    require_plan(actor, unit.pk)
    if not unit.is_board:
        raise NotABoard(field="unit")
    if period.first_day > actor.today:
        raise TooEarly(field="period")
    Unit.objects.select_for_update().get(pk=unit.pk)
    if Report.objects.filter(unit=unit, period=period).exists():
        raise ReportExists(field="period")
    with translation.override(settings.LANGUAGE_CODE):
        findings = Findings(unit, period)
        report = _new(_next_number(), unit, period, title or draft_title(unit, period), actor)
        ReportSection.objects.bulk_create(
            ReportSection(
                report=report, kind=d.kind, order=place, heading=d.heading, text=d.text, settings=d.settings or {}
            )
            for place, d in enumerate(draft_sections(findings), 1)
        )
    _record(actor, "created", report, title=report.title, period=str(period))
    return report


def _new(number: str, unit: Unit, period: Period, title: str, actor: Actor, **more: Any) -> Report:
    return Report.objects.create(
        number=number,
        unit=unit,
        period=period,
        title=title,
        made_by_id=actor.user_id,
        made_by_label=actor.label,
        made_at=clock.now(),
        **more,
    )


def _next_number() -> str:
    series, _made = NumberSeries.objects.select_for_update().get_or_create(kind=SERIES, defaults={"prefix": PREFIX})
    series.last += 1
    series.save(update_fields=["last"])
    return f"{series.prefix}-{series.last:04d}"


@transaction.atomic
def correct(*, report: Report, reason: str, actor: Actor) -> Report:
    """Open a new version of a published report, with the same sections and the data of today.

    The earlier one stays as it was published. Raises MayNotPublish, WrongOrder or ReportExists.
    """
    require_plan(actor, report.unit_id)
    report = _locked(report)
    if not report.is_published:
        raise WrongOrder()
    if hasattr(report, "corrected_by"):
        raise ReportExists()
    root, edition = _split(report)
    made = _new(
        f"{root}-{edition + 1}", report.unit, report.period, report.title, actor,
        corrects=report, correction_reason=reason,
    )  # fmt: skip
    ReportSection.objects.bulk_create(
        ReportSection(
            report=made,
            kind=s.kind,
            order=s.order,
            heading=s.heading,
            text=s.text,
            settings=s.settings,
            is_hidden=s.is_hidden,
        )
        for s in report.sections.all()
    )
    _record(actor, "created", made, title=made.title, corrects=report.number, reason=reason)
    return made


def _split(report: Report) -> tuple[str, int]:
    """The number of the first version, and which version this is."""
    edition, first = 1, report
    while first.corrects is not None:
        edition, first = edition + 1, first.corrects
    return first.number, edition


@transaction.atomic
def discard(*, report: Report, actor: Actor, seen: int | None = None) -> None:
    """Throw a draft away. Raises MayNotPublish, StandsStill or Stale."""
    require_plan(actor, report.unit_id)
    _require_writing(actor, _locked(report))
    _claim(report, seen)
    _record(actor, "discarded", report, title=report.title)
    report.delete()


# ── Writing ──────────────────────────────────────────────────────────────────
@transaction.atomic
def rename(*, report: Report, title: str, actor: Actor, seen: int | None) -> Report:
    """Give the report another title. Raises MayNotWrite, StandsStill or Stale."""
    _require_writing(actor, _locked(report))
    _claim(report, seen)
    before, report.title = report.title, title
    report.save(update_fields=["title"])
    _record(actor, "changed", report, changes={"title": [before, title]})
    return report


@transaction.atomic
def write_section(
    *, section: ReportSection, values: Mapping[str, Any], actor: Actor, seen: int | None
) -> ReportSection:
    """Change heading, text and choices of a section. `values` holds heading, text and settings to merge.

    Raises MayNotWrite, StandsStill or Stale.
    """
    _require_writing(actor, _locked(section.report))
    _claim(section, seen)
    before = {"heading": section.heading, "text": section.text}
    section.heading = values.get("heading", section.heading)
    section.text = values.get("text", section.text)
    section.settings = {**section.settings, **values.get("settings", {})}
    section.save(update_fields=["heading", "text", "settings"])
    changes = {name: [old, getattr(section, name)] for name, old in before.items() if old != getattr(section, name)}
    _record(actor, "changed", section.report, section=section.heading, changes=changes)
    return section


@transaction.atomic
def add_section(*, report: Report, heading: str, text: str, actor: Actor) -> ReportSection:
    """Add a section of free text at the end. Raises MayNotWrite or StandsStill."""
    _require_writing(actor, _locked(report))
    last = report.sections.aggregate(last=Max("order"))["last"] or 0
    section = ReportSection.objects.create(
        report=report, kind=SectionKind.TEXT, order=last + 1, heading=heading, text=text
    )
    _record(actor, "changed", report, section_added=heading)
    return section


@transaction.atomic
def move_section(*, section: ReportSection, steps: int, actor: Actor) -> None:
    """Move a section up (negative) or down. Raises MayNotWrite or StandsStill."""
    report = _locked(section.report)
    _require_writing(actor, report)
    ids = list(report.sections.values_list("pk", flat=True))
    after = rules.moved(ids, section.pk, steps)
    if after == ids:
        return
    sections = {s.pk: s for s in report.sections.all()}
    for place, pk in enumerate(after, 1):
        sections[pk].order = place
    ReportSection.objects.bulk_update(sections.values(), ["order"])
    _record(actor, "changed", report, section_moved=section.heading, steps=steps)


@transaction.atomic
def hide_section(*, section: ReportSection, hidden: bool, actor: Actor) -> None:
    """Leave a section out of the report, or take it back in. Raises MayNotWrite or StandsStill."""
    _require_writing(actor, _locked(section.report))
    if section.is_hidden != hidden:
        section.is_hidden = hidden
        section.save(update_fields=["is_hidden"])
        _record(actor, "changed", section.report, changes={f"hidden: {section.heading}": [not hidden, hidden]})


@transaction.atomic
def remove_section(*, section: ReportSection, actor: Actor) -> None:
    """Take away a section of free text; the others can be hidden. Raises MayNotWrite, StandsStill or WrongOrder."""
    _require_writing(actor, _locked(section.report))
    if section.kind != SectionKind.TEXT:
        raise WrongOrder(_("Avsnittet hör till rapporten. Dölj det i stället."))
    _record(actor, "changed", section.report, section_removed=section.heading, text=section.text)
    section.delete()


@transaction.atomic
def fetch_comments(*, report: Report, actor: Actor) -> int:
    """Take in what the responsible have written about the period's figures; returns how many are new.

    What the author has left out stays out. Raises MayNotWrite or StandsStill.
    """
    report = _locked(report)
    _require_writing(actor, report)
    section = report.sections.filter(kind=SectionKind.INDICATORS).first()
    if section is None:
        return 0
    before = section.settings
    with translation.override(settings.LANGUAGE_CODE):
        section.settings = {**before, **remark_settings(Findings(report.unit, report.period).remarks(), before)}
    ReportSection.objects.filter(pk=section.pk).update(settings=section.settings, version=F("version") + 1)
    new = len(set(section.settings["comments"]) - set(before.get("comments", {})))
    _record(actor, "comments_fetched", report, new=new)
    return new


@transaction.atomic
def draft_anew(*, report: Report, actor: Actor) -> None:
    """Replace the summary's words by what the figures say today. Raises MayNotWrite or StandsStill."""
    report = _locked(report)
    _require_writing(actor, report)
    section = report.sections.filter(kind=SectionKind.SUMMARY).first()
    if section is not None:
        with translation.override(settings.LANGUAGE_CODE):
            text = draft_summary(Findings(report.unit, report.period))
        write_section(section=section, values={"text": text}, actor=actor, seen=section.version)


# ── Signing and publishing ───────────────────────────────────────────────────
def required_functions(unit: Unit) -> list[Function]:
    """Who must approve a board's report: the director of its administration, when somebody holds that. Two queries."""
    held = Holding.objects.current().values("function")
    return list(
        Function.objects.filter(role=Role.DIRECTOR, unit__path__startswith=unit.path, pk__in=held).select_related(
            "unit"
        )
    )


@transaction.atomic
def submit(*, report: Report, reviewers: Iterable[Function], actor: Actor, seen: int | None) -> Report:
    """Make the report stand still and ask for signatures: the director's, and those of the functions chosen.

    What is signed is what will be published. Raises MayNotPublish, WrongOrder, Unreadable, NotAccessible,
    NobodySigns or Stale.
    """
    require_plan(actor, report.unit_id)
    report = _locked(report)
    if not rules.may_become(report.state, ReportState.SIGNING):
        raise WrongOrder()
    _claim(report, seen)
    document = document_of(report)
    if problems := rules.accessibility_problems(document):
        raise Unreadable(problems)
    rendering.render(document, Format.PDF)
    report.content, report.sha256 = document, fingerprint(document)
    report.state, report.submitted_at, report.returned_reason = ReportState.SIGNING, clock.now(), ""
    report.save(update_fields=["content", "sha256", "state", "submitted_at", "returned_reason"])
    asked = _ask(report, reviewers)
    _record(actor, "submitted", report, sha256=report.sha256, asked=[s.function_label for s in asked])
    return report


def _ask(report: Report, reviewers: Iterable[Function]) -> list[Signature]:
    required = required_functions(report.unit)
    others = [f for f in reviewers if f not in required]
    if not required and not others:
        raise NobodySigns(field="reviewers")
    kind = SignatureKind.REVIEWED if required else SignatureKind.APPROVED
    asked = [(f, SignatureKind.APPROVED) for f in required] + [(f, kind) for f in others]
    return Signature.objects.bulk_create(
        Signature(report=report, function=f, kind=what, function_label=str(f)) for f, what in asked
    )


@transaction.atomic
def sign(*, report: Report, actor: Actor) -> int:
    """Sign for every function that the actor holds and that is asked; returns how many. Raises NotYourSignature."""
    report = _locked(report)
    if report.state != ReportState.SIGNING:
        raise WrongOrder()
    mine = report.signatures.filter(function__in=access(actor).functions, signed_at__isnull=True)
    if not mine or actor.user_id is None:
        raise NotYourSignature()
    for signature in mine:
        signature.person_id, signature.person_label = actor.user_id, actor.label
        signature.signed_at, signature.sha256 = clock.now(), report.sha256
        signature.save(update_fields=["person", "person_label", "signed_at", "sha256"])
    _record(actor, "signed", report, sha256=report.sha256, functions=[s.function_label for s in mine])
    return len(mine)


@transaction.atomic
def send_back(*, report: Report, reason: str, actor: Actor) -> Report:
    """Make it a draft again; what was signed no longer counts. Those asked may, and those who plan.

    Raises NotYourSignature or WrongOrder.
    """
    report = _locked(report)
    asked = report.signatures.filter(function__in=access(actor).functions).exists()
    if not asked and not access(actor).may_plan(report.unit_id):
        raise NotYourSignature()
    if not rules.may_become(report.state, ReportState.DRAFT):
        raise WrongOrder()
    _claim(report, None)
    report.signatures.all().delete()
    report.state, report.content, report.sha256, report.submitted_at = ReportState.DRAFT, None, "", None
    report.returned_reason = reason
    report.save(update_fields=["state", "content", "sha256", "submitted_at", "returned_reason"])
    _record(actor, "sent_back", report, reason=reason)
    return report


@transaction.atomic
def publish(*, report: Report, actor: Actor) -> Report:
    """Publish what was signed: frozen as data and as files, each with its hash. Raises MayNotPublish, NotSigned.

    Doing it again is harmless. It takes some seconds: from the browser it is done as a job.
    """
    require_plan(actor, report.unit_id)
    report = _locked(report)
    if report.is_published:
        return report
    if not rules.may_become(report.state, ReportState.PUBLISHED):
        raise WrongOrder()
    signatures = list(report.signatures.all())
    if not signatures or any(s.signed_at is None or s.sha256 != report.sha256 for s in signatures):
        raise NotSigned()
    now = clock.now()
    report.content = _final(report, signatures, now)
    report.sha256 = fingerprint(report.content)
    report.state, report.published_at, report.published_by_label = ReportState.PUBLISHED, now, actor.label
    report.version += 1
    report.save(update_fields=["content", "sha256", "state", "published_at", "published_by_label", "version"])
    files = [_keep(report, format) for format in Format]
    hashes = {f.format: f.sha256 for f in files}
    _record(actor, "published", report, sha256=report.sha256, files=hashes)
    return report


def _final(report: Report, signatures: list[Signature], now: Any) -> Document:
    """What was signed, with the signatures and the day."""
    with translation.override(settings.LANGUAGE_CODE):
        signed = [
            {
                "function": s.function_label,
                "kind": str(s.kind),
                "person": s.person_label,
                "when": label_day(s.signed_at.date()) if s.signed_at else _now("saknas"),
            }
            for s in signatures
        ]
        return {
            **(report.content or {}),
            "is_draft": False,
            "published_label": label_day(now.date()),
            "signatures": signed,
            "signed_sha256": report.sha256,
        }


def _keep(report: Report, format: Format) -> PublishedFile:
    data = rendering.render(report.content or {}, format)
    kept = uploads.store(data)
    return PublishedFile.objects.create(
        report=report, format=format, sha256=kept.sha256, stored_as=kept.name, size=kept.size
    )
