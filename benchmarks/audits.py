"""Audit papers read by rules: how fast beside merely parting their lines, and how rightly on the corpus.

Precision and recall count a recommendation as right when its words and the boards it is aimed at are. The papers of
`held_out` were written after the rules, which have learnt from them since: docs/guides/audit-reading.md tells how right
the first reading of each was.
"""

from collections.abc import Iterator
from functools import reduce
from operator import add

from tests.audits.corpora import WRITTEN_AFTER, WRITTEN_BEFORE, Paper, Score, papers, score

from benchmarks.harness import Row, pair, row, share

WANTED = 0.9
PAGES = 60


def run() -> Iterator[Row]:
    """No installation is needed: the reading is of plain text."""
    from ledtrad.audits.reading import read

    for folder, name in ((WRITTEN_BEFORE, "corpus"), (WRITTEN_AFTER, "held out, learnt from since")):
        found = papers(folder)
        total = reduce(add, (score(paper, read(paper.text)) for paper in found), Score(0, 0, 0))
        job = f"recommendations of {len(found)} audits, {name}"
        note = f"{total.right} right of {total.found} found and {total.there} there"
        yield share(f"precision: {job}", total.precision, WANTED, note=note)
        yield share(f"recall: {job}", total.recall, WANTED, note=note)
    long = _long(papers(WRITTEN_BEFORE))
    floor, ours = pair(lambda: [" ".join(line.split()) for line in long.splitlines()], lambda: read(long), PAGES)
    yield row(f"pages of an audit of {PAGES} pages, beside folding its lines", floor, ours)


def _long(found: list[Paper]) -> str:
    """Pages of some 3,000 characters, as a long report has."""
    text = "\n\n".join(paper.text.replace("\f", "\n") for paper in found)
    whole = (text * (PAGES * 3000 // len(text) + 1))[: PAGES * 3000]
    return "\f".join(whole[start : start + 3000] for start in range(0, len(whole), 3000))
