"""`ledtrad serve`: the web server (granian) and, unless told otherwise, a worker beside it."""

import os
import signal
import socket
import subprocess
import sys
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandParser
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from ledtrad.core import parents
from ledtrad.core.cli import Command as LedtradCommand
from ledtrad.core.cli import Failure

SECONDS_TO_STOP = 30
SECONDS_FOR_ORPHANS = 5
"""So long may a server process finish its answers when `serve` itself has been killed."""


class Command(LedtradCommand):
    group = "Drift"
    help = "Startar webbservern och en arbetare för jobb i bakgrunden."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="adress att lyssna på (127.0.0.1)")
        port = default_port()
        parser.add_argument("--port", type=int, default=port, help=f"port att lyssna på ({port})")
        parser.add_argument("--processes", type=int, default=1, metavar="N", help="antal serverprocesser (1)")
        parser.add_argument("--threads", type=int, default=2, metavar="N", help="trådar i varje process (2)")
        parser.add_argument("--no-worker", action="store_true", help="starta ingen arbetare")

    def handle(self, *args: Any, host: str, port: int, no_worker: bool, **options: Any) -> None:
        _claim(host, port)
        prepare_database()
        connections.close_all()  # the server processes open their own
        worker = None if no_worker else _start_worker()
        self.say(_("Ledtråd finns på %(address)s. Avsluta med Ctrl+C.") % {"address": f"http://{host}:{port}"})
        try:
            _serve(host, port, options["processes"], options["threads"])
        finally:
            _stop(worker)


def default_port() -> int:
    """That of `LEDTRAD_URL`, if it is an address of this machine; behind a proxy the port is our own affair."""
    address = urlsplit(settings.LEDTRAD_URL)
    local = address.hostname in {"127.0.0.1", "localhost"}
    return (address.port if local else None) or 8000


def prepare_database() -> None:
    """See that the tables are those of this version. A trial on SQLite is brought up to date without asking."""
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return
    if connection.vendor != "sqlite":
        raise Failure(_("Databasen är inte uppdaterad till den här versionen. Kör: ledtrad migrate"))
    call_command("migrate", verbosity=0, interactive=False)


def _claim(host: str, port: int) -> None:
    """Say plainly that the port is taken, before anything else is started."""
    try:
        family, kind, *_rest, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as problem:
        raise Failure(
            _("Det går inte att lyssna på %(host)s port %(port)s: %(why)s. Välj en annan med --port.")
            % {"host": host, "port": port, "why": problem.strerror}
        ) from problem


def _serve(host: str, port: int, processes: int, threads: int) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ledtrad.settings")
    Granian(
        "ledtrad.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=threads,
        websockets=False,
        log_level=LogLevels.warning,
        http1_settings=HTTP1Settings(header_read_timeout=15_000),
        respawn_failed_workers=True,
        workers_kill_timeout=SECONDS_TO_STOP,
    ).serve(target_loader=partial(_application, os.getpid()), wrap_loader=False)


def _application(parent: int) -> Any:
    """What a server process answers with; loaded in that process, which ends when `serve` does."""
    # A group of its own, as for the worker: told to stop both by Ctrl+C and by `serve`, it would not stop at all.
    os.setpgid(0, 0)
    parents.end_with(parent, grace=SECONDS_FOR_ORPHANS)
    return import_string("ledtrad.wsgi.application")


def _start_worker() -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "ledtrad", "worker", "--parent", str(os.getpid())]
    # A group of its own: Ctrl+C in the terminal reaches us, and we tell the worker once.
    return subprocess.Popen(command, start_new_session=True)  # noqa: S603 - our own program, no input


def _stop(worker: "subprocess.Popen[bytes] | None") -> None:
    if worker is None or worker.poll() is not None:
        return
    worker.send_signal(signal.SIGTERM)
    try:
        worker.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        worker.kill()
        worker.wait()
