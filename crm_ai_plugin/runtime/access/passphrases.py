"""Passphrases of people who sign in."""

from __future__ import annotations

from ...errors import UserInputError
from .. import slow_hash

SHORTEST, LONGEST = 12, 200
_LANES = 5
"""scrypt with N=2^14, r=8, p=5 is one of the settings of OWASP's Password Storage Cheat Sheet."""
_NOBODY = slow_hash.keep("nobody's", _LANES)


def kept(passphrase: str) -> str:
    """Return what is stored of a passphrase.

    Raises:
        UserInputError: too short, too long, or of too few different characters.
    """
    if not SHORTEST <= len(passphrase) <= LONGEST or len(set(passphrase)) < SHORTEST // 2:
        raise UserInputError(
            f"a passphrase has {SHORTEST} to {LONGEST} characters, of which some differ",
            code="passphrase_invalid",
            hint="a few words that only you would put together",
        )
    return slow_hash.keep(passphrase, _LANES)


def fits(passphrase: str, stored: str | None) -> bool:
    """Return whether a passphrase is the one that was stored; as slow when there is none."""
    fitting = slow_hash.fits(passphrase[: LONGEST + 1], stored or _NOBODY, _LANES)
    return fitting and stored is not None
