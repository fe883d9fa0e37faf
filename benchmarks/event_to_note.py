"""From a signed event to the advice as a note in the CRM, read back, with 50 ms for each call of the CRM.

The other side is a straight-line script in a webhook view: the same records, one call after another, and a
fixed note. It measures nothing, decides nothing and may lose the event; ours also writes fields and a task.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import requests

from crm_ai_plugin.testing.sandbox import SandboxServer

from .support import servers
from .support.errors import BenchmarkError
from .support.loadgen import signed
from .support.measure import RedisCount, quantile
from .support.product import Product, product, sandbox

PATIENCE_S = 60.0
MAIL = (
    "Hi,\n\nour CFO asked why we should pay more than the other vendor is offering, and legal still waits for "
    "the security questionnaire. Can you send the SOC 2 report before Friday?\n\nBest regards"
)


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    events: int
    deals: int
    latency_ms: int


FULL = Size(events=40, deals=200, latency_ms=50)
TINY = Size(events=2, deals=20, latency_ms=1)


def run(size: Size) -> None:
    """Measure and print."""
    with servers.home() as folder, sandbox(size.deals, size.latency_ms) as crm, product(folder, crm) as ours:
        env = {**servers.child_env(ours.settings), "CRM_BASE": crm.url, "CRM_TOKEN": crm.access_token}
        naive = servers.address()
        servers.other(ours.supervisor, "naive", "benchmarks.support.naive_note:application()", naive, env)
        open_deals = [d.id for d in crm.world.deals if d.outcome == "open"]
        if len(open_deals) < size.events + 1:
            raise BenchmarkError(f"the world has only {len(open_deals)} open deals: ask for more")
        # The first event of a process pays for its connections and imports; a product that runs has them.
        warm_up, *deals = open_deals[: size.events + 1]
        redis = RedisCount(ours.settings.redis_url)
        left, right = _Side(crm), _Side(crm)
        for number, deal in enumerate([warm_up, *deals]):
            crm.add_email(deal, subject="Re: next steps", text=MAIL)
            if number == 1:
                redis.since()
                left, right = _Side(crm), _Side(crm)
            left.measure(partial(_ours, ours, deal), partial(_settled, ours, deal))
            right.measure(partial(_naive, naive.url, deal))
        _print(left, right, sum(redis.since().values()) / len(deals))
        redis.close()


class _Side:
    """Seconds and calls of one side."""

    def __init__(self, crm: SandboxServer) -> None:
        self._crm = crm
        self.seconds: list[float] = []
        self.calls: Counter[str] = Counter()

    def measure(self, do: Callable[[], None], settle: Callable[[], None] = lambda: None) -> None:
        self._crm.requests.clear()
        start = time.perf_counter()
        do()
        self.seconds.append(time.perf_counter() - start)
        settle()
        entries = self._crm.requests.entries()
        self.calls["all"] += len(entries)
        self.calls["writes"] += sum(entry.write for entry in entries)


def _ours(ours: Product, deal: str) -> None:
    body = event_of(deal)
    url = f"{ours.address.url}/webhooks/hubspot"
    requests.post(url, body, headers=signed(servers.SECRET, url, body), timeout=30).raise_for_status()
    _until(lambda: _states(ours, deal).get("note") == {"done"}, f"no note on deal {deal}")


def _settled(ours: Product, deal: str) -> None:
    """Wait for fields and task too, so that they are counted as ours and don't compete with the other side."""
    _until(lambda: all(s == {"done"} for s in _states(ours, deal).values()), f"deal {deal} is never done")


def _until(done: Callable[[], bool], failure: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not done():
        if time.monotonic() > deadline:
            raise BenchmarkError(f"{failure} within {PATIENCE_S:.0f} s")
        time.sleep(0.005)


def _states(ours: Product, deal: str) -> dict[str, set[str]]:
    """Return the states of a deal's deliveries by action; a note is done only once it was read back."""
    found: dict[str, set[str]] = {}
    with ours.services.store.workspace(servers.WORKSPACE) as session:
        for row in session.outbox.list(connection=servers.CONNECTION, subject=("deal", deal)):
            found.setdefault(row.action, set()).add(row.state)
    return found


def _naive(url: str, deal: str) -> None:
    requests.post(
        f"{url}/webhooks/hubspot", event_of(deal), headers={"Content-Type": "application/json"}, timeout=60
    ).raise_for_status()


def event_of(deal: str) -> bytes:
    """Return the body of a delivery that says that a deal changed."""
    return json.dumps(
        [
            {
                "eventId": time.time_ns() % 1_000_000_000, "subscriptionId": 7, "portalId": servers.PORTAL, "appId": servers.APP,
                "occurredAt": int(time.time() * 1000), "subscriptionType": "deal.propertyChange", "attemptNumber": 0,
                "objectId": int(deal), "propertyName": "hs_lastmodifieddate", "propertyValue": "now", "changeSource": "CRM_UI",
            }
        ]
    ).encode()  # fmt: skip


def _print(ours: _Side, naive: _Side, redis: float) -> None:
    n = len(ours.seconds)
    print(f"{f'{n} events on {n} deals':38}{'ours':>10}{'naive':>10}{'ratio':>8}  target")
    for name, q, target in (("p10", 0.1, ""), ("p50", 0.5, "ours < 2 s"), ("p90", 0.9, "")):
        a, b = quantile(ours.seconds, q), quantile(naive.seconds, q)
        print(f"{f'event to note, read back, s, {name}':38}{a:10.2f}{b:10.2f}{b / a:8.2f}  {target}")
    for label, key in (("calls of the CRM per event", "all"), ("  of these writing", "writes")):
        print(f"{label:38}{ours.calls[key] / n:10.1f}{naive.calls[key] / n:10.1f}")
    print(f"{'Redis commands per event':38}{redis:10.1f}      none  (commands inside scripts included)")
