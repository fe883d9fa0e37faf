"""What a contract suite needs to know and do behind a connector's back.

The one fixture a connector must give is ``connector``. Each further fixture opens more tests; without it they
are skipped and say which fixture is missing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from crm_ai_plugin.records import RecordType

FaultName = Literal[
    "unauthorised",
    "forbidden",
    "not_found",
    "rate_limited",
    "server_error",
    "timeout",
    "malformed",
    "lost_answer",
]
"""What a CRM does on a bad day. ``lost_answer``: a write is applied and the connection breaks."""


@dataclass(frozen=True)
class KnownDeal:
    """A deal that is in the CRM, and what must be seen of it.

    Attributes:
        deal_id: Its id.
        name: Its name.
        missing_id: An id of the CRM's form that no record has.
        contact_ids: Contacts that must be in its snapshot.
        activity_ids: Activities that must be in its snapshot.
        stages: Stages it passed, in order; empty when the connector reads no history.
        ids: Some ids that exist, per kind, for `fetch`.
    """

    deal_id: str
    name: str
    missing_id: str
    contact_ids: Collection[str] = ()
    activity_ids: Collection[str] = ()
    stages: Sequence[str] = ()
    ids: dict[RecordType, Sequence[str]] = field(default_factory=dict)


class Backstage(Protocol):
    """The CRM seen from behind: through its own tools, never through the connector."""

    secrets: Sequence[str]
    """Every token and secret the connector was given; none may show anywhere."""

    def count(self, what: Literal["note", "task"], deal_id: str) -> int:
        """Return how many of these the deal has."""

    def field(self, deal_id: str, name: str) -> str | None:
        """Return the present value of a field of ours, by its logical name."""

    def human_sets(self, deal_id: str, name: str, value: str) -> None:
        """Change a field of ours as a person in the CRM does."""

    def drop_field(self, name: str) -> None:
        """Make the CRM silently ignore this field of ours in the next write."""

    def fault(self, name: FaultName, *, writes: bool) -> None:
        """Let all coming calls that write, or all that read, meet this fault."""

    def clear(self) -> None:
        """End all faults."""
