"""A workspace with a library."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import Settings
from tests.fixtures.runtime_fakes import Clock
from tests.integration.runtime.library.acts import (
    W,
)


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """SQLite, unless a test is about both: the rules don't depend on the database, and the store has tests of its own."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def services(tmp_path: Path, database_url: str, clock: Clock) -> Iterator[Services]:
    made = Services(Settings.load(env_file=None, home=tmp_path, database_url=database_url), clock)
    with made.store.system() as system:
        system.workspaces.ensure(W, W)
    yield made
    made.close()


@pytest.fixture
def library(services: Services):
    return services.objections.library
