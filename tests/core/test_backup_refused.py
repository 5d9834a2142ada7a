"""A copy that is not whole, is not ours or says something else than it holds does not come back."""

import json
import zipfile

import pytest

from ledtrad.core import backup
from ledtrad.core.backup import databases
from ledtrad.core.ledger import signing

pytestmark = pytest.mark.django_db(transaction=True)


def rewritten(source, target, change):
    """The archive with `change(name, data)` done to each file: data, another (name, data), or None to leave it out."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            answer = change(name, old.read(name))
            if answer is not None:
                pair = answer if isinstance(answer, tuple) else (name, answer)
                new.writestr(*pair)


def in_manifest(edit):
    def change(name, data):
        if name != "manifest.json":
            return data
        held = json.loads(data)
        edit(held)
        return json.dumps(held).encode()

    return change


def flipped(which):
    return lambda name, data: data[:-1] + bytes([data[-1] ^ 1]) if name.startswith(which) else data


def renamed(old, new):
    """A file under another name, and the manifest with it."""

    def change(name, data):
        if name == "manifest.json":
            held = json.loads(data)
            known = next(n for n in held["files"] if n.startswith(old))
            held["files"][new] = held["files"].pop(known)
            return json.dumps(held).encode()
        return (new, data) if name.startswith(old) and data == b"ett beslut" else data

    return change


def one_row_fewer(held):
    held["tables"]["ledger_entry"]["rows"] -= 1


def other_rows(held):
    held["tables"]["organisation_user"]["digest"] = "0" * 64


def forged_checkpoint(held):
    first, _size, *rest = held["ledger"]["checkpoint"].split("\n")
    held["ledger"]["checkpoint"] = "\n".join([first, "19", *rest])


def newer(held):
    held["migrations"].append("core.9999_from_the_future")


def other_database(held):
    held["vendor"] = "postgresql" if held["vendor"] == "sqlite" else "sqlite"


WRONG = {
    "a changed document": flipped("uploads/"),
    "a changed template": flipped("templates/"),
    "a file that is missing": lambda name, data: None if name.startswith("templates/") else data,
    "no manifest": lambda name, data: None if name == "manifest.json" else data,
    "no database": lambda name, data: None if name == "database" else data,
    "a manifest that is none": lambda name, data: b"{}" if name == "manifest.json" else data,
    "an unknown table name": in_manifest(lambda held: held["tables"].update({"x; drop": held["tables"]["core_job"]})),
    "a forged checkpoint": in_manifest(forged_checkpoint),
    "a newer version": in_manifest(newer),
    "another kind of database": in_manifest(other_database),
    "a name above": renamed("uploads/", "../../evil"),
    "a name from the root": renamed("uploads/", "/tmp/evil"),
    "a key": renamed("uploads/", "keys/secret_key"),
    "a name with a backslash": renamed("uploads/", "uploads\\..\\evil"),
}
WRONG_ROWS = {"fewer rows": in_manifest(one_row_fewer), "other rows": in_manifest(other_rows)}


def test_a_copy_that_is_wrong_is_refused_and_nothing_is_touched(installation, written, elsewhere, tmp_path):
    there, target = elsewhere
    backup.back_up(tmp_path / "copy.zip")
    for name, change in WRONG.items():
        rewritten(tmp_path / "copy.zip", tmp_path / "wrong.zip", change)
        before = set(tmp_path.rglob("*"))
        with pytest.raises(backup.Unusable):
            backup.restore(tmp_path / "wrong.zip", home=there, connection=target)
        assert there.is_empty, name
        assert set(tmp_path.rglob("*")) == before, name
        assert databases.is_empty(target), name


@pytest.mark.parametrize("name", WRONG_ROWS)
def test_a_copy_with_other_rows_than_it_says_is_refused(installation, written, elsewhere, tmp_path, name):
    there, target = elsewhere
    backup.back_up(tmp_path / "copy.zip")
    rewritten(tmp_path / "copy.zip", tmp_path / "wrong.zip", WRONG_ROWS[name])
    with pytest.raises(backup.Unusable, match="är inte vad den var") as refusal:
        backup.restore(tmp_path / "wrong.zip", home=there, connection=target)
    assert there.is_empty
    # PostgreSQL's load is done before it can be compared: the person is told to throw it away.
    assert databases.is_empty(target) or "ta bort den" in str(refusal.value)


def test_a_copy_cut_off_anywhere_or_with_a_torn_byte_is_refused(installation, written, elsewhere, tmp_path):
    there, target = elsewhere
    backup.back_up(tmp_path / "copy.zip")
    whole = (tmp_path / "copy.zip").read_bytes()
    torn = tmp_path / "torn.zip"
    for at in range(0, len(whole), len(whole) // 20):
        torn.write_bytes(whole[:at])
        with pytest.raises(backup.Unusable):
            backup.restore(torn, home=there, connection=target)
    with zipfile.ZipFile(tmp_path / "copy.zip") as found:
        start = found.getinfo("database").header_offset + 100
        size = found.getinfo("database").compress_size - 100
    for at in range(start, start + size, size // 10):
        torn.write_bytes(whole[:at] + bytes([whole[at] ^ 0x40]) + whole[at + 1 :])
        with pytest.raises(backup.Unusable):
            backup.restore(torn, home=there, connection=target)
    assert there.is_empty
    assert databases.is_empty(target)


def test_more_in_a_file_than_it_says_is_not_unpacked(installation, written, elsewhere, tmp_path):
    there, target = elsewhere
    backup.back_up(tmp_path / "copy.zip")

    def small(held):
        held["files"]["templates/report.docx"]["size"] = 3

    rewritten(tmp_path / "copy.zip", tmp_path / "bomb.zip", in_manifest(small))
    with pytest.raises(backup.Unusable, match=r"report\.docx"):
        backup.restore(tmp_path / "bomb.zip", home=there, connection=target)
    assert there.is_empty


def test_another_signer_than_the_expected_one_is_refused(installation, written, elsewhere, tmp_path):
    there, target = elsewhere
    backup.back_up(tmp_path / "copy.zip")
    mine = signing.installed_key().public
    stranger = signing.PublicKey(mine.name, bytes(32))
    with pytest.raises(backup.Unusable):
        backup.restore(tmp_path / "copy.zip", public_key=stranger, home=there, connection=target)
    backup.restore(tmp_path / "copy.zip", public_key=mine, home=there, connection=target)
