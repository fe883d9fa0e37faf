"""Acme's JSON to records. Pure: no call, no clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from crm_ai_plugin.records import Activity, Company, Contact, Deal, Outcome, Record, RecordType

Row = Mapping[str, Any]
OURS = "crm-ai:"
"""How the references of our own notes begin."""

PATHS: Mapping[RecordType, str] = {
    "company": "/companies",
    "contact": "/contacts",
    "deal": "/deals",
    "activity": "/activities",
}
"""Kinds that can be read, parents before children, and where."""


def company(row: Row) -> Company:
    return Company(id=row["id"], name=row.get("name") or "", domain=row.get("website"))


def contact(row: Row) -> Contact:
    return Contact(
        id=row["id"],
        company_id=row.get("company_id"),
        first_name=row.get("first_name"),
        last_name=row.get("last_name"),
        email=row.get("email"),
        title=row.get("job"),
        do_not_profile=bool(row.get("no_profiling")),
    )


def deal(row: Row) -> Deal:
    return Deal(
        id=row["id"],
        name=row.get("title") or "",
        company_id=row.get("company_id"),
        stage=row.get("stage"),
        amount=row.get("value"),
        currency=row.get("currency"),
        created_at=row.get("created"),
        closed_at=row.get("closed"),
        outcome=Outcome(row.get("state") or "open"),
    )


def activity(row: Row) -> Activity:
    return Activity(
        id=row["id"],
        type=row["kind"],
        direction=row.get("direction"),
        at=row["at"],
        subject=row.get("subject") or "",
        body=row.get("text") or "",
        deal_id=row.get("deal_id"),
        contact_ids=tuple(row.get("contact_ids") or ()),
    )


def is_ours(row: Row) -> bool:
    """Return whether an activity is a note that we wrote: it must not come back as evidence."""
    return str(row.get("ref") or "").startswith(OURS)


MAPPERS: Mapping[RecordType, Callable[[Row], Record]] = {
    "company": company,
    "contact": contact,
    "deal": deal,
    "activity": activity,
}
