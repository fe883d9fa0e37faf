"""``composite`` and ``composite/batch``: up to 25 calls in one, later ones may use what earlier ones answered."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import nullcontext
from typing import Any
from urllib.parse import parse_qsl, quote

from crm_ai_plugin.testing.sandbox.salesforce.api import Answer, Api, Call
from crm_ai_plugin.testing.sandbox.salesforce.errors import SalesforceError, bad_request
from crm_ai_plugin.testing.sandbox.salesforce.org import SalesforceOrg

__all__ = ["register"]

MOST_CALLS = 25
MOST_QUERIES = 5
_REFERENCE = re.compile(r"@\{([A-Za-z]\w*)((?:\.\w+|\[\d+\])*)\}")
_STEP = re.compile(r"\.(\w+)|\[(\d+)\]")
_NAME = re.compile(r"[A-Za-z]\w*")
_URL = re.compile(r"/services/data/v(\d{2,3}\.\d)/?(.*)", re.DOTALL)
_HALTED = "PROCESSING_HALTED"
_NOT_INSIDE = ("jobs", "composite/batch")


class _HaltError(Exception):
    """A part failed and everything has to be taken back."""


def _reach(answers: Mapping[str, Any], found: re.Match[str]) -> str:
    value: Any = answers.get(found[1])
    for name, index in _STEP.findall(found[2]):
        try:
            value = value[name] if name else value[int(index)]
        except (KeyError, IndexError, TypeError):
            value = None
    if value is None or isinstance(value, dict | list):
        raise bad_request(_HALTED, f"Invalid reference specified. No value for {found[0][2:-1]} found.")
    return json.dumps(value) if isinstance(value, bool) else str(value)


def _filled(value: Any, answers: Mapping[str, Any], *, in_url: bool = False) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, str):
        return _REFERENCE.sub(
            lambda found: (
                quote(made, safe="")
                if in_url and (made := _reach(answers, found))
                else _reach(answers, found)
            ),
            value,
        )
    if isinstance(value, dict):
        return {key: _filled(inner, answers) for key, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, answers) for inner in value]
    return value


def _part_call(call: Call, part: Mapping[str, Any], url: str, body: Any) -> Call:  # noqa: ANN401 - JSON
    path, _, asked = url.partition("?")
    found = _URL.fullmatch(path)
    if found is None or found[2].startswith(_NOT_INSIDE):
        raise bad_request("INVALID_INPUT", f"The url {path[:80]} cannot be called in a composite")
    headers = {str(name).lower(): str(value) for name, value in (part.get("httpHeaders") or {}).items()}
    made = Call(
        method=str(part.get("method", "GET")).upper(),
        path=found[2].strip("/"),
        args=dict(parse_qsl(asked, keep_blank_values=True)),
        headers=headers,
        version=found[1],
        source=call.source,
        dropped=call.dropped,
    )
    if body is not None:
        made.body = body
    return made


def register(api: Api, org: SalesforceOrg) -> None:
    """Add the composite routes."""

    def run(call: Call, part: Mapping[str, Any], answers: Mapping[str, Any]) -> Answer:
        try:
            url = _filled(str(part.get("url", "")), answers, in_url=True)
            inner = _part_call(call, part, url, _filled(part.get("body"), answers))
            with org.store.transaction():
                return api(inner)
        except SalesforceError as problem:
            return Answer(problem.status, problem.body)

    def composite(call: Call) -> Answer:
        asked = call.json_object()
        parts = _checked(asked.get("compositeRequest"))
        whole = asked.get("allOrNone") is True
        answers: dict[str, Any] = {}
        done: list[dict[str, Any]] = []
        try:
            with org.store.transaction() if whole else nullcontext():
                for part in parts:
                    answer = run(call, part, answers)
                    done.append(_shown(part, answer))
                    if answer.status < 400:
                        answers[str(part["referenceId"])] = answer.body
                    elif whole:
                        raise _HaltError
        except _HaltError:
            done = _rolled_back(parts, done)
        return Answer(body={"compositeResponse": done})

    def batch(call: Call) -> Answer:
        asked = call.json_object()
        parts = asked.get("batchRequests")
        if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
            raise bad_request("INVALID_INPUT", "batchRequests must be a list of requests")
        if len(parts) > MOST_CALLS:
            raise bad_request("INVALID_INPUT", f"batchRequests may hold at most {MOST_CALLS}")
        results = []
        for part in parts:
            url = "/services/data/" + str(part.get("url", "")).removeprefix("/services/data/").lstrip("/")
            renamed = {"method": part.get("method"), "url": url, "body": part.get("richInput")}
            answer = run(call, renamed, {})
            results.append({"statusCode": answer.status, "result": answer.body})
        return Answer(body={"hasErrors": any(r["statusCode"] >= 400 for r in results), "results": results})

    api.add("POST", "composite", composite)
    api.add("POST", "composite/batch", batch)


def _checked(parts: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - JSON
    if not isinstance(parts, list) or not parts or not all(isinstance(part, dict) for part in parts):
        raise bad_request("JSON_PARSER_ERROR", "compositeRequest must be a list of requests")
    if len(parts) > MOST_CALLS:
        raise bad_request(
            "LIMIT_EXCEEDED", f"The limit of {MOST_CALLS} subrequests in a composite is exceeded"
        )
    heavy = [part for part in parts if _is_heavy(str(part.get("url", "")))]
    if len(heavy) > MOST_QUERIES:
        raise bad_request(
            "LIMIT_EXCEEDED", f"At most {MOST_QUERIES} subrequests may be queries or collections"
        )
    names = [part.get("referenceId") for part in parts]
    for name in names:
        if not isinstance(name, str) or not _NAME.fullmatch(name) or names.count(name) > 1:
            raise bad_request(
                "INVALID_INPUT", f"Provided referenceId ({name}) must be unique, letters, digits and _"
            )
    return parts


def _is_heavy(url: str) -> bool:
    found = _URL.fullmatch(url.partition("?")[0])
    return found is not None and found[2].partition("/")[0] in ("query", "queryAll", "composite")


def _shown(part: Mapping[str, Any], answer: Answer) -> dict[str, Any]:
    return {
        "body": answer.body,
        "httpHeaders": answer.headers,
        "httpStatusCode": answer.status,
        "referenceId": part["referenceId"],
    }


def _rolled_back(parts: list[dict[str, Any]], done: list[dict[str, Any]]) -> list[dict[str, Any]]:
    halted = SalesforceError(
        400,
        _HALTED,
        "The transaction was rolled back since another operation in the same transaction failed.",
    )
    last = done[-1]
    return [
        last if part["referenceId"] == last["referenceId"] else _shown(part, Answer(400, halted.body))
        for part in parts
    ]
