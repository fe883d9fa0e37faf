"""Connecting and disconnecting CRMs."""

from __future__ import annotations

from functools import cached_property

from redis.exceptions import RedisError

from ...errors import ConfigurationError
from ..installs.by_secrets import BySecrets
from ..installs.disconnecting import Disconnecting
from ..installs.installing import Installing
from ..installs.selecting import Selecting
from ..installs.storing import Storing
from ..installs.uninstalls import Uninstalled
from .events import Events
from .pulls import Pulls
from .write_back import WriteBack


class Installs(Events, Pulls, WriteBack):
    """Installing and taking off."""

    @cached_property
    def installing(self) -> Installing:
        """Connecting CRMs in the browser."""
        url = self.settings.public_url
        return Installing(self.store, self.plans, self.vault, self._storing, self.clock, url)

    @cached_property
    def by_secrets(self) -> BySecrets:
        """Connecting CRMs by credentials that were made in them."""
        return BySecrets(self.store, self.plans, self.connections, self._storing)

    @cached_property
    def _storing(self) -> Storing:
        url = self.settings.public_url
        return Storing(self.store, self.connections, self.endpoints, self._load, url)

    @cached_property
    def uninstalled(self) -> Uninstalled:
        """Noticing that an app was taken off."""
        return Uninstalled(self.store, self.connections, self.plans, self.redis)

    @cached_property
    def disconnecting(self) -> Disconnecting:
        """Disconnecting CRMs."""
        return Disconnecting(self.store, self.connections, self.plans, self.undoing)

    @cached_property
    def selecting(self) -> Selecting:
        """Choosing what is read and written."""
        return Selecting(self.store, self.connections, self.registry, self.settings.write_back, self._asked)

    def _load(self, workspace: str, connection: str) -> bool:
        """Ask for the load of a new connection; return whether workers know of it already."""
        return self._asked(workspace, connection, full=False)

    def _asked(self, workspace: str, connection: str, *, full: bool) -> bool:
        try:
            # Who leaves a pipeline out knows that its deals go.
            self.ask_sync(workspace, connection, full=full, accept_loss=full)
        except (RedisError, ConfigurationError):
            return False
        return True
