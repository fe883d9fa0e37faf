"""The lock files hold what pyproject.toml asks for, with hashes, and name no place to fetch it from."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]
LOCKS = ROOT / "requirements"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUNTIME = PROJECT["project"]["dependencies"]
EXTRAS = PROJECT["project"]["optional-dependencies"].values()
DEV = [*(one for extra in EXTRAS for one in extra), *PROJECT["dependency-groups"]["dev"]]

PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(\[[a-z,]+\])?==(?P<version>[^ ;\\]+)", re.MULTILINE)


def pins(name: str) -> dict[str, set[Version]]:
    found: dict[str, set[Version]] = {}
    for match in PIN.finditer((LOCKS / name).read_text(encoding="utf-8")):
        found.setdefault(canonicalize_name(match["name"]), set()).add(Version(match["version"]))
    return found


@pytest.mark.parametrize(("lock", "wanted"), [("runtime.txt", RUNTIME), ("dev.txt", RUNTIME + DEV)])
def test_every_requirement_is_locked_as_asked(lock: str, wanted: list[str]) -> None:
    locked = pins(lock)
    for requirement in map(Requirement, wanted):
        versions = locked.get(canonicalize_name(requirement.name), set())
        assert versions, f"{requirement.name} is not in {lock}: run `make lock`"
        assert all(requirement.specifier.contains(one) for one in versions), f"{requirement} in {lock}"


def test_what_runs_is_what_was_tested() -> None:
    tested = pins("dev.txt")
    assert {name: tested.get(name) for name in pins("runtime.txt")} == pins("runtime.txt")


@pytest.mark.parametrize("lock", sorted(path.name for path in LOCKS.glob("*.txt")))
def test_lock_is_hashed_and_names_no_place(lock: str) -> None:
    text = (LOCKS / lock).read_text(encoding="utf-8")
    unhashed = [
        line for line in PIN.sub(r"PIN \g<name>", text).split("PIN ") if line and "--hash=sha256:" not in line
    ]
    assert unhashed == []
    assert "://" not in text
    assert not re.search(r"^\s*--(extra-)?(index-url|find-links)", text, re.MULTILINE)
