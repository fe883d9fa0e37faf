"""One deal with its surroundings: what is forbidden is not seen, and who must not be profiled says nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from crm_ai_connectors.rest.connector import RestConnector
from crm_ai_plugin.errors import RetryableError
from crm_ai_plugin.records import Outcome
from tests.fixtures.espocrm import fake as espo
from tests.fixtures.json_server import Asked, Reply
from tests.fixtures.rest_connecting import connected, context


@pytest.fixture
def fake() -> Iterator[espo.EspoFake]:
    made = espo.EspoFake()
    with made.server:
        yield made


@pytest.fixture
def connector(fake: espo.EspoFake) -> Iterator[RestConnector]:
    made = connected(
        "espocrm",
        context({"api_key": espo.API_KEY}),
        variables={"host": fake.server.host},
        base_url=fake.server.url,
    )
    yield made
    made.close()


def refusing(fake: espo.EspoFake, path: str, status: int) -> None:
    def answer(asked: Asked) -> Reply:
        return Reply(status=status) if asked.path.endswith(path) else fake.answer(asked)

    fake.server.answer = answer


def test_what_is_forbidden_is_not_seen(fake: espo.EspoFake, connector: RestConnector) -> None:
    assert {"call", "task", "note", "owner"} <= connector.parts.reader.snapshot(espo.DEAL).visible
    refusing(fake, "/calls", 403)
    seen = connector.parts.reader.snapshot(espo.DEAL)
    assert "call" not in seen.visible
    assert "task" in seen.visible
    assert {one.id for one in seen.activities} == {espo.NOTE, espo.TASK}


def test_what_is_not_there_is_empty_and_what_fails_fails(
    fake: espo.EspoFake, connector: RestConnector
) -> None:
    refusing(fake, "/calls", 404)
    assert "call" in connector.parts.reader.snapshot(espo.DEAL).visible
    refusing(fake, "/calls", 503)
    with pytest.raises(RetryableError):
        connector.parts.reader.snapshot(espo.DEAL)


def test_who_must_not_be_profiled_says_nothing(fake: espo.EspoFake, connector: RestConnector) -> None:
    for one, contact in (("c1", espo.CONTACT), ("c2", espo.OTHER_CONTACT)):
        fake.tables["Call"][one] = {
            "id": one, "name": "Call", "description": "We talked", "dateStart": "2026-11-20 10:00:00", "duration": 60,
            "contactsIds": [contact], "parentType": "Opportunity", "parentId": espo.DEAL, "direction": "Inbound",
        }  # fmt: skip
    said = {one.id: (one.subject, one.body) for one in connector.parts.reader.snapshot(espo.DEAL).activities}
    assert (said["c1"], said["c2"]) == (("", ""), ("Call", "We talked"))


def test_the_history_begins_where_the_deal_did(fake: espo.EspoFake, connector: RestConnector) -> None:
    fake.tables["Opportunity"][espo.DEAL]["stage"] = "Closed Won"
    fake.tables["Note"]["n9"] = {
        "id": "n9", "type": "Update", "parentType": "Opportunity", "parentId": espo.DEAL, "createdAt": "2026-11-24 08:00:00",
        "data": {"fields": ["stage"], "attributes": {"was": {"stage": "Prospecting"}, "became": {"stage": "Closed Won"}}},
    }  # fmt: skip
    seen = connector.parts.reader.snapshot(espo.DEAL)
    assert [(one.from_stage, one.to_stage) for one in seen.stage_changes] == [
        (None, "Prospecting"),
        ("Prospecting", "Closed Won"),
    ]
    assert seen.deal.outcome is Outcome.WON
    assert (
        connector.record_url("deal", espo.DEAL) == f"https://{fake.server.host}/#Opportunity/view/{espo.DEAL}"
    )
    assert connector.record_url("line_item", "1") is None
