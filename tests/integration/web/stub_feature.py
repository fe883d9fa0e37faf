"""A feature that only says which subjects it is about."""

from __future__ import annotations

from typing import ClassVar


class StubFeature:
    """Stands where the deal coach stands; nothing here computes."""

    key: ClassVar[str] = "deal_coach"
    version: ClassVar[str] = "1"
    subject_type: ClassVar[str] = "deal"
