"""Reads YAML as plain data that remembers its lines.

Words stay words: only ``true``, ``false``, ``null`` and numbers are anything else, so that a value map may
say ``No: lost`` and a constant ``2024-01-01``. Anchors, tags and deep nesting are refused: no mapping needs
them, and they are how a small YAML file becomes a large problem.
"""

from __future__ import annotations

import re
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ...errors import UserInputError

MAX_CHARS = 2**20
MAX_DEPTH = 24

Path = tuple[str | int, ...]

_INTEGER = re.compile(r"[+-]?(0|[1-9][0-9]{0,17})", re.ASCII)
_NUMBER = re.compile(r"[+-]?([0-9]{1,30}\.[0-9]{0,30}|\.[0-9]{1,30})([eE][+-]?[0-9]{1,3})?", re.ASCII)
_OPENING = (
    yaml.BlockMappingStartToken,
    yaml.BlockSequenceStartToken,
    yaml.FlowMappingStartToken,
    yaml.FlowSequenceStartToken,
)
_CLOSING = (yaml.BlockEndToken, yaml.FlowMappingEndToken, yaml.FlowSequenceEndToken)


class YamlTree:
    """`data`, and the line on which each part of it stands."""

    def __init__(self, name: str, text: str, what: str = "mapping") -> None:
        """Parse `text`; `name` and `what` it is are used in messages, `what` as their code as well.

        Raises:
            UserInputError: no YAML, or more of it than a mapping needs.
        """
        self.name = name
        self._what = what
        self._lines: dict[Path, int] = {}
        if len(text) > MAX_CHARS:
            raise self.error(
                f"this is too long for a {what} in YAML", hint=f"At most {MAX_CHARS:,} characters."
            )
        try:
            self._check_tokens(text)
            node = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            raise self.error(
                f"no valid YAML: {error.problem or 'it ends too early'}",
                line=mark.line + 1 if mark else None,
                hint="Look at indentation, colons and quotes there.",
            ) from error
        except (yaml.YAMLError, ValueError, RecursionError) as error:
            raise self.error(
                "no valid YAML", hint="Save it as UTF-8 text without control characters."
            ) from error
        self.data: Any = None if node is None else self._value(node, ())

    def line_of(self, path: Path) -> int | None:
        """Return the line of `path`, or of the nearest part above it that is in the file."""
        known = tuple(self._nearest(path))
        return self._lines.get(known)

    def error(self, message: str, *, line: int | None = None, hint: str) -> UserInputError:
        """Return the error for something wrong in this file."""
        where = f"{self.name}, line {line}" if line else self.name
        return UserInputError(f"{where}: {message}.", code=self._what, hint=hint)

    def _nearest(self, path: Path) -> list[str | int]:
        # A model may have steps that the file has not, such as the list around a single record mapping.
        found: list[str | int] = []
        for step in path:
            if (*found, step) in self._lines:
                found.append(step)
        return found

    def _check_tokens(self, text: str) -> None:
        depth = 0
        for token in yaml.scan(text, Loader=yaml.SafeLoader):
            line = token.start_mark.line + 1
            if isinstance(token, (yaml.AnchorToken, yaml.AliasToken, yaml.TagToken)):
                raise self.error(
                    f"anchors, aliases and tags are not allowed in a {self._what}",
                    line=line,
                    hint="Write the value out; quote it if it begins with & or * or !.",
                )
            depth += isinstance(token, _OPENING) - isinstance(token, _CLOSING)
            if depth > MAX_DEPTH:
                raise self.error(
                    "nested too deep", line=line, hint="Look at the indentation and brackets there."
                )

    def _value(self, node: Node, path: Path) -> Any:  # noqa: ANN401  # any YAML
        self._lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, MappingNode):
            return self._mapping(node, path)
        if isinstance(node, SequenceNode):
            return [self._value(item, (*path, index)) for index, item in enumerate(node.value)]
        return _scalar(node)

    def _mapping(self, node: MappingNode, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, ScalarNode):
                raise self.error("a key must be plain text", line=line, hint="Quote it.")
            key = str(key_node.value)
            if key in found:
                raise self.error(f"`{key[:40]}` is given twice", line=line, hint="Keep one of them.")
            self._lines[(*path, key)] = line
            found[key] = self._value(value_node, (*path, key))
        return found


def _scalar(node: Node) -> str | int | float | bool | None:
    text = str(node.value)
    if getattr(node, "style", None) is not None:  # quoted, or a block of text
        return text
    match text.lower():
        case "" | "~" | "null":
            return None
        case "true":
            return True
        case "false":
            return False
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _NUMBER.fullmatch(text) else text
