"""What was decided about a person, before it is put into words."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from ...ports.person import PersonHistory
from .overrides import Held, substance
from .touchpoints import Touchpoints
from .traits import Trait


@dataclass(frozen=True)
class PersonFacts:
    """A contact's touchpoints with every trait measured on them."""

    points: Touchpoints
    traits: Mapping[str, Trait]


@dataclass(frozen=True)
class PersonAssessment:
    """Everything that `word` needs, with nothing left to decide."""

    measured: PersonFacts
    held: Mapping[str, Held]
    history: PersonHistory

    @property
    def fingerprint(self) -> str:
        """Names the substance: the same statements on the same kind of grounds have the same name.

        A number that moves within its statement is no news; who decided what is.
        """
        parts = []
        for key in sorted(self.held):
            held = self.held[key]
            seen = held.trait.seen
            decided = [held.override.kind, held.override.value] if held.override else None
            parts.append([key, substance(seen) if seen else None, decided, held.contradicted])
        text = json.dumps(parts, ensure_ascii=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:32]
