"""Lists of Kontor, each paged in a way of its own, all sorted by the time of change, oldest first."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, request

from crm_ai_plugin.testing.sandbox.clock import millis
from crm_ai_plugin.testing.sandbox.rest.account import KontorAccount
from crm_ai_plugin.testing.sandbox.rest.errors import KontorError, envelope
from crm_ai_plugin.testing.sandbox.rest.feed import Place
from crm_ai_plugin.testing.sandbox.rest.schema import HINTED, PHASES
from crm_ai_plugin.testing.sandbox.rest.views import row
from crm_ai_plugin.testing.sandbox.state import Record

__all__ = ["register"]

_MOST = 250
_BY_TOKEN = ("moments", "parts", "steps", "edits", "lots")


def register(routes: Blueprint, account: KontorAccount) -> None:
    """Add the lists."""
    feed = account.feed

    def stuck() -> bool:
        return account.faults.take("repeated_cursor", request.method, request.path) is not None

    @routes.get("/ventures")
    def ventures() -> Response:
        size, since = _number("per", 50), _number("from", 0)
        mark = request.args.get("mark", "")
        found, last = feed.after("ventures", since, _place(mark), size)
        answer = _rows(found)
        following = mark or "0-0" if stuck() else _token(last)
        if following:
            query = urlencode({"per": size, "from": since, "mark": following})
            first, following_url = f"{request.base_url}?per={size}", f"{request.base_url}?{query}"
            answer.headers["Link"] = f'<{first}>; rel="first", <{following_url}>; rel="next"'
        return answer

    @routes.post("/houses/find")
    def houses() -> Response:
        asked = request.get_json(silent=True)
        asked = asked if isinstance(asked, dict) else {}
        skip, size = int(asked.get("skip") or 0), _bounded(int(asked.get("take") or 50))
        found, held = feed.at("houses", int(asked.get("touched_from") or 0), 0 if stuck() else skip, size)
        if not found and skip >= held and skip:
            raise KontorError("E_PAST", "There is no such page.", status=404)
        return _rows(found, sum=-1)

    @routes.get("/people")
    def people() -> Response:
        page, size = _number("page", 0), _number("per", 50)
        still = stuck()
        found, held = feed.at("people", _number("from", 0), 0 if still else page * size, size)
        return _rows(found, more="yes" if still or (page + 1) * size < held else "no")

    def by_token(kind: str) -> Response:
        token = request.args.get("again", "")
        found, last = feed.after(kind, _number("from", 0), _place(token), _number("per", 50))
        return _rows(found, again=(token or "0-0") if stuck() else _token(last))

    for kind in _BY_TOKEN:
        routes.add_url_rule(f"/{kind}", f"list_{kind}", by_token, defaults={"kind": kind})

    @routes.get("/memos")
    def memos() -> Response:
        size, since, mark = _number("per", 50), _number("from", 0), request.args.get("mark", "")
        found, last = feed.after("memos", since, _place(mark), size)
        following = (mark or "0-0") if stuck() else _token(last)
        query = urlencode({"per": size, "from": since, "mark": following})
        return _rows(found, onward=f"{request.path}?{query}" if following else None)

    @routes.get("/chores")
    def chores() -> Response:
        skip = 0 if stuck() else _number("skip", 0)
        found, held = feed.at("chores", _number("from", 0), skip, _number("per", 50))
        return _rows(found, sum=held)

    _add_tables(routes, account)


def _add_tables(routes: Blueprint, account: KontorAccount) -> None:
    @routes.get("/clerks")
    def clerks() -> Response:
        held = {
            one.id: {"no": one.id, "name": one.properties["name"], "mail": one.properties["mail"]}
            for one in account.store.all("clerks")
        }
        return jsonify(envelope(result={"clerks": held}))

    @routes.get("/setup/phases")
    def phases() -> Response:
        held = {str(one.number): {"no": one.number, "label": one.label} for one in PHASES.values()}
        return jsonify(envelope(result={"phases": held}))

    @routes.get("/setup/slots")
    def slots() -> Response:
        held = [{"slot": int(number), "label": label} for number, label in account.slots.items()]
        return jsonify(envelope(result={"slots": held}))

    @routes.get("/graveyard/<kind>")
    def graveyard(kind: str) -> Response:
        if kind not in HINTED:
            raise KontorError("E_RULE", "Nothing of that kind is buried here.", where="kind")
        since = _number("from", 0)
        gone = [one for one in account.store.all(kind, archived=True) if _buried(one) >= since]
        return jsonify(envelope(result={"rows": [{"row": {"no": int(one.id)}} for one in gone]}))


def _buried(record: Record) -> int:
    return millis(record.archived_at or record.updated_at)


def _rows(found: list[Record], **more: Any) -> Response:  # noqa: ANN401 - JSON
    return jsonify(envelope(result={"rows": [{"row": row(one)} for one in found], **more}))


def _token(place: Place | None) -> str:
    return f"{place[0]}-{place[1]}" if place is not None else ""


def _place(token: str) -> Place | None:
    if not token:
        return None
    at, _, number = token.partition("-")
    if not (at.isdecimal() and number.isdecimal()):
        raise KontorError("E_RULE", "This is no mark of ours.", where="mark")
    return int(at), int(number)


def _number(name: str, usual: int) -> int:
    text = request.args.get(name, "") or str(usual)
    if not text.isdecimal() or len(text) > 15:
        raise KontorError("E_RULE", f"{name} is a number.", where=name)
    return _bounded(int(text)) if name == "per" else int(text)


def _bounded(size: int) -> int:
    if not 1 <= size <= _MOST:
        raise KontorError("E_SIZE", f"A page holds 1 to {_MOST} rows.", status=403)
    return size
