"""Holds everything before an erasure against everything after it, row by row, and asks of each difference why it is."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine

from crm_ai_plugin.privacy import Named, Own
from crm_ai_plugin.privacy.scrubbing import GONE
from crm_ai_plugin.privacy.sentences import sentences
from crm_ai_plugin.runtime.privacy.registry import PersonalDataRegistry, TablePlace
from crm_ai_plugin.store.tables import Base

from .living import CONNECTION
from .traces import mentions

Row = Mapping[str, Any]
Tables = Mapping[str, Mapping[tuple[Any, ...], Row]]

NEW: Mapping[str, str] = {
    "erasure_runs": "the receipt",
    "erasure_marks": "by what the person is known again",
    "hash_keys": "the key of those marks, made for the first of them",
    "audit": "that somebody was forgotten, and each write that was taken back for it",
    "work": "deals of theirs are looked at again",
}
"""Rows that an erasure adds, and why."""
KEPT_ABOUT: Mapping[tuple[str, str], str] = {
    **{
        (table, "content_hash"): "follows what the record holds"
        for table in ("activities", "deals", "companies", "field_changes", "line_items", "stage_changes", "owners")
    },
    ("outbox", "state"): "taken back",
    ("outbox", "target_id"): "what is about them says no more where it was written",
    ("documents", "passage_count"): "a passage went",
    ("shares", "revoked_at"): "the link leads nowhere",
    ("audit", "detail"): "whom a delivery was about",
}  # fmt: skip
"""Columns that change with what is theirs, and why."""
_LEAST = 12
"""Characters of a quote that can only be theirs."""


def tables_of(engine: Engine) -> Tables:
    """Return every row of every table, by its key."""
    found: dict[str, dict[tuple[Any, ...], Row]] = {}
    with engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            keys = [column.name for column in table.primary_key]
            rows = [dict(row._mapping) for row in connection.execute(table.select())]
            found[table.name] = {tuple(row[key] for key in keys): _plain(row) for row in rows}
    return found


@dataclass
class Explained:
    """Differences between two moments; what has no reason is in `unexplained`.

    Args:
        contact: Whom the erasure was about.
    """

    contact: str
    before: Tables
    after: Tables
    unexplained: list[str] = field(default_factory=list)
    reasons: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._registry = PersonalDataRegistry.collected(owners=())
        own = [
            row
            for row in self.before["activities"].values()
            if self.contact in row["contact_ids"] and row["connection"] == CONNECTION
        ]
        self._activities = {row["id"] for row in own}
        self._said = [_spelt(text) for row in own for text in (row["subject"], row["body"]) if text]
        self._sentences = {
            _spelt(one)
            for row in own
            for one in sentences(f"{row['subject']}\n{row['body']}")
            if len(one) >= _LEAST
        }
        self._touched = {
            row["id"]
            for name in ("objections", "passages")
            for key, row in self.before[name].items()
            if self.after[name].get(key) != row
        }
        for name, held in self.before.items():
            self._table(self._registry.tables[name], held, self.after[name])

    def concerns(self, value: Any) -> bool:
        """Whether something names the person, or is what they said."""
        text = value if isinstance(value, str) else repr(value)
        if mentions(text) or self.contact in text:
            return True
        spelt = _spelt(text)
        if any(one in spelt for one in self._sentences):
            return True
        return len(spelt) >= _LEAST and any(spelt in one for one in self._said)

    def is_masked(self, old: Any, new: Any) -> bool:
        """Whether a value is the old one but for what concerns the person."""
        if old == new:
            return True
        if new in (None, "", GONE, {}, []):
            return self.concerns(old)
        if isinstance(old, str) and isinstance(new, str):
            return self._is_masked_text(old, new)
        if isinstance(old, list) and isinstance(new, list):
            return self._is_masked_list(old, new)
        if isinstance(old, dict) and isinstance(new, dict):
            return self._is_masked_object(old, new)
        return False

    def _is_masked_text(self, old: str, new: str) -> bool:
        at, gone = 0, []
        for piece in new.split(GONE):
            kept = piece.strip()
            begins = old.find(kept, at)
            if begins < 0:
                return False
            gone.append(old[at:begins])
            at = begins + len(kept)
        gone.append(old[at:])
        taken = [one for one in gone if one.strip(" >\n\r\t")]
        return bool(taken) and all(self.concerns(one) for one in taken)

    def _is_masked_list(self, old: list[Any], new: list[Any]) -> bool:
        if len(old) == len(new):
            return all(self.is_masked(*pair) for pair in zip(old, new, strict=True))
        return all(one in old for one in new) and all(self.concerns(one) for one in old if one not in new)

    def _is_masked_object(self, old: dict[str, Any], new: dict[str, Any]) -> bool:
        if set(old) != set(new):
            return False
        record = old.get("record") or {}
        if isinstance(record, dict) and self._is_theirs(record):
            # Evidence that is theirs keeps its place and says nothing.
            return all(
                old[name] == new[name] or new[name] in (None, GONE) or name == "record" for name in old
            )
        return all(self.is_masked(old[name], new[name]) for name in old)

    def _is_theirs(self, record: Mapping[str, Any]) -> bool:
        parts = set(str(record.get("id")).split(":"))
        return bool(parts & {self.contact} or parts & self._activities)

    def _table(self, place: TablePlace, before: Mapping[Any, Row], after: Mapping[Any, Row]) -> None:
        for key in after.keys() - before.keys():
            self._say(f"{place.name} {key} is new", NEW.get(place.name))
        for key, row in before.items():
            if key not in after:
                self._say(f"{place.name} {key} is gone", self._why_gone(place, row))
                continue
            own = self._is_own(place, row)
            for name in row:
                if row[name] != after[key][name]:
                    why = self._why_changed(place, name, row, after[key], own=own)
                    self._say(f"{place.name} {key}: {name}: {row[name]!r} -> {after[key][name]!r}", why)

    def _why_gone(self, place: TablePlace, row: Row) -> str | None:
        if self._is_own(place, row) and place.data.erased in ("row", "elsewhere"):
            return "it was theirs"
        if place.data.sealed and place.data.erased == "elsewhere":
            return "sealed: nobody can tell whose it is"
        if self._touched & {value for value in row.values() if isinstance(value, str)}:
            return "made of what is theirs"
        if place.data.erased == "elsewhere" and any(self.concerns(row[name]) for name in place.data.words):
            return "it mentioned them, and is whole or not at all"
        # The options of a report name whom it is about.
        return "it was about them" if place.name == "report_schedules" and self.concerns(row) else None

    def _why_changed(self, place: TablePlace, name: str, old: Row, new: Row, *, own: bool) -> str | None:
        if own and name in place.data.theirs:
            without = (
                [one for one in old[name] if self.contact not in one] if isinstance(old[name], list) else ""
            )
            return "theirs, emptied" if new[name] in (None, "", {}, without) else None
        if own and name in (*place.data.words, *place.data.labels) and new[name] in (None, "", {}):
            return "theirs, emptied"
        if name in (*place.data.words, *place.data.labels):
            if self.is_masked(old[name], new[name]):
                return "a mention, masked"
            emptied = place.name == "outbox" and new[name] in (None, {})
            return "said of them, taken back" if emptied and self.concerns(old) else None
        about = KEPT_ABOUT.get((place.name, name))
        others = {one for one in old if old[one] != new[one]} - {name}
        return about if about and (others or self.concerns(old) or place.name == "documents") else None

    def _is_own(self, place: TablePlace, row: Row) -> bool:
        return any(self._finds(finder, row) for finder in place.data.rows)

    def _finds(self, finder: Own | Named, row: Row) -> bool:
        if isinstance(finder, Named):
            names = finder.form.format(connection=CONNECTION, id=self.contact)
            held = row[finder.column]
            return finder.null_is_anybody if held is None else names in held
        if finder.only is not None and row[finder.only[0]] != finder.only[1]:
            return False
        spelt = finder.form.format(id=self.contact)
        value = str(row[finder.id])
        return value.endswith(spelt[1:]) if spelt.startswith("*") else value == spelt

    def _say(self, what: str, why: str | None) -> None:
        if why is None:
            self.unexplained.append(what[:600])
        else:
            self.reasons.add(why)


def differing(before: Mapping[Any, Any], after: Mapping[Any, Any]) -> Iterator[tuple[Any, Any, Any]]:
    """Yield (key, before, after) of what is not the same; None for what is not there."""
    for key in sorted({*before, *after}, key=repr):
        if before.get(key) != after.get(key):
            yield key, before.get(key), after.get(key)


def crm_of(sandbox: Any) -> dict[tuple[str, str], Any]:
    """Return what a CRM shows of each of its records: values, and what they are linked with."""
    store = sandbox.store
    kinds = store.kinds()
    return {
        (kind, record.id): (
            dict(record.properties),
            record.source,
            [(link.kind, link.id) for other in kinds for link in store.links(kind, record.id, other)],
        )
        for kind in kinds
        for record in store.all(kind)
    }


def unexplained_in_crm(
    app: Any,
    first: Mapping[Any, Any],
    before: Mapping[Any, Any],
    after: Mapping[Any, Any],
    told: Collection[str],
) -> list[str]:
    """Return the differences in a CRM that are not ours being taken back.

    Args:
        app: The author of our writes.
        first: The CRM before we ever wrote.
        before: Before the erasure.
        after: Behind it.
        told: Ids of records of ours that spoke of the person, and of those to which something about them was written.
    """
    found = []
    for key, old, new in differing(before, after):
        if old is None or key[1] not in told:
            found.append(f"{key}: {old} -> {new}")
        elif new is None:
            if old[1] != app:
                found.append(f"{key} is gone, and was not ours")
        else:
            at_first = first[key][0] if key in first else {}
            found += [
                f"{key}: {name}: {was!r} -> {now!r}"
                for name, was, now in differing(old[0], new[0])
                if (now or "") != at_first.get(name, "") and not is_time_of_change(name)
            ]
    return found


def is_time_of_change(name: str) -> bool:
    """Whether a CRM sets a value by itself whenever it is written to."""
    return "odified" in name or name in ("lastmodifieddate", "rev")


def _spelt(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _plain(row: Mapping[str, Any]) -> Row:
    return {
        name: value.tolist()
        if hasattr(value, "tolist")
        else list(value)
        if isinstance(value, tuple)
        else value
        for name, value in row.items()
    }
