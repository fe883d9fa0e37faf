"""What tests of the runtime do and look at."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from crm_ai_plugin.ports.receiver import RawDelivery
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.store import InboxRow, OutboxRow, new_id
from tests.fixtures.planted_secrets import PLANTED
from tests.fixtures.runtime_fakes import ACCOUNT, NOON

WORKSPACE, CONNECTION = "acme", "fake-1"


def connected(services: Services, workspace: str = WORKSPACE, account: str = ACCOUNT) -> Services:
    services.connect(
        workspace, CONNECTION, "fake", account, {"app_id": "our-app"}, {"token": PLANTED["token"]}
    )
    return services


def key(deal: str = "1", workspace: str = WORKSPACE) -> tuple[str, str, str, str]:
    return (workspace, CONNECTION, "deal", deal)


def touch(services: Services, deal: str = "1", cause: str = "changed", workspace: str = WORKSPACE) -> None:
    with services.store.workspace(workspace) as session:
        session.work.touch(CONNECTION, "deal", deal, cause, services.clock())


def refresh(services: Services, deal: str = "1", workspace: str = WORKSPACE) -> Any:
    """Touch a deal and do the work."""
    touch(services, deal, workspace=workspace)
    return services.refreshing.work(key(deal, workspace))


def status(services: Services, deal: str = "1") -> Any:
    with services.store.workspace(WORKSPACE) as session:
        return session.work.status(CONNECTION, "deal", deal)


def open_work(services: Services, deal: str = "1") -> bool:
    found = status(services, deal)
    return found is not None and found.requested_seq > found.done_seq


def deliveries(services: Services, **chosen: Any) -> list[Any]:
    """Outbox rows, oldest first, with some of their values chosen."""
    with services.store.workspace(WORKSPACE) as session:
        rows = sorted(session.outbox.list(), key=lambda r: r.id)
    return [r for r in rows if all(getattr(r, name) == value for name, value in chosen.items())]


def versions(services: Services, deal: str = "1", workspace: str = WORKSPACE) -> list[Any]:
    with services.store.workspace(workspace) as session:
        return list(session.insights.history("deal_coach", "deal", deal, CONNECTION))


def audited(services: Services) -> list[tuple[str, str]]:
    with services.store.workspace(WORKSPACE) as session:
        return [(row.action, row.subject) for row in session.audit.list()]


def accept(services: Services, *events: dict[str, Any], body: bytes | None = None) -> str:
    """Put a delivery into the inbox as the receiver would."""
    row = InboxRow(
        id=new_id("inb"),
        receiver="fake",
        method="POST",
        url="/webhooks/fake",
        headers={},
        body=json.dumps(events).encode() if body is None else body,
        received_at=NOON,
    )
    with services.store.system() as system:
        system.inbox.insert_many([row])
    return row.id


def inbox_state(services: Services, id_: str) -> tuple[str, str | None]:
    with services.store.system() as system:
        row = system.inbox.get(id_)
    return row.state, row.reject_code


def signed(body: bytes, secret: str = "s") -> RawDelivery:
    headers = {"x-secret": secret, "content-type": "application/json", "cookie": "c"}
    return RawDelivery("POST", "https://ai.example/webhooks/fake?x=1", headers, body, NOON)


def add_note(services: Services, name: str = "1") -> str:
    """Put a note into the outbox."""
    command = {"body_html": "<p>x</p>", "body_text": "x", "at": NOON.isoformat()}
    row = OutboxRow(
        f"dlv_{name}", CONNECTION, f"ins_{name}", "note", "deal", "1", f"ins_{name}.note", command
    )
    with services.store.workspace(WORKSPACE) as session:
        # The store gives its own time when none is given, which the clock of a test does not reach.
        session.outbox.add(replace(row, due_at=services.clock()))
    return row.id
