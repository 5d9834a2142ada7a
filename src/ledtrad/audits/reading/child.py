"""The process that reads a stranger's text by the rules: `python -m ledtrad.audits.reading.child LIMITS <TEXT >LINES`.

The text is already plain, but whoever wrote it may have written it to make a search take for ever.
"""

import json
import sys

from ledtrad.audits.reading import read
from ledtrad.core.children import confine, say


def main() -> None:
    """Read stdin, answer with one line and the end."""
    say(["reading", read(sys.stdin.buffer.read().decode("utf-8")).as_dict()])
    say(["end"])


if __name__ == "__main__":
    confine(**json.loads(sys.argv[1]))
    main()
