"""Pseudonyms of people that records tell of: always the same for the same person, and nothing without the key.

A pseudonym is HMAC-SHA-256 of what identifies the person, with a key for the purpose that is derived from a file
in LEDTRAD_HOME/keys. `P1-K7QX…`: 1 is the key's version, and the last four signs are a check made with the same
key, so that text that merely looks like a pseudonym is not taken for one.
"""

import re
from base64 import b32encode
from functools import lru_cache
from hashlib import sha256
from hmac import compare_digest, digest

from ledtrad.core import clock, keys

KEY = "pseudonym"
FORM = r"P([1-9][0-9]{0,3})-([A-Z2-7]{24})([A-Z2-7]{4})"
"""What a pseudonym looks like, as Python and both databases read it: for finding those that stand in a text."""
_FORM = re.compile(FORM)
_NUMBER = re.compile(
    r"(?<![0-9A-Za-z-])(?P<century>18|19|20)?(?P<year>[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})"
    r"(?P<mark>[-+]?)(?P<last>[0-9]{4})(?![0-9A-Za-z-])"
)
_LIKELY = re.compile(r"[0-9]{6}[-+]?[0-9]{4}")


class Pseudonyms:
    """The pseudonyms of one purpose: two purposes give one person two pseudonyms that nobody can tie together."""

    def __init__(self, purpose: str) -> None:
        self.purpose = purpose
        self.version = keys.current(KEY)
        self._keys: dict[int, bytes] = {}
        self._known = lru_cache(maxsize=10_000)(self._make)

    def of(self, text: str) -> str:
        """The pseudonym of whoever `text` identifies; "" for nothing; a pseudonym of ours stays as it is."""
        plain = " ".join(text.split())
        if not plain or self.is_ours(plain):
            return plain
        return self._known(identity(plain), self.version)

    def is_ours(self, text: str) -> bool:
        """Whether `text` is a pseudonym that was made here, for this purpose, with a key that is still there."""
        match = _FORM.fullmatch(text)
        if match is None:
            return False
        try:
            expected = self._check(match[2], int(match[1]))
        except keys.KeyLost:
            return False
        return compare_digest(expected, match[3])

    def same(self, stored: str, text: str) -> bool:
        """Whether `stored` stands for whoever `text` identifies, also when it was made with an older key."""
        plain = " ".join(text.split())
        match = _FORM.fullmatch(stored)
        if stored == plain or match is None:
            return stored == plain
        try:
            return compare_digest(self._known(identity(plain), int(match[1])), stored)
        except keys.KeyLost:
            return False

    def hide_numbers(self, text: str) -> tuple[str, int]:
        """The text with every personal identity number in it replaced by its pseudonym, and how many there were."""
        found = 0

        def replaced(match: re.Match[str]) -> str:
            nonlocal found
            if not _is_identity_number(match):
                return match[0]
            found += 1
            return self._known(_twelve_digits(match), self.version)

        return (_NUMBER.sub(replaced, text), found) if _may_hold_number(text) else (text, 0)

    def _make(self, identity: str, version: int) -> str:
        body = b32encode(digest(self._key(version), identity.encode(), sha256)[:15]).decode()
        return f"P{version}-{body}{self._check(body, version)}"

    def _check(self, body: str, version: int) -> str:
        return b32encode(digest(self._key(version), f"check {body}".encode(), sha256)[:5]).decode()[:4]

    def _key(self, version: int) -> bytes:
        if version not in self._keys:
            self._keys[version] = keys.key(KEY, version, self.purpose)
        return self._keys[version]


def identity(text: str) -> str:
    """One spelling of the same person: a personal identity number as twelve digits, all else without case."""
    match = _NUMBER.fullmatch(text)
    if match is not None and _is_identity_number(match):
        return _twelve_digits(match)
    return text.casefold()


def holds_pseudonym(text: str) -> bool:
    """Whether something of a pseudonym's form stands in the text, whoever it is of and whatever key made it."""
    return _FORM.search(text) is not None


def holds_number(text: str) -> bool:
    """Whether a personal identity number (or a co-ordination number) stands in the text."""
    return _may_hold_number(text) and any(map(_is_identity_number, _NUMBER.finditer(text)))


def _may_hold_number(text: str) -> bool:
    """A quick look, since most texts hold none."""
    return len(text) >= 10 and _LIKELY.search(text) is not None


def _is_identity_number(match: re.Match[str]) -> bool:
    """A day that exists (plus 60 in a co-ordination number) and a last digit that checks."""
    month, day = int(match["month"]), int(match["day"]) % 60
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return False
    digits = match["year"] + match["month"] + match["day"] + match["last"]
    doubled = [int(d) * (2 - place % 2) for place, d in enumerate(digits)]
    return sum(n // 10 + n % 10 for n in doubled) % 10 == 0


def _twelve_digits(match: re.Match[str]) -> str:
    """With its century: the one that is written, else the latest that is not to come, a hundred years back for "+"."""
    rest = match["year"] + match["month"] + match["day"] + match["last"]
    if match["century"]:
        return match["century"] + rest
    this_year = clock.today().year
    century = this_year // 100 - (int(match["year"]) > this_year % 100) - (match["mark"] == "+")
    return f"{century:02d}{rest}"
