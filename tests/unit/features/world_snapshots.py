"""Turns a generated world into the snapshots that a connector would give."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from functools import cache
from typing import Any

from crm_ai_plugin.records import (
    Activity,
    Company,
    Contact,
    Deal,
    DealContact,
    DealSnapshot,
    FieldChange,
    LineItem,
    Outcome,
    Owner,
    StageChange,
)
from crm_ai_plugin.records.snapshot import VISIBLE_ACTIVITIES, VISIBLE_RECORDS
from crm_ai_plugin.testing.world import World, build_world

NOW = datetime.fromisoformat("2026-11-23T15:30:00+00:00")
ALL_VISIBLE = frozenset(VISIBLE_RECORDS) | frozenset(VISIBLE_ACTIVITIES)


def _plain(row: Any, **changes: Any) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in type(row).__slots__}
    return {name: (None if value == "" else value) for name, value in (values | changes).items()}


def snapshots_of(world: World, connection: str = "world") -> list[DealSnapshot]:
    """Every deal of the world as of its present."""
    by_deal: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for touch in world.activities:
        values = _plain(touch, duration_s=touch.duration_s)
        values.update(subject=touch.subject, body=touch.body)
        by_deal[touch.deal_id]["activities"].append(Activity(**values))
    for link in world.deal_contacts:
        by_deal[link.deal_id]["deal_contacts"].append(DealContact(**_plain(link)))
    for move in world.stage_changes:
        by_deal[move.deal_id]["stage_changes"].append(StageChange(**_plain(move)))
    for change in world.field_changes:
        by_deal[change.deal_id]["field_changes"].append(FieldChange(**_plain(change)))
    for line in world.line_items:
        by_deal[line.deal_id]["line_items"].append(LineItem(**_plain(line)))
    contacts = {c.id: Contact(**_plain(c)) for c in world.contacts}
    companies = {c.id: Company(**_plain(c)) for c in world.companies}
    owners = {o.id: Owner(**_plain(o)) for o in world.owners}
    found = []
    for row in world.deals:
        around = by_deal[row.id]
        people = {link.contact_id for link in around["deal_contacts"]}
        people |= {id_ for a in around["activities"] for id_ in a.contact_ids}
        deal = Deal(
            **_plain(row, expected_close_at=row.expected_close_at.date(), outcome=Outcome(row.outcome))
        )
        found.append(
            DealSnapshot(
                connection=connection,
                as_of=world.now,
                deal=deal,
                company=companies.get(row.company_id),
                owner=owners.get(row.owner_id),
                contacts=tuple(contacts[id_] for id_ in sorted(people)),
                **{name: tuple(rows) for name, rows in around.items()},
                visible=ALL_VISIBLE,
            )
        )
    return found


@cache
def world_of(seed: int, deals: int) -> tuple[World, tuple[DealSnapshot, ...]]:
    """A world and its snapshots, built once per test process."""
    world = build_world(seed, deals=deals, now=NOW)
    return world, tuple(snapshots_of(world))
