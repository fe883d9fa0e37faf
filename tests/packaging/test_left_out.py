"""A run says in its last line which tests it left out, and how to get what they need."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

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


def run(folder: Path, path: str, suite: str = SUITE) -> subprocess.CompletedProcess[str]:
    (folder / "conftest.py").write_bytes((ROOT / "conftest.py").read_bytes())
    (folder / "pytest.ini").write_text(
        "[pytest]\nmarkers =\n  needs_chromium\n  needs_node\n", encoding="utf-8"
    )
    (folder / "test_it.py").write_text(suite, encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_missing_program_is_named_with_the_way_to_get_it(tmp_path: Path) -> None:
    done = run(tmp_path, str(tmp_path))
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == "Left out: tests that need Chromium: 1 (apt-get install chromium)."


@pytest.mark.parametrize("name", ["chromium", "google-chrome"])
def test_with_the_program_there_nothing_is_left_out(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("#!/bin/sh\n", encoding="utf-8")
    (tmp_path / name).chmod(0o755)
    done = run(tmp_path, str(tmp_path))
    assert "it ran" in done.stdout
    assert done.stdout.splitlines()[-1] == "Left out: nothing."


def test_what_was_skipped_otherwise_is_counted(tmp_path: Path) -> None:
    done = run(tmp_path, str(tmp_path), OTHERWISE)
    assert done.stdout.splitlines()[-1] == "Left out: for reasons listed above: 1."
