"""From draft to what stands for ever: sent out, signed, published."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _now

from ledtrad.core import clock, papers, uploads
from ledtrad.core.actors import Actor
from ledtrad.core.papers.blocks import Document
from ledtrad.core.papers.kinds import Format, SignatureKind
from ledtrad.core.periods import label_day
from ledtrad.core.versions import claim
from ledtrad.organisation.actors import access
from ledtrad.organisation.models import Function, Holding, Unit
from ledtrad.organisation.rules import Role
from ledtrad.reports import rules
from ledtrad.reports.actions.refusals import NobodySigns, NotSigned, NotYourSignature, WrongOrder
from ledtrad.reports.actions.rights import locked, record, require_plan
from ledtrad.reports.content import document_of
from ledtrad.reports.models import PublishedFile, Report, Signature
from ledtrad.reports.rules import ReportState


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
    report = locked(report)
    if not rules.may_become(report.state, ReportState.SIGNING):
        raise WrongOrder()
    claim(report, seen)
    document = document_of(report)
    report.state = ReportState.SIGNING
    report.stand_still(document)
    asked = _ask(report, reviewers)
    record(actor, "submitted", report, sha256=report.sha256, asked=[s.function_label for s in asked])
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
    report = locked(report)
    if report.state != ReportState.SIGNING:
        raise WrongOrder()
    mine = report.signatures.filter(function__in=access(actor).functions, signed_at__isnull=True)
    if not mine or actor.user_id is None:
        raise NotYourSignature()
    for signature in mine:
        signature.put(actor, report.sha256)
    record(actor, "signed", report, sha256=report.sha256, functions=[s.function_label for s in mine])
    return len(mine)


@transaction.atomic
def send_back(*, report: Report, reason: str, actor: Actor) -> Report:
    """Make it a draft again; what was signed no longer counts. Those asked may, and those who plan.

    Raises NotYourSignature or WrongOrder.
    """
    report = locked(report)
    asked = report.signatures.filter(function__in=access(actor).functions).exists()
    if not asked and not access(actor).may_plan(report.unit_id):
        raise NotYourSignature()
    if not rules.may_become(report.state, ReportState.DRAFT):
        raise WrongOrder()
    claim(report, None)
    report.signatures.all().delete()
    report.state = ReportState.DRAFT
    report.loosen(reason)
    record(actor, "sent_back", report, reason=report.returned_reason)
    return report


@transaction.atomic
def publish(*, report: Report, actor: Actor) -> Report:
    """Publish what was signed: frozen as data and as files, each with its hash. Raises MayNotPublish, NotSigned.

    Doing it again is harmless. It takes some seconds: from the browser it is done as a job.
    """
    require_plan(actor, report.unit_id)
    report = locked(report)
    if report.is_published:
        return report
    if not rules.may_become(report.state, ReportState.PUBLISHED):
        raise WrongOrder()
    signatures = list(report.signatures.all())
    if not signatures or any(s.signed_at is None or s.sha256 != report.sha256 for s in signatures):
        raise NotSigned()
    now = clock.now()
    report.state, report.published_at, report.published_by_label = ReportState.PUBLISHED, now, actor.label
    report.version += 1
    report.conclude(_final(report, signatures, now), "published_at", "published_by_label", "version")
    files = [_keep(report, format) for format in Format]
    hashes = {f.format: f.sha256 for f in files}
    record(actor, "published", report, sha256=report.sha256, files=hashes)
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
    data = papers.render(report.content or {}, format)
    kept = uploads.store(data)
    return PublishedFile.objects.create(
        report=report, format=format, sha256=kept.sha256, stored_as=kept.name, size=kept.size
    )
