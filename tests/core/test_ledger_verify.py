"""Whatever is done to the stored ledger is found, given only the last checkpoint."""

import base64
import json
import os
import random
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from tests.core.test_ledger import SYSTEM, anna, record  # noqa: F401 - a fixture

from ledtrad.core import ledger
from ledtrad.core.ledger import encoding, signing
from ledtrad.core.ledger.checkpoint import Checkpoint
from ledtrad.core.ledger.merkle import Tree
from ledtrad.core.ledger.signing import BadNote, PublicKey, SigningKey
from ledtrad.core.ledger.verify import Row, Wrong, stored_rows, verify_database, verify_rows

KEY = SigningKey("ledtrad.example/ledger", Ed25519PrivateKey.from_private_bytes(b"k" * 32))
OTHER = SigningKey("ledtrad.example/ledger", Ed25519PrivateKey.from_private_bytes(b"o" * 32))


# ── A ledger without a database ──────────────────────────────────────────────
def chained(rows):
    """The rows with numbers, links and hashes made right: what somebody who owns the database can do."""
    previous, done = encoding.GENESIS, []
    for row in rows:
        row = row._replace(previous=previous)
        row = row._replace(hash=sha256(encoding.leaf(*row[:12])).hexdigest())
        previous = row.hash
        done.append(row)
    return done


def ledger_of(size, seed=0):
    dice = random.Random(seed)
    rows = []
    for number in range(1, size + 1):
        salt, payload = dice.randbytes(16).hex(), encoding.payload({"value": dice.randrange(1000)})
        rows.append(
            Row(
                *(number, 1_600_000_000_000_000 + number, dice.choice([None, 1, 2]), "Åsa", "changed"),
                *("goals.goal", str(dice.randrange(9)), "Fler i arbete", dice.choice([None, 3]), "internal"),
                *(encoding.commitment(salt, payload), "", "", salt, payload),
            )
        )
    return chained(rows)


def checkpoint_of(rows, key=KEY):
    report = verify_rows(rows)
    assert report.ok
    return Checkpoint(key.name, report.size, report.root).signed(key)


def check(rows, note, key=KEY):
    try:
        return verify_rows(rows, [Checkpoint.open(note, key.public)])
    except BadNote:
        report = verify_rows(rows)
        report.add(Wrong.CHECKPOINT, None)
        return report


def test_an_untouched_ledger_verifies():
    rows = ledger_of(60)
    assert check(rows, checkpoint_of(rows[:40])).ok
    assert check(rows, checkpoint_of(rows)).ok
    assert check([], checkpoint_of([])).ok


EDITABLE = {
    "at": lambda dice, v: v + dice.choice([-1, 1]),
    "actor_id": lambda dice, v: dice.choice([x for x in (None, 1, 2, 3) if x != v]),
    "actor_label": lambda dice, v: v + "x",
    "action": lambda dice, v: "removed",
    "object_type": lambda dice, v: "goals.target",
    "object_id": lambda dice, v: v + "1",
    "object_label": lambda dice, v: v[:-1],
    "unit_id": lambda dice, v: 4,
    "confidentiality": lambda dice, v: "open",
    "commitment": lambda dice, v: v[::-1] + "0",
    "previous": lambda dice, v: sha256(v.encode()).hexdigest(),
    "hash": lambda dice, v: sha256(v.encode()).hexdigest(),
    "salt": lambda dice, v: v[:-1] + ("0" if v[-1] != "0" else "1"),
    "payload": lambda dice, v: v.replace("value", "velue"),
}


def edited(rows, dice):
    place, field = dice.randrange(len(rows)), dice.choice(list(EDITABLE))
    row = rows[place]
    rows[place] = row._replace(**{field: EDITABLE[field](dice, getattr(row, field))})
    return rows


def deleted(rows, dice):
    start = dice.randrange(len(rows) - 1)
    del rows[start : min(start + dice.randrange(1, 4), len(rows) - 1)]
    return rows


def deleted_and_renumbered(rows, dice):
    del rows[dice.randrange(len(rows) - 1)]
    return [row._replace(sequence=number) for number, row in enumerate(rows, 1)]


def deleted_and_recomputed(rows, dice):
    return chained(deleted_and_renumbered(rows, dice))


def inserted(rows, dice):
    place = dice.randrange(len(rows) - 1)
    rows.insert(place, rows[place])
    return chained([row._replace(sequence=number) for number, row in enumerate(rows, 1)])


def swapped(rows, dice):
    one, two = dice.sample(range(len(rows)), 2)
    rows[one], rows[two] = rows[two], rows[one]
    return rows


def swapped_and_renumbered(rows, dice):
    return [row._replace(sequence=number) for number, row in enumerate(swapped(rows, dice), 1)]


