"""Keeping records in step."""

from __future__ import annotations

from functools import cached_property

from ..installs.plans import Plans
from ..pulls.keeping import Keeping
from ..pulls.reporting import ConnectionReport
from ..pulls.syncing import Syncing
from .ground import Ground


class Pulls(Ground):
    """Keeping records in step."""

    @cached_property
    def syncing(self) -> Syncing:
        """Keeping records in step."""
        return Syncing(
            self.store, self.connections, self.clock, self.settings.sync, self.settings.events.lease_s
        )

    @cached_property
    def keeping(self) -> Keeping:
        """Periodic care for connections."""
        return Keeping(
            self.store, self.connections, self.syncing, self.dispatcher, self.clock, self.settings.sync
        )

    @cached_property
    def plans(self) -> Plans:
        """What connecting a CRM takes."""
        return Plans(self.settings, self.registry)

    @cached_property
    def connection_report(self) -> ConnectionReport:
        """How connections are kept in step, for people."""
        return ConnectionReport(self.store, self.clock, self.vault, self.plans)

    def ask_sync(
        self, workspace: str, connection: str, *, full: bool = False, accept_loss: bool = False
    ) -> None:
        """Ask for a sync, to be done by workers.

        Raises:
            NotFoundError: there is no such connection.
            ConfigurationError: there is nothing to read behind it.
        """
        self.syncing.ask(workspace, connection, full=full, accept_loss=accept_loss)
        self.dispatcher.sync(workspace, connection)
