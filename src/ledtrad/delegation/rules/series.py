"""A source's numbers: what of an id is its series, and which number in it."""

import re
from functools import lru_cache

_LAST_DIGITS = re.compile(r"(.*?)([0-9]+)([^0-9]*)", re.DOTALL)
MOST_DIGITS = 18


@lru_cache(maxsize=4096)
def split(source_id: str) -> tuple[str, int | None]:
    """The id without its last run of digits, and that run as a number.

    ``EB 2021-00612`` is number 612 in the series ``EB 2021-``. Without digits, or with more than fit in a whole
    number, the id is no number of any series: ``("", None)``.
    """
    match = _LAST_DIGITS.fullmatch(source_id)
    if match is None or len(match[2]) > MOST_DIGITS:
        return "", None
    return match[1] + match[3], int(match[2])
