"""The corpus of audit papers, written for this project, and how a reading is held against what it should say."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ledtrad.audits.reading import Reading, Recommendation

HERE = Path(__file__).parent
WRITTEN_BEFORE, WRITTEN_AFTER = HERE / "corpus", HERE / "held_out"
ENOUGH = 0.8


@dataclass(frozen=True)
class Paper:
    """A text with the answer that a person would give."""

    name: str
    text: str
    expected: dict[str, Any]


def papers(folder: Path) -> list[Paper]:
    """Every text of a folder with the JSON beside it."""
    return [
        Paper(path.stem, path.read_text(encoding="utf-8"), json.loads(path.with_suffix(".json").read_text("utf-8")))
        for path in sorted(folder.glob("*.txt"))
    ]


@dataclass(frozen=True)
class Score:
    """How many recommendations were found rightly, of how many found and how many there."""

    right: int
    found: int
    there: int

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.there if self.there else 1.0

    def __add__(self, other: "Score") -> "Score":
        return Score(self.right + other.right, self.found + other.found, self.there + other.there)


def score(paper: Paper, reading: Reading, *, recipients: bool = True) -> Score:
    """Each expected recommendation is met by one found: nearly the same words, the same boards, the same audit."""
    wanted = paper.expected["recommendations"]
    missing = list(unmet(paper, reading, recipients=recipients))
    return Score(len(wanted) - len(missing), len(reading.recommendations), len(wanted))


def unmet(paper: Paper, reading: Reading, *, recipients: bool = True) -> Iterator[dict[str, Any]]:
    """What should have been found and was not."""
    left = list(reading.recommendations)
    for wanted in paper.expected["recommendations"]:
        met = next((one for one in left if _meets(one, wanted, recipients=recipients)), None)
        if met is None:
            yield wanted
        else:
            left.remove(met)


def _meets(one: Recommendation, wanted: dict[str, Any], *, recipients: bool) -> bool:
    if one.earlier != wanted["earlier"] or alike(one.text, wanted["text"]) < ENOUGH:
        return False
    return not recipients or set(one.recipients) == set(wanted["recipients"])


def alike(first: str, second: str) -> float:
    """The share of words that two texts have in common, of the longer one's."""
    one, other = (set(re.findall(r"\w+", text.casefold())) for text in (first, second))
    return len(one & other) / max(len(one), len(other), 1)
