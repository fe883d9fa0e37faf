"""What a contract suite needs to know and do behind a connector's back.

The one fixture a connector must give is ``connector``. Each further fixture opens more tests; without it they
are skipped and say which fixture is missing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
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
    "conflict",
    "rate_limited_until",
    "repeated_cursor",
]
"""What a CRM does on a bad day.

``rate_limited``: 429 with ``Retry-After`` in seconds, at most 30; ``rate_limited_until``: the same as an HTTP
date. ``lost_answer``: a write is applied and the connection breaks. ``conflict``: 409. ``repeated_cursor``: each
page of a list names the same next page.
"""

BASIC_FAULTS: frozenset[FaultName] = frozenset(
    {
        "unauthorised",
        "forbidden",
        "not_found",
        "rate_limited",
        "server_error",
        "timeout",
        "malformed",
        "lost_answer",
    }
)
"""What every `Backstage` acts out; one that can do more names all it can in an attribute ``faults``."""


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
        created_at: When it was created, in UTC; shows that times are not read as local ones.
        do_not_profile: Of `contact_ids`, those who asked not to be profiled; at least one.
        ids: Some ids that exist, per kind, for `fetch`.
    """

    deal_id: str
    name: str
    missing_id: str
    contact_ids: Collection[str] = ()
    activity_ids: Collection[str] = ()
    stages: Sequence[str] = ()
    created_at: datetime | None = None
    do_not_profile: Collection[str] = ()
    ids: dict[RecordType, Sequence[str]] = field(default_factory=dict)


class Backstage(Protocol):
    """The CRM seen from behind: through its own tools, never through the connector."""

    @property
    def secrets(self) -> Sequence[str]:
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
