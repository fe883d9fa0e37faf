"""The HubSpot developer project: app, webhooks and cards as HubSpot's platform wants them.

HubSpot subscribes an app to events through these files only (there is no API for it any more), so an
event that is missing here never arrives.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .model import Card, Location, Manifest, Subscription, Webhook, WorkflowAction

_SOURCE = "src"
_APP = f"{_SOURCE}/app"


def hubspot_project(manifest: Manifest) -> Mapping[str, Mapping[str, Any]]:
    """Return the project's JSON files by path below ``cards/hubspot``."""
    files: dict[str, Mapping[str, Any]] = {
        "hsproject.json": {
            "name": manifest.name,
            "srcDir": _SOURCE,
            "platformVersion": manifest.requires.hubspot_platform,
        },
        f"{_APP}/app-hsmeta.json": _app(manifest),
        f"{_APP}/webhooks/webhooks-hsmeta.json": _webhooks(manifest, manifest.webhook("hubspot")),
    }
    for folder in ("cards", "settings"):  # HubSpot bundles each folder alone
        files[f"{_APP}/{folder}/host.json"] = {"publicUrl": manifest.hosting.public_url}
    files[f"{_APP}/settings/settings-hsmeta.json"] = {
        "uid": f"{manifest.name}-settings",
        "type": "settings",
        "config": {"entrypoint": "/app/settings/Settings.tsx"},
    }
    for action in manifest.workflow_actions:
        uid = _dashed(action.key)
        files[f"{_APP}/workflow-actions/{uid}-hsmeta.json"] = _workflow_action(manifest, action, uid)
    for card in manifest.cards:
        for location in card.locations:
            if location.crm == "hubspot":
                uid = _card_uid(card, location)
                files[f"{_APP}/cards/{uid}-hsmeta.json"] = _card(manifest, card, location, uid)
    return files


def _app(manifest: Manifest) -> Mapping[str, Any]:
    scopes = manifest.connector("hubspot").scopes
    hosting = manifest.hosting
    return {
        "uid": f"{manifest.name}-app",
        "type": "app",
        "config": {
            "name": manifest.label,
            "description": manifest.description,
            "distribution": "marketplace",
            "auth": {
                "type": "oauth",
                "redirectUrls": [f"{hosting.public_url}/install/hubspot/callback"],
                "requiredScopes": [scope.name for scope in scopes if not scope.optional],
                "optionalScopes": [scope.name for scope in scopes if scope.optional],
                "conditionallyRequiredScopes": [],
            },
            "permittedUrls": {"fetch": [hosting.public_url], "iframe": [hosting.public_url], "img": []},
            "support": {
                "supportEmail": hosting.support_email,
                "documentationUrl": hosting.documentation_url,
            },
        },
    }


def _webhooks(manifest: Manifest, webhook: Webhook) -> Mapping[str, Any]:
    return {
        "uid": f"{manifest.name}-webhooks",
        "type": "webhooks",
        "config": {
            "settings": {
                "targetUrl": f"{manifest.hosting.public_url}{webhook.path}",
                "maxConcurrentRequests": webhook.max_concurrent_requests,
            },
            "subscriptions": {
                "crmObjects": [
                    _crm_object(one) for one in webhook.subscriptions if one.event != "privacyDeletion"
                ],
                "hubEvents": [
                    {"subscriptionType": f"{one.object}.{one.event}", "active": True}
                    for one in webhook.subscriptions
                    if one.event == "privacyDeletion"
                ],
            },
        },
    }


def _crm_object(subscription: Subscription) -> Mapping[str, Any]:
    described: dict[str, Any] = {
        "subscriptionType": f"object.{subscription.event}",
        "objectType": subscription.object,
    }
    if subscription.property:
        described["propertyName"] = subscription.property
    return {**described, "active": True}


def _card_uid(card: Card, location: Location) -> str:
    return _dashed(f"{card.kind}-{location.location.removeprefix('crm.')}")


def _dashed(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name)


def _card(manifest: Manifest, card: Card, location: Location, uid: str) -> Mapping[str, Any]:
    feature = next(one for one in manifest.features if one.key == card.kind)
    return {
        "uid": uid,
        "type": "card",
        "config": {
            "name": feature.label,
            "description": feature.description,
            "location": location.location,
            "entrypoint": location.entrypoint,
            "objectTypes": list(location.objects),
        },
    }


def _workflow_action(manifest: Manifest, action: WorkflowAction, uid: str) -> Mapping[str, Any]:
    outputs = {one.name: one.label for one in action.outputs}
    return {
        "uid": uid,
        "type": "workflow-action",
        "config": {
            "actionUrl": f"{manifest.hosting.public_url}{action.path}",
            "isPublished": True,
            "supportedClients": [{"client": "WORKFLOWS"}],
            "inputFields": [],
            "outputFields": [
                {"typeDefinition": {"name": one.name, "type": one.type}} for one in action.outputs
            ],
            "labels": {
                "en": {
                    "actionName": action.label,
                    "actionDescription": action.description,
                    "actionCardContent": action.label,
                    "appDisplayName": manifest.label,
                    "outputFieldLabels": outputs,
                }
            },
            "objectTypes": [action.object.upper()],
        },
    }
