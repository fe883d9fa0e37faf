"""Records without what people said who must not be profiled."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TypeVar

from .activity import Activity, ActivityType, Direction
from .base import Record
from .contact import Contact

R = TypeVar("R", bound=Record)


def stub(contact: Contact) -> Contact:
    """Return all that may be kept of somebody who must not be profiled: that they are there, and their name.

    Without the name nobody could keep them out of what leaves for a language model in the words of others.
    """
    return Contact(
        id=contact.id,
        company_id=contact.company_id,
        first_name=contact.first_name,
        last_name=contact.last_name,
        do_not_profile=True,
    )


def said_by(activity: Activity, contact_ids: Collection[str]) -> bool:
    """Return whether what a touchpoint says goes with these people.

    It does when nobody else took part, and when it is a message from the customer's side: it may be theirs, and no CRM
    says whose it is.
    """
    if not any(one in contact_ids for one in activity.contact_ids):
        return False
    if all(one in contact_ids for one in activity.contact_ids):
        return True
    return activity.type is ActivityType.EMAIL and activity.direction is Direction.INBOUND


def wordless(activity: Activity, silent: Collection[str]) -> Activity:
    """Return the activity without its words, if they go with people who must not be profiled.

    That it took place stays: it belongs to the deal's history.
    """
    if not said_by(activity, silent):
        return activity
    return activity.model_copy(update={"subject": "", "body": "", "custom": {}})


def silenced(records: Iterable[R], silent: Collection[str]) -> list[R]:
    """Return `records` with stubs for the contacts whose ids are `silent`, and without their words."""
    if not silent:
        return list(records)
    return [_silenced(one, silent) for one in records]


def _silenced(record: R, silent: Collection[str]) -> R:
    if isinstance(record, Contact) and record.id in silent:
        return stub(record)  # type: ignore[return-value]  # a contact for a contact
    if isinstance(record, Activity):
        return wordless(record, silent)  # type: ignore[return-value]  # an activity for an activity
    return record
