"""Single records by id: detail calls, batches, and, where there is neither, a kept list."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from crm_ai_plugin.errors import NotFoundError, PermanentError, RetryableError
from crm_ai_plugin.ports.clock import Clock

from .answers import Answer
from .client import RestClient
from .extract import Raw, id_at, rows, sift
from .model import Definition
from .model.listing import Detail
from .paging import Pager
from .paths import find

_KEPT = timedelta(minutes=10)
_NO_CONTENT = 204


class Objects:
    """Reads records by id."""

    def __init__(self, client: RestClient, pager: Pager, definition: Definition, clock: Clock) -> None:
        self._client = client
        self._pager = pager
        self._definition = definition
        self._clock = clock
        self._lock = threading.Lock()
        self._lists: dict[str, tuple[datetime, dict[str, Raw]]] = {}

    def read(self, detail: Detail, values: Mapping[str, Any]) -> tuple[Raw, Answer]:
        """Return what a detail call gives, and the whole answer.

        Raises:
            NotFoundError: there is no such record.
        """
        answer = self._client.send(self._client.request(detail, detail.method, values))
        if answer.status == _NO_CONTENT:
            raise NotFoundError(f"{self._definition.label} has no such record")
        found = find(answer.body, detail.item)
        if not isinstance(found, Mapping):
            if detail.item and found in ([], None) and isinstance(answer.body, Mapping) and answer.body:
                raise NotFoundError(f"{self._definition.label} has no such record")
            raise RetryableError(
                f"{self._definition.label}'s answer holds no record where one should be",
                code="malformed_answer",
            )
        return found, answer

    def get(self, name: str, record_id: str) -> Raw:
        """Return one record of a resource.

        Raises:
            NotFoundError: there is no such record.
        """
        resource = self._definition.resources[name]
        if resource.detail is not None:
            raw, _ = self.read(resource.detail, {"id": record_id})
            return raw
        found = self.fetch(name, [record_id])
        if not found:
            raise NotFoundError(f"{self._definition.label} has no such record")
        return found[0]

    def fetch(self, name: str, ids: Sequence[str]) -> list[Raw]:
        """Return the records that exist among `ids`, each once."""
        resource = self._definition.resources[name]
        wanted = list(dict.fromkeys(ids))
        if resource.batch is not None:
            found: list[Raw] = []
            for start in range(0, len(wanted), resource.batch.size):
                found += self._batch(name, wanted[start : start + resource.batch.size])
            return [raw for raw in found if id_at(raw, resource.id) in wanted]
        if resource.detail is not None:
            single = (self._maybe(resource.detail, one) for one in wanted)
            return [raw for raw in single if raw is not None]
        if resource.list is not None and resource.list.explode is not None:
            # Rows without ids of their own go by the ids of the deals they lie in.
            deals = (self.fetch(deal, wanted) for deal, _ in self._definition.of_kind("deal"))
            return sift([raw for raws in deals for raw in raws], resource.list)
        held = self._listed(name)
        return [held[one] for one in wanted if one in held]

    def _batch(self, name: str, ids: Sequence[str]) -> list[Raw]:
        batch = self._definition.resources[name].batch
        if batch is None:
            raise TypeError("this resource has no batches")
        values = {"ids": batch.separator.join(ids), "id_list": list(ids)}
        answer = self._client.send(self._client.request(batch, batch.method, values))
        empty = answer.status == _NO_CONTENT
        return rows(answer.body, batch.items, batch.unwrap, label=self._definition.label, empty=empty)

    def _maybe(self, detail: Detail, record_id: str) -> Raw | None:
        try:
            return self.read(detail, {"id": record_id})[0]
        except NotFoundError:
            return None

    def _listed(self, name: str) -> dict[str, Raw]:
        resource = self._definition.resources[name]
        if resource.list is None:
            raise PermanentError(f"{name} can't be read by id", code="not_fetchable")
        with self._lock:
            held = self._lists.get(name)
            if held is None or self._clock() - held[0] > _KEPT:
                found = ((id_at(raw, resource.id), raw) for raw in self._pager.all(resource.list, {}))
                held = self._lists[name] = (
                    self._clock(),
                    {one: raw for one, raw in found if one is not None},
                )
            return held[1]
