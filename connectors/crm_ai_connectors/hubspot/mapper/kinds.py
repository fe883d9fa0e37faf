"""HubSpot's object types: their names in paths, the properties we ask for, their property of change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crm_ai_plugin.records import ActivityType

from ..config import HubSpotConfig

DEALS = "deals"
CONTACTS = "contacts"
COMPANIES = "companies"
LINE_ITEMS = "line_items"
NOTES = "notes"
TASKS = "tasks"

ACTIVITY_TYPES: Mapping[str, ActivityType] = {
    "emails": ActivityType.EMAIL,
    "calls": ActivityType.CALL,
    "meetings": ActivityType.MEETING,
    NOTES: ActivityType.NOTE,
    TASKS: ActivityType.TASK,
}

RECORD_PAGES: Mapping[str, str] = {"deal": "0-3", "contact": "0-1", "company": "0-2"}
"""Type ids in links to record pages."""

_PROPERTIES: Mapping[str, Sequence[str]] = {
    DEALS: (
        "dealname",
        "dealstage",
        "pipeline",
        "amount",
        "deal_currency_code",
        "createdate",
        "closedate",
        "hubspot_owner_id",
        "hs_is_closed",
        "hs_is_closed_won",
    ),
    CONTACTS: (
        "firstname",
        "lastname",
        "email",
        "phone",
        "jobtitle",
        "hs_seniority",
        "hs_language",
        "country",
        "associatedcompanyid",
        "hs_buying_role",
    ),
    COMPANIES: ("name", "domain", "industry", "numberofemployees", "annualrevenue", "country"),
    LINE_ITEMS: ("name", "quantity", "price", "hs_discount_percentage"),
    "emails": (
        "hs_timestamp",
        "hs_email_subject",
        "hs_email_text",
        "hs_email_html",
        "hs_email_direction",
        "hs_email_thread_id",
        "hubspot_owner_id",
    ),
    "calls": (
        "hs_timestamp",
        "hs_call_title",
        "hs_call_body",
        "hs_call_direction",
        "hs_call_duration",
        "hubspot_owner_id",
    ),
    "meetings": (
        "hs_timestamp",
        "hs_meeting_title",
        "hs_meeting_body",
        "hs_internal_meeting_notes",
        "hs_meeting_start_time",
        "hs_meeting_end_time",
        "hs_meeting_outcome",
        "hubspot_owner_id",
    ),
    NOTES: ("hs_timestamp", "hs_note_body", "hubspot_owner_id"),
    TASKS: ("hs_timestamp", "hs_task_subject", "hs_task_body", "hs_task_status", "hubspot_owner_id"),
}

HISTORY_PROPERTIES: Mapping[str, str] = {
    "dealstage": "stage",
    "amount": "amount",
    "closedate": "expected_close_at",
    "hubspot_owner_id": "owner_id",
}
"""Property whose history is read → canonical field."""


@dataclass(frozen=True)
class Kinds:
    """What to ask for, given an account's own property names."""

    config: HubSpotConfig

    def properties(self, object_type: str) -> list[str]:
        """Return the properties to read of `object_type`."""
        names = [*_PROPERTIES[object_type], modified_property(object_type)]
        if object_type == DEALS:
            config = self.config
            names += [config.loss_reason_property, *config.source_properties, *config.deal_properties]
            names += [config.competitors_property] if config.competitors_property else []
        if object_type == CONTACTS and self.config.do_not_profile_property:
            names.append(self.config.do_not_profile_property)
        return list(dict.fromkeys(names))


def modified_property(object_type: str) -> str:
    """Return the property that holds the time of the last change; contacts have an older name for it."""
    return "lastmodifieddate" if object_type == CONTACTS else "hs_lastmodifieddate"
