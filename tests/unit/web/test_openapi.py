"""The document names every route and every model, and is well formed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Blueprint

from crm_ai_plugin.web import openapi
from tests.unit.web.web_fakes import FakeServices, app_of, client_of


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    found: dict[str, Any] = client_of(FakeServices()).get("/openapi.json").get_json()
    return found


def _refs(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from _refs(value)
    elif isinstance(node, list):
        for value in node:
            yield from _refs(value)


def _resolve(document: dict[str, Any], ref: str) -> Any:
    node: Any = document
    for part in ref.removeprefix("#/").split("/"):
        node = node[part.replace("~1", "/").replace("~0", "~")]
    return node


def test_every_registered_route_is_in_the_document(document: dict[str, Any]) -> None:
    registered = {
        (openapi.template(rule), method.lower())
        for rule in app_of(FakeServices()).url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    described = {(path, method) for path, item in document["paths"].items() for method in item}
    assert described == registered
    assert ("/api/ai/deal-coach/{dealId}/actions/{actionId}", "post") in described
    assert ("/webhooks/hubspot", "post") in described
    assert all("<" not in path for path, _ in described), "a converter is no part of a path"


def test_a_route_without_a_contract_is_refused() -> None:
    app = app_of(FakeServices())
    stray = Blueprint("stray", __name__)
    stray.add_url_rule("/stray", "view", lambda: "")
    app.register_blueprint(stray)
    with pytest.raises(TypeError, match="/stray has no contract"):
        openapi.document(app, "https://x.example")


def test_the_document_is_a_3_1_document(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0"
    assert document["info"]["title"]
    assert document["info"]["version"]
    assert document["servers"] == [{"url": "https://ai.example"}]


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    refs = set(_refs(document))
    assert "#/components/schemas/DealCoachInsight" in refs
    assert "#/components/schemas/DealCoachPayload" in refs
    for ref in refs:
        assert isinstance(_resolve(document, ref), dict), ref


def test_every_operation_is_whole(document: dict[str, Any]) -> None:
    ids = []
    for path, item in document["paths"].items():
        assert path.startswith("/")
        for method, operation in item.items():
            where = f"{method} {path}"
            ids.append(operation["operationId"])
            assert operation["summary"], where
            assert operation["tags"], where
            in_path = {p["name"] for p in operation["parameters"] if p["in"] == "path"}
            assert in_path == set(re.findall(r"\{(\w+)\}", path)), where
            for parameter in operation["parameters"]:
                assert parameter["schema"], where
                assert parameter["required"] or parameter["in"] == "query", where
            for need in operation["security"]:
                assert set(need) <= set(document["components"]["securitySchemes"]), where
            assert any(status[0] in "123" for status in operation["responses"]), where
            for status, answer in operation["responses"].items():
                assert re.fullmatch(r"[1-5]\d\d|default", status), where
                assert answer["description"], where
                for content in answer.get("content", {}).values():
                    assert "schema" in content, where
    assert len(ids) == len(set(ids))


def test_problems_have_their_media_type(document: dict[str, Any]) -> None:
    for item in document["paths"].values():
        for operation in item.values():
            assert list(operation["responses"]["default"]["content"]) == ["application/problem+json"]


def test_only_what_is_meant_to_be_open_is_open(document: dict[str, Any]) -> None:
    open_paths = {
        path for path, item in document["paths"].items() for op in item.values() if not op["security"]
    }
    # Of these the path itself holds a secret, for which the document has no word.
    secret_paths = {"/webhooks/salesforce/{token}", "/webhooks/in/{connectionId}", "/shared/{token}"}
    workspace = {"/app", "/app/{place}", "/bundle/{name}", "/embed/{frame}"}
    operation = {"/healthz", "/readyz", "/metrics", "/openapi.json"}
    # Who comes here has nothing yet, or a token that works once, in the body; on /ws the first message says who it is.
    comes_in = {"/api/session", "/api/setup", "/api/embed/sessions", "/ws"}
    assert open_paths - secret_paths == operation | workspace | comes_in | {"/assets/{name}"}


def test_the_body_of_an_action_says_what_it_takes(document: dict[str, Any]) -> None:
    operation = document["paths"]["/api/ai/deal-coach/{dealId}/actions/{actionId}"]["post"]
    schema = _resolve(document, operation["requestBody"]["content"]["application/json"]["schema"]["$ref"])
    assert schema["properties"]["state"]["enum"] == ["open", "done", "dismissed", "snoozed"]
