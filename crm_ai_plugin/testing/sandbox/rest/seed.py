"""Filling a store with a world in Kontor's vocabulary; property values are text, as everywhere in the sandbox."""

from __future__ import annotations

import html
import itertools
from collections import defaultdict
from datetime import datetime, timedelta

from crm_ai_plugin.testing.sandbox.clock import stamp
from crm_ai_plugin.testing.sandbox.rest.schema import PHASE_OF, VERDICTS
from crm_ai_plugin.testing.sandbox.state import Record, Source, Store
from crm_ai_plugin.testing.world import ActivityRow, DealRow, World

__all__ = ["as_html", "cents", "seed_realm"]

_LARGE = 50_000
_UI = Source("CRM_UI", "clerk")
_SORTS = {"email": "1", "call": "2", "meeting": "3"}
_WAYS = {"inbound": "<", "outbound": ">"}


def cents(amount: float | str) -> str:
    """An amount in minor units."""
    return str(round(float(amount) * 100))


def as_html(text: str, *, raw_html: bool = False) -> str:
    """A plain text as a memo keeps it; ``raw_html`` leaves markup in the text alone."""
    safe = text if raw_html else html.escape(text, quote=False)
    return "<br>".join(safe.splitlines())


def seed_realm(store: Store, world: World) -> None:
    """Put every record of ``world`` into ``store``."""
    begun = world.now - timedelta(days=900)
    for owner in world.owners:
        values = {"name": owner.name, "mail": owner.email, "desk": owner.team}
        store.seed(Record("clerks", owner.id, values, begun, begun, _UI))
    for number, company in enumerate(world.companies):
        values = {
            "title": company.name,
            "site": company.domain,
            "trade": company.industry,
            "heads": str(company.employees),
            "turnover": cents(company.annual_revenue),
            "land": company.country,
        }
        # Entered one after the other: a list by time of change must not begin anew at one moment of many.
        at = begun + timedelta(minutes=number)
        store.seed(Record("houses", company.id, values, at, at, _UI))
    for number, contact in enumerate(world.contacts):
        values = {
            "house": contact.company_id,
            "first": contact.first_name,
            "last": contact.last_name,
            "mail": contact.email,
            "phone": contact.phone,
            "post": contact.title,
            "rank": contact.seniority,
            "tongue": contact.language,
            "land": contact.country,
            "no_profile": "1" if contact.do_not_profile else "0",
        }
        at = begun + timedelta(seconds=number)
        store.seed(Record("people", contact.id, values, at, at, _UI))
    _seed_ventures(store, world)
    for row in world.activities:
        _seed_activity(store, world, row)


def _seed_ventures(store: Store, world: World) -> None:
    numbers = itertools.count(80_000_000_001)

    def put(kind: str, values: dict[str, str], at: datetime) -> None:
        store.seed(Record(kind, str(next(numbers)), values, at, at, _UI))

    changed: dict[str, datetime] = defaultdict(lambda: world.now - timedelta(days=900))
    for step in world.stage_changes:
        changed[step.deal_id] = max(changed[step.deal_id], step.at)
        was = str(PHASE_OF[step.from_stage]) if step.from_stage else ""
        row = {"venture": step.deal_id, "what": "phase", "was": was, "is": str(PHASE_OF[step.to_stage])}
        put("steps", row, step.at)
    for change in world.field_changes:
        changed[change.deal_id] = max(changed[change.deal_id], change.at)
        what = "worth" if change.field == "amount" else "due"
        old, new = (cents(text) if what == "worth" else text[:10] for text in (change.old, change.new))
        put("edits", {"venture": change.deal_id, "what": what, "was": old, "is": new}, change.at)
    for deal in world.deals:
        at = max(deal.created_at, changed[deal.id])
        store.seed(Record("ventures", deal.id, _venture(deal), deal.created_at, min(at, world.now), _UI))
    created = {deal.id: deal.created_at for deal in world.deals}
    for part in world.deal_contacts:
        values = {"venture": part.deal_id, "person": part.contact_id, "role": part.role}
        put("parts", values, created[part.deal_id])
    for item in world.line_items:
        values = {
            "venture": item.deal_id,
            "ware": item.product,
            "count": str(item.quantity),
            "each": cents(item.price),
            "off": f"{item.discount * 100:g}",
        }
        put("lots", values, created[item.deal_id])


def _venture(deal: DealRow) -> dict[str, str]:
    phase = PHASE_OF[deal.stage]
    values = {
        "headline": deal.name,
        "house": deal.company_id,
        "clerk": deal.owner_id,
        "line": deal.pipeline,
        "phase": str(phase),
        "verdict": VERDICTS[phase],
        "worth": cents(deal.amount),
        "unit": deal.currency,
        "opened": stamp(deal.created_at),
        "shut": stamp(deal.closed_at) if deal.closed_at else "",
        "due": stamp(deal.expected_close_at)[:10],
        "origin": deal.source,
        "rev": "1",
        "rivals": "|".join(deal.competitors),
        "why_lost": deal.loss_reason,
        "slot:9001": "good" if deal.amount > _LARGE else "fair",
    }
    return {name: value for name, value in values.items() if value}


def _seed_activity(store: Store, world: World, row: ActivityRow) -> None:
    entered = min(world.truth.recorded_at.get(row.id, row.at), world.now)
    shared = {"venture": row.deal_id, "clerk": row.owner_id}
    if row.type == "note":
        body = as_html(row.body, raw_html=row.id in world.truth.hostile)
        kind, values = "memos", {"when": stamp(row.at), "html": body}
    elif row.type == "task":
        # The bundle keeps no status: what fell due more than a week ago counts as done.
        done = "Y" if row.at < world.now - timedelta(days=7) else "N"
        kind = "chores"
        values = {"title": row.subject, "words": row.body, "by": stamp(row.at)[:10], "done": done}
    else:
        kind = "moments"
        values = {
            "sort": _SORTS[row.type],
            "way": _WAYS.get(row.direction, ""),
            "when": stamp(row.at),
            "secs": str(row.duration_s or ""),
            "head": row.subject,
            "text": row.body,
            "people": ",".join(row.contact_ids),
            "thread": row.thread_id,
        }
    values = {name: value for name, value in (shared | values).items() if value}
    store.seed(Record(kind, row.id, values, entered, entered, _UI))
