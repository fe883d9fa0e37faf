"""What this connector creates in an account for itself, and taking it away again.

Ours is a deal property that lies in our group under our prefix and is still defined as we define it. One that
an admin has changed, or that holds a value on some deal, is somebody's by now and stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from crm_ai_plugin.errors import NotFoundError
from crm_ai_plugin.ports.connector import SetUpRemoved

from ..http.retry import Effect
from .client import HubSpotClient
from .config import HubSpotConfig
from .definitions import GROUP_LABEL, Definitions
from .mapper.kinds import DEALS
from .mapper.values import properties, text
from .objects import Objects

_IN_USE = "a deal holds a value that a person set"
_CHANGED = "its definition was changed in HubSpot"
_SHARED = "other properties lie in it"


class SetUp:
    """The deal properties and the group that this connector creates."""

    def __init__(
        self, client: HubSpotClient, objects: Objects, definitions: Definitions, config: HubSpotConfig
    ) -> None:
        self._client = client
        self._objects = objects
        self._definitions = definitions
        self._group = config.property_group
        self._base = f"/crm/properties/{{v}}/{DEALS}"

    def remove(self) -> SetUpRemoved:
        """Remove what is ours and holds nothing; see `RemovesSetUp`."""
        removed: list[str] = []
        kept: dict[str, str] = {}
        others = 0
        for one in self._listed(self._base):
            name = str(one.get("name") or "")
            if one.get("groupName") != self._group:
                continue
            if not self._definitions.owns(name):
                others += 1
            elif not self._definitions.is_as_made(name, one):
                kept[name] = _CHANGED
            elif self._holds_a_value(name):
                kept[name] = _IN_USE
            else:
                self._delete(f"{self._base}/{quote(name, safe='')}")
                removed.append(name)
        group = next(
            (one for one in self._listed(f"{self._base}/groups") if one.get("name") == self._group), None
        )
        if group is not None and (kept or others or group.get("label") != GROUP_LABEL):
            kept[f"group {self._group}"] = _SHARED if kept or others else _CHANGED
        elif group is not None:
            self._delete(f"{self._base}/groups/{quote(self._group, safe='')}")
            removed.append(f"group {self._group}")
        return SetUpRemoved(removed, kept)

    def _listed(self, path: str) -> list[Mapping[str, Any]]:
        rows = self._client.get(path).get("results")
        return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []

    def _holds_a_value(self, name: str) -> bool:
        wanted = [{"propertyName": name, "operator": "HAS_PROPERTY"}]
        found = self._objects.search(DEALS, wanted, "hs_object_id", [name])
        if not found:
            return False
        # The search index lags behind, and may still show what was taken back a moment ago.
        held = self._objects.batch_read(DEALS, [str(raw["id"]) for raw in found], [name]).values()
        return any(text(properties(raw).get(name)) for raw in held)

    def _delete(self, path: str) -> None:
        try:
            self._client.write("DELETE", path, None, Effect.REPEATABLE)
        except NotFoundError:
            return
