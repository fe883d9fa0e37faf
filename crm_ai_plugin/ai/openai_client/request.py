"""One request, whichever API carries it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...ports.language_model import Message

MOST_NAME = 64
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_-]")


@dataclass(frozen=True)
class ModelRequest:
    """What is asked of one model.

    Attributes:
        of_vendor: Whether the vendor's own parameters may be sent.
        schema_name: Name of the schema.
        effort: How long a model that reasons may do so; None leaves it to the model.
    """

    model: str
    of_vendor: bool
    messages: Sequence[Message]
    schema_name: str
    schema: Mapping[str, Any]
    max_output_tokens: int
    temperature: float | None = None
    effort: str | None = None
    subject_hash: str | None = None

    @property
    def format(self) -> dict[str, Any]:
        """The schema as both APIs name it; they take plain names only."""
        name = _NOT_IN_NAMES.sub("_", self.schema_name)[:MOST_NAME]
        return {"name": name, "schema": dict(self.schema), "strict": True}

    @property
    def common(self) -> dict[str, Any]:
        """Parameters that both APIs call the same."""
        chosen: dict[str, Any] = {}
        if self.temperature is not None:
            chosen["temperature"] = self.temperature
        if self.subject_hash is not None and self.of_vendor:
            chosen["safety_identifier"] = self.subject_hash
        return chosen
