"""A declared CRM seen from behind, for the contract suite: what is there, and a change as a person makes it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal
from urllib.parse import urlsplit

from crm_ai_plugin.ports.connector import Target

from .connector import RestConnector
from .fields import Value
from .writer import What


class Behind:
    """Looks at and changes a CRM through the definition's own calls, beside the connector under test."""

    def __init__(self, connector: RestConnector) -> None:
        self._parts = connector.parts

    @property
    def origin(self) -> str:
        """Where the CRM is: scheme, host and port."""
        parts = urlsplit(self._parts.client.hosts.base)
        return f"{parts.scheme}://{parts.netloc}"

    def count(self, what: Literal["note", "task"], deal_id: str) -> int:
        """Return how many of these lie on a deal; what the definition does not write, it can't see."""
        writes = self._parts.definition.writes
        if (writes.note if what == "note" else writes.task) is None:
            return 0
        return sum(1 for _ in self._parts.writer.existing(what, Target("deal", deal_id)))

    def field_name(self, name: str) -> str:
        """Return what a field of ours is called in the CRM."""
        return self._parts.fields.name(name)

    def field(self, deal_id: str, name: str) -> str | None:
        """Return the present value of a field of ours as the product means it."""
        value = self._parts.fields.held(deal_id, name)
        return None if value is None else str(value)

    def set_field(self, deal_id: str, name: str, value: Value) -> None:
        """Change a field of ours, whoever set it."""
        self._parts.fields.overwrite(deal_id, name, value)

    def tidy(self, deal_id: str, fields: Iterable[str], keys: str) -> None:
        """Empty fields of ours, and remove our notes and tasks whose key begins with `keys`."""
        writes = self._parts.definition.writes
        for name in fields if writes.fields is not None else ():
            if self.field(deal_id, name) is not None:
                self.set_field(deal_id, name, None)
        kinds: tuple[tuple[What, object], ...] = (("note", writes.note), ("task", writes.task))
        for what, part in kinds:
            if part is not None:
                self._parts.writer.sweep(what, Target("deal", deal_id), keys)
