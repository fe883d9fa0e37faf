"""Canonical CRM records: what every connector maps to and every feature reads.

Frozen pydantic models without I/O. Ids are the CRM's own strings; a record is named in full by
(workspace, connection, type, id). Times are timezone-aware UTC. Field names are the columns of the
bundle format (``docs/reference/bundle.md``), so a bundle row and a record are the same thing.
"""

from .activity import Activity, ActivityType, Direction
from .base import Record, RecordRef, RecordType
from .company import Company
from .contact import Contact
from .contact_snapshot import ContactSnapshot
from .deal import Deal, Outcome
from .deal_contact import BuyingRole, DealContact
from .history import FieldChange, StageChange
from .line_item import LineItem
from .owner import Owner
from .snapshot import DealSnapshot

__all__ = [
    "Activity",
    "ActivityType",
    "BuyingRole",
    "Company",
    "Contact",
    "ContactSnapshot",
    "Deal",
    "DealContact",
    "DealSnapshot",
    "Direction",
    "FieldChange",
    "LineItem",
    "Outcome",
    "Owner",
    "Record",
    "RecordRef",
    "RecordType",
    "StageChange",
]
