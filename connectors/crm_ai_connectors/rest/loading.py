"""Reads a definition and says, line by line, what is wrong with it and how to mend it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import resources
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from crm_ai_plugin.errors import ConfigurationError, UserInputError

from .checks import findings
from .model import Definition

Loc = tuple[str | int, ...]
_MAX_BYTES = 500_000
_MAX_NODES = 50_000
_MAX_DEPTH = 40
_SHOWN = 20


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, or (`warning`) doubtful.

    Attributes:
        line: Line in the file, from 1.
        where: The keys that lead there, with dots.
        message: What is wrong.
        hint: How to mend it.
    """

    line: int
    where: str
    message: str
    hint: str = ""
    warning: bool = False

    def __str__(self) -> str:
        return f"line {self.line}, {self.where or 'the file'}: {self.message}" + (
            f" ({self.hint})" if self.hint else ""
        )


class DefinitionError(ConfigurationError, UserInputError):
    """A definition can't be used; `problems` says why.

    It is both: an admin's setting and a file somebody gave.
    """

    default_code = "definition_invalid"
    problems: tuple[Problem, ...] = ()


def error(name: str, problems: Sequence[Problem]) -> DefinitionError:
    """Return the error that names all `problems`."""
    rows = [f"{name}: {one}" for one in problems[:_SHOWN]]
    if len(problems) > _SHOWN:
        rows.append(f"and {len(problems) - _SHOWN} more")
    made = DefinitionError("\n".join(rows))
    made.problems = tuple(problems)
    return made


class _Marks:
    """Turns YAML nodes into plain values and remembers on which line each lies."""

    def __init__(self) -> None:
        self.lines: dict[Loc, int] = {}
        self.problems: list[Problem] = []
        self._nodes = 0
        self._scalars = yaml.SafeLoader("")

    def value(self, node: yaml.Node, at: Loc = ()) -> Any:  # noqa: ANN401  # YAML
        self._nodes += 1
        line = self.lines[at] = node.start_mark.line + 1
        if self._nodes > _MAX_NODES or len(at) > _MAX_DEPTH:
            raise yaml.YAMLError("it is nested too deeply, or its aliases make it too large")
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, at)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(one, (*at, index)) for index, one in enumerate(node.value)]
        if node.tag == "tag:yaml.org,2002:timestamp":
            return node.value
        try:
            return self._scalars.construct_object(node)
        except (yaml.YAMLError, ValueError, OverflowError, KeyError, IndexError):
            self.problems.append(Problem(line, _dotted(at), "this value can't be read", "put it in quotes"))
            return None

    def _mapping(self, node: yaml.MappingNode, at: Loc) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self.problems.append(Problem(line, _dotted(at), "a key must be a single word"))
                continue
            key = str(key_node.value)
            if key == "<<":
                self.problems.append(
                    Problem(line, _dotted(at), "merge keys are not understood", "write the keys out")
                )
                continue
            if key in found:
                self.problems.append(
                    Problem(line, _dotted((*at, key)), "this key is there twice", "remove one")
                )
            found[key] = self.value(value_node, (*at, key))
            self.lines[(*at, key)] = line
        return found


def parse(text: str, name: str = "definition") -> tuple[Definition | None, list[Problem]]:
    """Return the definition, if it has the right shape, and everything that is wrong or doubtful."""
    if len(text) > _MAX_BYTES:
        return None, [Problem(1, "", f"the file is larger than {_MAX_BYTES // 1000} kB")]
    marks = _Marks()
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        raw = marks.value(node) if node is not None else None
    except yaml.MarkedYAMLError as problem:
        line = problem.problem_mark.line + 1 if problem.problem_mark else 1
        return None, [
            Problem(line, "", f"is no YAML: {problem.problem or problem.context}", "check indentation")
        ]
    except (yaml.YAMLError, RecursionError) as problem:
        what = (
            "it is nested too deeply" if isinstance(problem, RecursionError) else str(problem).splitlines()[0]
        )
        return None, [Problem(1, "", f"is no YAML: {what}")]
    if not isinstance(raw, dict):
        return None, [Problem(1, "", f"{name} holds no keys", "begin with `definition: 1`")]
    found = list(marks.problems)
    try:
        definition = Definition.model_validate(raw)
    except ValidationError as invalid:
        found += _all_explained(invalid, marks.lines)
        return None, _sorted(found)
    for finding in findings(definition):
        at = _known(finding.loc, marks.lines)
        found.append(
            Problem(marks.lines[at], _dotted(finding.loc), finding.message, finding.hint, finding.warning)
        )
    return definition, _sorted(found)


