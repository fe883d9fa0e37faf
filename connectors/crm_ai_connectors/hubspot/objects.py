"""HubSpot's object, association, pipeline and owner endpoints as plain Python calls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import quote

from crm_ai_plugin.errors import NotFoundError, PermanentError

from .client import SEARCH_GROUP, HubSpotClient
from .mapper.values import text

BATCH = 100
BATCH_WITH_HISTORY = 50
ASSOCIATION_BATCH = 1000
SEARCH_PAGE = 200
_OWNERS_PAGE = 500
_PRIMARY = "primary"

Raw = Mapping[str, Any]


@dataclass(frozen=True)
class Association:
    """One associated object and the labels of the association."""

    id: str
    labels: tuple[str, ...] = ()

    @property
    def primary(self) -> bool:
        """Whether HubSpot calls it the primary one."""
        return any(label.lower() == _PRIMARY for label in self.labels)


class Objects:
    """Reads of CRM objects. Ids come back as strings whatever HubSpot sends."""

    def __init__(self, client: HubSpotClient) -> None:
        self._client = client

    def get(
        self,
        object_type: str,
        object_id: str,
        properties: Sequence[str],
        *,
        history: Sequence[str] = (),
        associations: Sequence[str] = (),
    ) -> Raw:
        """Return one object, with the ids of associated objects if asked (see `inline_associations`).

        Raises:
            NotFoundError: it does not exist or is archived.
        """
        query = {"properties": ",".join(properties)}
        if history:
            query["propertiesWithHistory"] = ",".join(history)
        if associations:
            query["associations"] = ",".join(associations)
        return self._client.get(f"/crm/objects/{{v}}/{object_type}/{quote(object_id, safe='')}", query)

    def batch_read(
        self, object_type: str, ids: Iterable[str], properties: Sequence[str], history: Sequence[str] = ()
    ) -> dict[str, Raw]:
        """Return the objects that exist among `ids`, by id."""
        found: dict[str, Raw] = {}
        for chunk in _chunks(dict.fromkeys(ids), BATCH_WITH_HISTORY if history else BATCH):
            body = {
                "inputs": [{"id": one} for one in chunk],
                "properties": list(properties),
                "propertiesWithHistory": list(history),
            }
            answer = self._client.read(f"/crm/objects/{{v}}/{object_type}/batch/read", body)
            found.update(_by_id(answer))
        return found

    def associations(self, from_type: str, to_type: str, ids: Iterable[str]) -> dict[str, list[Association]]:
        """Return what each object is associated with; objects without associations are left out."""
        found: dict[str, dict[str, Association]] = {}
        path = f"/crm/associations/{{v}}/{from_type}/{to_type}/batch/read"
        for chunk in _chunks(dict.fromkeys(ids), ASSOCIATION_BATCH):
            inputs: list[dict[str, str]] = [{"id": one} for one in chunk]
            passed: set[tuple[str, str]] = set()
            while inputs:
                answer = self._client.read(path, {"inputs": inputs})
                inputs = []
                for row in _mappings(answer.get("results")):
                    source = text((row.get("from") or {}).get("id"))
                    if source is None:
                        continue
                    targets = found.setdefault(source, {})
                    targets.update(
                        (one.id, one) for one in map(_association, _mappings(row.get("to"))) if one.id
                    )
                    after = text(((row.get("paging") or {}).get("next") or {}).get("after"))
                    if after and (source, after) in passed:
                        raise loop("associations")
                    if after:
                        passed.add((source, after))
                        inputs.append({"id": source, "after": after})
        return {source: list(targets.values()) for source, targets in found.items() if targets}

    def search(
        self, object_type: str, filters: Sequence[Mapping[str, Any]], sort: str, properties: Sequence[str]
    ) -> list[Raw]:
        """Return up to `SEARCH_PAGE` objects that meet all `filters`, ascending by `sort`."""
        body = {
            "filterGroups": [{"filters": list(filters)}],
            "sorts": [{"propertyName": sort, "direction": "ASCENDING"}],
            "properties": list(properties),
            "limit": SEARCH_PAGE,
            "after": "0",
        }
        answer = self._client.read(f"/crm/objects/{{v}}/{object_type}/search", body, group=SEARCH_GROUP)
        return list(_by_id(answer).values())

    def search_all(self, object_type: str, name: str, value: str) -> Iterator[Raw]:
        """Yield every object whose property has this value, however many; ids only."""
        last = "0"
        while True:
            equal = {"propertyName": name, "operator": "EQ", "value": value}
            after = {"propertyName": "hs_object_id", "operator": "GT", "value": last}
            rows = self.search(object_type, [equal, after], "hs_object_id", [name])
            yield from rows
            if len(rows) < SEARCH_PAGE:
                return
            last = str(rows[-1]["id"])

    def pipelines(self) -> list[Raw]:
        """Return the deal pipelines with their stages."""
        return _mappings(self._client.get("/crm/pipelines/{v}/deals").get("results"))

    def deal_properties(self) -> list[Raw]:
        """Return the definitions of all deal properties."""
        return _mappings(self._client.get("/crm/properties/{v}/deals").get("results"))

    def owner(self, owner_id: str) -> Raw | None:
        """Return an owner, or None."""
        try:
            return self._client.get(f"/crm/owners/{{v}}/{quote(owner_id, safe='')}")
        except NotFoundError:
            return None

    def owners(self, after: str | None, limit: int = _OWNERS_PAGE) -> tuple[list[Raw], str | None]:
        """Return a page of owners and where the next begins."""
        query: dict[str, str] = {"limit": str(limit)}
        if after:
            query["after"] = after
        answer = self._client.get("/crm/owners/{v}", query)
        following = text(((answer.get("paging") or {}).get("next") or {}).get("after"))
        return _mappings(answer.get("results")), following


def loop(what: str) -> PermanentError:
    """Return the error of a list that names the same next page again."""
    return PermanentError(
        f"HubSpot's list of {what} does not get on: the same cursor came again", code="paging_loop"
    )


def inline_associations(raw: Raw, to_type: str) -> tuple[list[Association], bool]:
    """Return what an object read with ``associations`` is associated with, and whether that is all of it.

    HubSpot names the type of an association here, not its label; of companies the unsuffixed type is the
    primary one.
    """
    parts = raw.get("associations")
    # HubSpot writes this one key with a blank.
    part = (
        (parts.get(to_type) or parts.get(to_type.replace("_", " "))) if isinstance(parts, Mapping) else None
    )
    if not isinstance(part, Mapping):
        return [], True
    found: dict[str, Association] = {}
    for row in _mappings(part.get("results")):
        one = text(row.get("id"))
        if one is not None and (one not in found or not found[one].labels):
            found[one] = Association(one, ("Primary",) if row.get("type") == "deal_to_company" else ())
    return list(found.values()), not (part.get("paging") or {}).get("next")


def _association(raw: Raw) -> Association:
    labels = (text(kind.get("label")) for kind in _mappings(raw.get("associationTypes")))
    return Association(text(raw.get("toObjectId")) or "", tuple(label for label in labels if label))


def _by_id(answer: Raw) -> dict[str, Raw]:
    return {str(one["id"]): one for one in _mappings(answer.get("results")) if text(one.get("id"))}


def _mappings(value: Any) -> list[Raw]:  # noqa: ANN401  # vendor JSON
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _chunks(items: Iterable[str], size: int) -> Iterator[list[str]]:
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk
