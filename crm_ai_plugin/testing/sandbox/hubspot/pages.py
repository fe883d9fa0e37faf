"""Pages for people: the list of deals and a deal with its fields, people, timeline and tasks."""

from __future__ import annotations

from flask import Blueprint, abort, render_template

from crm_ai_plugin.testing.sandbox.hubspot.account import HubSpotAccount
from crm_ai_plugin.testing.sandbox.hubspot.errors import HubSpotError
from crm_ai_plugin.testing.sandbox.hubspot.views import association_types
from crm_ai_plugin.testing.sandbox.pages import Entry, new_pages
from crm_ai_plugin.testing.sandbox.state import Record
from crm_ai_plugin.testing.world import PIPELINES

__all__ = ["pages_blueprint"]

_STAGE_LABELS = {stage.id: stage.label for pipeline in PIPELINES for stage in pipeline.stages}
_SHOWN = {
    "emails": ("E-mail", "hs_email_subject", "hs_email_text"),
    "calls": ("Call", "hs_call_title", "hs_call_body"),
    "meetings": ("Meeting", "hs_meeting_title", "hs_meeting_body"),
    "notes": ("Note", "", "hs_note_body"),
}


def pages_blueprint(account: HubSpotAccount) -> Blueprint:
    """The pages under ``/sandbox``."""
    routes = new_pages(f"portal {account.portal_id}", "/sandbox/deals")

    @routes.get("/deals")
    def deals_page() -> str:
        deals = sorted(account.store.all("deals"), key=lambda r: r.properties.get("hs_is_closed", ""))
        names = {owner.id: owner.name for owner in account.world.owners}
        return render_template("deals.html", deals=deals, stages=_STAGE_LABELS, owners=names)

    @routes.get("/deals/<deal_id>")
    def deal_page(deal_id: str) -> str:
        try:
            deal = account.service.find("deals", deal_id)
        except HubSpotError:
            abort(404)
        store = account.store
        people = [
            (
                store.get("contacts", link.id),
                [t["label"] for t in association_types("deals", link) if t["label"]],
            )
            for link in store.links("deals", deal_id, "contacts")
        ]
        tasks = [store.get("tasks", link.id) for link in store.links("deals", deal_id, "tasks")]
        owners = {owner.id: owner.name for owner in account.world.owners}
        return render_template(
            "deal.html",
            deal=deal,
            stage=_STAGE_LABELS.get(deal.properties.get("dealstage", ""), "unknown stage"),
            owner=owners.get(deal.properties.get("hubspot_owner_id", ""), "nobody"),
            groups=_groups(account, deal),
            people=people,
            tasks=sorted(tasks, key=lambda t: t.properties.get("hs_timestamp", ""), reverse=True),
            timeline=_timeline(account, deal_id),
        )

    return routes


def _groups(account: HubSpotAccount, deal: Record) -> list[tuple[str, list[tuple[str, str]]]]:
    definitions = account.service.definitions["deals"]
    labels = account.service.groups["deals"]
    found: dict[str, list[tuple[str, str]]] = {}
    for name, definition in definitions.items():
        value = deal.properties.get(name, "")
        if value:
            group = "AI insights" if name.startswith("crm_ai_") else labels[definition.group]
            found.setdefault(group, []).append((f"{definition.label} ({name})", value))
    return sorted(found.items(), key=lambda entry: entry[0] != "AI insights")


def _timeline(account: HubSpotAccount, deal_id: str) -> list[Entry]:
    entries = []
    for kind, (what, title, body) in _SHOWN.items():
        for link in account.store.links("deals", deal_id, kind):
            record = account.store.get(kind, link.id)
            values = record.properties
            detail = what
            if kind == "emails":
                detail += (
                    " from the buyer" if values.get("hs_email_direction") == "INCOMING_EMAIL" else " sent"
                )
            entries.append(
                Entry(
                    values.get("hs_timestamp", ""),
                    detail,
                    values.get(title, ""),
                    values.get(body, ""),
                    kind != "emails",
                    record.source == account.app_source,
                )
            )
    return sorted(entries, key=lambda entry: entry.at, reverse=True)
