"""Commands: what goes where, exit codes, the list of commands, the doctor, the server and the worker."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from datetime import timedelta
from importlib.metadata import version
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from ledtrad.__main__ import main
from ledtrad.core import cli, database, doctor
from ledtrad.core.jobs import Job
from ledtrad.core.outbox import OutboxMail
from ledtrad.core.refusals import Refused
from ledtrad.home import Home


class Example(cli.Command):
    """A command that does as it is told."""

    help = "Ett exempel."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("what")

    def handle(self, *args, what, **options):
        if what == "refused":
            raise Refused("Nej, det går inte.")
        if what == "wrong":
            raise CommandError("Så säger man inte.")
        if what == "database":
            with connection.cursor() as cursor:
                cursor.execute("SELECT no_such_column FROM core_job")
        self.say("Arbetar.")
        self.emit({"what": what}, f"Svar: {what}")
        self.finish(findings=what == "findings")


def run(capsys, *arguments):
    """Exit code, stdout, stderr: as from the shell."""
    code = 0
    try:
        Example().run_from_argv(["ledtrad", "example", *arguments])
    except SystemExit as end:
        code = end.code
    out, err = capsys.readouterr()
    return code, out, err


def test_the_answer_goes_to_stdout_and_the_rest_to_stderr(capsys):
    assert run(capsys, "this") == (0, "Svar: this\n", "Arbetar.\n")


def test_as_json_the_answer_is_nothing_but_json(capsys):
    code, out, _err = run(capsys, "this", "--json")
    assert (code, json.loads(out)) == (0, {"what": "this"})


def test_findings_give_exit_code_1(capsys):
    code, out, _err = run(capsys, "findings", "--json")
    assert (code, json.loads(out)) == (1, {"what": "findings"})


def test_a_refusal_gives_exit_code_1_and_its_sentence(capsys):
    assert run(capsys, "refused") == (1, "", "Nej, det går inte.\n")


def test_wrong_use_gives_exit_code_2(capsys):
    assert run(capsys, "wrong") == (2, "", "Så säger man inte.\n")
    assert run(capsys, "this", "--no-such")[0] == 2
    assert run(capsys)[0] == 2


@pytest.mark.django_db(transaction=True)
def test_a_broken_database_gives_a_sentence(capsys):
    code, _out, err = run(capsys, "database")
    assert code == 1
    assert "ledtrad doctor" in err
    assert "Traceback" not in err


def ledtrad(*arguments, home, **environment):
    """The real command, on a home of its own."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("LEDTRAD_", "DJANGO_", "DATABASE_"))}
    return subprocess.Popen(
        [sys.executable, "-m", "ledtrad", *arguments],
        env=clean | {"LEDTRAD_HOME": str(home)} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_an_installation_that_nobody_has_set_up_says_how(tmp_path):
    process = ledtrad("gaps", "--json", home=tmp_path)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (1, "")
    assert "ledtrad setup" in err


def test_help_lists_our_commands_by_group_and_not_djangos(capsys):
    cli.overview()
    text = capsys.readouterr().out
    assert "\nDrift\n  backup" in text
    for ours in ("restore", "doctor", "ledger", "serve", "worker", "thread"):
        assert f"\n  {ours} " in text
    assert "\n  makemigrations" not in text


def test_the_program_itself(tmp_path):
    process = ledtrad("help", home=tmp_path)
    out, _err = process.communicate(timeout=60)
    assert (process.returncode, out.splitlines()[0]) == (0, "Ledtråd")


def test_a_command_that_is_none_gives_a_hint(capsys):
    with pytest.raises(SystemExit) as end:
        cli.utility(["docter"])
    assert end.value.code == 2
    assert "Menade du doctor?" in capsys.readouterr().err


def test_it_knows_its_version(capsys):
    main(["--version"])
    assert capsys.readouterr().out.strip() == version("ledtrad")


# ── The doctor ───────────────────────────────────────────────────────────────
@pytest.fixture
def home(settings, tmp_path):
    settings.HOME = Home(tmp_path)
    settings.HOME.prepare()
    tmp_path.chmod(0o700)
    return settings.HOME


def errors(what=None):
    return [f.message for f in doctor.examine() if f.level == "error" and what in (None, f.what)]


def test_a_sound_installation_is_found_sound(home, db, monkeypatch):
    monkeypatch.setattr(database, "wanting", lambda found: {})
    assert errors() == []


def test_the_answer_is_a_list_of_findings(home, db, monkeypatch):
    monkeypatch.setattr(database, "wanting", lambda found: found)
    out = StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("doctor", "--json", stdout=out)
    assert end.value.code == 1
    assert set(json.loads(out.getvalue())["findings"][0]) == {"level", "what", "message"}


def test_open_files_are_found(home, db):
    (home.keys / "secret_key").write_text("x")
    (home.keys / "secret_key").chmod(0o644)
    assert "secret_key" in errors("filer")[0]
    home.path.chmod(0o755)
    assert len(errors("filer")) == 2


def test_plain_http_to_the_world_is_found(home, db, settings):
    settings.LEDTRAD_URL = "http://ledtrad.example"
    assert errors("adress")


def test_a_weak_key_is_found(home, db, settings):
    settings.SECRET_KEY = "a" * 60
    assert errors("nyckel")


def test_missing_guards_are_found(home, db):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER ledger_entry_delete")
        else:
            cursor.execute("DROP TRIGGER ledger_entry_refuse ON ledger_entry")
    assert errors("loggen")


def test_work_that_nobody_does_is_found(home, db):
    Job.objects.create(kind="test")
    Job.objects.update(created=timezone.now() - timedelta(hours=2))
    OutboxMail.objects.create(key="k", recipient="a@example.se", subject="s", body="b", message_id="<1@x>")
    OutboxMail.objects.update(created=timezone.now() - timedelta(days=2))
    assert len(errors("jobb") + errors("brev")) == 2


# ── Durable connections ──────────────────────────────────────────────────────
@pytest.mark.parametrize("mode", [("journal_mode", "delete"), ("synchronous", "1"), ("foreign_keys", "0")])
def test_a_connection_that_could_lose_writes_is_known(mode):
    sound = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"}
    assert database.wanting(sound) == {}
    assert database.wanting(sound | dict([mode])) == dict([mode])


@pytest.mark.parametrize("mode", [("fsync", "off"), ("full_page_writes", "off"), ("synchronous_commit", "local")])
def test_a_server_that_could_lose_writes_is_known(mode):
    sound = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
    assert database.wanting(sound) == {}
    assert database.wanting(sound | dict([mode])) == dict([mode])


def test_the_connection_of_an_installation_is_durable(db):
    """But for `fsync` of the PostgreSQL that the tests stand in: test_server_killed.py asks one as installed."""
    found = database.modes(connection)
    if connection.vendor == "postgresql":
        del found["fsync"]
    assert database.wanting(found) == {}


def test_an_unsafe_connection_is_refused_when_opened(db, monkeypatch):
    monkeypatch.setattr(database, "is_test_database", lambda _connection: False)
    monkeypatch.setattr(database, "modes", lambda _connection: {"fsync": "off"})
    other = connection.copy()
    with pytest.raises(database.NotDurable, match="fsync=off"):
        other.connect()
    assert other.connection is None


# ── The server and the worker ────────────────────────────────────────────────
def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answer(port, process):
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/halsa", timeout=5) as response:
                return json.load(response)
        except OSError:
            time.sleep(0.1)
    raise AssertionError(process.communicate())


def children(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as file:
        return [int(child) for child in file.read().split()]


def lives(pid):
    """Until the last of its threads has ended: a process lets go of its program before it closes what it listens to."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] not in "ZX" or len(os.listdir(f"/proc/{pid}/task")) > 1
    except (FileNotFoundError, ProcessLookupError):
        return False


def gone(pids):
    deadline = time.monotonic() + 15
    while any(lives(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not any(lives(pid) for pid in pids)


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A home whose database the first server makes."""
    return tmp_path_factory.mktemp("served") / "home"


def test_the_server_makes_its_database_answers_and_stops_with_its_worker(served):
    port = free_port()
    process = ledtrad("serve", "--port", str(port), home=served)
    try:
        assert answer(port, process) == {"status": "ok"}
        started = children(process.pid)
        assert len(started) == 2
        taken = ledtrad("serve", "--port", str(port), "--no-worker", home=served)
        _out, err = taken.communicate(timeout=60)
        assert (taken.returncode, "--port" in err) == (1, True)
        process.send_signal(signal.SIGTERM)
        assert process.wait(40) == 0
        assert gone(started)
    finally:
        process.kill()
        process.communicate()


def test_ctrl_c_stops_the_server_at_once(served):
    """A terminal tells every process of the group; a server process told twice would wait to be killed."""
    port = free_port()
    process = ledtrad("serve", "--port", str(port), "--no-worker", home=served)
    try:
        assert answer(port, process) == {"status": "ok"}
        assert [os.getpgid(child) for child in children(process.pid)] == children(process.pid)
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.communicate()


def is_free(port):
    """Whether the next server can have it: as `serve` itself asks."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def test_a_server_that_is_killed_takes_its_processes_with_it(served):
    port = free_port()
    process = ledtrad("serve", "--port", str(port), "--processes", "2", home=served)
    try:
        assert answer(port, process) == {"status": "ok"}
        started = children(process.pid)
        assert len(started) == 3
        with socket.create_connection(("127.0.0.1", port)) as kept:  # somebody's browser, which stays connected
            kept.sendall(b"GET /halsa HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            assert kept.recv(100).startswith(b"HTTP/1.1 200")
            process.kill()
            process.wait(10)
            assert gone(started)
        assert is_free(port)
        again = ledtrad("serve", "--port", str(port), "--no-worker", home=served)
        try:
            assert answer(port, again) == {"status": "ok"}
            again.send_signal(signal.SIGTERM)
            assert again.wait(40) == 0
        finally:
            again.kill()
            again.communicate()
    finally:
        process.kill()
        process.communicate()


def test_a_worker_whose_server_is_gone_does_not_begin(tmp_path):
    worker = ledtrad("worker", "--parent", "1", home=tmp_path)
    worker.communicate(timeout=60)  # it is not the child of the one that it was told to follow
    assert worker.returncode == 0


@pytest.mark.parametrize("by_system", [True, False], ids=["linux", "elsewhere"])
@pytest.mark.parametrize("deaf", [False, True], ids=["listens", "deaf"])
def test_a_process_ends_with_the_one_that_started_it(by_system, deaf):
    """A parent that starts a child and is killed: the child is told, and ended if it does not listen."""
    child = f"""
import os, signal, sys, time
from ledtrad.core import parents
parents.SECONDS_BETWEEN_LOOKS = 0.05
if not {by_system}:
    sys.platform = "another"
if {deaf}:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
parents.end_with(os.getppid(), grace=0.2)
print(os.getpid(), flush=True)
time.sleep(60)
"""
    starter = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    parent = subprocess.Popen([sys.executable, "-c", starter], stdout=subprocess.PIPE, text=True)
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.communicate()
    assert gone([pid])
