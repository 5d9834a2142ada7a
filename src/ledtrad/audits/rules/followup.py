"""How one board's part in a recommendation stands, and when somebody should judge it. No database, no request."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ledtrad.audits.words import Judgement

JUDGE_AFTER = timedelta(days=365)
"""From the day the stand was adopted: a recommendation that nobody has judged by then is asked about."""


@dataclass(frozen=True)
class State:
    """Shape and word: met, partly, missed or none."""

    shape: str
    word: str | Promise


def state_of(*, position: str, judgement: str, is_closed: bool) -> State:
    """How it stands now: closed, as it was judged, or only answered."""
    if is_closed:
        return State("met", _("Avslutad"))
    if judgement == Judgement.SUFFICIENT:
        return State("met", _("Tillräckligt"))
    if judgement == Judgement.IN_PART:
        return State("partly", _("Delvis tillräckligt"))
    if judgement == Judgement.NOT:
        return State("missed", _("Inte tillräckligt"))
    return State("none", _("Besvarad, inte bedömd") if position else _("Inte besvarad"))


def judge_by(adopted_on: date) -> date:
    return adopted_on + JUDGE_AFTER
