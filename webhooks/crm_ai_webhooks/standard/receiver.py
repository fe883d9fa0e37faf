"""What the entry point ``standard`` of ``crm_ai.receivers`` names."""

from __future__ import annotations

from typing import ClassVar, cast

from pydantic import BaseModel, ConfigDict

from crm_ai_plugin.ports.receiver import Endpoint
from crm_ai_plugin.ports.verification import STANDARD_WEBHOOKS
from crm_ai_plugin.ports.webhook_shape import Meaning, OccurredAt, WebhookShape
from crm_ai_plugin.records import RecordType

from ..generic import GenericConfig, GenericReceiver

_TYPES: tuple[RecordType, ...] = ("deal", "contact", "company", "activity", "line_item")
_ENDINGS = {"created": "creation", "deleted": "deletion", "*": "change"}

USUAL_SHAPE = WebhookShape(
    items="body.data",
    id="item.id",
    event="body.type",
    events={
        f"{type_}.{ending}": Meaning.model_validate({"type": type_, "action": action})
        for type_ in _TYPES
        for ending, action in _ENDINGS.items()
    },
    occurred_at=OccurredAt(path="body.timestamp"),
    repeat="header.webhook-id",
)
"""``{"type": "deal.updated", "timestamp": "…", "data": {"id": "7"}}``, as the specification advises."""


class StandardConfig(BaseModel):
    """What the bodies look like; the check is the specification's."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    shape: WebhookShape = USUAL_SHAPE


class StandardReceiver(GenericReceiver):
    """The generic receiver with the specification's check filled in."""

    key: ClassVar[str] = "standard"
    config_model: ClassVar[type[BaseModel]] = StandardConfig

    def _config(self, endpoint: Endpoint) -> GenericConfig:
        shape = cast(StandardConfig, endpoint.config).shape
        return GenericConfig(verification=STANDARD_WEBHOOKS, shape=shape)
