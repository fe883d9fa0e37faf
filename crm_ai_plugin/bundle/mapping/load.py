"""Finds a mapping file, by path or by the name of one that ships, and reads it."""

from __future__ import annotations

import difflib
from importlib import resources
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ...errors import UserInputError
from ..columns import SPECS
from .model import FieldSource, FileMapping, Mapping, RecordMapping
from .yaml_tree import YamlTree

_SHIPPED = "crm_ai_plugin.bundle.mappings"


def shipped_mappings() -> list[str]:
    """Return the names of the mappings that ship with the package."""
    files = resources.files(_SHIPPED).iterdir()
    return sorted(one.name.removesuffix(".yaml") for one in files if one.name.endswith(".yaml"))


def load_mapping(source: str | Path) -> Mapping:
    """Read the mapping file at a path, or the shipped mapping of that name.

    Raises:
        UserInputError: not found or not valid; names file, line and what is wrong.
    """
    name, text = _read(source)
    return parse_mapping(name, text)


def parse_mapping(name: str, text: str) -> Mapping:
    """Read a mapping from text; `name` is used in messages.

    Raises:
        UserInputError: it is not valid; names line and what is wrong.
    """
    tree = YamlTree(name, text)
    try:
        return Mapping.model_validate(tree.data)
    except ValidationError as error:
        raise _explain(tree, error) from None


def _read(source: str | Path) -> tuple[str, str]:
    path = Path(source)
    shipped = shipped_mappings()
    if str(source) in shipped and not path.exists():
        return f"{source}.yaml", (resources.files(_SHIPPED) / f"{source}.yaml").read_text("utf-8")
    try:
        return path.name, path.read_text("utf-8-sig")
    except FileNotFoundError as error:
        raise UserInputError(
            f"There is no mapping file {path}.",
            code="mapping",
            hint=f"Give the path of a YAML file, or the name of one that ships: {', '.join(shipped)}.",
        ) from error
    except UnicodeDecodeError as error:
        raise UserInputError(
            f"{path.name}: byte {error.start:,} is not UTF-8.",
            code="mapping",
            hint="Save the mapping as UTF-8.",
        ) from error
    except (OSError, ValueError) as error:
        raise UserInputError(f"{path} can't be read.", code="mapping", hint="Name a YAML file.") from error


def _explain(tree: YamlTree, error: ValidationError) -> UserInputError:
    problems = error.errors(include_url=False, include_context=False)
    first, others = problems[0], len(problems) - 1
    path = tuple(first["loc"])
    message, hint = _say(first)
    where = ".".join(str(step) for step in path)
    more = f" (and {others} more)" if others else ""
    return tree.error(
        f"{where}: {message}{more}" if where else message + more, line=tree.line_of(path), hint=hint
    )


def _say(problem: ErrorDetails) -> tuple[str, str]:
    message = problem["msg"].removeprefix("Value error, ")
    match problem["type"]:
        case "extra_forbidden":
            name = str(problem["loc"][-1])
            known = _known_names(len(problem["loc"]))
            near = difflib.get_close_matches(name, known, n=1)
            meant = (
                f"Did you mean `{near[0]}`?" if near else "See docs/reference/bundle.md for what is known."
            )
            return f"`{name}` is not known here", meant
        case "missing":
            return (
                f"`{problem['loc'][-1]}` is missing",
                "Add it; a mapping begins with `version: 1` and `files:`.",
            )
        case "model_type" | "dict_type" | "list_type":
            return message[:1].lower() + message[
                1:
            ], "Look at the indentation, and at docs/reference/bundle.md."
        case _:
            return message[:1].lower() + message[1:], "See docs/reference/bundle.md for what can stand here."


def _known_names(depth: int) -> list[str]:
    """Names that may stand at `depth` of a mapping; wide rather than exact, for suggestions only."""
    top = list(Mapping.model_fields)
    file_level = list(FileMapping.model_fields)
    record_level = [
        *SPECS,
        *RecordMapping.model_fields,
        *(name for spec in SPECS.values() for name in spec.columns),
    ]
    field_level = [field.alias or name for name, field in FieldSource.model_fields.items()]
    return {1: top, 3: file_level}.get(depth, [*record_level, *field_level])
