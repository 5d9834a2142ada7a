"""The evidence package: what is in it, that it verifies anywhere, and that every change is found."""

import base64
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from datetime import date
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from ledtrad.audits.actions import followup, statement_papers, statements
from ledtrad.audits.models import Audit
from ledtrad.audits.package import verifier
from ledtrad.audits.package.contents import NamesSomebody, Nothing, Secret
from ledtrad.audits.package.ed25519 import verify_ed25519
from ledtrad.audits.package.making import make, single_file
from ledtrad.core import ledger
from ledtrad.core.ledger import signing
from ledtrad.core.ledger.checkpoint import Checkpoint
from ledtrad.core.ledger.extracts import LedgerWrong
from ledtrad.core.ledger.models import Entry
from ledtrad.meetings.actions import papers
from tests.factories import DocumentFactory


@pytest.fixture
def worked(answering):
    """Two stands, a measure, a file that shows something, and a judgement; the social board has decided."""
    eva = answering.actor("eva")
    for order, position in ((0, "shares"), (1, "does_not_share")):
        statements.write_stand(
            statement=answering.statement(), addressed=answering.part(order), actor=eva, seen=0,
            values={"position": position, "reasons": f"Skäl {order}", "counter_proposal": "=1+1"},
        )  # fmt: skip
    statements.promise(
        statement=answering.statement(), addressed=answering.part(0), title="Ta fram gemensamma formkrav",
        responsible=answering.functions["dag"], due_on=date(2021, 9, 30), actor=eva,
    )  # fmt: skip
    told = {"kind": "other", "title": "Rutin", "dated_on": date(2021, 4, 1), "note": "Ny rutin"}
    followup.show(addressed=answering.part(0), values=told, actor=eva, file=("Rutin för anmälan.pdf", b"%PDF-1.7 x"))
    followup.judge(
        addressed=answering.part(0), judgement="in_part", done="Rutinen finns.", judged_on=date(2021, 4, 10),
        closes=False, actor=eva,
    )  # fmt: skip
    return answering


@pytest.fixture
def package(worked):
    return make(audit=worked.audit, board="", actor=worked.actor("disa"))


@pytest.fixture
def kept(package, tmp_path):
    path = tmp_path / "paket.zip"
    path.write_bytes(package.data)
    return path


