"""Visibility by role at every seam: what is hidden from somebody leaves by no door."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pydantic import SecretStr

from crm_ai_plugin.records import Owner, Record
from crm_ai_plugin.runtime.personas.visibility import ADMIN, GUEST, Viewer
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import Settings
from crm_ai_plugin.web import create_app
from crm_ai_plugin.web.auth import CardScope, make_link_token
from tests.fixtures.planted_secrets import PLANTED
from tests.unit.features.builders import NOW, deal

W, C = "acme", "crm"
WORDS = "We want to buy it; everybody here loves it."
PERSONA = "/api/ai/persona/dana"
COMMITTEE = "/api/ai/deals/d1/committee"


@pytest.fixture
def services(tmp_path: Path, sqlite_url: str) -> Iterator[Services]:
    settings = Settings.load(
        env_file=None,
        home=tmp_path,
        database_url=sqlite_url,
        public_url="https://ai.example",
        secret_key=SecretStr(PLANTED["secret key"]),
    )
    made = Services(settings, clock=lambda: NOW)
    with made.store.system() as system:
        system.workspaces.ensure(W, W)
    build = deal().deal(owner_id="o1").person("dana", "user").person("emil")
    for day in range(2, 14, 2):
        build.mail_out(day + 0.3, "Here is the plan.", thread_id=f"t{day}")
        build.mail_in(day, WORDS, owner_id="o1", thread_id=f"t{day}")
    snapshot = build.build()
    owners = [
        Owner(id="o1", name="Ann", team="north"),
        Owner(id="o2", name="Bo", team="north"),
        Owner(id="o3", name="Cy", team="south"),
    ]
    records: list[Record] = [snapshot.deal, *snapshot.contacts, *snapshot.deal_contacts, *snapshot.activities]
    with made.store.workspace(W) as session:
        session.records.upsert(C, [*records, *owners])
    made.personas.get(W, "dana")
    made.personas.get(W, "emil")
    yield made
    made.close()


@pytest.fixture
def client(services: Services) -> FlaskClient:
    return create_app(services).test_client()


def by_key(services: Services) -> dict[str, str]:
    with services.store.system() as system:
        return {"Authorization": f"Bearer {system.api_keys.create(W, 'test')}"}


def by_card(services: Services, kind: str, subject: str, record: str, who: str) -> dict[str, str]:
    token = make_link_token(services, W, CardScope(kind, subject, record, C), who)
    return {"Authorization": f"Bearer {token}"}


def rep(services: Services, who: str) -> dict[str, str]:
    return by_card(services, "persona", "contact", "dana", who)


def says_stance(text: str) -> bool:
    return "Speaks for us" in text or '"champion"' in text or "signs" in text


@pytest.mark.parametrize(("who", "sees"), [("o1", True), ("o2", True), ("o3", False), ("nobody", False)])
def test_stance_is_for_the_owner_and_their_team_unless_an_admin_says_otherwise(
    client, services, who, sees
) -> None:
    for address in (PERSONA, "/api/cards/persona/contact/dana?format=html"):
        assert says_stance(client.get(address, headers=rep(services, who)).text) is sees
    page = client.get(
        "/cards/persona/contact/dana", query_string={"t": rep(services, who)["Authorization"][7:]}
    )
    assert says_stance(page.text) is sees
    committee = by_card(services, "committee", "deal", "d1", who)
    for address in (COMMITTEE, "/api/cards/committee/deal/d1?format=html"):
        assert says_stance(client.get(address, headers=committee).text) is sees
    services.visibility.set_policy(W, {"stance": "owner"}, "anna")
    assert says_stance(client.get(PERSONA, headers=rep(services, who)).text) is (who == "o1")


def doors(client: FlaskClient, headers: dict[str, str]) -> dict[str, Callable[[], str]]:
    """Every way by which what is said about dana leaves for whoever has a link."""

    def opened(address: str) -> str:
        made = client.post(address, json={"days": 1}, headers=headers)
        assert made.status_code == 201, made.text
        page = client.get(made.get_json()["url"].removeprefix("https://ai.example"))
        assert page.status_code == 200
        return page.text

    def reported(report: str, options: dict[str, str]) -> str:
        made = client.post(
            "/api/shares", json={"report": report, "options": options, "days": 1}, headers=headers
        )
        return client.get(made.get_json()["url"].removeprefix("https://ai.example")).text

    return {
        "persona": lambda: opened(f"{PERSONA}/share"),
        "card": lambda: opened("/api/cards/persona/contact/dana/share"),
        "comparison": lambda: opened("/api/ai/persona/comparison/share?ids=dana,emil"),
        "committee": lambda: opened(f"{COMMITTEE}/share"),
        "report": lambda: reported("persona", {"contact": "dana"}),
        "committee report": lambda: reported("committee", {"deal": "d1"}),
    }


def test_a_link_shows_neither_stance_nor_quotations_by_default(client, services) -> None:
    for name, opened in doors(client, by_key(services)).items():
        text = opened()
        assert not says_stance(text), name
        assert "loves it" not in text, name


def test_a_part_that_everybody_may_see_is_on_every_link(client, services) -> None:
    services.visibility.set_policy(W, {"stance": "everybody", "quotes": "everybody"}, "anna")
    for name, opened in doors(client, by_key(services)).items():
        assert says_stance(opened()), name


def test_a_report_for_nobody_in_particular_is_one_for_strangers(services) -> None:
    mailed = services.reporting.gather(W, "persona", {"contact": "dana"})
    assert not says_stance(json.dumps(mailed.model_dump(mode="json")))
    assert "loves it" not in mailed.model_dump_json()
    known = services.reporting.gather(W, "persona", {"contact": "dana"}, ADMIN)
    assert says_stance(known.model_dump_json())


def test_what_is_hidden_is_in_no_version_no_difference_and_can_not_be_overruled(client, services) -> None:
    headers = by_key(services)
    body = {"trait": "stance", "decision": "state", "value": "Decides alone"}
    assert client.patch(PERSONA, json=body, headers=headers).status_code == 200
    services.visibility.set_policy(W, {"stance": "admins", "communication": "managers"}, "anna")
    latest = services.personas.get(W, "dana")
    seen = services.visibility.seen(W, latest, Viewer("manager"))
    text = seen.model_dump_json()
    assert "Decides alone" not in text
    assert not any(change.what.startswith("Stance") for change in seen.changes)
    assert not any(line.get("trait") == "stance" for line in seen.payload["how_to_work_with"])
    cited = {
        id_
        for part in ("traits", "how_to_work_with")
        for one in seen.payload[part]
        for id_ in one["evidence"]
    }
    assert {one.id for one in seen.evidence} <= cited | {i for c in seen.changes for i in c.because}
    groups = {
        one["group"] for one in services.visibility.seen(W, latest, Viewer("rep", "o1")).payload["traits"]
    }
    assert "communication" not in groups


def test_a_wholly_hidden_persona_is_refused_at_every_door(client, services) -> None:
    services.visibility.set_policy(W, {"persona": "owner"}, "anna")
    assert client.get(PERSONA, headers=rep(services, "o1")).status_code == 200
    for address in (PERSONA, f"{PERSONA}/charts", "/api/cards/persona/contact/dana?format=markdown"):
        answer = client.get(address, headers=rep(services, "o2"))
        assert (answer.status_code, answer.get_json()["code"]) == (403, "not_visible")
    headers = by_key(services)
    for address in (
        f"{PERSONA}/share",
        f"{COMMITTEE}/share",
        "/api/ai/persona/comparison/share?ids=dana,emil",
    ):
        assert client.post(address, json={"days": 1}, headers=headers).status_code == 403


def test_charts_can_be_hidden(client, services) -> None:
    services.visibility.set_policy(W, {"charts": "managers"}, "anna")
    assert client.get(f"{PERSONA}/charts", headers=rep(services, "o1")).status_code == 403
    assert client.get(PERSONA, headers=rep(services, "o1")).get_json()["payload"]["charts"] is None
    assert client.get(f"{PERSONA}/charts", headers=by_key(services)).status_code == 200


def test_a_change_of_the_policy_holds_at_once_and_is_kept_with_its_author(services) -> None:
    latest = services.personas.get(W, "dana")
    assert not says_stance(services.visibility.seen(W, latest, GUEST).model_dump_json())
    services.visibility.set_policy(W, {"stance": "everybody"}, "anna")
    assert says_stance(services.visibility.seen(W, latest, GUEST).model_dump_json())
    found = services.visibility.policy(W)
    assert (found.number, found.author, found.policy.stance) == (1, "anna", "everybody")
