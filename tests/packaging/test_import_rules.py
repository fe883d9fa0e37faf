"""The import rules cover every room there is, so that a new one can't stand outside them."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONTRACTS = {contract["id"]: contract for contract in PROJECT["tool"]["importlinter"]["contracts"]}
SEEN_BY_PLUGINS = {"records", "insights", "ports", "guarded_http", "errors"}


def rooms() -> set[str]:
    core = ROOT / "crm_ai_plugin"
    return {
        path.stem for path in core.iterdir() if (path / "__init__.py").is_file() or path.suffix == ".py"
    } - {"__init__"}


def test_plugins_are_kept_from_every_room_but_the_seams() -> None:
    forbidden = {
        name.removeprefix("crm_ai_plugin.") for name in CONTRACTS["plugins-see-seams"]["forbidden_modules"]
    }
    assert forbidden == rooms() - SEEN_BY_PLUGINS


def test_every_room_has_its_layer() -> None:
    assert {name.strip() for line in CONTRACTS["rooms"]["layers"] for name in line.split("|")} == rooms()


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


@pytest.mark.parametrize(
    "folder", ["crm_ai_plugin", "connectors", "webhooks", "cards/crm_ai_cards", "examples"]
)
def test_source_roots_are_not_imported_by_folder_name(folder: str) -> None:
    # From the checkout `import webhooks` would work, as a second identity of the same code.
    for path in (ROOT / folder).rglob("*.py"):
        assert {name.split(".")[0] for name in imports(path)}.isdisjoint(
            {"connectors", "webhooks", "cards"}
        ), path
