"""What the code imports is what pyproject.toml asks for: nothing comes along by chance."""

from __future__ import annotations

import ast
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
SOURCES = ("crm_ai_plugin", "connectors", "webhooks", "cards/crm_ai_cards")
OURS = {"crm_ai_plugin", "crm_ai_connectors", "crm_ai_webhooks", "crm_ai_cards"}


def names(requirements: list[str]) -> set[str]:
    return {canonicalize_name(Requirement(one).name) for one in requirements}


def imported(folder: Path) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found.update({alias.name.split(".")[0]: path for alias in node.names})
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found[node.module.split(".")[0]] = path
    return {name: path for name, path in found.items() if name not in OURS | sys.stdlib_module_names}


def undeclared(folder: Path, declared: set[str]) -> dict[str, str]:
    distributions = packages_distributions()
    return {
        name: str(path.relative_to(ROOT))
        for name, path in imported(folder).items()
        if declared.isdisjoint(map(canonicalize_name, distributions.get(name, [name])))
    }


def test_every_import_is_declared() -> None:
    runtime = names(PROJECT["dependencies"])
    # Partners' kit and optional readers come with extras; what uses them says so when they are missing.
    extras = runtime | names([one for extra in PROJECT["optional-dependencies"].values() for one in extra])
    for source in SOURCES:
        for folder in (
            path for path in (ROOT / source).iterdir() if path.is_dir() and path.name != "templates"
        ):
            optional = folder.name in {"testing", "bundle"}
            assert undeclared(folder, extras if optional else runtime) == {}
