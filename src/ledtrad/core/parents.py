"""Processes that end when the one that started them does, also when it was killed and could not say so.

Otherwise they would go on answering on a port that nobody looks after, and the next start would find it taken.
"""

import ctypes
import os
import signal
import sys
import threading
import time

SECONDS_BETWEEN_LOOKS = 0.5
_PR_SET_PDEATHSIG = 1


def end_with(parent: int, *, grace: float | None = None) -> None:
    """Have this process told to stop (SIGTERM) when `parent` is gone; after `grace` seconds it is ended regardless.

    Linux itself tells it. Elsewhere a thread looks; it also waits out the grace. Call it in the process's main thread.
    """
    told_by_system = sys.platform == "linux" and _ask_linux()
    if os.getppid() != parent:  # it was gone before we could ask
        os.kill(os.getpid(), signal.SIGTERM)
        told_by_system = True
    if not told_by_system or grace is not None:
        threading.Thread(target=_watch, args=(parent, told_by_system, grace), name="parent", daemon=True).start()


def _ask_linux() -> bool:
    return bool(ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0) == 0)


def _watch(parent: int, told_by_system: bool, grace: float | None) -> None:
    while os.getppid() == parent:
        time.sleep(SECONDS_BETWEEN_LOOKS)
    if not told_by_system:
        os.kill(os.getpid(), signal.SIGTERM)
    if grace is not None:
        time.sleep(grace)
        os._exit(1)
