"""Builds a live connector for a stored connection, with its secrets and its call budget."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from typing import Any

from redis import Redis
from redis.exceptions import LockError, RedisError

from ..errors import ConfigurationError, NotFoundError, ReauthoriseError, RetryableError
from ..ports.clock import Clock
from ..ports.connector import ConnectionContext, Connector, ConnectorFactory, StatesLimits, TokenStore
from ..ports.selection import ReadsFields
from ..privacy import RedisKeys
from ..store import ConnectionRow, ConnectionStatus, Store
from .budget import MAX_WAIT_S, redis_budget
from .bundles import open_tables
from .narrowing import Narrowing, selection_of
from .registry import Registry
from .vault import Vault

_DEAD: Mapping[str, str] = {
    "reauthorise": "has to be authorised again",
    "uninstalled": "is off: the app was taken off the account in the CRM",
}
FILES = "files"
KEYS = RedisKeys("crm-ai:refresh:", "who renews a connection's access", lives="a minute")
"""Connector key of files, imported once or in a watched folder: no CRM to call, none to write back to."""


def is_watched(row: ConnectionRow) -> bool:
    """Whether a connection of files has a folder that is watched."""
    return bool(row.config.get("folder"))


@dataclass(frozen=True)
class StoredSecrets:
    """Secrets of one connection, encrypted in the store; implements the connector port's ``TokenStore``."""

    store: Store
    vault: Vault
    redis: Redis
    workspace: str
    connection: str

    def load(self) -> Mapping[str, Any]:
        """Return the secrets as last saved."""
        with self.store.system() as system:
            row = system.connections.get(self.workspace, self.connection)
        return self.vault.decrypt(row.secrets_encrypted) if row.secrets_encrypted else {}

    def save(self, secrets: Mapping[str, Any]) -> None:
        """Store new secrets; committed when this returns."""
        with self.store.system() as system:
            system.connections.save_secrets(self.workspace, self.connection, self.vault.encrypt(secrets))

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Hold the right to refresh: one process at a time, over all machines.

        Raises:
            RetryableError: another process has held it for too long.
        """
        lock = self.redis.lock(
            f"crm-ai:refresh:{self.workspace}:{self.connection}", timeout=60, blocking_timeout=30
        )
        try:
            held = lock.acquire()
        except RedisError as error:
            raise RetryableError("the lock server can't be reached", code="lock_unreachable") from error
        if not held:
            raise RetryableError("another process is renewing this connection's access", code="refresh_busy")
        try:
            yield
        finally:
            # It may have expired while we held it; whoever has it now re-reads before refreshing.
            with suppress(LockError, RedisError):
                lock.release()


@dataclass
class HeldSecrets:
    """Secrets that belong to no stored connection, e.g. of a grant that is given back."""

    held: Mapping[str, Any] = field(repr=False)

    def load(self) -> Mapping[str, Any]:
        """Return the secrets."""
        return dict(self.held)

    def save(self, secrets: Mapping[str, Any]) -> None:
        """Replace them."""
        self.held = dict(secrets)

    def exclusive(self) -> AbstractContextManager[None]:
        """Nobody else has them."""
        return nullcontext()


@dataclass(frozen=True)
class Connections:
    """Stored connections and the connectors behind them."""

    store: Store
    registry: Registry
    vault: Vault
    redis: Redis
    clock: Clock

    def row(self, workspace: str, key: str) -> ConnectionRow:
        """Return a connection.

        Raises:
            NotFoundError: there is none of that name.
        """
        with self.store.system() as system:
            return system.connections.get(workspace, key)

    def is_live(self, row: ConnectionRow) -> bool:
        """Whether there is a CRM behind it that can be called."""
        return row.connector != FILES and row.status != "off"

    def is_readable(self, row: ConnectionRow) -> bool:
        """Whether its records can be read anew: from a CRM, or from a folder that is watched."""
        return self.is_live(row) or (row.connector == FILES and row.status != "off" and is_watched(row))

    def is_open(self, row: ConnectionRow) -> bool:
        """Whether nothing is read through it before somebody has chosen what."""
        return selection_of(row).open

    def narrowing(self, row: ConnectionRow) -> Narrowing:
        """Return what of a connection's records is kept."""
        chosen = selection_of(row)
        whole = chosen.fields is None or isinstance(self._factory(row), ReadsFields)
        return Narrowing(chosen, None if whole else frozenset(chosen.fields or ()))

    def mark_dead(self, workspace: str, key: str, status: ConnectionStatus = "reauthorise") -> None:
        """Note that the connection's credentials are dead, so that nobody calls before a person reconnects it.

        One that was switched off meanwhile stays off.
        """
        with self.store.system() as system:
            system.connections.set_status(workspace, key, status, only_active=True)

    def made(
        self,
        workspace: str,
        key: str,
        connector: str,
        account: str,
        config: Mapping[str, Any],
        secrets: Mapping[str, Any],
    ) -> ConnectionRow:
        """Return a connection to be stored: settings checked against the connector's model, secrets encrypted."""
        factory = self.registry.connector(connector)
        checked = factory.config_model.model_validate(dict(config)).model_dump(mode="json")
        if isinstance(factory, StatesLimits):
            checked["limits"] = factory.limits(checked)
        return ConnectionRow(workspace, key, connector, account, checked, self.vault.encrypt(secrets))

    def secrets(self, workspace: str, key: str) -> StoredSecrets:
        """Return where a connection's secrets lie."""
        return StoredSecrets(self.store, self.vault, self.redis, workspace, key)

    @contextmanager
    def held(self, workspace: str, key: str) -> Iterator[None]:
        """Keep others from renewing a connection's secrets; as far as the lock server can be reached."""
        with ExitStack() as stack:
            with suppress(RetryableError):
                stack.enter_context(self.secrets(workspace, key).exclusive())
            yield

    def context(
        self,
        row: ConnectionRow,
        secrets: TokenStore | None = None,
        patience_s: float = MAX_WAIT_S,
        *,
        backfill: bool = False,
    ) -> ConnectionContext:
        """Return what a factory is given for a connection.

        Args:
            row: The connection.
            secrets: Others than the stored ones.
            patience_s: How long calls wait for the CRM's call budget.
            backfill: Whether calls use only what people leave of it.
        """
        limits = row.config.get("limits", {})
        return ConnectionContext(
            connection=row.key,
            config=self._reading(row),
            secrets=secrets or self.secrets(row.workspace_id, row.key),
            budget=redis_budget(
                self.redis, f"{row.connector}:{row.account}", limits, patience_s, backfill=backfill
            ),
            clock=self.clock,
            bundles=open_tables,
        )

    @contextmanager
    def open(
        self,
        workspace: str,
        key: str,
        *,
        patience_s: float = MAX_WAIT_S,
        backfill: bool = False,
        unchosen: bool = False,
    ) -> Iterator[Connector]:
        """Yield the connector of a connection and close it afterwards.

        Calls wait at most `patience_s` seconds for the CRM's call budget; those of a backfill use only what
        people leave. With `unchosen` it is opened even while nobody has said what is read.

        A connection whose credentials turn out dead is marked, so that nobody calls it again before a
        person has reconnected it.

        Raises:
            NotFoundError: there is no such connection.
            ConfigurationError: there is no CRM to call behind it, it is switched off, or its connector is not
                installed. Never a `NotFoundError`, which would say that a record is gone.
            ReauthoriseError: it has to be connected again.
        """
        row = self.row(workspace, key)
        if not self.is_readable(row):
            code = "connection_off" if row.status == "off" else "connection_passive"
            raise ConfigurationError(f"connection {key} has no CRM to call", code=code)
        if not unchosen and self.is_open(row):
            raise ConfigurationError(
                f"connection {key} reads and writes nothing before an admin has chosen what",
                code="selection_open",
                hint="choose on the connection's page",
            )
        if row.status in _DEAD:
            raise ReauthoriseError(
                f"connection {key} {_DEAD[row.status]}",
                code=row.status,
                hint=f"crm-ai connect {row.connector} --as {key} makes a link to connect it again",
            )
        context = self.context(row, patience_s=patience_s, backfill=backfill)
        connector = self._factory(row).create(context)
        try:
            yield connector
        except ReauthoriseError:
            self.mark_dead(workspace, key)
            raise
        finally:
            connector.close()

    def _reading(self, row: ConnectionRow) -> Mapping[str, Any]:
        """Return a connection's settings, with the fields that were chosen."""
        fields = selection_of(row).fields
        if fields is None:
            return row.config
        factory = self._factory(row)
        return factory.reading(row.config, fields) if isinstance(factory, ReadsFields) else row.config

    def _factory(self, row: ConnectionRow) -> ConnectorFactory:
        try:
            return self.registry.connector(row.connector)
        except NotFoundError as error:
            raise ConfigurationError(error.user_message, code=error.code) from error
