"""Takes out of an insight about people what somebody may not see; pure.

What is hidden is gone from every part of it: statements, advice that follows from them, what changed, figures and evidence
that nothing else cites.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from ...insights import Insight
from ...insights.committee import CommitteePayload, Member
from ...insights.comparison import ComparedTrait, ComparisonPayload
from ...insights.persona import PersonaPayload, PersonaTrait

STANCE, QUOTES, CHARTS = "stance", "quotes", "charts"
_SIDES = ("champion", "blocker")
_SHORT = 12
"""A shorter text that also stands in a quotation is a word, not a quotation."""

Hides = Callable[[str, str], bool]
"""Whether the trait of this key and group is hidden."""


def hides(hidden: Collection[str]) -> Hides:
    """Return whether a trait is hidden by the parts that are: its group, or itself."""
    return lambda key, group: key in hidden or group in hidden


def hide_in_persona(insight: Insight, hidden: Collection[str]) -> Insight:
    """Return a persona without the hidden parts."""
    payload, hide = PersonaPayload.model_validate(insight.payload), hides(hidden)
    known = {one.key: (one.group, one.label) for one in payload.traits}
    known |= {few.key: (few.group, few.label) for few in payload.not_seen}
    gone = {key: label for key, (group, label) in known.items() if hide(key, group)}
    quotes = _quotes(insight) if QUOTES in hidden else ()
    traits = [one for one in payload.traits if one.key not in gone]
    kept = payload.model_copy(
        update={
            "traits": [one for one in traits if not _repeats(one, quotes)],
            "not_seen": [one for one in payload.not_seen if one.key not in gone],
            "how_to_work_with": [
                line
                for line in payload.how_to_work_with
                if line.trait not in gone and not _in(line.text, quotes)
            ],
            "charts": None if CHARTS in hidden else payload.charts,
        }
    )
    changes = [
        one
        for one in insight.changes
        if not any(one.what.startswith(label) for label in gone.values()) and not _in(one.what, quotes)
    ]
    left = insight.model_copy(update={"changes": changes})
    return with_payload(left, kept.model_dump(mode="json"), hidden)


def hide_in_committee(insight: Insight, hidden: Collection[str]) -> Insight:
    """Return a committee without the hidden parts; a gap that tells of a hidden stance is hidden as well."""
    payload = CommitteePayload.model_validate(insight.payload)
    if STANCE in hidden or "buying" in hidden:
        declared = {one.contact: set(one.declared) for one in payload.members}
        told = {"champion_against": (), "no_champion": ()}
        telling = {"champion_silent": "champion", "champion_never": "champion", "blocker_silent": "blocker"}
        payload = payload.model_copy(
            update={
                "members": [_without_stance(one) for one in payload.members],
                "gaps": [
                    gap
                    for gap in payload.gaps
                    if gap.key not in told
                    and all(telling.get(gap.key) in (None, *declared[id_]) for id_ in gap.people)
                ],
            }
        )
    return with_payload(insight, payload.model_dump(mode="json"), hidden)


def hide_in_comparison(insight: Insight, hidden_of: Mapping[str, Collection[str]]) -> Insight:
    """Return a comparison without what is hidden of each of its people, by contact id."""
    payload = ComparisonPayload.model_validate(insight.payload)
    of = [hides(hidden_of.get(one.contact, ())) for one in payload.people]
    every = {part for parts in hidden_of.values() for part in parts}
    quotes = _quotes(insight) if QUOTES in every else ()
    traits = []
    for trait in payload.traits:
        values = [
            None if value is None or hide(trait.key, trait.group) or _in(value.value, quotes) else value
            for value, hide in zip(trait.values, of, strict=True)
        ]
        if any(value is not None for value in values):
            traits.append(_compared(trait, values))
    groups = {trait.key: trait.group for trait in payload.traits}
    people = [
        one.model_copy(
            update={
                "advice": [
                    line
                    for line in one.advice
                    if not hide(line.trait, groups.get(line.trait, "")) and not _in(line.text, quotes)
                ]
            }
        )
        for one, hide in zip(payload.people, of, strict=True)
    ]
    kept = payload.model_copy(update={"people": people, "traits": traits})
    return with_payload(insight, kept.model_dump(mode="json"), every)


def _compared(trait: ComparedTrait, values: list[Any]) -> ComparedTrait:
    seen = {value.value for value in values if value is not None}
    return trait.model_copy(update={"values": values, "differs": trait.differs and len(seen) > 1})


def _without_stance(one: Member) -> Member:
    observed = [role for role in one.observed if role.role not in _SIDES]
    return one.model_copy(update={"stance": None, "observed": observed, "differ": False})


def _quotes(insight: Insight) -> tuple[str, ...]:
    return tuple(one.quote for one in insight.evidence if one.quote)


def _repeats(trait: PersonaTrait, quotes: Collection[str]) -> bool:
    """Whether a statement repeats somebody's words, in its text or in its data; what a person of ours stated does not."""
    if trait.by == "person" or not quotes:
        return False
    return any(_in(text, quotes) for text in (trait.value, *_texts(trait.data)))


def _in(text: str, quotes: Collection[str]) -> bool:
    return any(quote in text or (len(text) > _SHORT and text in quote) for quote in quotes)


def _texts(data: object) -> list[str]:
    if isinstance(data, str):
        return [data]
    if isinstance(data, Mapping):
        return [text for value in data.values() for text in _texts(value)]
    if isinstance(data, list | tuple):
        return [text for value in data for text in _texts(value)]
    return []


def with_payload(insight: Insight, payload: dict[str, Any], hidden: Collection[str]) -> Insight:
    """Return the insight with this payload, without evidence that nothing cites any more; quotations are hidden if asked."""
    cited = set(_cited(payload)) | {id_ for one in insight.changes for id_ in one.because}
    evidence = [
        one.model_copy(update={"quote": None}) if QUOTES in hidden else one
        for one in insight.evidence
        if one.id in cited
    ]
    return insight.model_copy(update={"payload": payload, "evidence": evidence})


def _cited(part: object) -> list[str]:
    """Return every id that stands in a list called ``evidence``, however deep."""
    if isinstance(part, Mapping):
        own = part.get("evidence")
        here = [str(id_) for id_ in own] if isinstance(own, list) else []
        return here + [id_ for value in part.values() for id_ in _cited(value)]
    if isinstance(part, list):
        return [id_ for value in part for id_ in _cited(value)]
    return []
