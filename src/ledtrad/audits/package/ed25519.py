"""Ed25519 (RFC 8032), verifying only, in plain Python: an auditor needs no package to check a signature.

Nothing here is secret, so that it takes differently long for different numbers does no harm.
"""

from __future__ import annotations

import hashlib
from typing import Tuple  # noqa: UP035 - also read by older Pythons than ours

Point = Tuple[int, int, int, int]  # noqa: UP006
_P = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P


def _point(encoded: bytes) -> Point | None:
    """The curve's point, in extended coordinates; None when the bytes are none."""
    y = int.from_bytes(encoded, "little")
    odd, y = y >> 255, y & ((1 << 255) - 1)
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * pow(2, (_P - 1) // 4, _P) % _P
    if (x * x - square) % _P or (x == 0 and odd):
        return None
    if x & 1 != odd:
        x = _P - x
    return x, y, 1, x * y % _P


def _add(a: Point, b: Point) -> Point:
    p = (a[1] - a[0]) * (b[1] - b[0]) % _P
    q = (a[1] + a[0]) * (b[1] + b[0]) % _P
    r, s = 2 * a[3] * b[3] * _D % _P, 2 * a[2] * b[2] % _P
    e, f, g, h = q - p, s - r, s + r, q + p
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(factor: int, point: Point) -> Point:
    total: Point = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            total = _add(total, point)
        point, factor = _add(point, point), factor >> 1
    return total


_BASE = (4 * pow(5, _P - 2, _P) % _P).to_bytes(32, "little")


def verify_ed25519(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the signature is the key's own, of this message."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, base, scalar = _point(public), _point(_BASE), int.from_bytes(signature[32:], "little")
    if key is None or base is None or scalar >= _ORDER:
        return False
    hashed = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % _ORDER
    minus = (_P - key[0], key[1], 1, _P - key[3])
    x, y, z, _t = _add(_times(scalar, base), _times(hashed, minus))
    inverse = pow(z, _P - 2, _P)
    x, y = x * inverse % _P, y * inverse % _P
    return (y | (x & 1) << 255).to_bytes(32, "little") == signature[:32]
