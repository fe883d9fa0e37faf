"""The score in words: how it adds up, how good it was, and what was left out of it."""

from __future__ import annotations

from collections.abc import Sequence

from ....facts import EvidenceBook, EvidenceDraft
from ....facts.columns import column_label
from ....facts.words import fact_value
from ....insights import Estimate, Score, ScoreFactor, ScoreModel
from ....records import RecordRef
from ....sentences import Catalogue, Say, plain
from ....stats import Interval
from ..assessment import Assessment

REST = "rest"
"""The factor in which everything is summed up that hardly counts, so that the sum stays exact."""

_SHOWN = 25
_COUNTS = 0.005
_CITED = 3


def estimate(interval: Interval, n: int, basis: str) -> Estimate:
    """Return the interval as the insight states it."""
    return Estimate(value=interval.value, low=interval.low, high=interval.high, n=n, basis=basis)


def score_of(assessment: Assessment, book: EvidenceBook, words: Catalogue) -> Score:
    """Return the score with its factors, those that count most first."""
    scored = assessment.scored
    ranked = sorted(scored.contributions, key=lambda key: (-abs(scored.contributions[key]), key))
    shown = [key for key in ranked[:_SHOWN] if abs(scored.contributions[key]) >= _COUNTS]
    if len(ranked) - len(shown) == 1:
        shown = ranked
    factors = [
        _factor(
            key,
            _label(key, assessment, words),
            scored.contributions[key],
            book.ids(evidence_of(key, assessment, words)),
        )
        for key in shown
    ]
    rest = ranked[len(shown) :]
    if rest:
        label = words.render(Say("score.rest", {"n": len(rest)}))
        total = sum(scored.contributions[key] for key in rest)
        first = [draft for key in rest[:_CITED] for draft in evidence_of(key, assessment, words)[:1]]
        factors.append(_factor(REST, label, total, book.ids(first)))
    model = scored.model
    return Score(
        p_win=estimate(scored.p, scored.n, words.render(scored.basis)),
        base=scored.base,
        factors=factors,
        refused=[_refused(entry, words) for entry in scored.refused],
        model=ScoreModel(kind=model.kind, version=model.name, accuracy=_accuracy(assessment, words))
        if model is not None
        else None,
    )


def evidence_of(key: str, assessment: Assessment, words: Catalogue) -> Sequence[EvidenceDraft]:
    """Return what a column rests on: a fact's evidence, or the record whose field it is."""
    facts = assessment.measured.facts
    if key in facts and facts[key].evidence:
        return facts[key].evidence
    snapshot = assessment.measured.snapshot
    value = assessment.measured.row.values.get(key)
    company = key.startswith("company.") and snapshot.company is not None
    record = RecordRef(
        type="company" if company else "deal",
        id=snapshot.company.id if company and snapshot.company else snapshot.deal.id,
        connection=snapshot.connection,
    )
    label = column_label(key, words)
    if value is None:
        return (EvidenceDraft(record, Say("evidence.unknown", {"label": label})),)
    return (EvidenceDraft(record, Say("evidence.field", {"label": label, "value": _plain(value)})),)


def _factor(key: str, label: str, contribution: float, evidence: list[str]) -> ScoreFactor:
    return ScoreFactor(
        key=key,
        label=label,
        direction="up" if contribution >= 0 else "down",
        contribution=contribution,
        evidence=evidence,
    )


def _label(key: str, assessment: Assessment, words: Catalogue) -> str:
    facts = assessment.measured.facts
    if key in facts:
        value = fact_value(facts[key].spec, facts[key].value, words)
    else:
        known = assessment.measured.row.values.get(key)
        value = words.text("yes_no.none") if known is None else _plain(known)
    return f"{column_label(key, words)}: {value}"


def _plain(value: float | str) -> str:
    return plain(value) if isinstance(value, str) else f"{value:,.10g}"


def _refused(entry: Say, words: Catalogue) -> str:
    label = column_label(str(entry.params["key"]), words)
    text = words.render(Say(entry.key, {**entry.params, "label": label}))
    return f"{text}; {words.text('score.overruled')}" if entry.params.get("overruled") else text


def _accuracy(assessment: Assessment, words: Catalogue) -> str:
    quality = assessment.scored.quality
    if not quality:
        return words.text("score.unjudged")
    return words.render(
        Say(
            "score.accuracy",
            {
                "n": quality["n"],
                "auc": quality["auc"],
                "brier": quality["brier"],
                "base": quality["brier_base"],
                "ece": quality["ece"],
            },
        )
    )
