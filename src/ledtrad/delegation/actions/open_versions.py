"""A new open version of a list that was laid, when something on it has been marked confidential since."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ledtrad.core import ledger, papers
from ledtrad.core.actors import Actor
from ledtrad.core.papers.blocks import fingerprint
from ledtrad.core.papers.kinds import Format
from ledtrad.core.refusals import Refused
from ledtrad.delegation.actions.lists import FORMATS, keep_files, require_plan
from ledtrad.delegation.actions.written import written
from ledtrad.delegation.models import DecisionReport, OpenVersion
from ledtrad.delegation.papers.lists import Remade, list_document
from ledtrad.delegation.queries.laid import laid_rows, told_since
from ledtrad.delegation.queries.lists import proposal_of_laid


class NothingWithheld(Refused):
    """The open version that is there may be handed out."""

    message = _("Den öppna versionen lämnas ut som den är. Ingen ny behövs.")
    code = "nothing_withheld"


class MarksChanged(Refused):
    """Something was marked, or another version made, while the papers were drawn."""

    message = _("Listan har fått nya markeringar medan den öppna versionen skrevs. Försök igen.")
    code = "marks_changed"


def make_open_version(
    *, report: DecisionReport, actor: Actor, stored: Callable[[OpenVersion], None] | None = None
) -> OpenVersion:
    """Make an open version in which what is confidential now is masked. The ones before stand, and so does the list.

    The papers are drawn before the list is locked; then the marks are looked at again. `stored` is called with the
    version in the transaction that makes it.

    Raises MayNotLay, NothingWithheld, MarksChanged.
    """
    require_plan(actor, report.board_id)
    rows = laid_rows(report)
    last = _last(report)
    wrong = sorted(row.number for row in told_since(last, rows))
    document = list_document(
        proposal_of_laid(report, rows), public=True, laid_by=report.laid_by_label,
        remade=Remade(last.number + 1, report.laid_at, actor.label),
    )  # fmt: skip
    drawn = [(True, format, papers.render(document, format)) for format in FORMATS]
    with transaction.atomic():
        DecisionReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
        if _last(report).pk != last.pk or _masked(laid_rows(report)) != _masked(rows):
            raise MarksChanged()
        return _keep(report, last.number + 1, rows, wrong, fingerprint(document), drawn, actor, stored)


def _keep(
    report: DecisionReport,
    number: int,
    rows: Sequence[Any],
    wrong: Sequence[int],
    sha256: str,
    drawn: Sequence[tuple[bool, Format, bytes]],
    actor: Actor,
    stored: Callable[[OpenVersion], None] | None,
) -> OpenVersion:
    with keep_files(report, drawn, number=number) as hashes:
        made = OpenVersion.objects.create(
            report=report, number=number, masked=_masked(rows), sha256=sha256, **written(actor)
        )
        ledger.record(
            actor, "open_version_made", report, unit_id=report.board_id, confidentiality="internal",
            version=number, masked_rows=list(wrong), sha256=sha256, files=hashes,
        )  # fmt: skip
        if stored is not None:
            stored(made)
    return made


def _last(report: DecisionReport) -> OpenVersion:
    """The latest open version, which tells of something that it should not. Raises NothingWithheld."""
    last = report.open_versions.order_by("-number").first()
    if last is None or not told_since(last, laid_rows(report)):
        raise NothingWithheld()
    return last


def _masked(rows: Sequence[Any]) -> list[int]:
    return sorted(row.number for row in rows if row.is_secret)
