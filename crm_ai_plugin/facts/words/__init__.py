"""Words for facts and for the evidence behind them: one folder of YAML per language."""

from __future__ import annotations

from ...sentences import Catalogue, plain
from ..model import FactSpec, Value

PACKAGE = __name__


def fact_label(key: str, words: Catalogue) -> str:
    """The fact's name for people."""
    return words.text(f"fact.{key}.label")


def fact_value(spec: FactSpec, value: Value, words: Catalogue) -> str:
    """The fact's value for people."""
    if value is None or value == "":
        return words.text("yes_no.none")
    if isinstance(value, bool):
        return words.text("yes_no.yes" if value else "yes_no.no")
    if words.has(f"fact.{spec.key}.value"):
        return words.fill(words.text(f"fact.{spec.key}.value"), {"value": value})
    return plain(str(value))
