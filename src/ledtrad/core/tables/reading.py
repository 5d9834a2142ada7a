"""Read a table that somebody sent us, without letting the file near this process.

A child process opens it (`child.py`); what comes back is text in rows, or a refusal that says what to do.
"""

import json
import logging
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePath
from typing import IO, Any, NamedTuple

from ledtrad.core.tables.limits import Limits
from ledtrad.core.tables.messages import TableRefused, cell_message
from ledtrad.core.tables.messages import column_letter as column_letter

logger = logging.getLogger(__name__)

KINDS = {".csv": "csv", ".txt": "csv", ".tsv": "csv", ".xlsx": "xlsx"}
_HINTS = {".xls": "old_or_locked", ".xlsm": "macros", ".xltm": "macros"}
_SOURCE_ROOT = Path(__file__).resolve().parents[3]
_AT_ONCE = threading.BoundedSemaphore(2)
"""Two files at a time in one process: each may use as much memory as `Limits` allows."""

_TRUE = {"ja", "j", "sant", "true", "yes", "y", "1", "x"}
_FALSE = {"nej", "n", "falskt", "false", "no", "0"}


class Row(NamedTuple):
    """A row as text, with its number as the person sees it in the file; as many cells as the header."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Problem:
    """A cell that holds no plain value. The row must not be used; `message` says why."""

    row: int
    column: int
    code: str
    details: dict[str, str | int]

    @property
    def message(self) -> str:
        return cell_message(self.code, self.details)


@dataclass(frozen=True)
class Sheet:
    """A table: its header, its filled rows, and the cells that could not be read. CSV has one, without a
    name.

    Header names are stripped; cells are not. Numbers have a decimal point when they come from a cell that
    is a number and are as typed otherwise; dates are ISO; true and false are those words.
    """

    name: str
    header: tuple[str, ...]
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class Workbook:
    """The tables of one file, in their order. At least one."""

    filename: str
    sheets: list[Sheet]


def read_table(source: Path | str | bytes, filename: str = "", *, limits: Limits | None = None) -> Workbook:
    """Read a CSV or XLSX file given as path or bytes; `filename` decides which, by default the path's own
    name.

    Raises TableRefused, whose message tells the person what is wrong, where, and what was expected. A
    single cell that cannot be used (a formula, an error value) is no refusal but a `Problem` of its sheet.
    """
    limits = limits or Limits()
    if not filename and not isinstance(source, bytes):
        filename = Path(source).name
    kind = _kind(filename)
    with _opened(source) as file, _AT_ONCE:
        sheets = list(_collect(_lines(file, kind, limits)))
    return Workbook(filename, sheets)


def parse_boolean(text: str) -> bool | None:
    """Ja, nej, sant, falskt, 1, 0, x …; None for an empty cell. ValueError for anything else."""
    word = text.strip().casefold()
    if not word:
        return None
    if word in _TRUE | _FALSE:
        return word in _TRUE
    raise ValueError(text)


def _kind(filename: str) -> str:
    ending = PurePath(filename).suffix.lower()
    if ending not in KINDS:
        raise TableRefused(_HINTS.get(ending, "wrong_type"), name=PurePath(filename).name[:80])
    return KINDS[ending]


@contextmanager
def _opened(source: Path | str | bytes) -> Iterator[IO[bytes]]:
    """The source as a file that can be handed to a process."""
    if isinstance(source, bytes):
        with tempfile.TemporaryFile() as file:
            file.write(source)
            file.seek(0)
            yield file
    else:
        with Path(source).open("rb") as file:
            yield file


def _lines(file: IO[bytes], kind: str, limits: Limits) -> Iterator[list[Any]]:
    """What the child says, line by line. It dies with the time limit, and with this generator."""
    command = [sys.executable, "-P", "-s", "-X", "utf8", "-m", "ledtrad.core.tables.child", kind]
    # Nothing of our environment: no secret and no database address where a stranger's file is opened.
    environment = {"PYTHONPATH": str(_SOURCE_ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    with tempfile.TemporaryFile() as complaints:
        child = subprocess.Popen(  # noqa: S603 - our own interpreter and module, no shell
            [*command, json.dumps(asdict(limits))],
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=complaints,
            env=environment,
            cwd="/",
        )
        late = threading.Event()
        timer = threading.Timer(limits.seconds, _kill, (child, late))
        timer.daemon = True
        timer.start()
        try:
            assert child.stdout is not None  # noqa: S101 - PIPE above
            last: list[Any] = []
            for line in child.stdout:
                if not line.endswith(b"\n"):
                    break
                last = json.loads(line)
                yield last
            child.wait()
            if last[:1] not in (["end"], ["refused"]):
                complaints.seek(0)
                raise _died(child.returncode, late.is_set(), complaints.read(2000), limits)
        finally:
            timer.cancel()
            child.kill()
            child.wait()
            if child.stdout is not None:
                child.stdout.close()


def _kill(child: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    child.kill()


def _died(status: int, late: bool, complaints: bytes, limits: Limits) -> TableRefused:
    """Why a child that gave no verdict is gone. Rust and C libraries abort when memory runs out."""
    import signal

    if late or status == -signal.SIGXCPU:
        return TableRefused("too_slow", limit=limits.seconds)
    logger.warning("The table reader ended with status %s: %s", status, complaints.decode("utf-8", "replace"))
    if status in {-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGKILL} or b"MemoryError" in complaints:
        return TableRefused("too_much_memory")
    return TableRefused("unreadable")


def _collect(lines: Iterator[list[Any]]) -> Iterator[Sheet]:
    sheet: Sheet | None = None
    for kind, *said in lines:
        if kind == "refused":
            code, details = said
            raise TableRefused(code, **details)
        if kind == "sheet":
            sheet = Sheet(name=said[0], header=tuple(said[1]))
            yield sheet
        elif sheet is not None and kind == "rows":
            sheet.rows.extend(Row(number, tuple(cells)) for number, cells in said[0])
        elif sheet is not None and kind == "problems":
            sheet.problems.extend(Problem(*problem) for problem in said[0])


def problems_by_row(sheet: Sheet) -> dict[int, Sequence[Problem]]:
    """The sheet's unusable cells, gathered by row number."""
    found: dict[int, list[Problem]] = {}
    for problem in sheet.problems:
        found.setdefault(problem.row, []).append(problem)
    return dict(found)
