"""A partner's connector goes the way ours go: an event comes in signed, and advice stands in the CRM, each version once.

Everything between Acme's HTTP and Acme's HTTP is the product's own: web app, inbox, queue, worker, feature, cards and
outbox, on each database. Acme is the example's fake, and its webhooks are those that the example describes.
"""

from __future__ import annotations

import importlib.metadata
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml

from crm_ai_plugin.insights import Insight
from crm_ai_plugin.ports.verification import Hmac
from crm_ai_plugin.records import Activity
from crm_ai_plugin.runtime import jobs
from crm_ai_plugin.runtime.processes.workers import run_worker
from crm_ai_plugin.runtime.registry import CONNECTORS, GROUPS, Registry
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import EventSettings, Settings
from crm_ai_plugin.store import OutboxRow
from crm_ai_plugin.web import create_app
from crm_ai_webhooks.verify import hmac_header
from tests.fixtures import acme
from tests.fixtures.planted_secrets import PLANTED

WORKSPACE, CONNECTION, DEAL = "acme", "crm-1", "D1"
PUBLIC = "https://ai.example"
HOOKS = yaml.safe_load((acme.FOLDER / "webhooks.yaml").read_text(encoding="utf-8"))
MAILS = (
    "Our CFO says your price is too high and the other vendor offers a better discount.",
    "Legal still waits for the security questionnaire before anybody can sign.",
    "We have to put this on hold until the reorganisation is over.",
    "Could you send the SOC 2 report and confirm the budget was approved?",
)


class Ahead:
    """Real time, which a test may put forward."""

    def __init__(self) -> None:
        self.by = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.by


@dataclass
class Partner:
    """Acme, the product beside it, and the line between them."""

    crm: Any
    services: Services
    clock: Ahead
    events: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        config = {"api_base": self.crm.url, "app_base": self.crm.url, "allow_insecure": True, "page_size": 2}
        secrets = {"access_token": self.crm.secrets[0], "webhook_secret": PLANTED["webhook secret"]}
        self.services.connect(WORKSPACE, CONNECTION, "acme", "acme-1", config, secrets)
        self.address = self.services.endpoints.open(WORKSPACE, CONNECTION, "generic", HOOKS)[1]
        self._client = create_app(self.services).test_client()

    def mail(self, number: int) -> None:
        """The buyer writes, and Acme has an event to tell."""
        now, id_ = self.clock(), f"M{number}"
        self.crm.rows["activities"][id_] = {
            "id": id_, "kind": "email", "direction": "inbound", "deal_id": DEAL, "contact_ids": ["P1"],
            "at": now.isoformat(), "subject": "Re: offer", "text": MAILS[number % len(MAILS)],
        }  # fmt: skip
        at = int(now.timestamp())
        self.events.append({"id": f"e{number}", "what": "activity.added", "deal_id": DEAL, "at": at})

    def tell(self, event: Mapping[str, Any], secret: str = PLANTED["webhook secret"]) -> int:
        """Send an event as Acme signs it and return the status of the answer."""
        body = json.dumps(event).encode()
        scheme = Hmac.model_validate(HOOKS["verification"])
        url = PUBLIC + self.address
        signed = hmac_header.sign(scheme, secret, method="POST", url=url, body=body, at=self.clock())
        answer = self._client.post(
            self.address, data=body, headers=signed, content_type="application/json", base_url=PUBLIC
        )
        return answer.status_code

    def work(self) -> None:
        """A worker does all there is to do."""
        run_worker(self.services, burst=True)

    def versions(self) -> Sequence[Insight]:
        with self.services.store.workspace(WORKSPACE) as session:
            return session.insights.history("deal_coach", "deal", DEAL, CONNECTION)

    def outbox(self) -> list[OutboxRow]:
        with self.services.store.workspace(WORKSPACE) as session:
            return list(session.outbox.list(connection=CONNECTION))

    def notes(self) -> list[str]:
        """The keys of our notes in Acme, as often as each is there."""
        rows = self.crm.rows["activities"].values()
        return [row["ref"].removeprefix("crm-ai:") for row in rows if row.get("ref")]


@pytest.fixture
def partner(tmp_path: Path, database_url: str, redis_url: str) -> Iterator[Partner]:
    """The example connected to a product that found it by the entry point it announces."""
    found = {group: list(importlib.metadata.entry_points(group=group)) for group in GROUPS}
    found[CONNECTORS] = acme.entry_points()
    settings = Settings.load(
        env_file=None,
        home=tmp_path / "home",
        database_url=database_url,
        redis_url=redis_url,
        public_url=PUBLIC,
        workspace=WORKSPACE,
        secret_key=PLANTED["secret key"],
        events=EventSettings(coalesce_ms=0, sweep_s=0.1),
    )
    with acme.importable(), import_module("acme_connector.fake").FakeAcme() as crm:
        clock = Ahead()
        services = Services(settings, clock, Registry(found=found))
        made = Partner(crm, services, clock)
        services.syncing.run(WORKSPACE, CONNECTION)
        services.learning.run_all(WORKSPACE)
        yield made
        jobs.use(None)  # type: ignore[arg-type]  # the next test's process has none yet
        services.close()


def test_events_that_come_three_times_and_out_of_order_give_each_version_once(partner: Partner) -> None:
    random = Random(7)
    for round_ in range(4):
        partner.mail(2 * round_)
        partner.mail(2 * round_ + 1)
        # Those of earlier rounds come again, later than younger ones.
        for event in random.sample(partner.events * 3, len(partner.events) * 3):
            assert partner.tell(event) == 200
        partner.work()
    _each_version_once(partner)
    assert len(partner.versions()) == 4
    with partner.services.store.workspace(WORKSPACE) as session:
        told = Counter(event.dedupe_key for event in session.events.list(1000))
        stored = session.records.fetch(CONNECTION, Activity, [f"M{number}" for number in range(8)])
    assert len(told) == len(partner.events)
    assert set(told.values()) == {1}
    assert {one.body for one in stored} == set(MAILS), "what the buyer wrote was pulled"
    assert {one.record.id for one in partner.versions()[0].evidence} & {one.id for one in stored}, (
        "and counts"
    )


def test_a_write_whose_answer_was_lost_is_looked_for_before_it_is_made_again(partner: Partner) -> None:
    partner.crm.fault("lost_answer", writes=True)
    partner.mail(0)
    assert partner.tell(partner.events[0]) == 200
    partner.work()
    assert len(partner.notes()) == 1, "it arrived, and nobody heard of it"

    partner.crm.clear()
    partner.clock.by = timedelta(hours=1)
    partner.services.sweeper.run()
    partner.work()
    _each_version_once(partner)
    assert max(row.attempts for row in partner.outbox()) > 1


def test_what_acme_did_not_sign_is_refused_and_changes_nothing(partner: Partner) -> None:
    partner.mail(0)
    assert partner.tell(partner.events[0], secret="somebody else's") == 401
    partner.work()
    assert partner.versions() == []
    assert partner.notes() == []


def _each_version_once(partner: Partner) -> None:
    versions, rows = partner.versions(), partner.outbox()
    assert [one.version for one in versions] == list(range(len(versions), 0, -1))
    assert {row.state for row in rows} <= {"done", "superseded"}
    assert Counter(partner.notes()) == Counter(f"{one.id}.note" for one in versions)
    (latest,) = [row for row in rows if row.key == f"{versions[0].id}.fields"]
    held = {name: partner.crm.field(DEAL, name) for name in latest.command["values"]}
    assert held == {name: str(value) for name, value in latest.command["values"].items()}
    assert float(held["insight_version"] or 0) == versions[0].version
