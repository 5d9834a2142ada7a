"""Verifies an evidence package from Ledtråd, and needs nothing but Python 3.8: no database, no network, no packages.

    python verify.py                   in the unpacked folder
    python verify.py PACKAGE.zip [--public-key KEY] [--json] [--english]

This file lies in every package as verify.py. The exit code is 0 when everything holds, 1 when something does not,
2 when the package cannot be read. What is checked:

1. MANIFEST.sha256 names every file, and each is what it says.
2. CONTENTS.sha256 names every file but the log's, and each is what it says.
3. log/entries.jsonl: each entry's change gives its commitment, and the entries are those of data/log.csv.
4. Each entry's hash leads by its way (RFC 6962) to the root of log/checkpoint.txt.
5. The checkpoint is signed (Ed25519) with the key in log/key.txt.
6. The last entry says that the package was made, and holds the hash of CONTENTS.sha256: so the signature binds all.
"""

from __future__ import annotations

import argparse
import base64
import csv
import hashlib
import io
import json
import os
import sys
import zipfile
from typing import IO, Any, Callable, Dict, Iterable, Union  # noqa: UP035 - also read by older Pythons than ours

from ledtrad.audits.package.ed25519 import verify_ed25519
from ledtrad.audits.package.words import say

MANIFEST, CONTENTS = "MANIFEST.sha256", "CONTENTS.sha256"
ENTRIES, CHECKPOINT, KEY = "log/entries.jsonl", "log/checkpoint.txt", "log/key.txt"
LISTED = "data/log.csv"
LOG = "log/"
SEALED = "evidence_packaged"
FORMAT = "ledtrad-entry-1"
MOST_FILES, MOST_BYTES = 20_000, 4 * 1024**3

Entry = Dict[str, Any]  # noqa: UP006


class Unreadable(Exception):  # noqa: N818 - says what it is
    """No package at all."""


class Report:
    """What was found wrong, as (code, place), and what holds."""

    def __init__(self) -> None:
        self.findings: list[tuple[str, str]] = []
        self.holds: list[tuple[str, str]] = []
        self.fingerprint = ""
        self.key_given = False

    def wrong(self, code: str, place: str = "") -> None:
        if (code, place) not in self.findings:
            self.findings.append((code, place))

    def hold(self, code: str, before: int, detail: str = "") -> None:
        """Remember that something holds, if nothing has been found since there were `before` findings."""
        if len(self.findings) == before:
            self.holds.append((code, detail))

    @property
    def ok(self) -> bool:
        return not self.findings


# ── The files ─────────────────────────────────────────────────────────────────
class Folder:
    """An unpacked package."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.twice: list[str] = []
        self.names: list[str] = []
        for place, folders, files in os.walk(path):
            folders[:] = [name for name in folders if name not in ("__pycache__", "__MACOSX")]
            for name in files:
                full = os.path.join(place, name)
                self.names.append(os.path.relpath(full, path).replace(os.sep, "/"))
        if len(self.names) > MOST_FILES:
            raise Unreadable("too_large")

    def open(self, name: str) -> IO[bytes]:
        return open(os.path.join(self.path, *name.split("/")), "rb")


class Zip:
    """A package as it came."""

    def __init__(self, path: str) -> None:
        try:
            self.file = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            raise Unreadable("unreadable") from None
        members = [m for m in self.file.infolist() if not m.is_dir()]
        if len(members) > MOST_FILES or sum(m.file_size for m in members) > MOST_BYTES:
            raise Unreadable("too_large")
        self.names = sorted({m.filename for m in members})
        every = [m.filename for m in members]
        self.twice = sorted({name for name in every if every.count(name) > 1}) if len(every) > len(self.names) else []

    def open(self, name: str) -> IO[bytes]:
        return self.file.open(name)


Files = Union[Folder, Zip]  # noqa: UP007


def open_package(path: str) -> Files:
    if os.path.isdir(path):
        return Folder(path)
    if not os.path.isfile(path):
        raise Unreadable("unreadable")
    return Zip(path)


def read(files: Files, name: str) -> bytes | None:
    """The whole file, or None when it is not there or is damaged."""
    if name not in files.names:
        return None
    try:
        with files.open(name) as source:
            return source.read()
    except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError):
        return None
    except Exception as problem:  # what zlib raises has no common name in every version
        if type(problem).__name__ == "error":
            return None
        raise


def digest(files: Files, name: str) -> str:
    data = read(files, name)
    return "" if data is None else hashlib.sha256(data).hexdigest()


def listed(data: bytes) -> dict[str, str] | None:
    """A list as sha256sum writes it, as {name: hash}; None when it is no list."""
    found: dict[str, str] = {}
    try:
        for line in data.decode("utf-8").splitlines():
            value, _space, name = line.partition("  ")
            if len(value) != 64 or not name or name in found:
                return None
            found[name] = value
    except UnicodeDecodeError:
        return None
    return found


def check_list(files: Files, report: Report, name: str, covered: Callable[[str], bool]) -> None:
    """A list names exactly the files that `covered` says, and each is what it says."""
    data = read(files, name)
    if data is None:
        report.wrong("missing", name)
        return
    found = listed(data)
    if found is None:
        report.wrong("list", name)
        return
    for other in files.names:
        if covered(other) and other not in found:
            report.wrong("unlisted", other)
    for other, value in found.items():
        if other not in files.names:
            report.wrong("missing", other)
        elif digest(files, other) != value:
            report.wrong("changed", other)


# ── The entries of the log ────────────────────────────────────────────────────
def read_entries(files: Files, report: Report) -> list[Entry]:
    """The extract's entries: what the hash is taken of, its fields, and the rest of the line."""
    data = read(files, ENTRIES)
    found: list[Entry] = []
    for number, line in enumerate((data or b"").splitlines(), 1):
        try:
            told = json.loads(line)
            leaf = told["leaf"].encode()
            fields = json.loads(told["leaf"])
            if fields[0] != FORMAT or len(fields) != 13 or not isinstance(fields[1], int):
                raise ValueError
            way = [bytes.fromhex(step) for step in told["way"]]
            node = hashlib.sha256(b"\0" + leaf).digest()
            found.append({"fields": fields, "node": node, "way": way, "salt": told["salt"], "payload": told["payload"]})
        except (ValueError, KeyError, TypeError, AttributeError, IndexError):
            report.wrong("entry", f"{ENTRIES}:{number}")
    return found


