"""What the root conftest holds for every run: a last line on what was left out, and nothing left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]

SUITE = """
import pytest

@pytest.mark.needs_chromium
def test_browser() -> None:
    raise AssertionError("it ran")

def test_other() -> None:
    assert True
"""


OTHERWISE = """
import pytest

def test_skipped() -> None:
    pytest.skip("no reason of ours")
"""


LEAVES_BEHIND = """
import signal
import pytest

@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("turn", [1, 2])
def test_takes_over(number, turn) -> None:
    assert signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler)
    signal.signal(number, lambda *_: None)
"""

PROCESSES = pytest.mark.parametrize("processes", ["-n0", "-n2"])


INTERRUPTS = """
import signal, subprocess, sys
import pytest

def test_ctrl_c_reaches_this_process_and_those_it_starts() -> None:
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
    program = "import signal; signal.raise_signal(signal.SIGINT); print('ignored')"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stdout == ""
"""


def run(
    folder: Path, path: str, suite: str = SUITE, *options: str, **how: Any
) -> subprocess.CompletedProcess[str]:
    (folder / "conftest.py").write_bytes((ROOT / "conftest.py").read_bytes())
    (folder / "pytest.ini").write_text(
        "[pytest]\nmarkers =\n  needs_chromium\n  needs_node\n", encoding="utf-8"
    )
    (folder / "test_it.py").write_text(suite, encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options],
        cwd=folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
        **how,
    )


@PROCESSES
def test_a_missing_program_is_named_with_the_way_to_get_it(tmp_path: Path, processes: str) -> None:
    done = run(tmp_path, str(tmp_path), SUITE, processes)
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == "Left out: tests that need Chromium: 1 (apt-get install chromium)."


@pytest.mark.parametrize("name", ["chromium", "google-chrome"])
def test_with_the_program_there_nothing_is_left_out(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("#!/bin/sh\n", encoding="utf-8")
    (tmp_path / name).chmod(0o755)
    done = run(tmp_path, str(tmp_path))
    assert "it ran" in done.stdout
    assert done.stdout.splitlines()[-1] == "Left out: nothing."


@pytest.mark.parametrize(
    ("version", "ran"), [("v18.20.4", False), ("v20.18.9", False), ("v20.19.0", True), ("v24.1.0", True)]
)
def test_a_node_that_is_too_old_counts_as_none(version: str, ran: bool, tmp_path: Path) -> None:
    (tmp_path / "node").write_text(f"#!/bin/sh\necho {version}\n", encoding="utf-8")
    (tmp_path / "node").chmod(0o755)
    done = run(tmp_path, f"{tmp_path}:/bin:/usr/bin", SUITE.replace("needs_chromium", "needs_node"))
    assert ("it ran" in done.stdout) is ran
    assert ("tests that need Node: 1" in done.stdout.splitlines()[-1]) is not ran


@PROCESSES
def test_what_was_skipped_otherwise_is_counted(tmp_path: Path, processes: str) -> None:
    done = run(tmp_path, str(tmp_path), OTHERWISE, processes)
    assert done.stdout.splitlines()[-1] == "Left out: for reasons listed above: 1."


def test_the_next_test_finds_the_signals_as_they_were(tmp_path: Path) -> None:
    done = run(tmp_path, str(tmp_path), LEAVES_BEHIND)
    assert done.returncode == 0, done.stdout


@PROCESSES
def test_a_run_in_the_background_can_be_interrupted_too(tmp_path: Path, processes: str) -> None:
    def ignore() -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)

    done = run(tmp_path, str(tmp_path), INTERRUPTS, processes, preexec_fn=ignore)
    assert done.returncode == 0, done.stdout
