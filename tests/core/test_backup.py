"""The drill: a copy made while others write comes back row for row; a copy that is not whole does not come back."""

import json
import os
import signal
import stat
import subprocess
import sys
import time
import zipfile
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from tests import homes

from ledtrad.core import backup, clock, ledger, mail
from ledtrad.core.actors import SystemActor
from ledtrad.core.backup import contents, databases
from ledtrad.core.backup.manifest import Manifest
from ledtrad.core.ledger import signing
from ledtrad.core.ledger.checkpoint import Checkpoint
from ledtrad.core.ledger.verify import verify_database
from ledtrad.core.outbox import OutboxMail
from ledtrad.organisation.models import User

pytestmark = pytest.mark.django_db(transaction=True)


def everything(of):
    return contents.describe(of, contents.tables_of(of))


def write_until_killed(person):
    """Each transaction: an entry and a letter."""
    actor = SystemActor(clock.today())
    while True:
        with transaction.atomic():
            sequence = ledger.record(actor, "changed", person)
            mail.queue("anna@example.se", "Hej", "Text", f"entry:{sequence}")


@contextmanager
def a_writer(person):
    """Another process that writes all the while."""
    connection.close()  # a connection must not be shared with the child
    child = os.fork()
    if child == 0:
        try:
            write_until_killed(person)
        finally:
            os._exit(1)
    try:
        yield
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


# ── The drill ────────────────────────────────────────────────────────────────
def test_what_was_copied_while_others_wrote_comes_back_row_for_row(installation, written, elsewhere, tmp_path):
    there, target = elsewhere
    with a_writer(written):
        while ledger.entries().count() < 25:
            time.sleep(0.01)
        made = backup.back_up(tmp_path / "copy.zip")
        at_once = ledger.entries().count()
        while ledger.entries().count() <= at_once:  # it did write all the while, and goes on
            time.sleep(0.01)
    assert made.is_sound
    assert 25 <= made.manifest.ledger.size <= at_once

    restored = backup.restore(tmp_path / "copy.zip", home=there, connection=target)
    assert restored.pending == 0
    assert everything(target) == made.manifest.tables
    assert len(made.manifest.tables) > 40
    key = signing.installed_key().public
    report = verify_database([Checkpoint.open(made.manifest.ledger.checkpoint, key)], connection=target)
    assert (report.ok, report.size) == (True, made.manifest.ledger.size)
    with target.cursor() as cursor:  # no half transaction: one letter more than entries by the writer
        cursor.execute("SELECT count(*) FROM core_outboxmail")
        assert cursor.fetchone() == (report.size - 20 + 1,)
        cursor.execute("SELECT name FROM organisation_user")
        assert cursor.fetchone() == (written.name,)
    assert files_of(there) == {n: b for n, b in files_of(installation).items() if not n.startswith(("mail", "locks"))}


def files_of(there):
    """Everything but keys and the database itself."""
    found = {p.relative_to(there.path).as_posix(): p.read_bytes() for p in there.path.rglob("*") if p.is_file()}
    return {name: data for name, data in found.items() if not name.startswith(("keys/", "ledtrad.sqlite3"))}


def test_a_restored_database_takes_new_writes_and_refuses_to_forget(installation, written, elsewhere, tmp_path):
    there, target = elsewhere
    backup.back_up(tmp_path / "copy.zip")
    backup.restore(tmp_path / "copy.zip", home=there, connection=target)
    with target.cursor() as cursor:
        cursor.execute("INSERT INTO core_scheduledrun (name, day, at) VALUES ('x', '2021-04-12', '2021-04-12')")
        with pytest.raises(Exception, match="ledger entries are never changed"):
            cursor.execute("UPDATE ledger_entry SET action = 'x' WHERE sequence = 1")


