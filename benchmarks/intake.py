"""Webhook intake against a minimal Flask view that enqueues one RQ job per event.

Same server, same threads, same client, no workers on either side; ours checks the signature and has each
delivery on disk before it answers, the other does neither.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass

from crm_ai_plugin.runtime.processes import embedded
from crm_ai_plugin.runtime.processes.supervisor import Supervisor

from .support import load, servers
from .support.measure import RedisCount, quantile

THREADS = 16
BATCH = 100
FEWER = 4
"""The naive side is sent so many fewer batches: it needs ten times as long for each."""


@dataclass(frozen=True)
class Size:
    """How much is sent."""

    singles: int
    batches: int
    senders: int
    rounds: int


FULL = Size(singles=3_000, batches=120, senders=32, rounds=3)
TINY = Size(singles=12, batches=8, senders=2, rounds=1)


def run(size: Size) -> None:
    """Measure and print."""
    with servers.home() as folder, Supervisor(folder / "logs") as supervisor:
        ours, naive = servers.address(), servers.address()
        settings = embedded.start_redis(supervisor, servers.settings_in(folder, ours.port))
        servers.prepare(settings).close()
        servers.ours(supervisor, settings, ours, THREADS)
        env = servers.child_env(settings)
        servers.other(
            supervisor, "naive", "benchmarks.support.naive_intake:application()", naive, env, THREADS
        )
        print(f"{'':38}{'ours':>10}{'naive':>10}{'ratio':>8}  target")
        sides = Sides(ours.url, naive.url, RedisCount(settings.redis_url), size.rounds)
        sides.compare("single events, 1 sender", size.singles // 3, 1, 1, "≥ 0.8")
        sides.compare(f"single events, {size.senders} senders", size.singles, 1, size.senders, "≥ 0.8")
        sides.compare("batches of 100, 1 sender", size.batches // 4, BATCH, 1, "≥ 10")
        sides.compare(f"batches of 100, {size.senders} senders", size.batches, BATCH, size.senders, "≥ 10")
        sides.redis.close()


@dataclass(frozen=True)
class Sides:
    """Both servers, and the queue they share."""

    ours: str
    naive: str
    redis: RedisCount
    rounds: int

    def compare(self, label: str, requests: int, events: int, senders: int, target: str) -> None:
        """Send the same to both in turns and print what came back."""
        mine, other = [], []
        commands = [0, 0]
        # A B A B …: the machine's speed drifts, so the two sides take turns.
        for round_ in range(self.rounds):
            bodies = [_body(events, round_ * requests + i) for i in range(requests)]
            few = bodies[: max(1, requests // (FEWER if events > 1 else 1))]
            self.redis.since()
            mine.append(load.send(f"{self.ours}/webhooks/hubspot", bodies, senders=senders, sign=True))
            commands[0] += sum(self.redis.since().values())
            other.append(load.send(f"{self.naive}/webhooks/hubspot", few, senders=senders, sign=False))
            commands[1] += sum(self.redis.since().values())
        ratio = sorted(a.per_second / b.per_second for a, b in zip(mine, other, strict=True))[
            self.rounds // 2
        ]
        a, b = (sorted(x.per_second for x in side)[self.rounds // 2] * events for side in (mine, other))
        print(f"{label + ', events/s':38}{a:10,.0f}{b:10,.0f}{ratio:8.2f}  {target}")
        for name, q, wanted in (("p10", 0.1, target), ("p50", 0.5, ""), ("p99", 0.99, "ours < 250 ms")):
            left, right = (
                quantile([s for x in side for s in x.latencies], q) * 1000 for side in (mine, other)
            )
            # Like the line above: how many times as fast as the naive side.
            print(
                f"{f'  acknowledged in ms, {name}':38}{left:10.2f}{right:10.2f}{right / left:8.2f}  {wanted}"
            )
        left, right = (
            n / (sum(len(x.latencies) for x in side) * events)
            for n, side in zip(commands, (mine, other), strict=True)
        )
        print(f"{'  Redis commands per event':38}{left:10.2f}{right:10.2f}")
        if failures := sum(x.failures for x in mine + other):
            print(f"  {failures} requests were refused: these figures count for nothing")


def _body(events: int, number: int) -> bytes:
    now = int(time.time() * 1000)
    return json.dumps(
        [
            {
                "eventId": number * 1000 + i, "subscriptionId": 7, "portalId": servers.PORTAL, "appId": servers.APP,
                "occurredAt": now, "subscriptionType": "deal.propertyChange", "attemptNumber": 0, "objectId": 9000 + i,
                "propertyName": "dealstage", "propertyValue": "presentationscheduled", "changeSource": "CRM_UI",
            }
            for i in range(events)
        ]
    ).encode()  # fmt: skip