def tail_truncated(rows, dice):
    return rows[: dice.randrange(len(rows))]


def truncated_and_written_on(rows, dice):
    """An older database is restored, and the work goes on in it."""
    kept = rows[: dice.randrange(len(rows))]
    extra = ledger_of(len(rows) + 5, seed=dice.random())[len(kept) :]
    return chained(kept + extra)


def edited_and_recomputed(rows, dice):
    place = dice.randrange(len(rows))
    rows[place] = rows[place]._replace(object_label="Färre i arbete")
    return chained(rows)


def payload_exchanged(rows, dice):
    place = dice.randrange(len(rows))
    salt, payload = rows[place].salt, encoding.payload({"value": -1})
    rows[place] = rows[place]._replace(payload=payload, commitment=encoding.commitment(salt, payload))
    return chained(rows)


def payload_removed(rows, dice):
    place = dice.randrange(len(rows))
    blank = dice.choice([("", "", None), (None, None, None), ("", "", 10_000), ("", "", 1)])
    rows[place] = rows[place]._replace(salt=blank[0], payload=blank[1], erased_by=blank[2])
    return rows


def payload_removed_pointing_elsewhere(rows, dice):
    place = dice.randrange(len(rows))
    erasure = ("erased", "core.entry", str(rows[place].sequence + 1))
    rows[place] = rows[place]._replace(salt="", payload="", erased_by=len(rows), erasure=erasure)
    return rows


MUTATIONS = [
    edited,
    deleted,
    deleted_and_renumbered,
    deleted_and_recomputed,
    inserted,
    swapped,
    swapped_and_renumbered,
    tail_truncated,
    truncated_and_written_on,
    edited_and_recomputed,
    payload_exchanged,
    payload_removed,
    payload_removed_pointing_elsewhere,
]


@pytest.mark.parametrize("mutate", MUTATIONS, ids=lambda mutate: mutate.__name__)
def test_every_mutation_is_found(mutate):
    """A hundred of each kind: thirteen hundred in all."""
    rows = ledger_of(40)
    note = checkpoint_of(rows)
    for seed in range(100):
        report = check(mutate(list(rows), random.Random(seed)), note)
        assert not report.ok, f"{mutate.__name__} with seed {seed} passed"


@given(st.integers(1, 40), st.integers())
def test_a_swapped_key_is_found(size, seed):
    """The chain is rewritten, and the checkpoint made anew and signed with another key of the same name."""
    forged = edited_and_recomputed(ledger_of(size), random.Random(seed))
    note = checkpoint_of(forged, OTHER)
    assert [f.wrong for f in check(forged, note).findings] == [Wrong.CHECKPOINT]


@given(st.data())
def test_a_changed_checkpoint_is_found(data):
    note = checkpoint_of(ledger_of(5))
    place = data.draw(st.integers(0, len(note) - 1))
    changed = note[:place] + data.draw(st.characters(blacklist_characters=note[place])) + note[place + 1 :]
    try:
        opened = Checkpoint.open(changed, KEY.public)
    except BadNote:
        return
    assert opened == Checkpoint.open(note, KEY.public)  # spare bits of base64, or another kind of line break


# ── Where it says it is wrong ────────────────────────────────────────────────
def first(rows, note=None, **more):
    checkpoints = [Checkpoint.open(note, KEY.public)] if note else []
    finding = verify_rows(rows, checkpoints, **more).findings[0]
    return finding.sequence, finding.wrong


def test_an_edited_entry_is_named():
    rows = ledger_of(20)
    rows[6] = rows[6]._replace(object_label="annat")
    assert first(rows) == (7, Wrong.EDITED)


def test_a_deleted_entry_is_named():
    rows = ledger_of(20)
    del rows[6]
    assert first(rows) == (7, Wrong.MISSING)


def test_an_altered_change_is_named():
    rows = ledger_of(20)
    rows[6] = rows[6]._replace(payload="{}")
    assert first(rows) == (7, Wrong.PAYLOAD)


def test_a_missing_tail_is_named():
    rows = ledger_of(20)
    assert first(rows[:15], checkpoint_of(rows)) == (16, Wrong.TRUNCATED)
    assert first(rows[:15], head=(20, rows[-1].hash)) == (16, Wrong.TRUNCATED)
    assert first([], head=(20, rows[-1].hash)) == (1, Wrong.TRUNCATED)


def test_rewritten_history_lies_between_two_checkpoints():
    rows = ledger_of(30)
    notes = [checkpoint_of(rows[:10]), checkpoint_of(rows[:20]), checkpoint_of(rows)]
    rows[14] = rows[14]._replace(action="x")
    report = verify_rows(chained(rows), [Checkpoint.open(note, KEY.public) for note in notes])
    assert [(f.wrong, f.sequence, f.until) for f in report.findings] == [
        (Wrong.REWRITTEN, 11, 20),
        (Wrong.REWRITTEN, 11, 30),
    ]


