"""Promise five, on the running product: nothing accepted is lost, and every effect appears once.

Each event comes three times and out of order, workers are killed at ten moments (some of them exactly
between a write in the CRM and its receipt), answers of the CRM get lost, the queue loses its memory and
the web app is killed while events come in.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crm_ai_plugin.insights import Insight
from crm_ai_webhooks.hubspot import HubSpotReceiver
from tests.e2e.product import CONNECTION, LEASE_S, WORKERS, WORKSPACE, Product, running, wait_for

SEED = 20261123
DEALS = 4
REFERENCE = re.compile(r"Ref crm-ai:([A-Za-z0-9._:-]+)")
MAILS = (
    "Our CFO says your price is too high and the other vendor offers a better discount.",
    "Legal still waits for the security questionnaire before anybody can sign.",
    "We have to put this on hold until the reorganisation is over.",
    "Could you send the SOC 2 report and confirm the budget was approved?",
)


@pytest.mark.timeout(300)
def test_nothing_is_lost(database_url: str, tmp_path: Path) -> None:
    with running(tmp_path, database_url, SEED) as product:
        sandbox = product.sandbox
        sandbox.webhooks.configure(duplicates=3, shuffle=True, retries_s=(0.3,) * 60)
        deals = _open_deals(product)
        for deal in deals:
            sandbox.add_call(deal, title="First call", body="They have a budget and want to start in spring.")
        wait_for(lambda: all(_versions(product, deal) for deal in deals), "first advice")
        _torment(product, deals)
        wait_for(product.idle, "quiet")
        _answer_slowly(product, deals)
        wait_for(product.idle, "quiet after slow answers")

        assert Counter(product.killed)["web"] == 1
        assert sum(name in WORKERS for name in product.killed) >= 10
        _every_event_was_taken(product)
        _nothing_is_left(product)
        for deal in deals:
            _each_version_once(product, deal)
        _somebody_had_to_look_before_writing(product)
        for deal in deals:
            _the_advice_is_of_today(product, deal)


def _torment(product: Product, deals: Sequence[str]) -> None:
    """Ten rounds: events for every deal, and a worker killed while they are worked on."""
    for number in range(10):
        at_write = {2: "notes", 5: "deals", 8: "tasks"}.get(number)
        written = product.kill_at_write(at_write) if at_write else None
        if number in (1, 4, 7):
            product.lose_next_answer("notes")
        _write_events(product, deals, number)
        if number == 3:
            product.kill("web")
        if number == 6:
            product.services.redis.flushall()
        if written is None:
            product.kill_at_call(product.random.randrange(1, 40), WORKERS[number % 2])
        elif not written.wait(20):
            product.kill(*WORKERS)  # nothing of that kind was due


def _answer_slowly(product: Product, deals: Sequence[str]) -> None:
    """Both workers live, and writing a note takes longer than two leases: nobody else may write it meanwhile."""
    stored = product.slow_next_note(LEASE_S * 2.2)
    for deal in deals:
        product.sandbox.add_email(
            deal, subject="Re: last words", text="Why should we pay more than the other vendor asks?"
        )
    wait_for(stored.is_set, "a slow write")


def _write_events(product: Product, deals: Sequence[str], number: int) -> None:
    sandbox, random = product.sandbox, product.random
    for deal in random.sample(deals, len(deals)):
        match number % 4:
            case 0:
                sandbox.add_email(deal, subject="Re: offer", text=MAILS[number % len(MAILS)])
            case 1:
                day = datetime.now(UTC).date() + timedelta(days=random.choice((-20, 5, 60, 200)))
                sandbox.change_deal(
                    deal, {"closedate": day.isoformat(), "amount": str(random.randrange(5_000, 500_000))}
                )
            case 2:
                sandbox.add_call(deal, title="Call", body=MAILS[(number + 1) % len(MAILS)])
            case _:
                sandbox.add_meeting(deal, title="Demo", body=MAILS[(number + 2) % len(MAILS)])
                sandbox.add_email(deal, subject="Re: timing", text=MAILS[number % len(MAILS)])


def _open_deals(product: Product) -> list[str]:
    sandbox = product.sandbox
    deals = [d for d in sandbox.account.store.all("deals") if d.properties.get("hs_is_closed") != "true"]
    found = [d.id for d in deals if sandbox._contacts(d.id)][:DEALS]
    assert len(found) == DEALS
    return found


def _every_event_was_taken(product: Product) -> None:
    receiver, app = HubSpotReceiver(), str(product.sandbox.app_id)
    deliveries = product.sandbox.webhooks.deliveries()
    accepted = [event for d in deliveries if 200 <= d.status < 300 for event in d.events]
    offered = {e["eventId"] for d in deliveries for e in d.events}
    assert offered == {e["eventId"] for e in accepted}, "the sandbox gave up on a delivery"
    times = Counter(e["eventId"] for e in accepted)
    assert min(times.values()) >= 3
    expected = {e.dedupe_key for e in receiver.parse(json.dumps(accepted).encode(), app_id=app)}
    with product.services.store.workspace(WORKSPACE) as session:
        assert {e.dedupe_key for e in session.events.list(100_000)} == expected


def _nothing_is_left(product: Product) -> None:
    with product.services.store.workspace(WORKSPACE) as session:
        assert {row.state for row in session.outbox.list()} <= {"done", "failed"}
        wrong = [(r.action, r.error_code) for r in session.outbox.list(state="failed")]
        parked = [
            row.detail for row in session.audit.list(10_000) if row.action in ("refresh_parked", "left_out")
        ]
    # Fields of a version that a newer one overtook are rightly never written.
    assert set(wrong) <= {("fields", "superseded")}
    assert parked == []


def _each_version_once(product: Product, deal: str) -> None:
    sandbox, versions = product.sandbox, _versions(product, deal)
    assert [v.version for v in versions] == list(range(len(versions), 0, -1))
    assert len(versions) >= 2
    notes = _references(n.properties["hs_note_body"] for n in sandbox.notes_of(deal))
    assert notes == Counter(f"{v.id}.note" for v in versions)
    with product.services.store.workspace(WORKSPACE) as session:
        rows = session.outbox.list(connection=CONNECTION, subject=("deal", deal))
    tasks = _references(t.properties.get("hs_task_body", "") for t in sandbox.tasks_of(deal))
    assert tasks == Counter(r.key for r in rows if r.action == "task")
    (latest,) = [r for r in rows if r.key == f"{versions[0].id}.fields"]
    assert (latest.state, (latest.receipt or {})["conflicts"]) == ("done", {})
    held = sandbox.deal(deal).properties
    assert int(held["crm_ai_insight_version"]) == versions[0].version
    assert float(held["crm_ai_p_win"]) == pytest.approx(latest.command["values"]["p_win"])
    assert held["crm_ai_next_step"] == latest.command["values"]["next_step"]


def _references(bodies: object) -> Counter[str]:
    return Counter(key for body in bodies for key in REFERENCE.findall(body))  # type: ignore[attr-defined]


def _versions(product: Product, deal: str) -> Sequence[Insight]:
    with product.services.store.workspace(WORKSPACE) as session:
        return session.insights.history("deal_coach", "deal", deal, CONNECTION)


def _somebody_had_to_look_before_writing(product: Product) -> None:
    """Else the kills missed what they were aimed at, and the test shows less than it says."""
    with product.services.store.workspace(WORKSPACE) as session:
        rows = session.outbox.list()
    found = [r for r in rows if r.attempts > 1 and not (r.receipt or {}).get("created", True)]
    assert {r.action for r in found} >= {"note"}


def _the_advice_is_of_today(product: Product, deal: str) -> None:
    """Looking once more finds nothing that the last version did not know."""
    before = _versions(product, deal)[0]
    (now,) = product.services.refreshing.now(WORKSPACE, CONNECTION, deal)
    assert now.id == before.id
