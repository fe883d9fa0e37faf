"""What this connector creates in an account for itself, and taking it away again.

Ours is a property that lies in our group under our prefix and is still defined as we define it. One that
an admin has changed, or that holds a value on some record, is somebody's by now and stays.
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
from .fields import FIELDS_ON
from .mapper.kinds import DEALS
from .mapper.values import properties, text
from .objects import Objects

_CHANGED = "its definition was changed in HubSpot"
_SHARED = "other properties lie in it"


class SetUp:
    """The properties and the groups that this connector creates."""

    def __init__(
        self, client: HubSpotClient, objects: Objects, definitions: Definitions, config: HubSpotConfig
    ) -> None:
        self._client = client
        self._objects = objects
        self._definitions = definitions
        self._group = config.property_group

    def remove(self) -> SetUpRemoved:
        """Remove what is ours and holds nothing; see `RemovesSetUp`."""
        removed: list[str] = []
        kept: dict[str, str] = {}
        for named, kind in FIELDS_ON.items():
            self._remove(kind, f"a {named} holds a value that a person set", removed, kept)
        return SetUpRemoved(removed, kept)

    def _remove(self, kind: str, in_use: str, removed: list[str], kept: dict[str, str]) -> None:
        base, others, before = f"/crm/properties/{{v}}/{kind}", 0, len(kept)
        for one in self._listed(base):
            name = str(one.get("name") or "")
            if one.get("groupName") != self._group:
                continue
            if not self._definitions.owns(name):
                others += 1
            elif not self._definitions.is_as_made(name, one):
                kept[name] = _CHANGED
            elif self._holds_a_value(kind, name):
                kept[name] = in_use
            else:
                self._delete(f"{base}/{quote(name, safe='')}")
                removed.append(name)
        group = next((one for one in self._listed(f"{base}/groups") if one.get("name") == self._group), None)
        stays = others or len(kept) > before
        named = f"group {self._group}" if kind == DEALS else f"group {self._group} of {kind}"
        if group is not None and (stays or group.get("label") != GROUP_LABEL):
            kept[named] = _SHARED if stays else _CHANGED
        elif group is not None:
            self._delete(f"{base}/groups/{quote(self._group, safe='')}")
            removed.append(named)

    def _listed(self, path: str) -> list[Mapping[str, Any]]:
        rows = self._client.get(path).get("results")
        return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []

    def _holds_a_value(self, kind: str, name: str) -> bool:
        wanted = [{"propertyName": name, "operator": "HAS_PROPERTY"}]
        found = self._objects.search(kind, wanted, "hs_object_id", [name])
        if not found:
            return False
        # The search index lags behind, and may still show what was taken back a moment ago.
        held = self._objects.batch_read(kind, [str(raw["id"]) for raw in found], [name]).values()
        return any(text(properties(raw).get(name)) for raw in held)

    def _delete(self, path: str) -> None:
        try:
            self._client.write("DELETE", path, None, Effect.REPEATABLE)
        except NotFoundError:
            return
