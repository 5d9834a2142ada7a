"""A copy of an installation that is whole, can be checked, and has been shown to come back.

    ledtrad backup --output FILE [--keys KEYFILE]
    ledtrad restore FILE [--keys KEYFILE]

The database is copied while it is in use, as of one moment (`databases`). The archive is a zip with a manifest: the
hash of every file, the rows and a digest of every table, and a signed checkpoint of the ledger as it is in the copy
(`manifest`, `contents`). The database is copied first and the uploads after it: an upload is on disk before its row
is committed and is never removed, so no row in the copy lacks its file. Keys go in a file of their own, or nowhere.

Hashes tell of damage, not of forgery: whoever can rewrite the archive can rewrite them. A checkpoint kept elsewhere
tells of that.
"""

from ledtrad.core.backup.making import Made, back_up, back_up_keys
from ledtrad.core.backup.manifest import Unusable
from ledtrad.core.backup.restoring import NotEmpty, Restored, restore

__all__ = [
    "Made",
    "NotEmpty",
    "Restored",
    "Unusable",
    "back_up",
    "back_up_keys",
    "restore",
]
