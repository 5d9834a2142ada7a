"""Series of registration numbers, matters, the reports of assignments as papers, and a memorandum on its way."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from ledtrad.activities.models import ReportBack
from ledtrad.core.actors import Actor
from ledtrad.demo.boards_work import papers
from ledtrad.demo.boards_work.steps import Step, Told, day, function, meeting, unit
from ledtrad.meetings.actions import series as numbering
from ledtrad.meetings.actions.matters import open_matter
from ledtrad.meetings.actions.papers import begin_paper, write_section
from ledtrad.meetings.actions.report_backs import begin_report_paper
from ledtrad.meetings.models import Matter, Paper, PaperSection
from ledtrad.meetings.words import PaperKind

BEGAN = date(2018, 9, 3)
REPORTERS = {"steps": {"writer": "KS-SEK", "director": "KS-DIR"}}


def series(told: Told) -> Iterator[Step]:
    """How each board's numbers look."""
    for row in told["series"]:
        yield Step(BEGAN, "", partial(_set_pattern, row))


def _set_pattern(row: Told, actor: Actor) -> None:
    numbering.set_pattern(board=unit(row["board"]), pattern=row["pattern"], actor=actor, seen=None)


def steps(told: Told) -> Iterator[Step]:
    """Matters that are not about an audit, and their papers."""
    for row in told["matters"]:
        yield Step(day(row["opened_on"]), "KS-SEK" if row["board"] == "KS" else "SN-SEK", partial(_open, row))
    for row in told["report_backs"]:
        yield from _report_back(row)
    for row in told["memoranda"]:
        yield from _memorandum(row)


def _open(row: Told, actor: Actor) -> None:
    open_matter(
        board=unit(row["board"]), title=row["title"], responsible=function(row["responsible"]),
        registration_number=row["number"], actor=actor,
    )  # fmt: skip


def _report_back(row: Told) -> Iterator[Step]:
    held_on = day(row["due_on"])
    begun = held_on - timedelta(days=6)
    yield Step(begun, "KS-SEK", partial(_begin_report, row))
    yield from papers.to_the_board(
        partial(_report_paper, row), row | REPORTERS, writer="KS-SEK", board="KS", submitted=begun, held_on=held_on
    )


def _begin_report(row: Told, actor: Actor) -> None:
    rows = ReportBack.objects.select_related("assignment__unit", "assignment__responsible")
    paper = begin_report_paper(
        report_back=rows.get(assignment__number=row["assignment"], due_on=day(row["due_on"])),
        matter=Matter.objects.get(registration_number=row["matter"]), title=row["title"],
        meeting=meeting("KS", day(row["due_on"]), actor), actor=actor,
    )  # fmt: skip
    for section in paper.sections.filter(slug="economy"):
        _write(section, "Redovisningen i sig kostar inget. Åtgärderna ryms inom befintlig ram.", actor)


def _write(section: PaperSection, text: str, actor: Actor) -> None:
    write_section(section=section, text=text, actor=actor, seen=None)


def _report_paper(row: Told) -> Paper:
    return Paper.objects.get(
        of_report_back__report_back__assignment__number=row["assignment"],
        of_report_back__report_back__due_on=day(row["due_on"]),
    )


def _memorandum(row: Told) -> Iterator[Step]:
    """Written and sent out; those who have signed have; the rest is asked of them who log in."""
    find, written, writer = partial(_memo, row), day(row["written_on"]), row.get("writer", "SN-SEK")
    yield Step(written, writer, partial(_begin_memo, row))
    yield Step(written, writer, partial(papers.submit, find, row, "SN", day(row["meeting"])))
    for signer, signed_on in row["signed"].items():
        yield Step(day(signed_on), signer, partial(papers.sign, find))


def _begin_memo(row: Told, actor: Actor) -> None:
    begin_paper(
        matter=Matter.objects.get(registration_number=row["matter"]), kind=PaperKind.MEMORANDUM, title=row["title"],
        actor=actor, texts=row["sections"],
    )  # fmt: skip


def _memo(row: Told) -> Paper:
    return Paper.objects.get(matter__registration_number=row["matter"], title=row["title"])
