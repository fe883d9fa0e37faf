"""Turns an assessment into a draft: sentences, evidence with ids, the payload."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

from ....facts import EvidenceBook, EvidenceDraft, measure_in
from ....facts.batch import AMOUNT
from ....facts.context import Context
from ....facts.passages import companies_of, passages_of, people_of
from ....insights import Coverage, Evidence, Subject, WinLossPayload
from ....insights.win_loss import NO_FACTOR
from ....ports.feature import Draft
from ....ports.writing import Slot, Wording, WordingRequest, Writer
from ....records import DealSnapshot, RecordRef
from ....sentences import Catalogue, Say
from ....signals import PhraseLibrary
from ....stats.factors import Factor
from ..assessment import Assessment, examples_of, key_of
from . import cohort, deal
from .changes import changes
from .factors import factor_parts, model_card
from .insights import FindingTexts, finding_parts, finding_texts
from .labels import factor_label, label_of, moment, value_of

_MATTERS = 0.05
_TELLING = 10.0
"""Odds ratio beyond which an effect that would just show tells nobody anything: hardly one in sales is as large."""


def draft(
    assessment: Assessment,
    writer: Writer,
    words: Catalogue,
    snapshots: Sequence[DealSnapshot],
    library: PhraseLibrary | None = None,
) -> Draft:
    """Return the draft; the writer may rephrase headline and insights, nothing else.

    Args:
        assessment: What was found.
        writer: Who may word it.
        words: The engine's sentences.
        snapshots: Records of the deals to quote from.
        library: Phrases to look for in them.
    """
    book = EvidenceBook(words)
    by_factor = _examples(assessment, book, words, snapshots, library)
    texts = finding_texts(assessment, by_factor, words)
    headline = _headline(assessment, words)
    explained = assessment.deal
    about = [*snapshots] if explained is None else [explained.snapshot, *snapshots]
    wording = writer.phrase(_request(assessment, headline, texts, book.entries, about, words))
    said = {slot: wording.texts.get(slot) or text for slot, text in _slots(headline, texts).items()}
    payload = _payload(assessment, said, texts, by_factor, book, words)
    if explained is not None:
        payload = payload.model_copy(update=_of_deal(assessment, payload, book, words, snapshots))
    changed = changes(
        payload,
        assessment.facts.question.last,
        lambda key: book.ids(_once_found(key, assessment, words)),
        words,
    )
    return Draft(
        payload=payload.model_dump(mode="json"),
        evidence=tuple(book.entries),
        coverage=_coverage(assessment, wording, words),
        changes=tuple(changed),
        fingerprint=_fingerprint(assessment, payload),
        source=wording.source,
        model=wording.model,
        prompt_version=wording.prompt_version,
        wording=wording.by,
        language=words.language,
    )


def _payload(
    assessment: Assessment,
    said: Mapping[str, str],
    texts: Sequence[FindingTexts],
    by_factor: Mapping[str, Sequence[str]],
    book: EvidenceBook,
    words: Catalogue,
) -> WinLossPayload:
    del book
    facts = assessment.facts
    found = len(assessment.found)
    return WinLossPayload(
        headline=said["headline"],
        cohort=facts.question.cohort,
        cohort_id=facts.question.id,
        n_won=facts.deals.n_won,
        n_lost=facts.deals.n_lost,
        n_open=facts.deals.open_.n,
        coverage=cohort.coverage_part(assessment, words),
        factors=factor_parts(assessment, by_factor, words),
        verdict=words.render(Say("verdict.found", {"n": found})) if found else NO_FACTOR,
        detectable=_detectable(assessment),
        model=model_card(facts.study, words),
        benchmarks=cohort.benchmark_parts(assessment, words),
        segments=cohort.segment_parts(assessment, words),
        trends=cohort.trends_part(assessment, words),
        stages=cohort.stage_parts(facts.study.stages_of(facts.deals.open_), words),
        reasons=cohort.reasons_part(assessment, words),
        insights=finding_parts(texts, said, assessment, words),
        data_version=facts.question.data_version,
    )


def _of_deal(
    assessment: Assessment,
    payload: WinLossPayload,
    book: EvidenceBook,
    words: Catalogue,
    snapshots: Sequence[DealSnapshot],
) -> dict[str, object]:
    explained = assessment.deal
    if explained is None:
        return {}
    parts = deal.contribution_parts(explained, book, words)
    names = {(one.connection, one.deal.id): one.deal.name for one in snapshots}
    reasons = payload.reasons or cohort.reasons_part(assessment, words)
    return {
        "outcome": explained.snapshot.deal.outcome.value,
        "score": deal.score_part(explained, assessment.facts.study, words),
        "contributions": parts,
        "by_category": deal.category_parts(explained, parts, book),
        "timeline": deal.timeline_parts(explained, book, words),
        "similar": deal.alike_parts(explained, assessment, names, words),
        "benchmarks": deal.near_benchmarks(explained, assessment, words),
        "stated_reason_vs_evidence": deal.reason_part(explained, assessment, book, words, reasons),
    }


def _headline(assessment: Assessment, words: Catalogue) -> str:
    explained, deals = assessment.deal, assessment.facts.deals
    if explained is not None:
        return _deal_headline(assessment, words)
    if not deals.closed.n:
        return words.text("headline.empty")
    if not deals.n_won or not deals.n_lost:
        return words.render(Say("headline.one_outcome", {"n": deals.closed.n}))
    if not assessment.found:
        detectable = _detectable(assessment)
        told = "none" if detectable is not None and detectable <= _TELLING else "few"
        return words.render(Say(f"headline.{told}", {"n": deals.closed.n, "detectable": detectable}))
    first = next((one for one in assessment.findings if one.factor is not None), None)
    leading: Factor = first.factor if first is not None and first.factor is not None else assessment.found[0]
    return words.render(
        Say("headline.found", {"n": len(assessment.found), "first": factor_label(leading, words)})
    )


def _deal_headline(assessment: Assessment, words: Catalogue) -> str:
    explained = assessment.deal
    if explained is None:
        return ""
    parts = explained.contributions
    ranked = sorted(parts, key=lambda key: (parts[key], key))
    down = next((label_of(k, words) for k in ranked if parts[k] <= -_MATTERS), None)
    up = next((label_of(k, words) for k in reversed(ranked) if parts[k] >= _MATTERS), None)
    outcome = explained.snapshot.deal.outcome.value
    leading = down if outcome == "lost" else up
    if leading is None:
        return words.render(Say("headline.deal_plain", {"outcome": words.text(f"outcome.{outcome}")}))
    return words.render(Say(f"headline.deal_{outcome}", {"up": up, "down": down}))


def _detectable(assessment: Assessment) -> float | None:
    return min((one.detectable for one in assessment.factors), default=None)


def _examples(
    assessment: Assessment,
    book: EvidenceBook,
    words: Catalogue,
    snapshots: Sequence[DealSnapshot],
    library: PhraseLibrary | None,
) -> dict[str, list[str]]:
    """Return the evidence of factors: closed deals that show them, and what their records say."""
    records = {(one.connection, one.deal.id): one for one in snapshots}
    factors = {key_of(one): one for one in assessment.factors}
    found: dict[str, list[str]] = {}
    for key, rows in assessment.examples.items():
        drafts: list[EvidenceDraft] = []
        for row in rows:
            drafts += _example(factors[key], row, assessment, records, words, library)
        found[key] = book.ids(drafts)
    return found


def _once_found(key: str, assessment: Assessment, words: Catalogue) -> list[EvidenceDraft]:
    """Return the closed deals that show a factor best, though it is not found any more; none if it is no column now."""
    factor = next((one for one in assessment.factors if key_of(one) == key), None)
    rows = examples_of(factor, assessment.facts) if factor is not None else []
    return [one for row in rows if factor for one in _example(factor, row, assessment, {}, words, None)]


def _example(
    factor: Factor,
    row: int,
    assessment: Assessment,
    records: Mapping[tuple[str, str], DealSnapshot],
    words: Catalogue,
    library: PhraseLibrary | None,
) -> list[EvidenceDraft]:
    deals, question = assessment.facts.deals, assessment.facts.question
    closed = deals.closed
    connection, deal_id = str(closed.connection[row]), str(closed.deal_id[row])
    days = float(closed.closed_at[row])
    at = moment(days) if days == days else None  # noqa: PLR0124  # not a number where the date is unknown
    won = "won" if deals.won[row] == 1.0 else "lost"
    value = None if factor.level else deals.table.columns[factor.column][row]
    shown = value_of(factor.column, value, words) if value is not None and factor.column != AMOUNT else None
    say = Say(f"evidence.example_{won}", {"when": at, "label": factor_label(factor, words), "value": shown})
    found = [EvidenceDraft(RecordRef(type="deal", id=deal_id, connection=connection), say, at)]
    snapshot = records.get((connection, deal_id))
    seen = float(closed.at[row])
    if snapshot is not None and seen == seen:  # noqa: PLR0124
        facts = measure_in(Context(snapshot.at(moment(seen)), question.benchmarks, library))
        fact = facts.get(factor.column)
        quoted = [one for one in fact.evidence if one.quote] if fact is not None else []
        found += quoted[:1]
    return found


def _slots(headline: str, texts: Sequence[FindingTexts]) -> dict[str, str]:
    found = {"headline": headline}
    for one in texts:
        found |= {f"{one.id}.title": one.title, f"{one.id}.why": one.why, f"{one.id}.how": one.how}
    return found


def _request(
    assessment: Assessment,
    headline: str,
    texts: Sequence[FindingTexts],
    evidence: Sequence[Evidence],
    snapshots: Sequence[DealSnapshot],
    words: Catalogue,
) -> WordingRequest:
    question = assessment.facts.question
    subject = (
        Subject(type="deal", id=question.deal.deal.id)
        if question.deal is not None
        else Subject(type="cohort", id=question.id)
    )
    slots = [Slot("headline", headline, "headline")]
    for one in texts:
        slots += [
            Slot(f"{one.id}.title", one.title, "title", one.id, one.evidence),
            Slot(f"{one.id}.why", one.why, "why", one.id, one.evidence),
            Slot(f"{one.id}.how", one.how, "how", one.id, one.evidence),
        ]
    used = {key for one in texts for key in one.evidence}
    return WordingRequest(
        feature="win_loss",
        subject=subject,
        language=words.language,
        slots=tuple(slots),
        evidence=passages_of([one for one in evidence if one.id in used], snapshots),
        people=people_of(snapshots),
        companies=companies_of(snapshots),
    )


def _coverage(assessment: Assessment, wording: Wording, words: Catalogue) -> Coverage:
    seen, deals = assessment.seen, assessment.facts.deals
    parts = [words.render(Say("coverage.effect", {"used": seen.used, "complete": seen.complete}))]
    drifted = tuple(label_of(one.column, words) for one in seen.drift if one.column)[:4]
    if drifted:
        parts.append(words.render(Say("coverage.drift", {"labels": drifted})))
    for key, n in (("not_read", wording.not_read), ("withheld", wording.withheld)):
        if n:
            parts.append(words.render(Say(f"coverage.{key}", {"n": n})))
    return Coverage(
        seen={"won deals": deals.n_won, "lost deals": deals.n_lost, "open deals": deals.open_.n},
        missing=[label_of(one.column, words) for one in seen.missing if one.column],
        effect=" ".join(parts),
    )


def _fingerprint(assessment: Assessment, payload: WinLossPayload) -> str:
    """Name the substance: equal numbers are the same answer, whatever words were found for it."""
    plain = payload.model_dump(
        mode="json",
        exclude={"headline": True, "insights": {"__all__": {"title", "why", "how"}}, "data_version": True},
    )
    text = json.dumps([assessment.facts.question.id, plain], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
