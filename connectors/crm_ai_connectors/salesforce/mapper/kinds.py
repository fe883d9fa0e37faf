"""Which objects stand behind a kind of record, and which of their fields are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from crm_ai_plugin.records import ActivityType, RecordType

from ..config import SalesforceConfig
from ..soql import Select

OPPORTUNITY = "Opportunity"
ACCOUNT = "Account"
CONTACT = "Contact"
ROLE = "OpportunityContactRole"
LINE_ITEM = "OpportunityLineItem"
USER = "User"
TASK = "Task"
EVENT = "Event"
EMAIL = "EmailMessage"
EMAIL_RELATION = "EmailMessageRelation"
HISTORY = "OpportunityHistory"
FIELD_HISTORY = "OpportunityFieldHistory"
STAGE = "OpportunityStage"

SOURCES: Mapping[RecordType, tuple[str, ...]] = {
    "owner": (USER,),
    "company": (ACCOUNT,),
    "contact": (CONTACT,),
    "deal": (OPPORTUNITY,),
    "deal_contact": (ROLE,),
    "activity": (TASK, EVENT, EMAIL),
    "stage_change": (HISTORY,),
    "field_change": (HISTORY, FIELD_HISTORY),
    "line_item": (LINE_ITEM,),
}
"""Parents before children."""

CHANGED = {FIELD_HISTORY: "CreatedDate"}
"""Field that says when a record last changed, where it is not SystemModstamp."""
NEVER_DELETED = frozenset({USER, HISTORY, FIELD_HISTORY})
ARCHIVED = frozenset({TASK, EVENT})
"""What Salesforce archives after a year; only ``queryAll`` still shows it."""

VISIBLE_AS: Mapping[str, frozenset[str]] = {
    ROLE: frozenset({"contact", "deal_contact"}),
    LINE_ITEM: frozenset({"line_item"}),
    # Logged calls are tasks, and so are e-mails of orgs without Enhanced Email.
    TASK: frozenset({ActivityType.TASK.value, ActivityType.CALL.value, ActivityType.EMAIL.value}),
    EVENT: frozenset({ActivityType.MEETING.value}),
    EMAIL: frozenset({ActivityType.EMAIL.value}),
    HISTORY: frozenset({"stage_change", "field_change"}),
}

_ACCOUNT_FIELDS = (
    "Name",
    "Website",
    "Industry",
    "NumberOfEmployees",
    "AnnualRevenue",
    "BillingCountry",
)
_CONTACT_FIELDS = (
    "AccountId",
    "FirstName",
    "LastName",
    "Email",
    "Phone",
    "Title",
    "MailingCountry",
)
_OWNER_FIELDS = ("Name", "Email", "Department")
_ACTIVITY_FIELDS = ("Subject", "Description", "WhatId", "WhoId", "OwnerId")


@dataclass(frozen=True)
class Kinds:
    """What to ask for, given an org's own field names."""

    config: SalesforceConfig

    def select(self, name: str) -> Select:
        """Return what is read of an object on its own."""
        wanted: tuple[str, ...]
        fields: tuple[str, ...]
        match name:
            case "Opportunity":
                fields, wanted = self._opportunity()
            case "Account":
                fields, wanted = ("Id", "Name"), _ACCOUNT_FIELDS
            case "Contact":
                fields, wanted = ("Id", "LastName"), self._contact()
            case "OpportunityContactRole":
                fields, wanted = ("Id", "OpportunityId", "ContactId", "Role"), self._flags()
            case "OpportunityLineItem":
                fields = ("Id", "OpportunityId")
                wanted = ("Name", "Product2.Name", "Quantity", "UnitPrice", "ListPrice", "Discount")
            case "User":
                fields, wanted = ("Id", "Name"), _OWNER_FIELDS
            case "Task":
                fields = ("Id", "WhatId", "Status", "IsClosed", "ActivityDate", "CreatedDate", "IsDeleted")
                wanted = (*_ACTIVITY_FIELDS, *_TASK_FIELDS)
            case "Event":
                fields = ("Id", "WhatId", "StartDateTime", "CreatedDate", "IsDeleted")
                wanted = (*_ACTIVITY_FIELDS, *_EVENT_FIELDS)
            case "EmailMessage":
                fields, wanted = ("Id", "RelatedToId", "MessageDate", "CreatedDate"), _EMAIL_FIELDS
            case "OpportunityHistory":
                fields = ("Id", "OpportunityId", "StageName", "CreatedDate")
                wanted = ("Amount", "CloseDate")
            case "OpportunityFieldHistory":
                fields = ("Id", "OpportunityId", "Field", "OldValue", "NewValue", "CreatedDate")
                wanted = ()
            case "OpportunityStage":
                fields, wanted = ("ApiName", "MasterLabel", "IsClosed", "IsWon"), ()
            case _:
                raise KeyError(name)
        return Select(name, fields, wanted)

    def deal_with_parents(self) -> Select:
        """Return a deal with its company and owner in one row."""
        fields, wanted = self._opportunity()
        parents = [f"Account.{one}" for one in _ACCOUNT_FIELDS] + [f"Owner.{one}" for one in _OWNER_FIELDS]
        return Select(OPPORTUNITY, fields, (*wanted, *parents))

    def role_with_contact(self) -> Select:
        """Return a contact's part in a deal and the contact in one row."""
        contact = tuple(f"Contact.{one}" for one in self._contact())
        return Select(ROLE, ("Id", "OpportunityId", "ContactId", "Role"), contact)

    def silence(self) -> Select:
        """Return the flags that forbid inferences about a contact, and the address it is known by."""
        return Select(CONTACT, ("Id",), ("Email", *self.config.do_not_profile_fields))

    def _opportunity(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        config = self.config
        fields = ("Id", "Name", "StageName", "IsClosed", "IsWon", "CloseDate", "CreatedDate")
        own = [one for one in (config.loss_reason_field, config.competitors_field) if one]
        wanted = (
            "Amount",
            "AccountId",
            "OwnerId",
            "CurrencyIsoCode",
            "LastStageChangeDate",
            "RecordType.Name",
        )
        return fields, (*wanted, *own, *config.source_fields, *config.deal_fields)

    def _contact(self) -> tuple[str, ...]:
        config = self.config
        own = [one for one in (config.seniority_field, config.language_field) if one]
        return (*_CONTACT_FIELDS, *own, *config.do_not_profile_fields)

    def _flags(self) -> tuple[str, ...]:
        return tuple(f"Contact.{one}" for one in self.config.do_not_profile_fields)


_TASK_FIELDS = (
    "TaskSubtype",
    "Type",
    "CallType",
    "CallDurationInSeconds",
    "CompletedDateTime",
)
_EVENT_FIELDS = ("EndDateTime", "DurationInMinutes", "IsAllDayEvent", "ActivityDateTime", "IsChild")
_EMAIL_FIELDS = (
    "Subject",
    "TextBody",
    "HtmlBody",
    "Incoming",
    "Status",
    "FromAddress",
    "ToAddress",
    "CcAddress",
    "ThreadIdentifier",
    "ActivityId",
    "CreatedById",
)
