"""What is kept of a secret that only has to be recognised."""

from __future__ import annotations

import hashlib


def digest(token: str) -> str:
    """Return the SHA-256 of a token in hex.

    A plain hash is enough: our tokens have 256 random bits, so there is nothing to guess. And as the index is
    asked for the hash, what a sender varies says nothing of how near it came.
    """
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
