"""Changes of single records: ids and names checked, one HTTP call each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from simple_salesforce.api import Salesforce, SFType
from simple_salesforce.format import format_external_id

from crm_ai_plugin.errors import NotFoundError, RetryableError

from ..http.retry import Effect
from . import answers
from .client import SalesforceClient, as_mapping
from .config import SalesforceConfig
from .ids import object_name, record_id

_HALTED = "PROCESSING_HALTED"


class Objects:
    """Creates, updates and deletes records."""

    def __init__(self, client: SalesforceClient, config: SalesforceConfig) -> None:
        self._client = client
        self._config = config

    def create(self, name: str, values: Mapping[str, Any]) -> str:
        """Create a record and return its id."""
        body = dict(values)
        made = self._client.call(Effect.WRITE, lambda vendor: self._of(vendor, name).create(body))
        return _created_id(made)

    def create_linked(
        self, name: str, values: Mapping[str, Any], link: str, by: str, also: Mapping[str, Any]
    ) -> str:
        """Create a record and one that links to it, both or neither, and return the first one's id."""
        base = f"/services/data/v{self._config.api_version}/sobjects"
        body = {
            "allOrNone": True,
            "compositeRequest": [
                {
                    "method": "POST",
                    "url": f"{base}/{self._name(name)}",
                    "referenceId": "made",
                    "body": dict(values),
                },
                {
                    "method": "POST",
                    "url": f"{base}/{self._name(link)}",
                    "referenceId": "link",
                    "body": {by: "@{made.id}", **also},
                },
            ],
        }
        raw = self._client.call(
            Effect.WRITE, lambda vendor: vendor.restful("composite", method="POST", json=body)
        )
        found = as_mapping(raw, write=True).get("compositeResponse")
        parts = [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []
        for part in sorted(parts, key=_is_halted):
            status = part.get("httpStatusCode")
            if not isinstance(status, int) or status >= HTTPStatus.MULTIPLE_CHOICES:
                error = answers.error_of(int(status or 0), {}, part.get("body"), write=True)
                self._client.tell_part(error)
                raise error
        return _created_id(parts[0].get("body") if parts else None)

    def upsert(self, name: str, field: str, value: str, values: Mapping[str, Any]) -> bool:
        """Create or update the record whose external id is `value`; return whether it was created."""
        path, body = format_external_id(field, value), dict(values)
        return self._client.call(
            Effect.REPEATABLE,
            lambda vendor: _was_created(self._of(vendor, name).upsert(path, body, raw_response=True)),
        )

    def update(self, name: str, one: str, values: Mapping[str, Any]) -> None:
        """Change a record."""
        found, body = record_id(one), dict(values)
        self._client.call(Effect.WRITE, lambda vendor: self._of(vendor, name).update(found, body))

    def delete(self, name: str, one: str) -> None:
        """Delete a record; one already gone is fine."""
        found = record_id(one)
        try:
            self._client.call(Effect.REPEATABLE, lambda vendor: self._of(vendor, name).delete(found))
        except NotFoundError:
            return

    def _name(self, name: str) -> str:
        return object_name(name, (self._config.insight_object,))

    def _of(self, vendor: Salesforce, name: str) -> SFType:
        checked = self._name(name)
        return SFType(
            checked,
            vendor.session_id,
            vendor.sf_instance,
            sf_version=self._config.api_version,
            session=vendor.session,
        )


def created_names(values: Mapping[str, Any], stored: Mapping[str, Any], same: Sequence[str]) -> list[str]:
    """Return which of the text fields `same` read back differently, blanks aside."""
    return [
        name for name in same if str(values.get(name) or "").split() != str(stored.get(name) or "").split()
    ]


def _was_created(response: Any) -> bool:  # noqa: ANN401  # the library promises a number or a response
    # An update may have no body; one that can't be read leaves open what happened.
    if response.status_code == HTTPStatus.NO_CONTENT:
        return False
    return bool(response.json()["created"])


def _created_id(value: object) -> str:
    answer = as_mapping(value, write=True)
    one = answer.get("id")
    if not isinstance(one, str):
        raise RetryableError(
            "Salesforce's answer names no new record", code="malformed_answer", uncertain=True
        )
    return record_id(one)


def _is_halted(part: Mapping[str, Any]) -> bool:
    return _HALTED in str(part.get("body"))
