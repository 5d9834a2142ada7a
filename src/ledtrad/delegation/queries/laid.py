"""Reads of lists that were laid: their rows as one may read them, and which open versions may still be handed out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, Exists, OuterRef, Q, QuerySet, Value

from ledtrad.delegation.models import DecisionReport, DelegatedDecision, ListFile, OpenVersion, ReportedDecision
from ledtrad.delegation.models.decisions import now_confidential
from ledtrad.delegation.rules.reading import tells_of_somebody
from ledtrad.delegation.rules.series import series_of
from ledtrad.delegation.rules.words import ListState
from ledtrad.organisation.rules import Confidentiality

if TYPE_CHECKING:
    from ledtrad.organisation.models import User


def reports_of(user: "User") -> QuerySet[DecisionReport]:
    """The lists that this person may see, laid ones only."""
    return DecisionReport.objects.visible_to(user).filter(state=ListState.LAID).select_related("board", "meeting")


def laid_rows(report: DecisionReport, user: "User | None" = None) -> list[Any]:
    """The rows of a laid list, as they are listed on its page. One query.

    Each has `.number`, its place when the list froze; `.is_secret`, whether it tells of somebody now; and `.shown`,
    whether this person may read it. A row whose decision is not known here may be about anything: it is secret.
    """
    seen: Any = Value(False, output_field=BooleanField())
    if user is not None:
        seen = Exists(DelegatedDecision.objects.visible_to(user).filter(pk=OuterRef("told")))
    rows = ReportedDecision.objects.filter(report=report).select_related("told", "system")
    found: list[Any] = list(rows.annotate(seen=seen, now_confidential=now_confidential()).order_by("pk"))
    pseudonyms = {row.told.subject for row in found if row.told is not None and row.told.subject}
    for number, row in enumerate(found, 1):
        row.number = number
        row.is_secret = row.now_confidential or _tells(row, pseudonyms)
        row.shown = row.seen or not row.is_secret
    return sorted(found, key=lambda row: (row.function, row.decided_on or date.min, row.number))


def _tells(row: ReportedDecision, pseudonyms: Iterable[str]) -> bool:
    if row.told is None:
        return True
    return tells_of_somebody(
        confidentiality=row.told.confidentiality,
        subject=row.told.subject,
        words=f"{row.matter} {row.decision} {row.source_id}",
        pseudonyms=pseudonyms,
    )


@dataclass(frozen=True)
class Handed:
    """An open version of a list, and whether it is handed out to whoever asks."""

    version: OpenVersion
    files: Sequence[ListFile]
    withheld_for: Sequence[int] = ()  # the rows that it tells of and should not, by number
    since: datetime | None = None
    may_read: bool = True

    @property
    def is_withheld(self) -> bool:
        return bool(self.withheld_for)


def open_versions(report: DecisionReport, rows: Sequence[Any], files: Sequence[ListFile]) -> list[Handed]:
    """The open versions of a list with their `files`, the latest first, by its `laid_rows` for one person.

    One query; one more when something has been marked confidential since.
    """
    told = [(version, told_since(version, rows)) for version in report.open_versions.order_by("-number")]
    marked = marked_on([row for _version, wrong in told for row in wrong])
    return [
        Handed(
            version,
            [file for file in files if file.is_public and file.number == version.number],
            sorted(row.number for row in wrong),
            min((marked.get((row.system_id, row.source_id), version.made_at) for row in wrong), default=None),
            all(row.shown for row in wrong),
        )
        for version, wrong in told
    ]


def told_since(version: OpenVersion, rows: Iterable[Any]) -> list[Any]:
    """The rows that the version tells of, and that must be masked as things stand now."""
    masked = set(version.masked)
    return [row for row in rows if row.is_secret and row.number not in masked]


def marked_on(rows: Sequence[Any]) -> dict[tuple[int, str], datetime]:
    """From when each of these decisions is confidential, by source and id. One query, none for no rows."""
    if not rows:
        return {}
    apart = [series_of(row.source_id) for row in rows]
    serials = {serial for _series, serial in apart if serial is not None}
    numbered = Q(series__in={series for series, _serial in apart}, serial__in=serials)
    records = DelegatedDecision.objects.filter(
        numbered | Q(series="", serial__isnull=True),
        system__in={row.system_id for row in rows},
        source_id__in={row.source_id for row in rows},
    )
    since: dict[tuple[int, str], datetime] = {}
    for system, source_id, mark, when in records.order_by("pk").values_list(
        "system_id", "source_id", "confidentiality", "recorded_at"
    ):
        if mark == Confidentiality.CONFIDENTIAL:
            since.setdefault((system, source_id), when)
        else:
            since.pop((system, source_id), None)
    return since
