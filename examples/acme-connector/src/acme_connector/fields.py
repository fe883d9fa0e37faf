"""Fields of our own on a deal: read back, taken back, and never over a person's value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from crm_ai_plugin.errors import NotFoundError, PermanentError, UserInputError
from crm_ai_plugin.ports.connector import Receipt, WriteFields

from .client import AcmeClient

PREFIX = "crm_ai_"
Values = Mapping[str, str | None]


class FieldWriter:
    """Writes fields whose names begin with ``crm_ai_``; all others are none of our business."""

    def __init__(self, client: AcmeClient) -> None:
        self._client = client

    def write(self, command: WriteFields) -> Receipt:
        if command.target.type != "deal":
            raise UserInputError(f"Acme has no fields on a {command.target.type}", code="target_invalid")
        deal_id = command.target.id
        held = self._held(deal_id)
        wanted = {name: _text(value) for name, value in command.values.items()}
        expected = {name: _text(value) for name, value in command.expected.items()}
        # Neither what we last wrote nor what we are about to write: a person was here.
        theirs = {
            name: held.get(name) or ""
            for name, value in wanted.items()
            if name in expected and held.get(name) not in (expected[name], value)
        }
        ours = {name: value for name, value in wanted.items() if name not in theirs}
        changing = {name: value for name, value in ours.items() if held.get(name) != value}
        if changing:
            self._patch(deal_id, changing)
            self._read_back(deal_id, changing, held)
        before = {}
        for name, value in ours.items():
            # After a lost answer the deal already holds our value; before it was what we last wrote.
            lost = command.attempt > 1 and held.get(name) == value
            before[name] = [expected.get(name) if lost else held.get(name), value]
        return Receipt(
            key=command.key,
            external_id=deal_id,
            written=ours,
            undo={"what": "fields", "id": deal_id, "fields": before},
            created=bool(changing),
            conflicts=theirs,
        )

    def undo(self, undo: Mapping[str, Any]) -> None:
        """Put back what was there, save where somebody has changed it since."""
        deal_id = str(undo["id"])
        try:
            held = self._held(deal_id)
            back = {
                name: before
                for name, (before, written) in undo["fields"].items()
                if held.get(name) == written != before
            }
            if back:
                self._patch(deal_id, back)
        except NotFoundError:
            return

    def _held(self, deal_id: str) -> Values:
        row = self._client.get(f"/deals/{quote(deal_id, safe='')}")
        return {
            name.removeprefix(PREFIX): _text(value) for name, value in row.items() if name.startswith(PREFIX)
        }

    def _patch(self, deal_id: str, values: Values) -> None:
        body = {PREFIX + name: value for name, value in values.items()}
        self._client.patch(f"/deals/{quote(deal_id, safe='')}", body)

    def _read_back(self, deal_id: str, written: Values, before: Values) -> None:
        now = self._held(deal_id)
        lost = sorted(name for name, value in written.items() if now.get(name) != value)
        if lost:
            # Without a receipt nobody could undo the rest later.
            self._patch(deal_id, {name: before.get(name) for name in written if name not in lost})
            raise PermanentError(
                f"Acme did not keep {', '.join(PREFIX + name for name in lost)}",
                code="read_back_differs",
                hint="create these fields in Acme, or look for a rule there that changes them",
            )


def _text(value: str | float | None) -> str | None:
    return None if value is None else str(value)
