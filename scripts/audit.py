"""Ask whether anything known is wrong with the locked packages: pip-audit on requirements/base.txt.

Exit code 0: asked about every package, nothing known. 1: something is known. 3: not asked, or not about every
package, which pip-audit itself would call "none found".
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOTHING, SOMETHING, NOT_RUN = 0, 1, 3


def ask(*options: str) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("pip-audit")
    wanted = ["--disable-pip", "--require-hashes", "--progress-spinner", "off", "--format", "json"]
    command = [program, *wanted, "--requirement", "requirements/base.txt", *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def judge(stdout: str, stderr: str, expected: int) -> tuple[int, list[str]]:
    """Exit code and what to say, from what pip-audit said about so many packages."""
    try:
        asked = json.loads(stdout)["dependencies"]
    except (ValueError, KeyError):
        last = (stderr.strip().splitlines() or ["no answer"])[-1]
        return NOT_RUN, [f"NOT RUN: pip-audit gave no answer ({last})"]
    lines = [
        f"{package['name']} {package['version']}: {wrong['id']} (mended in: {', '.join(wrong['fix_versions']) or '–'})"
        for package in asked
        for wrong in package.get("vulns", [])
    ]
    skipped = [f"{package['name']} ({package['skip_reason']})" for package in asked if "skip_reason" in package]
    if lines:
        return SOMETHING, lines
    if skipped or len(asked) < expected:
        return NOT_RUN, [f"NOT RUN for {len(skipped) or expected - len(asked)} of {expected} packages", *skipped[:3]]
    return NOTHING, [f"Nothing known about {len(asked)} packages."]


def locked() -> int:
    """How many packages requirements/base.txt locks."""
    return sum("==" in line for line in (ROOT / "requirements/base.txt").read_text().splitlines() if line[:1].isalnum())


def main() -> None:
    done = ask(*sys.argv[1:])
    code, lines = judge(done.stdout, done.stderr, locked())
    print("\n".join(lines))
    sys.exit(code)


if __name__ == "__main__":
    main()
