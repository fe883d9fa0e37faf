"""Pages for people: the list of ventures, and one with its slots, people, timeline and chores."""

from __future__ import annotations

from flask import Blueprint, abort, render_template

from crm_ai_plugin.testing.sandbox.clock import stamp
from crm_ai_plugin.testing.sandbox.pages import Entry, new_pages
from crm_ai_plugin.testing.sandbox.rest.control import KontorControl
from crm_ai_plugin.testing.sandbox.rest.errors import KontorError
from crm_ai_plugin.testing.sandbox.rest.schema import PHASES
from crm_ai_plugin.testing.sandbox.state import Record, UnknownRecordError

__all__ = ["pages_blueprint"]

_SORTS = {"1": "E-mail", "2": "Call", "3": "Meeting"}
_SHOWN = ("due", "origin", "rivals", "why_lost", "opened", "shut", "rev")


def pages_blueprint(control: KontorControl) -> Blueprint:
    """The pages under ``/sandbox``."""
    account = control.account
    routes = new_pages(f"realm {account.realm}", "/sandbox/ventures")
    clerks = {one.id: one.properties["name"] for one in account.store.all("clerks")}

    @routes.get("/ventures")
    def ventures_page() -> str:
        ventures = sorted(account.store.all("ventures"), key=lambda one: one.properties["verdict"] != "O")
        return render_template("ventures.html", ventures=[_head(one) for one in ventures], clerks=clerks)

    @routes.get("/ventures/<deal_id>")
    def venture_page(deal_id: str) -> str:
        try:
            deal = control.deal(deal_id)
        except KontorError:
            abort(404)
        return render_template(
            "venture.html",
            head=_head(deal),
            clerk=clerks.get(deal.properties.get("clerk", ""), "nobody"),
            groups=_groups(control, deal),
            people=_people(control, deal),
            chores=list(reversed(control.tasks_of(deal.id))),
            timeline=_timeline(control, deal),
            app=account.app_source,
        )

    return routes


def _head(deal: Record) -> dict[str, str]:
    held = deal.properties
    worth = f"{int(held['worth']) / 100:,.2f} {held.get('unit', '')}" if held.get("worth") else ""
    phase = PHASES[int(held["phase"])].label
    due = held.get("due", "")
    return {
        "no": deal.id,
        "headline": held.get("headline", deal.id),
        "phase": phase,
        "worth": worth,
        "due": due,
        "clerk": held.get("clerk", ""),
    }


def _groups(control: KontorControl, deal: Record) -> list[tuple[str, list[tuple[str, str]]]]:
    own = sorted(control.own_fields(deal.id).items())
    slots = [(f"AI: {name}", value) for name, value in own]
    plain = [(name, deal.properties[name]) for name in _SHOWN if deal.properties.get(name)]
    return [("AI insights", slots), ("Venture", plain)] if slots else [("Venture", plain)]


def _people(control: KontorControl, deal: Record) -> list[tuple[Record, str]]:
    found = []
    for part in control.account.feed.below("parts", deal.id):
        try:
            person = control.account.store.get("people", part.properties["person"])
        except UnknownRecordError:
            continue
        found.append((person, part.properties.get("role", "")))
    return found


def _timeline(control: KontorControl, deal: Record) -> list[Entry]:
    account = control.account
    entries = []
    for one in account.feed.below("moments", deal.id):
        held = one.properties
        what = _SORTS.get(held.get("sort", ""), "Moment")
        what += " from the buyer" if held.get("way") == "<" else ""
        at, ours = held.get("when", ""), one.source == account.app_source
        entries.append(
            Entry(at, what, held.get("head", ""), held.get("text", ""), is_html=False, by_app=ours)
        )
    for one in control.notes_of(deal.id):
        at, ours = one.properties.get("when") or stamp(one.created_at), one.source == account.app_source
        entries.append(Entry(at, "Memo", "", one.properties.get("html", ""), is_html=True, by_app=ours))
    return sorted(entries, key=lambda entry: entry.at, reverse=True)
