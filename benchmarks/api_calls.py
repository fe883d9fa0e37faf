"""Calls of each CRM's interface to load it and to keep in step, beside the fewest possible.

The other side is arithmetic: for everything that is read, the number of objects divided by the largest batch
in which that CRM gives it. It knows without asking how many there are, never reads a page twice, and keeps no
overlap; what lies between the two is what it costs to find out and to lose nothing.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from crm_ai_plugin.ports.connector import AsksQuota
from crm_ai_plugin.runtime.pulls.run import passes_of

from .support.crms import CRMS, Crm, world_of
from .support.errors import BenchmarkError

CHANGED = 0.01


@dataclass(frozen=True)
class Size:
    """How many deals; each has ten activities."""

    deals: int


FULL = Size(deals=10_000)
TINY = Size(deals=60)


def run(size: Size) -> None:
    """Measure and print."""
    world = world_of(size.deals)
    print(f"{len(world.deals):,} deals, {len(world.activities):,} activities\n")
    head = (
        f"{'CRM':12}{'records':>9}{'calls':>8}{'least':>8}{'ratio':>8}{'1 % day':>9}{'share':>8}{'idle':>6}"
    )
    print(f"{head}  target: ratio ≤ 1.15, share ≤ 3 %")
    for name, opened in CRMS.items():
        started = time.perf_counter()
        with opened(world) as crm:
            cursors: dict[str, str] = {}
            crm.pass_time(hours=1)
            records, calls = _read(crm, cursors)
            if records < len(world.deals) + len(world.activities) / 2:
                raise BenchmarkError(f"{name} brought only {records} records")
            least = crm.least()
            crm.pass_time(hours=12)
            changed = crm.change(CHANGED)
            crm.pass_time(hours=12)
            found, day = _read(crm, cursors)
            # Salesforce repeats each e-mail as a task, which is no record of ours.
            if found < changed / 2:
                raise BenchmarkError(f"{name} brought {found} of {changed} changes")
            crm.pass_time(hours=1)
            _, idle = _read(crm, cursors)
        took = time.perf_counter() - started
        print(
            f"{name:12}{records:9,}{calls:8,}{least:8,}{calls / least:8.2f}{day:9,}{day / calls:8.1%}{idle:6}"
            f"  ({took:.0f} s)",
            flush=True,
        )


def _read(crm: Crm, cursors: dict[str, str]) -> tuple[int, int]:
    """Read from the cursors on, as a sync does; return records and calls."""
    before, records = crm.calls(), 0
    if isinstance(crm.reader, AsksQuota) and not cursors:
        crm.reader.ask_quota()
    for one in passes_of(crm.reader):
        for page in one.pages(cursors.get(one.name)):
            records += len(page.records)
            if page.cursor is not None:
                cursors[one.name] = page.cursor
    return records, crm.calls() - before
