"""Names of columns and values for people, and estimates as an insight states them."""

from __future__ import annotations

from datetime import UTC, datetime

from ....facts import fact_specs
from ....facts.columns import column_label
from ....facts.words import fact_value
from ....insights import Estimate
from ....sentences import Catalogue, Say, plain
from ....stats import Interval
from ....stats.factors import Factor


def label_of(key: str, words: Catalogue) -> str:
    """Return a column's name; one that today's program does not know goes by its key."""
    try:
        return column_label(key, words)
    except KeyError:
        return plain(key)


def factor_label(factor: Factor, words: Catalogue) -> str:
    """Return a factor's name: the column's, with the value where it is one of a category."""
    label = label_of(factor.column, words)
    if not factor.level:
        return label
    return words.render(Say("factor.level", {"label": label, "level": plain(factor.level, 60)}))


def value_of(key: str, value: float | str, words: Catalogue) -> str:
    """Return a column's value for people."""
    spec = next((spec for spec in fact_specs() if spec.key == key), None)
    if spec is None or isinstance(value, str):
        return plain(value, 60) if isinstance(value, str) else f"{value:,.6g}"
    if spec.unit == "yes_no":
        return fact_value(spec, bool(value), words)
    return fact_value(spec, value, words)


def estimate(interval: Interval, n: int, basis: str) -> Estimate:
    """Return an interval as the insight states it."""
    return Estimate(value=interval.value, low=interval.low, high=interval.high, n=n, basis=basis)


def based(interval: Interval, n: int, on: str, words: Catalogue) -> Estimate:
    """Return an interval with a basis of the catalogue that counts `n`."""
    return estimate(interval, n, words.render(Say(f"basis.{on}", {"n": n})))


def moment(days: float) -> datetime:
    """Return the instant of a number of days since 1970."""
    return datetime.fromtimestamp(days * 86_400, tz=UTC)
