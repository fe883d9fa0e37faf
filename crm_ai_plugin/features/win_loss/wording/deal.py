"""What the payload says about one deal."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ....facts import EvidenceBook, EvidenceDraft
from ....facts.batch import AMOUNT
from ....insights import win_loss as payload
from ....insights.win_loss import CATEGORIES, Category
from ....records import Outcome, RecordRef
from ....sentences import Catalogue, Param, Say, plain
from ....stats import Interval, median_interval
from ..assessment import Assessment
from ..neighbours import Near
from ..one_deal import ExplainedDeal
from ..reasons import category_of
from ..study import Study
from .labels import based, estimate, label_of, moment, value_of

_MATTERS = 0.05
_QUOTES = 4
_BENCHMARKS = 6


def score_part(deal: ExplainedDeal, study: Study, words: Catalogue) -> payload.DealScore:
    """Return the chance and how it adds up."""
    return payload.DealScore(
        p_win=based(deal.p, study.model.n, "model", words),
        base=deal.base,
        log_odds=deal.base + float(np.sum(list(deal.contributions.values()))),
        as_of=deal.as_of,
    )


def contribution_parts(
    deal: ExplainedDeal, book: EvidenceBook, words: Catalogue
) -> list[payload.Contribution]:
    """Return what each column adds, the strongest first, with its evidence."""
    ranked = sorted(deal.contributions, key=lambda key: (-abs(deal.contributions[key]), key))
    return [
        payload.Contribution(
            key=key,
            label=_with_value(key, deal, words),
            category=category_of(key),
            contribution=deal.contributions[key],
            evidence=book.ids(evidence_of(key, deal, words)),
        )
        for key in ranked
    ]


def evidence_of(key: str, deal: ExplainedDeal, words: Catalogue) -> Sequence[EvidenceDraft]:
    """Return a column's evidence: its fact's, else the field on the record; none where it is unknown."""
    found = deal.evidence(key)
    value = deal.row.values.get(key)
    if found or value is None:
        return found
    kind = "company" if key.startswith("company.") and deal.snapshot.company else "deal"
    id_ = deal.snapshot.company.id if kind == "company" and deal.snapshot.company else deal.snapshot.deal.id
    record = RecordRef(
        type="company" if kind == "company" else "deal", id=id_, connection=deal.snapshot.connection
    )
    params: dict[str, Param] = {"label": label_of(key, words), "value": _shown(key, value, deal, words)}
    return (EvidenceDraft(record, Say("evidence.cell", params)),)


def _with_value(key: str, deal: ExplainedDeal, words: Catalogue) -> str:
    value = deal.row.values.get(key)
    shown = words.text("yes_no.none") if value is None else _shown(key, value, deal, words)
    return words.render(Say("factor.level", {"label": label_of(key, words), "level": shown}))


def _shown(key: str, value: float | str, deal: ExplainedDeal, words: Catalogue) -> str:
    """A column's value; people go by their names, which a CRM's id does not tell."""
    owner = deal.snapshot.owner
    if key == "field.owner" and owner is not None and owner.id == value and owner.name.strip():
        return plain(owner.name, 60)
    return value_of(key, value, words)


def category_parts(
    deal: ExplainedDeal, parts: Sequence[payload.Contribution], book: EvidenceBook
) -> list[payload.CategoryContribution]:
    """Return the sums by category; the quotes of its texts come first in a category's evidence."""
    found = []
    for place, name in enumerate(CATEGORIES):
        category: Category = name  # type: ignore[assignment]  # they are its names
        own = [one for one in parts if one.category == category]
        if not own:
            continue
        quotes = [
            draft
            for one in deal.happenings
            if one.category == category
            for draft in one.evidence
            if draft.quote
        ]
        ids = book.ids(quotes[-_QUOTES:])
        ids += [key for one in own if abs(one.contribution) >= _MATTERS for key in one.evidence[:1]]
        found.append(
            payload.CategoryContribution(
                category=category,
                contribution=float(deal.sums[place]),
                evidence=list(dict.fromkeys(ids))[: 2 * _QUOTES],
            )
        )
    return sorted(found, key=lambda one: (one.contribution, one.category))


