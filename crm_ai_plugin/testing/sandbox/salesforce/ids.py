"""Salesforce record ids: a prefix per object, a number in base 62, and a checksum of letter case."""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["full_id", "is_id", "make_id", "prefix_of"]

# In the order of ASCII, so that ids of one object sort as their numbers do.
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_CHECKS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_POD = "Sb0"
_FORM = re.compile(r"[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?")


@lru_cache(maxsize=1 << 16)
def make_id(prefix: str, number: int) -> str:
    """The 18-character id of the ``number``-th record of the object with this three-character prefix.

    Raises:
        ValueError: The prefix has another length, or the number is negative or above 62**9.
    """
    digits, rest = "", number
    while rest > 0:
        rest, digit = divmod(rest, 62)
        digits = _DIGITS[digit] + digits
    if number < 0 or len(prefix) != 3 or len(digits) > 9:
        raise ValueError(f"no id for prefix {prefix!r} and number {number}")
    return _with_checksum(f"{prefix}{_POD}{digits:0>9}")


def _with_checksum(short: str) -> str:
    checks = ""
    for start in (0, 5, 10):
        bits = sum(1 << k for k, ch in enumerate(short[start : start + 5]) if "A" <= ch <= "Z")
        checks += _CHECKS[bits]
    return short + checks


def is_id(text: str) -> bool:
    """Whether the text has the form of an id, with or without checksum."""
    return _FORM.fullmatch(text) is not None


def full_id(text: str) -> str:
    """A 15 or 18-character id as 18 characters; any other text unchanged."""
    return _with_checksum(text) if len(text) == 15 and is_id(text) else text


def prefix_of(text: str) -> str:
    """The three characters that tell the object."""
    return text[:3]
