"""The seam to web trackers: what a known contact did on a web site, sent by whoever watches the site.

Unlike events, which are hints at records of a CRM, visits are records themselves: nobody else has them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Literal, Protocol, runtime_checkable

from .receiver import Endpoint, RawDelivery

VisitKind = Literal["page_view", "form_submitted", "download"]


@dataclass(frozen=True)
class Visit:
    """One thing that a contact did on a web site.

    `key` is equal for repeats of the visit and for nothing else. The contact is named by the CRM's `contact_id`, else by
    `email`. `page` is the address without anything that tells one visitor from another.
    """

    key: str
    kind: VisitKind
    at: datetime
    page: str
    title: str
    contact_id: str | None = None
    email: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Unreadable:
    """An element of a delivery that is no visit: where it stands, which field is wrong, and how."""

    index: int
    field: str
    reason: str


@dataclass(frozen=True)
class Visits:
    """The visits of one delivery, each once, and what could not be read."""

    items: Sequence[Visit]
    unreadable: Sequence[Unreadable] = ()


@runtime_checkable
class BringsVisits(Protocol):
    """What a receiver of single connections has as well if its deliveries are visits; stateless.

    They are read in the request, because only those of people who may be watched are ever stored.
    """

    secret_id: ClassVar[str]
    """Names the secret among the connection's, so that a tracker can't sign for the CRM."""

    def visits(self, delivery: RawDelivery, endpoint: Endpoint) -> Visits:
        """Return the visits of a verified delivery.

        Raises:
            WebhookRejected: the body can't be read; and nothing else.
        """
