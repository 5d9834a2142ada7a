"""The process that opens a stranger's Word file: `python -m ledtrad.core.wordfiles.child WHAT LIMITS <IN >OUT`.

It gets JSON on stdin, may write nothing but stdout, knows no settings and no database, and is killed when it takes too
long or grows too large. It answers with one line of JSON: `["done", …]` or `["refused", code, details]`.
"""

import base64
import json
import sys
from typing import Any

from ledtrad.core.children import confine
from ledtrad.core.tables.limits import Limits, Stop


def main(what: str, limits: Limits) -> None:
    """Read stdin, write one line."""
    try:
        answer = ["done", _do(what, json.load(sys.stdin), limits)]
    except Stop as stop:
        answer = ["refused", stop.code, stop.details]
    except (MemoryError, RecursionError):
        answer = ["refused", "too_much_memory", {}]
    except Exception as problem:
        sys.stderr.write(repr(problem)[:500])
        answer = ["refused", "damaged", {}]
    sys.stdout.write(json.dumps(answer))


def _do(what: str, sent: dict[str, Any], limits: Limits) -> Any:
    from ledtrad.core.wordfiles import checking, detaching, filling, sections

    data = base64.b64decode(sent["data"])
    if what == "sections":
        return sections.sections_of(data, limits)
    parts = checking.parts_of(data, limits)
    checking.check_fields(parts)
    loose = detaching.detached(data)
    checking.parts_of(loose, limits, tied=False)  # nothing outside is left, however it was written
    made = loose if what == "check" else filling.fill(loose, sent["document"])
    return base64.b64encode(made).decode()


if __name__ == "__main__":
    given = Limits(**json.loads(sys.argv[2]))
    confine(given.seconds, given.memory_bytes)
    main(sys.argv[1], given)
