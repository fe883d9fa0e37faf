"""Uses everything the product has, so that a person is wherever they can get to."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from crm_ai_plugin.cli.demo.connecting import connect, installed
from crm_ai_plugin.insights import ActionState
from crm_ai_plugin.runtime.objections.asking import Asked
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import Settings
from crm_ai_plugin.store import InboxRow, ReportFileRow, new_id
from crm_ai_plugin.store.tables.contacts import ContactTable
from crm_ai_plugin.store.tables.deals import DealTable
from crm_ai_plugin.testing.language_model import ScriptedModel
from crm_ai_plugin.testing.sandbox.playing import Wiring
from tests.fixtures.planted_secrets import PLANTED
from tests.fixtures.wording_world import rewords

from .planting import EMAIL, FIRST, LAST, Planted

WORKSPACE, CONNECTION = "acme", "crm-1"


@dataclass(frozen=True)
class Cast:
    """Who and what the CRM calls how."""

    person: str
    other: str
    deal: str
    elsewhere: str


def opened(home: Path, database_url: str, redis_url: str, wiring: Wiring, **more: Any) -> Services:
    """Return an installation to which the CRM's app is known; close it."""
    settings = Settings.load(
        env_file=None,
        home=home,
        database_url=database_url,
        redis_url=redis_url,
        workspace=WORKSPACE,
        allow_insecure=True,
        secret_key=PLANTED["secret key"],
    )
    made = Services(installed(settings, wiring), **more)
    made.__dict__["language_model"] = ScriptedModel(rewords())
    return made


def connected(home: Path, database_url: str, redis_url: str, wiring: Wiring) -> Services:
    """Return an installation that is connected to the CRM; close it."""
    made = opened(home, database_url, redis_url, wiring)
    connect(made, WORKSPACE, CONNECTION, wiring)
    return made


def close(services: Services) -> None:
    """End an installation; the pretended model has nothing to end."""
    services.__dict__.pop("language_model", None)
    services.close()


def cast_of(services: Services, plan: Planted) -> Cast:
    """Return the CRM's own ids, which not every CRM takes over from the world."""
    people = {row.id: row.email for row in plan.world.contacts}
    names = {row.id: row.name for row in plan.world.deals}
    with services.store.engine.connect() as connection:
        contacts = connection.execute(select(ContactTable.email, ContactTable.id))
        by_email = {row[0]: row[1] for row in contacts}
        by_name = {row[0]: row[1] for row in connection.execute(select(DealTable.name, DealTable.id))}
    return Cast(
        by_email[people[plan.person]],
        by_email[people[plan.other]],
        by_name[names[plan.deal]],
        by_name[names[plan.elsewhere]],
    )


def live(services: Services, plan: Planted, *, briefly: bool = False) -> Cast:
    """Use everything there is; returns who is who. Briefly: of each only once."""
    services.syncing.run(WORKSPACE, CONNECTION)
    cast = cast_of(services, plan)
    for deal in (cast.deal,) if briefly else (cast.deal, cast.elsewhere):
        services.refreshing.now(WORKSPACE, CONNECTION, deal, write_back=True)
    for one in (cast.person,) if briefly else (cast.person, cast.other):
        services.personas.renew(WORKSPACE, one, CONNECTION)
    services.personas.override(
        WORKSPACE, cast.person, "stance", "state", by="anna", value="Kind", reason="PLANTWHY46"
    )
    persona = services.personas.get(WORKSPACE, cast.person)
    services.approving.approve(WORKSPACE, cast.person, persona.version, by="anna", note="PLANTWHY46")
    deliver(services)
    services.sharing.share(WORKSPACE, persona, by="anna")
    _ask(services, cast, briefly=briefly)
    text = f"# Prices\n\nAsk {FIRST} {LAST} about PLANTDOC44.\n\n# Servers\n\nThey stand in Oslo."
    services.knowledge.add(WORKSPACE, "notes.md", text.encode(), "anna")
    for name, whom in (("theirs", cast.person), ("another's", cast.other)):
        services.scheduling.add(
            WORKSPACE,
            {"name": name, "report": "persona", "options": {"contact": whom}, "every": "day", "at": "06:00"},
            "anna",
        )
    _keep_reports(services, cast)
    _receive(services, {"email": EMAIL, "id": cast.person})
    _receive(services, {"email": "somebody@else.example", "id": cast.other})
    with services.store.workspace(WORKSPACE) as session:
        for key, reason in (("call", f"{FIRST} told me so"), ("mail", "Not now.")):
            done = ActionState(state="dismissed", reason=reason, at=datetime.now(UTC))
            session.feedback.set("deal_coach", "deal", cast.deal, key, done, "t")
    for whom in (cast.person, cast.other):
        services.dispatcher.refresh((WORKSPACE, CONNECTION, "contact", whom))
    return cast


def deliver(services: Services) -> None:
    """Write to the CRM what waits."""
    with services.store.workspace(WORKSPACE) as session:
        waiting = [row.id for row in session.outbox.list(state="pending")]
    for one in waiting:
        services.delivering.deliver(WORKSPACE, one)


def _ask(services: Services, cast: Cast, *, briefly: bool) -> None:
    said = Asked(
        text="It is too expensive, PLANTOBJ45 said.", by="anna", contact_id=cast.person, deal_id=cast.deal
    )
    others = (f"{FIRST} {LAST} finds it too expensive.", "It is too expensive for us.")
    for asked in (said, *(Asked(text=text, by="anna") for text in others if not briefly)):
        services.objections.ask(WORKSPACE, asked)


def _keep_reports(services: Services, cast: Cast) -> None:
    """Keep a report about each of two people."""
    later = datetime.now(UTC) + timedelta(days=9)
    with services.store.workspace(WORKSPACE) as session:
        for schedule in session.report_schedules.list():
            whom = schedule.schedule["options"]["contact"]
            name = f"{LAST}.pdf" if whom == cast.person else "other.pdf"
            people = [f"{CONNECTION}:{whom}"]
            row = ReportFileRow(
                *(new_id("rpf"), schedule.id, schedule.next_at, name, "application/pdf"),
                people=people,
                expires_at=later,
                content=name.encode(),
            )
            session.report_schedules.add_file(row)


def _receive(services: Services, body: dict[str, str]) -> None:
    content = json.dumps(body).encode()
    row = InboxRow(
        new_id("inb"), "generic", "POST", "https://x/y", {}, content, datetime.now(UTC), state="parsed"
    )
    with services.store.system() as system:
        system.inbox.insert_many([row])
