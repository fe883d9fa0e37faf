"""The ways in for webhooks, and what is done with what came."""

from __future__ import annotations

from functools import cached_property

from ...store import InboxWriter
from ..events.delivery_limit import delivery_limit
from ..events.endpoints import Endpoints
from ..events.intake import Intake
from ..events.receiving import Receiving
from ..events.visiting import Visiting
from ..sweeping import Sweeper
from .ground import Ground


class Events(Ground):
    """Webhooks."""

    @cached_property
    def inbox_writer(self) -> InboxWriter:
        """Group commit of accepted deliveries; owns a thread."""
        return InboxWriter(self.store)

    @cached_property
    def intake(self) -> Intake:
        """Accepting deliveries."""
        return Intake(self.registry, self.inbox_writer, self.dispatcher, self.clock)

    @cached_property
    def endpoints(self) -> Endpoints:
        """Addresses of connections for webhooks."""
        return Endpoints(self.store, self.registry)

    @cached_property
    def receiving(self) -> Receiving:
        """Accepting deliveries that come to a connection's own address."""
        limit = delivery_limit(self.redis, self.settings.events.deliveries_per_minute)
        visiting = Visiting(self.store)
        return Receiving(self.endpoints, self.intake, self.vault, limit, visiting)

    @cached_property
    def sweeper(self) -> Sweeper:
        """Finding what lies undone."""
        return Sweeper(self.store, self.dispatcher, self.clock)

    def close(self) -> None:
        """Finish what is being committed first."""
        if "inbox_writer" in self.__dict__:
            self.inbox_writer.close()
        super().close()
