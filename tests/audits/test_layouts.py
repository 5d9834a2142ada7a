"""The same paper laid out otherwise, as another program would have written it to a file, reads nearly the same."""

import re
import textwrap
from collections.abc import Callable
from functools import reduce
from operator import add

import pytest

from ledtrad.audits.reading import read
from tests.audits.corpora import WRITTEN_AFTER, WRITTEN_BEFORE, Score, papers, score

#: What these are written for is how they are laid out: columns by spaces, and no lines at all.
LAYOUT_IS_THE_MATTER = ("table-without-rules", "no-lines-")
PAPERS = [
    paper
    for paper in [*papers(WRITTEN_BEFORE), *papers(WRITTEN_AFTER)]
    if not any(part in paper.name for part in LAYOUT_IS_THE_MATTER)
]
MARK = re.compile(r"(?m)^(\s*)(?:- ▶|[-–—•▶●*]) (?=\S)")


def wrapped(text: str, width: int = 72) -> str:
    """Each line broken to fit a page."""
    lines: list[str] = []
    for line in text.split("\n"):
        short = line.startswith("|") or len(line) <= width
        lines += [line] if short else textwrap.wrap(line, width, break_on_hyphens=False, break_long_words=False)
    return "\n".join(lines)


def tight(text: str, width: int = 72) -> str:
    """And without empty lines, as text comes out of a PDF."""
    return "\n".join(line for line in wrapped(text, width).split("\n") if line.strip())


def paged(text: str) -> str:
    """Pages of 28 lines with a head and a foot."""
    lines = wrapped(text).split("\n")
    pages = [lines[start : start + 28] for start in range(0, len(lines), 28)]
    return "\f".join(
        "\n".join(["Exempelkommunens revision", "", *page, "", f"Sida {number} av {len(pages)}"])
        for number, page in enumerate(pages, start=1)
    )


def marked(mark: str) -> Callable[[str], str]:
    """Another mark before the items of lists."""
    return lambda text: MARK.sub(lambda hit: f"{hit[1]}{mark}", text)


LAYOUTS: dict[str, tuple[Callable[[str], str], float]] = {
    "broken lines": (wrapped, 0.99),
    "no empty lines": (tight, 0.95),
    "wide and no empty lines": (lambda text: tight(text, 95), 0.94),
    "pages": (paged, 0.95),
    "bullets": (marked("• "), 0.99),
    "dashes": (marked("– "), 0.99),
    "a symbol font's bullets": (marked("\uf0b7 "), 0.99),
    "stars": (marked("* "), 0.99),
    "bullets on lines of their own": (marked("•\n"), 0.94),
    "no bullets at all": (marked(""), 0.9),
    "no marks of headings": (lambda text: re.sub(r"(?m)^#+ ", "", text).replace("**", ""), 0.99),
    "Windows' line ends": (lambda text: text.replace("\n", "\r\n"), 0.99),
    "an empty line after each": (lambda text: text.replace("\n", "\n\n"), 0.94),
}


@pytest.mark.parametrize(("change", "wanted"), LAYOUTS.values(), ids=LAYOUTS.keys())
def test_a_paper_laid_out_otherwise_reads_nearly_the_same(change, wanted):
    total = reduce(add, (score(paper, read(change(paper.text))) for paper in PAPERS), Score(0, 0, 0))
    assert total.precision >= wanted
    assert total.recall >= wanted