def load(source: str | Path) -> Definition:
    """Return a definition by the path of its file, or by the name of one that is shipped.

    Raises:
        DefinitionError: it is not there or has errors; `problems` tells the lines.
    """
    text, name = read(source)
    definition, problems = parse(text, name)
    errors = [one for one in problems if not one.warning]
    if errors or definition is None:
        raise error(name, errors)
    return definition


def read(source: str | Path) -> tuple[str, str]:
    """Return text and short name of a definition.

    Raises:
        DefinitionError: there is no such file or shipped definition.
    """
    given = str(source)
    if given in shipped():
        folder = resources.files(f"{__package__}.definitions")
        return folder.joinpath(f"{given}.yaml").read_text("utf-8"), f"{given}.yaml"
    path = Path(given)
    try:
        return path.read_text("utf-8"), path.name
    except (OSError, UnicodeDecodeError, ValueError):
        pass
    near = get_close_matches(given, shipped(), 1)
    hint = f"; did you mean {near[0]}?" if near else f"; shipped are {', '.join(shipped())}"
    raise DefinitionError(f"there is no readable definition {given!r}{hint}", code="definition_missing")


def shipped() -> list[str]:
    """Return the names of the definitions that come with this package."""
    folder = resources.files(f"{__package__}.definitions")
    return sorted(one.name.removesuffix(".yaml") for one in folder.iterdir() if one.name.endswith(".yaml"))


def _all_explained(invalid: ValidationError, lines: Mapping[Loc, int]) -> list[Problem]:
    errors = invalid.errors(include_url=False)
    # Where a text or a list may stand, the complaint that it is no list says nothing.
    noise = {"tuple_type", "list_type", "string_type", "dict_type"}
    told = {_known(one["loc"], lines) for one in errors if one["type"] not in noise}
    kept = [one for one in errors if one["type"] not in noise or _known(one["loc"], lines) not in told]
    return [_explained(dict(one), lines) for one in kept]


def _explained(problem: Mapping[str, Any], lines: Mapping[Loc, int]) -> Problem:
    loc = _known(problem["loc"], lines)
    kind, message, hint = str(problem["type"]), str(problem["msg"]).removeprefix("Value error, "), ""
    where, last = loc, problem["loc"][-1] if problem["loc"] else ""
    if kind == "extra_forbidden":
        near = get_close_matches(str(last), [key for key in _all_keys() if key != last], 1)
        message = f"there is no key {last!r} here"
        hint = f"did you mean {near[0]!r}?" if near else "look at docs/reference/rest-connector.md"
    elif kind == "missing":
        message, hint, where = f"the key {last!r} is missing", "add it", (*loc, last)
    elif kind == "union_tag_not_found":
        message = f"needs {problem['ctx']['discriminator']} to say which kind it is"
    elif kind == "union_tag_invalid":
        message = f"{problem['ctx']['tag']!r} is none of {problem['ctx']['expected_tags']}"
    elif kind == "literal_error":
        message = f"must be {problem['ctx']['expected']}"
    return Problem(lines[loc], _dotted(where), message, hint)


def _all_keys() -> list[str]:
    """Return the keys of all sections: good enough to guess what was meant."""
    found: set[str] = set()
    schema = Definition.model_json_schema()
    for part in (schema, *schema["$defs"].values()):
        found |= set(part.get("properties", ()))
    return sorted(found)


def _known(loc: Loc, lines: Mapping[Loc, int]) -> Loc:
    """Return the longest beginning of `loc` that is in the file; names of variants in between are left out."""
    at: Loc = ()
    for part in loc:
        if (*at, part) in lines:
            at = (*at, part)
    return at


def _dotted(loc: Loc) -> str:
    return "".join(f"[{one}]" if isinstance(one, int) else f".{one}" for one in loc).removeprefix(".")


def _sorted(problems: list[Problem]) -> list[Problem]:
    return sorted(dict.fromkeys(problems), key=lambda one: (one.line, one.where))
