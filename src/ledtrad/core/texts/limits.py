"""How large a document may be. No Django: the child process uses this too."""

from dataclasses import dataclass

from ledtrad.core.tables.limits import MEGABYTE


@dataclass(frozen=True)
class TextLimits:
    """Bounds on one document. The defaults take the longest annual report and stop what would hurt the server."""

    file_bytes: int = 25 * MEGABYTE
    unpacked_bytes: int = 100 * MEGABYTE
    compression_ratio: int = 100
    members: int = 2_000
    pages: int = 500
    page_bytes: int = 20 * MEGABYTE
    characters: int = 3_000_000
    seconds: int = 40
    memory_bytes: int = 1024 * MEGABYTE
