"""The tutorial's commands and changes are carried out as they stand on the page, and say what it says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "tutorial" / "write-a-connector.md"
BLOCK = re.compile(r"^(?P<before>[^\n]*)\n```(?P<kind>\w*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
NOT_RUN = re.compile(r"<!-- not run: .{10,} -->")


def blocks() -> list[tuple[str, str]]:
    """Return (kind, body) of each code block that is to be run."""
    found = list(BLOCK.finditer(PAGE.read_text(encoding="utf-8")))
    run = [one for one in found if not NOT_RUN.fullmatch(one["before"])]
    assert {one["kind"] for one in run} <= {"console", "diff"}
    return [(one["kind"], one["body"]) for one in run]


class Reader:
    """Does what a reader does at a terminal and in an editor."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def types(self, body: str) -> None:
        for command, expected in _commands(body):
            print("$", command)
            if command.startswith("cd "):
                self.folder /= command.removeprefix("cd ")
                assert self.folder.is_dir()
                continue
            path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
            done = subprocess.run(
                command,
                shell=True,
                cwd=self.folder,
                env={**os.environ, "PATH": path, "PYTEST_ADDOPTS": "-p no:cacheprovider"},
                capture_output=True,
                text=True,
                check=False,
            )
            said = done.stdout + done.stderr
            assert _pattern(expected).search(said), f"{command}\nexpected:\n{expected}\nsaid:\n{said}"

    def changes(self, body: str) -> None:
        head, *hunks = re.split(r"^@@\n", body, flags=re.MULTILINE)
        path = self.folder / head.removeprefix("--- ").strip()
        text = path.read_text(encoding="utf-8")
        assert hunks
        for hunk in hunks:
            lines = hunk.splitlines(keepends=True)
            old = "".join(line[1:] for line in lines if line[0] in " -")
            new = "".join(line[1:] for line in lines if line[0] in " +")
            assert text.count(old) == 1, f"{path.name} does not hold this once:\n{old}"
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")


def _commands(body: str) -> Iterator[tuple[str, str]]:
    for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        command, _, expected = part.partition("\n")
        yield command, expected


def _pattern(expected: str) -> re.Pattern[str]:
    """Return what the output has to look like; ``...`` stands for anything."""
    return re.compile(r".*?".join(map(re.escape, expected.strip().split("..."))), re.DOTALL)


@pytest.mark.timeout(300)
def test_the_tutorial_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_AI_HOME", str(tmp_path / "home"))
    reader = Reader(tmp_path)
    for kind, body in blocks():
        if kind == "console":
            reader.types(body)
        else:
            reader.changes(body)
    # What a reader ends up with is tidy.
    for command in ("check", "format --check"):
        reader.types(f"$ python -m ruff {command} --no-cache .\n")


def test_what_is_not_run_says_why() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text.count("\n```") == 2 * (len(blocks()) + len(NOT_RUN.findall(text)))
