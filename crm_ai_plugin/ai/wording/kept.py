"""Wordings that were bought before: the same request costs once, and an outage shows the last good words."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from ...insights import Subject
from ...ports.language_model import Via
from ...ports.writing import Passage, Slot, WordingRequest
from ..prompts import Prompt
from ..redaction import NamesPolicy

SCHEMA_VERSION = 2
"""Of what is asked and how it is judged; raised when an old answer must not be used any more."""


@dataclass(frozen=True)
class Kept:
    """What a model said, as far as it passed the gate.

    Attributes:
        texts: What passed, by what it was made from, see :func:`substance`.
        refused: Why the others did not.
        model: Which model wrote it, `via` which way.
        prompt_version: By which prompt.
        cost_usd: What it cost.
    """

    texts: Mapping[str, str]
    refused: Mapping[str, str]
    model: str
    via: Via
    prompt_version: str
    cost_usd: float = 0.0


class KeptWordings(Protocol):
    """The wordings of one workspace. Losing them costs money and nothing else."""

    def get(self, key: str) -> Kept | None:
        """Return what was kept under `key`."""

    def find(self, keys: Sequence[str]) -> Mapping[str, Kept]:
        """Return what was kept under any of `keys`."""

    def put(self, key: str, feature: str, subject: Subject, kept: Kept) -> None:
        """Keep a wording."""

    def latest(self, feature: str, subject: Subject) -> Sequence[Kept]:
        """Return what was kept about a subject, newest first."""


class NothingKept:
    """Remembers nothing."""

    def get(self, key: str) -> Kept | None:
        """Return None."""
        return None

    def find(self, keys: Sequence[str]) -> Mapping[str, Kept]:
        """Return nothing."""
        return {}

    def put(self, key: str, feature: str, subject: Subject, kept: Kept) -> None:
        """Do nothing."""

    def latest(self, feature: str, subject: Subject) -> Sequence[Kept]:
        """Return nothing."""
        return ()


def text_keys(
    workspace: str,
    request: WordingRequest,
    slots: Sequence[Slot],
    prompt: Prompt,
    model: str,
    policy: NamesPolicy,
) -> dict[str, str]:
    """Name, by slot, everything that could change its wording; new evidence makes new names.

    Not in it is what the texts are about: who asks the same again on the same grounds gets the same words,
    though every objection is a subject of its own. A name holds nothing of the content: it is a digest.
    """
    shared = _digest(
        {
            "v": SCHEMA_VERSION,
            "workspace": workspace,
            "prompt": prompt.digest,
            "model": model,
            "policy": policy,
            "language": request.language,
            "feature": request.feature,
            "evidence": [_content(p) for p in request.evidence],
            "people": [asdict(person) for person in request.people],
            "companies": request.companies,
        }
    )
    return {
        slot.key: _digest([shared, substance(slot, request.evidence), _beside(slot, slots)]) for slot in slots
    }


def _beside(slot: Slot, slots: Sequence[Slot]) -> list[str]:
    """The other texts of the same candidate, whose facts it may use."""
    return [
        one.text
        for one in slots
        if slot.candidate and one.candidate == slot.candidate and one.key != slot.key
    ]


def substance(slot: Slot, evidence: Iterable[Passage]) -> str:
    """Name what a text says and on which grounds, whoever words it."""
    return _digest([slot.kind, slot.text, [_content(p) for p in evidence if p.id in slot.evidence]])


def _content(passage: Passage) -> list[Any]:
    record = passage.record
    return [
        passage.what,
        passage.text,
        passage.quote,
        [record.type, record.id, record.connection] if record else None,
        passage.at.isoformat() if passage.at else None,
        list(passage.people),
    ]


def _digest(content: Any) -> str:  # noqa: ANN401  # any JSON
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=True).encode()).hexdigest()
