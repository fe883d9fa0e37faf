"""Passcodes: kept as slow hashes, compared in constant time."""

from __future__ import annotations

from ...errors import UserInputError
from .. import slow_hash

SHORTEST, LONGEST = 6, 100
_LANES = 1


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
    return slow_hash.keep(passcode, _LANES)


def fits(passcode: str, stored: str) -> bool:
    """Return whether a passcode is the one that was stored."""
    return slow_hash.fits(passcode[: LONGEST + 1], stored, _LANES)
