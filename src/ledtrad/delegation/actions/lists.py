"""Laying lists before meetings: what is taken off and put on by hand, and the moment when a list freezes."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ledtrad.core import clock, ledger, papers, uploads
from ledtrad.core.actors import Actor
from ledtrad.core.papers.blocks import Document, fingerprint
from ledtrad.core.papers.kinds import Format
from ledtrad.core.refusals import Invalid, NotAllowed, Refused
from ledtrad.delegation.actions.locking import lock_boards
from ledtrad.delegation.actions.written import written
from ledtrad.delegation.models import (
    DecisionReport,
    DelegatedDecision,
    ListChoice,
    ListFile,
    OpenVersion,
    ReportedDecision,
)
from ledtrad.delegation.papers.lists import list_document, rows_hash
from ledtrad.delegation.queries.lists import Proposal, cutoff_of, proposals
from ledtrad.delegation.rules.listing import mask_needed
from ledtrad.delegation.rules.words import ListState
from ledtrad.meetings.models import Meeting
from ledtrad.organisation.actors import access

FORMATS = (Format.PDF, Format.DOCX)


class MayNotLay(NotAllowed):
    """Laying a list takes the right to plan for the board."""

    message = _("Bara nämndens sekreterare, förvaltningschef och controller lägger fram listor.")
    code = "may_not_lay"


class AlreadyLaid(Refused):
    """What has been laid stands."""

    message = _("Listan är redan framlagd. Det som kommer till anmäls på nästa lista.")
    code = "already_laid"


class MeetingHeld(Refused):
    """Nobody can have been told afterwards."""

    message = _("Sammanträdet har redan hållits. Besluten anmäls vid nästa.")
    code = "meeting_held"


class NothingToLay(Refused):
    """A list with no decisions is not laid."""

    message = _("Det finns inga beslut att anmäla till sammanträdet.")
    code = "nothing_to_lay"


class ListChanged(Refused):
    """Decisions have come or gone since the person looked."""

    message = _("Listan har ändrats sedan du granskade den. Granska den på nytt och lägg sedan fram den.")
    code = "list_changed"


class IncompleteOnList(Invalid):
    """Incomplete decisions are laid only when somebody says so."""

    message = _("Listan har ofullständiga beslut. Kryssa för att de ska anmälas ändå, eller ta bort dem från listan.")
    code = "incomplete_on_list"


class ReasonMissing(Invalid):
    """Taking off and putting on by hand needs its reason."""

    message = _("Skriv ett skäl. Det står kvar i historiken.")
    code = "reason_missing"


class NotOfThisBoard(Refused):
    """The decision is another board's, or some list holds it already."""

    message = _("Beslutet hör inte till den här listan: det är en annan nämnds, eller redan anmält.")
    code = "not_of_this_board"


def require_plan(actor: Actor, board_id: int) -> None:
    """Raises MayNotLay unless the actor plans for the board."""
    if not access(actor).may_plan(board_id):
        raise MayNotLay()


def _draft(meeting: Meeting, kind: str, actor: Actor) -> DecisionReport:
    """The list to the meeting, made when it is first touched, and locked. Raises MeetingHeld, AlreadyLaid."""
    if meeting.held_on < actor.today:
        raise MeetingHeld()
    report, _made = DecisionReport.objects.select_for_update(of=("self",)).get_or_create(
        meeting=meeting, kind=kind, imported=False, defaults={"board_id": meeting.board_id, **written(actor)}
    )
    if report.state == ListState.LAID:
        raise AlreadyLaid()
    return report


@transaction.atomic
def choose(
    *, meeting: Meeting, kind: str, decision: DelegatedDecision, included: bool, reason: str, actor: Actor
) -> ListChoice:
    """Take a decision off the proposal, or put one on it that would not be there yet.

    Raises MayNotLay, ReasonMissing, AlreadyLaid, NotOfThisBoard.
    """
    require_plan(actor, meeting.board_id)
    if not reason.strip():
        raise ReasonMissing(field="reason")
    report = _draft(meeting, kind, actor)
    told = ReportedDecision.objects.filter(
        board_id=meeting.board_id, system_id=decision.system_id, source_id=decision.source_id
    )
    if decision.board_id != meeting.board_id or not decision.is_current or told.exists():
        raise NotOfThisBoard()
    choice, _made = ListChoice.objects.update_or_create(
        report=report,
        decision=decision,
        defaults={"included": included, "reason": reason.strip(), **written(actor)},
    )
    details = {"decision": decision.pk, "reason": choice.reason}
    _record(actor, "put_on" if included else "taken_off", report, **details)
    return choice


@transaction.atomic
def undo_choice(*, choice: ListChoice, actor: Actor) -> None:
    """As if nobody had touched it. Raises MayNotLay, AlreadyLaid."""
    require_plan(actor, choice.report.board_id)
    report = _draft(choice.report.meeting, choice.report.kind, actor)
    name = choice.decision_id
    choice.delete()
    _record(actor, "choice_undone", report, decision=name)