def check_changes(entries: list[Entry], report: Report) -> None:
    """Each change is what its entry promises; one that was erased by law says nothing."""
    for entry in entries:
        salt, payload = entry["salt"], entry["payload"]
        if salt == "" and payload == "":
            continue
        if hashlib.sha256(f"{salt}{payload}".encode()).hexdigest() != entry["fields"][11]:
            report.wrong("payload", str(entry["fields"][1]))


def check_listed(files: Files, entries: list[Entry], report: Report) -> None:
    """The entries are those that the sealed table names: none removed, none added, none twice."""
    data = read(files, LISTED)
    if data is None:
        report.wrong("missing", LISTED)
        return
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig", "replace")), delimiter=";"))[1:]
    wanted = {row[0]: row[1] for row in rows if len(row) > 1}
    there = [(str(e["fields"][1]), e["node"].hex()) for e in entries if e["fields"][5] != SEALED]
    for sequence, node in there:
        if wanted.get(sequence) != node or there.count((sequence, node)) > 1:
            report.wrong("entry_added", sequence)
    for sequence in wanted:
        if sequence not in dict(there):
            report.wrong("entry_missing", sequence)


def root_of(leaf: int, size: int, node: bytes, way: Iterable[bytes]) -> bytes | None:
    """The root that a leaf's hash and its way lead to; None when they cannot belong to a tree of that size."""
    place, last = leaf, size - 1
    if not 0 <= leaf < size:
        return None
    for beside in way:
        if last == 0:
            return None
        if place & 1 or place == last:
            node = hashlib.sha256(b"\x01" + beside + node).digest()
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            node = hashlib.sha256(b"\x01" + node + beside).digest()
        place, last = place >> 1, last >> 1
    return node if last == 0 else None


def check_ways(entries: list[Entry], size: int, root: bytes, report: Report) -> None:
    for entry in entries:
        sequence = entry["fields"][1]
        if root_of(sequence - 1, size, entry["node"], entry["way"]) != root:
            report.wrong("way", str(sequence))


def check_seal(files: Files, entries: list[Entry], report: Report) -> None:
    """The last entry tells of this package."""
    last = entries[-1] if entries else None
    if last is None or last["fields"][5] != SEALED:
        report.wrong("no_seal", ENTRIES)
        return
    try:
        promised = json.loads(last["payload"])["contents"]
    except (ValueError, KeyError, TypeError):
        promised = ""
    if promised != digest(files, CONTENTS):
        report.wrong("seal", CONTENTS)


# ── The checkpoint and its key ────────────────────────────────────────────────
def read_key(text: str) -> tuple[str, bytes, bytes] | None:
    """Name, fingerprint and bytes of a published key, name+fingerprint+base64; None when it is none."""
    try:
        name, fingerprint, encoded = text.strip().split("+", 2)
        decoded = base64.b64decode(encoded, validate=True)
    except ValueError:
        return None
    own = hashlib.sha256(name.encode() + b"\n" + decoded).digest()[:4]
    if len(decoded) != 33 or decoded[0] != 1 or own.hex() != fingerprint:
        return None
    return name, own, decoded[1:]


