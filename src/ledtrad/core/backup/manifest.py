"""What an archive says that it holds, and the only names that a file in it may have."""

import re
from typing import Annotated, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, Field

from ledtrad.core.refusals import Refused

NAME = "manifest.json"
DATABASE = "database"
LARGEST = 256 * 1024 * 1024
"""A manifest of more bytes than this is not one: it would be a million uploads."""

HOME_FILE = re.compile(r"uploads/[0-9a-f]{2}/[0-9a-f]{64}|templates/report\.docx|demonstration\.json")
KEY_FILE = re.compile(r"keys/[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}")

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Count = Annotated[int, Field(ge=0)]


class Unusable(Refused):
    """The file is no archive of ours, is damaged, or does not fit here."""

    code = "backup_unusable"
    message = _("Filen är ingen säkerhetskopia som går att använda.")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class File(_Part):
    """One file in the archive."""

    size: Count
    sha256: Sha256


class Table(_Part):
    """What a table held: how many rows, and a digest that does not depend on their order."""

    rows: Count
    digest: Sha256


class Ledger(_Part):
    """The ledger in the copy: a checkpoint signed with `key` when it was made, and whether it was `sound` then."""

    size: Count
    sound: bool
    checkpoint: str
    key: str


class Manifest(_Part):
    """The archive of an installation, but for its keys."""

    format: Literal["ledtrad-backup-1"] = "ledtrad-backup-1"
    made: str
    version: str
    vendor: Literal["sqlite", "postgresql"]
    files: dict[str, File]
    tables: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")], Table]
    ledger: Ledger
    migrations: list[str]

    def allows(self, name: str) -> bool:
        return name == DATABASE or HOME_FILE.fullmatch(name) is not None


class KeysManifest(_Part):
    """The archive of the keys alone."""

    format: Literal["ledtrad-keys-1"] = "ledtrad-keys-1"
    made: str
    version: str
    files: dict[str, File]

    def allows(self, name: str) -> bool:
        return KEY_FILE.fullmatch(name) is not None
