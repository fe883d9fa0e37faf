"""`check` says what is wrong and, tried on a CRM, what it read and would write; the how-to shows the truth."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from crm_ai_connectors.rest import check, load
from tests.fixtures.espocrm import fake as espo
from tests.fixtures.json_server import Asked, JsonServer, Reply
from tests.fixtures.planted_secrets import PLANTED
from tests.fixtures.rest_connecting import context

HOW_TO = Path(__file__).parents[4] / "docs" / "how-to" / "connect-a-crm-with-yaml.md"
REFERENCE = Path(__file__).parents[4] / "docs" / "reference" / "rest-connector.md"
INSECURE = {"allow_insecure": True, "allow_private": True}


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", HOW_TO.read_text("utf-8"), re.DOTALL)


def acme(asked: Asked) -> Reply:
    deals: list[dict[str, Any]] = [
        {"id": 1, "title": "Roof", "value": "1200.50", "stage": {"label": "Offer"}, "status": "open", "contact_name": "Ann"},
        {"id": 2, "title": "Door", "value": None, "stage": {"label": "New"}, "status": "lost", "contact_name": None},
    ]  # fmt: skip
    for one in deals:
        one |= {"created_at": "2026-11-01T08:00:00Z", "updated_at": "2026-11-02T08:00:00Z"}
    if asked.headers.get("Authorization") != f"Token token={PLANTED['token']}":
        return Reply({}, 401)
    if asked.path == "/api/deals":
        return Reply({"data": deals, "total": 2})
    if asked.path == "/api/deals/1/notes":
        return Reply({"data": [{"id": 5, "text": "Call back", "created_at": "2026-11-02T08:00:00Z"}]})
    return Reply({"data": deals[0]}) if asked.path == "/api/deals/1" else Reply({})


def test_the_how_to_shows_what_happens(tmp_path: Path) -> None:
    (text,) = blocks("yaml")
    file = tmp_path / "acme.yaml"
    file.write_text(text)
    fine, mistake, probed = blocks("text")
    assert "\n".join(check(file).lines()) + "\n" == fine
    with JsonServer(acme) as server:
        config = {"variables": {"host": server.host}, "base_url": server.url, **INSECURE}
        report = check(file, context({"api_key": PLANTED["token"]}, config=config))
        assert not [one for one in server.seen if one.method != "GET"], "nothing is written"
        dead = check(file, context({"api_key": PLANTED["client secret"]}, config=config))
    assert report.ok
    assert "\n".join(report.lines()) + "\n" == probed
    assert not dead.ok
    assert PLANTED["token"] not in probed + repr(report)
    assert any(line.startswith("failed: credentials: Acme CRM no longer accepts") for line in dead.lines())
    file.write_text(text.replace("    list:\n", "    lits:\n", 1))
    assert mistake.strip() in list(check(file).lines())


def test_a_probe_of_espocrm() -> None:
    fake = espo.EspoFake()
    with fake.server as server:
        config = {
            "variables": {"host": server.host, "task_user": espo.USER},
            "base_url": server.url,
            **INSECURE,
        }
        report = check("espocrm", context({"api_key": espo.API_KEY}, config=config))
    told = "\n".join(report.lines())
    assert report.ok, told
    assert "list of deals: " in told
    assert "fields (not sent): PUT /api/v1/Opportunity/" in told
    assert "next_step: cAiNextStep is in the record" in told
    assert espo.API_KEY not in told
    assert fake.count("note", espo.DEAL) == 1


def test_a_connection_with_wrong_settings_is_a_failed_step() -> None:
    report = check("espocrm", context({}, config={}))
    assert [one.verdict for one in report.steps] == ["failed"]


def test_the_reference_names_every_key() -> None:
    told = REFERENCE.read_text("utf-8")
    sections = load("espocrm").model_json_schema(by_alias=True)
    parts = [sections, *sections["$defs"].values()]
    parts += [one for part in parts for one in part.get("anyOf", ())]
    keys = {key for part in parts for key in part.get("properties", ())}
    assert sorted(key for key in keys if f"`{key}`" not in told) == []
