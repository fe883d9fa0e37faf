"""A persona of a contact with thousands of touchpoints, and of everybody: through the store, with every trait and its evidence.

Cold means that nothing was read or stored of the contact before; the process has its phrases. Then one touchpoint comes
after the other. The batch builds the persona of every contact of a store. The other side is a script that takes the same
rows out of the same file and counts: answers by channel, mean wait, hours, words for topics. No evidence, no intervals, no
threads beyond their ids, no cutting of quoted text, nothing stored.
"""

from __future__ import annotations

import gc
import json
import sqlite3
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import mean

from crm_ai_plugin.records import Activity, Contact, Record
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import Settings
from crm_ai_plugin.testing.planted.people import NOW, planted_person

from .support import servers
from .support.measure import quantile

_CRM = "crm"
_WORDS = ("price", "security", "report", "training", "integration", "api", "preis", "prix", "precio")
_TEMPLATES = 500


@dataclass(frozen=True)
class Size:
    """Touchpoints of the busy contact, how often each is measured, contacts of each store, touchpoints of each of them."""

    touchpoints: int
    repeats: int
    contacts: tuple[int, ...]
    each: int


FULL = Size(touchpoints=10_000, repeats=15, contacts=(1_000, 10_000, 100_000), each=8)
TINY = Size(touchpoints=60, repeats=2, contacts=(20, 40), each=6)


def run(size: Size) -> None:
    """Measure and print."""
    with servers.home() as home:
        _busy(home, size)
    print(f"\n{'contacts':>10}{'touchpoints':>13}{'seconds':>10}{'ms each':>9}{'CPU ms':>8}{'script ms':>11}")
    found = []
    for contacts in size.contacts:
        with servers.home() as home:
            found.append((contacts, _batch(home, contacts, size.each)))
    for (n, a), (m, b) in pairwise(found):
        print(f"from {n:,} to {m:,} contacts: {b / a:.2f} times the processor time per contact")