def read_checkpoint(text: str) -> tuple[str, int, bytes, list[tuple[str, bytes]]] | None:
    """The signed text, size, root and signatures of a checkpoint; None when it is none."""
    body, blank, rest = text.rpartition("\n\n")
    lines = body.split("\n")
    try:
        root = base64.b64decode(lines[2], validate=True)
        if not blank or not (lines[1].isascii() and lines[1].isdigit()) or len(root) != 32:
            return None
        signatures = []
        for line in rest.splitlines():
            _dash, name, encoded = line.split(" ", 2)
            signatures.append((name, base64.b64decode(encoded, validate=True)))
    except (ValueError, IndexError):
        return None
    return body + "\n", int(lines[1]), root, signatures


def check_signature(files: Files, report: Report, given: str = "") -> tuple[int, bytes] | None:
    """Size and root of the checkpoint; None when there is no telling."""
    key = read_key((read(files, KEY) or b"").decode("utf-8", "replace"))
    note = read_checkpoint((read(files, CHECKPOINT) or b"").decode("utf-8", "replace"))
    if key is None:
        report.wrong("key", KEY)
    else:
        report.fingerprint = f"{key[0]}+{key[1].hex()}"
    if given:
        report.key_given = True
        if key is None or read_key(given) != key:
            report.wrong("other_key", KEY)
    if note is None:
        report.wrong("checkpoint", CHECKPOINT)
        return None
    text, size, root, signatures = note
    if key is not None:
        ours = [s[4:] for name, s in signatures if name == key[0] and s[:4] == key[1]]
        if not ours or not verify_ed25519(key[2], ours[0], text.encode()):
            report.wrong("signature", CHECKPOINT)
    return size, root


# ── Together ──────────────────────────────────────────────────────────────────
def verify(path: str, public_key: str = "") -> Report:
    """Check a package, a zip or its unpacked folder. Raises Unreadable when it is none."""
    files, report = open_package(path), Report()
    if MANIFEST not in files.names and CONTENTS not in files.names and ENTRIES not in files.names:
        raise Unreadable("unreadable")
    for name in files.twice:
        report.wrong("twice", name)
    check_list(files, report, MANIFEST, lambda name: name != MANIFEST)
    check_list(files, report, CONTENTS, lambda name: name not in (MANIFEST, CONTENTS) and not name.startswith(LOG))
    report.hold("ok_files", 0, str(len(files.names)))
    before = len(report.findings)
    entries = read_entries(files, report)
    check_changes(entries, report)
    check_listed(files, entries, report)
    report.hold("ok_entries", before, str(len(entries)))
    before = len(report.findings)
    signed = check_signature(files, report, public_key)
    report.hold("ok_signature", before, report.fingerprint)
    if signed is not None:
        before = len(report.findings)
        check_ways(entries, signed[0], signed[1], report)
        report.hold("ok_ways", before, str(signed[0]))
    before = len(report.findings)
    check_seal(files, entries, report)
    report.hold("ok_seal", before if report.ok else -1)
    return report


def lines(report: Report, language: int = 0) -> list[str]:
    """What holds and what does not, line by line."""
    right, wrong = say("holds", language), say("wrong", language)
    told = [f"{right}  {say(code, language)}{_detail(detail)}." for code, detail in report.holds]
    told += [f"{wrong}  {_place(place)}{say(code, language)}" for code, place in report.findings]
    told.append(say("verdict_ok" if report.ok else "verdict_wrong", language))
    if report.fingerprint:
        told.append(f"{say('same_key' if report.key_given else 'compare', language)} {report.fingerprint}")
    return told


def _place(place: str) -> str:
    return f"{place}: " if place else ""


def _detail(detail: str) -> str:
    return f" ({detail})" if detail else ""


def as_json(report: Report, language: int = 0) -> dict[str, Any]:
    return {
        "ok": report.ok,
        "key": report.fingerprint,
        "holds": [code[3:] for code, _detail in report.holds],
        "findings": [{"code": code, "place": place, "message": say(code, language)} for code, place in report.findings],
    }


def main(arguments: list[str] | None = None, program: str = "verify.py") -> int:
    """Returns the exit code."""
    own = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser(prog=program, description="Kontrollerar ett bevispaket från Ledtråd.")
    parser.add_argument("package", nargs="?", default=own, help="zip-filen eller den uppackade mappen")
    parser.add_argument("--public-key", default="", help="den publicerade nyckeln, eller en fil med den")
    parser.add_argument("--json", action="store_true", help="svara med JSON")
    parser.add_argument("--english", action="store_true", help="answer in English")
    given = parser.parse_args(arguments)
    language = int(given.english)
    key = given.public_key
    try:
        if key and os.path.isfile(key):
            with open(key, encoding="utf-8") as source:
                key = source.read()
        report = verify(given.package, key)
    except (Unreadable, OSError, UnicodeDecodeError) as problem:
        code = str(problem) if isinstance(problem, Unreadable) else "unreadable"
        sys.stderr.write(f"{given.package}: {say(code, language)}\n")
        return 2
    told = json.dumps(as_json(report, language), ensure_ascii=False, indent=2) if given.json else None
    sys.stdout.write((told or "\n".join(lines(report, language))) + "\n")
    return 0 if report.ok else 1


if __name__ == "__main__":
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(main())
