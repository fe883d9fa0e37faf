"""A contact with everything that was seen of them: the input of the persona."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from .activity import Activity
from .company import Company
from .contact import Contact
from .deal import Deal
from .deal_contact import DealContact
from .history import StageChange


class ContactSnapshot(BaseModel):
    """The records around one contact over all their deals, as known at `as_of`.

    `activities` are those that name the contact, `stage_changes` those of `deals`; both ascend in time.
    Of somebody's thousands only the newest are here; `older` says how many are not.
    `deal_contacts` are the contact's own places on deals. `visible` is as in
    :class:`~crm_ai_plugin.records.DealSnapshot`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    connection: str
    as_of: datetime
    contact: Contact
    company: Company | None = None
    deals: tuple[Deal, ...] = ()
    deal_contacts: tuple[DealContact, ...] = ()
    activities: tuple[Activity, ...] = ()
    older: int = 0
    stage_changes: tuple[StageChange, ...] = ()
    visible: frozenset[str] = frozenset()
