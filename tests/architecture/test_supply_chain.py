"""The list of what an installation runs is whole, and an audit that could not be made is not called clean."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
import audit  # noqa: E402
import sbom  # noqa: E402

CLEAN = {"name": "django", "version": "5.2", "vulns": []}
WRONG = {"name": "lxml", "version": "1", "vulns": [{"id": "CVE-1", "fix_versions": ["2"], "aliases": []}]}
SKIPPED = {"name": "igraph", "skip_reason": "Dependency not found on PyPI"}


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ([CLEAN, CLEAN], audit.NOTHING),
        ([CLEAN, WRONG], audit.SOMETHING),
        ([WRONG, SKIPPED], audit.SOMETHING),
        ([CLEAN, SKIPPED], audit.NOT_RUN),
        ([SKIPPED, SKIPPED], audit.NOT_RUN),
        ([CLEAN], audit.NOT_RUN),
        (None, audit.NOT_RUN),
    ],
)
def test_an_audit_says_what_it_knows_and_no_more(answer, code):
    stdout = "" if answer is None else json.dumps({"dependencies": answer, "fixes": []})
    found, lines = audit.judge(stdout, "ConnectionError", 2)
    assert found == code
    assert (code == audit.NOT_RUN) == lines[0].startswith("NOT RUN")


def test_every_locked_package_and_vendored_file_is_in_the_list(tmp_path, monkeypatch):
    done = subprocess.run([sys.executable, "scripts/sbom.py"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads((ROOT / "build/sbom.cdx.json").read_text())
    assert found["bomFormat"] == "CycloneDX"
    assert found["metadata"]["component"]["name"] == "ledtrad"
    packages = [one for one in found["components"] if one["purl"].startswith("pkg:pypi/")]
    assert len(packages) == audit.locked() > 30
    assert all(one["externalReferences"][0]["hashes"] for one in packages)
    files = {file["name"] for one in found["components"] for file in one.get("components", [])}
    assert files == {str(part.target) for part in sbom.PARTS if part.target.parts[0] == "src"}
