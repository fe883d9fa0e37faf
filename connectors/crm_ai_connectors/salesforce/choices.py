"""What an org offers to choose from: the record types of opportunities and the fields its admins made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from crm_ai_plugin.ports.selection import Choice

from ..http.retry import Effect
from . import soql
from .client import SalesforceClient, as_mapping
from .config import SalesforceConfig
from .mapper.rows import Row, text
from .queries import Queries, Query
from .soql import Select

_TYPES = Query(Select("RecordType", ("Name",)), soql.where_is("SobjectType", "Opportunity"))
_OURS = "CRM_AI_"


def record_types(queries: Queries, config: SalesforceConfig) -> list[Choice]:
    """Return the record types that the connection's settings do not leave out; they are what a pipeline is here."""
    rows: Iterable[Row] = queries.run({"types": _TYPES})["types"]
    names = sorted({name for row in rows if (name := text(row.get("Name")))})
    return [Choice(name, name) for name in names if not config.record_types or name in config.record_types]


def deal_fields(client: SalesforceClient, config: SalesforceConfig) -> list[Choice]:
    """Return the custom fields of opportunities that are neither ours nor read anyway."""
    answer = as_mapping(
        client.call(Effect.READ, lambda vendor: vendor.restful("sobjects/Opportunity/describe"))
    )
    read = {config.loss_reason_field, config.competitors_field, *config.source_fields}
    found = []
    for raw in answer.get("fields") or ():
        name = text(raw.get("name")) if isinstance(raw, Mapping) else None
        if name is None or not raw.get("custom") or name in read or _is_ours(name, config):
            continue
        found.append(Choice(name, text(raw.get("label")) or name))
    return found


def _is_ours(name: str, config: SalesforceConfig) -> bool:
    return name.removeprefix(config.namespace).startswith(_OURS)
