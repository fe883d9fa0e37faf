"""The command line on a home of its own, in this process, with nothing of the developer's environment."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from crm_ai_plugin.cli import main
from crm_ai_plugin.runtime import logs

DEALS = """\
id,name,stage,amount,currency,created_at,outcome
d1,Acme,qualified,1000,EUR,2026-01-01,open
d2,Globex,qualified,2000,EUR,2026-01-02,open
d3,Initech,closed,500,EUR,2025-01-02,won
"""


@dataclass(frozen=True)
class Run:
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Cli = Callable[..., Run]


@pytest.fixture
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A home that does not exist yet, an empty working directory, no settings."""
    for name in list(os.environ):
        if name.startswith(("CRM_AI_", "OPENAI_")):
            monkeypatch.delenv(name)
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    home = tmp_path / "home"
    monkeypatch.setenv("CRM_AI_HOME", str(home))
    return home


@pytest.fixture
def home(clean_environment: Path, _migrated_sqlite: Path) -> Path:
    """A home with a migrated, empty database."""
    clean_environment.mkdir()
    shutil.copyfile(_migrated_sqlite, clean_environment / "crm-ai.db")
    return clean_environment


@pytest.fixture
def cli(clean_environment: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Runs a command and returns what it left; fails on a traceback."""
    # Loggers keep the stream they saw first, and this test's is gone after it.
    monkeypatch.setattr(logs, "configure", lambda level: None)

    def run(*arguments: str) -> Run:
        status = main(list(arguments))
        shown = capfd.readouterr()
        assert "Traceback" not in shown.out + shown.err
        return Run(status, shown.out, shown.err)

    return run


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A bundle of three deals."""
    folder = tmp_path / "bundle"
    folder.mkdir()
    (folder / "deals.csv").write_text(DEALS)
    return folder
