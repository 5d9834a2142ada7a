"""What somebody chose among a run's findings, and what others have said of it before the answer came."""

from collections.abc import Sequence
from hashlib import sha256

from django.db.models import Max, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from ledtrad.core.listing.page import MOST_LISTED
from ledtrad.core.numbers import format_number
from ledtrad.core.responses import Difference
from ledtrad.delegation.models import ControlFinding, ControlRun, FindingHandling


def mark_of(run: ControlRun, chosen: Sequence[ControlFinding]) -> str:
    """What the page that asks carries: the latest that was said for the board, how many, and a hash of which. A query.

    A hash, since a form cannot carry ten thousand keys.
    """
    latest = FindingHandling.objects.filter(board=run.board_id).aggregate(latest=Max("pk"))["latest"] or 0
    keys = ",".join(str(pk) for pk in sorted(finding.pk for finding in chosen))
    return f"{latest}.{len(chosen)}.{sha256(keys.encode()).hexdigest()[:32]}"


def same_choice(sent: str, now: str) -> bool:
    """Whether a page that carried `sent` chose what would be chosen now, whatever was said of other findings."""
    return not sent or sent.partition(".")[2] == now.partition(".")[2]


def differences(
    sent: QueryDict, rows: QuerySet[ControlFinding], chosen: Sequence[ControlFinding], mine: str
) -> list[Difference]:
    """Both versions side by side: how many were and are open, and what was said of those that no longer are.

    `rows` are the run's findings that the person sees. One query.
    """
    latest, _dot, rest = sent.get("version", "").partition(".")
    before, now = rest.partition(".")[0], len(chosen)
    since = rows.filter(handling__gt=int(latest) if latest.isdecimal() else 0)
    if sent.get("all") != "1":
        since = since.filter(pk__in=[key for key in sent.getlist("pk") if key.isdecimal()])
    counts = Difference(_("Valda fynd som är öppna"), format_number(int(before)) if before.isdecimal() else "",
                        format_number(now))  # fmt: skip
    return [counts, *(Difference(str(f), mine, _said(f.handling)) for f in since[:MOST_LISTED])]


def _said(handling: FindingHandling | None) -> str:
    if handling is None:
        return ""
    who = f"{handling.made_by_label}, {handling.made_at.date().isoformat()}"
    return f"{handling.get_how_display()}: {handling.comment}\n{who}"
