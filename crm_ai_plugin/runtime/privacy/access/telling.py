"""What of a row one person is shown."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from ....privacy import Named
from ....privacy.sentences import sentences
from ..registry import TablePlace
from .masking import Masker
from .who import Asker

Row = Mapping[str, Any]

_CONTEXT = (
    *(
        "id",
        "kind",
        "type",
        "connection",
        "direction",
        "subject_type",
        "version",
        "source",
        "model",
        "language",
    ),
    *(
        "record_type",
        "deal_id",
        "document_id",
        "page",
        "thread_id",
        "duration_s",
        "field",
        "action",
        "action_key",
    ),
    *(
        "trait",
        "state",
        "feature",
        "insight_id",
        "receiver",
        "category",
        "trigger",
        "expires_at",
        "delivered_at",
    ),
    *("crm_since", "here_since", "erased_at", "views", "revoked_at", "do_not_profile", "company_id"),
)
_TIMES = (
    *("at", "occurred_at", "as_of", "created_at", "first_at", "queued_at", "received_at", "logged_at"),
    *("crm_since", "here_since", "first_requested_at"),
)


def at_of(row: Row) -> datetime | None:
    """Return when what a row says happened or was made."""
    return next((row[name] for name in _TIMES if isinstance(row.get(name), datetime)), None)


def context_of(place: TablePlace, row: Row) -> dict[str, Any]:
    """Return what of a row says nothing of a person and helps to find it."""
    found = {name: row[name] for name in _CONTEXT if name in place.data.nothing and row.get(name) is not None}
    return {name: _plain(value) for name, value in found.items()}


def own_values(place: TablePlace, row: Row, masker: Masker, unsealed: Mapping[str, Any]) -> dict[str, Any]:
    """Return all that a person's own row says, others left out."""
    lists = {finder.column for finder in place.data.rows if isinstance(finder, Named)}
    found: dict[str, Any] = {}
    for name in place.data.readable:
        value = row[name]
        if name in lists and isinstance(value, Sequence):
            found[name] = masker.people(value)
        else:
            found[name] = masker.json(_plain(value))
    return found | {name: masker.json(value) for name, value in unsealed.items()}


class Mentions:
    """Finds, in what is about others, what is about one person.

    Args:
        asker: Whom to look for.
        masker: Leaves the others out.
        on_their_deal: Whether the row is about a deal of theirs, where a single name tells them.
    """

    def __init__(self, asker: Asker, masker: Masker, *, on_their_deal: bool) -> None:
        self._asker = asker
        self._masker = masker
        self._near = on_their_deal
        self._evidence: set[str] = set()

    def of(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return what of `values` mentions the person, rests on what they did, or quotes it; empty when nothing does."""
        # Evidence first: what rests on it is told by its ids.
        self._note(values)
        found = {name: self._in(_plain(value)) for name, value in values.items()}
        return {name: value for name, value in found.items() if value not in (None, [], {}, "")}

    def _note(self, value: Any) -> None:  # noqa: ANN401  # any JSON
        if isinstance(value, Mapping):
            if self._is_theirs(value) and isinstance(value.get("id"), str):
                self._evidence.add(value["id"])
            for inner in value.values():
                self._note(inner)
        elif isinstance(value, (list, tuple)):
            for inner in value:
                self._note(inner)

    def _in(self, value: Any) -> Any:  # noqa: ANN401  # any JSON
        if isinstance(value, str):
            return self._sentences(value)
        if isinstance(value, Mapping):
            if self._is_theirs(value) or self._rests_on_them(value):
                return self._masker.json(value)
            inside = {key: self._in(inner) for key, inner in value.items()}
            return {key: inner for key, inner in inside.items() if inner not in (None, [], {}, "")}
        if isinstance(value, (list, tuple)):
            return [inner for one in value if (inner := self._in(one)) not in (None, [], {}, "")]
        return None

    def _sentences(self, text: str) -> str | None:
        if not self._asker.mentions(text, on_their_deal=self._near):
            return None
        pieces = [one for one in sentences(text) if self._asker.mentions(one, on_their_deal=self._near)]
        # A name may be broken over what looks like the end of a sentence.
        return self._masker.text(" […] ".join(pieces) if pieces else text)

    def _is_theirs(self, value: Mapping[str, Any]) -> bool:
        record = value.get("record")
        if not isinstance(record, Mapping):
            return False
        key = (str(record.get("connection")), str(record.get("id")))
        kind = record.get("type")
        return (kind == "activity" and key in self._asker.activities) or (
            kind == "contact" and key in self._asker.contacts
        )

    def _rests_on_them(self, value: Mapping[str, Any]) -> bool:
        named = value.get("evidence")
        return isinstance(named, (list, tuple)) and any(
            isinstance(one, str) and one in self._evidence for one in named
        )


def in_delivery(body: bytes, mentions: Mentions, contact_ids: Collection[str]) -> Any:  # noqa: ANN401  # any JSON
    """Return what of a raw delivery is about the person: the events that name their id, and texts that mention them."""
    text = body.decode("utf-8", "replace")
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return mentions.of({"body": text}).get("body")
    elements = content if isinstance(content, list) else [content]
    theirs = [one for one in elements if _names(one, contact_ids)]
    rest = mentions.of({"body": [one for one in elements if one not in theirs]}).get("body", [])
    return [*theirs, *rest]


def _names(value: Any, contact_ids: Collection[str]) -> bool:  # noqa: ANN401  # any JSON
    if not isinstance(value, Mapping):
        return False
    return any(str(inner) in contact_ids for key, inner in value.items() if key.lower().endswith("id"))


def _plain(value: Any) -> Any:  # noqa: ANN401  # any column
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            return f"a file of {len(value)} bytes"
    return value
