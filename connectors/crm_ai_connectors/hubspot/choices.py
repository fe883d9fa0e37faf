"""What an account offers to choose from: its deal pipelines and the deal properties its admins made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from crm_ai_plugin.ports.selection import Choice

from .config import HubSpotConfig
from .mapper.values import flag, text


def pipelines(raws: Iterable[Mapping[str, Any]], config: HubSpotConfig) -> list[Choice]:
    """Return the pipelines that the connection's settings do not leave out."""
    found = []
    for raw in raws:
        id_, label = text(raw.get("id")), text(raw.get("label"))
        if id_ is None or (config.pipelines and id_ not in config.pipelines):
            continue
        name = (config.stage_names == "label" and label) or id_
        found.append(Choice(name, label or id_))
    return found


def deal_fields(raws: Iterable[Mapping[str, Any]], config: HubSpotConfig) -> list[Choice]:
    """Return the properties that are neither HubSpot's own nor ours nor read anyway."""
    read = {config.loss_reason_property, config.competitors_property, *config.source_properties}
    found = []
    for raw in raws:
        name = text(raw.get("name"))
        if name is None or name in read or name.startswith(config.property_prefix):
            continue
        if flag(raw.get("hubspotDefined")) or flag(raw.get("hidden")) or flag(raw.get("archived")):
            continue
        found.append(Choice(name, text(raw.get("label")) or name))
    return found
