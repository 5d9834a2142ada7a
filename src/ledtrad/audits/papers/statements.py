"""What stands live in a statement's paper while it is a draft: the board's stands, as they are."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from ledtrad.audits.models import Statement
from ledtrad.audits.queries.statements import parts
from ledtrad.audits.rules.statements import Answer, Promise, in_short, instead, obstacles, plain_day, stand_sentence
from ledtrad.core.numbers import MISSING
from ledtrad.core.papers.blocks import Block, cell, column, heading, paragraph, plain, table
from ledtrad.core.papers.markup import parse
from ledtrad.meetings.models import Paper


def _answers(paper: Paper) -> tuple[Statement, list[Answer]] | None:
    """The statement that the paper is, and its answers; None for a statement about something else. Three queries."""
    statement = Statement.objects.select_related("board", "audit").filter(paper=paper).first()
    return None if statement is None else (statement, [part.answer for part in parts(statement, None)])


def summary(paper: Paper) -> list[Block]:
    """Where the board stands, in one or two sentences."""
    found = _answers(paper)
    text = in_short(found[0].board.name, found[1]) if found else ""
    return [paragraph(plain(text))] if text else []


def position(paper: Paper) -> list[Block]:
    """Each recommendation in the auditors' words, and the board's answer to it."""
    found = _answers(paper)
    if found is None:
        return []
    statement, answers = found
    blocks: list[Block] = []
    for place, answer in enumerate(answers, 1):
        blocks += _answer(statement.board.name, answer, place, single=len(answers) == 1)
    return blocks


def unready(paper: Paper) -> list[str]:
    """What must be answered before the board can have it."""
    found = _answers(paper)
    return obstacles(found[1]) if found else []


def _answer(board: str, answer: Answer, place: int, *, single: bool) -> list[Block]:
    title = _("Rekommendationen") if single else _("Rekommendation %(n)s") % {"n": place}
    blocks = [
        heading(3, title),
        paragraph(plain(f"”{' '.join(answer.wording.split()).rstrip('.')}.”")),
        paragraph([[stand_sentence(board, answer.position), True]]),
        *_written(answer.reasons),
    ]
    return blocks + _proposed(answer.counter_proposal) + _promised(answer.promises, place)


def _proposed(text: str) -> list[Block]:
    """What the board wants instead, as the end of a sentence if it is written so."""
    begins, own = instead(text)
    blocks = _written(own)
    if blocks and blocks[0]["kind"] == "paragraph":
        runs = blocks[0]["runs"]
        blocks[0]["runs"] = [[f"{begins} ", True], *runs]
        if len(blocks) == 1 and not str(runs[-1][0]).rstrip().endswith((".", "!", "?", "”")):
            blocks[0]["runs"].append([".", False])
    return blocks


def _written(text: str) -> list[Block]:
    """What somebody wrote, with headings made to paragraphs: the stand has a heading already."""
    blocks = parse(text)
    return [paragraph([[b["text"], True]]) if b["kind"] == "heading" else {**b, "line": None} for b in blocks]


def _promised(promises: Sequence[Promise], place: int) -> list[Block]:
    rows = [[cell(p.what, strong=True), cell(p.who or MISSING), cell(plain_day(p.when) or MISSING)] for p in promises]
    if not rows:
        return []
    columns = [column(_("Åtgärd"), 52), column(_("Ansvarig"), 28), column(_("Klar senast"), 20)]
    return [table(_("Åtgärder för rekommendation %(n)s") % {"n": place}, columns, rows)]