def test_the_copy_says_what_it_holds(installation, written, tmp_path):
    made = backup.back_up(tmp_path / "copy.zip")
    with zipfile.ZipFile(tmp_path / "copy.zip") as found:
        held = Manifest.model_validate_json(found.read("manifest.json"))
        assert set(found.namelist()) == {"manifest.json", *held.files}
    assert held == made.manifest
    assert held.tables["ledger_entry"].rows == held.ledger.size == 20
    assert held.tables["core_outboxmail"].rows == OutboxMail.objects.count() == 1
    assert len([name for name in held.files if name.startswith("uploads/")]) == 3
    assert stat.S_IMODE((tmp_path / "copy.zip").stat().st_mode) == 0o600
    assert made.as_json()["rows"] == sum(table.rows for table in held.tables.values())


def test_the_digest_of_a_table_knows_every_change_but_not_the_order(written):
    before = everything(connection)
    User.objects.filter(pk=written.pk).update(name="Anna")
    assert {name for name, table in everything(connection).items() if table != before[name]} == {"organisation_user"}
    User.objects.filter(pk=written.pk).update(name=written.name)
    assert everything(connection) == before


# ── Keys are kept apart ──────────────────────────────────────────────────────
def test_no_key_is_in_the_copy(installation, written, tmp_path):
    signing.installed_key()
    backup.back_up(tmp_path / "copy.zip")
    with zipfile.ZipFile(tmp_path / "copy.zip") as found:
        assert not [name for name in found.namelist() if "key" in name or "ledger" in name]
        for kept in (installation.keys / "secret_key", installation.keys / "ledger.pem"):
            secret = kept.read_bytes().strip()
            assert not [name for name in found.namelist() if secret in found.read(name)]


def test_keys_come_back_from_a_file_of_their_own(installation, written, elsewhere, tmp_path):
    there, target = elsewhere
    there.secret_key()  # made at the first start of the new installation
    signing.installed_key()
    backup.back_up(tmp_path / "copy.zip")
    names = backup.back_up_keys(tmp_path / "keys.zip")
    assert names == ["ledger.pem", "ledger.vkey", "secret_key"]
    assert stat.S_IMODE((tmp_path / "keys.zip").stat().st_mode) == 0o600
    backup.restore(tmp_path / "copy.zip", keys=tmp_path / "keys.zip", home=there, connection=target)
    for name in names:
        assert (there.keys / name).read_bytes() == (installation.keys / name).read_bytes()
        assert stat.S_IMODE((there.keys / name).stat().st_mode) == 0o600


def test_another_key_is_never_written_over(installation, written, elsewhere, tmp_path):
    there, target = elsewhere
    backup.back_up(tmp_path / "copy.zip")
    backup.back_up_keys(tmp_path / "keys.zip")
    (there.keys / "ledger.pem").write_text("another")
    with pytest.raises(backup.NotEmpty):
        backup.restore(tmp_path / "copy.zip", keys=tmp_path / "keys.zip", home=there, connection=target)
    assert (there.keys / "ledger.pem").read_text() == "another"
    assert databases.is_empty(target)


# ── Only where nothing is ────────────────────────────────────────────────────
def test_nothing_is_restored_over_something(installation, written, elsewhere, tmp_path):
    there, target = elsewhere
    backup.back_up(tmp_path / "copy.zip")
    with pytest.raises(backup.NotEmpty):
        backup.restore(tmp_path / "copy.zip")
    (there.path / "note.txt").write_text("mine")
    with pytest.raises(backup.NotEmpty):
        backup.restore(tmp_path / "copy.zip", home=there, connection=target)
    (there.path / "note.txt").unlink()
    with pytest.raises(backup.NotEmpty):
        backup.restore(tmp_path / "copy.zip", home=there)  # the database is in use
    backup.restore(tmp_path / "copy.zip", home=there, connection=target)
    with pytest.raises(backup.NotEmpty):
        backup.restore(tmp_path / "copy.zip", home=there, connection=target)
    assert not (there.path / ".restoring").exists()


