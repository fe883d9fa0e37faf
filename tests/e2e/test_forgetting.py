"""Forgetting a person over a whole world: a byte scan finds nothing of them, and others are as they were."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import redis as redis_client
from sqlalchemy import Table

from crm_ai_plugin.cli.demo.connecting import connect, installed
from crm_ai_plugin.runtime.objections.asking import Asked
from crm_ai_plugin.runtime.privacy.registry import PersonalDataRegistry
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import Settings
from crm_ai_plugin.store import InboxRow, new_id
from crm_ai_plugin.store.tables import Base
from crm_ai_plugin.testing.language_model import ScriptedModel
from crm_ai_plugin.testing.sandbox import playing
from crm_ai_plugin.testing.world import World, build_world
from crm_ai_plugin.testing.world.rows import ActivityRow
from tests.fixtures.planted_secrets import PLANTED
from tests.fixtures.wording_world import rewords

WORKSPACE, CONNECTION = "acme", "crm-1"
FIRST, LAST = "Quorvelle", "Zandristane"
EMAIL = "Quorvelle.Zandristane@plantmail-77.example"
PHONE = "+49 7712 903 44 51 78"
OWN = "We must keep PLANTBODY41 running in our own cellar until March comes."
NEEDLES = (
    *(FIRST, LAST, "plantmail-77", "903 44 51"),
    *("PLANTBODY41", "PLANTNOTE42", "PLANTFAR43", "PLANTDOC44", "PLANTOBJ45", "PLANTWHY46", "PLANTCALL47"),
)


@dataclass(frozen=True)
class Planted:
    """The world with one person in every text, and who and what is theirs."""

    world: World
    person: str
    other: str
    deal: str
    elsewhere: str


def planted() -> Planted:
    world = build_world(7, deals=14)
    deal = world.showcase_deal_id
    person, other = [row.contact_id for row in world.deal_contacts if row.deal_id == deal][:2]
    theirs = {row.deal_id for row in world.deal_contacts if row.contact_id in (person, other)}
    elsewhere = next(row.id for row in world.deals if row.id not in theirs and row.outcome == "open")
    about = next(row for row in world.activities if row.deal_id == deal)
    at = max(row.at for row in world.activities if row.deal_id == deal and row.at < world.now)
    signature = f"Best regards,\n{FIRST} {LAST}\n{PHONE}\n{EMAIL}"

    def activity(id_: str, **values: Any) -> ActivityRow:
        usual: dict[str, Any] = {
            "id": id_,
            "at": at,
            "thread_id": "",
            "deal_id": deal,
            "duration_s": None,
            "contact_ids": (),
        }
        return replace(about, **(usual | {"type": "note", "direction": "", "subject": ""} | values))

    added = [
        activity(
            "9101",
            type="email",
            direction="inbound",
            subject=f"Cellar of {LAST}",
            body=f"{OWN}\n\n{signature}",
            contact_ids=(person,),
        ),
        activity(
            "9102",
            type="email",
            direction="inbound",
            subject="Re: cellar",
            body=f"That is true for me as well.\n> {OWN}\n> {FIRST}\nOur budget is fixed until summer.",
            contact_ids=(other,),
        ),
        activity("9103", body=f"{FIRST} said that PLANTNOTE42 is in the way. The budget is fixed."),
        activity("9104", type="call", direction="outbound", subject=f"Call with {FIRST} {LAST}",
                 body=f"{LAST.upper()} wants PLANTCALL47 by May.", contact_ids=(person, other)),
        activity("9105", deal_id=elsewhere, body=f"Ask {FIRST} {LAST} ({EMAIL.upper()}) about PLANTFAR43. Call again."),
    ]  # fmt: skip
    contacts = [
        replace(row, first_name=FIRST, last_name=LAST, email=EMAIL, phone=PHONE, do_not_profile=False)
        if row.id == person
        else row
        for row in world.contacts
    ]
    deals = [replace(row, name=f"{LAST}: licences") if row.id == deal else row for row in world.deals]
    changed = replace(
        world,
        contacts=tuple(contacts),
        deals=tuple(deals),
        activities=(*world.activities, *added),
    )
    return Planted(changed, person, other, deal, elsewhere)


@pytest.fixture(scope="module")
def plan() -> Planted:
    return planted()


@pytest.fixture
def sandbox(plan: Planted) -> Iterator[Any]:
    makes: Any = playing.load("hubspot")
    with makes(world=plan.world, client_secret=PLANTED["client secret"]) as opened:
        yield opened


@pytest.fixture
def services(sandbox: Any, tmp_path: Path, database_url: str, redis_url: str) -> Iterator[Services]:
    settings = Settings.load(
        env_file=None,
        home=tmp_path / "home",
        database_url=database_url,
        redis_url=redis_url,
        workspace=WORKSPACE,
        allow_insecure=True,
        secret_key=PLANTED["secret key"],
    )
    made = Services(installed(settings, sandbox.wiring()))
    made.__dict__["language_model"] = ScriptedModel(rewords())
    connect(made, WORKSPACE, CONNECTION, sandbox.wiring())
    yield made
    made.__dict__.pop("language_model")
    made.close()


def live(services: Services, plan: Planted, contact: str, other: str) -> None:
    """Use everything there is, so that the person is wherever they can get to."""
    services.syncing.run(WORKSPACE, CONNECTION)
    for deal in (plan.deal, plan.elsewhere):
        services.refreshing.now(WORKSPACE, CONNECTION, deal, write_back=True)
    for one in (contact, other):
        services.personas.renew(WORKSPACE, one, CONNECTION)
    services.personas.override(
        WORKSPACE, contact, "stance", "state", by="anna", value="Kind", reason="PLANTWHY46"
    )
    persona = services.personas.get(WORKSPACE, contact)
    services.approving.approve(WORKSPACE, contact, persona.version, by="anna", note="PLANTWHY46")
    deliver(services)
    services.sharing.share(WORKSPACE, persona, by="anna")
    services.objections.ask(
        WORKSPACE,
        Asked(text="It is too expensive, PLANTOBJ45 said.", by="anna", contact_id=contact, deal_id=plan.deal),
    )
    services.objections.ask(WORKSPACE, Asked(text=f"{FIRST} {LAST} finds it too expensive.", by="anna"))
    services.objections.ask(WORKSPACE, Asked(text="It is too expensive for us.", by="anna"))
    text = f"# Prices\n\nAsk {FIRST} {LAST} about PLANTDOC44.\n\n# Servers\n\nThey stand in Oslo."
    services.knowledge.add(WORKSPACE, "notes.md", text.encode(), "anna")
    services.scheduling.add(
        WORKSPACE,
        {"name": "p", "report": "persona", "options": {"contact": contact}, "every": "day", "at": "06:00"},
        "anna",
    )
    body = json.dumps({"email": EMAIL, "id": contact}).encode()
    with services.store.system() as system:
        system.inbox.insert_many(
            [
                InboxRow(
                    new_id("inb"),
                    "generic",
                    "POST",
                    "https://x/y",
                    {},
                    body,
                    datetime.now(UTC),
                    state="parsed",
                )
            ]
        )
    with services.store.workspace(WORKSPACE) as session:
        session.feedback.set(
            *("deal_coach", "deal", plan.deal, "call"),
            _done(f"{FIRST} told me so"),
            "t",
        )
    services.dispatcher.refresh((WORKSPACE, CONNECTION, "contact", contact))


def deliver(services: Services) -> None:
    with services.store.workspace(WORKSPACE) as session:
        waiting = [row.id for row in session.outbox.list(state="pending")]
    for one in waiting:
        services.delivering.deliver(WORKSPACE, one)


def _done(reason: str) -> Any:
    from crm_ai_plugin.insights import ActionState

    return ActionState(state="dismissed", reason=reason, at=datetime.now(UTC))


def rows(services: Services) -> dict[str, list[str]]:
    """Every row of every table, as text."""
    found = {}
    with services.store.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            found[table.name] = [repr(tuple(row)) for row in connection.execute(Table.select(table))]
    return found


def traces(services: Services, home: Path, redis_url: str) -> dict[str, list[str]]:
    """Where planted strings are found, byte by byte: database, queue, home folder."""
    places: dict[str, bytes] = {}
    for name, held in rows(services).items():
        places |= {f"{name}[{at}]": row.encode() for at, row in enumerate(held)}
    url = services.store.engine.url
    if url.get_backend_name() == "sqlite":
        for suffix in ("", "-wal", "-shm"):
            file = Path(f"{url.database}{suffix}")
            places[f"database{suffix}"] = file.read_bytes() if file.exists() else b""
    with redis_client.Redis.from_url(redis_url) as client:
        for key in client.scan_iter():
            places[f"redis {key!r}"] = key + _value(client, key)
    for file in home.rglob("*"):
        if file.is_file():
            places[str(file)] = file.read_bytes()
    folded = {name: held.lower() for name, held in places.items()}
    found = {
        needle: [name for name, held in folded.items() if needle.lower().encode() in held]
        for needle in NEEDLES
    }
    return {needle: names for needle, names in found.items() if names}


def _value(client: Any, key: bytes) -> bytes:
    kind = client.type(key).decode()
    if kind == "hash":
        parts = [part for pair in client.hgetall(key).items() for part in pair]
    elif kind == "string":
        parts = [client.get(key)]
    elif kind == "list":
        parts = client.lrange(key, 0, -1)
    elif kind == "set":
        parts = list(client.smembers(key))
    elif kind == "zset":
        parts = client.zrange(key, 0, -1)
    else:
        parts = [repr(client.xrange(key)).encode()]
    return b"\n".join(part + _unpacked(part) for part in parts)


def _unpacked(part: bytes) -> bytes:
    try:
        return zlib.decompress(part)
    except zlib.error:
        return b""


def ours(sandbox: Any, before: set[str]) -> list[str]:
    """What we wrote into the CRM, as text."""
    kinds = ("notes", "tasks")
    texts = [
        json.dumps(record.properties)
        for kind in kinds
        for record in sandbox.store.all(kind)
        if record.id not in before
    ]
    fields = [
        {name: value for name, value in record.properties.items() if name.startswith("crm_ai")}
        for record in sandbox.store.all("deals")
    ]
    return [*texts, *(json.dumps(one) for one in fields if one)]


def written_on_contact(sandbox: Any, contact: str) -> dict[str, str]:
    """Our own fields of a contact that hold something."""
    held = sandbox.store.get("contacts", contact).properties
    return {name: value for name, value in held.items() if name.startswith("crm_ai") and value}


def mentioned(texts: list[str]) -> list[str]:
    return [one for one in texts for needle in NEEDLES if needle.lower() in one.lower()]


def test_nothing_of_a_forgotten_person_is_found_anywhere(
    services: Services,
    sandbox: Any,
    plan: Planted,
    tmp_path: Path,
    redis_url: str,
    capfd: pytest.CaptureFixture[str],
) -> None:
    written_before = {r.id for kind in ("notes", "tasks") for r in sandbox.store.all(kind)}
    contact, other = plan.person, plan.other
    live(services, plan, contact, other)
    assert set(traces(services, tmp_path, redis_url)) == set(NEEDLES), "the test would prove nothing"
    assert mentioned(ours(sandbox, written_before)), "the test would prove nothing"
    assert written_on_contact(sandbox, contact)
    assert rows(services)["wordings"], "a model was paid for words"
    others = _of_others(services, plan, other)
    done = services.forgetting.forget(WORKSPACE, contact, CONNECTION, by="anna")
    assert [(part["place"], part["code"]) for part in done.parts if part["state"] != "done"] == []
    assert done.state == "done"
    assert traces(services, tmp_path, redis_url) == {}
    assert mentioned(ours(sandbox, written_before)) == []
    assert _of_others(services, plan, other) == others
    assert rows(services)["wordings"] == []
    assert mentioned([repr(done)]) == []
    assert written_on_contact(sandbox, contact) == {}
    with services.store.workspace(WORKSPACE) as session:
        assert session.records.is_erased(CONNECTION, contact)
    # The CRM still holds all of it, and delivers it again.
    services.syncing.run(WORKSPACE, CONNECTION, full=True)
    services.refreshing.now(WORKSPACE, CONNECTION, plan.deal, write_back=True)
    services.refreshing.now(WORKSPACE, CONNECTION, plan.elsewhere, write_back=True)
    services.store.compact()
    assert traces(services, tmp_path, redis_url) == {}
    assert mentioned(ours(sandbox, written_before)) == []
    registry = PersonalDataRegistry.collected()
    with redis_client.Redis.from_url(redis_url) as client:
        keys = [key.decode() for key in client.scan_iter()]
    assert [key for key in keys if registry.family(key) is None] == [], "undeclared keys in Redis"
    home = services.settings.home
    files = [str(file.relative_to(home)) for file in home.rglob("*") if file.is_file()]
    assert [file for file in files if registry.file(file) is None] == [], (
        "undeclared files in the home folder"
    )
    assert mentioned(capfd.readouterr().out.splitlines()) == [], "the log names them"


def _of_others(services: Services, plan: Planted, other: str) -> dict[str, Any]:
    """What is held that has nothing to do with the person: it must be as it was."""
    from crm_ai_plugin.records import Contact

    with services.store.workspace(WORKSPACE) as session:
        everybody = [
            row for row in session.records.fetch(CONNECTION, Contact, [c.id for c in plan.world.contacts])
            if row.id != plan.person
        ]  # fmt: skip
        elsewhere = session.insights.latest("deal_coach", "deal", plan.elsewhere, CONNECTION)
        return {
            "contacts": everybody,
            "persona": session.insights.latest("persona", "contact", other, CONNECTION) is not None,
            "figures": elsewhere.payload["score"] if elsewhere else None,
            "documents": [row.name for row in session.knowledge.documents()],
            "objections": [row.text for row in session.objections.between(datetime.min.replace(tzinfo=UTC)) if "for us" in row.text],
        }  # fmt: skip
