"""The published schema of Adaptive Cards, as far as our cards use it: properties, values, and since which version.

https://adaptivecards.io/explorer, versions 1.0 to 1.4.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from crm_ai_cards.text import safe_url

SPACING = {"default", "none", "small", "medium", "large", "extralarge", "padding"}


def _one_of(*values: str) -> Callable[[Any], bool]:
    allowed = {value.lower() for value in values}
    return lambda given: isinstance(given, str) and given.lower() in allowed


def _text(given: Any) -> bool:
    return isinstance(given, str) and given != ""


def _flag(given: Any) -> bool:
    return isinstance(given, bool)


def _list(given: Any) -> bool:
    return isinstance(given, list)


COMMON = {"spacing": _one_of(*SPACING), "separator": _flag}
RULES: Mapping[str, Mapping[str, Callable[[Any], bool]]] = {
    "AdaptiveCard": {
        "$schema": _text,
        "version": _one_of("1.4"),
        "lang": lambda given: isinstance(given, str) and re.fullmatch("[a-z]{2,3}", given) is not None,
        "fallbackText": _text,
        "body": _list,
    },
    "RichTextBlock": COMMON | {"inlines": _list},
    "ColumnSet": COMMON | {"columns": _list},
    "Column": {"width": _one_of("auto", "stretch"), "items": _list},
    "TextRun": {
        "text": _text,
        "weight": _one_of("Default", "Lighter", "Bolder"),
        "size": _one_of("Default", "Small", "Medium", "Large", "ExtraLarge"),
        "italic": _flag,
        "isSubtle": _flag,
        "selectAction": lambda given: isinstance(given, dict),
    },
    "Action.OpenUrl": {"url": lambda given: safe_url(given) == given},
}
REQUIRED = {
    "AdaptiveCard": {"version", "body"},
    "RichTextBlock": {"inlines"},
    "ColumnSet": {"columns"},
    "Column": {"items"},
    "TextRun": {"text"},
    "Action.OpenUrl": {"url"},
}
INSIDE = {
    "AdaptiveCard": {"body": {"RichTextBlock", "ColumnSet"}},
    "ColumnSet": {"columns": {"Column"}},
    "Column": {"items": {"RichTextBlock"}},
    "RichTextBlock": {"inlines": {"TextRun"}},
    "TextRun": {"selectAction": {"Action.OpenUrl"}},
}


def broken(element: Any, expected: set[str] | None = None) -> Iterator[str]:
    """Yield what the schema would not take."""
    kind = str(element.get("type")) if isinstance(element, dict) else ""
    if kind not in RULES or (expected is not None and kind not in expected):
        yield f"{kind!r} does not belong here"
        return
    given = {name: value for name, value in element.items() if name != "type"}
    yield from (f"{kind}.{name} is missing" for name in REQUIRED[kind] - given.keys())
    for name, value in given.items():
        rule = RULES[kind].get(name)
        if rule is None or not rule(value):
            yield f"{kind}.{name} = {value!r}"
        elif name in INSIDE.get(kind, {}):
            for one in value if isinstance(value, list) else [value]:
                yield from broken(one, INSIDE[kind][name])


def texts(element: Any) -> Iterator[str]:
    """Yield every text that is shown."""
    if isinstance(element, dict):
        if element.get("type") == "TextRun":
            yield element["text"]
        for value in element.values():
            yield from texts(value)
    elif isinstance(element, list):
        for one in element:
            yield from texts(one)
