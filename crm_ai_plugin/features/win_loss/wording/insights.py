"""Findings as insights: title, why, how, and what they rest on."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ....facts.batch import AMOUNT
from ....insights import win_loss as payload
from ....sentences import Catalogue, Say
from ..assessment import Assessment, key_of
from ..findings import Finding
from .labels import based, factor_label, value_of


@dataclass(frozen=True)
class FindingTexts:
    """A finding in the engine's words; `action` is the deal coach's step that works on it."""

    finding: Finding
    title: str
    why: str
    how: str
    action: str | None
    evidence: tuple[str, ...]

    @property
    def id(self) -> str:
        """The same finding keeps its id over versions."""
        return f"wl_{hashlib.sha256(self.finding.key.encode()).hexdigest()[:16]}"


def finding_texts(
    assessment: Assessment, evidence: Mapping[str, Sequence[str]], words: Catalogue
) -> list[FindingTexts]:
    """Return the findings in words."""
    return [_texts(one, evidence, words) for one in assessment.findings]


def _texts(finding: Finding, evidence: Mapping[str, Sequence[str]], words: Catalogue) -> FindingTexts:
    params = dict(finding.params)
    if finding.kind == "late":
        title = words.render(Say("finding.late_title", params))
        why = words.render(Say("finding.late_why", {**params, "n": finding.touches}))
        return FindingTexts(finding, title, why, *_how("late", "timeline", words), ())
    if finding.kind == "trend":
        title = words.text("finding.trend_title_up" if params["up"] else "finding.trend_title_down")
        why = words.render(Say("finding.trend_why", params))
        return FindingTexts(finding, title, why, words.text("in_general.trend"), None, ())
    factor = finding.factor
    if factor is None:
        raise ValueError("a finding about a factor has one")
    helps = factor.odds_ratio.value >= 1.0
    many = "above" in params
    params["label"] = factor_label(factor, words)
    if many:
        # Amounts are compared by their rank in their own currency.
        params["above"] = (
            words.text("factor.usual_amount")
            if factor.column == AMOUNT
            else value_of(factor.column, float(str(params["above"])), words)
        )
    title = words.render(Say(f"finding.{'more' if many else 'title'}_{'up' if helps else 'down'}", params))
    why = words.render(Say("finding.why_more" if many else "finding.why_has", params))
    if finding.touches:
        why += " " + words.render(
            Say(f"finding.touches_{'lacks' if helps else 'has'}", {"n": finding.touches})
        )
    cited = tuple(evidence.get(key_of(factor), ()))
    return FindingTexts(finding, title, why, *_how(factor.column, finding.category, words), cited)


def _how(key: str, category: str, words: Catalogue) -> tuple[str, str | None]:
    if words.has(f"how.{key}.text"):
        return words.text(f"how.{key}.text"), words.text(f"how.{key}.action")
    return words.text(f"in_general.{category}"), None


def finding_parts(
    texts: Sequence[FindingTexts], said: Mapping[str, str], assessment: Assessment, words: Catalogue
) -> list[payload.Finding]:
    """Return the insights with the words that were found for them."""
    open_ = assessment.facts.deals.open_
    return [
        payload.Finding(
            id=one.id,
            key=one.finding.key,
            category=one.finding.category,
            title=said[f"{one.id}.title"],
            why=said[f"{one.id}.why"],
            how=said[f"{one.id}.how"],
            effect=based(one.finding.effect, one.finding.n, "adjusted", words),
            touches=one.finding.touches,
            deals=[str(open_.deal_id[row]) for row in one.finding.open_rows],
            certainty=one.finding.certainty,
            score=one.finding.score,
            action=one.action,
            evidence=list(one.evidence),
        )
        for one in texts
    ]
