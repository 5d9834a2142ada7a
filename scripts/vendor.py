"""Fetch the front-end parts and fonts that the repository carries, and hold their hashes.

`python scripts/vendor.py` fetches what `scripts/vendor.txt` lists (`npm pack`, `apt-get download`),
writes a README beside the files and fails when a hash differs from the listed one. `--check` only
compares what lies in the repository. To move to a new version: change it in the list, run, read the
difference, write the new hash.
"""

import argparse
import hashlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEBIAN_FONTS = "fonts-inter"


@dataclass(frozen=True)
class Part:
    """One file taken from one published package."""

    package: str
    version: str
    licence: str
    member: str
    target: Path
    sha256: str


PARTS = [
    Part(package, version, licence, member, Path(target), sha256)
    for package, version, licence, member, target, sha256 in (
        line.split()
        for line in (ROOT / "scripts/vendor.txt").read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    )
]


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def differing(parts: Iterable[Part] = PARTS) -> list[str]:
    """One sentence for each vendored file that is missing or not the one we pinned."""
    found = []
    for part in parts:
        path = ROOT / part.target
        if not path.exists():
            found.append(f"{part.target}: missing")
        elif sha256(path) != part.sha256:
            found.append(f"{part.target}: sha256 is {sha256(path)}, expected {part.sha256}")
    return found


def unpack_npm(package: str, version: str, into: Path) -> Path:
    packed = subprocess.run(
        ["npm", "pack", "--silent", "--pack-destination", str(into), f"{package}@{version}"],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout.split()[-1]
    shutil.unpack_archive(into / packed, into)
    return into / "package"


def unpack_deb(package: str, version: str, into: Path) -> Path:
    subprocess.run(["apt-get", "download", f"{package}={version}"], check=True, cwd=into)
    (archive,) = into.glob("*.deb")
    subprocess.run(["dpkg-deb", "-x", str(archive), str(into / "deb")], check=True)
    return into / "deb"


def without_source_map(path: Path) -> None:
    """Drop the pointer to a source map we do not carry: hashed static file names need it resolved."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    if lines and lines[-1].startswith("//# sourceMappingURL="):
        path.write_text("".join(lines[:-1]), encoding="utf-8")


def fetch_all() -> None:
    for package, version in dict.fromkeys((p.package, p.version) for p in PARTS):
        with tempfile.TemporaryDirectory() as scratch:
            unpack = unpack_deb if package == DEBIAN_FONTS else unpack_npm
            root = unpack(package, version, Path(scratch))
            for part in PARTS:
                if (part.package, part.version) == (package, version):
                    target = ROOT / part.target
                    target.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(root / part.member, target)
                    if target.suffix == ".js":
                        without_source_map(target)


def write_readme(folder: Path) -> None:
    rows = [
        f"| `{p.target.name}` | `{p.package}` {p.version} | `{p.member}` | {p.licence} | `{p.sha256}` |"
        for p in PARTS
        if p.target.parent == folder
    ]
    text = [
        "# Vendored files",
        "",
        "Written by `make vendor` from `scripts/vendor.txt`, where the hashes are held. Do not edit by hand.",
        "A pointer to a source map at the end of a script is removed, nothing else is changed.",
        "",
        "| file | package | from | licence | sha256 |",
        "|---|---|---|---|---|",
        *rows,
    ]
    (ROOT / folder / "README.md").write_text("\n".join(text) + "\n", encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="only compare what lies here")
    if not parser.parse_args().check:
        fetch_all()
        for folder in {part.target.parent for part in PARTS}:
            write_readme(folder)
    wrong = differing()
    print("\n".join(wrong) or f"{len(PARTS)} vendored files are the pinned ones.", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
