"""Turns stored secrets into keys."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from .compare import active

Encoding = Literal["text", "hex", "base64", "whsec"]
_WHSEC = b"whsec_"


def usable(secrets: Sequence[str], encoding: Encoding) -> list[bytes]:
    """Return the keys of those `secrets` that hold one; an empty one would let anybody sign."""
    found = []
    for secret in active(secrets):
        try:
            key = _DECODERS[encoding](secret.strip() if encoding != "text" else secret)
        except (ValueError, binascii.Error):
            continue  # mistyped: it signs nothing
        if key:
            found.append(key)
    return found


def _hex(secret: bytes) -> bytes:
    return binascii.unhexlify(secret)


def _base64(secret: bytes) -> bytes:
    return base64.b64decode(secret, validate=True)


def _whsec(secret: bytes) -> bytes:
    return _base64(secret.removeprefix(_WHSEC))


_DECODERS: Mapping[Encoding, Callable[[bytes], bytes]] = {
    "text": bytes,
    "hex": _hex,
    "base64": _base64,
    "whsec": _whsec,
}
