"""A name for what a call is about that tells a provider nothing."""

from __future__ import annotations

import hashlib

from ...insights import Subject


def subject_hash(workspace: str, subject: Subject) -> str:
    """Return the name of `subject` for a provider's abuse checks: the same one each time, and no way back."""
    named = f"{workspace}\x1f{subject.type}\x1f{subject.id}"
    return hashlib.sha256(named.encode()).hexdigest()[:32]
