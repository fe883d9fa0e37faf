"""C: the records in an answer, whatever they are wrapped in. Pure, and never surprised by JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from crm_ai_plugin.errors import RetryableError

from .model.base import Scalar
from .model.listing import Listing
from .paths import find, parse

Raw = Mapping[str, Any]
_MAX_ID = 128


def identity(value: Any) -> str | None:  # noqa: ANN401  # vendor JSON
    """Return an id as text: from a string or whole number; anything else is none."""
    if isinstance(value, bool) or value is None or isinstance(value, (dict, list)):
        return None
    if isinstance(value, float):
        if not value.is_integer():
            return None
        value = int(value)
    found = str(value).strip()
    return found if 0 < len(found) <= _MAX_ID and found.isprintable() else None


def id_at(raw: Any, path: str | Sequence[str]) -> str | None:  # noqa: ANN401  # vendor JSON
    """Return the id of a record; of several paths (a composite id) all parts, joined by a slash."""
    if isinstance(path, str):
        return identity(find(raw, path))
    parts = [identity(find(raw, one)) for one in path]
    return "/".join(one for one in parts if one) if all(parts) else None


def rows(body: Any, items: str, unwrap: str | None, *, label: str, empty: bool) -> list[Raw]:  # noqa: ANN401
    """Return the objects of a list answer.

    Args:
        body: Parsed JSON.
        items: Where the list is.
        unwrap: Where the record is in each item.
        label: What the CRM is called.
        empty: The answer had no body, and that is fine.

    Raises:
        RetryableError: there is no list where it should be.
    """
    if empty:
        return []
    found = find(body, items)
    if found is None:
        if items and _there(body, items):
            return []
        raise RetryableError(
            f"{label}'s answer holds no list where one should be",
            code="malformed_answer",
            detail=f"path={items}",
        )
    if isinstance(found, Mapping):
        # PHP writes a list with gaps as an object, and an empty object as a list.
        found = list(found.values())
    if not isinstance(found, list):
        raise RetryableError(
            f"{label}'s answer holds no list where one should be",
            code="malformed_answer",
            detail=f"path={items}",
        )
    return [
        one for one in (find(row, unwrap) if unwrap else row for row in found) if isinstance(one, Mapping)
    ]


def _there(body: Any, path: str) -> bool:  # noqa: ANN401  # vendor JSON
    """Return whether the last name of `path` is in the answer, with nothing in it."""
    *before, last = parse(path)
    for step in before:
        if isinstance(step, str):
            body = body.get(step) if isinstance(body, Mapping) else None
        elif isinstance(step, int):
            body = body[step] if isinstance(body, list) and -len(body) <= step < len(body) else None
    return isinstance(body, Mapping) and last in body


def exploded(raws: Sequence[Raw], path: str | None) -> Iterator[Raw]:
    """Yield the elements of a list in each record as records of their own: ``{key, item, parent}``."""
    for raw in raws:
        if path is None:
            yield raw
            continue
        inner = find(raw, path)
        pairs: list[tuple[Any, Any]] = list(inner.items()) if isinstance(inner, Mapping) else []
        if isinstance(inner, list):
            pairs = list(enumerate(inner))
        for key, item in pairs:
            yield {"key": key, "item": item, "parent": raw}


def matches(raw: Raw, wanted: Mapping[str, Scalar | tuple[Scalar, ...]]) -> bool:
    """Return whether each path holds (one of) the values."""
    for path, value in wanted.items():
        allowed = value if isinstance(value, tuple) else (value,)
        if not any(_same(find(raw, path), one) for one in allowed):
            return False
    return True


def _same(held: Any, wanted: Scalar) -> bool:  # noqa: ANN401  # vendor JSON
    if isinstance(held, bool) or isinstance(wanted, bool) or held is None or wanted is None:
        return held is wanted
    return str(held) == str(wanted)


def sift(raws: Sequence[Raw], listing: Listing) -> list[Raw]:
    """Return the items that a listing keeps; deleted ones are not judged here."""
    return [
        raw
        for raw in exploded(raws, listing.explode)
        if matches(raw, listing.keep) and not (listing.drop and matches(raw, listing.drop))
    ]


def ids_of(value: Any) -> list[str]:  # noqa: ANN401  # vendor JSON
    """Return ids out of a list of ids or of objects, an object with ids as keys, or a single id."""
    if isinstance(value, Mapping):
        found = [identity(key) for key in value]
    elif isinstance(value, list):
        found = [identity(one.get("id") if isinstance(one, Mapping) else one) for one in value]
    else:
        found = [identity(value)]
    return list(dict.fromkeys(one for one in found if one is not None))
