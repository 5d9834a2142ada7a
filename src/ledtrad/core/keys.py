"""Secret keys in files of LEDTRAD_HOME/keys: outside the database and outside every backup of it."""

import os
import re
import secrets
from hashlib import sha256
from hmac import digest
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

BYTES = 32
_SEAL = b"ledtrad-seal-1\n"


class KeyLost(RuntimeError):  # noqa: N818 - states a fact
    """A key that something was made with is no longer in the folder of keys."""


def versions(name: str) -> list[int]:
    """The versions of a key that there are, oldest first."""
    pattern = re.compile(rf"{re.escape(name)}-([1-9][0-9]{{0,3}})")
    folder = _folder()
    found = (pattern.fullmatch(file.name) for file in folder.iterdir()) if folder.exists() else ()
    return sorted(int(match[1]) for match in found if match)


def current(name: str) -> int:
    """The newest version, which is made at the first use."""
    known = versions(name)
    if known:
        return known[-1]
    renew(name)
    return versions(name)[-1]


def renew(name: str) -> int:
    """Make the next version. The old ones stay: what was made with them can still be recognised."""
    settings.HOME.prepare()
    number = (versions(name) or [0])[-1] + 1
    try:
        handle = os.open(_file(name, number), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process was first
        return number
    with os.fdopen(handle, "w") as out:
        out.write(secrets.token_hex(BYTES) + "\n")
        out.flush()
        os.fsync(out.fileno())
    return number


def key(name: str, version: int, purpose: str) -> bytes:
    """The key for one purpose, derived from that version. Raises KeyLost."""
    try:
        master = bytes.fromhex(_file(name, version).read_text().strip())
    except (OSError, ValueError) as problem:
        raise KeyLost(f"{name}-{version}") from problem
    if len(master) != BYTES:
        raise KeyLost(f"{name}-{version}")
    return digest(master, f"ledtrad {name} {purpose}".encode(), sha256)


def seal(data: bytes, purpose: str) -> bytes:
    """Encrypt `data`, so that whoever has the stored files but not the keys can read nothing in them."""
    version = current("seal")
    nonce = secrets.token_bytes(12)
    head = _SEAL + version.to_bytes(2)
    return head + nonce + AESGCM(key("seal", version, purpose)).encrypt(nonce, data, head)


def unseal(sealed: bytes, purpose: str) -> bytes:
    """What `seal` was given. Raises KeyLost when it was sealed with other keys or is damaged."""
    start = len(_SEAL) + 2
    head, nonce = sealed[:start], sealed[start : start + 12]
    if not head.startswith(_SEAL):
        raise KeyLost("seal")
    version = int.from_bytes(head[-2:])
    try:
        return AESGCM(key("seal", version, purpose)).decrypt(nonce, sealed[start + 12 :], head)
    except InvalidTag:
        raise KeyLost(f"seal-{version}") from None


def _folder() -> Path:
    folder: Path = settings.HOME.keys
    return folder


def _file(name: str, version: int) -> Path:
    return _folder() / f"{name}-{version}"
