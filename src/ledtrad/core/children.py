"""A stranger's file is opened in a process of its own, with no settings, no database, and limits on time and memory.

The parent calls `answers`; the child calls `confine` first. They talk in JSON lines, of which the last is ["end"] or
["refused", code, details]. No Django: the child starts in a blink.
"""

import json
import logging
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

logger = logging.getLogger(__name__)

_SOURCE_ROOT = Path(__file__).resolve().parents[2]
AT_ONCE = threading.BoundedSemaphore(2)
"""Two files at a time in one process: each may use as much memory as its limits allow."""


class Died(Exception):  # noqa: N818 - a verdict, not an error
    """The child gave no verdict; `code` says why: too_slow, too_much_memory or unreadable."""

    def __init__(self, code: str, **details: Any) -> None:
        self.code = code
        self.details = details
        super().__init__(code, details)


@contextmanager
def opened(source: Path | str | bytes) -> Iterator[IO[bytes]]:
    """The source as a file that can be handed to a process."""
    if isinstance(source, bytes):
        with tempfile.TemporaryFile() as file:
            file.write(source)
            file.seek(0)
            yield file
    else:
        with Path(source).open("rb") as file:
            yield file


def answers(file: IO[bytes], module: str, arguments: list[str], *, seconds: int) -> Iterator[list[Any]]:
    """What the child says, line by line. It dies with the time limit, and with this generator. Raises Died."""
    # Nothing of our environment: no secret and no database address where a stranger's file is opened.
    environment = {"PYTHONPATH": str(_SOURCE_ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    with tempfile.TemporaryFile() as complaints:
        child = subprocess.Popen(  # noqa: S603 - our own interpreter and module, no shell
            [sys.executable, "-P", "-s", "-X", "utf8", "-m", module, *arguments],
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=complaints,
            env=environment,
            cwd="/",
        )
        late = threading.Event()
        timer = threading.Timer(seconds, _kill, (child, late))
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
                raise _died(child.returncode, late.is_set(), complaints.read(2000), seconds)
        finally:
            timer.cancel()
            child.kill()
            child.wait()
            if child.stdout is not None:
                child.stdout.close()


def say(line: list[Any]) -> None:
    """The child's own side of it: one line of the answer."""
    sys.stdout.write(json.dumps(line, ensure_ascii=True, separators=(",", ":")) + "\n")


def confine(seconds: int, memory_bytes: int) -> None:
    """Give up, for good, the means to hurt the machine. Where memory cannot be bounded (macOS), size
    limits remain.
    """
    import resource

    for what, most in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(what, (most, most))
        except (ValueError, OSError):
            continue


def _kill(child: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    child.kill()


def _died(status: int, late: bool, complaints: bytes, seconds: int) -> Died:
    """Why a child that gave no verdict is gone. Rust and C libraries abort when memory runs out."""
    import signal

    if late or status == -signal.SIGXCPU:
        return Died("too_slow", limit=seconds)
    logger.warning("The reader of a file ended with status %s: %s", status, complaints.decode("utf-8", "replace"))
    if status in {-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGKILL} or b"MemoryError" in complaints:
        return Died("too_much_memory")
    return Died("unreadable")
