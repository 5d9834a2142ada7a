"""What a paper is made of: sections of blocks, as plain data.

The same document is frozen as JSON, shown on the page, and drawn as PDF and Word. A block is a dict with
a `kind`; the functions here are the only ones that make them, so that every drawer knows what it can meet.

    heading     level, text                       3 is the first level inside a section
    paragraph   runs                              a run is [text, is_bold]
    bullets     items                             each item is runs
    note        text                              said smaller, beside the matter
    table       caption, columns, rows            a cell: text, sub, status, strong
    indicator   number, title, status, word, …    one indicator with its chart and comments
    plan_goal   number, title, …                  one goal of a plan with its indicators
"""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

Block = dict[str, Any]
Cell = dict[str, Any]
Runs = list[list[Any]]
Document = dict[str, Any]

FORMAT = 1
"""Of the frozen JSON. Drawers go on reading every format that was ever published."""


def fingerprint(document: Any) -> str:
    """The SHA-256 of a document or other plain data, the same wherever it is worked out."""
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def plain(text: str) -> Runs:
    """One run without emphasis."""
    return [[text, False]]


def text_of(runs: Sequence[Sequence[Any]]) -> str:
    """The words of some runs."""
    return "".join(str(run[0]) for run in runs)


def heading(level: int, text: str, line: int | None = None) -> Block:
    """A heading; `line` is where it stands in what somebody wrote."""
    return {"kind": "heading", "level": level, "text": text, "line": line}


def paragraph(runs: Runs, line: int | None = None) -> Block:
    """A paragraph of runs."""
    return {"kind": "paragraph", "runs": runs, "line": line}


def bullets(items: list[Runs], line: int | None = None) -> Block:
    """A list, each item its runs."""
    return {"kind": "bullets", "items": items, "line": line}


def note(text: str) -> Block:
    """A remark by the system itself, set apart from what people wrote."""
    return {"kind": "note", "text": text}


def column(text: str, width: float = 1, *, num: bool = False) -> dict[str, Any]:
    """A column of a table; widths are shares of the whole."""
    return {"text": text, "width": width, "num": num}


def cell(text: str, *, sub: str = "", status: str = "", strong: bool = False) -> Cell:
    """A cell of a table. With a `status` (met, partly, missed, none) its shape stands before the text."""
    return {"text": text, "sub": sub, "status": status, "strong": strong}


def table(caption: str, columns: list[dict[str, Any]], rows: list[list[Cell]]) -> Block:
    """A table. The first cell of each row is its heading."""
    return {"kind": "table", "caption": caption, "columns": columns, "rows": rows}


SHAPES = {"met": "●", "partly": "◆", "missed": "▲", "none": "○"}
"""The shape that tells a status without colour."""
