"""The OpenAPI 3.1 document, made from the routes and the contracts bound to them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from flask import Flask
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema
from werkzeug.routing import Rule

from .. import __version__
from .operation import ATTRIBUTE, Operation
from .problems import MEDIA_TYPE

REFS = "#/components/schemas/{model}"
_PART = re.compile(r"<(?:[^<>]+:)?(\w+)>")
"""A variable part of a path, with or without a converter such as ``any(deal, cohort):``."""
_SECURITY: Mapping[str, list[dict[str, list[str]]]] = {
    "open": [],
    "key": [{"bearer": []}, {"session": []}],
    "link": [{"cardLink": []}],
    "signature": [{"crmSignature": []}],
    "address": [],
    "browser": [],
    "token": [],
}
_BY_CRM: dict[str, list[str]] = {"crmSignature": []}
_SCHEMES = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "description": "A workspace's API key; for one card also the token of its link.",
    },
    "cardLink": {
        "type": "apiKey",
        "in": "query",
        "name": "t",
        "description": "Short-lived token of a card link.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "crm-ai-session",
        "description": "A signed-in browser's; what changes anything needs the header `X-CSRF-Token` besides.",
    },
    "crmSignature": {
        "type": "apiKey",
        "in": "header",
        "name": "X-HubSpot-Signature-v3",
        "description": "The CRM's own signature over method, address, body and time.",
    },
}
_PROBLEM_TEXT = {
    400: "The request can't be read.",
    401: "No key, a wrong one, or a wrong signature.",
    403: "The key does not cover this.",
    404: "Not in this workspace.",
    406: "No such format.",
    409: "The id is shared by two connections; name one with `connection`.",
    413: "The body is too large.",
    426: "Only as a WebSocket.",
    501: "Not with this server; ask `/api/live`.",
    429: "Too many for this connection or key; try again after `Retry-After`.",
    415: "The body is not JSON.",
    422: "The request breaks the contract; `detail` says where.",
    502: "The CRM refuses.",
    503: "Not now; try again after `Retry-After`.",
}


class Problem(BaseModel):
    """RFC 9457 problem document."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    hint: str | None = None


def operations(app: Flask) -> Iterator[tuple[Rule, str, Operation]]:
    """Yield every documented route with its method.

    Raises:
        TypeError: a route without a contract.
    """
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        spec = getattr(app.view_functions[rule.endpoint], ATTRIBUTE, None)
        if spec is None:
            raise TypeError(f"route {rule.rule} has no contract: put @operation on {rule.endpoint}")
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method.lower(), spec


def template(rule: Rule) -> str:
    """Return a rule's path as the document writes it: ``/x/<deal_id>`` is ``/x/{dealId}``."""
    return _PART.sub(lambda match: "{" + _camel(match[1]) + "}", rule.rule)


def document(app: Flask, server: str) -> dict[str, Any]:
    """Return the OpenAPI document of `app`, reachable at `server`."""
    found = list(operations(app))
    models = {
        m for _, _, spec in found for m in (spec.body, *(a.model for a in spec.answers.values())) if m
    } | {Problem}
    ordered = sorted(models, key=lambda model: model.__name__)
    _, schemas = models_json_schema([(model, "serialization") for model in ordered], ref_template=REFS)
    paths: dict[str, dict[str, Any]] = {}
    for rule, method, spec in found:
        paths.setdefault(template(rule), {})[method] = _operation(rule, method, spec)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "CRM AI",
            "version": __version__,
            "description": "Deal coaching with evidence inside the CRM. Errors are RFC 9457 problem documents.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": server}],
        "paths": paths,
        "components": {"schemas": schemas["$defs"], "securitySchemes": _SCHEMES},
    }


def _operation(rule: Rule, method: str, spec: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": _camel(f"{rule.endpoint.replace('.', '_')}_{method}"),
        "summary": spec.summary,
        "tags": list(spec.tags),
        "security": [*_SECURITY[spec.access], *([_BY_CRM] if spec.by_crm else [])],
        "parameters": [*_path_parameters(rule), *_query_parameters(spec)],
        "responses": _responses(spec),
    }
    if spec.body is not None:
        content = {"application/json": {"schema": {"$ref": REFS.format(model=spec.body.__name__)}}}
        described["requestBody"] = {"required": spec.body_required, "content": content}
    elif spec.raw_body is not None:
        described["requestBody"] = {"required": True, "content": {spec.raw_body: {"schema": {}}}}
    return described


def _path_parameters(rule: Rule) -> list[dict[str, Any]]:
    names = _PART.findall(rule.rule)
    return [{"name": _camel(n), "in": "path", "required": True, "schema": {"type": "string"}} for n in names]


def _query_parameters(spec: Operation) -> list[dict[str, Any]]:
    if spec.query is None:
        return []
    schema = spec.query.model_json_schema()
    required = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": part}
        for name, part in schema.get("properties", {}).items()
    ]


def _responses(spec: Operation) -> dict[str, Any]:
    responses: dict[str, Any] = {}
    for status, answer in spec.answers.items():
        schema = {"$ref": REFS.format(model=answer.model.__name__)} if answer.model else {}
        content = {
            media: {"schema": schema if media.endswith("json") else {"type": "string"}}
            for media in answer.media_types
        }
        responses[str(status)] = {"description": answer.means} | ({"content": content} if content else {})
    content = {MEDIA_TYPE: {"schema": {"$ref": REFS.format(model=Problem.__name__)}}}
    # Whoever has a key has a limit.
    problems = sorted({*spec.problems, 429}) if spec.access == "key" else spec.problems
    for status in problems:
        responses[str(status)] = {"description": _PROBLEM_TEXT[status], "content": content}
    responses["default"] = {"description": "Any other problem.", "content": content}
    return responses


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)
