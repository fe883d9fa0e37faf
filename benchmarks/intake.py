"""Webhook intake against a minimal Flask view that enqueues one RQ job per event.

Same server, same threads, same client, no workers on either side; ours checks the signature and has each
delivery on disk before it answers, the other does neither.
"""

from __future__ import annotations

import json
import time

from crm_ai_plugin.runtime import embedded
from crm_ai_plugin.runtime.supervisor import Supervisor

from . import harness

THREADS = 16
SINGLES, BATCHES, BATCH = 3_000, 120, 100
ROUNDS = 3
SENDERS = 32


def run() -> None:
    """Measure and print."""
    with harness.home() as folder, Supervisor(folder / "logs") as supervisor:
        ours, theirs = harness.address(), harness.address()
        settings = embedded.start_redis(supervisor, harness.settings_in(folder, ours.port))
        services = harness.prepare(settings)
        services.close()
        supervisor.start(harness.web(settings, ours, THREADS))
        harness.serve(
            supervisor,
            "naive",
            "benchmarks.naive:application()",
            theirs,
            harness.child_env(settings),
            THREADS,
        )
        print(f"{'':34}{'ours':>12}{'naive':>12}{'ratio':>8}")
        _compare("single events, 1 sender", ours.url, theirs.url, SINGLES // 3, 1, 1)
        _compare("single events, 32 senders", ours.url, theirs.url, SINGLES, 1, SENDERS)
        _compare("batches of 100, 1 sender", ours.url, theirs.url, BATCHES // 4, BATCH, 1)
        _compare("batches of 100, 32 senders", ours.url, theirs.url, BATCHES, BATCH, SENDERS)


def _compare(label: str, ours: str, theirs: str, requests: int, events: int, senders: int) -> None:
    mine, other = [], []
    # A B A B …: the machine's speed drifts, so the two sides take turns.
    for round_ in range(ROUNDS):
        bodies = [_body(events, round_ * requests + i) for i in range(requests)]
        mine.append(harness.load(f"{ours}/webhooks/hubspot", bodies, senders=senders, sign=True))
        few = bodies[: max(1, requests // (4 if events > 1 else 1))]
        other.append(harness.load(f"{theirs}/webhooks/hubspot", few, senders=senders, sign=False))
    failures = sum(load.failures for load in mine + other)
    ratios = sorted(a.per_second / b.per_second for a, b in zip(mine, other, strict=True))
    a = sorted(load.per_second for load in mine)[ROUNDS // 2] * events
    b = sorted(load.per_second for load in other)[ROUNDS // 2] * events
    print(f"{label + ', events/s':34}{a:12,.0f}{b:12,.0f}{ratios[ROUNDS // 2]:8.2f}")
    for name, q in (("p10", 0.1), ("p50", 0.5), ("p99", 0.99)):
        left = harness.quantile([x for load in mine for x in load.latencies], q) * 1000
        right = harness.quantile([x for load in other for x in load.latencies], q) * 1000
        print(f"{'  acknowledged in ms, ' + name:34}{left:12.2f}{right:12.2f}{left / right:8.2f}")
    if failures:
        print(f"  {failures} requests were refused")


def _body(events: int, number: int) -> bytes:
    now = int(time.time() * 1000)
    return json.dumps(
        [
            {
                "eventId": number * 1000 + i, "subscriptionId": 7, "portalId": int(harness.PORTAL), "appId": int(harness.APP),
                "occurredAt": now, "subscriptionType": "deal.propertyChange", "attemptNumber": 0, "objectId": 9000 + i,
                "propertyName": "dealstage", "propertyValue": "presentationscheduled", "changeSource": "CRM_UI",
            }
            for i in range(events)
        ]
    ).encode()  # fmt: skip
