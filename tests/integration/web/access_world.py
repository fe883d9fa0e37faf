"""The web app on the real runtime and a database of its own, with a clock that tests turn and a portal that calls."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime, timedelta
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

from flask.testing import FlaskClient
from pydantic import SecretStr
from werkzeug.test import TestResponse

from crm_ai_plugin.records import Deal
from crm_ai_plugin.runtime.registry import CARD_HOSTS, CARDS, CONNECTORS, FEATURES, HOSTS, RECEIVERS, Registry
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import HubSpotSettings, Settings
from crm_ai_plugin.store import ConnectionRow
from crm_ai_plugin.web import create_app
from tests.fixtures.planted_secrets import PLANTED
from tests.integration.web.test_web_on_the_store import Answering, Recorder
from tests.unit.cards.card_examples import insight
from tests.unit.web.limit_fakes import FakeLimit
from tests.unit.web.web_fakes import NOW

SECRET = PLANTED["client secret"]
PUBLIC = "https://ai.example"
PASSPHRASE = PLANTED["passphrase"]
WORKSPACES = ("ws_a", "ws_b")
PORTALS = {"ws_a": "4711", "ws_b": "4712"}


class World:
    """Two workspaces that each have a portal connected and advice for a deal 7."""

    def __init__(self, home: Path, url: str, redis_url: str | None = None) -> None:
        self.now = NOW
        settings = Settings.load(
            env_file=None,
            home=home,
            database_url=url,
            redis_url=redis_url or "",
            workspace="ws_a",
            public_url=PUBLIC,
            secret_key=SecretStr(PLANTED["secret key"]),
            hubspot=HubSpotSettings(client_secret=SecretStr(SECRET)),
        )
        self.services = Services(settings, clock=lambda: self.now)
        stub = EntryPoint("deal_coach", "tests.integration.web.stub_feature:StubFeature", FEATURES)
        groups = (CARDS, CARD_HOSTS, RECEIVERS, HOSTS, CONNECTORS)
        found = {group: entry_points(group=group) for group in groups}
        self.services.registry = Registry(found=found | {FEATURES: [stub]})
        self.services.dispatcher = cast(Any, Recorder())
        if redis_url is None:
            self.services.redis = cast(Any, Answering())
        self.services.api_limit = cast(Any, FakeLimit())
        self.keys = {name: self._workspace(name) for name in WORKSPACES}
        self.app = create_app(self.services)

    def _workspace(self, name: str) -> str:
        with self.services.store.system() as system:
            system.workspaces.ensure(name, name)
            system.connections.add(ConnectionRow(name, "hubspot-1", "hubspot", PORTALS[name]))
            key = system.api_keys.create(name, "test")
        with self.services.store.workspace(name) as session:
            session.records.upsert("hubspot-1", [Deal(id="7", name=name), Deal(id="8", name=name)])
            session.insights.add(insight(version=1, id=f"ins_{name}"))
        return key

    def client(self) -> FlaskClient:
        """A browser of its own."""
        return self.app.test_client()

    def later(self, **pause: float) -> None:
        """Turn the clock."""
        self.now += timedelta(**pause)

    def signed(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        *,
        portal: str = PORTALS["ws_a"],
        query: str = "",
        at: datetime | None = None,
        secret: str = SECRET,
        claimed: str | None = None,
    ) -> TestResponse:
        """What a card in HubSpot asks through its proxy; `claimed` is the portal that is put in afterwards."""
        given = f"{query}{'&' if query else ''}userId=99&portalId={portal}&userEmail={quote('eve@acme.example')}&appId=1"
        stamp = str(round((at or self.now).timestamp() * 1000))
        source = f"{method}{PUBLIC}{path}?{given}".encode() + body + stamp.encode()
        signature = base64.b64encode(hmac.digest(secret.encode(), source, hashlib.sha256)).decode()
        if claimed is not None:
            given = given.replace(f"portalId={portal}", f"portalId={claimed}")
        headers = {"X-HubSpot-Signature-v3": signature, "X-HubSpot-Request-Timestamp": stamp}
        return self.client().open(
            f"{path}?{given}", method=method, data=body, headers=headers, content_type="application/json"
        )

    def close(self) -> None:
        """Let go of the database."""
        self.services.close()
