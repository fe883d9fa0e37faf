"""A played CRM in which one person is everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from crm_ai_plugin.testing.sandbox import playing
from tests.fixtures.planted_secrets import PLANTED

from .databases import Database, Sqlite, postgresql
from .planting import Planted, planted


@pytest.fixture(scope="session")
def plan() -> Planted:
    """The world."""
    return planted()


@pytest.fixture
def crm() -> str:
    """Whose CRM is played; a test may say otherwise."""
    return "hubspot"


@pytest.fixture
def sandbox(plan: Planted, crm: str) -> Iterator[Any]:
    """The CRM."""
    makes: Any = playing.load(crm)
    with makes(world=plan.world, client_secret=PLANTED["client secret"]) as opened:
        yield opened


@pytest.fixture
def kind() -> str:
    """Kind of database; a test may say otherwise."""
    return "sqlite"


@pytest.fixture
def base(kind: str, request: pytest.FixtureRequest) -> Iterator[Database]:
    """A database of one's own."""
    if kind == "sqlite":
        yield Sqlite(request.getfixturevalue("sqlite_url"))
        return
    with postgresql() as server:
        yield server
