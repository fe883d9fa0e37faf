"""D: the CRM's own tables that turn keys into labels: stages, custom fields, choices. Read once, kept a while."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from crm_ai_plugin.ports.clock import Clock

from .coerce import text
from .model import Definition
from .paging import Pager
from .paths import find

_KEPT = timedelta(minutes=10)


@dataclass(frozen=True)
class Table:
    """Keys and what they are called; `options` has the choices of fields that offer some."""

    labels: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def key(self, label: str) -> str | None:
        """Return the key of a label, whatever its case."""
        wanted = label.strip().lower()
        return next((key for key, name in self.labels.items() if name.lower() == wanted), None)


class Lookups:
    """All metadata tables of a connection."""

    def __init__(self, pager: Pager, definition: Definition, clock: Clock) -> None:
        self._pager = pager
        self._definition = definition
        self._clock = clock
        self._lock = threading.Lock()
        self._tables: dict[str, tuple[datetime, Table]] = {}

    def table(self, name: str | None, *, fresh: bool = False) -> Table:
        """Return a table, from memory when it was read lately; no name is the empty table."""
        if name is None:
            return Table()
        with self._lock:
            held = self._tables.get(name)
            if fresh or held is None or self._clock() - held[0] > _KEPT:
                held = self._tables[name] = (self._clock(), self._read(name))
            return held[1]

    def _read(self, name: str) -> Table:
        meta = self._definition.metadata[name]
        labels: dict[str, str] = {}
        options: dict[str, dict[str, str]] = {}
        for raw in self._pager.all(meta.list, {}):
            key, label = text(find(raw, meta.key)), text(find(raw, meta.label))
            if key is None or label is None:
                continue
            labels[key] = label
            choices = find(raw, meta.options) if meta.options is not None else None
            if isinstance(choices, list):
                pairs = (
                    (text(find(one, meta.option_key)), text(find(one, meta.option_label))) for one in choices
                )
                options[key] = {one: other for one, other in pairs if one and other}
        return Table(labels, options)
