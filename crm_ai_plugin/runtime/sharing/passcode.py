"""Passcodes: kept as slow hashes, compared in constant time."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from ...errors import UserInputError

SHORTEST, LONGEST = 6, 100
_COST, _BLOCK, _LANES = 2**14, 8, 1


def kept(passcode: str) -> str:
    """Return what is stored of a passcode.

    Raises:
        UserInputError: it is too short or too long.
    """
    if not SHORTEST <= len(passcode) <= LONGEST:
        raise UserInputError(
            f"a passcode has {SHORTEST} to {LONGEST} characters",
            code="passcode_invalid",
            hint="pick another one",
        )
    salt = secrets.token_bytes(16)
    return f"{_text(salt)}${_text(_hash(passcode, salt))}"


def fits(passcode: str, stored: str) -> bool:
    """Return whether a passcode is the one that was stored."""
    salt, _, wanted = stored.partition("$")
    found = _hash(passcode[: LONGEST + 1], base64.b64decode(salt))
    return hmac.compare_digest(found, base64.b64decode(wanted))


def _hash(passcode: str, salt: bytes) -> bytes:
    return hashlib.scrypt(passcode.encode(errors="replace"), salt=salt, n=_COST, r=_BLOCK, p=_LANES, dklen=32)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
