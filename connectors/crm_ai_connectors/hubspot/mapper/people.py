"""Contacts, their roles, companies and owners."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from crm_ai_plugin.records import Company, Contact, DealContact, Owner
from crm_ai_plugin.records.silencing import stub

from ..config import HubSpotConfig
from .values import flag, listed, number, object_id, properties, text, whole

_RANK = ("champion", "economic_buyer", "decision_maker", "blocker", "influencer", "user")
"""When a contact carries several roles, the one that decides most."""


def contact(raw: Mapping[str, Any], config: HubSpotConfig) -> Contact:
    """Return the contact; of one who must not be profiled, a stub."""
    found = properties(raw)
    whole_contact = Contact(
        id=object_id(raw),
        company_id=text(found.get("associatedcompanyid")),
        first_name=text(found.get("firstname")),
        last_name=text(found.get("lastname")),
        email=text(found.get("email")),
        phone=text(found.get("phone")),
        title=text(found.get("jobtitle")),
        seniority=text(found.get("hs_seniority")),
        language=text(found.get("hs_language")),
        country=text(found.get("country")),
    )
    name = config.do_not_profile_property
    return stub(whole_contact) if name and flag(found.get(name)) else whole_contact


def company(raw: Mapping[str, Any]) -> Company:
    """Return the company."""
    found = properties(raw)
    return Company(
        id=object_id(raw),
        name=text(found.get("name")) or "",
        domain=text(found.get("domain")),
        industry=text(found.get("industry")),
        employees=whole(found.get("numberofemployees")),
        annual_revenue=number(found.get("annualrevenue")),
        country=text(found.get("country")),
    )


def owner(raw: Mapping[str, Any]) -> Owner:
    """Return the owner; of several teams the primary one."""
    teams = [team for team in raw.get("teams") or () if isinstance(team, Mapping)]
    teams.sort(key=lambda team: not team.get("primary"))
    name = " ".join(part for part in (text(raw.get("firstName")), text(raw.get("lastName"))) if part)
    return Owner(
        id=object_id(raw),
        name=name,
        email=text(raw.get("email")),
        team=text(teams[0].get("name")) if teams else None,
    )


def role(labels: Iterable[str], raw_contact: Mapping[str, Any] | None, config: HubSpotConfig) -> str | None:
    """Return the part a contact takes in a deal.

    The association's label speaks about this deal, so it comes before the contact's own buying role. An
    unknown label is kept as the CRM words it.
    """
    words = [label for label in labels if label]
    if not words and raw_contact is not None:
        words = [part.replace("_", " ") for part in listed(properties(raw_contact).get("hs_buying_role"))]
    mapped = [config.roles.get(word.strip().lower(), word.strip()) for word in words]
    if not mapped:
        return None
    return min(mapped, key=lambda name: _RANK.index(name) if name in _RANK else len(_RANK))


def deal_contact(
    deal_id: str,
    contact_id: str,
    labels: Iterable[str],
    raw_contact: Mapping[str, Any] | None,
    config: HubSpotConfig,
) -> DealContact:
    """Return the link between a deal and a contact."""
    silent = raw_contact is not None and contact(raw_contact, config).do_not_profile
    return DealContact(
        deal_id=deal_id,
        contact_id=contact_id,
        role=role(labels, None if silent else raw_contact, config),
    )
