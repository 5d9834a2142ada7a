"""What the repository carries from others is what it says it is, and stays small."""

import gzip
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "src/ledtrad/web/static"
BUDGET = 60_000


def test_vendored_files_have_the_listed_hashes():
    result = subprocess.run(
        [sys.executable, ROOT / "scripts/vendor.py", "--check"], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr


def test_all_scripts_together_stay_within_the_budget():
    sizes = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in STATIC.rglob("*.js")}
    assert {"htmx.js", "designsystemet.js"} <= sizes.keys()
    assert sum(sizes.values()) <= BUDGET, sizes
