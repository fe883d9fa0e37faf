"""Words around a methodology: names of its elements, notes on actions, the scorecard of an insight."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ....facts import EvidenceBook
from ....insights import Scorecard, ScorecardElement
from ....sentences import Catalogue, Say, plain
from ..methodology import FilledCard
from ..methodology.gaps import names

_WORDS = ("label", "ask")


def named(params: Mapping[str, Any], words: Catalogue) -> dict[str, Any]:
    """Return `params` with the names of a methodology's element, ours from the catalogue; others as they are."""
    found = dict(params)
    if "of" in found and "element" in found:
        if found.get("methodology") is None:
            found["methodology"] = words.text(f"methodology.{found['of']}.label")
        for word in _WORDS:
            if found.get(word) is None:
                found[word] = words.text(f"methodology.{found['of']}.{found['element']}.{word}")
    return found


def note_text(note: Say | None, words: Catalogue) -> str | None:
    """Return why an action stands higher or lower, in words."""
    return None if note is None else words.render(Say(note.key, named(note.params, words)))


def scorecard(card: FilledCard | None, book: EvidenceBook, words: Catalogue) -> Scorecard | None:
    """Return the scorecard as the insight states it."""
    if card is None:
        return None
    methodology = card.methodology
    elements = []
    for filled in card.elements:
        said = named(names(methodology, filled.element), words)
        elements.append(
            ScorecardElement(
                key=filled.element.key,
                label=plain(str(said["label"])),
                state=filled.state,
                weight=filled.element.weight,
                evidence=book.ids(filled.evidence),
                who=list(filled.who),
                at=filled.at,
                why=words.render(filled.why) if filled.why else None,
            )
        )
    label = methodology.label or words.text(f"methodology.{methodology.key}.label")
    return Scorecard(
        key=methodology.key,
        label=plain(label),
        coverage=card.coverage,
        n=card.visible,
        of=len(card.elements),
        elements=elements,
    )
