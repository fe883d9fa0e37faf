"""The other side of ``event_to_note``: what one would write first, a webhook view that does it all in a row.

For each event it reads the deal, the ids of what hangs on it, those records and the people on them, the
pipeline and the owner, one call after another; then it writes a fixed note and reads it back. It checks no
signature, keeps nothing, decides nothing and writes no fields and no task.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import Any

import requests
from flask import Flask, request

VERSION = "2026-09"
RECORDS = ("contacts", "companies", "line_items")
ACTIVITIES = ("emails", "calls", "meetings", "notes", "tasks")
PROPERTIES = {
    "contacts": ["firstname", "lastname", "email", "jobtitle"],
    "companies": ["name", "domain", "industry", "numberofemployees"],
    "line_items": ["name", "quantity", "price"],
    "emails": ["hs_timestamp", "hs_email_subject", "hs_email_text", "hs_email_direction"],
    "calls": ["hs_timestamp", "hs_call_title", "hs_call_body", "hs_call_duration"],
    "meetings": ["hs_timestamp", "hs_meeting_title", "hs_meeting_body"],
    "notes": ["hs_timestamp", "hs_note_body"],
    "tasks": ["hs_timestamp", "hs_task_subject", "hs_task_body", "hs_task_status"],
}
NOTE_ON_DEAL = 214


class Crm:
    """A few calls of the CRM's API over one kept connection."""

    def __init__(self, base: str, token: str) -> None:
        self._base = base
        self._session = requests.Session()
        self._session.headers["Authorization"] = f"Bearer {token}"

    def get(self, path: str, **query: str) -> Any:  # noqa: ANN401
        """Return the JSON of a GET."""
        return self._json(self._session.get(self._base + path, params=query, timeout=30))

    def post(self, path: str, body: object) -> Any:  # noqa: ANN401
        """Return the JSON of a POST."""
        return self._json(self._session.post(self._base + path, json=body, timeout=30))

    def _json(self, answer: requests.Response) -> Any:  # noqa: ANN401
        answer.raise_for_status()
        return answer.json()


def handle(crm: Crm, deal_id: str) -> str:
    """Read everything about a deal, write a note, read it back; returns the note's id."""
    deal = crm.get(
        f"/crm/objects/{VERSION}/deals/{deal_id}",
        properties="dealname,amount,dealstage,pipeline,closedate,hubspot_owner_id",
        propertiesWithHistory="dealstage,amount,closedate",
    )
    for kind in (*RECORDS, *ACTIVITIES):
        ids = _associated(crm, "deals", kind, [deal_id])
        if not ids:
            continue
        inputs = [{"id": one} for one in ids]
        crm.post(
            f"/crm/objects/{VERSION}/{kind}/batch/read", {"inputs": inputs, "properties": PROPERTIES[kind]}
        )
        if kind in ACTIVITIES:
            _associated(crm, kind, "contacts", ids)
    crm.get(f"/crm/pipelines/{VERSION}/deals")
    if owner := deal["properties"].get("hubspot_owner_id"):
        crm.get(f"/crm/owners/{VERSION}/{owner}")
    association = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": NOTE_ON_DEAL}
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    note = crm.post(
        f"/crm/objects/{VERSION}/notes",
        {
            "properties": {"hs_timestamp": now, "hs_note_body": "<p>Somebody wrote on this deal.</p>"},
            "associations": [{"to": {"id": deal_id}, "types": [association]}],
        },
    )
    return str(crm.get(f"/crm/objects/{VERSION}/notes/{note['id']}", properties="hs_note_body")["id"])


def application() -> Flask:
    """Return the app; CRM_BASE and CRM_TOKEN say where the CRM is."""
    app = Flask(__name__)
    crm = Crm(os.environ["CRM_BASE"], os.environ["CRM_TOKEN"])

    @app.get("/healthz")
    def healthz() -> str:
        return "ok"

    @app.post("/webhooks/hubspot")
    def hubspot() -> tuple[str, int]:
        for event in request.get_json():
            handle(crm, str(event["objectId"]))
        return "", 200

    return app


def _associated(crm: Crm, from_kind: str, to_kind: str, ids: list[str]) -> list[str]:
    body = {"inputs": [{"id": one} for one in ids]}
    rows = crm.post(f"/crm/associations/{VERSION}/{from_kind}/{to_kind}/batch/read", body).get("results", [])
    return [str(end["toObjectId"]) for row in rows for end in row.get("to", [])]
