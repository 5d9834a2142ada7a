"""How an audit and a recommendation stand. No database, no request."""

from collections.abc import Iterable
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from ledtrad.audits.words import Judgement
from ledtrad.thread.rules import Status, suggested_status

STATUS_OF = {Judgement.SUFFICIENT: Status.MET, Judgement.IN_PART: Status.PARTLY, Judgement.NOT: Status.MISSED}

#: What each status says of a recommendation in the thread.
STANDINGS = {**{status: judgement.label for judgement, status in STATUS_OF.items()}, Status.NONE: _("Inte bedömd")}


class Stage(models.TextChoices):
    """Where an audit is on its way, what deviates first. The register sorts by the value."""

    LATE = "0", _("Svar försenat")
    READ = "1", _("Att bekräfta")
    WAITS = "2", _("Väntar på svar")
    OPEN = "3", _("Öppna rekommendationer")
    CLOSED = "4", _("Avslutad")


#: Shape and word of each.
SHAPES = {
    Stage.LATE: Status.MISSED,
    Stage.READ: Status.NONE,
    Stage.WAITS: Status.NONE,
    Stage.OPEN: Status.PARTLY,
    Stage.CLOSED: Status.MET,
}


def stage_of(*, confirmed: bool, next_due: date | None, unanswered: int, unclosed: int, today: date) -> Stage:
    """The stage of an audit: an answer that is late comes before everything else."""
    if not confirmed:
        return Stage.READ
    if unanswered and next_due is not None and next_due < today:
        return Stage.LATE
    if unanswered:
        return Stage.WAITS
    return Stage.OPEN if unclosed else Stage.CLOSED


def status_of(judgements: Iterable[str]) -> Status:
    """What the boards' judgements together say of a recommendation; nothing while none is judged."""
    return suggested_status(STATUS_OF[Judgement(j)] if j else Status.NONE for j in judgements)


def may_close(judgement: str) -> bool:
    """Only what suffices needs nothing more."""
    return judgement == Judgement.SUFFICIENT


def mark_of(*, judgement: str, is_closed: bool) -> tuple[Status, str]:
    """Shape and word of one board's part in a recommendation."""
    if is_closed:
        return Status.MET, str(_("Avslutad"))
    if not judgement:
        return Status.NONE, str(_("Inte bedömd"))
    return STATUS_OF[Judgement(judgement)], str(Judgement(judgement).label)
