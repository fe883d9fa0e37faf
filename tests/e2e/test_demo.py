"""``crm-ai demo`` as a newcomer starts it: no keys, an empty home, nothing running."""

from __future__ import annotations

import json
import os
import re
import select
import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from crm_ai_plugin.testing.sandbox import playing
from tests.fixtures.processes import in_session, left_of_session

pytestmark = pytest.mark.timeout(400)

PATIENCE_S = 180.0
COMMAND = [sys.executable, "-m", "crm_ai_plugin.cli", "demo"]
STEPS = [
    "CRM read",
    "learned from history",
    "processes up",
    "event signed, accepted",
    "deal pulled",
    "facts measured, steps chosen",
    "written back, read back",
    "event to CRM, in all",
]


@dataclass
class Newcomer:
    """Somebody's empty machine: a home, a folder to stand in, and nothing else."""

    folder: Path
    first: dict[str, Any] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        return {"PATH": "/usr/bin:/bin", "HOME": str(self.folder / "user"), "PYTHONUNBUFFERED": "1"}

    @property
    def work(self) -> Path:
        return self.folder / "work"

    def files(self) -> set[str]:
        return {str(p.relative_to(self.folder)) for p in self.folder.rglob("*") if p.is_file()}

    def starts(self, *options: str) -> AbstractContextManager[subprocess.Popen[str]]:
        return in_session([*COMMAND, *options], cwd=self.work, env=self.environment)


def _played(folder: Path, *options: str) -> Newcomer:
    (folder / "user").mkdir()
    (folder / "work").mkdir()
    machine = Newcomer(folder)
    with machine.starts("--once", "--json", *options) as process:
        out, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, err
    assert err == ""
    machine.first = json.loads(out)
    return machine


@pytest.fixture(scope="module")
def newcomer(tmp_path_factory: pytest.TempPathFactory) -> Newcomer:
    """A machine on which the demo ran once."""
    return _played(tmp_path_factory.mktemp("newcomer"))


def test_it_tells_the_main_job_step_by_step(newcomer: Newcomer) -> None:
    _tells_the_main_job(newcomer.first)


def test_the_advice_can_be_checked(newcomer: Newcomer) -> None:
    _can_be_checked(newcomer.first)


@pytest.mark.parametrize("crm", [name for name in playing.names() if name != "hubspot"])
def test_every_other_crm_ends_the_same(crm: str, tmp_path: Path) -> None:
    told = _played(tmp_path, "--crm", crm).first
    _tells_the_main_job(told)
    _can_be_checked(told)


def _tells_the_main_job(told: dict[str, Any]) -> None:
    assert [step["name"] for step in told["steps"]] == STEPS
    assert all(step["seconds"] >= 0 for step in told["steps"])
    details = {step["name"]: step["detail"] for step in told["steps"]}
    assert "300 deals" in details["CRM read"]
    # Seen in the CRM itself, not in our own books.
    assert details["written back, read back"].endswith("the CRM now shows 1 note, 1 task, 7 fields")


def _can_be_checked(told: dict[str, Any]) -> None:
    insight = told["insight"]
    payload = insight["payload"]
    evidence = {e["id"]: e for e in insight["evidence"]}
    assert insight["source"] == "engine"
    assert 3 <= len(payload["actions"]) <= 5
    assert all(
        set(action["evidence"]) <= set(evidence) and action["evidence"] for action in payload["actions"]
    )
    quotes = [evidence[e]["quote"] for action in payload["actions"] for e in action["evidence"]]
    assert any("SOC 2 report" in quote for quote in quotes if quote)


def test_it_writes_into_its_own_folder_only(newcomer: Newcomer) -> None:
    assert {name.split("/")[:2][-1] for name in newcomer.files()} == {"var"}
    assert {name.split("/")[0] for name in newcomer.files()} == {"work"}


def test_the_second_time_it_remembers_and_serves_until_ctrl_c(newcomer: Newcomer) -> None:
    with newcomer.starts() as process:
        said = _until(process, "from the command to here")
        assert "learned from history" not in said
        assert "what changed since today's first demo" in said
        assert "Get a conversation with" in said
        crm, card = (_address(said, label) for label in ("In the CRM:", "As a card:"))
        assert "Next steps" in _get(card)
        assert "Ref crm-ai:" in _get(crm)
        with newcomer.starts("--once") as second:
            _, err = second.communicate(timeout=PATIENCE_S)
        assert second.returncode == 2
        assert err.startswith("crm-ai: a demo is already running in var (")
        assert err.count("\n") == 1
        assert "Ref crm-ai:" in _get(crm)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0
    # Whoever opens the workspace for the first time is told how to get in.
    assert "/app/setup#token=" in err
    assert err.endswith("\nServing until Ctrl-C.\n")
    assert left_of_session(process.pid) == []


def test_ctrl_c_in_the_middle_ends_it_at_once(newcomer: Newcomer) -> None:
    with newcomer.starts() as process:
        _until(process, "CRM read")
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 130
    assert "written back" not in out
    assert err == "crm-ai: interrupted\n"
    assert left_of_session(process.pid) == []


def _until(process: subprocess.Popen[str], words: str) -> str:
    """Return what was printed up to the line with these words."""
    assert process.stdout is not None
    said, deadline = "", time.monotonic() + PATIENCE_S
    while words not in said:
        ready, _, _ = select.select([process.stdout], [], [], max(0.0, deadline - time.monotonic()))
        line = os.read(process.stdout.fileno(), 65536).decode() if ready else ""
        assert line, f"{said}\n{process.communicate() if process.poll() is not None else 'it takes too long'}"
        said += line
    return said


def _address(said: str, label: str) -> str:
    found = re.search(rf"^{label}\s+(\S+)$", said, re.MULTILINE)
    assert found, said
    return found[1]


def _get(address: str) -> str:
    with urllib.request.urlopen(address, timeout=20) as answer:
        return str(answer.read().decode())
