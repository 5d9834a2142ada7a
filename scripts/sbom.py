"""Write build/sbom.cdx.json (CycloneDX): every package and vendored file that an installation runs, with hashes.

Python packages come from the locked requirements/base.txt, by cyclonedx-bom; what is vendored from
scripts/vendor.txt. The same inputs give the same file. What only tests use is left out.
"""

import json
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from vendor import DEBIAN_FONTS, PARTS, ROOT, Part

OUTPUT = ROOT / "build" / "sbom.cdx.json"


def of_packages() -> dict:
    """The document as cyclonedx-bom makes it."""
    program = Path(sys.executable).with_name("cyclonedx-py")
    command = [
        program,
        "requirements",
        "requirements/base.txt",
        "--pyproject",
        "pyproject.toml",
        "--output-reproducible",
    ]
    done = subprocess.run([*command, "--of", "JSON"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    return json.loads(done.stdout)


def of_vendored(parts: list[Part]) -> list[dict]:
    """One component for each vendored package, with its files and their hashes."""
    components = []
    for name, version, licence in sorted({(part.package, part.version, part.licence) for part in parts}):
        kind = "deb/debian" if name == DEBIAN_FONTS else "npm"
        purl = f"pkg:{kind}/{quote(name, safe='/')}@{quote(version)}"
        files = [part for part in parts if (part.package, part.version) == (name, version)]
        components.append(
            {
                "type": "library",
                "bom-ref": purl,
                "name": name,
                "version": version,
                "purl": purl,
                "licenses": [{"license": {"id": licence}}],
                "components": [
                    {
                        "type": "file",
                        "bom-ref": str(part.target),
                        "name": str(part.target),
                        "hashes": [{"alg": "SHA-256", "content": part.sha256}],
                    }
                    for part in files
                ],
            }
        )
    return components


def main() -> None:
    found = of_packages()
    for component in found["components"]:
        component.pop("description", None)  # the line of the requirements file
    shipped = [part for part in PARTS if part.target.parts[0] == "src"]
    found["components"] += of_vendored(shipped)
    OUTPUT.parent.mkdir(exist_ok=True)
    OUTPUT.write_text(json.dumps(found, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{OUTPUT.relative_to(ROOT)}: {len(found['components'])} components")


if __name__ == "__main__":
    main()
