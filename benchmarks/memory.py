"""Resident memory of each process of the whole product, after the start and after work.

Beside it stands an empty Flask app under the same server: what a Python web process costs before it can do anything.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass

from .support import load, servers
from .support.errors import BenchmarkError
from .support.measure import descendants, pss_mb, rss_mb
from .support.product import Product, product, sandbox

PATIENCE_S = 300.0


@dataclass(frozen=True)
class Size:
    """How much is done between the two looks."""

    events: int
    deals: int


FULL = Size(events=200, deals=300)
TINY = Size(events=2, deals=20)


def run(size: Size) -> None:
    """Measure and print."""
    with servers.home() as folder, sandbox(size.deals) as crm, product(folder, crm) as ours:
        env = servers.child_env(ours.settings)
        bare = servers.address()
        servers.other(
            ours.supervisor, "bare flask", "benchmarks.support.naive_intake:application()", bare, env
        )
        before = _look(ours)
        deals = [d.id for d in crm.world.deals][: size.events]
        sent = load.send(
            f"{ours.address.url}/webhooks/hubspot", [_event(d) for d in deals], senders=4, sign=True
        )
        if sent.failures:
            raise BenchmarkError(f"{sent.failures} events were refused")
        _until_done(ours, len(deals))
        after = _look(ours)
        label = f"{len(deals)} events"
        print(f"{'resident MB (shared pages shared out)':38}{'start':>16}{label:>16}")
        for name, (rss, pss) in after.items():
            first = before[name]
            print(f"{name:38}{f'{first[0]:.0f} ({first[1]:.0f})':>16}{f'{rss:.0f} ({pss:.0f})':>16}")
        total = [
            sum(pss for name, (_, pss) in look.items() if name != "bare flask") for look in (before, after)
        ]
        print(f"{'the product in all, shared out':38}{f'({total[0]:.0f})':>16}{f'({total[1]:.0f})':>16}")


def _look(ours: Product) -> Mapping[str, tuple[float, float]]:
    look = {}
    for name, pid in ours.supervisor.pids().items():
        family = descendants(pid)
        look[name] = (sum(map(rss_mb, family)), sum(map(pss_mb, family)))
    return look


def _until_done(ours: Product, deals: int) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while True:
        with ours.services.store.workspace(servers.WORKSPACE) as session:
            rows = session.outbox.list(connection=servers.CONNECTION)
        done = {r.target_id for r in rows}
        if len(done) >= deals and all(r.state != "pending" for r in rows):
            return
        if time.monotonic() > deadline:
            raise BenchmarkError(f"{len(done)} of {deals} deals were done within {PATIENCE_S:.0f} s")
        time.sleep(0.1)


def _event(deal: str) -> bytes:
    return json.dumps(
        [
            {
                "eventId": int(deal), "subscriptionId": 7, "portalId": servers.PORTAL, "appId": servers.APP,
                "occurredAt": int(time.time() * 1000), "subscriptionType": "deal.propertyChange", "attemptNumber": 0,
                "objectId": int(deal), "propertyName": "dealstage", "propertyValue": "x", "changeSource": "CRM_UI",
            }
        ]
    ).encode()  # fmt: skip
