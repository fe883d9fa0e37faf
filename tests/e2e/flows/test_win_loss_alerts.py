"""An alert set up in the browser tells once: by a task in the CRM, and by a webhook whose receiver checks who sent it."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import pytest

from tests.e2e.browsing import NEEDS, PATIENT, usable
from tests.e2e.product import CONNECTION, WORKSPACE, Product, wait_for
from tests.fixtures.json_server import Asked, JsonServer, Reply

pytestmark = [*NEEDS, PATIENT]
PATIENCE_MS = 120_000
LARGE, LARGER = 987_001, 987_002
"""What no deal of the sandbox is worth."""
CLOSE = date(2026, 12, 31)


@pytest.fixture(scope="module")
def environment() -> Mapping[str, str]:
    """Webhooks may go to this machine, and rules look every two seconds."""
    return {"CRM_AI_NOTICES__ALLOW_PRIVATE": "true", "CRM_AI_NOTICES__EVERY_S": "2"}


class Receiver:
    """Takes what is signed with its secret, as the Standard Webhooks specification says, and nothing else."""

    def __init__(self) -> None:
        self.secret = ""
        self.taken: list[Asked] = []
        self.refused: list[Asked] = []
        self.server = JsonServer(self._answer)

    def told(self) -> list[Mapping[str, Any]]:
        """The alerts it took."""
        return [one.json["data"] for one in self.taken if one.json["type"] == "deal.alert"]

    def _answer(self, asked: Asked) -> Reply:
        if self._believes(asked):
            self.taken.append(asked)
            return Reply(status=204)
        self.refused.append(asked)
        return Reply(status=401)

    def _believes(self, asked: Asked) -> bool:
        key = base64.b64decode(self.secret.removeprefix("whsec_"))
        signed = f"{asked.headers['webhook-id']}.{asked.headers['webhook-timestamp']}.".encode() + asked.body
        expected = base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
        return hmac.compare_digest(f"v1,{expected}", asked.headers["webhook-signature"])


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    opened = Receiver()
    with opened.server:
        yield opened


@pytest.fixture
def alerts(signed_in: Any, product: Product) -> Any:
    """The page of alerts of a signed-in admin."""
    page = signed_in
    page.set_default_timeout(PATIENCE_MS)
    page.goto(product.url("/app/win-loss/alerts"))
    page.get_by_role("heading", name="Channels").wait_for()
    return page


def silent_deals(product: Product) -> Sequence[str]:
    """Open deals whose customers have not taken part in anything for days, by the product's own measure."""
    rule = {"name": "x", "pattern": "silent", "options": {"days": 2}, "deliver": ["task"]}
    found = product.services.alerting.preview(WORKSPACE, rule).found
    reachable = set(product.sandbox.open_deals())
    return sorted(deal for connection, deal in found if connection == CONNECTION and deal in reachable)


def told_tasks(product: Product, deal: str) -> Sequence[str]:
    """Keys of the deal's tasks in the CRM that an alert made; advice makes tasks, too."""
    return [key for key in product.sandbox.task_keys(deal) if key.startswith("task.alr_")]


def add_channel(page: Any, receiver: Receiver) -> None:
    """Make a channel to the receiver, which gets the secret that is shown this once."""
    page.get_by_role("button", name="Add a channel").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Ops")
    dialog.get_by_label("Address").fill(f"{receiver.server.url}/hook")
    usable(page)
    dialog.get_by_role("button", name="Make the channel").click()
    receiver.secret = dialog.locator("code").inner_text()
    assert receiver.secret.startswith("whsec_")
    usable(page)
    dialog.get_by_role("button", name="I have kept it").click()
    dialog.wait_for(state="detached")
    assert receiver.secret not in page.content()


