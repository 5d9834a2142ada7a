"""The ledger's key, and signed notes (C2SP signed-note, Ed25519).

The private key lies in LEDTRAD_HOME/keys/ledger.pem, outside database and backups; the public one beside it in
ledger.vkey, in the form that any checker of such notes takes: `name+keyid+base64`. Publish that line.
"""

import base64
import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings

_ED25519 = b"\x01"
_DASH = "\N{EM DASH}"


class BadNote(ValueError):  # noqa: N818 - says what it is
    """Not a signed note, or not signed with the key that was asked for. The message is for people."""


@dataclass(frozen=True)
class PublicKey:
    """A key that checkpoints are checked with. `str()` is its published form."""

    name: str
    raw: bytes

    @property
    def key_id(self) -> bytes:
        """The fingerprint that a signature carries."""
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.raw).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(_ED25519 + self.raw).decode()}"

    @classmethod
    def parse(cls, text: str) -> "PublicKey":
        """Read the published form; BadNote when it is not one."""
        try:
            name, fingerprint, encoded = text.strip().split("+", 2)
            decoded = base64.b64decode(encoded, validate=True)
        except ValueError:
            raise BadNote("Nyckeln ska ha formen namn+fingeravtryck+nyckel.") from None
        key = cls(name, decoded[1:])
        if decoded[:1] != _ED25519 or len(key.raw) != 32 or key.key_id.hex() != fingerprint:
            raise BadNote("Nyckelns delar hör inte ihop.")
        return key

    def open(self, note: str) -> str:
        """The text of a note that this key has signed. Signatures by others are let be; BadNote without ours."""
        text, blank, signatures = note.rpartition("\n\n")
        if not blank:
            raise BadNote("Filen är ingen signerad kontrollpunkt.")
        text += "\n"
        seen = []
        for line in signatures.splitlines():
            dash, _space, rest = line.partition(" ")
            name, _space, encoded = rest.partition(" ")
            signature = _decoded(encoded)
            if dash != _DASH or len(signature) <= 4:
                raise BadNote("Filen är ingen signerad kontrollpunkt.")
            seen.append(f"{name}+{signature[:4].hex()}")
            if name == self.name and signature[:4] == self.key_id:
                try:
                    Ed25519PublicKey.from_public_bytes(self.raw).verify(signature[4:], text.encode())
                except InvalidSignature:
                    raise BadNote("Signaturen stämmer inte: kontrollpunkten är ändrad.") from None
                return text
        ours = f"{self.name}+{self.key_id.hex()}"
        raise BadNote(f"Kontrollpunkten är signerad med en annan nyckel ({', '.join(seen)}) än {ours}.")


@dataclass(frozen=True)
class SigningKey:
    """The private half. Used for checkpoints and nothing else."""

    name: str
    private: Ed25519PrivateKey

    @property
    def public(self) -> PublicKey:
        return PublicKey(self.name, self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))

    def sign(self, text: str) -> str:
        """The text as a signed note; it must end with a line break and have no blank line at its end."""
        signature = base64.b64encode(self.public.key_id + self.private.sign(text.encode())).decode()
        return f"{text}\n{_DASH} {self.name} {signature}\n"


def key_file() -> Path:
    """Where the installation's secret key is kept."""
    return settings.HOME.keys / "ledger.pem"


def public_key_file() -> Path:
    """Where its public half is kept, for whoever verifies."""
    return settings.HOME.keys / "ledger.vkey"


def installed_key() -> SigningKey:
    """This installation's key; made the first time it is asked for. Its name is the address it had then."""
    file, public = key_file(), public_key_file()
    if not file.exists():
        settings.HOME.prepare()
        pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        _write_new(file, pem)
    private = load_pem_private_key(file.read_bytes(), password=None)
    if not isinstance(private, Ed25519PrivateKey):
        raise BadNote(f"{file} är ingen Ed25519-nyckel.")
    if public.exists():
        return SigningKey(PublicKey.parse(public.read_text()).name, private)
    key = SigningKey(_name_from_address(), private)
    _write_new(public, f"{key.public}\n".encode())
    return key


def _write_new(file: Path, content: bytes) -> None:
    """A key half written would be a key lost, so: to a temporary name, to the disk, then in place."""
    temporary = file.with_name(f".{file.name}.{os.getpid()}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(temporary, file)  # unlike rename, leaves alone a key that another process made meanwhile
    except FileExistsError:
        pass
    finally:
        temporary.unlink()


def _name_from_address() -> str:
    host = urlsplit(settings.LEDTRAD_URL).hostname or "localhost"
    return f"{host}/ledtrad/ledger"


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:  # binascii.Error is one; text beyond ASCII gives a plain one
        return b""
