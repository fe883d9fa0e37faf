"""What a declared CRM offers to choose from, as far as its definition reads it from the CRM's own tables."""

from __future__ import annotations

from collections.abc import Iterable

from crm_ai_plugin.ports.selection import Choice

from .lookups import Lookups
from .model import Definition


def pipelines(definition: Definition, lookups: Lookups) -> list[Choice]:
    """Return the labels of a deal's pipeline; none where the CRM sends them as they are."""
    rules = (resource.fields.get("pipeline") for _, resource in definition.of_kind("deal"))
    return _labels(lookups, (rule.lookup for rule in rules if rule is not None))


def deal_fields(definition: Definition, lookups: Lookups) -> list[Choice]:
    """Return the labels of further deal fields, without our own; none where the CRM has no table of them."""
    customs = (resource.custom for _, resource in definition.of_kind("deal"))
    found = _labels(lookups, (custom.labels for custom in customs if custom is not None))
    return [one for one in found if not _is_ours(definition, one.name)]


def _labels(lookups: Lookups, tables: Iterable[str | None]) -> list[Choice]:
    names = {name for name in tables if name is not None}
    labels = {label for name in names for label in lookups.table(name).labels.values()}
    return [Choice(label, label) for label in sorted(labels)]


def _is_ours(definition: Definition, label: str) -> bool:
    for part in (definition.writes.fields, definition.writes.contact_fields):
        if part is None:
            continue
        if label in {one.label for one in part.fields.values()}:
            return True
        if part.any_label is not None and label.startswith(part.any_label.partition("{")[0] or "\0"):
            return True
    return False