def _busy(home: Path, size: Size) -> None:
    services = _services(home)
    try:
        person = planted_person(3, size.touchpoints).snapshot
        contact, activities = person.contact, [_own(a, n) for n, a in enumerate(person.activities)]
        _upsert(services, [contact, *activities])
        building = services.person_building
        other = planted_person(4, 60).snapshot
        _upsert(services, [other.contact, *other.activities])
        building.build(servers.WORKSPACE, _CRM, other.contact.id)

        def cold() -> None:
            with services.store.engine.begin() as connection:
                connection.exec_driver_sql("DELETE FROM persona_readings")
                connection.exec_driver_sql("DELETE FROM insights")

        more = iter(range(10_000))

        def one_more() -> None:
            n = next(more)
            at = NOW - timedelta(minutes=30) + timedelta(seconds=n)
            _upsert(
                services, [_own(activities[-1], 10**6 + n).model_copy(update={"id": f"more-{n}", "at": at})]
            )

        def ours() -> None:
            building.build(servers.WORKSPACE, _CRM, contact.id)

        def script() -> None:
            _script(services, [contact.id])

        print(
            f"a contact with {size.touchpoints:,} touchpoints{'':8}{'p10':>8}{'p50':>8}{'CPU':>8}  milliseconds"
        )
        for name, before, what, repeats in (
            ("cold", cold, ours, max(2, size.repeats // 3)),
            ("one touchpoint more", one_more, ours, size.repeats),
            ("nothing new", lambda: None, ours, size.repeats),
            ("a script that counts", lambda: None, script, size.repeats),
        ):
            wall, spent = _timed(before, what, repeats)
            print(f"{name:>36}{quantile(wall, 0.1):8.1f}{quantile(wall, 0.5):8.1f}{mean(spent):8.1f}")
        print("target: cold under 1,000, one touchpoint more under 50")
    finally:
        services.close()


def _batch(home: Path, contacts: int, each: int) -> float:
    services = _services(home)
    try:
        for records in _people(contacts, each):
            _upsert(services, records)
        gc.collect()
        start, spent = time.perf_counter(), time.process_time()
        done = services.personas_in_bulk.run(servers.WORKSPACE)
        wall, cpu = time.perf_counter() - start, time.process_time() - spent
        ids = [f"c{n}" for n in range(min(contacts, 1_000))]
        script, _ = _timed(lambda: None, lambda: _script(services, ids), 1)
        print(
            f"{done:>10,}{each:>13}{wall:10.1f}{wall / done * 1000:9.2f}{cpu / done * 1000:8.2f}{script[0] / len(ids):11.2f}",
            flush=True,
        )
        return cpu / done
    finally:
        services.close()


def _services(home: Path) -> Services:
    settings = Settings.load(env_file=None, home=home, workspace=servers.WORKSPACE, log_level="warning")
    services = Services(settings, lambda: NOW)
    services.store.upgrade()
    with services.store.system() as system:
        system.workspaces.ensure(servers.WORKSPACE, servers.WORKSPACE)
    return services


def _upsert(services: Services, records: list[Record]) -> None:
    with services.store.workspace(servers.WORKSPACE) as session:
        session.records.upsert(_CRM, records)


def _own(activity: Activity, n: int) -> Activity:
    """The activity with a text that no other has: repeated ones would be read once."""
    if not activity.body:
        return activity
    body = f"{activity.body} It is about page {n * 31 % 997} of offer {n}, row {n * 7919 % 10_007}."
    return activity.model_copy(update={"body": body})


def _people(contacts: int, each: int) -> Iterator[list[Record]]:
    """Yield records of `contacts` people in handfuls; some hundreds were made, the others do as they did."""
    made = [planted_person(seed, each).snapshot.activities for seed in range(min(contacts, _TEMPLATES))]
    records: list[Record] = []
    for n in range(contacts):
        records.append(Contact(id=f"c{n}", country="DE"))
        records += [
            _own(one, n).model_copy(update={"id": f"a{n}-{place}", "contact_ids": (f"c{n}",)})
            for place, one in enumerate(made[n % len(made)])
        ]
        if len(records) >= 20_000:
            yield records
            records = []
    yield records


def _timed(
    before: Callable[[], None], what: Callable[[], None], repeats: int
) -> tuple[list[float], list[float]]:
    """Return milliseconds by the clock and of the processor, `before` left out."""
    wall, spent = [], []
    for _ in range(repeats):
        before()
        clock, cpu = time.perf_counter(), time.process_time()
        what()
        wall.append((time.perf_counter() - clock) * 1000)
        spent.append((time.process_time() - cpu) * 1000)
    return wall, spent


def _script(services: Services, ids: list[str]) -> None:
    base = sqlite3.connect(services.settings.effective_database_url.removeprefix("sqlite:///"))
    for contact_id in ids:
        rows = base.execute(
            "SELECT a.type, a.direction, a.at, a.duration_s, a.body, a.thread_id FROM participants AS p "
            "JOIN activities AS a ON a.workspace_id = p.workspace_id AND a.connection = p.connection "
            "AND a.id = p.activity_id WHERE p.contact_id = ? AND p.workspace_id = ? AND p.connection = ? ORDER BY a.at",
            (contact_id, servers.WORKSPACE, _CRM),
        )
        tried: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        asked: dict[str, datetime] = {}
        waits, hours, topics = [], Counter[int](), Counter[str]()
        for kind, direction, at, duration, body, thread in rows:
            when = datetime.fromisoformat(at)
            if direction == "outbound":
                tried[kind][0] += 1
                tried[kind][1] += bool(duration)
                asked[thread] = when
                continue
            if thread in asked:
                waits.append((when - asked.pop(thread)).total_seconds())
                tried[kind][1] += 1
            hours[when.hour] += 1
            low = body.lower()
            topics.update(word for word in _WORDS if word in low)
        json.dumps([tried, mean(waits) if waits else None, hours, topics])
    base.close()