# ── Standards ────────────────────────────────────────────────────────────────
def rfc_root(leaves):
    """RFC 6962, 2.1, as it is written."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\0" + leaves[0]).digest()
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return sha256(b"\x01" + rfc_root(leaves[:half]) + rfc_root(leaves[half:])).digest()


@given(st.lists(st.binary(max_size=4), max_size=70))
def test_the_root_is_that_of_rfc_6962(leaves):
    tree = Tree()
    for leaf in leaves:
        tree.append(sha256(b"\0" + leaf).digest())
    assert (tree.root(), tree.size) == (rfc_root(leaves), len(leaves))


def test_the_root_is_taken_over_the_entries_themselves():
    rows = ledger_of(11)
    assert verify_rows(rows).root == rfc_root([encoding.leaf(*row[:12])[1:] for row in rows])


def test_a_note_signed_by_others_opens():
    """The example of the C2SP signed-note text: name, key and signature made by another implementation."""
    key = PublicKey.parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
    signature = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
    assert key.open(f"{text}\n— PeterNeumann {signature}\n") == text


def test_a_checkpoint_has_three_lines_and_a_signature():
    note = checkpoint_of(ledger_of(5))
    origin, size, root, blank, signature = note.splitlines()
    assert (origin, size, len(base64.b64decode(root)), blank) == (KEY.name, "5", 32, "")
    assert signature.startswith(f"— {KEY.name} ")


@pytest.mark.parametrize(
    "text", ["", "a+b", "name+00000000+AAAA", f"{KEY.public}x", str(KEY.public).replace("+", "+0", 1)]
)
def test_what_is_no_key_is_refused(text):
    with pytest.raises(BadNote):
        PublicKey.parse(text)


# ── With a database, from the command line ───────────────────────────────────
@pytest.fixture
def home(settings, tmp_path):
    from ledtrad.home import Home

    settings.HOME = Home(tmp_path)
    settings.HOME.prepare()
    return tmp_path


def run(capsys, *arguments):
    """The command's exit code and its JSON answer."""
    code = 0
    try:
        call_command("ledger", *map(str, arguments), "--json")
    except SystemExit as end:
        code = end.code
    except CommandError as problem:
        return problem.returncode, str(problem)
    return code, json.loads(capsys.readouterr().out)


def tamper(*statements):
    """As somebody who owns the database: guards off, change, guards on."""
    with connection.cursor() as cursor:
        for statement in statements:
            if connection.vendor == "sqlite":
                cursor.execute("DROP TRIGGER IF EXISTS ledger_entry_update")
            else:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER USER")
            cursor.execute(statement)


@pytest.fixture
def ten(anna):  # noqa: F811
    for number in range(10):
        record(anna, number=number)
    return list(stored_rows())


DONE_TO_THE_DATABASE = {
    "edited": (["UPDATE ledger_entry SET actor_label = 'Bo' WHERE sequence = 4"], 4),
    "deleted": (
        ["DELETE FROM ledger_change WHERE entry_id = 4", "DELETE FROM ledger_entry WHERE sequence = 4"],
        4,
    ),
    "truncated": (
        [
            "DELETE FROM ledger_change WHERE entry_id > 7",
            "DELETE FROM ledger_entry WHERE sequence > 7",
            "UPDATE ledger_head SET sequence = 7, hash = (SELECT hash FROM ledger_entry WHERE sequence = 7)",
        ],
        8,
    ),
    "altered": (["UPDATE ledger_change SET payload = '{}' WHERE entry_id = 4"], 4),
    "blanked": (["UPDATE ledger_change SET payload = '', salt = '', erased_by = 9 WHERE entry_id = 4"], 4),
    "swapped": (
        [
            "UPDATE ledger_entry SET object_label = 'x' WHERE sequence = 6",
            "UPDATE ledger_entry SET hash = '0' WHERE sequence = 4",
        ],
        4,
    ),
}


@pytest.mark.parametrize("done", DONE_TO_THE_DATABASE)
def test_the_command_finds_what_was_done_to_the_database(home, ten, capsys, done):
    note = home / "checkpoint"
    assert run(capsys, "checkpoint", "--output", note)[0] == 0
    assert run(capsys, "verify", "--checkpoint", note)[0] == 0
    statements, place = DONE_TO_THE_DATABASE[done]
    tamper(*statements)
    code, answer = run(capsys, "verify", "--checkpoint", note)
    assert (code, answer["ok"], answer["findings"][0]["sequence"]) == (1, False, place)


