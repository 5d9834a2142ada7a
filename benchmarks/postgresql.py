"""A benchmark once more on PostgreSQL: a server of its own in a temporary folder, and a process of its own to use it.

One process has one database, so the rows come back as JSON. As scripts/test.sh does, and with PostgreSQL's own
settings as they come: with the durability of an installation.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

from benchmarks.harness import Row, installation, say

ROOT = Path(__file__).parent.parent


def again(name: str) -> list[Row]:
    """The rows of `benchmarks.<name>` on PostgreSQL; none, and a word about it, where there is no PostgreSQL."""
    programs = _programs()
    if programs is None:
        say("PostgreSQL is not installed; its rows are left out.")
        return []
    with _server(programs) as url:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.postgresql", name],
            env={**os.environ, "DATABASE_URL": url}, cwd=ROOT, check=True, stdout=subprocess.PIPE,
        )  # fmt: skip
    return [Row(**values) for values in json.loads(done.stdout.splitlines()[-1])]


def _programs() -> Path | None:
    """The folder with initdb and pg_ctl, as scripts/needs.sh finds it."""
    found = subprocess.run(
        ["bash", "-c", ". scripts/needs.sh; find_postgres"],
        cwd=ROOT, check=False, capture_output=True, text=True,
    )  # fmt: skip
    return Path(found.stdout.strip()) if found.returncode == 0 else None


@contextmanager
def _server(programs: Path) -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="ledtrad-bench-pg-"))
    who = []
    if os.getuid() == 0:  # PostgreSQL refuses to run as root
        who = ["runuser", "-u", "postgres", "--"]
        shutil.chown(folder, "postgres")
    data = str(folder / "data")

    def run(*command: str) -> None:
        subprocess.run([*who, *command], cwd=folder, check=True, stdout=subprocess.DEVNULL)

    try:
        run(str(programs / "initdb"), "--pgdata", data, "--username", "ledtrad", "--auth", "trust", "--encoding",
            "UTF8", "--locale", "C.UTF-8")  # fmt: skip
        run(str(programs / "pg_ctl"), "--pgdata", data, "--wait", "--log", "log", "start", "--options",
            f"-c listen_addresses='' -c unix_socket_directories='{folder}'")  # fmt: skip
        yield f"postgres://ledtrad@{str(folder).replace('/', '%2F')}/postgres"
    finally:
        subprocess.run(
            [*who, str(programs / "pg_ctl"), "--pgdata", data, "--mode", "immediate", "stop"],
            cwd=folder, check=False, capture_output=True,
        )  # fmt: skip
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    with installation():
        rows = list(import_module(f"benchmarks.{sys.argv[1]}").run())
    print(json.dumps([asdict(one) for one in rows]))