@dataclass(frozen=True)
class _Made:
    """Both versions of a list with their papers, drawn before anything is locked."""

    proposal: Proposal
    full: Document
    public: Document
    drawn: tuple[tuple[bool, Format, bytes], ...]


def lay(
    *,
    meeting: Meeting,
    kind: str,
    actor: Actor,
    seen: str | None,
    accept_incomplete: bool = False,
    stored: Callable[[DecisionReport], None] | None = None,
) -> DecisionReport:
    """Lay the list: its rows and both its papers are frozen as they are now.

    `seen` is the hash of what the person looked at. The papers are drawn before the board's lists are locked; then
    everything is looked at again, so that no decision is ever on two lists, and only then are the papers stored.
    `stored` is called with the list in the transaction that freezes it.

    Raises MayNotLay, NothingToLay, ListChanged, IncompleteOnList, MeetingHeld, AlreadyLaid.
    """
    require_plan(actor, meeting.board_id)
    made = _make(meeting, kind, actor, seen)
    if made.proposal.incomplete and not accept_incomplete:
        raise IncompleteOnList(field="accept_incomplete")
    with transaction.atomic():
        lock_boards([meeting.board_id])  # one list of a board at a time
        report = _draft(meeting, kind, actor)
        again = proposals(meeting, cutoff_days=made.proposal.cutoff_days)[kind]
        if again.rows != made.proposal.rows:  # also when only a mark has changed: the open paper is drawn by it
            raise ListChanged()
        with keep_files(report, made.drawn) as hashes:
            _freeze(report, made, hashes, actor)
            if stored is not None:
                stored(report)
    return report


@contextmanager
def keep_files(
    report: DecisionReport, drawn: Iterable[tuple[bool, Format, bytes]], *, number: int = 1
) -> Iterator[dict[str, str]]:
    """Store the papers of a list, and take those back that were not there before if what follows fails.

    Gives their hashes. Call it with the list locked: nobody else can store the same papers meanwhile.
    """
    new: list[uploads.Stored] = []
    hashes: dict[str, str] = {}
    try:
        for public, format, data in drawn:
            kept = uploads.store(data)
            new.extend([kept] if kept.is_new else [])
            ListFile.objects.create(
                report=report, is_public=public, number=number, format=format, stored_as=kept.name, size=kept.size,
                sha256=kept.sha256,
            )  # fmt: skip
            hashes[f"{'open' if public else 'full'}.{format}"] = kept.sha256
        yield hashes
    except BaseException:
        for kept in new:
            uploads.take_back(kept)
        raise


def _make(meeting: Meeting, kind: str, actor: Actor, seen: str | None) -> _Made:
    if meeting.held_on < actor.today:
        raise MeetingHeld()
    proposal = proposals(meeting, cutoff_days=cutoff_of(meeting.board_id))[kind]
    if proposal.report is not None and proposal.report.is_laid:
        raise AlreadyLaid()
    if not proposal.rows:
        raise NothingToLay()
    if seen is not None and seen != rows_hash(proposal):
        raise ListChanged()
    versions = {public: list_document(proposal, public=public, laid_by=actor.label) for public in (False, True)}
    drawn = tuple(
        (public, format, papers.render(document, format)) for public, document in versions.items() for format in FORMATS
    )
    return _Made(proposal, versions[False], versions[True], drawn)


def _freeze(report: DecisionReport, made: _Made, hashes: dict[str, str], actor: Actor) -> None:
    meeting = made.proposal.meeting
    ReportedDecision.objects.bulk_create(
        ReportedDecision(
            report=report, board_id=meeting.board_id, meeting_on=meeting.held_on, system_id=row.system_id,
            source_id=row.source_id, decided_on=row.decided_on, item=row.item, function=row.function,
            matter=row.matter, decision=row.decision, told_id=row.pk,
        )
        for row in made.proposal.rows
    )  # fmt: skip
    OpenVersion.objects.create(
        report=report, number=1, masked=_masked(made.proposal), sha256=fingerprint(made.public), **written(actor)
    )
    report.state, report.laid_at, report.laid_by_label = ListState.LAID, clock.now(), actor.label
    report.full, report.public = made.full, made.public
    report.sha256 = fingerprint([made.full, made.public])
    report.version += 1
    report.save(
        update_fields=["state", "laid_at", "laid_by_label", "full", "public", "sha256", "version"],
    )
    _record(
        actor, "laid", report,
        decisions=len(made.proposal.rows), rows=rows_hash(made.proposal), sha256=report.sha256, files=hashes,
        taken_off=[row.pk for row, _choice in made.proposal.taken_off],
    )  # fmt: skip


def _masked(proposal: Proposal) -> list[int]:
    """The rows that the open version tells nothing of, by their place in the list."""
    return [n for n, row in enumerate(proposal.rows, 1) if mask_needed(row, proposal.pseudonyms)]


def _record(actor: Actor, action: str, report: DecisionReport, **details: Any) -> None:
    ledger.record(actor, action, report, unit_id=report.board_id, confidentiality="internal", **details)
