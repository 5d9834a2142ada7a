"""Text that a spreadsheet would run as a formula, made harmless in CSV and restored on the way back."""

import re

_STARTERS = "=+\\-@\t\r\n＝＋－＠"  # the wide forms start a formula in some programs too
_DANGEROUS = re.compile(f"'*[{_STARTERS}]")
_ESCAPED = re.compile(f"'+[{_STARTERS}]")
_PLAIN_NUMBER = re.compile(r"[-+]?[0-9]+([.,][0-9]+)?")


def escape(text: str) -> str:
    """Put an apostrophe before text that would start a formula; a plain number such as -5,3 stays as it is.

    Text that already looks escaped gets one more apostrophe, so that `unescape` gives back exactly this text.
    """
    if _DANGEROUS.match(text) and not _PLAIN_NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def unescape(text: str) -> str:
    """Take away the apostrophe that `escape` put there, and nothing else."""
    if text[:1] == "'" and _ESCAPED.match(text):
        return text[1:]
    return text
