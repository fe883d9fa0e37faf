"""What reps state as the reason of a loss, beside what the records show.

A reason is free text or a word of a pick list, in any of seven languages. It is read for topics and known competitors by
the phrase library, for what reps write ("went with …") by phrases and for single words by a list of our own. What the records show is the category whose columns took most off the
chance to win.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, cast

import numpy as np

from ...facts.columns import column
from ...insights.win_loss import CATEGORIES, Agreement, Category
from ...signals import PhraseLibrary, default_library
from ...signals.names import NameIndex
from ...signals.tokens import fold
from ...stats.table import Floats, Ints
from ...yaml_data import load_yaml

SHOWN = 0.15
"""Log-odds that a category has to take off the chance before the records are said to show it."""

_TOPICS: Mapping[str, Category] = {
    "price_pressure": "pricing",
    "budget_blocked": "pricing",
    "competitor": "competition",
    "delay": "timeline",
    "on_hold": "timeline",
    "timeline_pressure": "timeline",
    "reorg": "stakeholders",
    "champion_leaving": "stakeholders",
    "authority": "stakeholders",
    "requirement_gap": "requirements",
    "security_review": "requirements",
    "legal_procurement": "requirements",
}
_WORD = re.compile(r"\w+")


def stated_category(
    reason: str | None, library: PhraseLibrary | None = None, competitors: NameIndex | None = None
) -> Category | None:
    """Return what a stated reason is about: None without one, ``other`` for one that is not understood.

    Args:
        reason: As the rep wrote or chose it.
        library: Phrases by which topics are known.
        competitors: Names recorded as competitors on any deal.
    """
    if reason is None or not reason.strip():
        return None
    return _read(reason[:500], library or default_library(), competitors)


@lru_cache(maxsize=4096)
def _read(reason: str, library: PhraseLibrary, competitors: NameIndex | None) -> Category:
    found = [_TOPICS[span.topic] for span in library.find(reason, competitors) if span.topic in _TOPICS]
    if found:
        return Counter(found).most_common(1)[0][0]
    word = _by_word(reason)
    # "Lost to price" and "went with the cheaper one" are about the price.
    said = [] if word == "pricing" else _sayings().find(reason)
    return cast(Category, said[0].topic) if said else word


def _by_word(reason: str) -> Category:
    for word in _WORD.findall(reason):
        folded = fold(word)
        for stem, category in _stems():
            if folded.startswith(stem):
                return category
    return "other"


@cache
def _sayings() -> PhraseLibrary:
    sayings = _data("stated.yaml").items()
    return PhraseLibrary([("stated.yaml", {"topic": topic, "phrases": said}) for topic, said in sayings])


@cache
def _stems() -> tuple[tuple[str, Category], ...]:
    pairs = [
        (fold(str(stem)), cast(Category, category))
        for category, stems in _data("reasons.yaml").items()
        for stem in stems
    ]
    return tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), pair[0])))


def _data(name: str) -> Mapping[str, Any]:
    text = (files("crm_ai_plugin.features.win_loss") / "data" / name).read_text(encoding="utf-8")
    return cast("Mapping[str, Any]", load_yaml(text))


def category_of(key: str) -> Category:
    """Return what a column is about."""
    return column(key).category


def by_category(contributions: Floats, columns: Sequence[str]) -> Floats:
    """Return rows × categories: the sums of the columns' contributions."""
    made = np.zeros((len(contributions), len(CATEGORIES)))
    for place, key in enumerate(columns):
        made[:, CATEGORIES.index(category_of(key))] += contributions[:, place]
    return made


def shown_category(sums: Floats) -> Category | None:
    """Return the category that took most off the chance; None if none took enough, or only what has no name."""
    named = sums[: CATEGORIES.index("other")]
    place = int(np.argmin(named))
    return cast(Category, CATEGORIES[place]) if named[place] <= -SHOWN else None


def shapes(sums: Floats) -> Ints:
    """Return rows × (categories + 1) of all that :func:`agreement` looks at: equal rows agree alike with any reason."""
    named = sums[:, : CATEGORIES.index("other")]
    levels = (sums <= -SHOWN / 2).astype(np.int64) + (sums <= -SHOWN)
    most = np.argmin(named, axis=1) if len(sums) else np.zeros(0, dtype=np.int64)
    return np.column_stack([levels, most]).astype(np.int64)


def agreement(stated: Category | None, sums: Floats, spoken: frozenset[Category] = frozenset()) -> Agreement:
    """Return how a stated category stands to what the records show.

    ``same``: it took most off the chance. ``partly``: it took something off, or is spoken of in the records, but
    something else took more, or nothing took much. ``contradicted``: it took nothing off, and something else did. ``no_evidence``: the
    records show nothing either way, or the reason names nothing that records could show.

    Args:
        stated: What the rep's reason is about.
        sums: The categories' contributions, in the order of ``CATEGORIES``.
        spoken: Categories that texts of the deal speak of.
    """
    if stated is None:
        return "not_stated"
    shown = shown_category(sums)
    if stated == "other":
        return "no_evidence"
    if shown is None:
        return "partly" if stated in spoken else "no_evidence"
    if stated == shown:
        return "same"
    own = float(sums[CATEGORIES.index(stated)])
    return "partly" if own <= -SHOWN / 2 or stated in spoken else "contradicted"
