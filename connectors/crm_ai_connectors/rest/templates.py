"""Plain substitution: ``{name}`` or ``{name|filter}``. No expressions, no attributes, no format codes.

A slot that is all of a text keeps the value's type, so that ``"{target.id|int}"`` becomes a number in JSON;
a key of an object whose slot has no value is left out.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from email.utils import format_datetime
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from crm_ai_plugin.errors import NotFoundError

_SLOT = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)?)(?:\|([a-z_]+))?\}")
_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_MAX_SEGMENT = 256
Values = Mapping[str, Any]


def _moment(value: Any) -> datetime:  # noqa: ANN401
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, 12, tzinfo=UTC)
    raise ValueError("is no time")


def _whole(value: Any) -> int:  # noqa: ANN401
    try:
        return int(str(value))
    except ValueError:
        # An id that the CRM could never have given: there is no such record.
        raise NotFoundError("there is no such record: its id is not a number") from None


def _guid(value: Any) -> str:  # noqa: ANN401
    if not _GUID.fullmatch(str(value)):
        raise NotFoundError("there is no such record: its id is no GUID")
    return str(value)


def _iso(value: Any) -> str:  # noqa: ANN401
    return _moment(value).isoformat(timespec="seconds").replace("+00:00", "Z")


FILTERS: Mapping[str, Callable[[Any], Any]] = {
    "text": str,
    "int": _whole,
    "guid": _guid,
    "number": float,
    "json": lambda value: json.dumps(value, ensure_ascii=False),
    "html": lambda value: "<br>".join(html.escape(row, quote=False) for row in str(value).splitlines()),
    "iso": _iso,
    "iso_ms": lambda value: _moment(value).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    "offset": lambda value: _moment(value).isoformat(timespec="seconds"),
    "date": lambda value: _moment(value).date().isoformat(),
    "naive": lambda value: _moment(value).strftime("%Y-%m-%d %H:%M:%S"),
    "http_date": lambda value: format_datetime(_moment(value), usegmt=True),
    "epoch_s": lambda value: int(_moment(value).timestamp()),
    "epoch_ms": lambda value: int(_moment(value).timestamp() * 1000),
    "pascal": lambda value: "".join(part[:1].upper() + part[1:] for part in str(value).split("_")),
}


def check(template: str) -> str:
    """Return the template.

    Raises:
        ValueError: it names a filter that does not exist.
    """
    for _, filter_name in _SLOT.findall(template):
        if filter_name and filter_name not in FILTERS:
            raise ValueError(f"no filter {filter_name!r}; there are {', '.join(sorted(FILTERS))}")
    return template


def slots(tree: Any) -> Iterator[str]:  # noqa: ANN401  # JSON
    """Yield the names of all slots in a text, list or object."""
    if isinstance(tree, str):
        yield from (name for name, _ in _SLOT.findall(tree))
    elif isinstance(tree, Mapping):
        for key, value in tree.items():
            yield from slots(key)
            yield from slots(value)
    elif isinstance(tree, (list, tuple)):
        for value in tree:
            yield from slots(value)


def _value(name: str, filter_name: str, values: Values) -> Any:  # noqa: ANN401
    value = values.get(name)
    return FILTERS[filter_name](value) if filter_name and value is not None else value


def render(template: str, values: Values) -> str:
    """Return the text with every slot filled; a slot without a value is empty."""

    def filled(match: re.Match[str]) -> str:
        value = _value(match[1], match[2] or "", values)
        if isinstance(value, bool):
            return "true" if value else "false"
        return "" if value is None else str(value)

    return _SLOT.sub(filled, template)


def fill(tree: Any, values: Values) -> Any:  # noqa: ANN401  # JSON
    """Return a JSON tree with its slots filled; keys whose slot has no value are left out."""
    if isinstance(tree, str):
        whole = _SLOT.fullmatch(tree)
        if whole is None:
            return render(tree, values)
        value = _value(whole[1], whole[2] or "", values)
        return _iso(value) if isinstance(value, (datetime, date)) else value
    if isinstance(tree, Mapping):
        filled = {render(str(key), values): (value, fill(value, values)) for key, value in tree.items()}
        return {key: new for key, (old, new) in filled.items() if new is not None or old is None}
    if isinstance(tree, (list, tuple)):
        return [fill(value, values) for value in tree]
    return tree


def query(tree: Mapping[str, Any], values: Values) -> dict[str, str]:
    """Return query parameters; an object or list becomes JSON text, no value no parameter."""
    found: dict[str, str] = {}
    for key, value in fill(tree, values).items():
        if isinstance(value, (dict, list)):
            found[key] = json.dumps(value, separators=(",", ":"))
        elif isinstance(value, bool):
            found[key] = "true" if value else "false"
        elif value != "":
            found[key] = str(value)
    return found


def path(template: str, values: Values, plain: Values = MappingProxyType({})) -> str:
    """Return a URL path; what fills a slot stays within one segment, save what is `plain`.

    Raises:
        NotFoundError: a value could not be an id: empty, too long, dots only, or with control characters.
    """

    def filled(match: re.Match[str]) -> str:
        if match[1] in plain:
            return str(plain[match[1]])
        value = str(_value(match[1], match[2] or "", values) or "")
        if not value.strip(".") or len(value) > _MAX_SEGMENT or not value.isprintable():
            raise NotFoundError("there is no such record: this can't be an id")
        return quote(value, safe="")

    return _SLOT.sub(filled, template)
