"""A real Chromium on a real server. Nothing here skips: without Chromium the tests fail and say why.

`demo_url` is the demonstration municipality as `ledtrad demo` builds and `ledtrad serve` serves it,
shared by the tests of one worker that only read. `own_demo_url` is a copy for one test that writes.
pytest-django's `live_server` serves an empty database that the test fills itself.
"""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

from tests import homes

AXE = Path(__file__).parent / "vendor/axe.js"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
"""axe's rules that look at colours: all that can differ when one page goes from light to dark."""
MAC_BROWSERS = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
]
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_SECONDS = 60

# On a machine that does much else at once, a page may need more than Playwright's five seconds to change.
expect.set_options(timeout=30_000)

# Playwright keeps an event loop in the test's thread; Django would take that for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.e2e)


def find_chromium() -> str | None:
    """Chromium or Chrome on this machine; None leaves it to the one that `playwright install` fetched."""
    given = os.environ.get("LEDTRAD_CHROMIUM")
    names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
    found = [given, *map(shutil.which, names), *(path for path in MAC_BROWSERS if Path(path).exists())]
    return next(filter(None, found), None)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {
        **browser_type_launch_args,
        "executable_path": find_chromium(),
        "headless": True,
        "args": CHROMIUM_FLAGS,
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {
        **browser_context_args,
        "locale": "sv-SE",
        "timezone_id": "Europe/Stockholm",
        "viewport": {"width": 1440, "height": 900},
        "reduced_motion": "reduce",
    }


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    """Playwright's page, failing the test on a script error or anything that the security policy stopped."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    yield page
    # A 404 or 422 answer is written to the console too; the test itself judges those.
    complaints = [text for text in complaints if not text.startswith("Failed to load resource")]
    assert not complaints, complaints


@pytest.fixture
def plain_page(browser, browser_context_args) -> Iterator[Page]:
    """A page in a browser without JavaScript."""
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.fixture
def phone(browser, browser_context_args) -> Iterator[Page]:
    """A page on a phone: 390 pixels wide."""
    context = browser.new_context(**{**browser_context_args, "viewport": {"width": 390, "height": 844}})
    yield context.new_page()
    context.close()


@pytest.fixture(params=["light", "dark"])
def colour_scheme(request, page: Page) -> str:
    """Runs the test twice: with a system that is set to light, and to dark."""
    page.emulate_media(color_scheme=request.param)
    return request.param


@pytest.fixture
def axe():
    """`axe(page)` → one line for each breach of WCAG 2.2 A and AA; `assert axe(page) == []`.

    `axe(page, rules=COLOUR_RULES)` asks about those alone. The source is evaluated through the debugging
    protocol, so the page's security policy stays in force.
    """
    source = AXE.read_text(encoding="utf-8")

    def violations(page: Page, rules: list[str] | None = None) -> list[str]:
        if not page.evaluate("typeof axe == 'object'"):
            page.evaluate(source)
        result = page.evaluate(
            "asked => axe.run(document, {runOnly: asked, resultTypes: ['violations']})",
            {"type": "rule", "values": rules} if rules else {"type": "tag", "values": AXE_TAGS},
        )
        return [
            f"{v['id']}: {v['help']}: {' '.join(map(str, node['target']))} {node['html'][:160]}"
            for v in result["violations"]
            for node in v["nodes"]
        ]

    return violations


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def command(home: Path, *arguments: str, port: int) -> dict[str, Any]:
    """How to start `ledtrad` on the installation in `home`, untouched by what the tests themselves run on."""
    ours = {"LEDTRAD_HOME": str(home), "LEDTRAD_URL": f"http://127.0.0.1:{port}"}
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("LEDTRAD_", "DJANGO_", "DATABASE_"))}
    return {"args": [sys.executable, "-m", "ledtrad", *arguments], "env": inherited | ours}


@contextmanager
def served(home: Path, *options: str) -> Iterator[str]:
    """The address of `ledtrad serve` on the installation in `home`, stopped on the way out."""
    port = free_port()
    server = subprocess.Popen(**command(home, "serve", *(options or ["--no-worker"]), port=port))
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(url, server)
        yield url
    finally:
        server.terminate()
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def wait_for(url: str, server: subprocess.Popen) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert server.poll() is None, f"`ledtrad serve` ended with {server.returncode}"
        try:
            urlopen(f"{url}/halsa", timeout=5).close()
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"`ledtrad serve` did not answer at {url} within {START_SECONDS} s")


@pytest.fixture(scope="session")
def demo_home(django_db_setup, tmp_path_factory, worker_id) -> Path:
    """The home of a freshly built demonstration municipality, to be copied or served, not written to.

    Built once in a run: the first worker that needs it builds, the others wait at the lock.
    """
    shared = tmp_path_factory.getbasetemp()
    shared = shared if worker_id == "master" else shared.parent
    home = shared / "demo"
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not home.exists():
            part = homes.migrated(shared / "demo.part")
            subprocess.run(**command(part, "demo", "--no-serve", port=8000), check=True)
            part.rename(home)
    return home


@pytest.fixture(scope="session")
def demo_url(demo_home: Path, tmp_path_factory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("served") / "home"
    shutil.copytree(demo_home, home)
    with served(home) as url:
        yield url


@pytest.fixture
def own_demo_url(demo_home: Path, tmp_path: Path) -> Iterator[str]:
    shutil.copytree(demo_home, tmp_path / "home")
    with served(tmp_path / "home") as url:
        yield url


@pytest.fixture
def working_demo_url(demo_home: Path, tmp_path: Path) -> Iterator[str]:
    """A demonstration of one's own where jobs are carried out too."""
    shutil.copytree(demo_home, tmp_path / "home")
    with served(tmp_path / "home", "--processes=1") as url:
        yield url
