"""Which records an import has met."""

from __future__ import annotations

from ..records import RecordType
from .columns import SPECS


class Known:
    """Keys of the records met so far, as hashes: about 70 bytes each.

    64-bit hashes of a million ids collide with a chance of one in thirty million.

    Attributes:
        keys: Hashes of the keys.
        content: Key hash → hash of the whole record, for records that rows repeat (the company of each deal).
        spelled: Folded id → id, to suggest what a reference to nothing may have meant.
    """

    def __init__(self) -> None:
        self.keys: dict[RecordType, set[int]] = {type_: set() for type_ in SPECS}
        self.content: dict[RecordType, dict[int, int]] = {type_: {} for type_ in SPECS}
        self.spelled: dict[RecordType, dict[str, str]] = {type_: {} for type_ in SPECS}