def contents(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write(path, files):
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def sums(files):
    return "".join(f"{sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items())).encode()


def relisted(files):
    """What somebody would do who changes a file and wants the lists to agree."""
    own = {verifier.MANIFEST, verifier.CONTENTS}
    covered = {n: d for n, d in files.items() if n not in own and not n.startswith("log/")}
    files = {**files, verifier.CONTENTS: sums(covered)}
    return {**files, verifier.MANIFEST: sums({n: d for n, d in files.items() if n != verifier.MANIFEST})}


def codes(path, **more):
    return {code for code, _place in verifier.verify(str(path), **more).findings}


def entries_of(files):
    return [json.loads(line) for line in files[verifier.ENTRIES].splitlines()]


def as_lines(entries):
    return "".join(json.dumps(e, ensure_ascii=False) + "\n" for e in entries).encode()


# ── What is in it ─────────────────────────────────────────────────────────────
def test_it_holds_the_papers_the_tables_the_log_and_how_to_verify_it(kept):
    files = contents(kept)
    assert set(files) == {
        "LAS-MIG.txt", "README.txt", "sammanstallning.pdf", "verify.py", "CONTENTS.sha256", "MANIFEST.sha256",
        "handlingar/rk-001-rutin-for-anmalan.pdf", "data/rekommendationer.csv", "data/svar.csv", "data/atgarder.csv",
        "data/bevis.csv", "data/bedomningar.csv", "data/handelser.csv", "data/log.csv", "log/entries.jsonl",
        "log/checkpoint.txt", "log/key.txt",
    }  # fmt: skip
    assert files["sammanstallning.pdf"].startswith(b"%PDF")
    assert "'=1+1" in files["data/svar.csv"].decode()  # no formula
    assert "Formkrav" in files["data/atgarder.csv"].decode().replace("formkrav", "Formkrav")
    actions = [json.loads(e["leaf"])[5] for e in entries_of(files)]
    assert actions[-1] == "evidence_packaged"
    assert {"measure_promised", "evidence_added", "judged", "created", "linked"} <= set(actions)
    assert "stand_written" not in actions  # what was said before the board had decided
    assert "GR-001" in files["README.txt"].decode()


def test_it_verifies_without_ledtrad(kept, tmp_path, worked):
    report = verifier.verify(str(kept))
    assert report.ok, report.findings
    assert [code for code, _detail in report.holds] == ["ok_files", "ok_entries", "ok_signature", "ok_ways", "ok_seal"]
    folder = tmp_path / "uppackat"
    with zipfile.ZipFile(kept) as archive:
        archive.extractall(folder)
    bare = {"PATH": os.environ["PATH"]}
    run = subprocess.run(
        [sys.executable, "-I", "-S", "-W", "error", "verify.py"], cwd=folder, env=bare, capture_output=True, text=True
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert "Paketet stämmer." in run.stdout
    assert signing.installed_key().public.key_id.hex() in run.stdout
    (folder / "data" / "svar.csv").write_bytes(b"x")
    run = subprocess.run(
        [sys.executable, "-I", "-S", "verify.py", "--english"], cwd=folder, env=bare, capture_output=True, text=True
    )
    assert run.returncode == 1
    assert "WRONG    data/svar.csv: The file is changed" in run.stdout
    assert "The package does NOT hold." in run.stdout


def test_the_command_needs_neither_settings_nor_database(kept, tmp_path):
    bare = {"PATH": os.environ["PATH"], "DATABASE_URL": "nonsense://", "DJANGO_SETTINGS_MODULE": "no.such.module"}
    for verb in (["evidence", "verify"], ["audits", "verify-package"]):
        run = subprocess.run(
            [sys.executable, "-m", "ledtrad", *verb, str(kept), "--json"], env=bare, capture_output=True, text=True
        )
        assert run.returncode == 0, run.stderr
        assert json.loads(run.stdout)["ok"] is True
    run = subprocess.run(
        [sys.executable, "-m", "ledtrad", "evidence", "verify", str(tmp_path / "no.zip")], env=bare, capture_output=True
    )
    assert run.returncode == 2


def test_it_was_told_to_the_ledger_and_a_later_package_holds_too(kept, worked, tmp_path):
    entry = Entry.objects.get(action="evidence_packaged")
    assert entry.details["contents"] == sha256(contents(kept)["CONTENTS.sha256"]).hexdigest()
    later = tmp_path / "senare.zip"
    later.write_bytes(make(audit=worked.audit, board="SN", actor=worked.actor("eva")).data)
    assert codes(later) == set()
    assert codes(kept) == set()


def test_what_was_erased_by_law_says_nothing_and_the_package_holds(worked, tmp_path):
    entry = Entry.objects.filter(action="judged").get()
    with transaction.atomic():
        ledger.erase(entry, worked.actor("adam"), "Personuppgift")
    path = tmp_path / "paket.zip"
    path.write_bytes(make(audit=worked.audit, board="", actor=worked.actor("disa")).data)
    assert codes(path) == set()
    told = next(e for e in entries_of(contents(path)) if json.loads(e["leaf"])[5] == "judged")
    assert (told["salt"], told["payload"]) == ("", "")


# ── What is not in it ─────────────────────────────────────────────────────────
def test_a_draft_of_another_board_is_in_nobodys_package_but_theirs(worked):
    def text(who):
        data = make(audit=worked.audit, board="", actor=worked.actor(who)).data
        files = zipfile.ZipFile(io.BytesIO(data))
        return b"".join(files.read(n) for n in files.namelist() if not n.endswith(".pdf")).decode("utf-8", "replace")

    assert "Skäl 0" in text("eva")
    assert "Ta fram gemensamma formkrav" in text("eva")
    for who in ("sven", "nils", "elsa"):
        assert "Skäl 0" not in text(who)
    for who in ("sven", "nils"):
        assert "Ta fram gemensamma formkrav" not in text(who)


def test_what_a_draft_said_is_in_no_package(worked, tmp_path):
    eva = worked.actor("eva")
    paper = statement_papers.begin(statement=worked.statement(), actor=eva)
    section = paper.sections.get(slug="economy")
    papers.write_section(section=section, text="Utkastets egna ord", actor=eva, seen=None)
    path = tmp_path / "paket.zip"
    path.write_bytes(make(audit=worked.audit, board="SN", actor=eva).data)
    assert not [name for name, data in contents(path).items() if b"Utkastets egna ord" in data]
    assert verifier.verify(str(path)).ok


def test_it_is_in_the_municipalitys_language_whoever_orders_it(worked, tmp_path):
    path = tmp_path / "paket.zip"
    with translation.override("en"):
        path.write_bytes(make(audit=worked.audit, board="SN", actor=worked.actor("eva")).data)
    files = contents(path)
    assert files["data/svar.csv"].decode("utf-8-sig").startswith("rekommendation;nämnd;ställning")
    assert "Revisorerna lämnade granskningen" in files["data/handelser.csv"].decode()


def test_what_is_confidential_is_left_out_and_counted(worked, tmp_path):
    secret = DocumentFactory(title="HEMLIG rutin", unit=worked.unit("SN"), confidentiality="confidential")
    told = {
        "kind": "document",
        "title": "HEMLIG rutin",
        "dated_on": date(2021, 4, 2),
        "note": "",
        "node": secret.node_ptr,
    }
    followup.show(addressed=worked.part(0), values=told, actor=worked.actor("eva"))
    data = make(audit=worked.audit, board="", actor=worked.actor("eva")).data
    files = zipfile.ZipFile(io.BytesIO(data))
    assert not any(b"HEMLIG" in files.read(name) for name in files.namelist())
    assert "Utelämnat för sekretess: 1." in files.read("LAS-MIG.txt").decode()
    Audit.objects.filter(pk=worked.audit.pk).update(confidentiality="confidential")
    with pytest.raises(Secret):
        make(audit=Audit.objects.get(pk=worked.audit.pk), board="", actor=worked.actor("eva"))


def test_a_personal_identity_number_stops_it(worked):
    row = worked.part(0).evidence.get()
    row.note = "Gäller 19811228-9874"
    row.save()
    with pytest.raises(NamesSomebody, match=r"data/bevis\.csv"):
        make(audit=worked.audit, board="", actor=worked.actor("eva"))
    assert not Entry.objects.filter(action="evidence_packaged").exists()


def test_a_board_that_nothing_was_aimed_at_has_no_package(worked):
    with pytest.raises(Nothing):
        make(audit=worked.audit, board="KS", actor=worked.actor("disa"))


def test_a_ledger_that_does_not_verify_proves_nothing(worked, monkeypatch):
    monkeypatch.setattr("ledtrad.core.ledger.encoding.FORMAT", "ledtrad-entry-2")
    with pytest.raises(LedgerWrong):
        make(audit=worked.audit, board="", actor=worked.actor("disa"))


# ── Tampering ─────────────────────────────────────────────────────────────────
def test_a_changed_byte_in_a_table_is_found_with_and_without_new_lists(kept, tmp_path):
    files = contents(kept)
    files["data/svar.csv"] = files["data/svar.csv"].replace(b"Delar inte", b"Delar helt")
    assert codes(write(tmp_path / "a.zip", files)) == {"changed"}
    assert codes(write(tmp_path / "b.zip", relisted(files))) == {"seal"}


def test_a_swapped_a_removed_and_an_added_paper_are_found(kept, tmp_path):
    name = "handlingar/rk-001-rutin-for-anmalan.pdf"
    swapped = {**contents(kept), name: b"%PDF-1.7 y"}
    removed = {n: d for n, d in contents(kept).items() if n != name}
    added = {**contents(kept), "handlingar/mer.pdf": b"%PDF"}
    for files, code in ((swapped, "changed"), (removed, "missing"), (added, "unlisted")):
        assert codes(write(tmp_path / "a.zip", files)) == {code}
        assert codes(write(tmp_path / "b.zip", relisted(files))) == {"seal"}


def test_a_removed_a_changed_and_a_made_up_entry_are_found(kept, tmp_path):
    files = contents(kept)
    entries = entries_of(files)
    removed = {**files, verifier.ENTRIES: as_lines(entries[1:])}
    assert codes(write(tmp_path / "a.zip", relisted(removed))) == {"entry_missing"}
    told = json.loads(entries[0]["leaf"])
    told[4] = "Någon annan"
    other = {**entries[0], "leaf": json.dumps(told, ensure_ascii=False, separators=(",", ":"))}
    changed = {**files, verifier.ENTRIES: as_lines([other, *entries[1:]])}
    assert codes(write(tmp_path / "a.zip", relisted(changed))) == {"entry_added", "way"}
    payload = {**entries[0], "payload": entries[0]["payload"] + " "}
    assert codes(
        write(tmp_path / "a.zip", relisted({**files, verifier.ENTRIES: as_lines([payload, *entries[1:]])}))
    ) == {"payload"}
    twice = {**files, verifier.ENTRIES: as_lines([entries[0], *entries])}
    assert "entry_added" in codes(write(tmp_path / "a.zip", relisted(twice)))
    unsealed = {**files, verifier.ENTRIES: as_lines(entries[:-1])}
    assert codes(write(tmp_path / "a.zip", relisted(unsealed))) == {"no_seal"}


def test_another_checkpoint_is_found(kept, tmp_path, worked):
    files = contents(kept)
    key = signing.installed_key()
    lines = files[verifier.CHECKPOINT].decode().splitlines()
    # Of the same ledger and key, but an earlier one; then one whose text was changed; then somebody else's.
    earlier = Checkpoint(key.name, 1, bytes.fromhex(Entry.objects.get(sequence=1).hash)).signed(key)
    assert codes(write(tmp_path / "a.zip", relisted({**files, verifier.CHECKPOINT: earlier.encode()}))) == {"way"}
    edited = files[verifier.CHECKPOINT].decode().replace(f"\n{lines[1]}\n", f"\n{int(lines[1]) + 1}\n")
    found = codes(write(tmp_path / "a.zip", relisted({**files, verifier.CHECKPOINT: edited.encode()})))
    assert "signature" in found
    stranger = signing.SigningKey(key.name, Ed25519PrivateKey.generate())
    forged = Checkpoint(key.name, int(lines[1]), base64.b64decode(lines[2])).signed(stranger)
    assert codes(write(tmp_path / "a.zip", relisted({**files, verifier.CHECKPOINT: forged.encode()}))) == {"signature"}
    whole = {**files, verifier.CHECKPOINT: forged.encode(), verifier.KEY: f"{stranger.public}\n".encode()}
    swapped = write(tmp_path / "b.zip", relisted(whole))
    assert codes(swapped) == set()  # only who knows the key can tell
    assert codes(swapped, public_key=str(key.public)) == {"other_key"}
    assert codes(kept, public_key=str(key.public)) == set()


@pytest.mark.parametrize("name", ["MANIFEST.sha256", "CONTENTS.sha256", "log/entries.jsonl", "log/checkpoint.txt",
                                  "log/key.txt", "data/log.csv"])  # fmt: skip
def test_what_binds_it_may_not_be_missing_or_nonsense(kept, tmp_path, name):
    for data in (None, b"", b"\xff\xfe nonsense", b"{}\n[]\n"):
        files = {n: d for n, d in contents(kept).items() if n != name} | ({} if data is None else {name: data})
        assert not verifier.verify(str(write(tmp_path / "a.zip", files))).ok


def test_what_is_no_package_is_said_so(tmp_path, capsys):
    nothing = tmp_path / "text.zip"
    nothing.write_bytes(b"not a zip")
    assert verifier.main([str(nothing)]) == 2
    assert verifier.main([str(write(tmp_path / "other.zip", {"a.txt": b"x"}))]) == 2
    assert verifier.main([str(tmp_path / "gone.zip")]) == 2
    assert "går inte att läsa" in capsys.readouterr().err


def test_a_damaged_zip_and_a_name_that_is_there_twice_are_found(kept, tmp_path):
    data = bytearray(kept.read_bytes())
    with zipfile.ZipFile(kept) as archive:
        place = archive.getinfo("sammanstallning.pdf").header_offset + 200
    data[place] ^= 0xFF
    broken = tmp_path / "broken.zip"
    broken.write_bytes(data)
    assert "changed" in codes(broken)
    twice = tmp_path / "twice.zip"
    write(twice, contents(kept))
    with zipfile.ZipFile(twice, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("data/svar.csv", b"annat")
    assert "twice" in codes(twice)


@given(st.binary(max_size=80), st.data())
def test_signatures_are_verified_as_the_library_does(message, data):
    key = Ed25519PrivateKey.from_private_bytes(data.draw(st.binary(min_size=32, max_size=32)))
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    signature = key.sign(message)
    assert verify_ed25519(public, signature, message)
    assert not verify_ed25519(public, signature, message + b"x")
    place = data.draw(st.integers(0, 63))
    changed = bytearray(signature)
    changed[place] ^= 1 << data.draw(st.integers(0, 7))
    assert not verify_ed25519(public, bytes(changed), message)


def test_the_single_file_imports_nothing_of_ours():
    assert "ledtrad." not in "".join(line for line in single_file().splitlines(True) if "import" in line)
    compile(single_file(), "verify.py", "exec")


# ── The page ──────────────────────────────────────────────────────────────────
def test_it_is_ordered_and_fetched_by_whoever_ordered_it_alone(worked, as_person, inline):
    disa = as_person("disa")
    answer = disa.post(reverse("evidence-package-order", args=["GR-001"]), {"namnd": "SN"})
    offered = re.search(r'href="([^"]+)" download', disa.get(answer.url).content.decode())
    assert offered
    got = disa.get(offered[1])
    assert (got.status_code, got.headers["Content-Type"]) == (200, "application/octet-stream")
    assert zipfile.is_zipfile(io.BytesIO(got.content))
    assert as_person("eva").get(offered[1]).status_code == 404


# ── The command ───────────────────────────────────────────────────────────────
def test_the_command_makes_one_and_verifies_it(worked, tmp_path, capsys):
    path = tmp_path / "paket.zip"
    call_command("evidence", "make", "GR-001", board="SN", output=path)
    assert codes(path) == set()
    call_command("evidence", "verify", str(path))
    assert "Paketet stämmer." in capsys.readouterr().out
    write(path, {**contents(path), "data/svar.csv": b"x"})
    with pytest.raises(SystemExit):
        call_command("evidence", "verify", str(path))
    with pytest.raises(CommandError, match="ingen granskning GR-404"):
        call_command("evidence", "make", "GR-404", output=path)
