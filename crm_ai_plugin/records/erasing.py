"""Records without people who asked to be forgotten."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TypeVar

from .activity import Activity
from .base import Record
from .contact import Contact
from .deal_contact import DealContact

R = TypeVar("R", bound=Record)


def without_people(records: Iterable[R], erased: Collection[str]) -> list[R]:
    """Return `records` without the contacts whose ids are `erased`.

    A touchpoint stays, because others took part in it or it belongs to the deal's history; the person is taken out
    of it, and when nobody else took part, what was said as well.
    """
    if not erased:
        return list(records)
    return [kept for one in records if (kept := _without(one, erased)) is not None]


def _without(record: R, erased: Collection[str]) -> R | None:
    if isinstance(record, Contact):
        return None if record.id in erased else record
    if isinstance(record, DealContact):
        return None if record.contact_id in erased else record
    if isinstance(record, Activity) and any(one in erased for one in record.contact_ids):
        left = tuple(one for one in record.contact_ids if one not in erased)
        changes = (
            {"contact_ids": left} if left else {"contact_ids": (), "subject": "", "body": "", "custom": {}}
        )
        return record.model_copy(update=changes)
    return record
