"""Connectors that break one rule of writing each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from crm_ai_plugin.errors import PermanentError, RetryableError
from crm_ai_plugin.ports.connector import Receipt, WriteFields

from .broken import breaks
from .memory_connector import MemoryConnector, Values
from .memory_crm import DEAL, Row

# --- notes and tasks ---


@breaks("write.receipt")
class ReceiptWithoutAnId(MemoryConnector):
    """Its receipt does not name what was made."""

    def engage(self, what: str, deal_id: str, key: str, text: str, attempt: int) -> Receipt:
        return replace(super().engage(what, deal_id, key, text, attempt), external_id="")


@breaks("write.once-per-key")
class ForgetsItsKeys(MemoryConnector):
    """Writes again when it is given the same key."""

    def remember(self, receipt: Receipt) -> None:
        return None


@breaks("write.looks-first")
class TidiesUpItsReference(MemoryConnector):
    """Removes its reference when the write went well, so that a later attempt finds nothing."""

    def remember(self, receipt: Receipt) -> None:
        super().remember(receipt)
        self.crm.written[receipt.external_id]["ref"] = ""


@breaks("write.lost-answer")
class RepeatsBlindly(MemoryConnector):
    """Writes again at once when the answer is lost."""

    def create(self, what: str, deal_id: str, text: str, key: str) -> Row:
        try:
            return super().create(what, deal_id, text, key)
        except RetryableError as error:
            if not error.uncertain:
                raise
            return super().create(what, deal_id, text, key)


@breaks("write.undo")
class ForgetsToUndo(MemoryConnector):
    """Its `undo` leaves the note where it is."""

    def take_away(self, made: str) -> None:
        return None


@breaks("write.undo-twice")
class UndoesOnlyOnce(MemoryConnector):
    """Fails when what it is to undo is already gone."""

    def take_away(self, made: str) -> None:
        if made not in self.crm.written:
            raise PermanentError("already gone")
        super().take_away(made)


@breaks("write.unknown-record")
class WritesOnNothing(MemoryConnector):
    """Gives a receipt for a note on a record that does not exist."""

    def engage(self, what: str, deal_id: str, key: str, text: str, attempt: int) -> Receipt:
        if deal_id != DEAL:
            return Receipt(key, "W0", {}, {"what": "row", "id": "W0"})
        return super().engage(what, deal_id, key, text, attempt)


@breaks("write.not-read-back")
class HearsItself(MemoryConnector):
    """Reads its own notes as if a person had written them."""

    def touches(self) -> list[Row]:
        for row in self.crm.written.values():
            row["author"] = "jo"
        return super().touches()


# --- fields ---


@breaks("fields.written")
class KnowsTwoFields(MemoryConnector):
    """Writes only the fields it has heard of and says nothing of the others."""

    def write_fields(self, command: WriteFields) -> Receipt:
        known = {name: value for name, value in command.values.items() if name in {"p_win", "next_step"}}
        return super().write_fields(replace(command, values=known))


@breaks("fields.same-again")
class AlwaysWrites(MemoryConnector):
    """Says that it wrote when all was there already."""

    def write_fields(self, command: WriteFields) -> Receipt:
        return replace(super().write_fields(command), created=True)


@breaks("fields.human-value")
class OverwritesPeople(MemoryConnector):
    """Overwrites what a person has changed."""

    def is_theirs(self, name: str, held: Values, command: WriteFields) -> bool:
        return False


@breaks("fields.undo")
class LeavesEmptied(MemoryConnector):
    """Its `undo` does not bring back a value that the write had emptied."""

    def restore(self, deal_id: str, rows: Mapping[str, Sequence[str | None]]) -> None:
        super().restore(deal_id, {name: row for name, row in rows.items() if row[1] is not None})


@breaks("fields.undo-twice")
class UndoesTheUndo(MemoryConnector):
    """A second `undo` takes the first one back."""

    def restore(self, deal_id: str, rows: Mapping[str, Sequence[str | None]]) -> None:
        held = self.held()
        undone = all(held.get(name) == before for name, (before, _) in rows.items())
        super().restore(deal_id, rows)
        if undone:
            self.patch(deal_id, {name: written for name, (_, written) in rows.items()})


@breaks("fields.undo-leaves-human")
class UndoesPeople(MemoryConnector):
    """Its `undo` throws away what a person has changed since."""

    def restore(self, deal_id: str, rows: Mapping[str, Sequence[str | None]]) -> None:
        self.patch(deal_id, {name: before for name, (before, _) in rows.items()})


@breaks("fields.undo-after-lost-answer")
class TakesItsOwnForTheOld(MemoryConnector):
    """After a lost answer takes its own value for the one that was there before."""

    def before(self, name: str, held: Values, value: str | None, command: WriteFields) -> str | None:
        return held.get(name)


@breaks("fields.dropped")
class BelievesTheCrm(MemoryConnector):
    """Believes a 200 and does not read back."""

    def read_back(self, deal_id: str, written: Values, before: Values) -> None:
        return None
