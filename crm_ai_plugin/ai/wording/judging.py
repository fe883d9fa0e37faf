"""Puts each text of an answer before the gate."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ...ports.writing import Slot
from ..gate import Gate, Material, Said
from ..reading import Read
from ..redaction import Redaction
from .asking import Answer, Entry


@dataclass
class Judged:
    """Texts that passed and, of those that did not, why. Names are back in their places."""

    texts: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Judging:
    """One request's measure for texts; `shared` keeps what was taken apart for one of them for the others."""

    gate: Gate
    slots: Sequence[Slot]
    hidden: Mapping[str, str]
    read: Sequence[Read]
    redaction: Redaction
    language: str
    shared: dict[str, Said] = field(default_factory=dict, compare=False, repr=False)

    def answer(self, answer: Answer, ids: Mapping[str, Slot]) -> Judged:
        """Judge a model's answer: one text for each slot, from no evidence but the slot's own."""
        judged = Judged()
        entries: dict[str, Entry] = {}
        for entry in answer.texts:
            # Of two texts for one slot the first counts; a slot that nobody asked for is no slot.
            entries.setdefault(entry.slot, entry)
        for id_, slot in ids.items():
            found = entries.get(id_)
            if found is None:
                judged.refused[slot.key] = "missing"
            elif set(found.evidence) - {"none"} - set(slot.evidence):
                judged.refused[slot.key] = "evidence"
            else:
                self._judge(slot, found.text, judged)
        return judged

    def earlier(self, slot: Slot, text: str) -> str | None:
        """Return an earlier wording if it still passes."""
        judged = Judged()
        self._judge(slot, self.redaction.hide(text), judged)
        return judged.texts.get(slot.key)

    def _judge(self, slot: Slot, text: str, judged: Judged) -> None:
        text = unicodedata.normalize("NFC", text).strip()
        refusal = self.gate.refusal(text, slot.kind, self._material(slot))
        if refusal is None:
            judged.texts[slot.key] = self.redaction.restore(text)
        else:
            judged.refused[slot.key] = refusal

    def _material(self, slot: Slot) -> Material:
        cited = [read for read in self.read if read.passage.id in slot.evidence]
        return Material(
            own=self.hidden[slot.key],
            beside=tuple(
                self.hidden[other.key]
                for other in self.slots
                if slot.candidate and other.candidate == slot.candidate and other.key != slot.key
            ),
            evidence=tuple(
                self.redaction.hide(part)
                for read in cited
                for part in (read.passage.what, read.passage.quote)
                if part
            ),
            background=tuple(self.redaction.hide(read.text) for read in cited if read.text),
            dates=tuple(read.passage.at.date() for read in cited if read.passage.at),
            language=self.language,
            shared=self.shared,
        )
