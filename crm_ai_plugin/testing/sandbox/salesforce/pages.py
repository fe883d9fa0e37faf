"""Pages for people: the list of opportunities, and one with its fields, people, timeline, tasks and insights."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import Blueprint, abort, render_template

from crm_ai_plugin.testing.sandbox.pages import Entry, new_pages
from crm_ai_plugin.testing.sandbox.salesforce.control import SalesforceControl
from crm_ai_plugin.testing.sandbox.salesforce.errors import SalesforceError
from crm_ai_plugin.testing.sandbox.salesforce.values import as_datetime
from crm_ai_plugin.testing.sandbox.state import Record, UnknownRecordError

__all__ = ["pages_blueprint"]

_OURS = "CRM_AI_"
_HIDDEN = frozenset({"CreatedById", "LastModifiedById", "OwnerId", "AccountId", "RecordTypeId"})


@dataclass
class _Insight:
    title: str
    at: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)


def pages_blueprint(control: SalesforceControl) -> Blueprint:
    """The pages under ``/sandbox``."""
    org = control.org
    routes = new_pages(f"org {org.org_id}", "/sandbox/opportunities")

    @routes.get("/opportunities")
    def opportunities_page() -> str:
        deals = sorted(org.store.all("Opportunity"), key=lambda r: r.properties.get("IsClosed", ""))
        names = {r.id: r.properties["Name"] for kind in ("Account", "User") for r in org.store.all(kind)}
        return render_template("opportunities.html", deals=deals, names=names)

    @routes.get("/opportunities/<deal_id>")
    def opportunity_page(deal_id: str) -> str:
        try:
            deal = control.deal(deal_id)
        except SalesforceError:
            abort(404)
        tasks = control.tasks_of(deal.id)
        return render_template(
            "opportunity.html",
            deal=deal,
            owner=_name(control, "User", deal.properties.get("OwnerId", "")),
            groups=_groups(control, deal),
            people=_people(control, deal),
            tasks=sorted(tasks, key=lambda t: t.properties.get("ActivityDate", ""), reverse=True),
            insights=[_insight(control, one) for one in reversed(control.insights_of(deal.id))],
            timeline=_timeline(control, deal),
            app=org.app_source,
        )

    return routes


def _name(control: SalesforceControl, kind: str, record_id: str) -> str:
    try:
        return control.org.store.get(kind, record_id).properties.get("Name", "")
    except UnknownRecordError:
        return "nobody"


def _groups(control: SalesforceControl, deal: Record) -> list[tuple[str, list[tuple[str, str]]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    account = _name(control, "Account", deal.properties.get("AccountId", ""))
    found["Opportunity"] = [("Account", account)]
    for name in control.org.schema.objects["Opportunity"].fields:
        value = deal.properties.get(name, "")
        if value and name not in _HIDDEN:
            group = "AI insights" if name.startswith(_OURS) else "Opportunity"
            found.setdefault(group, []).append((name, value))
    return sorted(found.items(), key=lambda entry: entry[0] != "AI insights")


def _people(control: SalesforceControl, deal: Record) -> list[tuple[Record, str]]:
    people = []
    for role in control.children("OpportunityContactRole", "OpportunityId", deal.id):
        try:
            person = control.org.store.get("Contact", role.properties["ContactId"])
        except UnknownRecordError:
            continue
        people.append((person, role.properties.get("Role", "")))
    return people


def _insight(control: SalesforceControl, record: Record) -> _Insight:
    values = record.properties
    title = values.get("Name", record.id)
    made = _Insight(title, as_datetime(record.updated_at))
    for name, spec in control.org.schema.objects[record.kind].fields.items():
        value = record.properties.get(name, "")
        if not value or not name.startswith(_OURS):
            continue
        if spec.type == "textarea" and "<" in value and not value.lstrip().startswith("{"):
            made.texts.append((name, value))
        else:
            made.fields.append((name, value))
    return made


def _timeline(control: SalesforceControl, deal: Record) -> list[Entry]:
    app = control.org.app_source
    entries = []
    for mail in control.children("EmailMessage", "RelatedToId", deal.id):
        values = mail.properties
        what = "E-mail from the buyer" if values.get("Incoming") == "true" else "E-mail sent"
        entries.append(
            Entry(
                values.get("MessageDate", ""),
                what,
                values.get("Subject", ""),
                values.get("TextBody", ""),
                is_html=False,
                by_app=mail.source == app,
            )
        )
    for event in control.children("Event", "WhatId", deal.id):
        values = event.properties
        text = values.get("Description", "")
        at = values.get("StartDateTime", "")
        entries.append(
            Entry(at, "Meeting", values.get("Subject", ""), text, is_html=False, by_app=event.source == app)
        )
    for call in control.children("Task", "WhatId", deal.id):
        values = call.properties
        if values.get("TaskSubtype") == "Call":
            at = values.get("CompletedDateTime") or values.get("ActivityDate", "")
            text = values.get("Description", "")
            entries.append(
                Entry(at, "Call", values.get("Subject", ""), text, is_html=False, by_app=call.source == app)
            )
    for note in control.notes_of(deal.id):
        rich = note.kind == "ContentNote"
        text = note.properties.get("Content" if rich else "Body", "")
        title = note.properties.get("Title", "")
        at = as_datetime(note.created_at)
        entries.append(Entry(at, "Note", title, text, is_html=rich, by_app=note.source == app))
    return sorted(entries, key=lambda entry: entry.at, reverse=True)
