"""The visible line by which a note or task of ours is found again.

Hardly a CRM offers an idempotency key for notes and tasks. So each ends with ``Ref crm-ai:<key>``; before a
write whose earlier answer may be lost, the line is looked for among the record's notes or tasks. The same
line keeps our own words from coming back as activities.
"""

from __future__ import annotations

import hashlib
import re

_PLAIN_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:\-]{0,79}")
_LAST_LINE = re.compile(r"(?:^|\s)Ref crm-ai:([A-Za-z0-9._:\-]+)\s*$")


def token(key: str) -> str:
    """Return `key`, or a digest of it when it would not survive being shown in HTML."""
    return key if _PLAIN_KEY.fullmatch(key) else hashlib.sha256(key.encode()).hexdigest()[:40]


def line(key: str) -> str:
    """Return the reference line of `key`."""
    return f"Ref crm-ai:{token(key)}"


def find(text: str) -> str | None:
    """Return the token that ends `text`, if it ends with a reference line.

    Only the end counts: a person who quotes our line inside a note of theirs keeps the note.
    """
    match = _LAST_LINE.search(text)
    return match.group(1) if match else None
