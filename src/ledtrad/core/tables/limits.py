"""How large a table may be, and what stops the reading of one. No Django: the child process uses this too."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Bounds on one file. The defaults take a year of a large board's rows and stop what would hurt the
    server.
    """

    file_bytes: int = 25 * MEGABYTE
    unpacked_bytes: int = 150 * MEGABYTE
    compression_ratio: int = 100
    members: int = 1_000
    sheets: int = 50
    rows: int = 200_000
    columns: int = 200
    cells: int = 4_000_000
    cell_characters: int = 32_767
    characters: int = 100_000_000
    problems: int = 1_000
    seconds: int = 30
    memory_bytes: int = 1024 * MEGABYTE


class Stop(Exception):  # noqa: N818 - a verdict, not an error
    """The file is refused: `code` names the sentence in `messages.py`, `details` fill it in."""

    def __init__(self, code: str, **details: str | int) -> None:
        self.code = code
        self.details = details
        super().__init__(code, details)
