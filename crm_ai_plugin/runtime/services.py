"""The composition root: everything an entry point (web, worker, command) needs, built from settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from redis import Redis
from redis.exceptions import RedisError

from ..ai.catalogue import catalogue
from ..ai.without_model import EngineWriter
from ..errors import ConfigurationError
from ..ports.clock import Clock, system_clock
from ..ports.writing import WritingDesk
from ..settings import Settings
from ..store import InboxWriter, Store
from .advice.advising import Advising
from .advice.coaching import Coaching
from .advice.feedback import ActionFeedback
from .advice.learning import Learning
from .advice.previewing import Previewing
from .advice.refreshing import Refreshing
from .api_limit import ApiLimit, api_limit
from .connections import Connections
from .dispatch import Dispatcher
from .events.delivery_limit import delivery_limit
from .events.draining import Drain
from .events.endpoints import Endpoints
from .events.intake import Intake
from .events.receiving import Receiving
from .installs.by_secrets import BySecrets
from .installs.disconnecting import Disconnecting
from .installs.installing import Installing
from .installs.plans import Plans
from .installs.storing import Storing
from .installs.uninstalls import Uninstalled
from .language_model.breaker import RedisBreaker
from .language_model.ledger import Caps
from .language_model.watching import ModelReadings, ModelWatch
from .objections.asking import Asking
from .objections.handling import Handling
from .objections.responding import Responding
from .pulls.keeping import Keeping
from .pulls.reporting import ConnectionReport
from .pulls.syncing import Syncing
from .registry import Registry
from .rotating import Rotating
from .sweeping import Sweeper
from .vault import Vault
from .wording.experimenting import Experiments
from .wording.prompts import WorkspacePrompts
from .wording.tally import RedisTally
from .write_back.deliveries import Deliveries
from .write_back.delivering import Delivering
from .write_back.planning import WriteBackPlan
from .write_back.undoing import Undoing

if TYPE_CHECKING:
    from ..ai.model_client import ModelClient
    from .wording.evaluating import Evaluating
    from .wording.previewing import PromptPreviews

REDIS_TIMEOUT_S = 2.0
SWEEPS_PER_GUARD = 3
"""A job that waits in a long queue is not queued again by every sweep."""
REDIS_URL_FILE = "redis.url"
"""Where an embedded server in `home` says how to reach it."""


class Services:
    """Built once per process and passed down; nothing here is a global.

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
    def rotating(self) -> Rotating:
        """Changing the key of the vault."""
        home = None if self.settings.secret_key else self.settings.home
        return Rotating(self.store, self.vault, home)

    @cached_property
    def connections(self) -> Connections:
        """Connectors of stored connections."""
        return Connections(self.store, self.registry, self.vault, self.redis, self.clock)

    @cached_property
    def delivering(self) -> Delivering:
        """Writing back."""
        give_up_s = self.settings.write_back.give_up_after_h * 3600.0
        return Delivering(self.store, self.connections, self.clock, self.settings.events.lease_s, give_up_s)

    @cached_property
    def undoing(self) -> Undoing:
        """Taking back what was written."""
        return Undoing(self.store, self.connections, self.delivering)

    @cached_property
    def deliveries(self) -> Deliveries:
        """What is to be written and what came of it, for people."""
        return Deliveries(self.store, self.dispatcher)

    @cached_property
    def previewing(self) -> Previewing:
        """What would be written."""
        return Previewing(self.store, self.connections, self.advising)

    @cached_property
    def tally(self) -> RedisTally:
        """Counts of all processes."""
        return RedisTally(self.redis)

    @cached_property
    def desk(self) -> WritingDesk:
        """Who words advice: the engine alone where there is no model."""
        model = self.language_model
        if model is None:
            return EngineWriter()
        # Dictionaries and numerics, which an installation without a model never needs.
        from .wording.building import writing_desk  # noqa: PLC0415

        return writing_desk(self.settings.ai, model, self.store, self.vault, self.tally)

    @cached_property
    def prompts(self) -> WorkspacePrompts:
        """Prompts of workspaces."""
        return WorkspacePrompts(self.store)

    @cached_property
    def experiments(self) -> Experiments:
        """Comparisons of prompts."""
        return Experiments(self.store)

    @cached_property
    def prompt_previews(self) -> PromptPreviews:
        """Prompts at work on real deals, without keeping anything."""
        from .wording.previewing import PromptPreviews  # noqa: PLC0415

        return PromptPreviews(self.store, self.registry, self.settings.ai, self.clock)

    @cached_property
    def evaluating(self) -> Evaluating:
        """Trying versions of prompts.

        Raises:
            ConfigurationError: there is no language model.
        """
        from .wording.evaluating import Evaluating  # noqa: PLC0415

        model = self.language_model
        if model is None:
            raise ConfigurationError("there is no language model: set OPENAI_API_KEY", code="no_model")
        return Evaluating(self.store, self.registry, self.settings.ai, model)

    def counts(self) -> Iterator[tuple[str, Mapping[str, str], float]]:
        """Yield (name, labels, sum) of what all processes counted.

        Raises:
            RedisError: Redis is away.
        """
        return self.tally.read()

    @cached_property
    def advising(self) -> Advising:
        """Turning a snapshot into advice."""
        plan = WriteBackPlan(self.registry, self.settings.write_back)
        return Advising(self.store, self.registry, plan, self.desk, self.clock)

    @cached_property
    def refreshing(self) -> Refreshing:
        """Doing one subject."""
        return Refreshing(
            store=self.store,
            connections=self.connections,
            delivering=self.delivering,
            advising=self.advising,
            dispatcher=self.dispatcher,
            clock=self.clock,
            lease_s=self.settings.events.lease_s,
        )

    @cached_property
    def drain(self) -> Drain:
        """Reading the inbox."""
        return Drain(self.store, self.registry, self.dispatcher, self.clock, self.settings.events.coalesce_ms)

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
        return Receiving(self.endpoints, self.intake, self.vault, limit)

    @cached_property
    def plans(self) -> Plans:
        """What connecting a CRM takes."""
        return Plans(self.settings, self.registry)

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
    def learning(self) -> Learning:
        """Learning from history."""
        return Learning(self.store, self.registry, self.clock)

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
    def connection_report(self) -> ConnectionReport:
        """How connections are kept in step, for people."""
        return ConnectionReport(self.store, self.clock)

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

    @cached_property
    def sweeper(self) -> Sweeper:
        """Finding what lies undone."""
        return Sweeper(self.store, self.dispatcher, self.clock)

    @cached_property
    def feedback(self) -> ActionFeedback:
        """What people do with advice."""
        return ActionFeedback(self.store, self.dispatcher, self.clock)

    @cached_property
    def coach(self) -> Coaching:
        """Insights for the web app."""
        return Coaching(self.store, self.registry, self.dispatcher, self.feedback, self.clock)

    @cached_property
    def objections(self) -> Handling:
        """Answers to objections, and what people do with them."""
        asking = Asking(self.store, self.registry, self.desk, self.clock)
        return Handling(self.store, asking, Responding(self.store, self.clock))

    def _load(self, workspace: str, connection: str) -> bool:
        """Ask for the load of a new connection; return whether workers know of it already."""
        try:
            self.ask_sync(workspace, connection)
        except (RedisError, ConfigurationError):
            return False
        return True

    @cached_property
    def language_model(self) -> ModelClient | None:
        """The language model; None without a key."""
        if self.settings.openai_api_key is None:
            return None
        # The vendor's package takes a second to load, and most commands never ask.
        from .language_model.building import language_model  # noqa: PLC0415

        return language_model(self.settings, self.redis, self.store, self.clock)

    @cached_property
    def model_watch(self) -> ModelWatch:
        """How the language model stands."""
        ai = self.settings.ai
        models = [name for name in (ai.model, ai.fallback_model) if name]
        breaker = RedisBreaker(self.redis)
        return ModelWatch(self.store, breaker, catalogue(), self.clock, Caps.of(ai), models)

    @cached_property
    def api_limit(self) -> ApiLimit:
        """How much of the HTTP API one key may use."""
        return api_limit(self.redis, self.settings.web.requests_per_minute)

    def model_readings(self) -> ModelReadings:
        """Return spend and breakers of the language model."""
        return self.model_watch.read()

    def authenticate(self, api_key: str) -> str | None:
        """Return the workspace that an API key opens."""
        with self.store.system() as system:
            return system.api_keys.resolve(api_key)

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

    def close(self) -> None:
        """Finish what is under way and let go of connections."""
        if "inbox_writer" in self.__dict__:
            self.inbox_writer.close()
        if (model := self.__dict__.get("language_model")) is not None:
            model.close()
        with suppress(OSError):
            self.redis.close()
        self.store.close()


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
