"""What every part of the runtime stands on: settings, store, queue, plugins, keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any

import structlog
from redis import Redis

from ...errors import ConfigurationError
from ...ports.clock import Clock, system_clock
from ...ports.host import ShowsFrames
from ...privacy import HomeFile
from ...privacy.marks import Marker
from ...settings import Settings
from ...store import Change, KeyAccess, Store
from ..access.accounts import Accounts
from ..access.embeds import Embeds
from ..access.keys import ApiKeys
from ..access.workflow_answers import WorkflowAnswers
from ..api_limit import ApiLimit, api_limit
from ..connections import Connections
from ..dispatch import Dispatcher
from ..hash_key import HashKey
from ..job_steps import JobSteps
from ..live.feed import LiveFeed
from ..live.feed import client as live_client
from ..personas.visibility import Visibility
from ..registry import Registry
from ..rotating import Rotating
from ..vault import Vault

log = structlog.get_logger(__name__)

REDIS_TIMEOUT_S = 2.0
QUEUE_FILE = HomeFile("redis.url", "where the embedded queue is")
SWEEPS_PER_GUARD = 3
"""A job that waits in a long queue is not queued again by every sweep."""
REDIS_URL_FILE = "redis.url"
"""Where an embedded server in `home` says how to reach it."""


class Ground:
    """Opened once per process; topics build on it, each part when it is first asked for.

    Args:
        settings: Of this installation.
        clock: Replaced in tests and replays.
        registry: Plugins, instead of those of the installed distributions.
    """

    def __init__(
        self, settings: Settings, clock: Clock = system_clock, registry: Registry | None = None
    ) -> None:
        self.settings = settings
        self.clock = clock
        try:
            settings.home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigurationError(
                f"can't use {settings.home} as home: {error.strerror}",
                code="home_unwritable",
                hint="set CRM_AI_HOME",
            ) from None
        self.store = Store.open(settings.effective_database_url, clock)
        self.store.marker_of = self._marker
        self.store.listen(self._tell)
        # A queue that hangs must not hang the answer to a webhook: what it says "look" about is on disk.
        self.redis: Redis = Redis.from_url(
            redis_url(settings),
            socket_connect_timeout=REDIS_TIMEOUT_S,
            socket_timeout=REDIS_TIMEOUT_S,
            health_check_interval=30,
        )
        self.registry = registry or Registry(settings.plugins_disabled)
        self.dispatcher = Dispatcher(self.redis, SWEEPS_PER_GUARD * settings.events.sweep_s)

    @cached_property
    def vault(self) -> Vault:
        """Encryption and signing."""
        secret = self.settings.secret_key
        previous = self.settings.previous_secret_key
        return Vault.open(
            secret.get_secret_value() if secret else None,
            self.settings.home,
            previous.get_secret_value() if previous else None,
        )

    @cached_property
    def hash_key(self) -> HashKey:
        """The key by which people who were forgotten are known again."""
        return HashKey(self.store, self.vault)

    def _marker(self, workspace: str) -> Marker:
        return self.hash_key.marker(workspace)

    @cached_property
    def rotating(self) -> Rotating:
        """Changing the key of the vault."""
        home = None if self.settings.secret_key else self.settings.home
        return Rotating(self.store, self.vault, home)

    @cached_property
    def connections(self) -> Connections:
        """Connectors of stored connections."""
        return Connections(self.store, self.registry, self.vault, self.redis, self.clock)

    @cached_property
    def api_limit(self) -> ApiLimit:
        """How much of the HTTP API one key may use."""
        return api_limit(self.redis, self.settings.web.requests_per_minute)

    def _tell(self, workspace: str, changes: Sequence[Change]) -> None:
        if not has_redis(self.settings):
            return  # Nobody can be listening, and a command that needs no queue asks for none.
        try:
            self.live.heard(workspace, changes)
        except Exception as error:  # noqa: BLE001  # it is committed: whoever did it must not be told that it failed
            log.warning("live_failed", error=type(error).__name__)

    @cached_property
    def live(self) -> LiveFeed:
        """Telling whoever looks that something changed."""
        return LiveFeed(live_client(redis_url(self.settings)), self.store, self.clock)

    @cached_property
    def job_steps(self) -> JobSteps:
        """How far jobs are."""
        return JobSteps(self.live)

    @cached_property
    def accounts(self) -> Accounts:
        """People who sign in."""
        return Accounts(self.store, self.vault, self.clock)

    @cached_property
    def embeds(self) -> Embeds:
        """Pages inside a CRM."""
        return Embeds(self.store, self.vault, self.clock)

    @cached_property
    def workflow_answers(self) -> WorkflowAnswers:
        """What a CRM's workflows were told."""
        return WorkflowAnswers(self.store)

    @cached_property
    def api_keys(self) -> ApiKeys:
        """Keys of machines."""
        return ApiKeys(self.store)

    def frame_ancestors(self, workspace: str, connection: str | None) -> Sequence[str]:
        """Return where a connection's CRM shows pages of others; of none when it does not say."""
        if connection is None:
            return ()
        row = self.connections.row(workspace, connection)
        factory = self.registry.connector(row.connector)
        return factory.frame_ancestors(row.config) if isinstance(factory, ShowsFrames) else ()

    def authenticate(self, api_key: str) -> str | None:
        """Return the workspace that an API key opens."""
        found = self.access(api_key)
        return None if found is None else found.workspace_id

    def access(self, api_key: str) -> KeyAccess | None:
        """Return what an API key opens."""
        with self.store.system() as system:
            return system.api_keys.access(api_key)

    def connected_accounts(self, connector: str, account: str) -> Sequence[tuple[str, str]]:
        """Return (workspace, connection) of whoever is connected to an account of a CRM at present."""
        with self.store.system() as system:
            rows = system.connections.by_account(connector, account)
        return [(row.workspace_id, row.key) for row in rows if row.status not in ("off", "uninstalled")]

    def webhook_secrets(self, receiver: str) -> list[str]:
        """Return the secrets that a receiver's deliveries may be signed with, newest first.

        Raises:
            ConfigurationError: none is set, so nothing can be believed.
        """
        app: Any = getattr(self.settings, receiver, None)
        names = ("client_secret", "previous_client_secret")
        found = [s.get_secret_value() for n in names if (s := getattr(app, n, None)) is not None]
        if not found:
            raise ConfigurationError(
                f"no webhook secret for {receiver}: set CRM_AI_{receiver.upper()}__CLIENT_SECRET",
                code="webhook_secret_missing",
            )
        return found

    def connect(
        self,
        workspace: str,
        key: str,
        connector: str,
        account: str,
        config: Mapping[str, Any],
        secrets: Mapping[str, Any],
    ) -> None:
        """Store a connection, its settings checked against the connector's own model.

        Connecting a key that exists replaces its settings and secrets.
        """
        row = self.connections.made(workspace, key, connector, account, config, secrets)
        with self.store.system() as system:
            system.workspaces.ensure(workspace, workspace)
            system.connections.put(row)

    @cached_property
    def visibility(self) -> Visibility:
        """Who may see which part of what is said about people."""
        return Visibility(self.store)

    def close(self) -> None:
        """Let go of queue and store; a topic that holds more lets go of it first."""
        with suppress(OSError):
            if "live" in self.__dict__:
                self.live.redis.close()
            self.redis.close()
        self.store.close()


def has_redis(settings: Settings) -> bool:
    """Tell whether somebody said where the queue is, or an embedded server wrote it down."""
    return bool(settings.redis_url) or (settings.home / REDIS_URL_FILE).exists()


def redis_url(settings: Settings) -> str:
    """Return where the queue is: the setting, else what an embedded server in `home` wrote down."""
    if settings.redis_url:
        return settings.redis_url
    note: Path = settings.home / REDIS_URL_FILE
    try:
        return note.read_text().strip()
    except OSError:
        # Nobody listens there: commands that need no queue work, the others get a clear error on use.
        return f"unix://{(settings.home / 'redis.sock').resolve()}"
