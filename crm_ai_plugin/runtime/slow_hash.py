"""What is kept of a secret that a person chose: a slow hash (scrypt, RFC 7914) with a salt of its own."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

_COST, _BLOCK = 2**14, 8
"""16 MiB per hash."""


def keep(secret: str, lanes: int) -> str:
    """Return what is stored of `secret`.

    Args:
        secret: In clear.
        lanes: How often the work is done: the slower, the dearer is guessing.
    """
    salt = secrets.token_bytes(16)
    return f"{_text(salt)}${_text(_hash(secret, salt, lanes))}"


def fits(secret: str, stored: str, lanes: int) -> bool:
    """Return whether `secret` is the one that was stored, in a time that does not tell."""
    salt, _, wanted = stored.partition("$")
    return hmac.compare_digest(_hash(secret, base64.b64decode(salt), lanes), base64.b64decode(wanted))


def _hash(secret: str, salt: bytes, lanes: int) -> bytes:
    return hashlib.scrypt(secret.encode(errors="replace"), salt=salt, n=_COST, r=_BLOCK, p=lanes, dklen=32)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
