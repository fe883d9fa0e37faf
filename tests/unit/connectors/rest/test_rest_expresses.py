"""The table of what definitions can express names keys that exist and tests that use them; and what no other test tries."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from crm_ai_connectors.rest import load
from crm_ai_connectors.rest.loading import parse
from tests.fixtures.json_server import Asked, JsonServer, Reply
from tests.fixtures.planted_secrets import PLANTED
from tests.fixtures.rest_connecting import connected, context
from tests.fixtures.rest_small import definition, raw

HERE = Path(__file__).parent
ROOT = HERE.parents[3]
PAGE = (ROOT / "docs" / "reference" / "rest-connector.md").read_text("utf-8")
ROWS = re.findall(r"^\| ([A-J]) \| (.+?) \| (.+?) \| `(.+?)` \|$", PAGE, re.MULTILINE)


def test_every_section_is_in_the_table() -> None:
    assert {row[0] for row in ROWS} == set("ABCDEFGHIJ")


@pytest.mark.parametrize(("section", "need", "keys", "file"), ROWS)
def test_a_row_of_the_table_is_true(section: str, need: str, keys: str, file: str) -> None:
    schema = load("espocrm").model_json_schema(by_alias=True)
    parts = [schema, *schema["$defs"].values()]
    parts += [one for part in parts for one in part.get("anyOf", ())]
    known = {key for part in parts for key in part.get("properties", ())}
    named = re.findall(r"`(\w+)`", keys)
    assert named, (section, need)
    assert set(named) <= known
    path = ROOT / file if "/" in file else HERE / file
    assert path.is_file()


PEOPLE = {
    "kind": "contact",
    "detail": {"path": "/people/{id}"},
    "fields": {"last_name": "name"},
}


def joined(asked: Asked) -> Reply:
    if asked.path == "/api/deals/1/parts":
        return Reply({"items": [{"person": {"no": 7}, "part": "champion"}, {"person": {"no": 404}}]})
    if asked.path == "/api/people/7":
        return Reply({"id": 7, "name": "Berg"})
    return Reply({"id": 1, "name": "Roof"}) if asked.path == "/api/deals/1" else Reply({}, 404)


def test_people_are_found_through_a_list_that_joins() -> None:
    resources = {**raw()["resources"], "people": PEOPLE}
    request = {"path": "/deals/{id}/parts", "items": "items"}
    snapshot = [{"resource": "people", "request": request, "through": "person.no", "role": "part"}]
    with JsonServer(joined) as server:
        made: Any = connected(
            definition(resources=resources, snapshot=snapshot),
            context({"api_key": PLANTED["token"]}),
            variables={"host": server.host},
            base_url=server.url,
        )
        seen = made.snapshot("1")
        made.close()
    assert [(one.id, one.last_name) for one in seen.contacts] == [("7", "Berg")]
    assert [(one.contact_id, one.role) for one in seen.deal_contacts] == [("7", "champion")]
    assert {"contact", "deal_contact"} <= seen.visible


def test_a_time_of_change_may_be_in_a_zone() -> None:
    resources = raw()["resources"]
    deals = {**resources["deals"], "modified_format": "%d.%m.%Y %H:%M", "modified_zone": "Asia/Kolkata"}
    made = connected(
        definition(resources={"deals": deals}),
        context({"api_key": PLANTED["token"]}),
        variables={"host": "127.0.0.1:9"},
        base_url="http://127.0.0.1:9",
    )
    found = made.parts.mapper.modified("deals", {"changed": "24.12.2026 05:30"})
    made.close()
    assert found == datetime(2026, 12, 24, tzinfo=UTC)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"modified_zone": "Mars/Phobos"}, "is no time zone"),
        ({"fields": {"created_at": {"from": "a", "zone": "Nowhere"}}}, "is no time zone"),
        ({"list": {"path": "/deals", "paging": {"type": "next_url"}}}, "needs either `url` or `link_header`"),
    ],
)
def test_what_would_fail_silently_is_said(change: dict[str, Any], says: str) -> None:
    made = raw()
    made["resources"]["deals"].update(change)
    _, problems = parse(yaml.safe_dump(made))
    assert any(says in str(one) for one in problems), problems


def test_through_needs_rows_that_join() -> None:
    made = raw(snapshot=[{"resource": "deals", "ids": "a", "through": "b"}])
    _, problems = parse(yaml.safe_dump(made))
    assert any("`through` is about the rows of a `request`" in str(one) for one in problems), problems
