"""Promise five, on the running product and every CRM there is: nothing accepted is lost, every effect appears once.

Each event comes three times and out of order, workers are killed in every round (sometimes exactly between
a write in the CRM and its receipt), answers of the CRM get lost, the queue loses its memory and the web app
is killed while events come in. All CRMs go the same way; one goes it at full length, on both databases.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crm_ai_plugin.insights import Insight
from crm_ai_plugin.ports.receiver import Event
from crm_ai_plugin.store import EventRow
from crm_ai_plugin.testing.sandbox import playing
from crm_ai_plugin.testing.sandbox.playing import Action
from tests.e2e.product import CONNECTION, LEASE_S, WORKERS, WORKSPACE, Product, running, wait_for
from tests.fixtures.stores import DATABASES

SEED = 20261123
DEALS = 4
FULL, SHORT = 10, 5
AT_LENGTH = "hubspot"
RUNS = [
    *((AT_LENGTH, database, FULL) for database in DATABASES),
    *(
        (crm, DATABASES[number % len(DATABASES)], SHORT)
        for number, crm in enumerate(name for name in playing.names() if name != AT_LENGTH)
    ),
]
MAILS = (
    "Our CFO says your price is too high and the other vendor offers a better discount.",
    "Legal still waits for the security questionnaire before anybody can sign.",
    "We have to put this on hold until the reorganisation is over.",
    "Could you send the SOC 2 report and confirm the budget was approved?",
)


@pytest.mark.timeout(900)
@pytest.mark.parametrize(("crm", "database", "rounds"), RUNS, indirect=["database"])
def test_nothing_is_lost(crm: str, rounds: int, database_url: str, tmp_path: Path) -> None:
    with running(tmp_path, database_url, SEED, crm) as product:
        sandbox = product.sandbox
        sandbox.webhooks.configure(duplicates=3, shuffle=True, retries_s=(0.3,) * 60)
        deals = _open_deals(product)
        for deal in deals:
            sandbox.phone(deal, "First call", "They have a budget and want to start in spring.")
        wait_for(lambda: all(_versions(product, deal) for deal in deals), "first advice")
        _torment(product, deals, rounds)
        wait_for(product.idle, "quiet")
        _answer_slowly(product, deals)
        wait_for(product.idle, "quiet after slow answers")

        assert Counter(product.killed)["web"] == 1
        assert sum(name in WORKERS for name in product.killed) >= rounds
        _every_event_was_taken(product)
        _nothing_is_left(product)
        for deal in deals:
            _each_version_once(product, deal)
        _somebody_had_to_look_before_writing(product)
        for deal in deals:
            _the_advice_is_of_today(product, deal)


def _torment(product: Product, deals: Sequence[str], rounds: int) -> None:
    """In each round, events for every deal, and a worker killed while they are worked on."""
    at_writes: dict[int, Action] = {2: "note", 5: "fields", 8: "task"}
    for number in range(rounds):
        at_write = at_writes.get(number)
        written = product.kill_at_write(at_write) if at_write else None
        if number in (1, 4, 7):
            product.lose_next_answer("note")
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
        product.sandbox.mail(deal, "Re: last words", "Why should we pay more than the other vendor asks?")
    wait_for(stored.is_set, "a slow write")


def _write_events(product: Product, deals: Sequence[str], number: int) -> None:
    sandbox, random = product.sandbox, product.random
    for deal in random.sample(deals, len(deals)):
        match number % 4:
            case 0:
                sandbox.mail(deal, "Re: offer", MAILS[number % len(MAILS)])
            case 1:
                day = datetime.now(UTC).date() + timedelta(days=random.choice((-20, 5, 60, 200)))
                sandbox.set_terms(deal, random.randrange(5_000, 500_000), day)
            case 2:
                sandbox.phone(deal, "Call", MAILS[(number + 1) % len(MAILS)])
            case _:
                sandbox.meet(deal, "Demo", MAILS[(number + 2) % len(MAILS)])
                sandbox.mail(deal, "Re: timing", MAILS[number % len(MAILS)])


def _open_deals(product: Product) -> list[str]:
    found = list(product.sandbox.open_deals())[:DEALS]
    assert len(found) == DEALS
    return found


def _every_event_was_taken(product: Product) -> None:
    named = product.sandbox.named
    deliveries = product.sandbox.webhooks.deliveries()
    taken = [one for one in deliveries if 200 <= one.status < 300 and not one.error]
    times = Counter(named(event) for one in taken for event in one.events)
    offered = {named(event) for one in deliveries for event in one.events}
    assert offered == set(times), "the sandbox gave up on a delivery"
    assert min(times.values()) >= 3
    expected = {_told(event) for one in taken for event in product.events_of(one)}
    with product.services.store.workspace(WORKSPACE) as session:
        assert {_told(event) for event in session.events.list(100_000)} == expected


def _told(event: Event | EventRow) -> tuple[str, str, str, str | None]:
    return event.kind, event.record_type, event.record_id, event.field


def _nothing_is_left(product: Product) -> None:
    with product.services.store.workspace(WORKSPACE) as session:
        rows = session.outbox.list()
        parked = [
            row.detail for row in session.audit.list(10_000) if row.action in ("refresh_parked", "left_out")
        ]
    # What a newer version overtook before it was tried is rightly never written.
    assert {row.state for row in rows} <= {"done", "superseded"}
    assert {row.action for row in rows if row.state == "superseded"} <= {"note", "fields"}
    assert parked == []


def _each_version_once(product: Product, deal: str) -> None:
    sandbox, versions = product.sandbox, _versions(product, deal)
    assert [v.version for v in versions] == list(range(len(versions), 0, -1))
    assert len(versions) >= 2
    with product.services.store.workspace(WORKSPACE) as session:
        rows = session.outbox.list(connection=CONNECTION, subject=("deal", deal))
    notes = Counter(sandbox.note_keys(deal))
    assert notes == Counter(r.key for r in rows if r.action == "note" and r.state == "done")
    assert {r.key for r in rows if r.action == "note"} == {f"{v.id}.note" for v in versions}
    assert f"{versions[0].id}.note" in notes
    assert Counter(sandbox.task_keys(deal)) == Counter(r.key for r in rows if r.action == "task")
    (latest,) = [r for r in rows if r.key == f"{versions[0].id}.fields"]
    assert (latest.state, (latest.receipt or {})["conflicts"]) == ("done", {})
    held = sandbox.own_fields(deal)
    assert float(held["insight_version"]) == versions[0].version
    assert float(held["p_win"]) == pytest.approx(latest.command["values"]["p_win"])
    assert held["next_step"] == latest.command["values"]["next_step"]


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