def fill_rule(page: Any, name: str, amount: int) -> Any:
    """Write a rule about quiet deals that are worth `amount`; returns its form."""
    form = page.get_by_role("group", name="New rule")
    form.get_by_label("Pattern").select_option("silent")
    form.get_by_label("Name", exact=True).fill(name)
    form.get_by_label("Days without an answer").fill("2")
    form.get_by_role("button", name="Add a condition").click()
    line = form.get_by_role("group", name="Condition 1")
    line.get_by_label("Field").fill("amount")
    line.get_by_label("Comparison").select_option(label="equal to")
    line.get_by_label("Value").fill(str(amount))
    return form


def looked_again(product: Product, name: str, times: int) -> None:
    """Wait until the rule has looked some times more."""
    services, seen = product.services, set[Any]()

    def often() -> bool:
        (rule,) = [one for one in services.alert_rules.list(WORKSPACE) if one.rule.name == name]
        seen.add(rule.evaluated_at)
        return len(seen) > times

    wait_for(often, "another look")


def test_an_alert_is_a_task_and_a_signed_webhook_once(
    alerts: Any, product: Product, receiver: Receiver
) -> None:
    page, (deal, *_) = alerts, silent_deals(product)
    add_channel(page, receiver)
    page.get_by_role("button", name="Test Ops").click()
    page.get_by_text("“Ops” took the test.").wait_for()
    form = fill_rule(page, "Large and quiet", LARGE)
    form.get_by_label("Ops").check()
    assert form.get_by_label("A task for the owner, in the CRM").is_checked()
    form.get_by_role("button", name="Try it; nobody is told").click()
    form.get_by_text("It fits no open deal now.").wait_for()
    usable(page)
    form.get_by_role("button", name="Make the rule").click()
    form.get_by_text("The rule was made.").wait_for()
    looked_again(product, "Large and quiet", 1)
    assert (told_tasks(product, deal), receiver.told()) == ([], [])

    # Now it becomes true, and is found without anybody asking.
    product.sandbox.set_terms(deal, LARGE, CLOSE)
    wait_for(lambda: bool(receiver.told()), "the webhook")
    (told,) = receiver.told()
    assert (told["deal"], told["connection"], told["pattern"]) == (deal, CONNECTION, "silent")
    assert told["figures"]["days"] >= 2
    wait_for(lambda: bool(told_tasks(product, deal)), "the task")
    assert told_tasks(product, deal) == [f"task.{told['alert']}"]

    page.reload()
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name=product.sandbox.deal_name(deal)))
    row.get_by_text("said").first.wait_for()
    usable(page)
    page.get_by_role("button", name="Look now Large and quiet").click()
    page.get_by_text("“Large and quiet” looked; there is nothing new to say.").wait_for()
    looked_again(product, "Large and quiet", 2)
    wait_for(product.idle, "what was to be done")
    assert told_tasks(product, deal) == [f"task.{told['alert']}"]
    assert receiver.told() == [told]
    assert receiver.refused == []

    page.get_by_role("button", name="Remove Large and quiet").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    page.get_by_role("button", name="Look now Large and quiet").wait_for(state="detached")
    assert told_tasks(product, deal) == [f"task.{told['alert']}"], "what was made stays"


def test_a_worker_that_dies_while_the_crm_stores_the_task_leaves_one_task(
    alerts: Any, product: Product
) -> None:
    page, (*_, deal) = alerts, silent_deals(product)
    form = fill_rule(page, "Larger and quiet", LARGER)
    form.get_by_role("button", name="Make the rule").click()
    form.get_by_text("The rule was made.").wait_for()
    killed = product.kill_at_write("task", lambda: bool(told_tasks(product, deal)))
    product.sandbox.set_terms(deal, LARGER, CLOSE)
    wait_for(killed.is_set, "the write at which workers die")
    looked_again(product, "Larger and quiet", 2)
    wait_for(product.idle, "what the dead left behind")
    (rule,) = [
        one for one in product.services.alert_rules.list(WORKSPACE) if one.rule.name == "Larger and quiet"
    ]
    (alert,) = product.services.alert_rules.found(WORKSPACE, rule=rule.id)
    assert told_tasks(product, deal) == [f"task.{alert.id}"]
