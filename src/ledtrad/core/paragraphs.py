"""The paragraph of a board's minutes, as people write it: § 45."""

import re

_NUMBER = re.compile(r"(?:§\s*)?(?P<number>[0-9]{1,4}[a-z]?)(?:\s*§)?")


def as_paragraph(text: str) -> str:
    """45, §45 and 45 § become § 45; what says more than a number stays as it was written."""
    stripped = text.strip()
    match = _NUMBER.fullmatch(stripped)
    return f"§ {match['number']}" if match else stripped
