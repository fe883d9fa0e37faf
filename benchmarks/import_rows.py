"""Importing a bundle of files against the least possible: ``csv.reader`` into ``sqlite3.executemany``.

The other side checks nothing, maps nothing and knows no updates; its only index is the primary key. What
lies between the two is what it costs to refuse bad rows by line and column and to import twice without harm.
"""

from __future__ import annotations

import csv
import shutil
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crm_ai_plugin.cli.app import collect_less_often
from crm_ai_plugin.ports.clock import system_clock
from crm_ai_plugin.runtime.pulls.importing import Importing
from crm_ai_plugin.store import Store

from .support import servers
from .support.errors import BenchmarkError
from .support.postgres import postgres

DEALS = 2_000
TEXT = "Thanks for the call. Legal still has the order form; can we speak on Thursday about the rollout?"


@dataclass(frozen=True)
class Size:
    """How much is imported, and into what."""

    rows: int
    rounds: int
    postgres: bool


FULL = Size(rows=200_000, rounds=2, postgres=True)
TINY = Size(rows=300, rounds=1, postgres=False)


def run(size: Size) -> None:
    """Measure and print."""
    with servers.home() as folder:
        collect_less_often()  # as the command does
        bundle = _bundle(folder / "bundle", size.rows)
        rows = size.rows + DEALS
        print(f"{f'{rows:,} rows':38}{'ours':>10}{'bare':>10}{'ratio':>8}  target")
        ours, bare, again = [], [], []
        for number in range(size.rounds):
            url = f"sqlite:///{folder / f'ours-{number}.db'}"
            ours.append(_seconds(lambda url=url: _import(url, bundle, size.rows)))  # type: ignore[misc]
            bare.append(_seconds(lambda number=number: _bare(folder / f"bare-{number}.db", bundle)))  # type: ignore[misc]
            again.append(_seconds(lambda url=url: _import(url, bundle, size.rows)))  # type: ignore[misc]
        left, right = min(s for s, _ in ours), min(s for s, _ in bare)
        print(
            f"{'rows/s into SQLite':38}{rows / left:10,.0f}{rows / right:10,.0f}{right / left:8.2f}  ours ≥ 20,000"
        )
        left, right = min(cpu for _, cpu in ours), min(cpu for _, cpu in bare)
        print(
            f"{'rows per second of processor time':38}{rows / left:10,.0f}{rows / right:10,.0f}{right / left:8.2f}"
        )
        print(f"{'rows/s, the same again':38}{rows / min(s for s, _ in again):10,.0f}")
        if size.postgres:
            with postgres(folder / "pg") as found:
                if found is None:
                    print("PostgreSQL: left out, it is not here (make setup installs it for tests)")
                else:
                    took, _ = _seconds(lambda: _import(found, bundle, size.rows))
                    print(f"{'rows/s into PostgreSQL':38}{rows / took:10,.0f}")


def _seconds(do: Callable[[], None]) -> tuple[float, float]:
    """Return wall time and this process's processor time."""
    wall, cpu = time.perf_counter(), time.process_time()
    do()
    return time.perf_counter() - wall, time.process_time() - cpu


def _import(url: str, bundle: Path, expected: int) -> None:
    store = Store.open(url)
    try:
        store.upgrade()
        report = Importing(store, system_clock).run(servers.WORKSPACE, bundle)
        kept = report.files["activities.csv"].kept
        if kept != expected:
            raise BenchmarkError(f"{kept} of {expected} activities were kept")
    finally:
        store.close()


def _bare(path: Path, bundle: Path) -> None:
    database = sqlite3.connect(path)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = NORMAL")
    for file in ("deals.csv", "activities.csv"):
        with (bundle / file).open(newline="", encoding="utf-8") as lines:
            rows = csv.reader(lines)
            columns = next(rows)
            table = file.removesuffix(".csv")
            database.execute(f"CREATE TABLE {table} ({', '.join(columns)}, PRIMARY KEY ({columns[0]}))")
            with database:
                database.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * len(columns))})", rows)
    database.close()


def _bundle(folder: Path, rows: int) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    start = datetime(2025, 1, 1, tzinfo=UTC)
    with (folder / "deals.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["id", "name", "stage", "amount", "currency", "created_at", "outcome"])
        table.writerows(
            [f"d{n}", f"Deal {n}", "proposal", 1000 + n, "EUR", start.isoformat(), "open"]
            for n in range(DEALS)
        )
    kinds = ("email", "call", "meeting", "note")
    with (folder / "activities.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["id", "type", "direction", "at", "subject", "body", "deal_id", "owner_id"])
        table.writerows(
            [
                f"a{n}", kinds[n % 4], "inbound" if n % 3 else "outbound", (start + timedelta(minutes=n)).isoformat(),
                f"Re: step {n % 97}", TEXT, f"d{n % DEALS}", f"o{n % 12}",
            ]
            for n in range(rows)
        )  # fmt: skip
    return folder
