"""Endpoints of the webhooks journal: subscriptions, entries, and the files they point at."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from crm_ai_plugin.testing.sandbox.hubspot.account import HubSpotAccount
from crm_ai_plugin.testing.sandbox.hubspot.errors import HubSpotError

__all__ = ["register"]


def register(routes: Blueprint, account: HubSpotAccount) -> None:
    """Add the journal's routes of ``account``."""
    journal = account.journal

    def admit() -> None:
        _, _, token = request.headers.get("Authorization", "").partition(" ")
        if not journal.opens(token):
            raise HubSpotError(401, "INVALID_AUTHENTICATION", "Not an access token of the app")

    def entry(index: int) -> Response | tuple[str, int]:
        admit()
        if index >= len(journal.events):
            return "", 204
        url = f"{request.host_url}sandbox/journal/{index}"
        return jsonify(
            {"url": url, "currentOffset": f"entry-{index}", "expiresAt": account.clock.now().isoformat()}
        )

    @routes.post("/webhooks-journal/subscriptions/<version>")
    def subscribe(version: str) -> tuple[Response, int]:
        admit()
        wanted = str((request.get_json(silent=True) or {}).get("eventTypeId"))
        if wanted in journal.subscriptions:
            raise HubSpotError(409, "CONFLICT", "subscription already exists")
        journal.subscriptions.add(wanted)
        return jsonify({"id": len(journal.subscriptions), "subscriptionType": "APP_LIFECYCLE_EVENT"}), 201

    @routes.get("/webhooks-journal/journal/<version>/earliest")
    def earliest(version: str) -> Response | tuple[str, int]:
        return entry(0)

    @routes.get("/webhooks-journal/journal/<version>/offset/<offset>/next")
    def following(version: str, offset: str) -> Response | tuple[str, int]:
        return entry(int(offset.partition("-")[2] or -1) + 1)

    @routes.get("/sandbox/journal/<int:index>")
    def file(index: int) -> Response:
        if "Authorization" in request.headers:
            raise HubSpotError(400, "VALIDATION_ERROR", "a signed address takes no credentials")
        return jsonify({"offset": f"entry-{index}", "journalEvents": journal.events[index : index + 1]})
