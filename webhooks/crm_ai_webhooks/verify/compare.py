"""Compares a presented signature with all that would be right."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Sequence


def active(secrets: Sequence[str]) -> list[bytes]:
    """Return the secrets that may sign, as bytes.

    An empty one is left out: anybody can sign with it, and it is what an unset setting looks like.
    """
    return [secret.encode("utf-8", "surrogatepass") for secret in secrets if secret and secret.strip()]


def matches_any(presented: bytes, expected: Iterable[bytes]) -> bool:
    """Return whether `presented` equals one of `expected`.

    Every candidate is compared, each in constant time, so that timing tells neither how much of a signature
    is right nor which secret it belongs to.
    """
    found = False
    for candidate in expected:
        found |= hmac.compare_digest(presented, candidate)
    return found
