"""The `ledtrad` command: Django's management commands, with ours listed first and by group."""

import os
import sys
from importlib.metadata import version


def main(arguments: list[str] | None = None) -> None:
    """Run one command. Without one, or as `ledtrad help`, list ours."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ledtrad.settings")
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:2] in (["evidence", "verify"], ["audits", "verify-package"]):
        from ledtrad.audits.package import verifier  # needs neither settings nor database

        sys.exit(verifier.main(given[2:], program=f"ledtrad {' '.join(given[:2])}"))
    from ledtrad.core.cli import overview, utility

    if given in (["version"], ["--version"]):
        sys.stdout.write(f"{version('ledtrad')}\n")
    elif given in ([], ["help"], ["--help"], ["-h"]):
        overview()
    else:
        utility(given)


if __name__ == "__main__":
    main()
