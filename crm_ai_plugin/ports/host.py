"""The seam to a CRM's own pages: what calls us from a card inside it, and where our pages may be shown in frames.

A `SignedHost` (group ``crm_ai.hosts``) says whether a CRM signed a request and for which of its accounts; with that
a card inside the CRM calls the same API as everybody, without a key. A connector's factory that also is a
`ShowsFrames` says which of the CRM's addresses frame our pages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Protocol, runtime_checkable

from .receiver import RawDelivery


@dataclass(frozen=True)
class HostCaller:
    """Who calls: the CRM's own tenant id, its id of the person before the screen, and when, as the CRM signed it."""

    account: str
    user: str | None = field(repr=False)
    at: datetime | None = None


@dataclass(frozen=True)
class StepAsked:
    """A workflow asks for the next step of a record. `id` is the same when it asks again."""

    id: str
    record_type: str
    record_id: str


class SignedHost(Protocol):
    """The object an entry point of ``crm_ai.hosts`` names; stateless.

    Attributes:
        key: Its name; secrets of the app are the settings of that name.
        connector: Whose connections the accounts belong to.
        header: By this header, in lower case, its requests are known.
        parameters: What the CRM adds to the query of each request.
    """

    key: ClassVar[str]
    connector: ClassVar[str]
    header: ClassVar[str]
    parameters: ClassVar[frozenset[str]]

    def verify(self, request: RawDelivery, secrets: Sequence[str], now: datetime) -> HostCaller:
        """Return who calls, from what is signed and nothing else.

        Raises:
            WebhookRejected: and nothing else, whatever the bytes.
        """


@runtime_checkable
class RunsWorkflows(Protocol):
    """A host whose workflows can ask for a record's next step."""

    def workflow(
        self, request: RawDelivery, secrets: Sequence[str], now: datetime
    ) -> tuple[HostCaller, StepAsked]:
        """Return who asks for what, from what is signed.

        Raises:
            WebhookRejected: and nothing else, whatever the bytes.
        """

    def workflow_answer(self, outputs: Mapping[str, str] | None) -> Mapping[str, Any]:
        """Return the JSON that the CRM expects; None: there is no step."""


@runtime_checkable
class ShowsFrames(Protocol):
    """A connector's factory that knows where the CRM shows pages of others."""

    def frame_ancestors(self, config: Mapping[str, Any]) -> Sequence[str]:
        """Return sources of a Content Security Policy, e.g. ``https://app.crm.example``."""