def timeline_parts(deal: ExplainedDeal, book: EvidenceBook, words: Catalogue) -> list[payload.Event]:
    """Return the deal's story."""
    return [
        payload.Event(
            at=one.at,
            kind=one.kind,
            category=one.category,
            text=words.render(one.say),
            gap=one.gap,
            evidence=book.ids(one.evidence),
        )
        for one in deal.happenings
    ]


def alike_parts(
    deal: ExplainedDeal, assessment: Assessment, names: dict[tuple[str, str], str], words: Catalogue
) -> list[payload.Alike]:
    """Return the nearest won and lost deals and why they are near."""
    near = sorted((*deal.won_likes, *deal.lost_likes), key=lambda one: (one.distance, one.row))
    return [_alike(one, assessment, names, words) for one in near]


def _alike(
    near: Near, assessment: Assessment, names: dict[tuple[str, str], str], words: Catalogue
) -> payload.Alike:
    closed, columns = assessment.facts.deals.closed, assessment.facts.study.columns
    connection, deal_id = str(closed.connection[near.row]), str(closed.deal_id[near.row])
    closed_at = float(closed.closed_at[near.row])
    return payload.Alike(
        deal_id=deal_id,
        connection=connection,
        name=plain(names.get((connection, deal_id), "")),
        outcome="won" if closed.won[near.row] == 1.0 else "lost",
        closed_at=moment(closed_at).date() if np.isfinite(closed_at) else None,
        distance=near.distance,
        because=[label_of(columns[place], words) for place in near.because],
        unlike=[label_of(columns[place], words) for place in near.unlike],
    )


def reason_part(
    deal: ExplainedDeal,
    assessment: Assessment,
    book: EvidenceBook,
    words: Catalogue,
    cohort: payload.StatedReasons,
) -> payload.StatedReasonVsEvidence | None:
    """Return the rep's reason beside what the records show; None unless the deal was lost."""
    if deal.snapshot.deal.outcome is not Outcome.LOST:
        return None
    stated = (deal.snapshot.deal.loss_reason or "").strip()
    drafts: list[EvidenceDraft] = []
    if stated:
        record = RecordRef(type="deal", id=deal.snapshot.deal.id, connection=deal.snapshot.connection)
        drafts.append(EvidenceDraft(record, Say("evidence.loss_reason"), quote=stated[:400]))
    for category in dict.fromkeys((deal.shown, deal.stated)):
        drafts += [d for one in deal.happenings if one.category == category for d in one.evidence if d.quote][
            -2:
        ]
    says = "spoken" if deal.agreement == "partly" and deal.shown is None else deal.agreement
    text = words.render(Say(f"reason.{says}", {"stated": deal.stated, "shown": deal.shown}))
    return payload.StatedReasonVsEvidence(
        stated=stated or None,
        stated_category=deal.stated,
        shown_category=deal.shown,
        agreement=deal.agreement,
        text=text,
        evidence=book.ids(drafts),
        cohort=cohort,
    )


def near_benchmarks(deal: ExplainedDeal, assessment: Assessment, words: Catalogue) -> list[payload.Benchmark]:
    """Return the deal's own figures beside those of the won deals among those most like it."""
    table, won = assessment.facts.deals.table, assessment.facts.deals.won
    rows = np.array([one.row for one in deal.near if won[one.row] == 1.0], dtype=np.int64)
    found: list[payload.Benchmark] = []
    ranked = sorted(deal.contributions, key=lambda key: (-abs(deal.contributions[key]), key))
    for key in ranked:
        value = deal.row.values.get(key)
        if isinstance(value, str) or value is None or key not in table.columns or not table.is_number(key):
            continue
        others = median_interval(table.columns[key][rows].astype(float).tolist()) if len(rows) else None
        if others is None or key == AMOUNT:
            continue
        found.append(
            payload.Benchmark(
                key=key,
                label=label_of(key, words),
                unit="fact",
                own=estimate(Interval(value, value, value), 1, words.text("basis.own")),
                other=based(others, len(rows), "near", words),
                other_is=words.text("benchmark.near_won"),
            )
        )
        if len(found) == _BENCHMARKS:
            break
    return found
