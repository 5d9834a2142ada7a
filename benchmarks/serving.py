"""A page with 100 rows under load: granian on loopback, 16 connections, a few seconds.

The floor is the same page rendered in this process, once for each core. Goal: at least 0.8 of that, no errors,
and p95 at most 1.5 × p50.
"""

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import quantiles
from typing import Any

from benchmarks.harness import Row, best, row
from benchmarks.lists import longer_pages, seen
from benchmarks.municipality import build

CONNECTIONS, SECONDS, THREADS = 16, 5.0, 2
PAGE = "/mal/"


def run() -> Iterator[Row]:
    """Needs the installation that `benchmarks.__main__` makes; starts a server of its own and stops it."""
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    client.force_login(build())
    with longer_pages(100):
        seen(client, PAGE)
        alone = best(lambda: seen(client, PAGE), repeat=7)
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    cores = os.cpu_count() or 1
    with served(cores) as port:
        asked(port, cookies, 1.0)
        times, errors = asked(port, cookies, SECONDS)
    cuts = quantiles(times, n=20)
    p50, p95 = cuts[9], cuts[18]
    note = f"p50 {p50 * 1000:.0f} ms, p95 {p95 / p50:.2f} × p50 of at most 1.5; {errors} errors"
    yield row("goals, a page of 100 under load, by granian", cores / alone, len(times) / SECONDS, 0.8, note=note)


def asked(port: int, cookies: str, seconds: float) -> tuple[list[float], int]:
    """Ask for the page over and over, from all connections at once: how long each answer took, and how many failed."""
    times: list[float] = []
    errors: list[object] = []
    end = time.perf_counter() + seconds

    def one() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while (start := time.perf_counter()) < end:
            try:
                connection.request("GET", PAGE, headers={"Cookie": cookies, "Host": "localhost"})
                answer = connection.getresponse()
                answer.read()
            except OSError as problem:
                errors.append(problem)
                connection.close()
                continue
            (times if answer.status == 200 else errors).append(time.perf_counter() - start)
        connection.close()

    threads = [threading.Thread(target=one) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times, len(errors)


@contextmanager
def served(processes: int) -> Iterator[int]:
    """The program served as `ledtrad serve` does it, with lists of 100 rows, on a port that is free."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", str(processes), "--blocking-threads", str(THREADS), "--no-ws", "--log-level", "error",
        "benchmarks.wsgi:application",
    ]  # fmt: skip
    server = subprocess.Popen(command)
    try:
        _wait(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(15)


def _wait(port: int, server: "subprocess.Popen[Any]") -> None:
    for _ in range(150):
        if server.poll() is not None:
            raise RuntimeError("The server did not start")
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("The server does not answer")
