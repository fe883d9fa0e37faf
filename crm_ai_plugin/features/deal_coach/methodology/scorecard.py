"""Fills a methodology from the records of one deal: evidence or nothing, never a guess."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Literal

from ....facts import EvidenceDraft, Fact, Found, Unknown
from ....facts.context import Context
from ....facts.talk import said
from ....records import DealSnapshot
from ....sentences import Say
from ....signals import MAX_QUOTE, PhraseLibrary
from .definition import Element, Methodology, Source

State = Literal["evidenced", "partly", "missing", "not_visible"]
MAX_EVIDENCE = 3
"""Evidence per element; the newest say enough."""
_WORTH: Mapping[State, float] = {"evidenced": 1.0, "partly": 0.5, "missing": 0.0, "not_visible": 0.0}


@dataclass(frozen=True)
class Filled:
    """One element with what the records say about it.

    `evidence` shows what was found, or what was looked for in vain. `who` are the people behind it, `at` is when the
    newest of it happened, `why` says why nothing could be seen.
    """

    element: Element
    state: State
    evidence: tuple[EvidenceDraft, ...] = ()
    who: tuple[str, ...] = ()
    at: datetime | None = None
    why: Say | None = None


@dataclass(frozen=True)
class FilledCard:
    """A methodology, filled."""

    methodology: Methodology
    elements: tuple[Filled, ...]

    @property
    def visible(self) -> int:
        """Elements about which the records could say something."""
        return sum(one.state != "not_visible" for one in self.elements)

    @property
    def coverage(self) -> float | None:
        """Share of the visible elements' weight that is evidenced, a part counting half; None: nothing is visible."""
        seen = [one for one in self.elements if one.state != "not_visible"]
        total = sum(one.element.weight for one in seen)
        return sum(one.element.weight * _WORTH[one.state] for one in seen) / total if total else None


@dataclass(frozen=True)
class _Look:
    """What one source gave: whether it holds, None where nothing could be looked at."""

    holds: bool | None
    evidence: tuple[EvidenceDraft, ...] = ()
    why: Say | None = None


def fill(
    methodology: Methodology,
    snapshot: DealSnapshot,
    facts: Mapping[str, Fact],
    library: PhraseLibrary | None = None,
) -> FilledCard:
    """Return the scorecard of a deal.

    Args:
        methodology: What is asked for.
        snapshot: The deal.
        facts: Everything that was measured on it.
        library: Phrases to look for; the built-in ones if left out.
    """
    looking = _Looking(snapshot, facts, library)
    return FilledCard(methodology, tuple(looking.at_element(element) for element in methodology.elements))


@dataclass(frozen=True)
class _Looking:
    snapshot: DealSnapshot
    facts: Mapping[str, Fact]
    library: PhraseLibrary | None

    @cached_property
    def context(self) -> Context:
        return Context(self.snapshot, {}, self.library)

    def at_element(self, element: Element) -> Filled:
        looks = [(source.counts, self._at(source)) for source in element.filled_by]
        held = {
            counts: [look for kind, look in looks if kind == counts and look.holds]
            for counts in ("full", "part", "against")
        }
        if held["full"] or held["part"]:
            state: State = "evidenced" if held["full"] and not held["against"] else "partly"
            chosen = [*held["full"], *held["part"], *held["against"]]
        elif any(look.holds is not None for _, look in looks):
            state = "missing"
            chosen = [*held["against"], *(look for _, look in looks if look.holds is False)]
        else:
            why = next((look.why for _, look in looks if look.why is not None), None)
            return Filled(element, "not_visible", why=why)
        evidence = _in_turns([look.evidence for look in chosen])
        times = [draft.at for draft in evidence if draft.at is not None]
        return Filled(element, state, evidence, self._who(evidence), max(times, default=None))

    def _at(self, source: Source) -> _Look:
        if source.fact is not None:
            return self._fact(self.facts[source.fact], source.at_least)
        if source.signal is not None:
            return _look(said(self.context, (source.signal,), ours=True))
        if source.role is not None:
            return self._role(source.role)
        return self._field(source.field or "")

    @staticmethod
    def _fact(fact: Fact, at_least: float | None) -> _Look:
        if fact.state == "missing":
            return _Look(None, why=fact.reason)
        if not fact.measured:
            # What does not apply was looked at: nobody is champion, so that none can be active.
            return _Look(holds=False)
        if at_least is not None:
            number = fact.value if isinstance(fact.value, int | float) else None
            return _Look(number is not None and number >= at_least, fact.evidence)
        return _Look(bool(fact.value), fact.evidence)

    def _role(self, role: str) -> _Look:
        if not self.context.sees("deal_contact"):
            return _Look(None, why=Say("reason.not_visible", {"types": ("deal_contact",)}))
        if not self.context.contacts:
            return _Look(None, why=Say("reason.no_contacts"))
        people = self.context.roles.get(role, ())
        if not people:
            absent = self.context.on_deal("no_role", role=role, n=len(self.context.contacts))
            return _Look(holds=False, evidence=(absent,))
        return _Look(
            holds=True, evidence=tuple(self.context.on_contact(c, "role", role=role) for c in people)
        )

    def _field(self, name: str) -> _Look:
        deal = self.snapshot.deal
        value: object
        if name.startswith("custom."):
            value = deal.custom.get(name.removeprefix("custom."))
        else:
            columns = {"close_date": "expected_close_at", "company": "company_id"}
            value = getattr(deal, columns.get(name, name), None)
        label = name.removeprefix("custom.")
        if value in (None, "", (), []) or (isinstance(value, str) and not value.strip()):
            return _Look(holds=False, evidence=(self.context.on_deal("field_empty", field=label),))
        draft = self.context.on_deal("field_filled", field=label)
        if isinstance(value, str) and name.startswith("custom."):
            draft = EvidenceDraft(draft.record, draft.what, quote=value[:MAX_QUOTE])
        return _Look(holds=True, evidence=(draft,))

    def _who(self, evidence: Sequence[EvidenceDraft]) -> tuple[str, ...]:
        names: list[str] = []
        activities = {a.id: a for a in self.snapshot.activities}
        for draft in evidence:
            named = draft.what.params.get("name")
            if isinstance(named, str):
                names.append(named)
                continue
            ids: Sequence[str] = ()
            if draft.record.type == "contact":
                ids = (draft.record.id,)
            elif draft.record.type == "activity" and draft.record.id in activities:
                ids = activities[draft.record.id].contact_ids[:1]
            names += [self.context.contacts[id_].display_name for id_ in ids if id_ in self.context.contacts]
        return tuple(dict.fromkeys(names))


def _look(found: Found | Unknown) -> _Look:
    if isinstance(found, Unknown):
        return _Look(None, why=found.reason)
    return _Look(bool(found.value), found.evidence)


def _in_turns(piles: Sequence[Sequence[EvidenceDraft]]) -> tuple[EvidenceDraft, ...]:
    """One piece of each source before a second of any."""
    chosen: list[EvidenceDraft] = []
    for place in range(max((len(pile) for pile in piles), default=0)):
        for pile in piles:
            if place < len(pile) and pile[place] not in chosen:
                chosen.append(pile[place])
    return tuple(chosen[:MAX_EVIDENCE])
