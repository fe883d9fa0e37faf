"""The runtime on a database file with one deal that came in files, and a Redis that is not there unless asked for."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from crm_ai_plugin.ports.language_model import LanguageModel
from crm_ai_plugin.records import Record
from crm_ai_plugin.runtime.connections import FILES
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import Settings
from crm_ai_plugin.store import ConnectionRow
from tests.fixtures.planted_secrets import PLANTED
from tests.fixtures.runtime_fakes import Clock
from tests.unit.features.builders import deal

WORKSPACE = "w1"
NOW = datetime(2026, 11, 18, 15, 30, tzinfo=UTC)


class SilentQueue:
    """Takes every hint and does nothing with it."""

    def __getattr__(self, job: str) -> Any:
        return lambda *_args, **_options: None


@pytest.fixture
def clock() -> Clock:
    made = Clock()
    made.now = NOW
    return made


def put_deal(
    services: Services,
    workspace: str = WORKSPACE,
    mail: str = "Could you confirm the start date?",
) -> None:
    """Store a deal with two mails of its champion."""
    snapshot = (
        deal()
        .person("dana", "champion")
        .mail_in(3, f"The budget is frozen until May and your price is 20 % too high. {mail}")
        .mail_in(5, "We are also looking at a competitor.")
        .build()
    )
    with services.store.system() as system:
        system.workspaces.ensure(workspace, workspace)
        if not any(row.key == FILES for row in system.connections.list(workspace)):
            system.connections.add(ConnectionRow(workspace, FILES, FILES, FILES))
    records: list[Record] = [snapshot.deal, *snapshot.contacts, *snapshot.deal_contacts, *snapshot.activities]
    with services.store.workspace(workspace) as session:
        session.records.upsert(FILES, records)


Made = Callable[..., Services]


@pytest.fixture
def made(tmp_path: Path, _migrated_sqlite: Path, clock: Clock) -> Iterator[Made]:
    """Make services with a language model, or without one."""
    opened: list[tuple[Services, LanguageModel | None]] = []

    def make(model: LanguageModel | None = None, **settings: Any) -> Services:
        if not (tmp_path / "crm-ai.db").exists():
            shutil.copyfile(_migrated_sqlite, tmp_path / "crm-ai.db")
        values = {"home": tmp_path, "secret_key": SecretStr(PLANTED["secret key"]), **settings}
        services = Services(Settings.load(env_file=None, **values), clock)
        services.__dict__["language_model"] = model
        services.dispatcher = SilentQueue()  # type: ignore[assignment]  # takes every hint
        opened.append((services, model))
        return services

    yield make
    for services, model in opened:
        if services.__dict__.get("language_model") is model:
            # A test's own, which is not for the services to close.
            services.__dict__.pop("language_model", None)
        services.close()
