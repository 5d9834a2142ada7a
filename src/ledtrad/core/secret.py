"""Secrets that a person or a program shows: made at random, told once, and kept only as a fingerprint."""

import secrets
from hashlib import sha256

SHORTEST = 32
"""Letters in a secret: whatever is shorter is none of ours."""


def new_secret() -> str:
    """256 random bits in letters that an address can hold."""
    return secrets.token_urlsafe(32)


def fingerprint(secret: str) -> str:
    """What is kept of a secret. So many random bits need no slow hash."""
    return sha256(secret.encode()).hexdigest()