def test_a_copy_never_takes_the_place_of_a_file(installation, written, tmp_path):
    (tmp_path / "copy.zip").write_text("mine")
    for make in (backup.back_up, backup.back_up_keys):
        with pytest.raises(Exception, match="finns redan"):
            make(tmp_path / "copy.zip")
        with pytest.raises(Exception, match="finns inte"):
            make(tmp_path / "no" / "copy.zip")
    assert (tmp_path / "copy.zip").read_text() == "mine"


def test_a_copy_that_could_not_be_finished_leaves_nothing(installation, written, tmp_path, monkeypatch):
    def full(*_args):
        raise OSError(28, "No space left on device")

    (tmp_path / "out").mkdir()
    monkeypatch.setattr("ledtrad.core.backup.making._add_files", full)
    with pytest.raises(OSError, match="No space"):
        backup.back_up(tmp_path / "out" / "copy.zip")
    assert list((tmp_path / "out").iterdir()) == []


# ── What has faults is copied all the same, and it is said ───────────────────
def test_a_damaged_document_and_a_damaged_ledger_are_told_of(installation, written, elsewhere, tmp_path):
    there, target = elsewhere
    broken = next(path for path in installation.uploads.rglob("*") if path.is_file())
    broken.write_bytes(b"not what it was")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_change SET payload = 'x' WHERE entry_id = 7")
    made = backup.back_up(tmp_path / "copy.zip")
    assert not made.is_sound
    assert made.damaged == [broken.relative_to(installation.path).as_posix()]
    assert [finding.sequence for finding in made.ledger.findings] == [7]
    restored = backup.restore(tmp_path / "copy.zip", home=there, connection=target)
    assert not restored.manifest.ledger.sound
    assert everything(target) == made.manifest.tables


# ── The commands ─────────────────────────────────────────────────────────────
def ledtrad(installation, *arguments):
    """The real command on a home of its own (SQLite): exit code, its answer, what it said beside."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("LEDTRAD_", "DJANGO_", "DATABASE_"))}
    done = subprocess.run(
        [sys.executable, "-m", "ledtrad", *map(str, arguments)],
        env=clean | {"LEDTRAD_HOME": str(installation)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.any_database
def test_an_installation_moves_to_another_folder(tmp_path):
    new, copy, keys = (tmp_path / name for name in ("new", "copy.zip", "keys.zip"))
    old = homes.migrated(tmp_path / "old")
    assert ledtrad(old, "migrate", "--verbosity", "0")[0] == 0
    code, out, _err = ledtrad(old, "backup", "--output", copy, "--keys", keys, "--json")
    assert code == 0
    made = json.loads(out)
    assert (made["database"], made["ledger"]["ok"], made["keys"]) == (
        "sqlite",
        True,
        ["ledger.pem", "ledger.vkey", "secret_key"],
    )
    code, out, _err = ledtrad(new, "restore", copy, "--keys", keys, "--json")
    assert (code, json.loads(out)["rows"]) == (0, made["rows"])
    (tmp_path / "checkpoint").write_text(made["ledger"]["checkpoint"])
    assert ledtrad(new, "ledger", "verify", "--checkpoint", tmp_path / "checkpoint")[0] == 0
    code, out, err = ledtrad(new, "restore", copy)
    assert (code, out, "är inte tom" in err) == (1, "", True)
    code, out, err = ledtrad(old, "backup", "--output", copy)
    assert (code, out, "finns redan" in err) == (1, "", True)


# ── PostgreSQL's own programs ────────────────────────────────────────────────
@pytest.mark.any_database
def test_without_postgresqls_programs_it_is_said_which(monkeypatch, tmp_path):
    monkeypatch.setattr(databases, "FOLDERS", ())
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(databases.ToolMissing, match="postgresql-client-17"):
        databases._tool("pg_dump", 17)
    old = tmp_path / "pg_dump"
    old.write_text(f"#!{sys.executable}\nprint('pg_dump (PostgreSQL) 14.9 (Debian 14.9-1)')\n")
    old.chmod(0o755)
    with pytest.raises(databases.ToolMissing, match=r"pg_dump \(14\)"):
        databases._tool("pg_dump", 15)
    assert databases._tool("pg_dump", 14) == str(old)
