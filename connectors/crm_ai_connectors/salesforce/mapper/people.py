"""Accounts, contacts, their roles, and users."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_ai_plugin.records import Company, Contact, DealContact, Owner
from crm_ai_plugin.records.silencing import stub

from ..config import SalesforceConfig
from .rows import Row, flag, number, row_id, text, whole


def company(row: Row) -> Company:
    """Return the company."""
    return Company(
        id=row_id(row),
        name=text(row.get("Name")) or "",
        domain=_domain(text(row.get("Website"))),
        industry=text(row.get("Industry")),
        employees=whole(row.get("NumberOfEmployees")),
        annual_revenue=number(row.get("AnnualRevenue")),
        country=text(row.get("BillingCountry")),
    )


def contact(row: Row, config: SalesforceConfig) -> Contact:
    """Return the contact; of one who must not be profiled, a stub."""
    whole_contact = Contact(
        id=row_id(row),
        company_id=text(row.get("AccountId")),
        first_name=text(row.get("FirstName")),
        last_name=text(row.get("LastName")),
        email=text(row.get("Email")),
        phone=text(row.get("Phone")),
        title=text(row.get("Title")),
        seniority=text(row.get(config.seniority_field or "")),
        language=text(row.get(config.language_field or "")),
        country=text(row.get("MailingCountry")),
    )
    return stub(whole_contact) if is_silent(row, config) else whole_contact


def is_silent(row: Row, config: SalesforceConfig) -> bool:
    """Return whether a contact's row forbids every inference about the person."""
    return any(flag(row.get(name)) for name in config.do_not_profile_fields)


def owner(row: Row) -> Owner:
    """Return the owner."""
    return Owner(
        id=row_id(row),
        name=text(row.get("Name")) or "",
        email=text(row.get("Email")),
        team=text(row.get("Department")),
    )


def deal_contact(row: Row, config: SalesforceConfig) -> DealContact:
    """Return the part a contact takes in a deal; an unknown role is kept as the CRM words it."""
    role = text(row.get("Role"))
    return DealContact(
        deal_id=str(row["OpportunityId"]),
        contact_id=str(row["ContactId"]),
        role=None if role is None else config.roles.get(role.lower(), role),
    )


def parent(row: Row, name: str, id_field: str) -> dict[str, Any] | None:
    """Return the row of a parent that was read along (``Account.Name`` …), None when there is none."""
    found = text(row.get(id_field))
    if found is None:
        return None
    inner = {key[len(name) + 1 :]: value for key, value in row.items() if key.startswith(f"{name}.")}
    return {**inner, "Id": found}


def addresses(row: Row) -> list[str]:
    """Return everybody an e-mail is from or to, in lower case; colleagues are no contacts and drop out later."""
    parts = (
        one.strip().lower()
        for name in ("FromAddress", "ToAddress", "CcAddress")
        for one in (text(row.get(name)) or "").replace(",", ";").split(";")
    )
    return list(dict.fromkeys(one for one in parts if "@" in one))


def address_book(rows: Mapping[str, Row]) -> dict[str, str]:
    """Return contact ids by address."""
    found: dict[str, str] = {}
    for one, row in rows.items():
        address = (text(row.get("Email")) or "").lower()
        if address:
            found.setdefault(address, one)
    return found


def _domain(website: str | None) -> str | None:
    if website is None:
        return None
    host = website.lower().partition("://")[2] or website.lower()
    return host.partition("/")[0].partition("?")[0].partition(":")[0].removeprefix("www.") or None
