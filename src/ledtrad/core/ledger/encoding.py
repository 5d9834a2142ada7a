"""What is hashed, byte for byte. Pure: no database, no Django models.

An entry is the JSON array below, without spaces, in UTF-8, so that anyone can recompute it with two lines of any
language. Its hash is SHA-256 of a zero byte and the array: the leaf hash of RFC 6962, so that one hash serves both
the chain and the Merkle tree of the checkpoints. Text is never normalised: what was stored is what counts.

    ["ledtrad-entry-1", sequence, at, actor_id, actor_label, action, object_type, object_id, object_label,
     unit_id, confidentiality, commitment, previous]

`at` counts microseconds since 1970-01-01 UTC; `commitment`, `previous` and the hash are lower-case hex.
"""

import json
from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from enum import Enum
from hashlib import sha256
from json.encoder import encode_basestring as _quoted
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.utils.functional import Promise

FORMAT = "ledtrad-entry-1"
GENESIS = "0" * 64
"""The hash "before" the first entry."""

_NO_TEXT: Any = object.__str__


def leaf(
    sequence: int,
    at: int,
    actor_id: int | None,
    actor_label: str,
    action: str,
    object_type: str,
    object_id: str,
    object_label: str,
    unit_id: int | None,
    confidentiality: str,
    commitment: str,
    previous: str,
) -> bytes:
    """What SHA-256 is taken of. Written out by hand: `json.dumps` gives the same bytes, twice as slowly."""
    actor = "null" if actor_id is None else actor_id
    unit = "null" if unit_id is None else unit_id
    return (
        f'\0["{FORMAT}",{sequence},{at},{actor},{_quoted(actor_label)},{_quoted(action)},{_quoted(object_type)},'
        f"{_quoted(object_id)},{_quoted(object_label)},{unit},{_quoted(confidentiality)},"
        f"{_quoted(commitment)},{_quoted(previous)}]"
    ).encode()


def commitment(salt: str, payload: str) -> str:
    """What the entry promises about its change: with the salt gone, nothing can be guessed from it."""
    return sha256(f"{salt}{payload}".encode()).hexdigest()


def payload(details: Mapping[str, Any]) -> str:
    """The change as canonical JSON: sorted keys, no spaces; dates, decimals, periods and the like as text."""
    return json.dumps(
        details, default=_as_text, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def _as_text(value: Any) -> Any:
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID | Promise):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Model):
        return f"{value._meta.label_lower}:{value.pk}"
    if isinstance(value, set | frozenset):
        return sorted(value, key=str)
    if isinstance(value, bytes) or type(value).__str__ is _NO_TEXT:
        raise TypeError(f"The ledger cannot keep a {type(value).__name__}: give it text, numbers, dates or lists")
    return str(value)
