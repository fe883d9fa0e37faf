"""The kit file of a declared connector: how to reach its CRM, and a deal that is known to be there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from crm_ai_plugin.errors import UserInputError
from crm_ai_plugin.records import RecordType
from crm_ai_plugin.testing.contracts import FaultName, KnownDeal

_LARGEST = 100_000


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


class Known(_Part):
    """A deal that is in the CRM; see `KnownDeal`."""

    deal_id: str
    name: str
    missing_id: str
    contact_ids: tuple[str, ...] = ()
    activity_ids: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    created_at: datetime | None = None
    do_not_profile: tuple[str, ...] = ()
    ids: dict[RecordType, tuple[str, ...]] = Field(default_factory=dict)


class Fault(_Part):
    """How this CRM shows a fault, where it has a way of its own: ``{status: 403, body: {code: BAD_KEY}}``."""

    status: int = Field(ge=200, le=599)
    body: Any = None
    headers: dict[str, str] = Field(default_factory=dict)


class Kit(_Part):
    """A kit file."""

    definition: Path
    settings: dict[str, Any] = Field(default_factory=dict)
    """Settings of the connection: ``variables``, ``base_url``, ``allow_insecure`` and the like."""
    secrets: dict[str, str] = Field(repr=False)
    known: Known
    faults: dict[FaultName, Fault] = Field(default_factory=dict)
    exemptions: dict[str, str] = Field(default_factory=dict)
    """Rules that this CRM can't keep, each with the reason in a sentence."""

    def deal(self) -> KnownDeal:
        """Return the known deal as the suites take it."""
        known = self.known
        at = known.created_at
        return KnownDeal(
            deal_id=known.deal_id,
            name=known.name,
            missing_id=known.missing_id,
            contact_ids=known.contact_ids,
            activity_ids=known.activity_ids,
            stages=known.stages,
            created_at=at.replace(tzinfo=UTC) if at is not None and at.tzinfo is None else at,
            do_not_profile=known.do_not_profile,
            ids=dict(known.ids),
        )

    def config(self, **more: Any) -> Mapping[str, Any]:  # noqa: ANN401  # settings of any connector
        """Return the connection's settings, with short patience and small pages."""
        patience = {"connect_timeout_s": 1.0, "read_timeout_s": 1.0, "deadline_s": 2.0, "patience_s": 0.0}
        return {
            "page_size": 2,
            **patience,
            **self.settings,
            "definition": str(self.definition),
            **more,
        }


def load(path: Path) -> Kit:
    """Read a kit file; ``definition`` is looked for beside it.

    Raises:
        UserInputError: it can't be read, or something in it is wrong.
    """
    try:
        raw = path.read_bytes()
        found = yaml.safe_load(raw) if len(raw) <= _LARGEST else None
    except (OSError, ValueError, yaml.YAMLError) as error:
        # Never the parser's own words: they quote the file, and that holds secrets.
        where = getattr(getattr(error, "problem_mark", None), "line", None)
        line = "" if where is None else f" (look at line {where + 1})"
        raise UserInputError(
            f"{path} can't be read: {type(error).__name__}{line}", code="kit_unreadable"
        ) from None
    try:
        kit = Kit.model_validate(found)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the file"
        raise UserInputError(
            f"{path}: {place}: {str(first['msg']).lower()}",
            code="kit_invalid",
            hint="docs/how-to/connect-a-crm-with-yaml.md shows a whole one",
        ) from None
    return kit.model_copy(update={"definition": (path.parent / kit.definition).resolve()})
