"""One run of a sync: which passes there are, how far each is, what was found.

What has to survive the process is in `Progress.to_json`, stored beside each page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, cast

from ...ports.connector import Page, ReadsRecords, ReadsTogether
from ...records import RecordType

SHOWN_REFUSALS = 50


@dataclass(frozen=True)
class Pass:
    """Kinds that are read together. `name` is that of the first; the cursor goes by it."""

    kinds: tuple[RecordType, ...]
    reader: ReadsRecords

    @property
    def name(self) -> RecordType:
        """What the pass goes by."""
        return self.kinds[0]

    def pages(self, cursor: str | None) -> Iterator[Page]:
        """Read from `cursor` on."""
        if len(self.kinds) > 1:
            return cast(ReadsTogether, self.reader).changes_together(self.kinds, cursor)
        return self.reader.changes(self.name, cursor)


def passes_of(reader: ReadsRecords) -> list[Pass]:
    """Return how a connector's kinds are read with the fewest calls."""
    groups: Sequence[Sequence[RecordType]]
    groups = reader.passes() if isinstance(reader, ReadsTogether) else [(kind,) for kind in reader.kinds()]
    return [Pass(tuple(kinds), reader) for kinds in groups]


@dataclass
class Count:
    """What a run has done with one kind."""

    seen: int = 0
    added: int = 0
    changed: int = 0
    gone: int = 0


@dataclass
class Progress:
    """How far a run is.

    Attributes:
        phase: ``load``, ``changes`` or ``compare``.
        kind: What is being read.
        passes: How many there are in all, over all phases.
        first: Whether nothing had been loaded when it began.
        done: Passes that are over, as ``phase:name``.
        begun: Passes of which a complete delivery is under way, as ``phase:name``.
        counts: What was brought by load and changes, by kind.
        compared: What the comparison found, by kind.
    """

    phase: str = ""
    kind: str = ""
    passes: int = 0
    first: bool = False
    done: list[str] = field(default_factory=list)
    begun: list[str] = field(default_factory=list)
    counts: dict[str, Count] = field(default_factory=dict)
    compared: dict[str, Count] = field(default_factory=dict)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Progress:
        """Read what `to_json` wrote."""
        made = cls(str(stored.get("phase", "")), first=bool(stored.get("first")))
        made.kind, made.passes = str(stored.get("kind", "")), int(stored.get("passes", 0))
        made.done = list(stored.get("done", ()))
        made.begun = list(stored.get("begun", ()))
        made.counts = {kind: Count(**row) for kind, row in stored.get("counts", {}).items()}
        made.compared = {kind: Count(**row) for kind, row in stored.get("compared", {}).items()}
        return made

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return asdict(self)

    def of(self, phase: str, kind: str) -> Count:
        """Return the count of a kind in a phase."""
        counts = self.compared if phase == "compare" else self.counts
        return counts.setdefault(kind, Count())

    def step(self) -> dict[str, Any] | None:
        """Return which pass of how many is under way, and what it reads; None before the first."""
        if not self.passes:
            return None
        number = min(len(self.done) + 1, self.passes)
        return {"name": self.phase, "kind": self.kind, "number": number, "of": self.passes}

    def report(self) -> dict[str, dict[str, int]]:
        """Return what a comparison found: what was missed, changed and vanished, by kind."""
        return {
            kind: {"compared": one.seen, "missed": one.added, "changed": one.changed, "vanished": one.gone}
            for kind, one in self.compared.items()
        }


@dataclass
class Refusals:
    """What could not be read, by kind: how many, and the first of them."""

    by_kind: dict[str, dict[str, Any]] = field(default_factory=dict)

    def begin(self, kind: str) -> None:
        """Forget what was refused: the kind is delivered anew."""
        self.by_kind.pop(kind, None)

    def add(self, kind: str, page: Page) -> None:
        """Take note of a page's."""
        if not page.refused:
            return
        row = self.by_kind.setdefault(kind, {"count": 0, "first": []})
        row["count"] += len(page.refused)
        room = SHOWN_REFUSALS - len(row["first"])
        row["first"] += [asdict(one) for one in page.refused[:room]]