def test_a_recomputed_chain_is_found_by_the_checkpoint_alone(home, ten, capsys):
    note = home / "checkpoint"
    run(capsys, "checkpoint", "--output", note)
    rows = [Row(*row) for row in ten]
    rows[3] = rows[3]._replace(actor_label="Bo")
    for row in chained(rows):
        tamper(
            f"UPDATE ledger_entry SET actor_label = '{row.actor_label}', previous = '{row.previous}', "
            f"hash = '{row.hash}' WHERE sequence = {row.sequence}"
        )
    tamper("UPDATE ledger_head SET hash = (SELECT hash FROM ledger_entry WHERE sequence = 10)")
    assert run(capsys, "verify")[0] == 0
    code, answer = run(capsys, "verify", "--checkpoint", note)
    assert (code, [f["wrong"] for f in answer["findings"]]) == (1, ["rewritten"])


def test_an_old_checkpoint_holds_for_a_longer_ledger(home, ten, anna, capsys):  # noqa: F811
    note = home / "checkpoint"
    run(capsys, "checkpoint", "--output", note)
    record(anna)
    code, answer = run(capsys, "verify", "--checkpoint", note)
    assert (code, answer["size"], answer["checkpoints"]) == (0, 11, 1)


def test_a_swapped_key_is_told_by_the_published_one(home, ten, capsys):
    published = run(capsys, "key")[1]["key"]
    signing.key_file().unlink()
    signing.public_key_file().unlink()
    note = home / "checkpoint"
    run(capsys, "checkpoint", "--output", note)
    assert run(capsys, "verify", "--checkpoint", note)[0] == 0
    code, answer = run(capsys, "verify", "--checkpoint", note, "--public-key", published)
    assert (code, answer["findings"][0]["wrong"]) == (1, "checkpoint")
    assert "annan nyckel" in answer["findings"][0]["message"]


def test_no_checkpoint_is_made_of_a_broken_ledger(home, ten, capsys):
    tamper("UPDATE ledger_entry SET actor_label = 'Bo' WHERE sequence = 4")
    note = home / "checkpoint"
    with pytest.raises(CommandError) as refusal:
        call_command("ledger", "checkpoint", "--output", str(note))
    assert refusal.value.returncode == 1
    assert not note.exists()


def test_a_new_checkpoint_is_not_written_over_one_that_does_not_hold(home, ten, capsys):
    note = home / "checkpoint"
    run(capsys, "checkpoint", "--output", note)
    tamper(*DONE_TO_THE_DATABASE["truncated"][0])
    kept = note.read_text()
    with pytest.raises(CommandError):
        call_command("ledger", "checkpoint", "--output", str(note))
    assert note.read_text() == kept


def test_the_keys_are_readable_by_their_owner_only(home, db):
    key = signing.installed_key()
    assert signing.installed_key().public == key.public
    assert {oct(file.stat().st_mode & 0o777) for file in (home / "keys").iterdir()} == {"0o600"}


@pytest.mark.parametrize("content", [None, b"\xff\xfe", b"hej\n\n\xe2\x80\x94 x y\n", b""])
def test_a_file_that_is_no_checkpoint_is_told_so(home, ten, capsys, content):
    file = home / "file"
    signing.installed_key()
    if content is not None:
        file.write_bytes(content)
    code, _answer = run(capsys, "verify", "--checkpoint", file)
    assert code in (1, 2)


def test_without_a_key_a_checkpoint_cannot_be_checked(home, ten, capsys):
    (home / "file").write_text("x")
    assert run(capsys, "verify", "--checkpoint", home / "file")[0] == 2
    assert not signing.key_file().exists()


def test_erasing_from_the_command_line(home, ten, capsys):
    assert run(capsys, "erase", "4", "--reason", "artikel 17") == (0, {"erased": 4})
    assert ledger.entries().get(sequence=4).details is None
    assert verify_database().ok
    assert run(capsys, "erase", "400", "--reason", "x")[0] == 1


def test_verifying_reads_page_by_page(ten, monkeypatch):
    monkeypatch.setattr("ledtrad.core.ledger.verify.PAGE", 3)
    assert [row[0] for row in stored_rows()] == list(range(1, 11))


def test_many_real_mutations_of_the_stored_rows(ten):
    """Random single-column edits in the database itself, each undone again."""
    dice = random.Random(os.getpid())
    columns = [
        "at",
        "actor_label",
        "action",
        "object_type",
        "object_id",
        "object_label",
        "unit_id",
        "confidentiality",
    ]
    for _ in range(25):
        column, place = dice.choice(columns), dice.randrange(1, 11)
        value = dice.randrange(10**6) if column in {"at", "unit_id"} else f"'x{dice.randrange(10**6)}'"
        with transaction.atomic():
            tamper(f"UPDATE ledger_entry SET {column} = {value} WHERE sequence = {place}")
            assert verify_database().findings[0].sequence == place
            transaction.set_rollback(True)
    assert verify_database().ok
