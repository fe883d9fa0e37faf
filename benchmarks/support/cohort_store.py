"""A store full of deals for the cohort benchmark, written in bulk past the product: only reading is measured.

Deals, activities and moments are rows as the product writes them. The moments' columns are made up, with three real
factors: measuring 100,000 deals out of their records takes minutes and is done once, in the background, not per question.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from crm_ai_plugin.facts.columns import layout
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import Settings

WORKSPACE, CONNECTION = "bench", "files"
_DATABASE = "database.url"
REAL = {"price_pressure": -0.7, "champion_known": 0.6, "meetings_held": 0.4}
_START = datetime(2022, 1, 1, tzinfo=UTC)
_TEXT = "Thanks for the call. Legal still has the order form; can we speak on Thursday about the rollout?"
_LEVELS = {
    "field.source": 6,
    "field.pipeline": 2,
    "field.owner": 40,
    "company.industry": 12,
    "company.country": 8,
}
_CHUNK = 20_000


def settings_of(home: Path) -> Settings:
    """Return the settings of the installation at `home`."""
    file = home / _DATABASE
    url = file.read_text() if file.exists() else ""
    return Settings.load(env_file=None, home=home, workspace=WORKSPACE, log_level="warning", database_url=url)


def use_database(home: Path, url: str) -> None:
    """Let the installation at `home` use another database."""
    (home / _DATABASE).write_text(url)


def fill(home: Path, deals: int, activities: int) -> None:
    """Write `deals` deals, nine in ten closed, with `activities` activities."""
    services = Services(settings_of(home))
    services.store.upgrade()
    with services.store.system() as system:
        system.workspaces.ensure(WORKSPACE, WORKSPACE)
    url = services.settings.effective_database_url
    services.close()
    base = sqlite3.connect(url.removeprefix("sqlite:///"))
    base.execute("PRAGMA synchronous = OFF")
    base.execute("PRAGMA journal_mode = MEMORY")
    rng = np.random.default_rng(7)
    for first in range(0, deals, _CHUNK):
        _deals(base, rng, first, min(_CHUNK, deals - first), deals)
    _insert(base, "activities", _ACTIVITY, _activities(activities, deals))
    base.execute("INSERT OR IGNORE INTO moment_layouts VALUES (?,?,?,?)", _layout_row())
    base.commit()
    base.execute("PRAGMA journal_mode = WAL")
    base.close()


def _layout_row() -> tuple[str, str, str, str]:
    known = layout()
    return WORKSPACE, known.name, json.dumps(list(known.numbers)), json.dumps(list(known.texts))


def _deals(base: sqlite3.Connection, rng: np.random.Generator, first: int, n: int, of: int) -> None:
    known = layout()
    columns = (rng.random((n, len(known.numbers))) * 6).astype("<f4").round(0)
    eta = np.full(n, -0.4)
    for name, weight in REAL.items():
        values = (rng.random(n) < 0.4).astype("<f4")
        columns[:, known.numbers.index(name)] = values
        eta += weight * (values - 0.4)
    won = rng.random(n) < 1 / (1 + np.exp(-eta))
    open_ = (np.arange(first, first + n) % 10) == 9
    levels = {name: [f"{name} {i}" for i in rng.integers(0, _LEVELS.get(name, 5), n)] for name in known.texts}
    rows, moments = [], []
    for i in range(n):
        number = first + i
        created = _START + timedelta(days=1_400 * number / of)
        closed = None if open_[i] else created + timedelta(days=20 + number % 90)
        outcome = "open" if open_[i] else "won" if won[i] else "lost"
        amount = float(1_000 + number % 50_000)
        stage = "proposal" if open_[i] else outcome
        rows.append(
            (WORKSPACE, CONNECTION, f"d{number}", f"Deal {number}", None, f"o{number % 40}", "p", stage, amount,
             "EUR", _time(created), _time(closed), None, outcome, "price" if outcome == "lost" and number % 3 else None,
             "[]", "web", "{}", number)
        )  # fmt: skip
        at = (closed or _START + timedelta(days=1_500)) - timedelta(days=10)
        moments.append(
            (WORKSPACE, CONNECTION, f"d{number}", "now" if open_[i] else "life", 0, _time(at), outcome, _time(created),
             _time(closed), "p", "proposal", f"o{number % 40}", None, amount, "EUR", known.name,
             columns[i].tobytes(), json.dumps([levels[name][i] for name in known.texts]), "{}", number, "u", 0,
             _time(_START + timedelta(days=1_500)))
        )  # fmt: skip
    _insert(base, "deals", _DEAL, rows)
    _insert(base, "deal_moments", _MOMENT, moments)
    base.commit()


_DEAL = (
    "workspace_id",
    "connection",
    "id",
    "name",
    "company_id",
    "owner_id",
    "pipeline",
    "stage",
    "amount",
    "currency",
    "created_at",
    "closed_at",
    "expected_close_at",
    "outcome",
    "loss_reason",
    "competitors",
    "source",
    "custom",
    "content_hash",
)
_MOMENT = (
    "workspace_id",
    "connection",
    "deal_id",
    "kind",
    "place",
    "at",
    "outcome",
    "created_at",
    "closed_at",
    "pipeline",
    "stage",
    "owner_id",
    "company_id",
    "amount",
    "currency",
    "layout",
    "numbers",
    "texts",
    "more",
    "content",
    "usual",
    "stages",
    "measured_at",
)
_ACTIVITY = (
    "workspace_id",
    "connection",
    "id",
    "type",
    "direction",
    "at",
    "duration_s",
    "subject",
    "body",
    "deal_id",
    "contact_ids",
    "owner_id",
    "thread_id",
    "done",
    "custom",
    "content_hash",
)


def _activities(n: int, deals: int) -> Iterator[tuple[Any, ...]]:
    kinds = ("email", "call", "meeting", "note")
    for number in range(n):
        deal = number % deals
        at = _START + timedelta(days=1_400 * deal / deals + number // deals)
        way = "inbound" if number % 3 else "outbound"
        yield (
            WORKSPACE, CONNECTION, f"a{number}", kinds[number % 4], way, _time(at), None, f"Re: step {number % 97}", _TEXT,
            f"d{deal}", "[]", None, None, None, "{}", number,
        )  # fmt: skip


def _insert(
    base: sqlite3.Connection,
    table: str,
    names: Sequence[str],
    rows: Iterator[tuple[Any, ...]] | list[tuple[Any, ...]],
) -> None:
    base.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({','.join('?' * len(names))})", rows)


def _time(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat(" ", "microseconds")
