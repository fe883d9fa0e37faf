"""Everything one Kontor account consists of, and what its own rules make of a change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from crm_ai_plugin.testing.sandbox.clock import SandboxClock
from crm_ai_plugin.testing.sandbox.faults import Faults
from crm_ai_plugin.testing.sandbox.rest.errors import KontorError, not_there
from crm_ai_plugin.testing.sandbox.rest.feed import Feed
from crm_ai_plugin.testing.sandbox.rest.schema import PHASES, SLOTS
from crm_ai_plugin.testing.sandbox.state import Record, Source, Store, UnknownRecordError
from crm_ai_plugin.testing.world import World

__all__ = ["KontorAccount"]

_JOURNALLED = ("phase", "worth", "due")


@dataclass
class KontorAccount:
    """A realm with its records, the app's key, and the faults in force.

    Attributes:
        realm: The account's id.
        api_key: What clients send with each call.
        world: What the account was filled with.
        clock: The account's present.
        store: Its records.
        feed: The same by time of change.
        faults: What goes wrong today.
        slots: Labels of the admin's own fields by number.
    """

    realm: str
    api_key: str
    world: World
    clock: SandboxClock
    store: Store
    feed: Feed
    faults: Faults
    slots: dict[str, str] = field(default_factory=lambda: dict(SLOTS))

    @property
    def app_source(self) -> Source:
        """The author of changes made with the key."""
        return Source("INTEGRATION", self.realm)

    def find(self, kind: str, number: str) -> Record:
        """The live record of that number.

        Raises:
            KontorError: there is none.
        """
        try:
            return self.store.get(kind, number)
        except UnknownRecordError:
            raise not_there() from None

    def slot(self, label: str) -> str:
        """The number of the slot with this label, made if it is new."""
        for number, held in self.slots.items():
            if held == label:
                return number
        number = str(max(map(int, self.slots)) + 1)
        self.slots[number] = label
        return number

    def change_venture(self, number: str, values: Mapping[str, str], source: Source) -> Record:
        """Set properties of a venture; phase, worth and day leave a line in the journal.

        Raises:
            KontorError: there is no such venture or phase.
        """
        values = dict(values)
        with self.store.transaction():
            before = dict(self.find("ventures", number).properties)
            if "phase" in values:
                phase = PHASES.get(int(values["phase"]))
                if phase is None:
                    raise KontorError("E_RULE", "There is no such phase.", where="phase")
                values["verdict"] = phase.verdict
            values["rev"] = str(int(before.get("rev", "1")) + 1)
            record = self.store.update("ventures", number, values, source)
            for name in _JOURNALLED:
                if name in values and values[name] != before.get(name, ""):
                    row = {"venture": number, "what": name, "was": before.get(name, ""), "is": values[name]}
                    self.store.create("steps" if name == "phase" else "edits", row, source)
            return record
