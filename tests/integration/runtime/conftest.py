"""The runtime on a real database and a real queue, with a CRM in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import EventSettings, Settings
from tests.fixtures.planted_secrets import PLANTED
from tests.fixtures.runtime_fakes import Clock, Coach, Crm, Point, plugins, registry_of
from tests.integration.runtime.acts import connected

LEASE_S = 60.0


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def crm(clock: Clock) -> Crm:
    crm = Crm(clock)
    crm.deal("1")
    return crm


@pytest.fixture
def coach() -> Coach:
    return Coach()


@pytest.fixture
def points(crm: Crm, coach: Coach) -> dict[str, list[Point]]:
    """A test may change these before it asks for `services`."""
    return plugins(crm, coach)


Build = Callable[..., Services]


@pytest.fixture
def build(tmp_path: Path, redis_url: str, clock: Clock, points: Any) -> Iterator[Build]:
    """Builds services on a database; call it twice for two processes' worth of them."""
    built: list[Services] = []

    def services(
        database_url: str, *, lease_s: float = LEASE_S, redis: str = redis_url, **more: Any
    ) -> Services:
        settings = Settings.load(
            env_file=None,
            home=tmp_path / "home",
            database_url=database_url,
            redis_url=redis,
            secret_key=PLANTED["secret key"],
            events=EventSettings(lease_s=lease_s, coalesce_ms=0),
            **more,
        )
        made = Services(settings, clock, registry_of(points))
        built.append(made)
        return made

    yield services
    for made in built:
        made.close()


@pytest.fixture
def services(build: Build, sqlite_url: str) -> Services:
    """Connected to the CRM in workspace `acme`; on SQLite."""
    return connected(build(sqlite_url))


@pytest.fixture
def both(build: Build, database_url: str) -> Services:
    """The same on SQLite and on PostgreSQL."""
    return connected(build(database_url))
