"""What a package holds: gathered for one person, without what is confidential."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from ledtrad.activities.models import Activity
from ledtrad.audits.models import Addressed, Audit, Recommendation, Statement
from ledtrad.audits.package.tables import as_csv, tables
from ledtrad.audits.papers.evidence import document_of
from ledtrad.audits.queries.evidence import Followed, addressed_of, followed
from ledtrad.audits.queries.recommendations import Repeats
from ledtrad.audits.timeline import events_of
from ledtrad.core import papers, uploads
from ledtrad.core.papers.kinds import Format
from ledtrad.core.pseudonyms import holds_number
from ledtrad.core.refusals import Refused
from ledtrad.meetings.models import Paper, PaperFile
from ledtrad.organisation.models import Unit, User
from ledtrad.organisation.rules import Confidentiality
from ledtrad.thread.models import Node

_TEXTS = (".csv", ".txt", ".jsonl")


class Secret(Refused):
    """What is confidential does not leave the system in a package."""

    code = "package_confidential"
    message = _("Granskningen har sekretess. Den lämnas inte ut som bevispaket.")


class NamesSomebody(Refused):
    """A personal identity number stands in what would be given out."""

    code = "package_names_person"

    def __init__(self, where: str) -> None:
        super().__init__(
            _("Paketet är inte gjort: det står ett personnummer i %(where)s. Rätta texten först.") % {"where": where}
        )


class Nothing(Refused):
    """No recommendation that this person may see."""

    code = "package_empty"
    message = _("Det finns inga rekommendationer att lämna ut.")


@dataclass
class Gathered:
    """The files of a package before the log's, what they are about, and how much was left out as confidential."""

    board: Unit | None = None
    files: dict[str, bytes] = field(default_factory=dict)
    about: dict[type[models.Model], set[int]] = field(default_factory=dict)
    left_out: int = 0


def gather(audit: Audit, board: str, user: User) -> Gathered:
    """Everything that this person may see of it. Raises Secret, Nothing, NamesSomebody."""
    if audit.confidentiality == Confidentiality.CONFIDENTIAL:
        raise Secret
    rows = addressed_of(audit, user)
    found = followed(rows.filter(board__number=board) if board else rows, user)
    if not found:
        raise Nothing
    gathered = Gathered(board=found[0].addressed.board if board else None)
    for one in found:
        gathered.left_out += _leave_out(one)
        one.events = events_of(one)
    for name, (headings, lines) in tables(found).items():
        gathered.files[f"data/{name}.csv"] = as_csv(headings, lines)
    gathered.files["sammanstallning.pdf"] = papers.render(document_of(audit, found, gathered.board), Format.PDF)
    _add_papers(gathered, audit, found)
    gathered.about = _about(audit, found)
    look_for_people(gathered.files.items())
    return gathered


def look_for_people(files: Iterable[tuple[str, bytes]]) -> None:
    """Raises NamesSomebody when a personal identity number stands in what is text."""
    for name, data in files:
        if name.endswith(_TEXTS) and holds_number(data.decode("utf-8", "replace")):
            raise NamesSomebody(name)


def _leave_out(one: Followed) -> int:
    """Take away what is confidential, and say how many things it was."""
    before = len(one.measures) + len(one.others) + len(one.evidence) + len(one.papers)
    one.measures = [a for a in one.measures if not _is_secret(a)]
    one.others = [n for n in one.others if not _is_secret(n)]
    one.evidence = [
        e for e in one.evidence if not (_is_secret(e.node) or (e.paper is not None and _is_secret(e.paper.matter)))
    ]
    one.papers = [p for p in one.papers if not _is_secret(p.matter)]
    left_out = before - len(one.measures) - len(one.others) - len(one.evidence) - len(one.papers)
    if one.paper is not None and _is_secret(one.paper.matter):
        one.paper, left_out = None, left_out + 1
    if one.repeats.earlier is not None and _is_secret(one.repeats.earlier):
        one.repeats, left_out = Repeats(None, one.repeats.later), left_out + 1
    later = [row for row in one.repeats.later if not _is_secret(row)]
    left_out += len(one.repeats.later) - len(later)
    one.repeats = Repeats(one.repeats.earlier, later)
    kept = {one.recommendation.pk, *(a.pk for a in one.measures)}
    one.assessments = [a for a in one.assessments if a.node_id in kept]
    one.entries = [
        e for e in one.entries if int(e.object_id) in kept and e.confidentiality != Confidentiality.CONFIDENTIAL
    ]
    return left_out


def _is_secret(thing: object) -> bool:
    return getattr(thing, "confidentiality", "") == Confidentiality.CONFIDENTIAL


def _add_papers(gathered: Gathered, audit: Audit, found: Sequence[Followed]) -> None:
    """The audit as it came, the papers that boards have had, and files that are evidence. One query."""
    if audit.paper is not None:
        if holds_number(audit.paper.text):
            raise NamesSomebody(audit.paper.name)
        _add(gathered, audit.number, audit.paper.name, audit.paper.stored_as)
    shown = {p.pk: p for one in found for p in (one.paper, *one.papers, *(e.paper for e in one.evidence)) if p}
    for file in PaperFile.objects.filter(paper__in=shown).order_by("paper_id", "format"):
        paper = shown[file.paper_id]
        _add(gathered, paper.matter.registration_number, f"{paper.title}.{file.format}", file.stored_as)
    for one in found:
        for row in one.evidence:
            if row.stored_as:
                _add(gathered, one.recommendation.number, row.name or row.title, row.stored_as)


def _add(gathered: Gathered, number: str, name: str, stored_as: str) -> None:
    """Under a name that any system can write, and no two alike."""
    ending = PurePath(name).suffix.lower()[:6]
    stem = slugify(f"{number} {PurePath(name).stem}".replace("/", "-"))[:80].strip("-") or "fil"
    taken = [f"handlingar/{stem}{more}{ending}" for more in ("", *(f"-{n}" for n in range(2, 1000)))]
    free = next(one for one in taken if one not in gathered.files)
    gathered.files[free] = uploads.read(stored_as)


def _about(audit: Audit, found: Sequence[Followed]) -> dict[type[models.Model], set[int]]:
    """What the log is to tell of."""
    shown = [p for one in found for p in (one.paper, *one.papers) if p]
    return {
        Audit: {audit.pk, *(a.pk for one in found for a in one.follow_up_audits)},
        Recommendation: {one.recommendation.pk for one in found},
        Addressed: {one.addressed.pk for one in found},
        Statement: {one.statement.pk for one in found if one.statement},
        Activity: {a.pk for one in found for a in one.measures},
        Node: {n.pk for one in found for n in one.others},
        Paper: {p.pk for p in shown},
    }
