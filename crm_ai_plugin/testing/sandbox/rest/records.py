"""Single records of Kontor, what lies around a venture, and writes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, jsonify, request

from crm_ai_plugin.testing.sandbox.clock import stamp
from crm_ai_plugin.testing.sandbox.rest.account import KontorAccount
from crm_ai_plugin.testing.sandbox.rest.errors import KontorError, envelope
from crm_ai_plugin.testing.sandbox.rest.views import row
from crm_ai_plugin.testing.sandbox.state import UnknownRecordError

__all__ = ["register"]

_SINGLE = ("ventures", "houses", "people", "moments", "memos", "chores")
_AROUND = ("parts", "moments", "memos", "chores", "lots")
_OURS = ("memos", "chores")
_LONGEST = 60_000


def register(routes: Blueprint, account: KontorAccount) -> None:
    """Add the routes."""
    feed = account.feed

    @routes.get("/whoami")
    def whoami() -> Response:
        return jsonify(envelope(result={"realm": account.realm, "app": "crm-ai"}))

    def single(kind: str, number: int) -> Response:
        return jsonify(envelope(result={"row": row(account.find(kind, str(number)))}))

    for kind in _SINGLE:
        routes.add_url_rule(f"/{kind}/<int:number>", f"one_{kind}", single, defaults={"kind": kind})

    @routes.get("/people/some")
    def some() -> Response:
        found = []
        for number in request.args.get("keys", "").split(";")[:100]:
            try:
                found.append(account.store.get("people", number))
            except UnknownRecordError:
                continue
        return jsonify(envelope(result={"rows": [{"row": row(one)} for one in found]}))

    def around(kind: str, number: int) -> Response:
        venture = account.find("ventures", str(number))
        found = feed.below(kind, venture.id)
        return jsonify(envelope(result={"rows": [{"row": row(one)} for one in found]}))

    for kind in _AROUND:
        path = f"/ventures/<int:number>/{kind}"
        routes.add_url_rule(path, f"around_{kind}", around, defaults={"kind": kind})

    @routes.get("/ventures/<int:number>/journal")
    def journal(number: int) -> Response:
        venture = account.find("ventures", str(number))
        found = [*feed.below("steps", venture.id), *feed.below("edits", venture.id)]
        found.sort(key=lambda one: (one.created_at, int(one.id)))
        return jsonify(envelope(result={"rows": [{"row": row(one)} for one in found]}))

    _add_writes(routes, account)


def _add_writes(routes: Blueprint, account: KontorAccount) -> None:
    @routes.post("/memos")
    def memo() -> Response:
        sent = _sent("memo")
        venture = account.find("ventures", str(sent.get("venture")))
        text = str(sent.get("html") or "")[:_LONGEST]
        values = {"venture": venture.id, "html": text, "when": stamp(account.clock.now())}
        account.store.create("memos", values, account.app_source)
        return jsonify(envelope(result="stored"))

    @routes.post("/chores")
    def chore() -> Response:
        sent = _sent("chore")
        venture = account.find("ventures", str(sent.get("venture")))
        title = str(sent.get("title") or "")
        if not title.strip():
            raise KontorError("E_RULE", "A chore needs a title.", where="title")
        values = {
            "venture": venture.id,
            "title": title[:255],
            "words": str(sent.get("words") or "")[:_LONGEST],
            "by": _day_of(sent.get("by_ms")),
            "done": "N",
            "clerk": str(sent.get("clerk") or venture.properties.get("clerk", "")),
        }
        made = account.store.create("chores", values, account.app_source)
        return jsonify(envelope(result={"no": int(made.id)}))

    def remove(kind: str, number: int) -> Response:
        account.find(kind, str(number))
        account.store.archive(kind, str(number), account.app_source)
        return jsonify(envelope(result="gone"))

    for kind in _OURS:
        path = f"/{kind}/<int:number>"
        routes.add_url_rule(path, f"remove_{kind}", remove, methods=["DELETE"], defaults={"kind": kind})

    @routes.patch("/ventures/<int:number>")
    def patch(number: int) -> Response:
        sent = _sent("venture")
        with account.store.lock:
            venture = account.find("ventures", str(number))
            if sent.get("rev") is not None and str(sent["rev"]) != venture.properties.get("rev", "1"):
                raise KontorError("E_STALE", "Somebody was faster.", rev=int(venture.properties["rev"]))
            account.change_venture(venture.id, _slots(account, sent), account.app_source)
        return jsonify(envelope(result="stored"))

    @routes.patch("/people/<int:number>")
    def patch_person(number: int) -> Response:
        sent = _sent("person")
        with account.store.lock:
            person = account.find("people", str(number))
            account.store.update("people", person.id, _slots(account, sent), account.app_source)
        return jsonify(envelope(result="stored"))


def _slots(account: KontorAccount, sent: dict[str, Any]) -> dict[str, str]:
    """The slots of a write that exist; others go without a word."""
    lost = account.faults.take("drop_field", request.method, request.path)
    rows = sent.get("slots")
    found = {}
    for one in rows if isinstance(rows, list) else ():
        number = str(one.get("slot")) if isinstance(one, dict) else ""
        if number in account.slots and (lost is None or account.slots[number] != lost.field):
            value = one.get("v")
            found[f"slot:{number}"] = "" if value is None else str(value)[:_LONGEST]
    return found


def _sent(wrapper: str) -> dict[str, Any]:
    body = request.get_json(silent=True)
    found = body.get(wrapper) if isinstance(body, dict) else None
    if not isinstance(found, dict):
        raise KontorError("E_RULE", f"The body is an object with a {wrapper}.", where=wrapper)
    return found


def _day_of(ms: object) -> str:
    if not isinstance(ms, int) or not 0 < ms < 4_102_444_800_000:
        raise KontorError("E_RULE", "by_ms is a time in milliseconds.", where="by_ms")
    return datetime.fromtimestamp(ms / 1000, UTC).date().isoformat()
