"""A cohort's answer out of the store: cold in a fresh process, and warm; beside it a script that reads deal by deal.

The store is filled in bulk before, moments included (measuring deals is work of the background, done once per deal); what
holds for all cohorts has been studied, as the nightly job does, and that time is shown as well. The other side reads the
same records one deal after the other and compares bare win rates, which is the least that such a question needs without
columns: no leak guard, no adjustment, no intervals. It reads at most 5,000 deals and is scaled.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import psycopg

from .support import servers
from .support.cohort_postgres import copied, plain
from .support.cohort_store import fill, settings_of
from .support.errors import BenchmarkError
from .support.postgres import postgres


@dataclass(frozen=True)
class Size:
    """Deals and activities of each store, of that in PostgreSQL, and how many deals the other side reads."""

    stores: tuple[tuple[int, int], ...]
    naive: int
    postgres: tuple[int, int] | None


FULL = Size(
    stores=((10_000, 100_000), (100_000, 1_000_000), (1_000_000, 1_000_000)),
    naive=5_000,
    postgres=(100_000, 1_000_000),
)
TINY = Size(stores=((120, 300),), naive=50, postgres=None)


def run(size: Size) -> None:
    """Measure and print."""
    print(
        f"{'deals / activities':>22}{'study':>8}{'cold':>8}{'CPU':>7}{'warm':>8}{'other':>8}{'warm':>8}{'MB':>8}"
        f"{'deal by deal':>14}{'ratio':>8}  seconds"
    )
    times = []
    for deals, activities in size.stores:
        with servers.home() as home:
            fill(home, deals, activities)
            times.append((deals, _one(home, deals, activities, size.naive)))
    if size.postgres is not None:
        with servers.home() as home, postgres(home / "pg") as url:
            if url is not None:
                print("the same in PostgreSQL, on this machine:")
                fill(home, *size.postgres)
                copied(home, url)
                _one(home, *size.postgres, size.naive)
    print("target: 100,000 deals cold under 5, warm under 0.3; the curve near linear")
    for (n, a), (m, b) in pairwise(times):
        print(f"from {n:,} to {m:,} deals: {m / n:.0f} times the deals, {b / a:.1f} times the time")


def _one(home: Path, deals: int, activities: int, naive: int) -> float:
    """Measure one store, print its line and return the seconds of a cold answer."""
    first, _ = _apart("ours", home, 0)
    _forget_answers(home)
    cold, figures = _apart("ours", home, 0)
    took, other = _apart("naive", home, naive)
    by_deal = took * 0.9 * deals / max(other["n"], 1.0)
    if figures["found"] < 3 and deals >= 10_000:
        raise BenchmarkError("the planted factors were not found")
    print(
        f"{f'{deals:,} / {activities:,}':>22}{first - cold:8.1f}{cold:8.2f}{figures['spent']:7.2f}{figures['warm']:8.3f}"
        f"{figures['other']:8.2f}{figures['other_warm']:8.3f}{figures['peak_mb']:8.0f}{by_deal:14.1f}"
        f"{by_deal / cold:8.1f}"
    )
    return cold


def _apart(side: str, home: Path, most: int) -> tuple[float, dict[str, float]]:
    """Return the seconds from starting the process until the answer is told, and what it says."""
    command = [sys.executable, "-m", "benchmarks.support.cohort_side", side, str(home), str(most)]
    start = time.time()
    # Compiled modules are kept, as they are where the product is installed.
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=env)
    if done.returncode:
        raise BenchmarkError(f"{side} ended without a figure: {done.stderr.strip().splitlines()[-1:]}")
    figures = json.loads(done.stdout.strip().splitlines()[-1])
    return figures["told"] - start, figures


def _forget_answers(home: Path) -> None:
    """Drop stored answers, so that the next process has to make its own; what was studied stays."""
    url = settings_of(home).effective_database_url
    base: Any = (
        psycopg.connect(plain(url))
        if url.startswith("postgresql")
        else sqlite3.connect(url.removeprefix("sqlite:///"))
    )
    base.execute("DELETE FROM insights")
    base.commit()
    base.close()
