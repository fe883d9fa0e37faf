"""Where a value lies in a JSON answer: ``data.items[0].name``, ``['@odata.nextLink']``, ``values.tags[*].title``.

A path never fails on hostile or surprising JSON: what is not there is None.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

_STEP = re.compile(
    r"""\.?(?:(?P<name>[^.\[\]'"\s][^.\[\]'"]*)|\[(?P<index>-?\d{1,6})\]|(?P<each>\[\*\])|\['(?P<quoted>[^']+)'\])"""
)
_MAX_PATH: Final = 300


class _Each:
    """The step that looks into every element of a list."""


_EACH = _Each()
Step = str | int | _Each


@lru_cache(maxsize=4096)
def parse(path: str) -> tuple[Step, ...]:
    """Return the steps of a path; the empty path and ``.`` are the value itself.

    Raises:
        ValueError: it is no path; says where.
    """
    if path in {"", "."}:
        return ()
    if len(path) > _MAX_PATH:
        raise ValueError(f"a path has at most {_MAX_PATH} characters")
    steps: list[Step] = []
    at = 0
    while at < len(path):
        match = _STEP.match(path, at)
        if match is None or (at == 0 and path[0] == "."):
            raise ValueError(
                f"is no path (look at character {at + 1}); write a.b[0], list[*].x or ['odd.name']"
            )
        if match["index"] is not None:
            steps.append(int(match["index"]))
        elif match["each"]:
            steps.append(_EACH)
        else:
            steps.append(match["name"] or match["quoted"])
        at = match.end()
    return tuple(steps)


def find(value: Any, path: str) -> Any:  # noqa: ANN401  # vendor JSON
    """Return what lies at `path` in `value`, or None; after ``[*]`` a list of what is there."""
    return _walk(value, parse(path))


def _walk(value: Any, steps: tuple[Step, ...]) -> Any:  # noqa: ANN401  # vendor JSON
    for number, step in enumerate(steps):
        if isinstance(step, _Each):
            if not isinstance(value, list):
                return None
            found = (_walk(one, steps[number + 1 :]) for one in value)
            return [one for one in found if one is not None]
        if isinstance(step, int):
            inside = isinstance(value, list) and -len(value) <= step < len(value)
            value = value[step] if inside else None
        else:
            value = value.get(step) if isinstance(value, Mapping) else None
        if value is None:
            return None
    return value


def place(path: str, value: Any) -> Any:  # noqa: ANN401  # JSON
    """Return the smallest object that holds `value` at `path` (names only).

    Raises:
        ValueError: the path goes through a list.
    """
    for step in reversed(parse(path)):
        if not isinstance(step, str):
            raise ValueError("only names can be written to")  # noqa: TRY004  # a path, not a type, is wrong
        value = {step: value}
    return value
