"""An in-memory runtime for the web tests: two workspaces, real cards, a receiver that believes one header."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, cast

from flask import Flask
from flask.testing import FlaskClient
from pydantic import SecretStr

from crm_ai_cards.builders.deal_coach import DealCoachCard
from crm_ai_cards.hosts.fields import FieldsHost
from crm_ai_cards.hosts.markdown import MarkdownHost
from crm_ai_cards.hosts.note import NoteHost
from crm_ai_cards.hosts.plain import PlainHost
from crm_ai_cards.hosts.web import WebHost
from crm_ai_plugin.errors import (
    ConfigurationError,
    CrmAiError,
    NotFoundError,
    RetryableError,
    UserInputError,
    WebhookRejected,
)
from crm_ai_plugin.insights import Insight
from crm_ai_plugin.ports.card import CardBuilder, CardFile, CardHost
from crm_ai_plugin.ports.connector import ConnectorFactory
from crm_ai_plugin.ports.host import SignedHost
from crm_ai_plugin.ports.receiver import Event, RawDelivery, Receiver
from crm_ai_plugin.runtime.access.embeds import Embeds
from crm_ai_plugin.runtime.personas.visibility import PolicyVersion, VisibilityPolicy
from crm_ai_plugin.settings import HubSpotSettings, Settings
from crm_ai_plugin.store import KeyAccess
from crm_ai_plugin.web import WebOptions, create_app
from crm_ai_plugin.web.services import Services
from tests.fixtures.planted_secrets import PLANTED
from tests.unit.cards.card_examples import insight
from tests.unit.web import coaching_fakes
from tests.unit.web.coaching_fakes import FakeCoach
from tests.unit.web.installing_fakes import FakeDisconnecting, FakeInstalling
from tests.unit.web.limit_fakes import FakeLimit, FakeReadings
from tests.unit.web.objecting_fakes import FakeObjecting, NoLibrary
from tests.unit.web.receiving_fakes import FakeReceiving

NOW = coaching_fakes.NOW
KEY_A, KEY_B = PLANTED["api key"], PLANTED["another api key"]
KEYS = {KEY_A: "ws_a", KEY_B: "ws_b"}


class FakeReceiver:
    """Believes whoever sends the secret itself."""

    key: ClassVar[str] = "hubspot"
    max_body_bytes: ClassVar[int] = 2_000

    def verify(self, delivery: RawDelivery, secrets: Sequence[str], now: datetime) -> None:
        if delivery.headers.get("x-hubspot-signature-v3") not in secrets:
            raise WebhookRejected("the signature is wrong", code="signature_invalid")

    def parse(self, body: bytes, *, app_id: str | None) -> Sequence[Event]:
        return ()


class FakeRegistry:
    """The plugins of this installation, without entry points."""

    def __init__(self) -> None:
        self.hosts: dict[str, Any] = {
            h.key: h for h in (NoteHost(), PlainHost(), MarkdownHost(), FieldsHost(), WebHost())
        }

    def receiver(self, key: str) -> Receiver:
        return cast(Receiver, self._get({"hubspot": FakeReceiver()}, key))

    def card_builder(self, kind: str) -> CardBuilder:
        return cast(CardBuilder, self._get({"deal_coach": DealCoachCard()}, kind))

    def card_host(self, key: str) -> CardHost:
        return cast(CardHost, self._get(self.hosts, key))

    def signed_host(self, key: str) -> SignedHost:
        return cast(SignedHost, self._get({}, key))

    def signed_hosts(self) -> Sequence[SignedHost]:
        return ()

    def connector(self, key: str) -> ConnectorFactory:
        return cast(ConnectorFactory, self._get({}, key))

    def card_file(self, key: str) -> CardFile:
        return cast(CardFile, self._get({}, key))

    @staticmethod
    def _get(table: Mapping[str, Any], key: str) -> Any:
        if key not in table:
            raise NotFoundError(f"no plugin {key!r}", code="plugin_unknown")
        return table[key]


@dataclass
class FakeIntake:
    registry: FakeRegistry
    now: datetime = NOW
    taken: list[RawDelivery] = field(default_factory=list)
    failure: Exception | None = None

    def accept(self, receiver: str, delivery: RawDelivery, secrets: Sequence[str]) -> str:
        self.registry.receiver(receiver).verify(delivery, secrets, self.now)
        if self.failure is not None:
            raise self.failure
        self.taken.append(delivery)
        return f"inb_{len(self.taken)}"


@dataclass
class FakeVault:
    """Signs by writing the purpose in front; a test moves time with `age_s`."""

    age_s: float = 0

    def sign(self, purpose: str, payload: Mapping[str, Any]) -> str:
        return (f"{purpose}." + json.dumps(dict(payload))).encode().hex()

    def verify(self, purpose: str, token: str, max_age_s: float | None) -> Mapping[str, Any]:
        try:
            signed, _, body = bytes.fromhex(token).decode().partition(".")
            payload = json.loads(body)
        except ValueError:
            raise UserInputError("this link is not valid", code="link_invalid") from None
        if signed != purpose:
            raise UserInputError("this link is not valid", code="link_invalid")
        if max_age_s is not None and self.age_s > max_age_s:
            raise UserInputError("this link has expired: open it again from the CRM", code="link_expired")
        return cast("Mapping[str, Any]", payload)


@dataclass
class FakeStore:
    current: str | None = "0001"
    failure: Exception | None = None

    def revision(self) -> tuple[str | None, str | None]:
        if self.failure is not None:
            raise self.failure
        return self.current, "0001"


@dataclass
class FakeRedis:
    failure: Exception | None = None

    def ping(self) -> bool:
        if self.failure is not None:
            raise self.failure
        return True


class FakeReport:
    """One connection per workspace."""

    def all(self, workspace: str) -> Sequence[dict[str, Any]]:
        sync: dict[str, Any] = {"state": "in step", "error": None, "gap": None, "refused": {}}
        return [{"key": "hubspot-1", "connector": "hubspot", "account": workspace, "sync": sync}]

    def one(self, workspace: str, key: str) -> dict[str, Any]:
        if key != "hubspot-1":
            raise NotFoundError(f"there is no connection {key!r}")
        return self.all(workspace)[0]


class FakeDeliveries:
    """No deliveries: the routes are tried on the real store."""

    def list(self, workspace: str, **chosen: Any) -> Sequence[Any]:
        return []

    def get(self, workspace: str, delivery_id: str) -> Any:
        raise NotFoundError(f"there is no delivery {delivery_id!r}")

    def again(self, workspace: str, delivery_id: str, actor: str) -> Any:
        return self.get(workspace, delivery_id)

    one = again
    of_deal = again


class FakeReporting:
    """No reports: the routes are tried on the real runtime."""

    def kinds(self) -> Mapping[str, Any]:
        return {}

    def formats(self) -> tuple[str, ...]:
        return ()

    def gather(self, workspace: str, kind: str, given: Mapping[str, Any], viewer: Any = None) -> Insight:
        raise NotFoundError(f"there is no report {kind!r}")

    def file(self, kind: str, insight: Insight, form: str) -> Any:
        raise NotFoundError(f"there is no report {kind!r}")


class EverythingIsSeen:
    """Nothing is hidden: who may see what is tried on the real runtime."""

    def policy(self, workspace: str) -> PolicyVersion:
        return PolicyVersion(VisibilityPolicy())

    def set_policy(self, workspace: str, document: object, author: str) -> PolicyVersion:
        raise NotImplementedError

    def hidden(self, workspace: str, connection: str, contact_id: str, viewer: Any) -> frozenset[str]:
        return frozenset()

    def seen(self, workspace: str, insight: Insight, viewer: Any) -> Insight:
        return insight


class FakeSharing:
    """Nothing is shared: the routes are tried on the real runtime."""

    def share(self, workspace: str, insight: Insight, **chosen: Any) -> Any:
        raise NotFoundError("nothing is shared")

    def list(self, workspace: str, limit: int = 100) -> Sequence[Any]:
        return []

    def revoke(self, workspace: str, share_id: str, by: str) -> None:
        raise NotFoundError("nothing is shared")

    def open(self, token: str, passcode: str | None = None, *, count: bool = True) -> Mapping[str, Any]:
        raise NotFoundError("this link leads nowhere")


class NobodySignedIn:
    """No people: their routes are tried on the real runtime."""

    def resume(self, secret: str) -> None:
        return None


class FakeServices:
    """Has the shape of the runtime's services."""

    def __init__(self, **settings: Any) -> None:
        defaults = {
            "public_url": "https://ai.example",
            "hubspot": HubSpotSettings(client_secret=SecretStr(PLANTED["client secret"])),
        }
        self.settings = Settings.load(env_file=None, **defaults | settings)
        self.clock = lambda: NOW
        self.store = FakeStore()
        self.redis = FakeRedis()
        self.registry = FakeRegistry()
        self.intake = FakeIntake(self.registry)
        self.receiving = FakeReceiving()
        self.vault = FakeVault()
        self.accounts = cast(Any, NobodySignedIn())
        self.embeds = Embeds(cast(Any, self.store), cast(Any, self.vault), self.clock)
        self.api_keys = self.workflow_answers = self.live = cast(Any, None)
        self.connection_report = FakeReport()
        self.asked: list[tuple[str, str, bool, bool]] = []
        self.prompts: Any = None
        self.run_costs: Any = None  # its route is tried on the real runtime
        self.advice_controls: Any = None
        self.results: Any = None
        self.ratings: Any = None
        self.models: Any = None  # its routes are tried on the real runtime
        self.experiments: Any = None
        self.prompt_previews: Any = None
        self.counted: list[tuple[str, Mapping[str, str], float]] = []
        self.installing = FakeInstalling()
        self.disconnecting = FakeDisconnecting()
        self.selecting: Any = None  # its routes are tried on the real runtime
        self.deliveries = self.undoing = FakeDeliveries()
        self.previewing: Any = self.deliveries
        self.objections = FakeObjecting()
        self.knowledge: Any = NoLibrary()
        self.passages: Any = NoLibrary()
        self.reporting = FakeReporting()
        self.sharing = FakeSharing()
        # Their routes are tried on the real runtime.
        self.personas: Any = None
        self.opting_out: Any = None
        self.listing: Any = None
        self.accessing: Any = None
        self.person_looking: Any = None
        self.committees: Any = None
        self.approving: Any = None
        self.persona_templates: Any = None
        self.write_policies: Any = None
        self.visibility = EverythingIsSeen()
        self.comparisons: Any = None
        self.forgetting: Any = None
        self.win_loss: Any = None
        self.analyses: Any = None
        self.drilling: Any = None
        self.alert_rules = self.alerting = self.channels = self.scheduling = cast(Any, None)
        self.coach = FakeCoach(
            {
                ("ws_a", "deal_coach", "deal", "7"): [insight(version=2, id="ins_0"), insight()],
                ("ws_b", "deal_coach", "deal", "8"): [
                    insight(subject={"type": "deal", "id": "8"}, id="ins_b")
                ],
            }
        )

        self.api_limit = FakeLimit()
        self.readings: FakeReadings | CrmAiError = FakeReadings()

    def ask_sync(
        self, workspace: str, connection: str, *, full: bool = False, accept_loss: bool = False
    ) -> None:
        self.connection_report.one(workspace, connection)
        self.asked.append((workspace, connection, full, accept_loss))

    def model_readings(self) -> FakeReadings:
        if isinstance(self.readings, CrmAiError):
            raise self.readings
        return self.readings

    def counts(self) -> Sequence[tuple[str, Mapping[str, str], float]]:
        return self.counted

    def access(self, api_key: str) -> KeyAccess | None:
        workspace = KEYS.get(api_key)
        return None if workspace is None else KeyAccess(f"key_{workspace}", workspace, "admin", None)

    def connected_accounts(self, connector: str, account: str) -> Sequence[tuple[str, str]]:
        return ()

    def frame_ancestors(self, workspace: str, connection: str | None) -> Sequence[str]:
        return ()

    def webhook_secrets(self, receiver: str) -> Sequence[str]:
        secret = self.settings.hubspot.client_secret
        if secret is None:
            raise ConfigurationError("no webhook secret", code="webhook_secret_missing")
        return [secret.get_secret_value()]


def app_of(services: FakeServices, **options: Any) -> Flask:
    typed: Services = services
    return create_app(typed, WebOptions(**options))


def client_of(services: FakeServices, **options: Any) -> FlaskClient:
    return app_of(services, **options).test_client()


def bearer(key: str = KEY_A) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


AWAY = RetryableError("the database can't be reached", code="database_unreachable", retry_after=2.2)
