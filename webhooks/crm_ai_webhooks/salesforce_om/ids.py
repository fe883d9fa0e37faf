"""Salesforce ids: 15 characters that tell upper from lower case, or those and three that say so."""

from __future__ import annotations

import re

from ..elements import MalformedEventError

_ID = re.compile(r"[A-Za-z0-9]{15}(?:[A-Za-z0-5]{3})?", re.ASCII)
_SUFFIX = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


def normalised(text: str) -> str:
    """Return the id with 18 characters.

    Raises:
        MalformedEventError: it is none, or its last three characters don't fit the others.
    """
    if not _ID.fullmatch(text):
        raise MalformedEventError("id")
    short, given = text[:15], text[15:]
    suffix = "".join(_checked(short[start : start + 5]) for start in (0, 5, 10))
    if given and given.upper() != suffix:
        raise MalformedEventError("id")
    return short + suffix


def _checked(five: str) -> str:
    """Return the character that says which of `five` are capitals."""
    return _SUFFIX[sum(1 << place for place, letter in enumerate(five) if "A" <= letter <= "Z")]
